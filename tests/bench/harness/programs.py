"""The programs that take part: started, asked, measured and stopped, each by its own process id."""

import json
import os
import pathlib
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
STOP_SECONDS_MAX = 60


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
        """Calls a server; a load with a failed call has no result."""
        arguments = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        result = self.answer("bench_load", f"--address={address}", f"--call={call}",
                             f"--count={count}", *arguments)
        if result["failed"]:
            raise Failed(f"{result['failed']} of {count} calls of {call}: {result['failure']}")
        return result


class Server:
    """A server process, from the line in which it says where it serves to its stop."""

    def __init__(self, command):
        self.started = time.monotonic()
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.address = self._wait_for_address()
        self.start_seconds = time.monotonic() - self.started

    def _wait_for_address(self):
        for line in self._process.stdout:
            if " serves at " in line:
                return line.rsplit(" ", 1)[1].strip()
        raise Failed(f"{self._process.args[0]} did not start: exit {self._process.wait()}")

    def cpu_seconds(self):
        """CPU time of all its threads, ended ones too: the clock that clock_getcpuclockid(3) names."""
        return time.clock_gettime((~self._process.pid << 3) | 2)

    def memory_bytes(self, field="VmRSS"):
        with open(f"/proc/{self._process.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith(field + ":"):
                    return int(line.split()[1]) * 1024
        raise Failed(f"no {field} of {self._process.args[0]}")

    def stop(self):
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate(timeout=STOP_SECONDS_MAX)
        if self._process.returncode != 0:
            raise Failed(f"{self._process.args[0]} ended with {self._process.returncode}")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.stop()
        elif self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


def docket(build, directory, *arguments):
    return Server([build.shipped("docket"), "--data", str(directory), "--address", "127.0.0.1:0",
                   *arguments])


def echo(build, *arguments):
    return Server([build.bench("bench_echo"), *map(str, arguments)])


def cores():
    return len(os.sched_getaffinity(0))
