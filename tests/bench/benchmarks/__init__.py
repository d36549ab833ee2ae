"""The benchmarks by their ids; each module says what its figures mean."""

from benchmarks.build import Build
from benchmarks.create import KafkaLatency, KafkaThroughput, Latency, Throughput
from benchmarks.failover import KafkaFailover
from benchmarks.footprint import Footprint
from benchmarks.history import KafkaRebuild, Rebuild
from benchmarks.history_import import HistoryImport
from benchmarks.peers import KafkaStreamsProjection
from benchmarks.projection import KafkaProjection
from benchmarks.reads import Reads
from benchmarks.size import Size

# Each brings up a broker of its own.
ON_KAFKA = {"B1-kafka": KafkaThroughput, "B2-kafka": KafkaLatency,
            "B3-kafka": KafkaProjection, "B5-kafka": KafkaRebuild, "B9-kafka": KafkaFailover}
# Need what Maven fetches as well.
PEERS = {"B3-peer": KafkaStreamsProjection}
BENCHMARKS = {"B1": Throughput, "B2": Latency, "B5": Rebuild, "B7": Reads, "B10": Size,
              "B11": Footprint, "B12": Build, "import": HistoryImport}
