"""B10: what a call costs on a long ticket, in a large store and on a ticket that all write to,
against the small case in the same run."""

from benchmarks.bench import Bench
from harness import programs, results
from harness.rounds import measure, ratios

SHORT, LONG = 10, (1_000, 10_000)  # Events of a ticket.


class Size(Bench):
    """The large store has 1 M tickets: 10 M would take half an hour to fill and to fold, and tens of
    gigabytes."""

    SHORT_TICKETS = 2_000  # So many that comments on them hardly make them longer.
    LONG_TICKETS = 8
    SMALL_STORE = 100_000
    LARGE_STORE = 1_000_000
    COMMENTS = 2_000
    WRITERS = 64
    # A call, its name, how often an arm makes it and how.
    ON_TICKET = (("get", "GetTicket", 5_000, {"in_flight": 16}),
                 ("timeline", "history, page of 10", 2_000, {"in_flight": 16, "page_size": SHORT}),
                 ("comment", "comment, one at a time", 1_000, {}))
    IN_STORE = (("get", "GetTicket", 5_000, {"in_flight": 64}),
                ("list", "list, page of 50", 1_000, {"in_flight": 16}),
                ("open", "OpenTicket", 2_000, {"in_flight": 128}))

    def figures(self):
        return [*self.long_tickets(), *self.large_store(), self.hot_ticket()]

    def change(self, docket, call, count, **options):
        """A load that goes on where the one before ended: what is changed, is changed once."""
        first, self.changes = self.changes, self.changes + count
        return self.call(docket, call, count, first=first, **options)

    def long_tickets(self):
        self.changes = 0
        data = self.data("long")
        self.run_once(data)
        commits = 0
        seeds = {}
        for events in (SHORT, *LONG):
            tickets = self.count(self.SHORT_TICKETS if events == SHORT else self.LONG_TICKETS)
            comments = (SHORT if events == SHORT else self.count(events, 2 * SHORT)) - 1
            seed, filled = self.fill(data, tickets, comments)
            seeds[events] = {"seed": seed, "tickets": tickets}
            commits += filled
        self.run_once(data)
        figures = []
        with programs.docket(self.build, data) as docket:
            for events in LONG[:1] if self.small else LONG:
                for call, name, count, options in self.ON_TICKET:
                    def arm(of, call=call, count=self.count(count), options=options):
                        return self.change(docket, call, count, **options, **seeds[of])

                    before = self.changes
                    arm(SHORT), arm(events)  # Warm.
                    done = measure(lambda: arm(SHORT), lambda: arm(events), self.rounds, "cpu_us")
                    commits += self.changes - before if call == "comment" else 0
                    figures.append(self.figure(f"{name}, ticket of {events:,} events, CPU",
                                               f"a ticket of {SHORT} events", ("<=", 1.1), done,
                                               "cpu_us", {"events": events}))
            self.verify(docket)
        self.expect_commits(data, commits)
        return figures

    def large_store(self):
        sizes = {"small": self.count(self.SMALL_STORE), "large": self.count(self.LARGE_STORE)}
        data = {name: self.data(f"{name}-store") for name in sizes}
        filled = {}
        for name, tickets in sizes.items():
            self.run_once(data[name])
            filled[name] = self.fill(data[name], tickets)
            self.run_once(data[name])
        opened = dict.fromkeys(sizes, 0)
        figures = []
        with programs.docket(self.build, data["small"]) as small, \
                programs.docket(self.build, data["large"]) as large:
            servers = {"small": small, "large": large}
            for call, name, count, options in self.IN_STORE:
                def arm(of, call=call, count=self.count(count), options=options):
                    if call == "open":
                        opened[of] += count
                        return self.call(servers[of], call, count, **options)
                    return self.call(servers[of], call, count, **options, seed=filled[of][0],
                                     tickets=sizes[of])

                arm("small"), arm("large")  # Warm.
                done = measure(lambda: arm("small"), lambda: arm("large"), self.rounds, "cpu_us")
                figures.append(self.figure(f"{name}, store of {self.LARGE_STORE:,} tickets, CPU",
                                           f"a store of {self.SMALL_STORE:,}", ("<=", 1.5), done,
                                           "cpu_us", sizes))
            for server in servers.values():
                self.verify(server)
        for name in sizes:
            self.expect_commits(data[name], filled[name][1] + opened[name])
        return figures

    def hot_ticket(self):
        """That nobody is answered ABORTED is seen to by every load: no call of it may fail."""
        self.changes = 0
        data = self.data("hot")
        tickets = 0
        with programs.docket(self.build, data) as docket:
            def arm(writers):
                nonlocal tickets
                tickets += 1
                seed = self.seed()
                self.call(docket, "open", 1, seed=seed)
                return self.change(docket, "comment", self.count(self.COMMENTS, 2 * self.WRITERS),
                                   seed=seed, in_flight=writers)

            arm(1), arm(self.WRITERS)  # Warm.
            done = measure(lambda: arm(1), lambda: arm(self.WRITERS), self.rounds, "rate")
            self.verify(docket)
        self.expect_commits(data, tickets + self.changes)
        return self.figure(f"one ticket, {self.WRITERS} writers, commits/s", "one writer",
                           (">=", 0.9), done, "rate", {"writers": self.WRITERS})

    @staticmethod
    def figure(name, anchor, goal, measured, quantity, settings):
        done, redone = measured
        return results.Figure("B10", name, anchor, goal, ratios(done, quantity), done, redone,
                              settings)
