"""What the command line takes, and what it says when the machine refuses."""

import contextlib
import io
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import main

TOOLS = pathlib.Path(__file__).resolve().parents[1]


def told(*arguments):
    """The exit status and what stands on standard error."""
    with contextlib.redirect_stderr(io.StringIO()) as errors:
        return main.main(list(arguments)), errors.getvalue()


class CommandLine(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)

    def test_a_folder_that_is_a_file_is_named_without_a_traceback(self):
        file = self.scratch / "letter.txt"
        file.touch()
        status, errors = told("status", "--folder", str(file))
        self.assertEqual(status, 1)
        self.assertRegex(errors, rf"^tools/kafka: .*Not a directory: '{file}/state.json'\n$")

    def test_what_may_install_packages_can_be_told_not_to_ask(self):
        parser = main._parser()
        for command in (("up",), ("start", "1"), ("fetch",), ("freeze",)):
            with self.subTest(command=command):
                self.assertTrue(parser.parse_args([*command, "--yes"]).yes)

    def test_without_packages_and_java_there_is_no_way_to_a_broker(self):
        tools = self.scratch / "tools"
        tools.mkdir()
        shutil.copy(TOOLS / "kafka", tools)
        (tools / "broker").symlink_to(TOOLS / "broker")
        install = tools / "install-packages"
        install.write_text("#!/bin/sh\necho no sources >&2\nexit 1\n", encoding="ascii")
        install.chmod(0o755)
        done = subprocess.run([tools / "kafka", "fetch"], capture_output=True, text=True,
                              check=False, env={**os.environ, "JAVA_HOME": "/none"})
        self.assertEqual((done.returncode, done.stdout), (69, ""))
        self.assertRegex(done.stderr, "(?s)no sources.*no java in /none")


if __name__ == "__main__":
    unittest.main()
