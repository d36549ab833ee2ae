"""B9: how soon an instance on Kafka serves, and for how long partitions are away while instances
come and go."""

import shutil
import time

from benchmarks.bench import Bench
from harness import logs, programs, results
from harness.rounds import measure, quartiles, ratios

SPARE_SECONDS = 0.2  # What the design allows beyond the bare group.


class KafkaFailover(Bench):
    """Each partition has a ticket that is written and read every ten milliseconds. Its writer is
    told every version once, its reader sees what was written before it asked, and in the end the
    ticket has the versions that were answered for: else there is no result."""

    ID = "B9-kafka"
    TICKETS = 100_000
    KNOWN = 64  # Tickets opened by calls, at least one of each partition among them.
    IN_FLIGHT = 256
    SESSIONS_MS = (6_000, 2_000)

    def figures(self):
        self.log = logs.Kafka(self)
        with self.log.up():
            self.fill()
            figures = [*self.starts(), self.start_without_store()]
            for session_ms in self.SESSIONS_MS[-1:] if self.small else self.SESSIONS_MS:
                figures += self.two_instances(session_ms)
        return figures

    def fill(self):
        """A topic with all tickets, and an instance's stores of them: `one`."""
        count = self.count(self.TICKETS)
        self.known = self.seed()
        with self.log.serve("one") as docket:
            self.call(docket, "open", self.KNOWN, seed=self.known, in_flight=8)
            self.call(docket, "submit", count, in_flight=self.IN_FLIGHT)
        self.commits = count + self.KNOWN
        self.log.expect_commits(self.commits)

    def starts(self):
        shutil.copytree(self.data("one") / "stores", self.data("bare"))  # Open files are changed.
        measured = measure(self.bare_start, lambda: self.answering("one"), self.rounds, "seconds")
        return [self.figure("start with a warm store, until each partition answers right",
                            "the same libraries open the same stores", ("<=", 1.5),
                            ratios(measured[0], "seconds"), measured)]

    def bare_start(self):
        with self.log.bare_start("bare") as bare:
            return {"seconds": bare.start_seconds}

    def answering(self, data):
        """An instance is started, and asked for a ticket of each partition."""
        with programs.Watched(self.build, "--reads-only", "--seed", self.known) as watched:
            began = time.monotonic()
            with self.log.serve(data) as docket:
                answered = watched.begin(docket.address)
                seen = docket.cpu_seconds() * 1e6 / self.commits
                watched.end()
        return {"seconds": answered - began, "cpu_us": seen}

    def start_without_store(self):
        def fresh():
            data = f"fresh-{self.seed()}"
            figures = self.answering(data)
            shutil.rmtree(self.data(data))
            return figures

        measured = measure(self.log.drain, fresh, self.rounds, "cpu_us")
        return self.figure("start without a store, CPU per event until each partition answers right",
                           "raw read + parse + digest", ("<=", 2.2), ratios(measured[0], "cpu_us"),
                           measured)

    def two_instances(self, session_ms):
        """One stays and is called; the other leaves and comes back, or is killed."""
        options = ("--kafka-session-timeout", f"{session_ms}ms")
        with self.log.serve("one", *options) as stays:
            self.stays = stays
            self.other = lambda: self.log.serve("two", *options)
            with self.other():  # So that its store is warm.
                pass
            figures = [*self.in_good_order(session_ms), self.killed(session_ms)]
            self.verify(stays)
        with self.other() as other:
            self.verify(other)
        return figures

    def in_good_order(self, session_ms):
        def leave_and_return():
            with self.other() as other, self.watched() as watched:
                told = time.monotonic()
                other.stop()
                left = self.away(watched.end(), told)
            with self.watched() as watched:
                began = time.monotonic()
                with self.other():
                    back = self.away(watched.end(), began)
            return {**left, **{f"back_{name}": value for name, value in back.items()}}

        measured = measure(lambda: self.log.bare_group("leave", session_ms), leave_and_return,
                           self.rounds, "seconds")
        return [self.figure(name, "ms, no ratio", ("<=", 500),
                            quartiles([docket[worst] for _, docket in measured[0]]), measured,
                            session_ms)
                for name, worst in (("one of two leaves, a partition is away", "worst_ms"),
                                    ("it comes back, a partition is away", "back_worst_ms"))]

    def killed(self, session_ms):
        def kill():
            with self.other() as other, self.watched() as watched:
                killed = other.kill()
                return self.away(watched.end(), killed)

        measured = measure(lambda: self.log.bare_group("kill", session_ms), kill, self.rounds,
                           "seconds")
        spared = [({"seconds": bare["seconds"]}, {"seconds": docket["seconds"] - SPARE_SECONDS})
                  for bare, docket in measured[0]]
        return self.figure("one of two is killed, until each partition is written and read, less "
                           f"{SPARE_SECONDS * 1000:.0f} ms", "a bare group of librdkafka",
                           ("<=", 1.1), ratios(spared, "seconds"), measured, session_ms)

    def watched(self):
        watched = programs.Watched(self.build, "--seed", self.seed())
        watched.begin(self.stays.address)
        return watched

    @staticmethod
    def away(seen, since):
        """For how long the worst partition was, and until when after `since` any was."""
        return {"worst_ms": max(seen["partitions"]) * 1000,
                "seconds": max(seen["whole_at"] - since, 0.0), "asked_again": seen["asked_again"]}

    def figure(self, name, anchor, goal, ratio, measured, session_ms=None):
        done, redone = measured
        settings = {"tickets": self.count(self.TICKETS)}
        if session_ms is not None:
            name = f"{name}, session {session_ms // 1000} s"
            settings["session_ms"] = session_ms
        return results.Figure(self.ID, name, anchor, goal, ratio, done, redone, settings,
                              self.log.host)
