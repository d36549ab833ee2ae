"""As much of Kafka's protocol as tells whether a node serves: three requests over plain TCP.

    lives = probe(node.ports["plaintext"])    the ids of the brokers it knows, or NotReady

Written here because a JVM that asks takes longer to start than a broker takes to become ready. The
versions used are the lowest ones without tagged fields; 3.9 and 4.1 both serve them.
"""

import socket
import struct

# A node that does not answer a local request within this time is not ready.
ANSWER_SECONDS_MAX = 2.0
# Nobody is in this group; asking for it has the broker make the topic in which groups are kept.
GROUP = "docket-readiness"
_ANSWER_BYTES_MAX = 1 << 20

_METADATA = (3, 1)
_FIND_COORDINATOR = (10, 1)
_INIT_PRODUCER_ID = (22, 0)


class NotReady(Exception):
    """Says what the node did not do."""


def probe(port):
    """Ready is a node that tells metadata, finds a group's coordinator and gives producer ids."""
    try:
        with socket.create_connection(("127.0.0.1", port), ANSWER_SECONDS_MAX) as connection:
            # No array of topics but an empty one: a null one would ask for all.
            answer = _ask(connection, _METADATA, struct.pack(">i", 0))
            brokers = {_read_broker(answer) for _ in range(answer.int32())}
            answer = _ask(connection, _FIND_COORDINATOR, _string(GROUP) + b"\0")
            _expect_success("FindCoordinator", answer)
            answer = _ask(connection, _INIT_PRODUCER_ID, struct.pack(">hi", -1, 60000))
            _expect_success("InitProducerId", answer)
            return brokers
    except (OSError, struct.error) as error:
        raise NotReady(f"127.0.0.1:{port}: {error or type(error).__name__}") from error


def _ask(connection, api, body):
    key, version = api
    request = struct.pack(">hhi", key, version, key) + _string("tools/kafka") + body
    connection.sendall(struct.pack(">i", len(request)) + request)
    (size,) = struct.unpack(">i", _receive(connection, 4))
    if not 4 <= size <= _ANSWER_BYTES_MAX:
        raise NotReady(f"an answer of {size} bytes: is that port a Kafka broker's?")
    answer = _Answer(_receive(connection, size))
    if answer.int32() != key:
        raise NotReady("an answer to another request: is that port a Kafka broker's?")
    return answer


def _receive(connection, size):
    received = b""
    while len(received) < size:
        part = connection.recv(size - len(received))
        if not part:
            raise NotReady("the node closed the connection")
        received += part
    return received


def _read_broker(answer):
    broker_id = answer.int32()
    answer.string()  # Host.
    answer.int32()  # Port.
    answer.string()  # Rack.
    return broker_id


def _expect_success(request, answer):
    answer.int32()  # How long the broker throttled.
    if error := answer.int16():
        raise NotReady(f"{request} is answered with error code {error}")


def _string(text):
    return struct.pack(">h", len(text)) + text.encode()


class _Answer:
    def __init__(self, data):
        self._data = data
        self._at = 0

    def _take(self, form):
        (value,) = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return value

    def int16(self):
        return self._take(">h")

    def int32(self):
        return self._take(">i")

    def string(self):
        size = self.int16()
        self._at += max(size, 0)  # -1 is a null.
