#!/usr/bin/env python3
"""Figures of an incident log, counted twice: from the log itself and from what Docket made of it.

    figures.py source  LOG.csv[.xz]                the figures as JSON, with the rows not used
    figures.py export  EXPORT.jsonl                the figures as JSON
    figures.py compare LOG.csv[.xz] EXPORT.jsonl [REJECTED.csv]
                                                   exit status 1 and the differences, if there are any

Both halves bring each ticket to one form, the list of its snapshots, and share only what counts them.
The half for the log knows nothing of Docket's importer: its tables are written here by hand.

A line of an export is one event, in the order of its ticket's history: {"ticket", "version", "time",
"kind", "recorded", "fields"} and more; the events of one version belong to one commit. Kinds that are not
listed here change nothing that is counted.

Figures:
  month_ends   tickets opened before the first instant of the next month (UTC), by what they were then;
               months without any change are left out
  transitions  of status, from one snapshot to the next; every ticket begins as `new`
  reopened     transitions from solved or closed to anything else; and tickets that had one
  changes      of priority, category, team and assignee: given where none was, changed to another, taken away
  resolution   from the opening to the first and to the last solve, whole seconds; a solve is a transition
               to solved or closed from anything else. Percentiles are the nearest rank.

`compare` also accounts for each row of the log: its commits in the export name it, or it says nothing new,
or it cannot be used and stands in REJECTED.csv.
"""

import collections
import csv
import datetime
import functools
import json
import lzma
import math
import sys

Snapshot = collections.namedtuple("Snapshot", "time status priority category team assignee")
DONE = ("solved", "closed")


# The log.

STATUS = {
    "New": "new",
    "Active": "open",
    "Awaiting User Info": "pending",
    "Awaiting Vendor": "held",
    "Awaiting Problem": "held",
    "Awaiting Evidence": "held",
    "Resolved": "solved",
    "Closed": "closed",
}
PRIORITY = {"1 - Critical": "urgent", "2 - High": "high", "3 - Moderate": "normal", "4 - Low": "low"}


@functools.lru_cache(maxsize=None)
def log_time(text):
    return datetime.datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=datetime.timezone.utc)


def why_not_usable(row):
    """The reason why `row` says nothing about a ticket; none if it does."""
    if row["number"] in ("", "?"):
        return "CASE_MISSING"
    try:
        log_time(row["sys_updated_at"])
    except ValueError:
        return "TIME_UNREADABLE"
    if row["incident_state"] not in STATUS:
        return "STATUS_UNKNOWN"
    if row["priority"] not in PRIORITY and row["priority"] not in ("", "?"):
        return "PRIORITY_UNKNOWN"
    return None


def snapshot_after(row, before):
    """What the ticket is after `row`, having been `before`."""
    told = lambda column: "" if row[column] in ("", "?") else row[column]
    status = STATUS[row["incident_state"]]
    # `new` means that nobody has it, and nothing leads back to it.
    if status == "new" and (before.status != "new" or told("assigned_to")):
        status = "open"
    category = before.category
    if told("category"):
        category = (told("category"),) + ((told("subcategory"),) if told("subcategory") else ())
    return Snapshot(
        time=log_time(row["sys_updated_at"]),
        status=status,
        priority=PRIORITY.get(row["priority"], before.priority),
        category=category,
        team=told("assignment_group"),
        assignee=told("assigned_to"),
    )


def opening_of(row):
    """The snapshot with which the case of `row`, its first, begins."""
    blank = Snapshot(None, "new", None, (), "", "")
    first = snapshot_after(row, blank)
    opened = min(log_time(row["opened_at"]), first.time)
    return blank._replace(time=opened, priority=first.priority, category=first.category)


def read_log(path):
    """Each case's snapshots, how many rows were used or why not, and the numbers of those rows."""
    opener = lzma.open if path.endswith(".xz") else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    reasons = [why_not_usable(row) for row in rows]
    rejected = {number for number, reason in enumerate(reasons, start=1) if reason}
    usable = [(number, row) for number, row in enumerate(rows, start=1) if number not in rejected]
    usable.sort(key=lambda u: (log_time(u[1]["sys_updated_at"]), u[1]["number"], int(u[1]["sys_mod_count"])))
    tickets = {}
    unchanged = set()
    for number, row in usable:
        opens = row["number"] not in tickets
        history = tickets.setdefault(row["number"], [])
        if opens:
            history.append(opening_of(row))
        after = snapshot_after(row, history[-1])
        if after[1:] != history[-1][1:]:
            history.append(after)
        elif not opens:
            unchanged.add(number)
    counts = {
        "rows": len(rows),
        "rejected": dict(collections.Counter(filter(None, reasons))),
        "unchanged": len(unchanged),
    }
    numbers = {"rejected": rejected, "told": {number for number, _ in usable} - unchanged}
    return tickets, counts, numbers


# The export.

STATUS_AFTER = {
    "opened": "new",
    "resumed": "open",
    "reopened": "open",
    "waiting": "pending",
    "held": "held",
    "solved": "solved",
    "closed": "closed",
}


PRIORITY_OF = {f"PRIORITY_{word.upper()}": word for word in ("low", "normal", "high", "urgent")}


def apply_event(event, before):
    """What the ticket is after `event`, having been `before`. Who had a solved ticket would have it still."""
    kind, fields = event["kind"], event["fields"]
    after = before._replace(time=datetime.datetime.fromisoformat(event["time"].replace("Z", "+00:00")))
    if kind in STATUS_AFTER:
        after = after._replace(status=STATUS_AFTER[kind])
    if kind in ("opened", "prioritised") and "priority" in fields:
        after = after._replace(priority=PRIORITY_OF[fields["priority"]])
    if kind in ("opened", "classified") and "category" in fields:
        after = after._replace(category=tuple(fields["category"].get("levels", ())))
    if kind in ("queued", "assigned", "unassigned"):
        team = fields.get("team_id", "")
        after = after._replace(team="" if team == "(none)" else team)
    if kind in ("queued", "assigned", "unassigned", "reopened"):
        after = after._replace(assignee=fields.get("assignee_id", ""))
    if kind == "assigned" and after.status == "new":
        after = after._replace(status="open")
    return after


def read_export(path):
    """Each ticket's snapshots, one per commit, and the numbers of the rows that the commits name."""
    tickets = collections.defaultdict(list)
    versions = {}
    rows = set()
    with open(path, encoding="utf-8") as file:
        for line in file:
            event = json.loads(line)
            rows.add(int(event["recorded"]["row"]))
            history = tickets[event["ticket"]]
            before = history[-1] if history else Snapshot(None, "new", None, (), "", "")
            after = apply_event(event, before)
            if versions.get(event["ticket"]) == event["version"]:
                history[-1] = after
            else:
                history.append(after)
            versions[event["ticket"]] = event["version"]
    return tickets, rows


def read_rejected(path):
    """The numbers of the rows that the importer rejected; in this log no field holds a line end."""
    with open(path, encoding="utf-8", newline="") as file:
        return {int(row["line"]) - 1 for row in csv.DictReader(file)}


# What is counted.


def month_ends(tickets):
    """By month with a change, the number of tickets of each status, priority and so on at its end."""
    changes = sorted(
        ((snapshot.time, ticket, snapshot) for ticket, history in tickets.items() for snapshot in history),
        key=lambda change: change[0],  # Stable: a ticket's changes of one instant stay in order.
    )
    ends = {}
    current = {}
    for i, (time, ticket, snapshot) in enumerate(changes):
        current[ticket] = snapshot
        month = (time.year, time.month)
        if i + 1 == len(changes) or (changes[i + 1][0].year, changes[i + 1][0].month) != month:
            ends["%04d-%02d" % month] = {
                "status": count(s.status for s in current.values()),
                "priority": count(s.priority or "unknown" for s in current.values()),
                "category": count(" / ".join(s.category) or "unknown" for s in current.values()),
                "team": count(s.team or "nobody" for s in current.values()),
                "assignee": count(s.assignee or "nobody" for s in current.values()),
            }
    return ends


def count(values):
    return dict(sorted(collections.Counter(values).items()))


def steps(tickets):
    for history in tickets.values():
        yield from zip(history, history[1:])


def transitions(tickets):
    return count(f"{a.status} -> {b.status}" for a, b in steps(tickets) if a.status != b.status)


def reopened(tickets):
    times = {
        ticket: sum(a.status in DONE and b.status not in DONE for a, b in zip(history, history[1:]))
        for ticket, history in tickets.items()
    }
    return {"times": sum(times.values()), "tickets": sum(n > 0 for n in times.values())}


def changes_of(tickets, field):
    changes = [(getattr(a, field), getattr(b, field)) for a, b in steps(tickets)]
    return {
        "given": sum(not a and bool(b) for a, b in changes),
        "changed": sum(bool(a) and bool(b) and a != b for a, b in changes),
        "taken_away": sum(bool(a) and not b for a, b in changes),
    }


def resolution(tickets, which):
    durations = []
    for history in tickets.values():
        solves = [b.time for a, b in zip(history, history[1:]) if b.status in DONE and a.status not in DONE]
        if solves:
            durations.append(int((solves[which] - history[0].time).total_seconds()))
    durations.sort()
    rank = lambda percent: durations[math.ceil(percent * len(durations) / 100) - 1] if durations else None
    return {"tickets": len(durations), "total": sum(durations), **{f"p{p}": rank(p) for p in (50, 90, 99, 100)}}


def figures(tickets):
    return {
        "tickets": len(tickets),
        "month_ends": month_ends(tickets),
        "transitions": transitions(tickets),
        "reopened": reopened(tickets),
        "changes": {f: changes_of(tickets, f) for f in ("priority", "category", "team", "assignee")},
        "resolution": {"first": resolution(tickets, 0), "last": resolution(tickets, -1)},
    }


# The command line.


def differences(ours, theirs, path=""):
    """Where two figures differ, one text each."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(ours.keys() | theirs.keys()):
            yield from differences(ours.get(key), theirs.get(key), f"{path}.{key}" if path else key)
    elif ours != theirs:
        yield f"{path}: the log has {ours}, the export {theirs}"


def rows_that_differ(ours, theirs, where):
    """One text for the rows of the log that are not accounted for `where`, and one for the surplus."""
    for name, rows in (("missing", ours - theirs), ("not expected", theirs - ours)):
        if rows:
            yield f"rows {where}: {len(rows)} {name}, such as {sorted(rows)[:3]}"


def compare(log, export, rejected=None):
    """Where the log and what became of it differ, one text each."""
    tickets, _, numbers = read_log(log)
    exported, told = read_export(export)
    yield from differences(figures(tickets), figures(exported))
    yield from rows_that_differ(numbers["told"], told, "in the export")
    if rejected is not None:
        yield from rows_that_differ(numbers["rejected"], read_rejected(rejected), "rejected")


def main(arguments):
    command, *paths = arguments or [""]
    if command == "source" and len(paths) == 1:
        tickets, counts, _ = read_log(paths[0])
        print(json.dumps({**counts, **figures(tickets)}, indent=1))
    elif command == "export" and len(paths) == 1:
        print(json.dumps(figures(read_export(paths[0])[0]), indent=1))
    elif command == "compare" and len(paths) in (2, 3):
        found = list(compare(*paths))
        print("\n".join(found) or "equal")
        return 1 if found else 0
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
