"""Small logs whose figures can be counted by hand."""

import contextlib
import io
import json
import os
import tempfile
import unittest

import figures

COLUMNS = (
    "number,incident_state,sys_mod_count,caller_id,opened_at,sys_updated_at,contact_type,category,"
    "subcategory,priority,assignment_group,assigned_to"
)
LOG = [
    # Opened in February, waits for its second solve until April; goes back to New on the way.
    "A,New,0,ann,29/2/2016 23:50,29/2/2016 23:55,Phone,Net,?,3 - Moderate,?,?",
    "A,New,1,ann,29/2/2016 23:50,1/3/2016 00:00,Phone,Net,Wifi,3 - Moderate,ops,eve",
    "A,Resolved,2,ann,29/2/2016 23:50,1/3/2016 00:50,Phone,?,?,3 - Moderate,ops,eve",
    "A,New,3,ann,29/2/2016 23:50,2/3/2016 00:00,Phone,Net,Wifi,3 - Moderate,?,eve",
    "A,New,4,ann,29/2/2016 23:50,2/3/2016 00:00,Phone,Net,Wifi,3 - Moderate,?,eve",
    "A,-100,5,ann,29/2/2016 23:50,2/3/2016 00:01,Phone,Net,Wifi,3 - Moderate,?,eve",
    "A,Closed,6,ann,29/2/2016 23:50,1/4/2016 00:00,Phone,Net,Wifi,1 - Critical,?,?",
    # Is solved by its first row.
    "B,Resolved,0,bob,5/3/2016 10:00,5/3/2016 10:00,Phone,?,?,4 - Low,desk,bea",
    "B,Closed,1,bob,5/3/2016 10:00,nonsense,Phone,?,?,4 - Low,desk,bea",
]
def event(ticket, version, time, kind, row, **fields):
    return {"ticket": "TK-" + ticket, "version": version, "time": time + ":00.000Z", "kind": kind,
            "recorded": {"source": "servicenow", "case": ticket, "row": str(row)}, "fields": fields}


# Rows are numbered as log() writes them, the last one first.
EXPORT = [
    event("A", 1, "2016-02-29T23:50", "opened", 9, category={"levels": ["Net"]}, priority="PRIORITY_NORMAL"),
    event("A", 2, "2016-03-01T00:00", "classified", 8, category={"levels": ["Net", "Wifi"]}),
    event("A", 3, "2016-03-01T00:00", "assigned", 8, team_id="ops", assignee_id="eve"),
    event("A", 4, "2016-03-01T00:50", "solved", 7),
    event("B", 1, "2016-03-05T10:00", "opened", 2, priority="PRIORITY_LOW"),
    event("A", 5, "2016-03-02T00:00", "reopened", 6, assignee_id="eve"),
    event("A", 6, "2016-03-02T00:00", "assigned", 6, team_id="(none)", assignee_id="eve"),
    event("B", 2, "2016-03-05T10:00", "solved", 2),
    event("B", 3, "2016-03-05T10:00", "assigned", 2, team_id="desk", assignee_id="bea"),
    # One commit of two events: the log left the solve out.
    event("A", 7, "2016-04-01T00:00", "solved", 3),
    event("A", 7, "2016-04-01T00:00", "closed", 3),
    event("A", 8, "2016-04-01T00:00", "prioritised", 3, priority="PRIORITY_URGENT"),
    event("A", 9, "2016-04-01T00:00", "unassigned", 3),
]
REJECTED = ["number,line,reason", "A,5,STATUS_UNKNOWN", "B,2,TIME_UNREADABLE"]
A_LAST_SOLVE = 31 * 86400 + 600
EXPECTED = {
    "tickets": 2,
    "month_ends": {
        "2016-02": {
            "status": {"new": 1},
            "priority": {"normal": 1},
            "category": {"Net": 1},
            "team": {"nobody": 1},
            "assignee": {"nobody": 1},
        },
        "2016-03": {
            "status": {"open": 1, "solved": 1},
            "priority": {"low": 1, "normal": 1},
            "category": {"Net / Wifi": 1, "unknown": 1},
            "team": {"desk": 1, "nobody": 1},
            "assignee": {"bea": 1, "eve": 1},
        },
        "2016-04": {
            "status": {"closed": 1, "solved": 1},
            "priority": {"low": 1, "urgent": 1},
            "category": {"Net / Wifi": 1, "unknown": 1},
            "team": {"desk": 1, "nobody": 1},
            "assignee": {"bea": 1, "nobody": 1},
        },
    },
    "transitions": {"new -> open": 1, "new -> solved": 1, "open -> closed": 1, "open -> solved": 1,
                    "solved -> open": 1},
    "reopened": {"times": 1, "tickets": 1},
    "changes": {
        "priority": {"given": 0, "changed": 1, "taken_away": 0},
        "category": {"given": 0, "changed": 1, "taken_away": 0},
        "team": {"given": 2, "changed": 0, "taken_away": 1},
        "assignee": {"given": 2, "changed": 0, "taken_away": 1},
    },
    "resolution": {
        "first": {"tickets": 2, "total": 3600, "p50": 0, "p90": 3600, "p99": 3600, "p100": 3600},
        "last": {"tickets": 2, "total": A_LAST_SOLVE, "p50": 0, "p90": A_LAST_SOLVE, "p99": A_LAST_SOLVE,
                 "p100": A_LAST_SOLVE},
    },
}


class FiguresTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, name, lines):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        return path

    def log(self):
        return self.write("log.csv", [COLUMNS, *reversed(LOG)])

    def compare(self, export, *rejected):
        with contextlib.redirect_stdout(io.StringIO()):
            return figures.main(["compare", self.log(), export, *rejected])

    def test_the_log_gives_the_figures_counted_by_hand(self):
        tickets, counts, numbers = figures.read_log(self.log())
        self.assertEqual(figures.figures(tickets), EXPECTED)
        self.assertEqual(
            counts, {"rows": 9, "rejected": {"STATUS_UNKNOWN": 1, "TIME_UNREADABLE": 1}, "unchanged": 1}
        )
        self.assertEqual(numbers, {"rejected": {1, 4}, "told": {2, 3, 6, 7, 8, 9}})

    def test_the_export_gives_the_same_figures(self):
        path = self.write("export.jsonl", map(json.dumps, EXPORT))
        self.assertEqual(figures.figures(figures.read_export(path)[0]), EXPECTED)
        self.assertEqual(self.compare(path), 0)

    def test_every_row_is_accounted_for(self):
        path = self.write("export.jsonl", map(json.dumps, EXPORT))
        self.assertEqual(self.compare(path, self.write("rejected.csv", REJECTED)), 0)
        self.assertEqual(self.compare(path, self.write("rejected.csv", REJECTED[:-1])), 1)
        elsewhere = [{**e, "recorded": {"row": "5"}} if e["version"] == 8 else e for e in EXPORT]
        self.assertEqual(self.compare(self.write("export.jsonl", map(json.dumps, elsewhere))), 1)

    def test_every_event_left_out_of_the_export_is_found(self):
        for i, event in enumerate(EXPORT):
            if event["kind"] == "solved" and event["version"] == 7:
                continue  # The close behind it, of the same commit, says as much.
            with self.subTest(event=event):
                path = self.write("export.jsonl", map(json.dumps, EXPORT[:i] + EXPORT[i + 1 :]))
                self.assertEqual(self.compare(path), 1)


if __name__ == "__main__":
    unittest.main()
