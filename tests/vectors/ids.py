#!/usr/bin/env python3
"""Customer keys, slots, partitions and ticket ids, computed without Docket's C++.

Publishers place records themselves, so a slot and an id must come out alike in any language.
ids.json holds inputs with their results. The C++ tests read it, and this script recomputes it in
Python, by what tools/analyst gives to publishers, so that an error in one of the two shows.

    ids.py check    exit 1 and name every vector whose results differ
    ids.py write    fill in the results of all vectors; for a new vector, add its inputs first
"""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve()
sys.path.append(str(HERE.parents[2] / "tools" / "analyst"))

from docket_analyst import ids

VECTORS = HERE.with_name("ids.json")


def with_results(vectors):
    tickets = []
    for vector in vectors["tickets"]:
        tenant, request = vector["tenant"], vector["request_id"]
        key = ids.customer_key(vector["presented_key"])
        tickets.append({**vector, "customer_key": key, "slot": ids.slot(tenant, key),
                        "ticket_id": ids.ticket_id(tenant, key, request)})
        if ids.slot_of_ticket(tickets[-1]["ticket_id"]) != tickets[-1]["slot"]:
            sys.exit(f"{tickets[-1]['ticket_id']} does not tell its slot")
    recorded = []
    for vector in vectors["recorded"]:
        tenant, key = vector["tenant"], ids.customer_key(vector["presented_key"])
        ticket_id = ids.recorded_ticket_id(tenant, key, vector["source"], vector["case"])
        recorded.append({**vector, "ticket_id": ticket_id})
    partitions = [
        {**vector, "partition": ids.partition(vector["slot"], vector["partitions"])}
        for vector in vectors["partitions"]
    ]
    return {"tickets": tickets, "recorded": recorded, "partitions": partitions}


def check(kept):
    computed = with_results(kept)
    wrong = 0
    for table, vectors in computed.items():
        for have, want in zip(kept[table], vectors):
            if have != want:
                wrong += 1
                print(f"ids.json: {table}: have {have}, want {want}", file=sys.stderr)
    if wrong == 0:
        print(f"{len(computed['tickets'])} tickets and {len(computed['partitions'])} partitions agree")
    return 1 if wrong else 0


def write(kept):
    text = json.dumps(with_results(kept), indent=2)  # ASCII: no editor may normalise it.
    VECTORS.write_text(text + "\n", encoding="utf-8")
    return 0


def main(arguments):
    actions = {"check": check, "write": write}
    if len(arguments) != 1 or arguments[0] not in actions:
        print(__doc__, file=sys.stderr)
        return 2
    return actions[arguments[0]](json.loads(VECTORS.read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
