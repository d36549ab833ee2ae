"""Commands published to Kafka: the examples of tools/publisher, and what proto/README.md says of
answers and refusals."""

import os
import subprocess
import sys
import time
import uuid

from confluent_kafka import Consumer, Producer, TopicPartition
from docket_analyst import Kafka, Schema, Stream, ids

from real_intake import PARTITIONS, ROOT, IntakeTest, main

COMMANDS, QUARANTINE = "docket.ticket.commands.v1", "docket.quarantine.v1"
EXAMPLES = {
    "Python": [sys.executable, ROOT / "tools" / "publisher" / "open_ticket.py"],
    "C++": [os.environ["DOCKET_EXAMPLES"] + "/open_ticket"],
}
ANSWER_SECONDS_MAX = 30
CUSTOMER = "member:2"


class Publishers(IntakeTest):
    def setUp(self):
        super().setUp()
        self.host = self.intake()
        self.schema = Schema()
        self.producer = Producer({"bootstrap.servers": self.host.brokers})
        self.addCleanup(self.leave)  # Before the broker ends.

    def leave(self):
        self.producer = None

    def publish(self, language, request_id, subject, customer=CUSTOMER):
        """The id that the example prints."""
        done = subprocess.run([*EXAMPLES[language], self.host.brokers, "acme", customer, request_id,
                               subject], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.strip()

    def events(self):
        return [(event.ticket, event.version, event.kind)
                for event in Stream(Kafka(self.host.brokers)).read("ticket.events")]

    def eventually(self, condition):
        """What `condition` gives as soon as it is true."""
        until = time.monotonic() + ANSWER_SECONDS_MAX
        while not (found := condition()):
            self.assertLess(time.monotonic(), until, "no answer in time")
        return found

    def opens(self, ticket):
        self.eventually(lambda: (ticket, 1, "opened") in self.events())

    def send(self, ticket, key=None, partition=None, **record):
        """Publishes any command, also such as none should."""
        header = {"tenant": "acme", "aggregate_id": ticket, "command_id": uuid.uuid4().bytes,
                  "actor": {"kind": "KIND_SERVICE", "id": "test"}} | record.pop("header", {})
        value = record.pop("value", None) or self.schema.message(
            "docket.ticket.v1.TicketCommandRecord")(header=header, **record).SerializeToString()
        if partition is None:
            partition = ids.partition(ids.slot("acme", CUSTOMER), PARTITIONS)
        self.producer.produce(COMMANDS, value, key or ticket, partition)
        self.assertEqual(self.producer.flush(ANSWER_SECONDS_MAX), 0)

    def quarantined(self):
        """Reasons of what is in quarantine, in its order."""
        consumer = Consumer({"bootstrap.servers": self.host.brokers, "group.id": "test",
                             "enable.auto.commit": False})
        place = TopicPartition(QUARANTINE, 0, 0)
        _, end = consumer.get_watermark_offsets(place, timeout=ANSWER_SECONDS_MAX)
        consumer.assign([place])
        records = consumer.consume(end, ANSWER_SECONDS_MAX) if end else []
        consumer.close()
        copy = self.schema.message("docket.log.v1.QuarantinedRecord")
        copies = [copy.FromString(record.value()) for record in records]
        self.assertTrue(all(copy.topic == COMMANDS for copy in copies))
        return [copy.reason for copy in copies]

    def test_open_tickets_that_are_read_back(self):
        for language, subject in (("Python", "The kettle does not boil"), ("C++", "催单")):
            ticket = self.publish(language, f"by {language}", subject)
            self.assertEqual(ticket, ids.ticket_id("acme", CUSTOMER, f"by {language}"))
            self.opens(ticket)
            # Its owner answers for what it has folded, so it may be asked a moment too early.
            found = self.eventually(lambda: [
                found for found in self.host.ask("ticket", "list", "--customer", CUSTOMER)["tickets"]
                if found["ticket_id"] == ticket])
            self.assertEqual(found[0]["subject"], subject)
        # Sent again, by whichever of them: done already, whatever it says.
        for language, other in (("Python", "C++"), ("C++", "Python")):
            self.publish(other, f"by {language}", "something else")
        self.opens(self.publish("Python", "behind them", "a mark"))
        self.assertEqual(len(self.events()), 3)
        self.assertEqual(self.quarantined(), [])

    def test_find_what_was_refused_where_the_page_says(self):
        ticket = self.publish("C++", "r", "first")
        self.publish("Python", "without a subject", "")
        self.send(ticket, value=b"\xff")
        self.send(ticket, key="another", command={"resume": {}})
        self.send(ticket, header={"command_id": b"short"}, command={"resume": {}})
        self.send(ticket, header={"tenant": ""}, command={"resume": {}})
        self.send(ticket, header={"actor": {"kind": "KIND_SERVICE"}}, command={"resume": {}})
        place = ids.partition(ids.slot("acme", CUSTOMER), PARTITIONS)
        self.send(ticket, partition=(place + 1) % PARTITIONS, command={"resume": {}})
        self.send(ticket.lower(), command={"resume": {}})
        for refused in ({"close": {}}, {"withdraw": {}}, {"urge": {}}, {"redact": {"comment": 1}},
                        {"rate": {}}):
            self.send(ticket, command=refused)
        self.send(ticket, header={"recorded": {"source": "s", "case": "c", "row": 1}},
                  command={"resume": {}})
        self.send(ticket, command={"comment": {"visibility": "COMMENT_VISIBILITY_PUBLIC",
                                               "text": "a mark"}})
        self.eventually(lambda: (ticket, 2, "commented") in self.events())
        self.assertEqual(sorted(self.eventually(lambda: self.all_of(8))), [
            *["it is no command of the aggregate in its key"] * 6,
            "refused: FIELD_REQUIRED: Field subject is missing.",
            f"the aggregate in its key lives in partition {place} of {PARTITIONS}: write it there"])
        self.assertEqual(self.events(), [(ticket, 1, "opened"), (ticket, 2, "commented")])

    def all_of(self, count):
        reasons = self.quarantined()
        return reasons if len(reasons) >= count else None


if __name__ == "__main__":
    main("4.1")
