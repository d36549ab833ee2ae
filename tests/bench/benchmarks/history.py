"""B5: stores folded anew from the log, of either kind."""

from benchmarks.bench import Bench
from harness import logs, programs, results
from harness.rounds import measure, ratios


class Rebuild(Bench):
    """Everything folded into fresh stores, against reading, parsing and digesting every record, and
    against that together with writing the same rows, sorted, into a bare store."""

    TICKETS = 200_000
    IN_FLIGHT = 256

    def figures(self):
        data = self.data()
        count = self.count(self.TICKETS)
        with programs.docket(self.build, data) as docket:
            self.call(docket, "submit", count, in_flight=self.IN_FLIGHT)
        done, redone = measure(lambda: self.anchor(data), lambda: self.rebuild(data, count),
                               self.rounds, "cpu_us")
        return [self.figure("rebuild, CPU per event", "read + parse + digest", ("<=", 2.2),
                            ratios(done, "cpu_us"), done, redone),
                self.figure("fold, CPU per event", "the same + rows, sorted, into a bare store",
                            ("<=", 1.3),
                            ratios(done, "cpu_us", lambda anchor: anchor["with_rows_us"]), done,
                            redone)]

    def rebuild(self, data, count):
        self.stores = self.data(f"stores-{self.seed()}")
        folded = self.fold("rebuild", data)
        if folded["count"] != count:
            raise programs.Failed(f"{folded['count']} commits folded of {count}")
        return folded

    def anchor(self, data):
        drained = self.fold("drain", data)
        if not hasattr(self, "stores"):
            self.rebuild(data, int(drained["count"]))
        rows = self.fold("rows", data)
        per_event = rows["cpu_us"] * rows["count"] / drained["count"]
        return {**drained, "with_rows_us": drained["cpu_us"] + per_event}

    def fold(self, arm, data):
        scratch = getattr(self, "stores", self.data("stores"))
        return self.build.answer("bench_fold", arm, f"--log={data}/log", f"--scratch={scratch}")

    def figure(self, name, anchor, goal, ratio, done, redone):
        return results.Figure("B5", name, anchor, goal, ratio, done, redone,
                              {"tickets": self.count(self.TICKETS), "events_per_ticket": 1})


class KafkaRebuild(Bench):
    """Everything folded into cleared stores by the server that has them, by operator's order, against
    bare librdkafka that reads, parses and digests every record."""

    ID = "B5-kafka"
    TICKETS = 100_000
    IN_FLIGHT = 256

    def figures(self):
        log = logs.Kafka(self)
        count = self.count(self.TICKETS)
        with log.up(), log.serve() as docket:
            self.call(docket, "submit", count, in_flight=self.IN_FLIGHT)
            log.expect_commits(count)
            done, redone = measure(log.drain, lambda: self.rebuild(docket, count), self.rounds,
                                   "cpu_us")
            self.verify(docket)
        return [results.Figure(self.ID, "rebuild, CPU per event", "raw read + parse + digest",
                               ("<=", 2.2), ratios(done, "cpu_us"), done, redone,
                               {"tickets": count, "events_per_ticket": 1}, log.host)]

    def rebuild(self, docket, count):
        before = docket.cpu_seconds()
        with self.profiled(docket, "rebuild"):
            rebuilt = programs.run([self.build.shipped("docketctl"), "--address", docket.address,
                                    "--roles", "operator", "projection", "rebuild"])
            docket.settle()
        if rebuilt["exit"] != 0:
            raise programs.Failed(f"not rebuilt: {rebuilt['stderr'].strip()}")
        return {"cpu_us": (docket.cpu_seconds() - before) * 1e6 / count,
                "seconds": rebuilt["seconds"]}
