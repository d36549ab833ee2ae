#!/usr/bin/env python3
"""Customer keys, slots, partitions and ticket ids, computed without Docket's C++.

Publishers place records themselves, so a slot and an id must come out alike in any language.
ids.json holds inputs with their results. The C++ tests read it, and this script recomputes it from
the definitions alone, so that an error in one of the two shows.

    ids.py check    exit 1 and name every vector whose results differ
    ids.py write    fill in the results of all vectors; for a new vector, add its inputs first
"""

import hashlib
import json
import pathlib
import sys
import unicodedata

VECTORS = pathlib.Path(__file__).with_name("ids.json")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PHONE_SEPARATORS = " -.()"


def customer_key(presented):
    key = unicodedata.normalize("NFC", presented)
    scheme, colon, rest = key.partition(":")
    if scheme == "mailto" and "@" in rest:
        local, _, domain = rest.rpartition("@")
        return scheme + colon + local + "@" + "".join(map(ascii_lower, domain))
    if scheme == "tel" and colon:
        number = "".join(c for c in rest if c not in PHONE_SEPARATORS)
        if number and all(c in "+0123456789" for c in number):
            return scheme + colon + number
    return key


def ascii_lower(character):
    return character.lower() if character.isascii() else character


def slot(tenant, key):
    digest = hashlib.sha256(tenant.encode() + b"\0" + key.encode()).digest()
    return int.from_bytes(digest[:2], "big")


def partition(slot_number, partitions):
    return slot_number * partitions // 65536


def id_hash(*parts):
    digest = hashlib.sha256()
    for part in map(str.encode, parts):
        digest.update(len(part).to_bytes(4, "big") + part)
    return int.from_bytes(digest.digest()[:8], "big")


def gf32_product(a, b):
    """The product in GF(32): multiply polynomials over GF(2), then reduce by x^5 + x^2 + 1."""
    product = 0
    for bit in range(5):
        if b >> bit & 1:
            product ^= a << bit
    for bit in range(8, 4, -1):
        if product >> bit & 1:
            product ^= 0b100101 << (bit - 5)
    return product


def gf32_power(a, exponent):
    power = 1
    for _ in range(exponent):
        power = gf32_product(power, a)
    return power


def format_id(prefix, slot_number, hash_bits):
    bits = slot_number << 64 | hash_bits
    digits = [bits >> shift & 31 for shift in range(75, -1, -5)]
    check = 0
    for i, digit in enumerate(digits, start=1):
        check ^= gf32_product(gf32_power(2, i), digit)
    return prefix + "-" + "".join(ALPHABET[digit] for digit in digits + [check])


def with_results(vectors):
    tickets = []
    for vector in vectors["tickets"]:
        tenant, request = vector["tenant"], vector["request_id"]
        key = customer_key(vector["presented_key"])
        place = slot(tenant, key)
        ticket_id = format_id("TK", place, id_hash(tenant, key, request))
        tickets.append({**vector, "customer_key": key, "slot": place, "ticket_id": ticket_id})
    recorded = []
    for vector in vectors["recorded"]:
        tenant, key = vector["tenant"], customer_key(vector["presented_key"])
        parts = id_hash(tenant, key, vector["source"], vector["case"])
        recorded.append({**vector, "ticket_id": format_id("TK", slot(tenant, key), parts)})
    partitions = [
        {**vector, "partition": partition(vector["slot"], vector["partitions"])}
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
