"""B11: memory and start, against a process with gRPC and RocksDB that does nothing."""

import pathlib
import subprocess

from benchmarks.bench import Bench
from harness import programs, results
from harness.rounds import measure, quartiles, ratios

MIB = 2**20


class Footprint(Bench):
    TICKETS = 200_000

    def figures(self):
        empty = measure(lambda: self.bare("bare"), lambda: self.started("empty"), self.rounds,
                        "start_seconds")
        with programs.docket(self.build, self.data("full")) as docket:
            self.call(docket, "submit", self.count(self.TICKETS), in_flight=256)
            loaded = docket.memory_bytes("VmHWM") / MIB
        full = measure(lambda: self.bare("bare"), lambda: self.started("full"), self.rounds,
                       "start_seconds")
        budget = 256 + 64  # Block cache and write buffers (libs/store/rocksdb/shared_resources.h).
        return [self.figure("idle, MiB resident", ("<=", 80), quartiles(
                    [docket["memory_mib"] for _, docket in empty[0]]), empty, "MiB, no ratio"),
                self.figure("idle, memory", ("<=", 1.5), ratios(empty[0], "memory_mib"), empty),
                self.figure("peak while loaded, of the budget", ("<=", 1.1),
                            quartiles([loaded / budget]), empty, f"{budget} MiB configured"),
                self.figure("start to serving, empty", ("<=", 1.5),
                            ratios(empty[0], "start_seconds"), empty),
                self.figure("start to serving, loaded", None,
                            ratios(full[0], "start_seconds"), full),
                self.figure("stripped program, MiB", ("<=", 3), quartiles([self.stripped()]), empty,
                            "MiB, no ratio")]

    def bare(self, name):
        directory = self.data(name)
        with programs.echo(self.build, "--database", directory) as echo:
            return self.first_call(echo, "echo-open")

    def started(self, name):
        with programs.docket(self.build, self.data(name)) as docket:
            return self.first_call(docket, "open")

    def first_call(self, server, call):
        self.call(server, call, 1)
        return {"start_seconds": server.start_seconds, "memory_mib": server.memory_bytes() / MIB}

    def stripped(self):
        path = self.data("stripped")
        subprocess.run(["strip", "-o", path, self.build.shipped("docket")], check=True)
        return pathlib.Path(path).stat().st_size / MIB

    def figure(self, name, goal, ratio, measured, anchor="gRPC echo with a RocksDB open"):
        done, redone = measured
        return results.Figure("B11", name, anchor, goal, ratio, done, redone,
                              {"tickets": self.count(self.TICKETS)})
