#!/usr/bin/env python3
"""Compiled calendars and deadlines, computed without Docket's C++, from Python's own time zones.

calendars.json holds calendars with their results. The C++ tests read it, and this script recomputes
it: it asks zoneinfo every quarter of an hour what the clock on the wall shows, so that it shares no
idea with the compiler; hence all hours in it begin and end on quarters. Only years that have passed
are in it, for new time-zone data leave these alone.

    calendars.py check    exit 1 and name every vector whose results differ
    calendars.py write    fill in the results of all vectors; for a new vector, add its inputs first
"""

import datetime
import hashlib
import itertools
import json
import pathlib
import sys
import zoneinfo

VECTORS = pathlib.Path(__file__).with_name("calendars.json")
UTC = datetime.timezone.utc
DAY = datetime.timedelta(days=1)
QUARTER = datetime.timedelta(minutes=15)
QUARTERS = DAY // QUARTER
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()


def instant(text):
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def compiled_range(at):
    day = at.replace(hour=0, minute=0, second=0)
    return day - 3 * 366 * DAY, day + 6 * 366 * DAY


def quarter_of_day(text):
    return int(text[:2]) * 4 + int(text[3:]) // 15


def quarters(intervals):
    covered = set()
    for each in intervals:
        covered.update(range(quarter_of_day(each["start"]), quarter_of_day(each["end"])))
    return covered


def open_quarters(calendar, date):
    """The quarters of a local date at which it is open."""
    weekday = WEEKDAYS[date.weekday()]
    entry = next((e for e in calendar.get("dates", []) if e["date"] == date.isoformat()), {})
    if entry.get("closed"):
        return set()
    week = calendar.get("week", {})
    base = entry.get("open") or week.get(entry.get("as", weekday), [])
    return quarters(base) - quarters(entry.get("closedIntervals", []))


def shown(zone, start, end):
    """For each quarter from start to end what the clock shows, as a count of quarters."""
    readings = []
    for at in range(int(start.timestamp()), int(end.timestamp()), QUARTER.seconds):
        offset = datetime.datetime.fromtimestamp(at, zone).utcoffset()
        readings.append((at + offset.days * 86400 + offset.seconds) // QUARTER.seconds)
    return readings


def walk(calendar, local):
    """For each quarter, but for two days at either end, whether it is open. One that the clock shows
    twice is open if from the one showing to the other anything is: it opens early and closes late."""
    reached = list(itertools.accumulate(local, max))
    later = list(itertools.accumulate(reversed(local), min))[::-1][1:] + [local[-1] + 1]
    epoch = datetime.date(1970, 1, 1)
    days = range(local[0] // QUARTERS - 1, local[-1] // QUARTERS + 1)
    opens = {day * QUARTERS + quarter
             for day in days for quarter in open_quarters(calendar, epoch + day * DAY)}
    for i in range(2 * QUARTERS, len(local) - 2 * QUARTERS):
        lowest = min(local[i], later[i] - 1)
        yield not opens.isdisjoint(range(lowest, reached[i] + 1))


def spans(quarters_open):
    """Lengths of closed and open time in turn, in seconds, closed first, without the last closed."""
    runs = [(key, 900 * sum(1 for _ in run)) for key, run in itertools.groupby(quarters_open)]
    lengths = [length for _, length in runs]
    if runs[0][0]:
        lengths.insert(0, 0)
    if not runs[-1][0]:
        lengths.pop()
    return lengths


def offset_changes(local, start):
    """(instant, offset) of the zone from start on, the first of `local`, all in seconds."""
    changes = []
    first = int(start.timestamp())
    for at, reading in zip(itertools.count(first, QUARTER.seconds), local):
        offset = reading * QUARTER.seconds - at
        if not changes or changes[-1][1] != offset:
            changes.append([at, offset])
    return changes


def due(quarters_open, start, question):
    """The instant up to which the work is done. It begins on a quarter and may end anywhere."""
    work = datetime.timedelta(seconds=question["seconds"])
    for i in itertools.count((instant(question["from"]) - start) // QUARTER):
        if quarters_open[i]:
            if work <= QUARTER:
                return (start + i * QUARTER + work).strftime("%Y-%m-%dT%H:%M:%SZ")
            work -= QUARTER


def with_results(vector):
    start, end = compiled_range(instant(vector["at"]))
    zone = zoneinfo.ZoneInfo(vector["calendar"]["zone"])
    local = shown(zone, start - 2 * DAY, end + 2 * DAY)
    quarters_open = list(walk(vector["calendar"], local))
    lengths = spans(quarters_open)
    text = "".join(f"{length} " for length in lengths)
    return {
        "at": vector["at"],
        "calendar": vector["calendar"],
        "changes": offset_changes(local, start - 2 * DAY),
        "spans": len(lengths),
        "digest": hashlib.sha256(text.encode()).hexdigest()[:32],
        "deadlines": [{**q, "due": due(quarters_open, start, q)} for q in vector["deadlines"]],
    }


def main():
    kept = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]
    computed = [with_results(vector) for vector in kept]
    if sys.argv[1:] == ["write"]:
        VECTORS.write_text(json.dumps({"vectors": computed}, indent=1) + "\n", encoding="utf-8")
        return 0
    if sys.argv[1:] != ["check"]:
        sys.exit(__doc__)
    wrong = [have["at"] for have, want in zip(kept, computed) if have != want]
    for at in wrong:
        print(f"calendars.json: the vector at {at} has other results; compare after a write")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
