#!/usr/bin/env python3
"""Holds the alerts and the dashboard against what a running docket tells.

    metrics_test.py names BIN       each metric that they name is told by BIN/docket
    metrics_test.py promtool BIN    promtool takes the page, the rules, their tests and each expression;
                                    77 if there is no promtool (Debian's prometheus)
"""

import contextlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).parent
SKIPPED = 77
METRIC = re.compile(r"\bdocket_[a-z_]+")
METRICS_AT = "docket tells metrics at "
SERVES_AT = "docket serves at "


@contextlib.contextmanager
def docket(folder):
    """A docket that has answered a ticket and refused another; the address of its metrics."""
    with tempfile.TemporaryDirectory() as data:
        command = [folder / "docket", "--data", data, "--address", "127.0.0.1:0", "--metrics-address", "127.0.0.1:0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
            try:
                told = {}
                for line in server.stdout:
                    for what in (METRICS_AT, SERVES_AT):
                        if line.startswith(what):
                            told[what] = line.removeprefix(what).strip()
                    if SERVES_AT in told:
                        break
                create = [folder / "docketctl", "--address", told[SERVES_AT], "ticket", "create"]
                opening = ["--customer", "mailto:bob@example.org", "--request-id", "one", "--subject"]
                subprocess.run([*create, *opening, "A kettle"], check=True, stdout=subprocess.DEVNULL)
                refused = subprocess.run([*create, *opening, "Another"], stderr=subprocess.DEVNULL)
                assert refused.returncode == 1
                yield told[METRICS_AT]
            finally:
                server.terminate()


def scrape(folder):
    with docket(folder) as address, urllib.request.urlopen(address, timeout=30) as page:
        return page.read().decode()


def expressions_of_dashboard():
    dashboard = json.loads((HERE / "dashboard.json").read_text())
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]


def check_names(folder):
    told = set(re.findall(r"^(docket_[a-z_]+)[ {]", scrape(folder), flags=re.MULTILINE))
    named = {"dashboard.json": set(), "alerts.yaml": set(METRIC.findall((HERE / "alerts.yaml").read_text()))}
    for _, expression in expressions_of_dashboard():
        named["dashboard.json"].update(METRIC.findall(expression))
    missing = [f"{file}: no docket tells {name}" for file, names in named.items() for name in sorted(names - told)]
    print(*missing, sep="\n")
    unseen = told - set.union(*named.values()) - {"docket_rpc_call_duration_seconds_sum"}
    print("told and named by neither:", *sorted(unseen))
    return 1 if missing or not all(named.values()) else 0


def rules_of_dashboard():
    """The dashboard's expressions as rules, which promtool can read."""
    rules = []
    for title, expression in expressions_of_dashboard():
        expression = expression.replace("$__rate_interval", "5m")
        rules.append({"record": "panel", "expr": expression, "labels": {"title": title}})
    return {"groups": [{"name": "dashboard", "rules": rules}]}


def check_by_promtool(folder):
    promtool = shutil.which("promtool")
    if promtool is None:
        print("left out, for promtool is not installed: apt-get install prometheus")
        return SKIPPED
    page = scrape(folder)
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as dashboard:
        json.dump(rules_of_dashboard(), dashboard)  # JSON is YAML.
        dashboard.flush()
        checks = [
            (["check", "metrics"], page),
            (["check", "rules", "--lint=none", HERE / "alerts.yaml", dashboard.name], ""),
            (["test", "rules", HERE / "alerts_test.yaml"], ""),
        ]
        return max(subprocess.run([promtool, *check], input=text, text=True).returncode for check, text in checks)


def main(arguments):
    checks = {"names": check_names, "promtool": check_by_promtool}
    if len(arguments) != 2 or arguments[0] not in checks:
        sys.exit(__doc__)
    return checks[arguments[0]](pathlib.Path(arguments[1]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
