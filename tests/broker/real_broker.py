"""What the tests of a real broker share: tools/kafka as it is shipped, and kcat as a client."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "kafka"
UNAVAILABLE = 69  # What tools/kafka ends with where no broker can be had.
SKIPPED = 77  # What ctest takes for a skip.
# For a cluster that makes a topic when somebody writes to it, as kcat does here.
AUTO = ("--set", "auto.create.topics.enable=true")
# How long kcat tries before it says that it cannot.
REFUSED_SECONDS = "3"
# A leader that was killed is followed within this, on a machine however busy.
TAKEN_SECONDS = "30"


def kafka(*arguments, expect=0, **options):
    """What tools/kafka prints; it must end with the status `expect`."""
    done = subprocess.run([TOOL, *map(str, arguments)], stdin=subprocess.DEVNULL, text=True,
                          capture_output=True, check=False, **options)
    if done.returncode != expect:
        raise AssertionError(f"tools/kafka {' '.join(map(str, arguments))} ended with "
                             f"{done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


class BrokerTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="docket-broker-")
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)

    def up(self, *arguments, name="broker"):
        """A cluster of this test's own, which ends with it."""
        folder = self.scratch / name
        self.addCleanup(lambda: kafka("down", "--remove", "--folder", folder))
        kafka("up", "--folder", folder, "--with-parent", os.getpid(), *arguments)
        return Broker(folder)


class Broker:
    def __init__(self, folder):
        self.folder = folder

    def run(self, command, *arguments, expect=0):
        return kafka(command, "--folder", self.folder, *arguments, expect=expect)

    def status(self, expect=0):
        return json.loads(self.run("status", "--json", expect=expect))

    def state(self):
        return json.loads((self.folder / "state.json").read_text(encoding="utf-8"))

    def pids(self):
        return [node["process"]["pid"] for node in self.state()["nodes"]]

    def produce(self, text, topic="words", listener="plaintext", seconds=TAKEN_SECONDS, **client):
        """None if it was acknowledged, else what kcat says."""
        done = self.kcat("-P", "-t", topic, "-p", "0", listener=listener, text=text,
                         seconds=seconds, **client)
        return None if done.returncode == 0 else done.stderr

    def consume(self, topic="words"):
        done = self.kcat("-C", "-t", topic, "-p", "0", "-o", "beginning", "-e", "-q")
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return done.stdout.split()

    def kcat(self, *arguments, listener="plaintext", text="", seconds=TAKEN_SECONDS, **client):
        entry = self.state()["listeners"][listener]
        settings = entry["client"] | {"topic.message.timeout.ms": f"{seconds}000"}
        settings |= {name.replace("_", "."): value for name, value in client.items()}
        command = ["kcat", "-b", entry["bootstrap"], "-m", seconds, *arguments]
        for name, value in settings.items():
            if value is not None:
                command += ["-X", f"{name}={value}"]
        return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


def without_maven(scratch):
    """An environment in which whoever calls Maven leaves a mark, and the file that is the mark."""
    programs, mark = scratch / "bin", scratch / "maven was called"
    programs.mkdir()
    maven = programs / "mvn"
    maven.write_text(f"#!/bin/sh\ntouch '{mark}'\nexit 1\n", encoding="ascii")
    maven.chmod(0o755)
    return {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}, mark


def main(*versions):
    """Runs the tests of the calling file, unless a broker of these versions cannot be had."""
    if shutil.which("kcat") is None:
        print("left out, for kcat is not installed: apt-get install kcat")
        sys.exit(SKIPPED)
    for version in versions:
        done = subprocess.run([TOOL, "fetch", "--version", version], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False)
        if done.returncode == UNAVAILABLE:
            print(f"left out, for no real broker can be had: {done.stderr.strip()}")
            sys.exit(SKIPPED)
        if done.returncode != 0:
            sys.exit(done.stdout + done.stderr)
    unittest.main()
