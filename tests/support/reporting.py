"""Runs a file of tests and prints what of it was skipped, and why, in lines that remarks.py finds in ctest's log.

    reporting.py FILE [options of unittest]
"""

import os
import runpy
import sys
import unittest


def remark(text):
    """Something that whoever runs the tests should know although they pass."""
    print(f"remark: {' '.join(text.split())}", flush=True)


class Runner(unittest.TextTestRunner):
    def run(self, test):
        result = super().run(test)
        for skipped, reason in result.skipped:
            remark(f"skipped: {skipped.id().removeprefix('__main__.')}: {reason}")
        return result


if __name__ == "__main__":
    del sys.argv[0]
    unittest.runner.TextTestRunner = Runner
    sys.path.insert(0, os.path.dirname(os.path.abspath(sys.argv[0])))
    runpy.run_path(sys.argv[0], run_name="__main__")
