"""What every benchmark has: programs, a scratch directory, a size, and seeds that never repeat."""

import contextlib
import itertools

from harness import programs

ROUNDS = 5
SMALL_ROUNDS = 1


class Bench:
    def __init__(self, build, scratch, small, profile=None):
        self.build = build
        self.scratch = scratch
        self.small = small
        self.rounds = SMALL_ROUNDS if small else ROUNDS
        self._profile = profile
        self._seeds = itertools.count(1)
        self._bills = {}

    def count(self, number, least=8):
        """`number`, or a thousandth of it in a small run."""
        return max(least, number // 1000) if self.small else number

    def seed(self):
        return next(self._seeds)

    def data(self, name="data"):
        return self.scratch / name

    def call(self, server, call, count, **options):
        """Figures of one load, with the CPU that it cost the server per call.

        That is all it spends until its next load begins: a flush or a compaction may come late, and
        the load that caused it pays. The last load of a server is billed until the server is idle.
        """
        options.setdefault("seed", self.seed())
        begun = server.cpu_seconds()
        self._bill(server, begun)
        load = "at-a-rate" if "rate" in options else options.get("in_flight", 1)
        with self.profiled(server, f"{call}-{load}"):
            result = self.build.load(server.address, call, count, **options)
            server.settle()
        result["cpu_us"] = 0
        self._bills[server] = result, begun
        self._bill(server, server.cpu_seconds())
        return result

    def _bill(self, server, now):
        """The last load of `server` pays for what it did since then."""
        if server in self._bills:
            figures, paid = self._bills[server]
            figures["cpu_us"] += (now - paid) * 1e6 / figures["count"]
            self._bills[server] = figures, now

    def profiled(self, server, name):
        """Records where `server` spends its time meanwhile, if that was asked for."""
        if self._profile is None or not server.is_docket:
            return contextlib.nullcontext()
        return self._profile.around(server.pid, name)

    def run_once(self, directory):
        """A docket runs there and stops: the directory is made, and what was put into its log is
        folded, flushed and compacted, so that no load after it is billed for that."""
        with programs.docket(self.build, directory) as docket:
            docket.settle()

    def fill(self, directory, tickets, comments=0):
        """Puts tickets into the log of a docket that has run once; (their seed, commits)."""
        seed = self.seed()
        filled = self.build.answer("bench_fold", "fill", f"--log={directory}/log", f"--seed={seed}",
                                   f"--tickets={tickets}", f"--comments={comments}")
        return seed, filled["count"]

    def expect_commits(self, directory, commits):
        """After an arm: the log has as many commits as were asked for. Figures of reading them."""
        drained = self.build.answer("bench_fold", "drain", f"--log={directory}/log")
        if drained["count"] != commits:
            raise programs.Failed(f"{drained['count']} commits in the log of {commits}")
        return drained

    def verify(self, docket):
        """The rows of a docket that runs are those that its log gives when it is folded afresh."""
        done = programs.run([self.build.shipped("docketctl"), "--address", docket.address, "--roles",
                             "operator", "projection", "verify"])
        if done["exit"] != 0:
            raise programs.Failed(f"rows are not what their log says: {done['stdout']}")
