"""Ends a cluster with the process that asked for it; `up --with-parent` leaves this running.

    watcher.py FOLDER PIDFD    PIDFD is that process, opened by who starts this
"""

import pathlib
import sys

import lifecycle
import process


def main(folder, pidfd):
    process.has_ended(int(pidfd), seconds=None)
    lifecycle.down(pathlib.Path(folder), at_once=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
