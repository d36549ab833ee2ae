"""B12: the product built from clean and after one change, against one unit with the big headers."""

import os
import resource
import subprocess

from benchmarks.bench import Bench
from harness import programs, results
from harness.rounds import quartiles

UNIT = "#include <grpcpp/grpcpp.h>\n#include <rocksdb/db.h>\nint main() { return 0; }\n"
CHANGED = "services/intake/domain/ticket.cc"


def cpu_of(command, **options):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Build(Bench):
    """One build is one round: it takes minutes. A small run compiles the anchor alone."""

    def figures(self):
        anchors = [self.unit() for _ in range(self.rounds)]
        if self.small:
            return [results.not_run("B12", "whole build", "one unit", "small run")]
        folder = self.scratch / "build"
        environment = {**os.environ, "CCACHE_DISABLE": "1"}
        subprocess.run(["cmake", "--preset", "release", "-B", folder, "--log-level=ERROR"],
                       check=True, cwd=programs.ROOT, stdout=subprocess.DEVNULL)
        build = ["cmake", "--build", folder, "-j2", "--target", "docket", "docketctl"]
        whole = cpu_of(build, env=environment)
        os.utime(programs.ROOT / CHANGED)
        changed = cpu_of(build, env=environment)
        anchors += [self.unit() for _ in range(self.rounds)]
        return [self.figure("whole build, CPU", ("<=", 40), whole, anchors),
                self.figure(f"after a change of {CHANGED}, CPU", ("<=", 2), changed, anchors)]

    def unit(self):
        source = self.scratch / "unit.cc"
        source.write_text(UNIT, "ascii")
        return cpu_of(["g++", "-std=c++20", "-O2", "-c", source, "-o", self.scratch / "unit.o"])

    def figure(self, name, goal, spent, anchors):
        return results.Figure("B12", name, "one unit with gRPC's and RocksDB's headers", goal,
                              quartiles([spent / anchor for anchor in anchors]),
                              [[{"cpu_s": anchor}, {"cpu_s": spent}] for anchor in anchors])
