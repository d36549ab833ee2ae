"""What state.json keeps, and what happens to the processes it names."""

import dataclasses
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from cluster import Cluster, Node
from failure import Failure
import cluster as clusters
import lifecycle
import listeners
import process

WAITS = [sys.executable, "-c", "import sys; sys.stdin.read()"]


class FolderTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name, "broker")
        self.folder.mkdir()

    def cluster(self, secure=False, identity=None):
        ports = {name: 20000 + at for at, name in enumerate(listeners.protocols(secure))}
        users = {"docket": "p1", "stranger": "p2"} if secure else {}
        return Cluster(self.folder, "4.1.2", "id", secure=secure, settings={"a": "b"}, users=users,
                       nodes=[Node(1, ports, identity)], watcher=identity)


class State(FolderTest):
    def test_is_read_as_it_was_written(self):
        for secure in (False, True):
            written = self.cluster(secure, process.Identity(7, 8, "boot"))
            written.save()
            self.assertEqual(clusters.load(self.folder), written)

    def test_tells_others_where_to_go_and_how_to_enter(self):
        self.cluster(secure=True).save()
        told = json.loads((self.folder / "state.json").read_text())
        self.assertEqual(told["bootstrap"], "127.0.0.1:20000")
        self.assertNotIn("controller", told["listeners"])
        client = told["listeners"]["mutual_tls"]["client"]
        self.assertEqual(client["ssl.key.location"], f"{self.folder}/tls/docket.key")
        self.assertEqual(told["listeners"]["sasl_scram"]["client"]["sasl.password"], "p1")
        self.assertEqual(told["users"]["stranger"]["certificate"],
                         f"{self.folder}/tls/stranger.pem")

    def test_is_for_its_owner_alone(self):
        clusters.begin(self.folder)
        self.cluster(secure=True).save()
        self.assertEqual((self.folder / "state.json").stat().st_mode & 0o777, 0o600)

    def test_that_is_damaged_is_named(self):
        for text in ("{", "[]", '{"nodes": [{"id": 1}]}'):
            (self.folder / "state.json").write_text(text)
            with self.assertRaisesRegex(Failure, "state.json cannot be read"):
                clusters.load(self.folder)

    def test_a_folder_without_one_has_no_cluster(self):
        self.assertIsNone(clusters.load(self.folder))

    def test_an_id_is_as_kafka_has_them(self):
        for _ in range(1000):
            self.assertRegex(clusters.draw_id(), r"^[A-Za-z0-9_][A-Za-z0-9_-]{21}$")


class Down(FolderTest):
    def setUp(self):
        super().setUp()
        self.child = subprocess.Popen(WAITS, stdin=subprocess.PIPE)
        self.addCleanup(self.end)
        self.identity = process.identify(self.child.pid)

    def end(self):
        self.child.kill()
        self.child.communicate()

    def test_ends_what_the_state_names_and_forgets_it(self):
        self.cluster(identity=self.identity).save()
        self.assertEqual(lifecycle.down(self.folder), (1, []))
        self.assertTrue(process.wait_for_end(self.identity, 0))
        self.assertIsNone(clusters.load(self.folder).nodes[0].process)

    def test_spares_a_process_that_got_the_pid_later(self):
        earlier = dataclasses.replace(self.identity, start=self.identity.start - 1)
        self.cluster(identity=earlier).save()
        self.assertEqual(lifecycle.down(self.folder, remove=True), (0, []))
        self.assertTrue(process.is_running(self.identity))
        self.assertFalse(self.folder.exists())

    def test_of_nothing_is_harmless(self):
        self.assertEqual(lifecycle.down(self.folder), (0, []))
        self.assertEqual(lifecycle.down(self.folder / "none", remove=True), (0, []))
        self.assertFalse((self.folder / "none").exists())

    def test_removes_what_an_interrupted_up_has_left_and_nothing_of_others(self):
        (self.folder / "letter.txt").touch()
        lifecycle.down(self.folder, remove=True)
        self.assertTrue(self.folder.exists())
        clusters.begin(self.folder)
        lifecycle.down(self.folder, remove=True)
        self.assertFalse(self.folder.exists())


class NodeCommands(FolderTest):
    def test_say_what_they_lack(self):
        with self.assertRaisesRegex(Failure, "no cluster in"):
            lifecycle.kill(self.folder, 1)
        self.cluster().save()
        with self.assertRaisesRegex(Failure, "no node 2 in .* there are: 1"):
            lifecycle.pause(self.folder, 2)
        with self.assertRaisesRegex(Failure, "node 1 is not running"):
            lifecycle.resume(self.folder, 1)


if __name__ == "__main__":
    unittest.main()
