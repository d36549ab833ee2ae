"""A broker of one node: up, ill-treated, down, and up again with all it was given."""

import concurrent.futures
import contextlib
import os
import pathlib
import select
import subprocess
import sys

from real_broker import AUTO, BrokerTest, kafka, main, without_maven

WAITS = [sys.executable, "-c", "import sys; sys.stdin.read()"]
END_SECONDS_MAX = 30


class OneNode(BrokerTest):
    def test_keeps_what_it_acknowledged_through_a_kill_and_a_stop(self):
        broker = self.up(*AUTO)
        address, cluster_id = broker.state()["bootstrap"], broker.state()["cluster_id"]
        self.assertIsNone(broker.produce("one"))
        broker.run("kill", 1)
        self.assertFalse(broker.status(expect=1)["ready"])
        self.assertIn("not running", broker.run("status", expect=1))
        broker.run("start", 1)
        self.assertTrue(broker.status()["ready"])
        self.assertIsNone(broker.produce("two"))
        self.assertIn("stopped 1 node", broker.run("down"))
        self.assertIn("not running", broker.run("status", expect=1))
        broker.run("up")
        self.assertEqual(broker.consume(), ["one", "two"])
        self.assertEqual((broker.state()["bootstrap"], broker.state()["cluster_id"]),
                         (address, cluster_id))

    def test_paused_is_not_ready_and_goes_on_where_it_was(self):
        broker = self.up(*AUTO)
        self.assertIsNone(broker.produce("before"))
        broker.run("pause", 1)
        node = broker.status(expect=1)["nodes"][0]
        self.assertEqual((node["running"], node["paused"], node["why_not"]), (True, True, "paused"))
        broker.run("resume", 1)
        self.assertIsNone(broker.produce("after"))
        self.assertEqual(broker.consume(), ["before", "after"])
        self.assertTrue(broker.status()["ready"])

    def test_tells_what_it_is(self):
        told = self.up("--version", "4.1").status()
        self.assertEqual((told["version"], told["ready"]), ("4.1.2", True))
        self.assertRegex(told["bootstrap"], r"^127\.0\.0\.1:\d+$")
        self.assertEqual(told["listeners"]["plaintext"]["bootstrap"], told["bootstrap"])
        node = told["nodes"][0]
        self.assertTrue(node["running"] and node["ready"])
        self.assertTrue(50e6 < node["memory_bytes"] < 400e6, node["memory_bytes"])

    def test_a_second_up_changes_nothing(self):
        broker = self.up()
        before = broker.state()
        broker.run("up")
        self.assertEqual(broker.state()["nodes"], before["nodes"])
        self.assertIn("not 3; name another --folder", broker.run("up", "--nodes", 3, expect=1))

    def test_a_second_cluster_downloads_nothing_and_stands_beside_the_first(self):
        first = self.up()
        folder = self.scratch / "second"
        self.addCleanup(lambda: kafka("down", "--remove", "--folder", folder))
        environment, mark = without_maven(self.scratch)
        kafka("up", "--folder", folder, env=environment)
        self.assertFalse(mark.exists())
        kafka("down", "--remove", "--folder", folder)
        self.assertFalse(folder.exists())
        self.assertTrue(first.status()["ready"])

    def test_ups_at_the_same_time_make_one_cluster(self):
        folder = self.scratch / "broker"
        with concurrent.futures.ThreadPoolExecutor() as pool:
            others = [pool.submit(kafka, "up", "--folder", folder) for _ in range(2)]
            broker = self.up()
        for other in others:
            self.assertIn("1 node, is ready at", other.result())
        self.assertEqual(processes_of(folder), broker.pids())

    def test_ends_with_the_process_that_it_was_told(self):
        parent = subprocess.Popen(WAITS, stdin=subprocess.PIPE)
        self.addCleanup(parent.communicate)
        folder = self.scratch / "broker"
        self.addCleanup(lambda: kafka("down", "--remove", "--folder", folder))
        kafka("up", "--folder", folder, "--with-parent", parent.pid)
        (pid,) = processes_of(folder)
        node = os.pidfd_open(pid)
        self.addCleanup(os.close, node)
        parent.kill()
        self.assertTrue(ends(node), "the node outlives its parent")

    def test_a_folder_with_other_things_in_it_is_left_alone(self):
        (self.scratch / "mine").mkdir()
        (self.scratch / "mine" / "letter.txt").write_text("Dear Ada")
        told = kafka("up", "--folder", self.scratch / "mine", expect=1)
        self.assertIn("no cluster of ours", told)
        self.assertEqual(os.listdir(self.scratch / "mine"), ["letter.txt"])

    def test_a_setting_that_it_cannot_start_with_is_told_with_its_log(self):
        folder = self.scratch / "broker"
        told = kafka("up", "--folder", folder, "--set", "num.io.threads=none", expect=1)
        self.assertIn("node 1 ended while it was waited for", told)
        self.assertIn("num.io.threads", told)


def processes_of(folder):
    """The brokers whose configuration is in the folder."""
    found = []
    for file in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if f"kafka.Kafka\0{folder}/".encode() in file.read_bytes():
                found.append(int(file.parent.name))
    return found


def ends(pidfd):
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(END_SECONDS_MAX * 1000))


if __name__ == "__main__":
    main("4.1")
