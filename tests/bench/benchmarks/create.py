"""B1 and B2: what a ticket costs, and how long a person waits for it; on either kind of log."""

from benchmarks.bench import Bench
from harness import logs, programs, results
from harness.rounds import measure, ratios

RECEIPT_BYTES = 100  # About what an answer to OpenTicket has.


class Create(Bench):
    """Tickets opened at a docket on a log, beside an echo of the same bytes."""

    ID = None
    LOG = logs.Embedded

    def figures(self):
        self.log = self.LOG(self)
        self.opened = 0
        with self.log.up(), programs.echo(self.build) as self.echo:
            with self.log.serve() as self.docket:
                figures = self.measured()
                self.verify(self.docket)
            self.log.expect_commits(self.opened)
        return figures

    def measured(self):
        raise NotImplementedError

    def bare(self, count, **options):
        return self.call(self.echo, "echo-open", count, reply_bytes=RECEIPT_BYTES, **options)

    def open(self, count, call="open", **options):
        self.opened += count
        return self.call(self.docket, call, count, **options)

    def figure(self, name, anchor, goal, measured, ratio, settings):
        done, redone = measured
        return results.Figure(self.ID, name, anchor, goal, ratio, done, redone,
                              {"bytes": 300, **settings}, self.log.host)


class Throughput(Create):
    """B1: OpenTicket with 128 in flight and Submit with 256, against a bare echo of the same bytes and
    against bare records to the same kind of log, in groups as large as Docket's could be at most."""

    ID = "B1"
    CALLS = 20_000
    IN_FLIGHT = 128
    SUBMIT_IN_FLIGHT = 256

    def measured(self):
        count = self.count(self.CALLS)

        def bare():
            return self.bare(count, in_flight=self.IN_FLIGHT)

        def unary():
            return self.open(count, in_flight=self.IN_FLIGHT)

        def submit():
            return self.open(count, "submit", in_flight=self.SUBMIT_IN_FLIGHT)

        def appends():
            return self.log.append_batches(count, self.SUBMIT_IN_FLIGHT)

        bare(), unary()  # Warm.
        calls = measure(bare, unary, self.rounds, "cpu_us")
        streams = measure(bare, submit, self.rounds, "cpu_us")
        disk = measure(appends, submit, self.rounds, "rate")
        return [
            self.of("unary, CPU per ticket", "echo", ("<=", 1.7), calls, "cpu_us", self.IN_FLIGHT),
            self.of("unary, tickets/s", "echo", (">=", 0.6), calls, "rate", self.IN_FLIGHT),
            self.of("Submit, CPU per ticket", "echo", None, streams, "cpu_us",
                    self.SUBMIT_IN_FLIGHT),
            self.of("Submit, tickets/s", self.log.batches, self.log.batches_goal, disk, "rate",
                    self.SUBMIT_IN_FLIGHT)]

    def of(self, name, anchor, goal, measured, figure, in_flight):
        return self.figure(name, anchor, goal, measured, ratios(measured[0], figure),
                           {"in_flight": in_flight})


class Latency(Create):
    """B2: one OpenTicket at a time, against an echo and a bare record to the same kind of log one
    after the other; and at half of the peak rate, each call counted from the instant at which it was
    to begin."""

    ID = "B2"
    CALLS = 3_000
    PEAK_CALLS = 20_000

    def measured(self):
        count = self.count(self.CALLS)
        rate = self.open(self.count(self.PEAK_CALLS), in_flight=128)["rate"] / 2
        single = measure(lambda: self.bare_and_kept(count), lambda: self.open(count), self.rounds,
                         "p50_us")
        half = measure(lambda: self.bare_and_kept(count, rate=rate),
                       lambda: self.open(count, rate=rate), self.rounds, "p50_us")
        return [self.of(load, quantile, bound, measured)
                for load, measured in (("one at a time", single), ("at half of the peak", half))
                for quantile, bound in (("p50_us", 1.25), ("p99_us", 2))]

    def bare_and_kept(self, count, **options):
        echoed = self.bare(count, **options)
        kept = self.log.append_one_by_one(count)
        return {**echoed, "kept_p50_us": kept["p50_us"], "kept_p99_us": kept["p99_us"]}

    def of(self, load, quantile, bound, measured):
        ratio = ratios(measured[0], quantile,
                       lambda anchor: anchor[quantile] + anchor["kept_" + quantile])
        return self.figure(f"{quantile[:-3]}, {load}", f"echo + {self.log.one_by_one}",
                           ("<=", bound), measured, ratio, {})


class KafkaThroughput(Throughput):
    ID = "B1-kafka"
    LOG = logs.Kafka


class KafkaLatency(Latency):
    ID = "B2-kafka"
    LOG = logs.Kafka
