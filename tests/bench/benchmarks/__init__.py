"""The benchmarks by their ids; each module says what its figures mean."""

from benchmarks.build import Build
from benchmarks.create import Latency, Throughput
from benchmarks.footprint import Footprint
from benchmarks.history import Rebuild
from benchmarks.history_import import HistoryImport
from benchmarks.reads import Reads
from benchmarks.size import Size

BENCHMARKS = {"B1": Throughput, "B2": Latency, "B5": Rebuild, "B7": Reads, "B10": Size,
              "B11": Footprint, "B12": Build, "import": HistoryImport}
