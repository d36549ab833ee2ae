#!/usr/bin/env python3
"""Opens a ticket by a command on Kafka: a publisher, to begin one's own with.

    open_ticket.py BROKERS TENANT CUSTOMER REQUEST_ID SUBJECT

prints the ticket's id once the brokers have the command; what came of it is in docket.ticket.events.v1.
Sending it again is safe. Needs confluent-kafka and docket-analyst, and docket.desc by
DOCKET_DESCRIPTORS (tools/analyst/README.md).
"""

import sys

from confluent_kafka import Producer
from docket_analyst import Schema, ids

TOPIC = "docket.ticket.commands.v1"


def main(brokers, tenant, customer, request_id, subject):
    customer = ids.customer_key(customer)
    ticket = ids.ticket_id(tenant, customer, request_id)
    record = Schema().message("docket.ticket.v1.TicketCommandRecord")(
        header={"tenant": tenant, "aggregate_id": ticket,
                "command_id": ids.command_id(tenant, "open", ticket),
                "actor": {"kind": "KIND_SERVICE", "id": "example"}},
        command={"open": {"channel": "CHANNEL_API", "subject": subject,
                          "requester": {"customer_key": customer}}})
    producer = Producer({"bootstrap.servers": brokers, "enable.idempotence": True})
    partitions = len(producer.list_topics(TOPIC, timeout=10).topics[TOPIC].partitions)
    partition = ids.partition(ids.slot(tenant, customer), partitions)
    producer.produce(TOPIC, record.SerializeToString(), ticket, partition, on_delivery=check)
    if producer.flush(30) > 0:
        sys.exit("open_ticket.py: no answer from the brokers: send it again")
    print(ticket)


def check(error, _):
    if error is not None:
        sys.exit(f"open_ticket.py: {error.str()}")


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    main(*sys.argv[1:])
