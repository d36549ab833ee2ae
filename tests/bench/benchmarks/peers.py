"""B3 beside a peer: the same fold of the same topic in Kafka Streams. Its project is in `peers/`; it
needs Maven and a JDK, and what Maven fetches, so it is no part of any test."""

import json
import os
import shutil

from benchmarks.projection import KafkaProjection
from harness import logs, programs, results
from harness.rounds import measure, ratios

PROJECT = results.FOLDER / "peers"
JVM = ("-Xmx1g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")


class KafkaStreamsProjection(KafkaProjection):
    """Kafka Streams accepts commits by the same rule and keeps four tables in RocksDB, by EOS v2 with
    its commit interval of 100 ms, on one thread. It reads only the header of a commit, where Docket
    parses all of it and keeps what its lists need besides: both are in the peer's favour."""

    ID = "B3-peer"
    MEASURE = "events close together, CPU per event"
    ANCHOR = "Kafka Streams 4.1.2, EOS v2"
    ROUNDS = 3

    def figures(self):
        if reason := missing():
            return [results.not_run(self.ID, self.MEASURE, self.ANCHOR, reason)]
        self.peer = built()
        if not self.small:
            self.rounds = self.ROUNDS
        self.log = logs.Kafka(self)
        tickets = self.count(self.TICKETS)
        with self.log.up():
            self.fill(tickets, 1)
            done, redone = measure(self.streams, self.project, self.rounds, "cpu_us")
            self.look_at_rows()
        # The goal is "eight times less", so a ratio of an eighth.
        return [self.figure(self.MEASURE, self.ANCHOR, ("<=", 0.125), ratios(done, "cpu_us"), done,
                            redone)]

    def streams(self):
        application = f"bench-streams-{self.seed()}"
        directory = self.data(application)
        ran = programs.run(["java", *JVM, "-cp", self.peer, "docket.bench.Fold", self.log.brokers,
                            logs.PARTITIONS, directory, application])
        if ran["exit"] != 0:
            raise programs.Failed(f"Kafka Streams: {ran['stderr'].strip()}")
        shutil.rmtree(directory)
        folded = json.loads(ran["stdout"])
        self.expect_folded(folded)
        if folded["tickets"] != self.count(self.TICKETS):
            raise programs.Failed(f"Kafka Streams has {folded['tickets']} tickets")
        return folded


def missing():
    """Why it cannot be run here; None if it can."""
    for program, package in (("mvn", "maven"), ("javac", "openjdk-17-jdk-headless")):
        if shutil.which(program) is None:
            return f"{program} is not installed: apt-get install {package}"
    return None


def built():
    """The class path of the peer, which Maven has brought up to date."""
    build = programs.ROOT / "build" / "peers"
    cache = os.environ.get("DOCKET_KAFKA_CACHE") or programs.ROOT / "build" / "kafka"
    ran = programs.run(["mvn", "-q", "-B", "-f", PROJECT / "pom.xml", f"-Dpeers.build={build}",
                        f"-Dmaven.repo.local={cache}/maven", "compile"])
    if ran["exit"] != 0:
        raise programs.Failed(f"Maven did not build the peer: {ran['stdout'].strip()}")
    return f"{build / 'classes'}:{build / 'libs'}/*"
