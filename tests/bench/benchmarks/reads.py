"""B7: a ticket read, against an echo whose reply is as large."""

from benchmarks.bench import Bench
from harness import programs, results
from harness.rounds import measure, ratios


class Reads(Bench):
    TICKETS = 200_000
    CALLS = 20_000
    IN_FLIGHT = 64

    def figures(self):
        tickets = self.count(self.TICKETS)
        with programs.echo(self.build) as echo, programs.docket(self.build, self.data()) as docket:
            seed = self.seed()
            self.call(docket, "open", tickets, in_flight=128, seed=seed)
            reply = int(self.call(docket, "get", 8, seed=seed, tickets=tickets)["reply_bytes"])
            hot = self.arms(echo, docket, seed, min(tickets, 1000), reply)
            wide = self.arms(echo, docket, seed, tickets, reply)
        return [self.figure("GetTicket, warm, of 1,000 tickets, CPU", ("<=", 1.3), hot, tickets),
                self.figure("GetTicket, warm, of 20,000 tickets, CPU", ("<=", 1.3), wide, tickets)]

    def arms(self, echo, docket, seed, tickets, reply):
        count = self.count(self.CALLS)
        options = {"in_flight": self.IN_FLIGHT, "seed": seed, "tickets": tickets}
        return measure(
            lambda: self.call(echo, "echo-get", count, reply_bytes=reply, **options),
            lambda: self.call(docket, "get", count, **options), self.rounds, "cpu_us")

    def figure(self, name, goal, measured, tickets):
        done, redone = measured
        return results.Figure("B7", name, "echo with a reply as large", goal,
                              ratios(done, "cpu_us"), done, redone, {"tickets": tickets})
