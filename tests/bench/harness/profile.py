"""Says where the CPU time of docket goes while it is called, by perf."""

import contextlib
import signal
import subprocess

from harness import programs

LINES_MAX = 15


class Profile:
    """Recordings in `folder`, the newest of each kind of load; `perf report -i` tells more."""

    def __init__(self, folder):
        self._folder = folder
        self._recordings = {}
        folder.mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def around(self, pid, name):
        path = self._recordings[name] = self._folder / f"{name}.perf"
        path.unlink(missing_ok=True)  # perf would keep it under another name.
        command = ["perf", "record", "-q", "-F", "499", "-g", "-o", path, "-p", str(pid)]
        with subprocess.Popen(command) as recorder:
            try:
                yield
            finally:
                recorder.send_signal(signal.SIGINT)

    def text(self):
        """The top shares of each load, by shared object and by symbol; forgets the recordings."""
        parts = []
        for name, path in self._recordings.items():
            for by in ("dso", "dso,sym"):
                parts.append("\n".join([f"{name}, by {by}:", *_shares(path, by)]))
        self._recordings.clear()
        return "\n".join(parts)


def _shares(path, by):
    report = programs.run(["perf", "report", "-i", path, "--stdio", "--no-children", "-g", "none",
                           "-F", f"overhead,{by}"])
    lines = [line.rstrip() for line in report["stdout"].splitlines()]
    shares = [line for line in lines if line and not line.startswith("#")]
    return shares[:LINES_MAX] or ["    nothing was seen: the load was too short"]
