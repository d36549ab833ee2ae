"""B12: the product built from clean and after one change, against one unit with the big headers."""

import os

from benchmarks.bench import Bench
from harness import programs, results
from harness.rounds import quartiles

HEADERS = {"gRPC": "grpcpp/grpcpp.h", "RocksDB": "rocksdb/db.h",
           "librdkafka": "librdkafka/rdkafkacpp.h"}
CHANGED = "services/intake/domain/ticket.cc"


class Build(Bench):
    """One build is one round: it takes minutes. A small run compiles the anchor alone."""

    def figures(self):
        anchors = [self.unit() for _ in range(self.rounds)]
        if self.small:
            return [results.not_run("B12", "whole build", self.anchor(), "small run")]
        folder = self.scratch / "build"
        self.run(["cmake", "--preset", "release", "-B", folder, "--log-level=ERROR"])
        build = ["cmake", "--build", folder, "-j2", "--target", "docket", "docketctl"]
        whole = self.run(build)
        changed = self.rebuild(build)
        anchors += [self.unit() for _ in range(self.rounds)]
        return [self.figure("whole build, CPU", ("<=", 40), whole, anchors),
                self.figure(f"after a change of {CHANGED}, CPU", ("<=", 2), changed, anchors)]

    def rebuild(self, build):
        """As if a file were changed; its time is put back, so that other builds do not see it."""
        path = programs.ROOT / CHANGED
        before = path.stat()
        os.utime(path)
        try:
            return self.run(build)
        finally:
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def unit(self):
        source = self.scratch / "unit.cc"
        lines = [f"#include <{header}>" for header in HEADERS.values()]
        source.write_text("\n".join([*lines, "int main() {}", ""]), "ascii")
        return self.run(["g++", "-std=c++20", "-O2", "-c", source, "-o", self.scratch / "unit.o"])

    def run(self, command):
        """CPU seconds of a command. The compiler runs, whatever a cache might know."""
        done = programs.run(command, cwd=programs.ROOT, env={**os.environ, "CCACHE_DISABLE": "1"})
        if done["exit"] != 0:
            raise programs.Failed(f"{' '.join(map(str, command))}: {done['stdout']}{done['stderr']}")
        return done["cpu_seconds"]

    def anchor(self):
        return "one unit with the headers of " + ", ".join(HEADERS)

    def figure(self, name, goal, spent, anchors):
        return results.Figure("B12", name, self.anchor(), goal,
                              quartiles([spent / anchor for anchor in anchors]),
                              [[{"cpu_s": anchor}, {"cpu_s": spent}] for anchor in anchors])
