"""Who is taken for a ready broker, and who is not."""

import socket
import struct
import threading
import unittest

import wire

METADATA = struct.pack(">i", 1) + struct.pack(">ih", 7, 1) + b"h" + struct.pack(">ih", 9092, -1)
COORDINATOR = struct.pack(">ih", 0, 0)
PRODUCER_ID = struct.pack(">ih", 0, 0)


def framed(correlation, body):
    return struct.pack(">ii", len(body) + 4, correlation) + body


GOOD = [framed(3, METADATA), framed(10, COORDINATOR), framed(22, PRODUCER_ID)]


class Broker:
    """Says the given answers to the requests of one connection, then closes it."""

    def __init__(self, answers):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.requests = []
        self._thread = threading.Thread(target=self._serve, args=(answers,))
        self._thread.start()

    def _serve(self, answers):
        connection, _ = self._listener.accept()
        with connection, connection.makefile("rb") as stream:
            for answer in answers:
                (size,) = struct.unpack(">i", stream.read(4))
                self.requests.append(stream.read(size))
                connection.sendall(answer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._thread.join()
        self._listener.close()


class Probe(unittest.TestCase):
    def assert_not_ready(self, answers, reason):
        with Broker(answers) as broker, self.assertRaisesRegex(wire.NotReady, reason):
            wire.probe(broker.port)

    def test_a_broker_that_answers_all_three_is_ready_and_tells_whom_it_knows(self):
        with Broker(GOOD) as broker:
            self.assertEqual(wire.probe(broker.port), {7})
        self.assertEqual([struct.unpack(">hh", request[:4]) for request in broker.requests],
                         [(3, 1), (10, 1), (22, 0)])

    def test_an_error_code_is_told_with_its_request(self):
        without_coordinator = framed(10, struct.pack(">ih", 0, 15))
        self.assert_not_ready([GOOD[0], without_coordinator], "FindCoordinator .* code 15")
        without_id = framed(22, struct.pack(">ih", 0, 14))
        self.assert_not_ready([*GOOD[:2], without_id], "InitProducerId .* code 14")

    def test_a_broker_that_hangs_up_is_not_ready(self):
        self.assert_not_ready([GOOD[0], b""], "closed the connection")

    def test_an_answer_that_is_cut_off_is_not_ready(self):
        self.assert_not_ready([framed(3, METADATA[:9])], "127.0.0.1:")

    def test_another_kind_of_server_is_not_ready(self):
        self.assert_not_ready([b"HTTP/1.1 400 Bad Request\r\n\r\n"], "is that port a Kafka")
        self.assert_not_ready([framed(4, METADATA)], "is that port a Kafka")

    def test_a_port_at_which_nobody_listens_is_not_ready(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        with self.assertRaisesRegex(wire.NotReady, "refused"):
            wire.probe(port)


if __name__ == "__main__":
    unittest.main()
