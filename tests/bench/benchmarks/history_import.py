"""import: an incident log of 120,000 rows imported by docketctl, against what keeping and folding as
many commits takes at least."""

import itertools
import json
import lzma
import os
import pathlib

from benchmarks.bench import Bench
from harness import programs, results
from harness.rounds import measure, quartiles, ratios

LOG = "servicenow/incident_event_log.csv.xz"
MAPPING = programs.ROOT / "tools" / "docketctl" / "mappings" / "servicenow.yaml"
WINDOW = 256  # Commands that an importer has unanswered; so many commits share a sync at most.


def data_folder():
    return pathlib.Path(os.environ.get("DOCKET_REAL_DATA", programs.ROOT / ".." / "shared" / "data"))


class HistoryImport(Bench):
    """An import is a stream of Submit, so the goals are those of B1's stream on an embedded log: the
    rate against synced batches of a bare RocksDB, of the same bytes; and the server's CPU against
    such a batch together with the fold of the same log, each by itself. The client has no anchor."""

    ROWS = 119_998  # All. A small run takes the first.
    REJECTED_MAX = 2  # Rows whose state is a number.

    def figures(self):
        if not (data_folder() / LOG).exists():
            return [results.not_run("import", "import, commits/s", "synced RocksDB batches",
                                    f"no {LOG} in DOCKET_REAL_DATA")]
        self.rows = self.count(self.ROWS)
        self.log = self.cut() if self.small else data_folder() / LOG
        self.imported_data = self.data("imported-first")
        self.commits = self.imported(self.imported_data)["commits"]  # And warm.
        measured = measure(self.parts, lambda: self.imported(self.data(f"imported-{self.seed()}")),
                           self.rounds, "rate")
        done, _ = measured
        return [self.figure("import, commits/s", "synced RocksDB batches", (">=", 0.7),
                            ratios(done, "rate"), measured),
                self.figure("import, server's CPU per commit", "such a batch + fold of the same log",
                            ("<=", 1.5), ratios(done, "server_us"), measured),
                self.figure("import, rows/s", "rows/s, no ratio", None,
                            quartiles([docket["rows_rate"] for _, docket in done]), measured),
                self.figure("import, client's CPU per row, us", "us, no ratio", None,
                            quartiles([docket["client_us"] for _, docket in done]), measured)]

    def cut(self):
        path = self.scratch / "log.csv"
        with lzma.open(data_folder() / LOG, "rt", encoding="utf-8") as whole:
            path.write_text("".join(itertools.islice(whole, 1 + self.rows)), "utf-8")
        return path

    def imported(self, data):
        with programs.docket(self.build, data) as docket:
            begun = docket.cpu_seconds()
            with self.profiled(docket, "import"):
                done = programs.run([self.build.shipped("docketctl"), "--address", docket.address,
                                     "--json", "--actor", "service:import", "--roles", "import",
                                     "import", "--mapping", MAPPING, "--rejected",
                                     self.scratch / "rejected.csv", self.log])
                docket.settle()
        # With its stop, which flushes what is left, as the fold of the anchor does.
        server = docket.whole_cpu_seconds - begun
        if not self.is_whole(json.loads(done["stdout"] or "{}")):
            raise programs.Failed(f"import of {self.rows} rows: {done['stdout']}{done['stderr']}")
        with programs.docket(self.build, data) as docket:
            self.verify(docket)
        commits = self.commits_in(data)
        return {"seconds": done["seconds"], "commits": commits, "rate": commits / done["seconds"],
                "rows_rate": self.rows / done["seconds"], "server_us": server * 1e6 / commits,
                "client_us": done["cpu_seconds"] * 1e6 / self.rows}

    def is_whole(self, counted):
        """Every row was read and every command was taken."""
        return (counted.get("rows") == self.rows and counted["rejected"] <= self.REJECTED_MAX and
                counted["answered"] == counted["commands"] and counted["refused"] == 0)

    def commits_in(self, data):
        """As many in every arm: the same rows give the same commits."""
        drained = self.build.answer("bench_fold", "drain", f"--log={data}/log")
        self.record_bytes = round(drained["bytes"])
        if drained["count"] != getattr(self, "commits", drained["count"]):
            raise programs.Failed(f"{drained['count']} commits, {self.commits} in the first import")
        return drained["count"]

    def parts(self):
        directory = self.data(f"parts-{self.seed()}")
        directory.mkdir()
        kept = self.build.answer("bench_append", "--by=rocksdb", f"--directory={directory}",
                                 f"--bytes={self.record_bytes}", f"--group={WINDOW}",
                                 f"--count={max(WINDOW, self.commits)}")
        folded = self.build.answer("bench_fold", "rebuild", f"--log={self.imported_data}/log",
                                   f"--scratch={directory}/stores")
        return {"rate": kept["rate"], "append_us": kept["cpu_us"], "fold_us": folded["cpu_us"],
                "server_us": kept["cpu_us"] + folded["cpu_us"]}

    def figure(self, name, anchor, goal, ratio, measured):
        done, redone = measured
        return results.Figure("import", name, anchor, goal, ratio, done, redone,
                              {"rows": self.rows, "record_bytes": self.record_bytes})
