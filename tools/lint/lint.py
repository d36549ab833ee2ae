#!/usr/bin/env python3
"""Checks what neither compiler nor formatter sees: layers, purity, the shape of files.

    lint.py [ROOT]    prints `file:line: rule: message` for each finding; exit 1 if there is one
"""

import sys

import files
import layers
import purity
from sources import is_cpp, read_all


def findings(root):
    sources = list(read_all(root))
    for path, text in sources:
        yield from files.check(path, text)
        if is_cpp(path):
            yield from layers.check(path, text)
            yield from purity.check(path, text)
    yield from files.check_commit_rule(sources)


def main(arguments):
    found = list(findings(arguments[0] if arguments else "."))
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
