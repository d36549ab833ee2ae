"""Ports for listeners: free when drawn, kept until the node listens, not taken while it is down."""

import pathlib
import random
import socket
import time

from failure import Failure

_EPHEMERAL = pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range")
_LOWEST = 20000
_TRIES = 1000
# The kernel closes the listener of a process that was killed a little after it tells of its end.
_LINGER_SECONDS = 2.0
_STEP_SECONDS = 0.02


def _range():
    """Below the ports that the kernel hands out by itself: one of those could become the near end
    of somebody's connection between a node's kill and its next start."""
    first_ephemeral = int(_EPHEMERAL.read_text(encoding="ascii").split()[0])
    if first_ephemeral - _LOWEST >= _TRIES:
        return range(_LOWEST, first_ephemeral)
    return range(1024, max(first_ephemeral, 1024 + _TRIES))


class Reservation:
    """Keeps ports from others until it is closed. Java binds with SO_REUSEADDR, so it may listen
    on a port that is bound here, as long as the socket here has the option too and does not listen.
    """

    def __init__(self):
        self._sockets = []

    def draw(self):
        """A port that nobody has."""
        for port in random.sample(_range(), min(_TRIES, len(_range()))):
            bound = socket.socket()
            try:
                # Without the option, so that no two reservations draw the same port.
                bound.bind(("127.0.0.1", port))
            except OSError:
                bound.close()
                continue
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._sockets.append(bound)
            return port
        raise Failure("no free port on 127.0.0.1: see `ss -ltn` for who has them")

    def hold(self, port):
        """A port that was chosen before, which dead connections may still be using."""
        bound = socket.socket()
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._sockets.append(bound)
        deadline = time.monotonic() + _LINGER_SECONDS
        while True:
            try:
                bound.bind(("127.0.0.1", port))
                return port
            except OSError as error:
                if time.monotonic() < deadline:
                    time.sleep(_STEP_SECONDS)
                    continue
                raise Failure(f"cannot listen at 127.0.0.1:{port}: {error.strerror}; "
                              f"`ss -ltnp sport = {port}` tells who does") from error

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for bound in self._sockets:
            bound.close()
