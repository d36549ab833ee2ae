"""Planted mistakes: how one stands in a file `NAME.mistake`, and how it gets into a tree.

    oracle: O3
    what: A sentence on what the code does then.
    why: A sentence on why a good engineer would write it.
    --- in libs/eventing/acceptance.cc
    the whole lines to find, which must stand there exactly once
    --- put
    the whole lines to put there
    --- end

From `--- in` to `--- end` any number of times; a file may be named again.
"""

import pathlib
import re
from typing import NamedTuple

FOLDER = pathlib.Path(__file__).resolve().parent
SUFFIX = ".mistake"
FIELDS = ("oracle", "what", "why")
# Mistakes are planted in what is shipped, never in what judges it.
PRODUCT = ("libs/", "services/")
NO_PRODUCT = "libs/testing/"
# Who may be named: the oracles, a unit that halts, and a world that does not come to rest.
ORACLES = ("O1", "O2", "O3", "O5", "O8", "O12", "halt", "V1")


class MistakeError(Exception):
    """A mistake that cannot be read, or applies no longer."""


class Edit(NamedTuple):
    path: str
    find: str
    put: str


class Mistake(NamedTuple):
    name: str
    oracle: str
    what: str
    why: str
    edits: tuple


def _fail(name, message):
    raise MistakeError(f"{name}{SUFFIX}: {message}")


def _read_fields(name, lines):
    fields = {}
    for line in lines:
        key, colon, value = line.partition(": ")
        if not colon or key not in FIELDS or key in fields or not value.strip():
            _fail(name, f"not one of the fields {', '.join(FIELDS)}, each once: {line!r}")
        fields[key] = value.strip()
    for key in FIELDS:
        if key not in fields:
            _fail(name, f"lacks the field {key}")
    if fields["oracle"] not in ORACLES:
        _fail(name, f"no such oracle: {fields['oracle']}; there are {', '.join(ORACLES)}")
    return fields


def _read_edit(name, path, body):
    if not path.startswith(PRODUCT) or path.startswith(NO_PRODUCT):
        _fail(name, f"{path} is no product code")
    if body.count("--- put") != 1:
        _fail(name, f"the edit of {path} needs one line `--- put`")
    at = body.index("--- put")
    find, put = ("".join(line + "\n" for line in lines) for lines in (body[:at], body[at + 1 :]))
    if not find.strip() or find == put:
        _fail(name, f"the edit of {path} changes nothing")
    return Edit(path, find, put)


def parse(name, text):
    """The mistake `name` that `text` describes. MistakeError if it is not of the form above."""
    head, edits, path, body = [], [], None, []
    for line in text.splitlines():
        if line.startswith("--- in ") and path is None:
            path, body = line.removeprefix("--- in ").strip(), []
        elif line == "--- end" and path is not None:
            edits.append(_read_edit(name, path, body))
            path = None
        elif path is not None:
            body.append(line)
        elif line.strip():
            if edits:
                _fail(name, f"stands behind an edit: {line!r}")
            head.append(line)
    if path is not None or not edits:
        _fail(name, "lacks an edit, or the `--- end` of one")
    return Mistake(name=name, edits=tuple(edits), **_read_fields(name, head))


def load_all(folder=FOLDER):
    """All mistakes of `folder`, by name."""
    files = sorted(folder.glob("*" + SUFFIX))
    return {file.stem: parse(file.stem, file.read_text(encoding="utf-8")) for file in files}


def changed(mistake, root):
    """What the files of the tree at `root` become, by path. MistakeError unless each text to be
    found stands there exactly once."""
    texts = {}
    for edit in mistake.edits:
        file = pathlib.Path(root) / edit.path
        if edit.path not in texts:
            if not file.is_file():
                _fail(mistake.name, f"there is no {edit.path}")
            texts[edit.path] = file.read_text(encoding="utf-8")
        text = texts[edit.path]
        places = [found.start() for found in re.finditer(f"^(?={re.escape(edit.find)})", text, re.M)]
        if len(places) != 1:
            first = edit.find.splitlines()[0]
            _fail(mistake.name, f"applies to {len(places)} places of {edit.path}, not to one: {first}")
        texts[edit.path] = text[: places[0]] + edit.put + text[places[0] + len(edit.find) :]
    return texts
