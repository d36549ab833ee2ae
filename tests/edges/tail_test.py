"""The descriptor set, and the line of proto/README.md that decodes a tail with kcat and protoc."""

import os
import re
import subprocess
import unittest

from real_intake import DESCRIPTORS, ROOT, IntakeTest, main

EVENTS = "docket.ticket.events.v1"


def line_of_page():
    """The command that the page tells, as it stands there."""
    page = (ROOT / "proto" / "README.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^    (kcat .*)$", page, re.MULTILINE)
    return line


class DescriptorSet(unittest.TestCase):
    def test_holds_all_protos_and_what_they_import(self):
        told = subprocess.run(
            ["protoc", "--decode=google.protobuf.FileDescriptorSet",
             "google/protobuf/descriptor.proto"],
            stdin=DESCRIPTORS.open("rb"), capture_output=True, check=True).stdout.decode()
        files = set(re.findall(r'^  name: "(\S+\.proto)"$', told, re.MULTILINE))
        ours = {file.relative_to(ROOT / "proto").as_posix()
                for file in (ROOT / "proto").rglob("*.proto")}
        self.assertLessEqual(ours, files)
        self.assertLessEqual(set(re.findall(r'^  dependency: "(\S+)"$', told, re.MULTILINE)), files)


class Tail(IntakeTest):
    def run_line(self, brokers):
        """What the line says of each record, by its place."""
        done = subprocess.run(["bash", "-c", line_of_page() + " 2>&1"], cwd=DESCRIPTORS.parent,
                              env={**os.environ, "BROKERS": brokers}, capture_output=True,
                              text=True, check=True)
        self.assertEqual(done.stderr, "")
        parts = re.split(r"^# (partition \d+, offset \d+)\n", done.stdout, flags=re.MULTILINE)
        self.assertEqual(parts[0], "")
        return dict(zip(parts[1::2], parts[2::2]))

    def test_decodes_every_commit_and_goes_on_behind_what_is_none(self):
        intake = self.intake()
        ticket = intake.ask("ticket", "create", "--customer", "member:2", "--subject", "催单",
                            "--request-id", "018e2a3b-0000-7000-8000-000000000001")
        # As the page's table has it: id, and partition of four.
        self.assertEqual(ticket["ticket_id"], "TK-FZA3HVGQMZX80P7E5")
        kcat = ["kcat", "-P", "-b", intake.brokers, "-t", EVENTS, "-p", "1", "-K:"]
        for record, option in (("foreign:words", []), ("foreign:", ["-Z"])):
            subprocess.run(kcat + option, input=record, text=True, check=True)
        intake.ask("ticket", "comment", ticket["ticket_id"], "line one\nline two")
        told = self.run_line(intake.brokers)
        self.assertEqual(list(told), [f"partition 1, offset {offset}" for offset in range(4)])
        opened, words, nothing, commented = told.values()
        self.assertIn('aggregate_id: "TK-FZA3HVGQMZX80P7E5"\n  version: 1\n', opened)
        self.assertIn("\nevents {\n  opened {", opened)
        self.assertIn("channel: CHANNEL_API", opened)
        self.assertEqual((words, nothing), ("Failed to parse input.\n", ""))
        self.assertIn('text: "line one\\nline two"', commented)


if __name__ == "__main__":
    main("4.1")
