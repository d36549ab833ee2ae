"""How a file begins, how long it is, and what only one file may say."""

import re

from sources import Finding, is_cpp, is_test

LINES_MAX = 400
WHY_LONG = re.compile(r"^\s*(//|#) long: \S", re.MULTILINE)

# The next version of an aggregate is computed where commits are made and nowhere else, or two
# writers would disagree on what extends a head.
COMMIT_RULE = "head.version + 1"


def check_header_start(path, text):
    """A header opens with #pragma once and then says what it is."""
    lines = text.splitlines()
    if lines[:1] != ["#pragma once"]:
        yield Finding(path, 1, "header-start", "the first line of a header is `#pragma once`")
        return
    for line, code in enumerate(lines[1:], start=2):
        if code.strip():
            if not code.startswith("//"):
                message = "after `#pragma once` a header says what it is, in a comment"
                yield Finding(path, line, "header-start", message)
            return


def check_length(path, text):
    length = text.count("\n")
    if length > LINES_MAX and not WHY_LONG.search(text):
        message = f"{length} lines; split it, or say why not in a line `// long: ...`"
        yield Finding(path, LINES_MAX + 1, "file-length", message)


def check_commit_rule(files):
    places = [
        (path, text[: text.index(COMMIT_RULE)].count("\n") + 1)
        for path, text in files
        if path.startswith(("libs/", "services/"))
        and is_cpp(path)
        and not is_test(path)
        and COMMIT_RULE in text
    ]
    for path, line in places[1:]:
        message = f"`{COMMIT_RULE}` is already in {places[0][0]}"
        yield Finding(path, line, "commit-rule", message)


def check(path, text):
    if path.endswith(".h"):
        yield from check_header_start(path, text)
    yield from check_length(path, text)
