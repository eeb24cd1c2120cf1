"""The fuzzes of names and surroundings, in short: the commands beside this file go on for as long as one likes."""

import os
import random
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


class Fuzz(unittest.TestCase):
    def run_command(self, name, *options):
        seed = random.randrange(2**32)
        done = subprocess.run([sys.executable, os.path.join(HERE, name), *options, "--seed", str(seed)], capture_output=True, text=True,
                              errors="replace", timeout=900)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_files_of_any_name_work_or_are_refused(self):
        self.run_command("fuzz_names.py", "--names", "12")

    def test_the_answer_in_any_surroundings_is_the_same_or_a_refusal(self):
        self.run_command("fuzz_surroundings.py", "--times", "60")


if __name__ == "__main__":
    unittest.main()
