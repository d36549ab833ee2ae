"""B3: what it costs to bring an event from the topic into the rows."""

import shutil

from benchmarks.bench import Bench
from harness import logs, programs, results
from harness.rounds import measure, ratios


class KafkaProjection(Bench):
    """The units of an intake fold a topic from its beginning into fresh stores, on one thread, as
    its instances do: a commit is judged, folded into all tables and written with the position. Of a
    hundred commits five are followed by a duplicate or by one that lost the race.

    CPU is that of each accepted commit: what is read in vain is on the bill of both arms."""

    ID = "B3-kafka"
    TICKETS = 100_000
    COMMENTS = 3  # Beside the opening: four events a ticket.
    SPOILED_PERCENT = 5
    # How the events of a ticket lie, how many tickets grow at a time, and the goal.
    SHAPES = (("close together", lambda tickets: 1, 3.5), ("uniform", lambda tickets: tickets, 7))

    def figures(self):
        return [figure for shape in self.SHAPES for figure in self.of_shape(*shape)]

    def of_shape(self, shape, spread, goal):
        self.log = logs.Kafka(self)
        tickets = self.count(self.TICKETS)
        with self.log.up():
            self.fill(tickets, spread(tickets))
            self.project()  # For the rows of the second anchor.
            done, redone = measure(self.anchor, self.project, self.rounds, "cpu_us")
            self.look_at_rows()
        figures = [self.figure(f"events {shape}, CPU per event", "raw read + parse + digest",
                               ("<=", goal), ratios(done, "cpu_us"), done, redone)]
        if spread(tickets) == 1:
            figures.append(self.figure(
                f"events {shape}, CPU per event", "the same + rows, sorted, into a bare store",
                ("<=", 1.3), ratios(done, "cpu_us", lambda anchor: anchor["with_rows_us"]), done,
                redone))
        return figures

    def fill(self, tickets, spread):
        with self.log.serve("first"):  # Says on the empty topic where reactions begin.
            pass
        shutil.rmtree(self.data("first"))
        self.filled = self.log.fill(tickets, self.COMMENTS, spread, self.SPOILED_PERCENT)

    @property
    def stores(self):
        return self.data("projected") / "stores"

    def project(self):
        shutil.rmtree(self.stores, ignore_errors=True)
        folded = self.log.fold("rebuild", self.stores)
        self.expect_folded(folded)
        return folded

    def expect_folded(self, folded):
        expected = {"count": self.filled["count"], "duplicate": self.filled["duplicates"],
                    "lost_race": self.filled["rivals"]}
        if any(folded[name] != count for name, count in expected.items()):
            raise programs.Failed(f"folded {folded}, but the topic was given {self.filled}")

    def anchor(self):
        drained = self.log.drain()
        records = sum(self.filled.values())
        if drained["count"] != records:
            raise programs.Failed(f"{drained['count']} records read of {records}")
        commits = self.filled["count"]
        rows = self.log.fold("rows", self.stores)
        cpu_us = drained["cpu_us"] * records / commits
        return {"cpu_us": cpu_us, "seconds": drained["seconds"],
                "with_rows_us": cpu_us + rows["cpu_us"] * rows["count"] / commits}

    def look_at_rows(self):
        """An instance takes the projected stores for its own, and folds the topic once more to
        compare them row by row."""
        with self.log.serve("projected") as docket:
            self.verify(docket)
        shutil.rmtree(self.data("projected"))  # The next topic is another log.

    def figure(self, name, anchor, goal, ratio, done, redone):
        settings = {"tickets": self.count(self.TICKETS), "events_per_ticket": 1 + self.COMMENTS,
                    "spoiled_percent": self.SPOILED_PERCENT}
        return results.Figure(self.ID, name, anchor, goal, ratio, done, redone, settings,
                              "units of docket-intake, Kafka of one node")
