"""One at a time: who changes a folder holds its lock."""

import contextlib
import fcntl
import os


@contextlib.contextmanager
def locked(folder):
    """Makes the folder if need be and holds it. The lock is on the folder itself, so that nothing
    stays behind in it; one that was removed and made anew meanwhile is another folder."""
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if _is_still(folder, descriptor):
                yield
                return
        finally:
            os.close(descriptor)


def _is_still(folder, descriptor):
    try:
        return os.path.samestat(os.stat(folder), os.fstat(descriptor))
    except FileNotFoundError:
        return False
