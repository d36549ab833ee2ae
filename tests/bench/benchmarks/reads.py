"""B7: a ticket, a page of a list and a page of a history read, against an echo whose reply is as
large; from a store that was just opened; while tickets are opened; and with a token."""

from benchmarks.bench import Bench
from harness import programs, results
from harness.rounds import measure, quartiles, ratios

PAGE = 50


class Reads(Bench):
    TICKETS = 1_000_000
    LONG_TICKETS = 1_000  # With histories of more than a page.
    CALLS = 20_000
    COLD_CALLS = 5_000
    PAGES = 2_000
    IN_FLIGHT = 64
    READS_PER_SECOND = 1_000
    READ_SECONDS = 5

    def figures(self):
        self.tickets = self.count(self.TICKETS)
        data = self.data()
        self.run_once(data)
        self.seed_of_all, commits = self.fill(data, self.tickets)
        seed_of_long, more = self.fill(data, self.count(self.LONG_TICKETS), comments=PAGE)
        self.run_once(data)
        figures = self.warm(data, seed_of_long)
        figures.append(self.cold(data))
        figures += self.under_ingest(data, commits + more)
        return figures

    def warm(self, data, seed_of_long):
        """Figures of one echo and one docket that run all the while."""
        with programs.echo(self.build) as echo, programs.docket(self.build, data) as docket:
            hot = self.against_echo(echo, docket, "get", self.CALLS, tickets=min(self.tickets, 1000))
            wide = self.against_echo(echo, docket, "get", self.CALLS, tickets=self.tickets)
            listed = self.against_echo(echo, docket, "list", self.PAGES, tickets=self.tickets)
            history = self.against_echo(echo, docket, "timeline", self.PAGES, seed=seed_of_long,
                                        tickets=self.count(self.LONG_TICKETS))
            token = measure(lambda: self.get(docket),
                            lambda: self.get(docket, with_token=True), self.rounds, "cpu_us")
        return [self.figure("GetTicket, warm, of 1,000 tickets, CPU", ("<=", 1.3), hot),
                self.figure("GetTicket, warm, of 20,000 tickets, CPU", ("<=", 1.3), wide),
                self.figure("list, page of 50, CPU", ("<=", 2), listed),
                self.figure("history, page of 50, CPU", ("<=", 2), history),
                self.token_figure(token)]

    def get(self, server, call="get", count=CALLS, **options):
        options = {"in_flight": self.IN_FLIGHT, "seed": self.seed_of_all, "tickets": self.tickets,
                   **options}
        return self.call(server, call, self.count(count), **options)

    def against_echo(self, echo, docket, call, count, **options):
        reply = int(self.get(docket, call, count, **options)["reply_bytes"])  # And warm.
        return measure(lambda: self.get(echo, "echo-" + call, count, reply_bytes=reply, **options),
                       lambda: self.get(docket, call, count, **options), self.rounds, "cpu_us")

    def cold(self, data):
        """Each arm starts its server, so that no block is in the cache of the stores, and reads each
        ticket once at most. The pages of the system stay warm."""
        reply = None

        def docket():
            nonlocal reply
            with programs.docket(self.build, data) as server:
                server.settle()
                figures = self.get(server, count=self.COLD_CALLS)
            reply = int(figures["reply_bytes"])
            return figures

        def echo():
            with programs.echo(self.build) as server:
                return self.get(server, "echo-get", self.COLD_CALLS, reply_bytes=reply)

        docket()
        measured = measure(echo, docket, self.rounds, "cpu_us")
        return self.figure("GetTicket, cold, CPU", ("<=", 2), measured)

    def under_ingest(self, data, commits):
        """Reads at a fixed rate, idle and while tickets are opened at half of the peak."""
        count = self.count(self.READS_PER_SECOND * self.READ_SECONDS)
        opened = self.count(20_000)
        with programs.docket(self.build, data) as docket:
            peak = self.call(docket, "open", opened, in_flight=128)["rate"]
            commits += opened
            # For longer than the reads take.
            meanwhile = int(peak / 2 * (1 + count / self.READS_PER_SECOND * 1.5))

            def idle():
                return self.build.load(docket.address, "get", count, rate=self.READS_PER_SECOND,
                                       seed=self.seed_of_all, tickets=self.tickets)

            def busy():
                nonlocal commits
                commits += meanwhile
                with self.build.loading(docket.address, "open", meanwhile, rate=peak / 2,
                                        seed=self.seed()):
                    figures = idle()
                docket.settle()
                return figures

            idle()
            measured = measure(idle, busy, self.rounds, "p99_us")
            self.verify(docket)
        self.expect_commits(data, commits)
        return [self.figure(f"GetTicket while tickets are opened, {quantile[:-3]}", goal, measured,
                            "the same, idle", quantile)
                for quantile, goal in (("p50_us", None), ("p99_us", ("<=", 2)))]

    def token_figure(self, measured):
        done, redone = measured
        dearer = quartiles([after["cpu_us"] - before["cpu_us"] for before, after in done])
        return results.Figure("B7", "a token already folded, CPU us more", "us, no ratio",
                              ("<=", 1), dearer, done, redone, {"tickets": self.tickets})

    def figure(self, name, goal, measured, anchor="echo with a reply as large", quantity="cpu_us"):
        done, redone = measured
        return results.Figure("B7", name, anchor, goal, ratios(done, quantity), done, redone,
                              {"tickets": self.tickets})
