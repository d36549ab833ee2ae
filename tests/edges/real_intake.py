"""What the tests of the edges share: docket-intake as it is built, on a real broker."""

import json
import os
import pathlib
import queue
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve()
sys.path += [str(HERE.parents[1] / "broker"), str(HERE.parents[2] / "tools" / "broker")]

from process import end_with_parent
from real_broker import ROOT, BrokerTest, main  # noqa: F401, for the tests

BIN = pathlib.Path(os.environ["DOCKET_BIN"])
DESCRIPTORS = pathlib.Path(os.environ["DOCKET_DESCRIPTORS"])
PARTITIONS = 4
START_SECONDS_MAX = 60
# docketctl tries again for so long while nobody owns the partition yet.
ANSWER_SECONDS_MAX = "25"


class IntakeTest(BrokerTest):
    def intake(self):
        """A cluster with Docket's topics and one instance that serves all of them."""
        address = self.up().state()["bootstrap"]
        docketctl("topics", "ensure", "--kafka", address, "--partitions", PARTITIONS,
                  "--replication", 1)
        return self.serve("docket-intake", address, "--kafka", address, "--kafka-replication", "1")

    def serve(self, program, brokers, *arguments):
        """`program`, which ends with the test."""
        host = Host(program, brokers, self.scratch / program, arguments)
        self.addCleanup(host.end)
        host.wait()
        return host


class Host:
    """A program of Docket's that serves gRPC at `address`."""

    def __init__(self, program, brokers, data, arguments):
        self.program, self.brokers, self.address = program, brokers, None
        self._lines = queue.Queue()
        self._process = subprocess.Popen(
            [BIN / program, "--data", data, "--address", "127.0.0.1:0", *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            preexec_fn=end_with_parent)
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        with self._process.stdout as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put(None)

    def wait(self):
        told, begin = "", f"{self.program} serves at "
        while (line := self._lines.get(timeout=START_SECONDS_MAX)) is not None:
            if line.startswith(begin):
                self.address = line.removeprefix(begin).strip()
                return
            told += line
        raise AssertionError(f"{self.program} ended:\n{told}")

    def end(self):
        self._process.kill()
        self._process.wait()
        self._reader.join()

    def ask(self, *arguments, tenant="acme", roles="agent,supervisor"):
        """What docketctl answers, as JSON."""
        told = docketctl("--address", self.address, "--timeout", ANSWER_SECONDS_MAX, "--tenant",
                         tenant, "--roles", roles, "--json", *arguments)
        return json.loads(told)


def docketctl(*arguments):
    done = subprocess.run([BIN / "docketctl", *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"docketctl {arguments} ended with {done.returncode}:\n"
                             f"{done.stdout}{done.stderr}")
    return done.stdout
