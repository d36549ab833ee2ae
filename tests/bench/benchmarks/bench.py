"""What every benchmark has: programs, a scratch directory, a size, and seeds that never repeat."""

import itertools

from harness import programs

ROUNDS = 5
SMALL_ROUNDS = 1


class Bench:
    def __init__(self, build, scratch, small):
        self.build = build
        self.scratch = scratch
        self.small = small
        self.rounds = SMALL_ROUNDS if small else ROUNDS
        self._seeds = itertools.count(1)

    def count(self, number, least=8):
        """`number`, or a thousandth of it in a small run."""
        return max(least, number // 1000) if self.small else number

    def seed(self):
        return next(self._seeds)

    def data(self, name="data"):
        return self.scratch / name

    def call(self, server, call, count, **options):
        """Figures of one load, with the CPU that it cost the server per call."""
        options.setdefault("seed", self.seed())
        cpu = server.cpu_seconds()
        result = self.build.load(server.address, call, count, **options)
        result["cpu_us"] = (server.cpu_seconds() - cpu) * 1e6 / count
        return {name: value for name, value in result.items() if name != "failure"}

    def expect_tickets(self, directory, tickets):
        """After an arm: the log has one commit for each ticket, and no more."""
        drained = self.build.answer("bench_fold", "drain", f"--log={directory}/log")
        if drained["count"] != tickets:
            raise programs.Failed(f"{drained['count']} commits of {tickets} tickets in the log")
