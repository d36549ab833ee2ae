"""`tools/dev lint protos` refuses protos that cannot read what was written by earlier ones."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parent
PROTO = """syntax = "proto3";

package docket.toy.v1;

// Happens when an umbrella leaves the desk.
message UmbrellaLent {{
  // Who carries it from now on.
  string {name} = 1;
{more}}}
"""
BORROWER = PROTO.format(name="borrower_id", more="")
RENAMED = PROTO.format(name="carrier_id", more="")
EXTENDED = PROTO.format(name="borrower_id", more="  // The rack it stood in.\n  string rack = 2;\n")


class Evolution(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "tools").mkdir()
        shutil.copy(TOOLS / "dev", self.root / "tools")
        (self.root / "proto/docket/toy/v1").mkdir(parents=True)
        shutil.copy(TOOLS.parent / "proto/buf.yaml", self.root / "proto")
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit(BORROWER)

    def git(self, *arguments):
        who = ("-c", "user.name=test", "-c", "user.email=test@example.org")
        subprocess.run(["git", *who, *arguments], cwd=self.root, check=True)

    def write(self, text):
        (self.root / "proto/docket/toy/v1/umbrella_events.proto").write_text(text, "utf-8")

    def commit(self, text):
        self.write(text)
        self.git("add", ".")
        self.git("commit", "--quiet", "--allow-empty", "--message=toy: say more")

    def assert_passes(self):
        run = self.lint()
        self.assertEqual((run.returncode, run.stdout), (0, ""), run.stderr)
        return run.stderr

    def assert_refused(self):
        run = self.lint()
        self.assertNotEqual(run.returncode, 0)
        self.assertIn('changed name from "borrower_id" to "carrier_id"', run.stdout)
        self.assertIn("cannot be read by these any more", run.stderr)

    def lint(self):
        return subprocess.run(["tools/dev", "lint", "protos"], cwd=self.root, check=False,
                              capture_output=True, text=True)

    def test_a_first_commit_has_nothing_to_be_held_against(self):
        self.assertIn("no earlier commit", self.assert_passes())

    def test_an_addition_passes(self):
        self.commit(BORROWER)
        self.write(EXTENDED)
        self.assertEqual(self.assert_passes(), "")

    def test_a_renamed_field_is_refused_before_it_is_committed(self):
        self.commit(BORROWER)
        self.write(RENAMED)
        self.assert_refused()

    def test_a_renamed_field_is_refused_in_the_last_commit_of_main(self):
        self.commit(RENAMED)
        self.assert_refused()

    def test_a_renamed_field_is_refused_on_its_branch_however_many_commits_follow(self):
        self.git("checkout", "--quiet", "-b", "topic")
        self.commit(RENAMED)
        self.commit(RENAMED)
        self.assert_refused()

    def test_a_renamed_field_is_refused_until_the_next_release(self):
        self.git("tag", "v1.0.0")
        self.commit(RENAMED)
        self.commit(RENAMED)
        self.assert_refused()
        self.git("tag", "v2.0.0")
        self.commit(RENAMED)
        self.assert_passes()


if __name__ == "__main__":
    if shutil.which("buf") is None:
        print("left out, for buf is not installed: pip install buf-bin")
        sys.exit(77)
    unittest.main()
