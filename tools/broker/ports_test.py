"""A reserved port is nobody's but the node's for which it was drawn."""

import socket
import unittest

from failure import Failure
from ports import Reservation


def listener_as_java_makes_it(port):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    return listener


class Ports(unittest.TestCase):
    def setUp(self):
        self.reservation = Reservation()
        self.addCleanup(self.reservation.__exit__)

    def test_lie_below_those_that_the_kernel_hands_out(self):
        with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as limits:
            lowest = int(limits.read().split()[0])
        self.assertLess(self.reservation.draw(), lowest)

    def test_a_node_may_listen_on_a_port_reserved_for_it(self):
        with listener_as_java_makes_it(self.reservation.draw()) as listener:
            with socket.create_connection(listener.getsockname()):
                pass

    def test_no_other_reservation_draws_it(self):
        port = self.reservation.draw()
        with socket.socket() as other, self.assertRaises(OSError):
            other.bind(("127.0.0.1", port))

    def test_a_port_with_dead_connections_can_be_held_again(self):
        listener = listener_as_java_makes_it(self.reservation.draw())
        port = listener.getsockname()[1]
        self.reservation.__exit__()
        client = socket.create_connection(("127.0.0.1", port))
        connection, _ = listener.accept()
        listener.close()
        connection.close()  # First, so that its end lingers at this port.
        client.close()
        with Reservation() as again:
            self.assertEqual(again.hold(port), port)

    def test_who_listens_already_is_told_with_the_port(self):
        port = self.reservation.draw()
        with listener_as_java_makes_it(port):
            with Reservation() as other:
                with self.assertRaisesRegex(Failure, f"127.0.0.1:{port}"):
                    other.hold(port)


if __name__ == "__main__":
    unittest.main()
