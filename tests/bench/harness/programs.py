"""The programs that take part: started, asked, measured and stopped, each by its own process id."""

import contextlib
import json
import os
import pathlib
import resource
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
STOP_SECONDS_MAX = 60
# A server that takes less than this share of a core through one such step has nothing more to do:
# one that only waits takes a tenth of that.
IDLE_SHARE_MAX = 0.02
IDLE_STEP_SECONDS = 0.05
SETTLE_SECONDS_MAX = 60


class Failed(Exception):
    """A program did not do what it was asked."""


class Build:
    """The folder in which the programs were built."""

    def __init__(self, folder):
        self.folder = folder

    def shipped(self, name):
        return str(self.folder / "bin" / name)

    def bench(self, name):
        return str(self.folder / "tests" / name)

    def answer(self, name, *arguments):
        """What a bench program prints: one line of JSON."""
        command = [self.bench(name), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failed(f"{' '.join(command)}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def load(self, address, call, count, **options):
        """Figures of calls to a server; a load with a failed call has no result."""
        result = self.answer("bench_load", *_load_arguments(address, call, count, options))
        _expect_all(call, count, result)
        del result["failure"]
        return result

    @contextlib.contextmanager
    def loading(self, address, call, count, **options):
        """Calls a server meanwhile, at least as long as the body takes."""
        command = [self.bench("bench_load"), *_load_arguments(address, call, count, options)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as loader:
            try:
                yield
                if loader.poll() is not None:
                    raise Failed(f"{call} ended before what it was to disturb")
                answer = loader.communicate()[0]
                if loader.returncode != 0:
                    raise Failed(f"{call} in the background ended with {loader.returncode}")
                _expect_all(call, count, json.loads(answer))
            except BaseException:
                loader.kill()
                raise


def _load_arguments(address, call, count, options):
    # True stands for a flag.
    named = {name.replace("_", "-"): value for name, value in options.items()}
    return [f"--address={address}", f"--call={call}", f"--count={count}",
            *(f"--{name}" if value is True else f"--{name}={value}"
              for name, value in named.items())]


def _expect_all(call, count, result):
    if result["failed"]:
        raise Failed(f"{result['failed']} of {count} calls of {call}: {result['failure']}")


class Server:
    """A server process, from the line in which it says where it serves to its stop."""

    def __init__(self, command, is_docket=False):
        self.is_docket = is_docket
        self._ended = False
        self.started = time.monotonic()
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            self.address = self._wait_for_address()
        except BaseException:  # Who stops us stops it too.
            self._process.kill()
            raise
        self.start_seconds = time.monotonic() - self.started

    def _wait_for_address(self):
        for line in self._process.stdout:
            if " serves at " in line:
                return line.rsplit(" ", 1)[1].strip()
        raise Failed(f"{self._process.args[0]} did not start: exit {self._process.wait()}")

    @property
    def pid(self):
        return self._process.pid

    def settle(self):
        """Waits until it is idle: what its calls caused, flushes and compactions, is over."""
        deadline = time.monotonic() + SETTLE_SECONDS_MAX
        before = self.cpu_seconds()
        while time.monotonic() < deadline:
            time.sleep(IDLE_STEP_SECONDS)
            now = self.cpu_seconds()
            if now - before < IDLE_SHARE_MAX * IDLE_STEP_SECONDS:
                return
            before = now
        raise Failed(f"{self._process.args[0]} is busy {SETTLE_SECONDS_MAX} s after its last call")

    def cpu_seconds(self):
        """CPU time of all its threads, ended ones too: the clock that clock_getcpuclockid(3) names."""
        return time.clock_gettime((~self.pid << 3) | 2)

    def memory_bytes(self, field="VmRSS"):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith(field + ":"):
                    return int(line.split()[1]) * 1024
        raise Failed(f"no {field} of {self._process.args[0]}")

    def kill(self):
        """By SIGKILL; when, by the monotonic clock."""
        self._ended = True
        self._process.kill()
        killed = time.monotonic()
        self._process.communicate()
        return killed

    def stop(self):
        """Afterwards `whole_cpu_seconds` is what it took from its start to its end."""
        self._ended = True
        before = _children_cpu_seconds()
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate(timeout=STOP_SECONDS_MAX)
        self.whole_cpu_seconds = _children_cpu_seconds() - before
        if self._process.returncode != 0:
            raise Failed(f"{self._process.args[0]} ended with {self._process.returncode}")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None and not self._ended:
            self.stop()
        elif self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


def docket(build, directory, *arguments):
    return Server([build.shipped("docket"), "--data", str(directory), "--address", "127.0.0.1:0",
                   *arguments], is_docket=True)


def docket_intake(build, directory, brokers, *arguments):
    return Server([build.shipped("docket-intake"), "--data", str(directory), "--address",
                   "127.0.0.1:0", "--kafka", brokers, "--kafka-replication", "1", *arguments],
                  is_docket=True)


class Watched:
    """bench_watch, from its start to its end: how well a server's partitions are served meanwhile.

    It has started before it hears the address, so that its own start is in no figure.
    """

    def __init__(self, build, *arguments):
        self._process = subprocess.Popen([build.bench("bench_watch"), *map(str, arguments)],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         stderr=subprocess.PIPE, text=True)

    def begin(self, address):
        """When every partition was first answered for, by the monotonic clock."""
        self._process.stdin.write(address + "\n")
        self._process.stdin.flush()
        word, _, second = self._process.stdout.readline().partition(" ")
        if word != "answered":
            raise Failed(self._process.communicate()[1].strip())
        return float(second)

    def end(self):
        """What it saw, once every partition is served again."""
        answer, failure = self._process.communicate()
        if self._process.returncode != 0:
            raise Failed(failure.strip())
        return json.loads(answer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


def echo(build, *arguments):
    return Server([build.bench("bench_echo"), *map(str, arguments)])


def cores():
    return len(os.sched_getaffinity(0))


def _children_cpu_seconds():
    """Of all that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run(command, **options):
    """Runs a program to its end; {stdout, stderr, exit, seconds, cpu_seconds}, its children
    counted."""
    began, before = time.monotonic(), _children_cpu_seconds()
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False,
                          **options)
    return {"stdout": done.stdout, "stderr": done.stderr, "exit": done.returncode,
            "seconds": time.monotonic() - began, "cpu_seconds": _children_cpu_seconds() - before}
