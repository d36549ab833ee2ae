#!/usr/bin/env python3
"""Runs a script with docket-analyst and what it needs, in an environment made for that.

    venv.py FOLDER SCRIPT [ARGUMENT...]

FOLDER is made on the first call, and again when requirements.txt changes. The package is read where
it stands. Exit status 77, with the reason, where no environment can be had: ctest takes it for a skip.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
# What pip says of an index that it cannot reach.
UNREACHABLE = re.compile(r"connection (broken|error|refused)|NewConnectionError|timed out|Max retries|"
                         r"Temporary failure in name resolution", re.IGNORECASE)


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = pathlib.Path(arguments[0]).resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _locked(folder.with_name(folder.name + ".lock")):
        _make(folder)
    python = folder / "bin" / "python"
    # What is imported is compiled once, and not beside the sources.
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    os.execv(python, [python, *arguments[1:]])


def _make(folder):
    stamp, wanted = folder / "made-of", _made_of()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    if importlib.util.find_spec("ensurepip") is None:
        _leave_out("python3-venv is not installed: apt-get install python3-venv")
    shutil.rmtree(folder, ignore_errors=True)
    _run(sys.executable, "-m", "venv", folder)
    pip = (folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check")
    install = (*pip, "install", "--quiet", "--no-compile", "--retries", "1", "--timeout", "15")
    _run(*install, "--only-binary", ":all:", "--requirement", HERE / "requirements.txt")
    _run(*install, "--no-deps", "--no-build-isolation", "--editable", f"{HERE}[kafka,host]")
    _run(*pip, "check")
    stamp.write_text(wanted, encoding="ascii")


def _made_of():
    digest = hashlib.sha256(sys.version.encode())
    for name in ("requirements.txt", "pyproject.toml"):
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


def _run(*command):
    done = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode == 0:
        return
    if UNREACHABLE.search(done.stdout):
        _leave_out("PyPI cannot be reached")
    sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}")


def _leave_out(reason):
    print(f"left out, for {reason}")
    sys.exit(SKIPPED)


@contextlib.contextmanager
def _locked(path):
    """Several tests may come at the same time; one makes it."""
    with open(path, "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
