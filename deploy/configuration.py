#!/usr/bin/env python3
"""Writes deploy/configuration.md, the reference of all settings, as the programs tell them.

    configuration.py [--check] BIN    BIN has the programs: build/dev/bin

With --check nothing is written; exit 1 if the page is not what the programs tell.
"""

import difflib
import pathlib
import subprocess
import sys

PAGE = pathlib.Path(__file__).with_name("configuration.md")
PROGRAMS = ["docket-intake", "docket-routing", "docket-escalation", "docket"]

INTRODUCTION = """\
# Configuration

Every setting of the programs, as they tell it themselves: `PROGRAM --describe-settings`. This page is
written by `deploy/configuration.py build/dev/bin`, and a test fails when it is stale.

A flag beats the environment, that beats the file named by `--config FILE` (YAML, one `key: value` per
line), that beats the default; what is empty counts as not given. A value that cannot be taken, and a
key that nobody knows, keep the program from starting. Durations are a whole number with `ms`, `s`, `m`
or `h`.
"""


def table_of(program):
    command = [program, "--describe-settings"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def page_of(folder):
    sections = [INTRODUCTION]
    for name in PROGRAMS:
        sections.append(f"\n## {name}\n\n{table_of(folder / name)}")
    return "".join(sections)


def main(arguments):
    check = arguments[:1] == ["--check"]
    if len(arguments) != 1 + check:
        sys.exit(__doc__)
    page = page_of(pathlib.Path(arguments[-1]))
    if not check:
        PAGE.write_text(page)
        return 0
    written = PAGE.read_text() if PAGE.exists() else ""
    difference = difflib.unified_diff(written.splitlines(), page.splitlines(), PAGE.name, "programs", lineterm="")
    for line in difference:
        print(line)
    if written == page:
        return 0
    print(f"{PAGE} is stale: run deploy/configuration.py {arguments[-1]}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
