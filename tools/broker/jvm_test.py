"""Which class archive belongs to which jars."""

import os
import pathlib
import tempfile
import unittest

from jvm import Jvm


class Archive(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.libs = pathlib.Path(scratch.name, "libs")
        self.libs.mkdir()
        for name in ("a", "b"):
            (self.libs / f"{name}.jar").touch()
            self.date(name, 1000)
        self.jvm = Jvm(pathlib.Path("/usr/bin/java"), self.libs, ())

    def date(self, name, seconds):
        os.utime(self.libs / f"{name}.jar", (seconds, seconds))

    def test_is_the_same_as_long_as_the_jars_are(self):
        self.assertEqual(self.jvm.archive(), self.jvm.archive())
        self.assertEqual(self.jvm.archive().parent, self.libs.parent)

    def test_is_another_once_a_jar_was_fetched_again(self):
        before = self.jvm.archive()
        self.date("b", 2000)
        self.assertNotEqual(self.jvm.archive(), before)


if __name__ == "__main__":
    unittest.main()
