"""An event as analysts see it, and how commits are taken apart into them."""

import dataclasses
import datetime
from typing import Any, NamedTuple

from google.protobuf import json_format, message, unknown_fields


class Place(NamedTuple):
    """Where something stands in the log."""

    topic: str
    partition: int
    offset: int

    def __str__(self):
        return f"{self.topic}/{self.partition} offset {self.offset}"


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """One event, with what it shares with those of its commit; named as docketctl export does it.

    `ticket`, `version` and `event` (from 1) are its key. `fields` is the event in protobuf's JSON
    mapping with the names of the protos. `source`, `case` and `row` are None for what happened here;
    `tenant` and `place` are None where the source does not tell them.
    """

    ticket: str
    version: int
    event: int
    time: datetime.datetime
    kind: str
    actor_kind: str
    actor_id: str
    on_behalf_of: str
    source: str | None
    case: str | None
    row: int | None
    fields: dict[str, Any]
    tenant: str | None = None
    place: Any = None


COLUMNS = [field.name for field in dataclasses.fields(Event) if field.name != "place"]


class Commits:
    """Takes commits apart as a request has it, and tells a report of what it cannot."""

    def __init__(self, request, report):
        self._type, self._since, self._report = (
            request.schema.commit_of(request.topic), request.since, report)

    def parse(self, place, key, value):
        """The commit with this key and value, or None if it is none, which is reported."""
        commit, reason = self._type(), None
        try:
            commit.ParseFromString(value or b"")
        except message.DecodeError:
            reason = "it cannot be read as a commit"
        header = commit.header
        if reason is None and not (header.tenant and header.version and header.aggregate_id == key):
            reason = "it is no commit of the aggregate in its key"
        if reason is None:
            return commit
        self._report.add_bad(place, reason)
        return None

    def events(self, place, commit):
        """The events of a commit that counts."""
        header = commit.header
        try:
            time = header.time.ToDatetime(datetime.timezone.utc)
        except ValueError:
            self._report.add_bad(place, "its time is out of range")
            return
        if self._since is not None and time < self._since:
            self._report.before_since += 1
            return
        self._report.commits += 1
        recorded = header.recorded if header.HasField("recorded") else None
        shared = {
            "ticket": header.aggregate_id, "version": header.version, "time": time,
            "actor_kind": _actor_kind(header.actor),
            "actor_id": header.actor.id, "on_behalf_of": header.actor.on_behalf_of,
            "source": recorded and recorded.source, "case": recorded and recorded.case,
            "row": recorded and recorded.row, "tenant": header.tenant, "place": place,
        }
        for number, event in enumerate(commit.events, start=1):
            kind = event.WhichOneof("kind")
            if kind is None:
                self._report.add_bad(place, _unknown(header, event))
                continue
            self._report.events += 1
            fields = json_format.MessageToDict(getattr(event, kind), preserving_proto_field_name=True)
            yield Event(event=number, kind=kind, fields=fields, **shared)


def actor_word(name):
    """agent of KIND_AGENT; nothing where nobody said so."""
    word = name.removeprefix("KIND_").lower()
    return "" if word == "unspecified" else word


def _actor_kind(actor):
    kinds = actor.DESCRIPTOR.fields_by_name["kind"].enum_type.values_by_number
    return actor_word(kinds[actor.kind].name if actor.kind in kinds else str(actor.kind))


def _unknown(header, event):
    numbers = [str(field.field_number) for field in unknown_fields.UnknownFieldSet(event)]
    return (f"version {header.version} of {header.aggregate_id} has an event of an unknown kind "
            f"({', '.join(numbers) or 'none'}): take the docket.desc of a newer release")
