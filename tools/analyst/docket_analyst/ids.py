"""Where tickets live: customer keys, slots, partitions and ids, as proto/README.md tells them.

Needs nothing but Python. tests/vectors holds it against Docket's C++.
"""

import hashlib
import unicodedata

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PHONE_SEPARATORS = " -.()"
_SLOTS = 1 << 16


def customer_key(presented):
    """The canonical spelling of a customer key, by which the customer's tickets are placed."""
    key = unicodedata.normalize("NFC", presented)
    scheme, colon, rest = key.partition(":")
    if scheme == "mailto" and "@" in rest:
        local, _, domain = rest.rpartition("@")
        return scheme + colon + local + "@" + "".join(map(_ascii_lower, domain))
    if scheme == "tel" and colon:
        number = "".join(c for c in rest if c not in _PHONE_SEPARATORS)
        if number and all(c in "+0123456789" for c in number):
            return scheme + colon + number
    return key


def slot(tenant, key):
    """The slot of a customer, by their canonical key: a number below 65,536, for ever."""
    digest = hashlib.sha256(tenant.encode() + b"\0" + key.encode()).digest()
    return int.from_bytes(digest[:2], "big")


def partition(slot_number, partitions):
    """Where a slot lives in a topic of so many partitions."""
    return slot_number * partitions // _SLOTS


def ticket_id(tenant, key, request_id):
    """The id of the ticket that the customer of this canonical key opens by `request_id`."""
    return _format("TK", slot(tenant, key), _hash(tenant, key, request_id))


def slot_of_ticket(text):
    """The slot of a ticket's id as the log spells it, or None if that is none."""
    digits = [_ALPHABET.find(character) for character in text.removeprefix("TK-")]
    if len(digits) != 17 or -1 in digits:
        return None
    bits = 0
    for digit in digits[:16]:
        bits = bits << 5 | digit
    return bits >> 64 if _format("TK", bits >> 64, bits & (1 << 64) - 1) == text else None


def recorded_ticket_id(tenant, key, source, case):
    """The id of the ticket that another system, `source`, knows as `case`."""
    return _format("TK", slot(tenant, key), _hash(tenant, key, source, case))


def command_id(tenant, name, *parts):
    """16 bytes for a command that is named by what it stands for, so that each attempt has them."""
    return _digest(tenant, name, *parts)[:16]


def _ascii_lower(character):
    return character.lower() if character.isascii() else character


def _digest(*parts):
    """The hash of the parts, each with its length before it, so that no two lists look alike."""
    digest = hashlib.sha256()
    for part in map(str.encode, parts):
        digest.update(len(part).to_bytes(4, "big") + part)
    return digest.digest()


def _hash(*parts):
    return int.from_bytes(_digest(*parts)[:8], "big")


def _product(a, b):
    """The product in GF(32): multiply polynomials over GF(2), then reduce by x^5 + x^2 + 1."""
    product = 0
    for bit in range(5):
        if b >> bit & 1:
            product ^= a << bit
    for bit in range(8, 4, -1):
        if product >> bit & 1:
            product ^= 0b100101 << (bit - 5)
    return product


def _format(prefix, slot_number, hash_bits):
    bits = slot_number << 64 | hash_bits
    digits = [bits >> shift & 31 for shift in range(75, -1, -5)]
    check, power = 0, 1
    for digit in digits:
        power = _product(power, 2)
        check ^= _product(power, digit)
    return prefix + "-" + "".join(_ALPHABET[digit] for digit in digits + [check])
