"""The logs that Docket runs on, each with the bare work beside which it is measured: a server on it,
records that are kept by it with nothing behind them, and how many commits it holds."""

import contextlib
import json
import os

from harness import programs, results

RECORD_BYTES = 500  # About what an opened ticket has in the log.
PARTITIONS = 4


class Embedded:
    """The log of one machine."""

    host = results.EMBEDDED
    batches = "synced RocksDB batches"
    one_by_one = "append with fdatasync"
    batches_goal = (">=", 0.7)
    # So many records are kept for each that Docket is asked for, so that it takes long enough.
    BATCHES_TIMES = 20

    def __init__(self, bench):
        self._bench = bench

    def up(self):
        return contextlib.nullcontext()

    def serve(self):
        return programs.docket(self._bench.build, self._bench.data())

    def append_batches(self, count, group):
        """Groups of records, as Docket would sync them at once, one after the other."""
        return self._append(max(group, self.BATCHES_TIMES * count), "--by=rocksdb",
                            f"--group={group}")

    def append_one_by_one(self, count):
        return self._append(count)

    def _append(self, count, *arguments):
        directory = self._bench.data(f"appends-{self._bench.seed()}")
        directory.mkdir()
        return self._bench.build.answer("bench_append", f"--directory={directory}",
                                        f"--bytes={RECORD_BYTES}", f"--count={count}", *arguments)

    def expect_commits(self, commits):
        self._bench.expect_commits(self._bench.data(), commits)


class Kafka:
    """A broker of this run's own, of one node, whose JVM optimises fully."""

    host = "docket-intake, Kafka of one node"
    batches = "raw idempotent produce"
    one_by_one = "raw idempotent produce"
    batches_goal = None  # The design sets one together with a fold.

    def __init__(self, bench):
        self._bench = bench
        self.brokers = None

    @contextlib.contextmanager
    def up(self):
        folder = self._bench.data("broker")
        kafka = programs.ROOT / "tools" / "kafka"
        told = self._expect([kafka, "up", "--folder", folder, "--full-speed", "--with-parent",
                             os.getpid(), "--json"])
        self.brokers = json.loads(told)["bootstrap"]
        try:
            self._expect([self._bench.build.shipped("docketctl"), "topics", "ensure", "--kafka",
                          self.brokers, "--partitions", PARTITIONS, "--replication", 1])
            yield
        finally:
            programs.run([kafka, "down", "--remove", "--folder", folder])

    @staticmethod
    def _expect(command):
        done = programs.run(command)
        if done["exit"] != 0:
            raise programs.Failed(f"{command[0]} {command[1]}: {done['stderr'].strip()}")
        return done["stdout"]

    def serve(self, data="data", *arguments):
        """An instance with its stores in the folder of that name."""
        return programs.docket_intake(self._bench.build, self._bench.data(data), self.brokers,
                                      *arguments)

    def bare_start(self, data):
        """A process that opens the same and does nothing."""
        return programs.Server([self._bench.build.bench("bench_start"), "--stores",
                                self._bench.data(data), "--brokers", self.brokers])

    def bare_group(self, how, session_ms):
        """One of two bare members of a group is killed or leaves."""
        return self._bench.build.answer("bench_group", how, f"--brokers={self.brokers}",
                                        f"--session-ms={session_ms}")

    def append_batches(self, count, group):
        """As many records in flight as Docket could have."""
        return self._answer("produce", f"--count={count}", f"--in-flight={group}")

    def append_one_by_one(self, count):
        return self._answer("produce", f"--count={count}", "--in-flight=1")

    def _answer(self, arm, *arguments):
        return self._bench.build.answer("bench_kafka", arm, f"--brokers={self.brokers}",
                                        f"--bytes={RECORD_BYTES}", *arguments)

    def fill(self, tickets, comments, spread, spoiled_percent):
        """Puts tickets into the topic without a server; how many records of each kind."""
        return self._fold("fill", f"--seed={self._bench.seed()}", f"--tickets={tickets}",
                         f"--comments={comments}", f"--spread={spread}",
                         f"--spoiled-percent={spoiled_percent}")

    def fold(self, arm, stores):
        """An arm of bench_fold on the topic, with stores in this folder."""
        return self._fold(arm, f"--scratch={stores}")

    def _fold(self, arm, *arguments):
        return self._bench.build.answer("bench_fold", arm, f"--kafka={self.brokers}",
                                        f"--partitions={PARTITIONS}", *arguments)

    def drain(self):
        """Reading, parsing and digesting every commit, and nothing else."""
        return self._answer("drain")

    def expect_commits(self, commits):
        drained = self.drain()
        if drained["count"] != commits:
            raise programs.Failed(f"{drained['count']} commits in the topic of {commits}")
