"""What was read and what of it did not count, so that nothing is left out in silence."""

import collections
import dataclasses
import warnings


class BadRecordWarning(UserWarning):
    """A record that could not be read as an event and is left out."""


@dataclasses.dataclass
class Report:
    """Counts of one reading, true once it is over.

    `dropped` counts commits that do not count, by why: `duplicate`, `lost_race`, `stale` (all three
    of the first-record rule, and normal), `skipped` (by an operator, for no release reads it) and
    `foreign_prev` (of no correct writer: tell an operator). `bad` holds what could not be read: where it stands and why.
    """

    commits: int = 0
    events: int = 0
    before_since: int = 0
    dropped: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    bad: list = dataclasses.field(default_factory=list)

    def add_bad(self, place, reason):
        self.bad.append((place, reason))
        warnings.warn(f"{place}: {reason}", BadRecordWarning, stacklevel=2)

    def __str__(self):
        counts = [f"{self.commits} commits", f"{self.events} events"]
        if self.before_since:
            counts.append(f"{self.before_since} commits before the instant asked for")
        counts += [f"{count} {why}" for why, count in sorted(self.dropped.items())]
        return ", ".join([*counts, f"{len(self.bad)} bad"])
