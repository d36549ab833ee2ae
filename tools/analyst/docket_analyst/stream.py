"""What analysts ask: a stream of a source, read as often as they like."""

import dataclasses
import datetime

from docket_analyst.events import COLUMNS
from docket_analyst.report import Report
from docket_analyst.schema import Schema, full_topic

_TEXTS = ["ticket", "actor_id", "on_behalf_of", "source", "case", "tenant"]


@dataclasses.dataclass(frozen=True)
class Request:
    """What a source is asked for. `since` is None for all."""

    schema: Schema
    topic: str
    since: datetime.datetime | None


class Stream:
    """The events of `source`: Kafka(...), Host(...) or Export(...).

    `schema` is a Schema or the path of docket.desc; DOCKET_DESCRIPTORS names it if not given.
    """

    def __init__(self, source, schema=None):
        self._source = source
        self._schema = schema if isinstance(schema, Schema) else Schema(schema)

    def read(self, topic, since=None):
        """The events of `topic`, "ticket.events", up to the end as it is when reading begins.

        `since` leaves out what happened before: a datetime with a zone, or text as
        2026-03-01T08:00:00Z. The events of one ticket come in the order of its history.
        """
        self._schema.commit_of(topic)  # A wrong name is told here, not when somebody reads.
        return Events(self._source, Request(self._schema, full_topic(topic), _instant(since)))


class Events:
    """Events to be iterated over; each time they are read anew. `report` is of the last time."""

    def __init__(self, source, request):
        self._source, self._request, self.report = source, request, Report()

    def __iter__(self):
        self.report = Report()
        return self._source.events(self._request, self.report)

    def to_pandas(self):
        """A DataFrame, one row for each event, with the columns of an Event; `attrs` has the report."""
        import pandas

        events = list(self)
        frame = pandas.DataFrame({name: [getattr(event, name) for event in events]
                                  for name in COLUMNS}, columns=COLUMNS)
        frame = frame.astype(dict.fromkeys(_TEXTS, "string") | {
            "version": "uint64", "event": "uint32", "row": "UInt64", "kind": "category",
            "actor_kind": "category"})
        frame["time"] = pandas.to_datetime(frame["time"], utc=True).dt.as_unit("ms")
        frame.attrs["report"] = str(self.report)
        return frame


def _instant(since):
    if isinstance(since, str):
        since = datetime.datetime.fromisoformat(since)
    if since is not None and since.tzinfo is None:
        raise ValueError(f"since {since} has no zone: write it as {since.isoformat()}Z for UTC")
    return since
