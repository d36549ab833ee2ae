"""What proto/README.md tells publishers and analysts, held against what is so."""

import json
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = (ROOT / "proto" / "README.md").read_text(encoding="utf-8")


def rows(first_column):
    """The rows of the table whose head begins so, without the marks of code."""
    lines = iter(PAGE.splitlines())
    for line in lines:
        if line.startswith(f"| {first_column} |"):
            next(lines)
            break
    for line in lines:
        if not line.startswith("|"):
            return
        yield [cell.strip().strip("`") for cell in line.strip("|").split("|")]


def partition_of(slot, partitions):
    return slot * partitions >> 16


class Page(unittest.TestCase):
    def test_has_slots_and_ids_of_the_golden_vectors(self):
        golden = json.loads((ROOT / "tests/vectors/ids.json").read_text(encoding="utf-8"))
        golden = {tuple(str(value) for value in vector.values()) for vector in golden["tickets"]}
        told = list(rows("tenant"))
        self.assertGreaterEqual(len(told), 4)
        for tenant, key, canonical, slot, of_4, of_48, request_id, ticket_id in told:
            self.assertIn((tenant, key, request_id, canonical, slot, ticket_id), golden)
            self.assertEqual(int(of_4), partition_of(int(slot), 4))
            self.assertEqual(int(of_48), partition_of(int(slot), 48))

    def test_names_all_topics_with_how_long_they_are_kept(self):
        kept, topic = {}, None
        for line in (ROOT / "deploy/kafka/topics.yaml").read_text(encoding="utf-8").splitlines():
            if found := re.match(r"  (docket\.[a-z.]+v\d+):", line):
                topic = found[1]
                kept[topic] = "for ever"
            if found := re.search(r"retention\.ms: \d+ +# (\d+ days)", line):
                kept[topic] = found[1]
        self.assertEqual({row[0]: row[3] for row in rows("topic")}, kept)

    def test_names_messages_and_files_that_are_there(self):
        protos = {file.relative_to(ROOT / "proto").as_posix(): file.read_text(encoding="utf-8")
                  for file in (ROOT / "proto").rglob("*.proto")}
        for message in re.findall(r"docket\.(\w+)\.v1\.(\w+)(?=[`:\s])", PAGE):
            context, name = message
            self.assertTrue(any(file.startswith(f"docket/{context}/v1/")
                                and re.search(rf"^message {name} ", text, re.MULTILINE)
                                for file, text in protos.items()), message)
        for file in re.findall(r"docket/\w+/v1/\w+\.proto", PAGE):
            self.assertIn(file, protos)


if __name__ == "__main__":
    unittest.main()
