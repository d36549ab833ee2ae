"""Keeps results: a line of JSON for each figure of a run, and the table made of the newest lines."""

import datetime
import json
import pathlib
import platform
import re
import subprocess

from harness import programs

FOLDER = pathlib.Path(__file__).resolve().parents[1]
LINES = FOLDER / "results"
TABLE = FOLDER / "RESULTS.md"


def _output(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=programs.ROOT)
    return done.stdout.strip()


def _package(name):
    return _output("dpkg-query", "-W", "-f", "${Version}", name).split("-")[0] or "absent"


def machine():
    cpu = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text("ascii"))
    memory = re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text("ascii"))
    return {"cpu": cpu.group(1) if cpu else platform.machine(), "cores": programs.cores(),
            "ram_gib": round(int(memory.group(1)) / 2**20),
            "fs": _output("stat", "-f", "-c", "%T", "."),
            "kernel": platform.release().split("-")[0]}


def versions():
    return {"compiler": _output("g++", "-dumpfullversion"), "rocksdb": _package("librocksdb-dev"),
            "grpc": _package("libgrpc++-dev"), "protobuf": _package("libprotobuf-dev")}


EMBEDDED = "docket, embedded log"


class Figure:
    """One ratio with its goal. `goal` is ("<=" or ">=", bound), or None where none was set."""

    def __init__(self, bench, measure, anchor, goal, ratio, rounds, redone=0, settings=None,
                 host=EMBEDDED):
        self.line = {
            "bench": bench, "measure": measure, "host": host, "anchor": anchor,
            "settings": settings or {}, "seed": 1, "rounds": rounds, "redone": redone,
            "ratio": {name: _two_digits(value) for name, value in ratio.items()},
            "correct": True, "goal": f"{goal[0]} {goal[1]}" if goal else None,
            "met": _met(goal, ratio["p50"])}


def _met(goal, value):
    if goal is None:
        return None
    return value <= goal[1] if goal[0] == "<=" else value >= goal[1]


def _two_digits(value):
    return float(f"{value:.2g}")


def not_run(bench, measure, anchor, reason):
    return {"bench": bench, "measure": measure, "host": EMBEDDED, "anchor": anchor,
            "not_run": reason}


def keep(figures):
    """Appends a line for each figure and makes the table anew."""
    about = {"date": datetime.date.today().isoformat(),
             "commit": _output("git", "rev-parse", "--short", "HEAD"),
             "machine": machine(), "versions": versions()}
    LINES.mkdir(exist_ok=True)
    for figure in figures:
        line = {**about, **(figure.line if isinstance(figure, Figure) else figure)}
        with open(LINES / f"{line['bench']}.jsonl", "a", encoding="utf-8") as lines:
            lines.write(json.dumps(line, separators=(",", ":")) + "\n")
    TABLE.write_text(table(), "utf-8")


def table():
    newest = {}
    for path in sorted(LINES.glob("*.jsonl"), key=_number):
        for text in path.read_text("utf-8").splitlines():
            line = json.loads(text)
            newest[line["bench"], line["measure"], json.dumps(line["machine"])] = line
    rows = [_row(line) for line in newest.values()]
    return _HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows)


_HEAD = """# Results

Made by `tools/dev bench` from the lines in `results/`; what each row means: README.md. A ratio is
Docket's figure over the anchor's in the same run, median and quartiles of the rounds. Goals that
are not met stand in bold.

| benchmark | figure | machine | date | commit | anchor | ratio (quartiles) | goal | met |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""


def _number(path):
    return int(re.sub(r"\D", "", path.stem) or 99), path.stem


def _row(line):
    about = line["machine"]
    machine_text = f"{about['cores']} x {about['cpu']}, {about['fs']}"
    head = [line["bench"], line["measure"], machine_text, line["date"], line["commit"],
            line["anchor"]]
    if "not_run" in line:
        return [*head, f"not run: {line['not_run']}", "", ""]
    ratio = line["ratio"]
    text = f"{ratio['p50']:g} ({ratio['p25']:g} to {ratio['p75']:g})"
    met = {True: "yes", False: "**no**", None: ""}[line["met"]]
    return [*head, text if line["met"] is not False else f"**{text}**", line["goal"] or "", met]
