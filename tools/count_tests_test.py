"""What a test run is said to have done."""

import contextlib
import io
import pathlib
import tempfile
import unittest

import count_tests

PASSED = '<testcase name="a" status="run"><system-out>fine</system-out></testcase>'
FAILED = '<testcase name="b" status="fail"><failure message=""/></testcase>'
SKIPPED = (
    '<testcase name="c" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/>'
    "<system-out>no buf</system-out></testcase>"
)
NOT_STARTED = (
    '<testcase name="d" status="notrun"><skipped message="Unable to find executable"/></testcase>'
)
CASE_SKIPPED = (
    '<testcase name="e" status="run"><system-out>e_test.cc:7: Skipped\nno real data\n\n'
    "[  SKIPPED ] Replay.OfAYear (0 ms)\n[  SKIPPED ] 1 test, listed below:\n"
    "[  SKIPPED ] Replay.OfAYear\n</system-out></testcase>"
)


def closing(*tests):
    """The exit status and the printed lines for a run of `tests`."""
    with tempfile.TemporaryDirectory() as folder:
        results = pathlib.Path(folder, "results.xml")
        results.write_text(f"<testsuite>{''.join(tests)}</testsuite>")
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            status = count_tests.main([str(results)])
    return status, printed.getvalue().splitlines()


class CountTests(unittest.TestCase):
    def test_all_passed(self):
        self.assertEqual(closing(PASSED, PASSED), (0, ["2 passed, 0 failed"]))

    def test_one_failure_fails_the_run(self):
        self.assertEqual(closing(PASSED, FAILED), (1, ["1 passed, 1 failed"]))

    def test_a_program_that_could_not_be_started_has_failed(self):
        self.assertEqual(closing(PASSED, NOT_STARTED), (1, ["1 passed, 1 failed"]))

    def test_a_skip_is_named_with_its_reason(self):
        self.assertEqual(
            closing(PASSED, SKIPPED),
            (0, ["skipped: c: no buf", "1 passed, 0 failed, 1 skipped"]),
        )

    def test_a_skipped_case_is_counted_once_beside_its_program(self):
        self.assertEqual(
            closing(CASE_SKIPPED),
            (0, ["skipped: e: Replay.OfAYear: no real data", "1 passed, 0 failed, 1 skipped"]),
        )

    def test_a_run_of_nothing_fails(self):
        self.assertEqual(closing(), (1, ["0 passed, 0 failed"]))
        self.assertEqual(closing(SKIPPED)[0], 1)


if __name__ == "__main__":
    unittest.main()
