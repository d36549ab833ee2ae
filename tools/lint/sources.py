"""The files that are checked, and C++ text without what is not code."""

import pathlib
import re
from typing import NamedTuple

FOLDERS = ("libs", "services", "tools", "tests", "proto")

TOKEN = re.compile(
    r"""(?P<number>\b\d[\w']*)
      | (?P<comment>//[^\n]*|/\*.*?\*/)
      | R"(?P<tag>[^(\s]*)\((?P<raw>.*?)\)(?P=tag)"
      | "(?P<text>(?:\\.|[^"\\\n])*)"
      | '(?:\\.|[^'\\\n])*'""",
    re.DOTALL | re.VERBOSE,
)


class Finding(NamedTuple):
    path: str
    line: int
    rule: str
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


def read_all(root):
    """Path, relative to `root`, and text of every file that is checked, in order of their paths."""
    root = pathlib.Path(root)
    suffixes = {".h", ".cc", ".proto", ".py"}
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in suffixes and file.is_file():
                yield file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")


def is_cpp(path):
    return path.endswith((".h", ".cc"))


def is_test(path):
    """Whether `path` is a test, or what several tests of a folder share (`x_test.h`)."""
    return path.endswith(("_test.cc", "_test.h")) or path.startswith("tests/")


def _newlines(text):
    return "\n" * text.count("\n")


def strip_comments(text):
    """`text` without comments; every line stays where it is."""
    return TOKEN.sub(
        lambda token: _newlines(token[0]) if token["comment"] is not None else token[0], text
    )


def strip_comments_and_strings(text):
    """`text` without comments and literals; every line stays where it is."""
    return TOKEN.sub(
        lambda token: token[0] if token["number"] is not None else '""' + _newlines(token[0]), text
    )
