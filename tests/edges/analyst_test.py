"""docket_analyst on each of its sources: Kafka, hosts on Kafka and on one machine, exports."""

import contextlib
import io
import re

import pandas
from confluent_kafka import Consumer, Producer, TopicPartition
from docket_analyst import BadRecordWarning, Export, Host, Kafka, Schema, SourceError, Stream

from real_intake import PARTITIONS, ROOT, IntakeTest, docketctl, main

TOPIC = "docket.ticket.events.v1"
FOLLOWING = ["ticket", "version", "event", "time", "kind", "actor_kind", "actor_id", "on_behalf_of",
             "source", "case", "row", "fields"]
READ_SECONDS_MAX = 30


def work(host):
    """Tickets in several partitions, and one of another tenant; those of acme."""
    tickets = []
    for number in range(4):
        created = host.ask("ticket", "create", "--customer", f"member:{number}", "--subject",
                           f"kettle {number}", "--request-id", f"r{number}")
        tickets.append(created["ticket_id"])
        host.ask("ticket", "comment", tickets[-1], "我们来看看\nsoon", "--solve", "answered")
    host.ask("ticket", "create", "--customer", "member:1", "--subject", "theirs", "--request-id",
             "r", tenant="globex")
    return tickets


def export(host, path):
    docketctl("--address", host.address, "--tenant", "acme", "--roles", "administrator", "export",
              "--format", "jsonl", "--out", path)
    return path


def records(brokers):
    """Every record of the topic, by partition."""
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "test",
                         "enable.auto.commit": False})
    found = {}
    for partition in range(PARTITIONS):
        place = TopicPartition(TOPIC, partition, 0)
        _, end = consumer.get_watermark_offsets(place, timeout=READ_SECONDS_MAX)
        consumer.assign([place])
        found[partition] = consumer.consume(end, READ_SECONDS_MAX) if end else []
        assert len(found[partition]) == end
    consumer.close()
    return found


class Analyst(IntakeTest):
    def assert_same(self, frame, other):
        """The same events in the same order within each ticket; tickets may be mixed otherwise."""
        key = ["ticket", "version", "event"]
        frames = [f[FOLLOWING].sort_values(key, kind="stable", ignore_index=True)
                  for f in (frame, other)]
        pandas.testing.assert_frame_equal(*frames, check_categorical=False)
        for f in (frame, other):
            for _, events in f.groupby("ticket"):
                self.assertTrue(events.set_index(["version", "event"]).index.is_monotonic_increasing)

    def test_sees_the_same_in_every_source_and_counts_what_does_not_count(self):
        intake = self.intake()
        tickets = work(intake)
        exported = Stream(Export(export(intake, self.scratch / "t.jsonl"))).read("ticket.events")
        plain = exported.to_pandas()
        self.assertEqual(sorted(plain["ticket"].unique()), sorted(tickets))
        self.assertEqual(list(plain["kind"].value_counts().sort_index().items()),
                         [("commented", 4), ("opened", 4), ("solved", 4)])
        self.run_page(intake.brokers)
        spoilt = self.spoil(intake.brokers)
        for source in (Kafka(intake.brokers, tenant="acme"), Host(intake.address, tenant="acme")):
            events = Stream(source).read("ticket.events")
            with self.assertWarns(BadRecordWarning):
                frame = events.to_pandas()
            self.assert_same(frame, plain)
            self.assertEqual(set(frame["tenant"]), {"acme"})
            self.assertEqual(events.report.dropped, {"duplicate": 1, "lost_race": 1, "stale": 1})
            self.assertEqual([(place.topic, place.partition) for place, _ in events.report.bad],
                             [(TOPIC, partition) for partition in spoilt])
            self.assertEqual((events.report.commits, events.report.events), (8, 12))

    def run_page(self, brokers):
        """The example of the package's page, as it stands there."""
        page = (ROOT / "tools" / "analyst" / "README.md").read_text(encoding="utf-8")
        (example,) = re.findall(r"^    from .*?\n(?=\n\S)", page, re.MULTILINE | re.DOTALL)
        lines = [line.removeprefix("    ") for line in example.splitlines()]
        with contextlib.redirect_stdout(io.StringIO()) as told:
            exec("\n".join(lines).replace("broker:9092", brokers), {})
        self.assertRegex(told.getvalue(), r"TK-\w+ 1 opened \{.*'subject': 'kettle 0'")
        self.assertTrue(told.getvalue().endswith("8 commits, 12 events, 0 bad\n"), told.getvalue())

    def spoil(self, brokers):
        """Appends to one partition a copy of its last commit, a rival and a late copy of older
        ones, and to others what is no commit and one of a ticket that does not live there. Where
        these two stand, in order."""
        first, last = next((rows[0], rows[-1]) for rows in records(brokers).values()
                           if len(rows) > 1 and rows[-1].key() == rows[-2].key()
                           and b"acme" in rows[-1].value())
        elsewhere = (first.partition() + 1) % 4
        rival = Schema().commit_of("ticket.events").FromString(last.value())
        rival.events[0].commented.text = "by whoever lost the race"
        producer = Producer({"bootstrap.servers": brokers, "enable.idempotence": True})
        for value, key, partition in ((last.value(), last.key(), last.partition()),
                                      (rival.SerializeToString(), last.key(), last.partition()),
                                      (first.value(), first.key(), first.partition()),
                                      (first.value(), first.key(), elsewhere),
                                      (b"words", b"foreign", 2)):
            producer.produce(TOPIC, value, key, partition)
        self.assertEqual(producer.flush(READ_SECONDS_MAX), 0)
        return sorted([elsewhere, 2])

    def test_reads_a_directory_through_its_host_from_an_instant_on(self):
        docket = self.serve("docket", None)
        work(docket)
        stream = Stream(Host(docket.address, tenant="acme"))
        whole = stream.read("ticket.events").to_pandas()
        self.assert_same(whole, Stream(Export(export(docket, self.scratch / "d.jsonl"))).read(
            "ticket.events").to_pandas())
        since = whole["time"].sort_values().iloc[7].to_pydatetime()
        events = stream.read("ticket.events", since)
        self.assert_same(events.to_pandas(), whole[whole["time"] >= since])
        self.assertEqual(events.report.commits + events.report.before_since, 8)
        self.assertGreater(events.report.before_since, 0)
        with self.assertRaisesRegex(SourceError, "PERMISSION_DENIED.*role service or administrator"):
            list(Stream(Host(docket.address, roles="agent")).read("ticket.events"))


if __name__ == "__main__":
    main("4.1")
