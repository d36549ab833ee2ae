"""docket_analyst without a broker and a host: what it makes of lines, bytes and what is missing."""

import datetime
import hashlib
import json
import pathlib
import tempfile
import unittest
import warnings

from docket_analyst import (BadRecordWarning, Export, Host, Kafka, LogDamaged, Report, Schema,
                            SchemaError, SourceError, Stream)
from docket_analyst.acceptance import Acceptance
from docket_analyst.events import Commits, Place
from docket_analyst.stream import Request

NOBODY = "127.0.0.1:1"
PLACE = Place("docket.ticket.events.v1", 3, 17)


def line(ticket="TK-A", version=1, event=1, time="2026-03-01T08:00:00.123Z", kind="opened", **other):
    return json.dumps({"ticket": ticket, "version": version, "event": event, "time": time,
                       "kind": kind, "actor": {"kind": "KIND_AGENT", "id": "ann"},
                       "fields": {"subject": "Lamp"}, **other}) + "\n"


class Exports(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def read(self, *files, since=None):
        """Events of files with these contents, and the report."""
        paths = [self.folder / str(number) for number, _ in enumerate(files)]
        for path, text in zip(paths, files):
            path.write_text(text, encoding="utf-8")
        events = Stream(Export(*paths)).read("ticket.events", since)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            found = list(events)
        self.assertEqual([str(warning.message) for warning in told if
                          warning.category is BadRecordWarning],
                         [f"{place}: {reason}" for place, reason in events.report.bad])
        return found, events.report

    def test_are_events_with_all_that_a_line_has(self):
        (event,), report = self.read(line(recorded={"source": "s", "case": "c", "row": "12"}))
        self.assertEqual((event.ticket, event.version, event.event, event.kind),
                         ("TK-A", 1, 1, "opened"))
        self.assertEqual(event.time, datetime.datetime(2026, 3, 1, 8, 0, 0, 123000,
                                                       datetime.timezone.utc))
        self.assertEqual((event.actor_kind, event.actor_id, event.on_behalf_of), ("agent", "ann", ""))
        self.assertEqual((event.source, event.case, event.row), ("s", "c", 12))
        self.assertEqual(event.fields, {"subject": "Lamp"})
        self.assertEqual(str(report), "1 commits, 1 events, 0 bad")

    def test_may_overlap(self):
        both = line(version=2), line(version=2, event=2)
        found, report = self.read(line() + both[0], both[0] + both[1])
        self.assertEqual([(event.version, event.event) for event in found], [(1, 1), (2, 1), (2, 2)])
        self.assertEqual(report.dropped, {"duplicate": 1})
        self.assertEqual(report.commits, 2)

    def test_of_different_logs_are_told_apart(self):
        found, report = self.read(line(), line(time="2026-03-01T08:00:01Z"))
        self.assertEqual(len(found), 1)
        ((place, reason),) = report.bad
        self.assertEqual(place, f"{self.folder}/1:1")
        self.assertIn("exports of different logs", reason)

    def test_have_their_bad_lines_told(self):
        bad = ["not json\n", "[]\n", '{"ticket":"TK-A"}\n', line(time="noon"), line(kind="levitated"),
               line()[:40]]
        found, report = self.read("".join([line(), *bad]))
        self.assertEqual(len(found), 1)
        self.assertEqual([place for place, _ in report.bad],
                         [f"{self.folder}/0:{number}" for number in range(2, 8)])
        self.assertIn("levitated is an unknown kind of event", report.bad[4][1])

    def test_leave_out_what_was_before(self):
        found, report = self.read(line() + line(version=2, time="2026-03-02T00:00:00Z"),
                                  since="2026-03-02T00:00:00Z")
        self.assertEqual([event.version for event in found], [2])
        self.assertEqual((report.commits, report.before_since), (1, 1))

    def test_that_are_not_there_are_told(self):
        with self.assertRaisesRegex(SourceError, "absent.jsonl cannot be read: No such file"):
            list(Stream(Export("absent.jsonl")).read("ticket.events"))

    def test_of_nothing_make_a_frame_with_all_columns(self):
        (self.folder / "none").touch()
        frame = Stream(Export(self.folder / "none")).read("ticket.events").to_pandas()
        self.assertEqual(len(frame), 0)
        self.assertEqual(str(frame.dtypes["time"]), "datetime64[ms, UTC]")
        self.assertEqual(str(frame.dtypes["version"]), "uint64")
        self.assertEqual(frame.attrs["report"], "0 commits, 0 events, 0 bad")


class Rule(unittest.TestCase):
    """Each row of the table in proto/README.md."""

    def setUp(self):
        self.commit_type = Schema().commit_of("ticket.events")
        self.acceptance = Acceptance()

    def judge(self, version, prev=b"", words="a"):
        commit = self.commit_type(header={"aggregate_id": "TK-A", "version": version, "prev": prev},
                                  events=[{"commented": {"text": words}}])
        value = commit.SerializeToString()
        digest = hashlib.sha256(value).digest()[:16]
        return self.acceptance.judge(PLACE, commit.header, value), digest

    def test_keeps_the_first_of_each_version(self):
        verdict, first = self.judge(1)
        self.assertEqual(verdict, "accepted")
        self.assertEqual(self.judge(1)[0], "duplicate")
        self.assertEqual(self.judge(1, words="b")[0], "lost_race")
        self.assertEqual(self.judge(2, words="on the loser")[0], "foreign_prev")
        self.assertEqual(self.judge(2, first)[0], "accepted")
        self.assertEqual(self.judge(1)[0], "stale")

    def test_stops_where_the_log_lost_something(self):
        self.judge(1)
        with self.assertRaisesRegex(LogDamaged, "docket.ticket.events.v1/3 offset 17: it makes "
                                    "version 3 of TK-A but those from 2 on are missing"):
            self.judge(3)


class Bytes(unittest.TestCase):
    def setUp(self):
        self.schema, self.report = Schema(), Report()
        self.commits = Commits(Request(self.schema, "docket.ticket.events.v1", None), self.report)
        self.commit = self.schema.commit_of("ticket.events")(
            header={"tenant": "acme", "aggregate_id": "TK-A", "version": 1},
            events=[{"urged": {}}])

    def parse(self, value, key="TK-A"):
        with self.assertWarns(BadRecordWarning):
            self.assertIsNone(self.commits.parse(PLACE, key, value))
        ((place, reason),) = self.report.bad
        self.assertEqual(place, PLACE)
        return reason

    def test_that_are_no_commit_are_told(self):
        self.assertEqual(self.parse(b"\xff\xff"), "it cannot be read as a commit")

    def test_of_a_tombstone_are_told(self):
        self.assertIn("no commit of the aggregate in its key", self.parse(None))

    def test_under_another_key_are_told(self):
        self.assertIn("no commit of the aggregate in its key",
                      self.parse(self.commit.SerializeToString(), key="TK-B"))

    def test_with_an_event_of_a_newer_release_are_told_and_the_others_kept(self):
        newer = b"\x12\x05\xfa\x46\x02\x08\x01"  # events { 1135 { 1: 1 } }
        commit = self.commits.parse(PLACE, "TK-A", self.commit.SerializeToString() + newer)
        with self.assertWarns(BadRecordWarning):
            events = list(self.commits.events(PLACE, commit))
        self.assertEqual([(event.event, event.kind) for event in events], [(1, "urged")])
        self.assertIn("version 1 of TK-A has an event of an unknown kind (1135)",
                      self.report.bad[0][1])


class Missing(unittest.TestCase):
    def test_brokers_are_told(self):
        events = Stream(Kafka(NOBODY, patience_seconds=1)).read("ticket.events")
        with self.assertRaisesRegex(SourceError, "127.0.0.1:1.*Connect.*check the address"):
            list(events)

    def test_a_host_is_told(self):
        with self.assertRaisesRegex(SourceError, "UNAVAILABLE.*is a host serving there"):
            list(Stream(Host(NOBODY)).read("ticket.events"))

    def test_a_descriptor_set_is_told(self):
        for path, why in (("absent.desc", "cannot be read"), (__file__, "is no descriptor set")):
            with self.assertRaisesRegex(SchemaError, f"{why}.*docket.desc"):
                Schema(path)

    def test_a_topic_is_told_at_once(self):
        stream = Stream(Host(NOBODY))
        for topic in ("tickets", "order.events", "ticket.commands"):
            with self.assertRaisesRegex(SchemaError, f"{topic} is no topic of events"):
                stream.read(topic)

    def test_a_zone_is_told(self):
        with self.assertRaisesRegex(ValueError, "has no zone"):
            Stream(Host(NOBODY)).read("ticket.events", since="2026-03-01T00:00:00")


if __name__ == "__main__":
    unittest.main()
