"""Where the nodes of a new cluster listen."""

import contextlib
import random
import unittest
import unittest.mock

from failure import Failure
from ports import Reservation
import listeners
import order


def asked_for(**more):
    """The nodes, if the ports that are drawn are those that were asked for wherever that can be."""
    first = three_in_a_row()
    upwards = unittest.mock.patch.object(
        random, "sample", lambda ports, count: range(first, first + count))
    with upwards, Reservation() as reservation:
        return first, order._place(order.Order(port=first, **more), reservation)


def three_in_a_row():
    """The first of three ports that nobody has."""
    while True:
        with Reservation() as reservation, contextlib.suppress(Failure):
            first = reservation.draw()
            reservation.hold(first + 1)
            reservation.hold(first + 2)
            return first


class Place(unittest.TestCase):
    def test_plain_doors_have_the_ports_that_were_asked_for_and_all_others_their_own(self):
        for secure in (False, True):
            with self.subTest(secure=secure):
                first, placed = asked_for(nodes=3, secure=secure)
                self.assertEqual([node.ports[listeners.PLAINTEXT] for node in placed],
                                 [first, first + 1, first + 2])
                ports = [port for node in placed for port in node.ports.values()]
                self.assertEqual(len(set(ports)), 3 * len(listeners.protocols(secure)))

    def test_without_a_wish_each_door_is_drawn(self):
        with Reservation() as reservation:
            (one,) = order._place(order.Order(), reservation)
        self.assertEqual(list(one.ports), list(listeners.OPEN))
        self.assertEqual(len(set(one.ports.values())), 2)


if __name__ == "__main__":
    unittest.main()
