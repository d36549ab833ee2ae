"""What a file of a planted mistake may say, and where it may apply."""

import pathlib
import tempfile
import unittest

import mistakes

HEAD = "oracle: O3\nwhat: It forgets.\nwhy: It is short.\n\n"
EDIT = "--- in libs/a.cc\n  two();\n--- put\n  three();\n--- end\n"


def tree(text):
    root = tempfile.TemporaryDirectory()
    file = pathlib.Path(root.name) / "libs" / "a.cc"
    file.parent.mkdir()
    file.write_text(text)
    return root


class MistakeTest(unittest.TestCase):
    def test_is_read_with_its_edits_in_order(self):
        read = mistakes.parse("x", HEAD + EDIT + EDIT.replace("two", "four"))
        self.assertEqual((read.name, read.oracle, read.what), ("x", "O3", "It forgets."))
        self.assertEqual([edit.find for edit in read.edits], ["  two();\n", "  four();\n"])

    def test_may_put_nothing(self):
        read = mistakes.parse("x", HEAD + EDIT.replace("  three();\n", ""))
        self.assertEqual(read.edits[0].put, "")

    def test_is_refused_without_a_field_an_oracle_or_an_end(self):
        for text in (EDIT, HEAD, HEAD.replace("O3", "O99") + EDIT, HEAD + "why: Twice.\n" + EDIT,
                     HEAD + EDIT.replace("--- end\n", ""), HEAD + EDIT.replace("three", "two"),
                     HEAD + EDIT.replace("libs/a.cc", "tests/a.cc"),
                     HEAD + EDIT.replace("libs/a.cc", "libs/testing/a.cc")):
            with self.assertRaises(mistakes.MistakeError, msg=text):
                mistakes.parse("x", text)

    def test_applies_where_its_lines_stand_once(self):
        with tree("one();\n  two();\n") as root:
            texts = mistakes.changed(mistakes.parse("x", HEAD + EDIT), root)
        self.assertEqual(texts, {"libs/a.cc": "one();\n  three();\n"})

    def test_applies_nowhere_else(self):
        for text in ("", "one();\n", "  two();\n  two();\n", "    two();\n", "  two(); // 2\n"):
            with tree(text) as root, self.assertRaises(mistakes.MistakeError, msg=text):
                mistakes.changed(mistakes.parse("x", HEAD + EDIT), root)

    def test_edits_what_an_edit_before_it_has_left(self):
        text = HEAD + EDIT + EDIT.replace("three", "four").replace("two", "three")
        with tree("  two();\n") as root:
            texts = mistakes.changed(mistakes.parse("x", text), root)
        self.assertEqual(texts, {"libs/a.cc": "  four();\n"})


if __name__ == "__main__":
    unittest.main()
