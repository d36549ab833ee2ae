"""Events from files that docketctl export --format jsonl has written."""

import datetime
import hashlib
import json

from docket_analyst.errors import SourceError
from docket_analyst.events import Event, actor_word


class Export:
    """One file or several, whose events may overlap: each counts once, by its key."""

    def __init__(self, *paths):
        if not paths:
            raise ValueError("an Export is of one file at least")
        self._paths = paths

    def events(self, request, report):
        kinds = request.schema.commit_of(request.topic).DESCRIPTOR.fields_by_name["events"]
        kinds = kinds.message_type.fields_by_name
        first, commits, before = {}, set(), set()
        for place, line in _lines(self._paths):
            event = _event(report, place, line, kinds)
            if event is None or not _is_first(report, place, event, line, first):
                continue
            told = request.since is None or event.time >= request.since
            (commits if told else before).add((event.ticket, event.version))
            report.commits, report.before_since = len(commits), len(before)
            if told:
                report.events += 1
                yield event


def _lines(paths):
    for path in paths:
        try:
            with open(path, "rb") as file:
                for number, line in enumerate(file, start=1):
                    yield f"{path}:{number}", line
        except OSError as error:
            raise SourceError(f"{path} cannot be read: {error.strerror}") from None


def _event(report, place, line, kinds):
    """The event of a line, or None if it is none, which is reported."""
    try:
        told = json.loads(line)
        actor, recorded = told["actor"], told.get("recorded", {})
        event = Event(
            ticket=told["ticket"], version=told["version"], event=told["event"],
            time=datetime.datetime.fromisoformat(told["time"]), kind=told["kind"],
            actor_kind=actor_word(actor.get("kind", "")), actor_id=actor.get("id", ""),
            on_behalf_of=actor.get("on_behalf_of", ""), fields=told["fields"],
            source=recorded.get("source"), case=recorded.get("case"),
            row=int(recorded["row"]) if "row" in recorded else None)
    except (ValueError, TypeError, KeyError, AttributeError):
        report.add_bad(place, "it is no line of docketctl export --format jsonl")
        return None
    if event.kind in kinds:
        return event
    report.add_bad(place, f"{event.kind} is an unknown kind of event: take the docket.desc of a "
                          "newer release")
    return None


def _is_first(report, place, event, line, first):
    content = hashlib.sha256(line.strip()).digest()
    before = first.setdefault((event.ticket, event.version, event.event), (place, content))
    if before[0] == place:
        return True
    if before[1] == content:
        report.dropped["duplicate"] += 1
    else:
        report.add_bad(place, f"another event of its key is at {before[0]}: these are exports of "
                              "different logs")
    return False
