#!/usr/bin/env python3
"""Runs benchmarks: two arms each, interleaved, in one run.

    run.py [--build build/release] [--small] [--profile FOLDER] [ID...]     e.g. run.py B1 B2

Without an ID it runs all but those on Kafka and those beside a peer; "kafka" and "peers" stand for
these.

Appends a line for every figure to results/<ID>.jsonl and makes RESULTS.md anew. With --small it
runs everything at a thousandth of its size, checks that the results are right, and keeps nothing:
that is what a change runs. With --profile it tells where docket's CPU time goes, and keeps nothing
either, for who is watched is slower.
"""

import argparse
import pathlib
import shutil
import signal
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from benchmarks import BENCHMARKS, ON_KAFKA, PEERS  # noqa: E402
from harness import programs, results  # noqa: E402
from harness.profile import Profile  # noqa: E402


ALL = {**BENCHMARKS, **ON_KAFKA, **PEERS}
GROUPS = {"kafka": list(ON_KAFKA), "peers": list(PEERS)}


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ids", nargs="*", metavar="ID", help=f"of {' '.join([*ALL, *GROUPS])}")
    parser.add_argument("--build", default=programs.ROOT / "build" / "release", type=pathlib.Path,
                        help="the folder whose programs are run")
    parser.add_argument("--small", action="store_true", help="check the results, keep no figures")
    parser.add_argument("--profile", type=pathlib.Path, metavar="FOLDER",
                        help="print the top shares of docket by perf, and keep its recordings here")
    parser.add_argument("--directory", help="where to keep logs and stores meanwhile")
    options = parser.parse_args(arguments)
    options.ids = [name for asked in options.ids for name in GROUPS.get(asked, [asked])]
    unknown = [name for name in options.ids if name not in ALL]
    if unknown:
        parser.error(f"no such benchmark: {' '.join(unknown)}; there are {' '.join(ALL)}")
    if options.profile and shutil.which("perf") is None:
        parser.error("--profile needs perf: apt install linux-perf")
    return options


def run_one(name, options):
    profile = Profile(options.profile / name) if options.profile else None
    with tempfile.TemporaryDirectory(prefix="docket-bench-", dir=options.directory) as scratch:
        run = ALL[name](programs.Build(options.build), pathlib.Path(scratch), options.small,
                               profile)
        figures = run.figures()
    for figure in figures:
        line = figure.line if isinstance(figure, results.Figure) else figure
        print(name, line["measure"], line.get("ratio") or line.get("not_run"),
              line.get("goal") or "", flush=True)
    if profile:
        print(profile.text(), flush=True)
    elif not options.small:
        results.keep(figures)


def main(arguments):
    options = parse(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # So that servers end.
    failed = 0
    for name in options.ids or BENCHMARKS:
        try:
            run_one(name, options)
        except programs.Failed as failure:
            failed += 1
            print(f"{name}: {failure}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
