"""The first-record rule, exactly: which commits of a partition count (proto/README.md)."""

import hashlib

from docket_analyst.errors import LogDamaged

ACCEPTED = "accepted"
_NONE = (0, b"")


class Acceptance:
    """Judges the commits of one partition from its beginning, in their order."""

    def __init__(self):
        self._heads = {}

    def judge(self, place, header, value):
        """The verdict on the commit with this header, whose bytes in the log are `value`."""
        version, digest = self._heads.get(header.aggregate_id, _NONE)
        own = hashlib.sha256(value).digest()[:16]
        if header.version < version:
            return "stale"
        if header.version == version:
            return "duplicate" if own == digest else "lost_race"
        if header.version > version + 1:
            raise LogDamaged(f"{place}: it makes version {header.version} of {header.aggregate_id} "
                             f"but those from {version + 1} on are missing: the log lost something")
        if header.prev != digest:
            return "foreign_prev"
        self._heads[header.aggregate_id] = (header.version, own)
        return ACCEPTED
