#!/usr/bin/python3
"""Files go from one stack to the other: what one has written or left when it was killed, the other verifies, reports,
and resumes.

    other_stack.py make FOLDER     here: a complete file of 16 ranks, and the part of a run that was killed
    other_stack.py take FOLDER     there: both, and the part is finished

SQUARES, SLOW_DISK and PYTHONPATH are as for the tests.
"""

import os
import signal
import sys
import unittest

from disturbing import LONG, Disturbed
from evidence import Evidence
from launching import SquaresTest, run

COMPLETE, KILLED = "complete.h5", "killed.h5"


class Files(SquaresTest):
    folder = "."

    def setUp(self):  # no folder of its own
        self.file = os.path.join(self.folder, KILLED)

    def squares(self, *words, code=0, **how):
        result = run(*words, folder=self.folder, timeout=300, **how)
        self.assertEqual(result.code, code, str(result))
        return result

    def assert_right(self, name):
        self.assertTrue(Evidence(self.path(name)).is_right_and_complete())
        self.squares("verify", name)


class Make(Files):
    def test_files(self):
        self.squares("--output", COMPLETE, ranks=16)
        run_to_kill = Disturbed(self, *LONG, "--output", KILLED, ranks=4)
        run_to_kill.wait_for_rows()
        for pid in run_to_kill.rank_pids():
            os.kill(pid, signal.SIGKILL)
        run_to_kill.result(timeout=120)
        self.assertTrue(os.path.exists(self.file + ".part"))


class Take(Files):
    def test_a_complete_file(self):
        self.assert_right(COMPLETE)
        self.squares("verify", COMPLETE, ranks=2)
        self.assertIn("333333833333500000", self.squares("report", COMPLETE).stdout)

    def test_a_part(self):
        part = KILLED + ".part"
        self.squares("verify", part, code=75)
        self.assertIn("--resume", self.squares("report", part).stdout)
        done = len(Evidence(self.path(part)).done)
        self.assertGreater(done, 0)
        self.squares(*LONG, "--output", KILLED, "--resume", ranks=3)
        self.assert_right(KILLED)
        kept = sum(row["attempt"] == 1 for row in Evidence(self.path(KILLED)).rows)
        self.assertGreaterEqual(kept, done, "what was done is not computed again")


if __name__ == "__main__":
    what, Files.folder = sys.argv[1:]
    suite = unittest.defaultTestLoader.loadTestsFromTestCase({"make": Make, "take": Take}[what])
    sys.exit(not unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful())
