#!/usr/bin/env python3
"""Closes a test run: names what was skipped, then prints `N passed, N failed[, N skipped]`.

    count_tests.py RESULTS    the JUnit file that `ctest --output-junit` wrote

A test is one that ctest knows: a program of GoogleTest cases or a script. Cases that such a program
skipped count as skipped besides. A test that ctest could not start has failed. The exit status is 1
if a test failed or none ran.
"""

import re
import sys
import xml.etree.ElementTree

SKIPPED_CASE = re.compile(
    r"(?:: Skipped\n(?P<why>[^\n]*)\n+)?^\[  SKIPPED \] (?P<case>\S+) \(\d+ ms\)$", re.MULTILINE
)


def outcome(test):
    """passed, failed or skipped; ctest says `notrun` of a skip and of a missing program alike."""
    status = test.get("status")
    if status == "run":
        return "passed"
    skip = test.find("skipped")
    asked_for = skip is not None and skip.get("message", "").startswith("SKIP_")
    return "skipped" if asked_for or status == "disabled" else "failed"


def count(results):
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for test in xml.etree.ElementTree.parse(results).getroot().iter("testcase"):
        name, result = test.get("name"), outcome(test)
        counts[result] += 1
        output = test.findtext("system-out", "")
        if result == "skipped":
            print(f"skipped: {name}: {output.strip()}")
        for skip in SKIPPED_CASE.finditer(output):
            counts["skipped"] += 1
            print(f"skipped: {name}: {skip['case']}: {skip['why'] or 'no reason given'}")
    return counts


def main(arguments):
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    counts = count(arguments[0])
    line = f"{counts['passed']} passed, {counts['failed']} failed"
    if counts["skipped"]:
        line += f", {counts['skipped']} skipped"
    print(line)
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
