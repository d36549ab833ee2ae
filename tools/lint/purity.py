"""What pure code may not do: time, ids and facts come in with the command.

The compiler cannot refuse a clock, for every file may include <chrono>; so the words are banned.
"""

import re

from layers import place_of
from sources import Finding, is_test, strip_comments_and_strings

LAYERS = frozenset("domain eventing_model eventing condition calendar sla setting".split())

# A rule, what breaks it, and whether tests keep it too: theirs may start threads and draw from a
# generator of a fixed seed.
BANS = [
    (
        "clock",
        True,
        r"_clock\s*::\s*now\b|\bSystemInstant\b|(?<![.>\w])time\s*\(\s*(nullptr|NULL|0|&)"
        r"|\b(clock_gettime|gettimeofday|timespec_get|localtime|gmtime)(_r)?\s*\(|\bclock\s*\(\s*\)"
        r"|::\s*now\s*\(",
    ),
    ("randomness", True, r"(?<![.>\w])s?rand(om)?\s*\(|\brandom_device\b|\bRAND_bytes\b|\bDrawUuid"),
    ("randomness", False, r"#\s*include\s*<random>"),
    ("environment", True, r"\b(secure_)?getenv\b"),
    ("thread", False, r"\bstd\s*::\s*(j?thread|async)\b|\bpthread_create\b"),
    ("sleep", True, r"\bsleep_(for|until)\b|(?<![.>\w])(u|nano)?sleep\s*\("),
]
COMPILED = [(rule, in_tests, re.compile(pattern)) for rule, in_tests, pattern in BANS]


def check(path, text):
    """The places where a C++ file of a pure layer is not pure."""
    place = place_of(path)
    if place is None or place.layer not in LAYERS:
        return
    for line, code in enumerate(strip_comments_and_strings(text).splitlines(), start=1):
        for rule, in_tests, pattern in COMPILED:
            if (found := pattern.search(code)) and (in_tests or not is_test(path)):
                message = f"`{found[0].strip()}` has no place in {place.layer}"
                yield Finding(path, line, f"pure-{rule}", message)
