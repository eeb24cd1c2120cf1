"""Runs a file of tests and prints what of it was skipped, and why, in lines that remarks.py finds in ctest's log.

    reporting.py FILE [options of unittest]
"""

import os
import re
import runpy
import sys
import tempfile
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


def link_libraries(folder):
    """LD_PRELOAD takes no path with a blank or a colon, and a checkout may have one: those of the environment are reached by
    links there."""
    for name, value in os.environ.items():
        if value.endswith(".so") and re.search(r"[^\w./+-]", value):
            link = os.path.join(folder, os.path.basename(value))
            os.symlink(value, link)
            os.environ[name] = link


if __name__ == "__main__":
    del sys.argv[0]
    links = tempfile.TemporaryDirectory(prefix="squares-links-")  # removed at the end
    link_libraries(links.name)
    unittest.runner.TextTestRunner = Runner
    sys.path.insert(0, os.path.dirname(os.path.abspath(sys.argv[0])))
    runpy.run_path(sys.argv[0], run_name="__main__")
