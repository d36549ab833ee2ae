"""Processes that outlive the command that started them, known so that no other is ever hit."""

import contextlib
import ctypes
import dataclasses
import os
import pathlib
import select
import signal

_BOOT = pathlib.Path("/proc/sys/kernel/random/boot_id")
_PR_SET_PDEATHSIG = 1


@dataclasses.dataclass(frozen=True)
class Identity:
    """A process and no other: pids are used again, in the same boot and in the next."""

    pid: int
    start: int  # Clock ticks from boot to its start, the 22nd field of /proc/PID/stat.
    boot: str


def identify(pid):
    return Identity(pid, _stat(pid)[1], _boot())


def is_running(identity):
    with _opened(identity) as descriptor:
        return descriptor is not None


def is_paused(identity):
    """Whether SIGSTOP holds it."""
    return _state(identity) == "T"


def send(identity, *signals):
    """False if it has ended."""
    with _opened(identity) as descriptor:
        if descriptor is None:
            return False
        with contextlib.suppress(ProcessLookupError):
            for number in signals:
                signal.pidfd_send_signal(descriptor, number)
        return True


def wait_for_end(identity, seconds):
    """False if it still runs then; None waits for ever."""
    with _opened(identity) as descriptor:
        return descriptor is None or has_ended(descriptor, seconds)


def has_ended(pidfd, seconds=0.0):
    """Whether a process ends within the time, None being for ever."""
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(None if seconds is None else seconds * 1000))


def memory_bytes(identity):
    """What is resident; 0 of a process that has ended."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for line in _proc(identity.pid, "status").splitlines():
            if line.startswith("VmRSS:") and is_running(identity):
                return int(line.split()[1]) * 1024
    return 0


def end_with_parent():
    """Has the kernel kill the calling process when the one that started it ends."""
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


@contextlib.contextmanager
def _opened(identity):
    """A pidfd of the process, or None if it has ended."""
    descriptor = _open(identity)
    try:
        yield descriptor
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _open(identity):
    # It is opened before the start time is compared: if that is right, the descriptor cannot be
    # another's, whatever happens afterwards.
    try:
        descriptor = os.pidfd_open(identity.pid)
    except ProcessLookupError:
        return None
    if _state(identity) is not None:
        return descriptor
    os.close(descriptor)
    return None


def _state(identity):
    """The letter of its state, or None if it has ended. Read once, for it may end at any time."""
    try:
        state, start = _stat(identity.pid)
    except (FileNotFoundError, ProcessLookupError):
        return None
    # A zombie has ended; it only waits for whoever started it.
    is_same = start == identity.start and identity.boot == _boot() and state not in "ZX"
    return state if is_same else None


def _stat(pid):
    """The state and the start time. The name before them may hold blanks and brackets."""
    fields = _proc(pid, "stat").rpartition(")")[2].split()
    return fields[0], int(fields[19])


def _proc(pid, name):
    return pathlib.Path("/proc", str(pid), name).read_text(encoding="utf-8", errors="replace")


def _boot():
    return _BOOT.read_text(encoding="ascii").strip()
