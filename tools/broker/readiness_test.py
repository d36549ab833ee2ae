"""For whom a node that starts is waited, and for whom no longer."""

import pathlib
import signal
import subprocess
import sys
import unittest
import unittest.mock

from cluster import Cluster, Node
import listeners
import process
import readiness

WAITS = [sys.executable, "-c", "import sys; sys.stdin.read()"]
SECONDS_MAX = 5


class Wait(unittest.TestCase):
    def setUp(self):
        self.cluster = Cluster(pathlib.Path("/none"), "4.1.2", "id",
                               nodes=[self.node(1), self.node(2)])

    def node(self, node_id):
        child = subprocess.Popen(WAITS, stdin=subprocess.PIPE)
        self.addCleanup(child.communicate)
        self.addCleanup(child.kill)
        return Node(node_id, {listeners.PLAINTEXT: 0}, process.identify(child.pid))

    def wait_while(self, number, other):
        """Node 1 knows itself alone, and `number` reaches `other` after it has told so."""
        def probe(_):
            process.send(other.process, number)
            return {1}
        with unittest.mock.patch("wire.probe", probe):
            readiness.wait(self.cluster, self.cluster.nodes[:1], SECONDS_MAX)

    def test_a_node_that_is_killed_meanwhile_need_not_be_known(self):
        self.wait_while(signal.SIGKILL, self.cluster.nodes[1])

    def test_a_node_that_is_paused_meanwhile_need_not_be_known(self):
        self.wait_while(signal.SIGSTOP, self.cluster.nodes[1])


if __name__ == "__main__":
    unittest.main()
