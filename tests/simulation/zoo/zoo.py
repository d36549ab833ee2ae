"""Plants each mistake of this folder in a copy of the tree, and demands that the simulation finds it.

A mistake is found when the oracle that its file names speaks about one of the seeds; it alone
judges, so that no other can stand in for it. What the simulation judges by itself (a unit that
halts, a world that does not come to rest) ends a seed, and is no find unless it is the one named:
the next seed is tried. A program that dies, by a failed check say, has found nothing. The tree
without a mistake must pass the same seeds under all oracles.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import mistakes

ROOT = mistakes.FOLDER.parents[2]
TREE = ROOT / "build" / "zoo"
# Optimised and without sanitizers: a seed runs many times faster, and the oracles judge, not they.
PRESET = "release"
PROGRAM = TREE / "build" / PRESET / "tests" / "simulate"
SEEDS = 1000
# Seeds are run in blocks that grow, for most mistakes are found by one of the first.
BLOCK = 16
BLOCK_SECONDS_MAX = 900
SEED_LINE = re.compile(r"^seed (\d+), faults .*\n(\w+): (.*)$", re.MULTILINE)


class ZooError(Exception):
    """The zoo cannot tell."""


def write_if_changed(file, content):
    if file.is_file() and file.read_bytes() == content:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def copy_tree():
    """Brings the copy to what the tree holds; what is the same keeps its time and its objects."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = {path for path in listed.split("\0") if path and (ROOT / path).is_file()}
    for path in sorted(paths):
        write_if_changed(TREE / path, (ROOT / path).read_bytes())
        shutil.copymode(ROOT / path, TREE / path)
    for file in [file for folder in TREE.iterdir() if folder.name != "build"
                 for file in folder.rglob("*") if file.is_file()]:
        if file.relative_to(TREE).as_posix() not in paths:
            file.unlink()


def run_tool(command):
    # Objects are the same wherever the tree stands, so the cache may hold them from there.
    environment = {**os.environ, "CCACHE_BASEDIR": str(ROOT), "CCACHE_NOHASHDIR": "1"}
    done = subprocess.run(command, cwd=TREE, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise ZooError(f"{' '.join(command)}\n{(done.stdout + done.stderr)[-3000:]}")


def build(jobs):
    if not (TREE / "build" / PRESET / "build.ninja").is_file():
        run_tool(["cmake", "--preset", PRESET])
    run_tool(["cmake", "--build", f"build/{PRESET}", "--target", "simulate", "-j", str(jobs)])


def run_seeds(first, last, shard, jobs, oracles):
    """The first seed of a shard with a violation, with who spoke and what; none if all pass."""
    command = [PROGRAM, "--seeds", f"{first}..{last}", "--shard", f"{shard}/{jobs}"]
    command += ["--oracles", oracles] if oracles else []
    done = subprocess.run(command, capture_output=True, text=True, timeout=BLOCK_SECONDS_MAX)
    if done.returncode == 0:
        return None
    found = SEED_LINE.search(done.stdout)
    if done.returncode < 0 or found is None:
        raise ZooError(f"the simulation died: {(done.stdout + done.stderr)[-1000:]}")
    return int(found[1]), found[2], found[3]


def search_shard(first, last, shard, jobs, oracle):
    """The first find among the seeds of a shard, and what else ended seeds before it."""
    others = []
    while (found := run_seeds(first, last, shard, jobs, oracle)) is not None:
        if oracle in (None, found[1]):
            return found, others
        others.append(found)
        first = found[0] + 1
    return None, others


def search(seeds, jobs, oracle):
    """The first seed up to `seeds` about which `oracle` speaks (about which any does, if None)."""
    first, size, others = 1, BLOCK, []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        while first <= seeds:
            last = min(first + size - 1, seeds)
            shards = [pool.submit(search_shard, first, last, k, jobs, oracle) for k in range(jobs)]
            results = [shard.result() for shard in shards]
            others += [other for _, more in results for other in more]
            if finds := [find for find, _ in results if find is not None]:
                return min(finds), others
            first, size = last + 1, size * 2
    return None, others


def line(name, seed, oracle, build_seconds, run_seconds, note):
    print(f"{name:24} {seed:>5} {oracle:>5} {build_seconds:>6} {run_seconds:>6}  {note}", flush=True)


def try_tree(jobs, seeds):
    """Whether the tree without a mistake passes."""
    began = time.monotonic()
    build(jobs)
    built = time.monotonic()
    find, _ = search(seeds, jobs, None)
    times = f"{built - began:.0f}", f"{time.monotonic() - built:.0f}"
    if find is None:
        line("(no mistake)", "-", "-", *times, f"{seeds} seeds, no violation")
        return True
    line("(no mistake)", find[0], find[1], *times, f"RED: {find[2]}")
    return False


def try_mistake(mistake, jobs, seeds):
    """Whether the named oracle finds it."""
    kept = {path: (TREE / path).read_bytes() for path in {edit.path for edit in mistake.edits}}
    began = built = time.monotonic()
    find, others, error = None, [], None
    try:
        for path, text in mistakes.changed(mistake, TREE).items():
            write_if_changed(TREE / path, text.encode())
        build(jobs)
        built = time.monotonic()
        find, others = search(seeds, jobs, mistake.oracle)
    except (ZooError, subprocess.TimeoutExpired) as problem:
        error = problem
    finally:
        for path, content in kept.items():
            write_if_changed(TREE / path, content)
    times = f"{built - began:.0f}", f"{time.monotonic() - built:.0f}"
    if find is not None:
        line(mistake.name, find[0], mistake.oracle, *times, find[2][:100])
        return True
    said = f"; but {others[0][1]} at seed {others[0][0]}: {others[0][2]}" if others else ""
    line(mistake.name, "-", mistake.oracle, *times, f"RED: {error or 'not found' + said}")
    return False


def chosen(names):
    known = mistakes.load_all()
    for name in names:
        if name not in known:
            raise mistakes.MistakeError(f"no such mistake: {name}; there are {', '.join(known)}")
    return [known[name] for name in names or known]


def main():
    parser = argparse.ArgumentParser(prog="tools/dev zoo", description=__doc__.split("\n\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="these mistakes only")
    parser.add_argument("--seeds", type=int, default=SEEDS, help=f"from 1 to this, {SEEDS} unless given")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="programs at a time")
    parser.add_argument("--check", action="store_true",
                        help="build nothing; see that each applies to exactly one place")
    given = parser.parse_args()
    planted = chosen(given.names)
    for mistake in planted:
        mistakes.changed(mistake, ROOT)
    if given.check:
        print(f"{len(planted)} mistakes apply")
        return 0
    copy_tree()
    line("mistake", "seed", "by", "build", "run", "(seconds)")
    passes = try_tree(given.jobs, given.seeds)
    found = [try_mistake(mistake, given.jobs, given.seeds) for mistake in planted]
    print(f"{sum(found)} of {len(found)} mistakes found within {given.seeds} seeds")
    return 0 if passes and all(found) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (mistakes.MistakeError, ZooError) as problem:
        sys.exit(f"zoo: {problem}")
