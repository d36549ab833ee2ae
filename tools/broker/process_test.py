"""A process is known by more than its pid."""

import dataclasses
import os
import pathlib
import signal
import subprocess
import sys
import unittest
import unittest.mock

import process

WAITS = [sys.executable, "-c", "import sys; sys.stdin.read()"]


class Process(unittest.TestCase):
    def setUp(self):
        self.child = subprocess.Popen(WAITS, stdin=subprocess.PIPE)
        self.addCleanup(self.end)
        self.identity = process.identify(self.child.pid)

    def end(self):
        self.child.kill()
        self.child.communicate()

    def test_runs_until_it_ends(self):
        self.assertTrue(process.is_running(self.identity))
        self.assertFalse(process.wait_for_end(self.identity, 0))
        self.assertTrue(process.send(self.identity, signal.SIGKILL))
        self.assertTrue(process.wait_for_end(self.identity, 30))

    def test_has_ended_even_while_nobody_has_asked_for_its_status(self):
        self.child.stdin.close()
        self.assertTrue(process.wait_for_end(self.identity, 30))
        self.assertFalse(process.is_running(self.identity))
        self.assertFalse(process.send(self.identity, signal.SIGKILL))
        self.assertEqual(process.memory_bytes(self.identity), 0)

    def test_another_with_the_same_pid_is_never_signalled(self):
        for other in (dataclasses.replace(self.identity, start=self.identity.start - 1),
                      dataclasses.replace(self.identity, boot="another boot")):
            self.assertFalse(process.is_running(other))
            self.assertFalse(process.send(other, signal.SIGKILL))
            self.assertTrue(process.wait_for_end(other, 0))
            self.assertFalse(process.is_paused(other))
        self.assertTrue(process.is_running(self.identity))

    def test_a_pid_that_nobody_has_is_no_process(self):
        self.end()
        self.assertFalse(process.is_running(self.identity))
        self.assertTrue(process.wait_for_end(self.identity, 0))

    def test_is_paused_while_sigstop_holds_it(self):
        self.assertFalse(process.is_paused(self.identity))
        self.assertTrue(process.send(self.identity, signal.SIGSTOP))
        os.waitid(os.P_PID, self.child.pid, os.WSTOPPED | os.WNOWAIT)
        self.assertTrue(process.is_paused(self.identity))
        self.assertTrue(process.send(self.identity, signal.SIGCONT))
        os.waitid(os.P_PID, self.child.pid, os.WCONTINUED | os.WNOWAIT)
        self.assertFalse(process.is_paused(self.identity))

    def test_that_ends_after_any_look_at_it_is_not_paused(self):
        told = pathlib.Path("/proc", str(self.child.pid), "stat").read_text(encoding="ascii")
        with unittest.mock.patch("process._proc", side_effect=[told, ProcessLookupError]):
            self.assertFalse(process.is_paused(self.identity))

    def test_has_memory(self):
        self.assertGreater(process.memory_bytes(self.identity), 0)


if __name__ == "__main__":
    unittest.main()
