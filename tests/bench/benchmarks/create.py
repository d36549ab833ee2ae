"""B1 and B2: what a ticket costs, and how long a person waits for it."""

from benchmarks.bench import Bench
from harness import programs, results
from harness.rounds import measure, ratios

RECEIPT_BYTES = 100  # About what an answer to OpenTicket has.
RECORD_BYTES = 500   # About what an opened ticket has in the log.


class Throughput(Bench):
    """B1: OpenTicket with 128 in flight and Submit with 256, against a bare echo of the same bytes and
    against synced appends of a bare RocksDB, in groups as large as Docket's could be at most."""

    CALLS = 20_000
    IN_FLIGHT = 128
    SUBMIT_IN_FLIGHT = 256

    def figures(self):
        data = self.data()
        count = self.count(self.CALLS)
        opened = 0
        with programs.echo(self.build) as echo, programs.docket(self.build, data) as docket:
            def bare():
                return self.call(echo, "echo-open", count, in_flight=self.IN_FLIGHT,
                                 reply_bytes=RECEIPT_BYTES)

            def unary():
                nonlocal opened
                opened += count
                return self.call(docket, "open", count, in_flight=self.IN_FLIGHT)

            def submit():
                nonlocal opened
                opened += count
                return self.call(docket, "submit", count, in_flight=self.SUBMIT_IN_FLIGHT)

            bare(), unary()  # Warm.
            calls = measure(bare, unary, self.rounds, "cpu_us")
            streams = measure(bare, submit, self.rounds, "cpu_us")
            disk = measure(self.appends, submit, self.rounds, "rate")
            self.verify(docket)
        self.expect_commits(data, opened)
        unary, submit = self.IN_FLIGHT, self.SUBMIT_IN_FLIGHT
        return [self.figure("unary, CPU per ticket", "echo", ("<=", 1.7), calls, "cpu_us", unary),
                self.figure("unary, tickets/s", "echo", (">=", 0.6), calls, "rate", unary),
                self.figure("Submit, CPU per ticket", "echo", None, streams, "cpu_us", submit),
                self.figure("Submit, tickets/s", "synced RocksDB batches", (">=", 0.7), disk,
                            "rate", submit)]

    def appends(self):
        directory = self.data(f"appends-{self.seed()}")
        directory.mkdir()
        return self.build.answer("bench_append", "--by=rocksdb", f"--directory={directory}",
                                 f"--bytes={RECORD_BYTES}", f"--group={self.SUBMIT_IN_FLIGHT}",
                                 f"--count={self.count(20 * self.CALLS, self.SUBMIT_IN_FLIGHT)}")

    def figure(self, name, anchor, goal, measured, figure, in_flight):
        done, redone = measured
        return results.Figure("B1", name, anchor, goal, ratios(done, figure), done, redone,
                              {"in_flight": in_flight, "bytes": 300})


class Latency(Bench):
    """B2: one OpenTicket at a time, against an echo and an append with fdatasync one after the other;
    and at half of the peak rate, each call counted from the instant at which it was to begin."""

    CALLS = 3_000
    PEAK_CALLS = 20_000

    def figures(self):
        data = self.data()
        opened = 0
        with programs.echo(self.build) as echo, programs.docket(self.build, data) as docket:
            def open_tickets(count, **options):
                nonlocal opened
                opened += count
                return self.call(docket, "open", count, **options)

            count = self.count(self.CALLS)

            def bare():
                return self.with_disk(self.call(echo, "echo-open", count,
                                                reply_bytes=RECEIPT_BYTES))

            peak = open_tickets(self.count(self.PEAK_CALLS), in_flight=128)["rate"]
            single = measure(bare, lambda: open_tickets(count), self.rounds, "p50_us")
            half = measure(lambda: self.with_disk(self.call(
                echo, "echo-open", count, reply_bytes=RECEIPT_BYTES, rate=peak / 2)),
                           lambda: open_tickets(count, rate=peak / 2), self.rounds, "p50_us")
            self.verify(docket)
        self.expect_commits(data, opened)
        figures = []
        for load, measured in (("one at a time", single), ("at half of the peak", half)):
            for quantile, bound in (("p50_us", 1.25), ("p99_us", 2)):
                figures.append(self.figure(load, quantile, bound, measured))
        return figures

    def with_disk(self, echoed):
        directory = self.data(f"disk-{self.seed()}")
        directory.mkdir()
        synced = self.build.answer("bench_append", f"--directory={directory}",
                                   f"--bytes={RECORD_BYTES}", f"--count={self.count(self.CALLS)}")
        return {**echoed, "disk_p50_us": synced["p50_us"], "disk_p99_us": synced["p99_us"]}

    def figure(self, load, quantile, bound, measured):
        done, redone = measured
        ratio = ratios(done, quantile, lambda anchor: anchor[quantile] + anchor["disk_" + quantile])
        return results.Figure("B2", f"{quantile[:-3]}, {load}", "echo + append with fdatasync",
                              ("<=", bound), ratio, done, redone, {"bytes": 300})
