#!/usr/bin/python3
"""Measures healthy and sick clusters again and again, and counts how often exactly what is sick was named.

    SQUARES=build/bin/squares PYTHONPATH=tests/support:tests/slurm tests/slurm/nodes_campaign.py --times 10 --healthy 40

Each test of nodes_test.py is a measurement, or two, of a fault that is made for it, and what must be named by it. As root.
The interposers are those of build-ci, unless the environment names them, as for that test; caches are the real ones, but
with SMALL_CACHE=build-ci/tests/libsmall_cache.so, which shortens it where the last cache is large. Exits 0 if all went right.
"""

import argparse
import os
import platform
import sys
import time
import unittest
from collections import defaultdict

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
os.environ["SQUARES_LONG"] = "1"
for interposer in ("slow_disk", "clock_off", "flip_sent", "flip_byte", "flip_read"):
    os.environ.setdefault(interposer.upper(), f"{TOP}/build-ci/tests/lib{interposer}.so")
os.environ.setdefault("WRONG_KERNEL", f"{TOP}/build-ci/bin/wrong_kernel")

import nodes_test  # noqa: E402  it reads the environment


class Counts(unittest.TestResult):
    """Right, wrong and skipped of each test, and why; a line for each that has ended."""

    def __init__(self):
        super().__init__()
        self.right, self.wrong, self.why = defaultdict(int), defaultdict(int), {}

    def addSuccess(self, test):
        if test.id() not in self.failed:
            self.right[test.id()] += 1

    def addSkip(self, test, reason):
        self.why[test.id()] = f"skipped: {reason}"

    def startTest(self, test):
        super().startTest(test)
        self.failed = set()

    def note(self, test, error):
        self.failed.add(test.id())
        self.wrong[test.id()] += 1
        self.why[test.id()] = str(error[1])
        print(f"{test.id()}: {error[1]}", file=sys.stderr, flush=True)

    def addFailure(self, test, error):
        self.note(test, error)

    def addError(self, test, error):
        self.note(test, error)

    def addSubTest(self, test, subtest, error):
        if error is not None and test.id() not in self.failed:
            self.note(test, error)


def tests_of(suite):
    for one in suite:
        yield from tests_of(one) if isinstance(one, unittest.TestSuite) else [one]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=10, help="of each fault")
    parser.add_argument("--healthy", type=int, default=40, help="of four healthy nodes")
    parser.add_argument("--only", default="", help="tests whose name has these words")
    how = parser.parse_args()

    tests = [test for test in tests_of(unittest.defaultTestLoader.loadTestsFromModule(nodes_test)) if how.only in test.id()]
    suite, names = unittest.TestSuite(), []
    for test in tests:
        name = test.id()
        names.append(name)
        times = how.healthy if name == "nodes_test.Nodes.test_healthy_nodes_are_alike" else how.times
        suite.addTests(type(test)(name.rpartition(".")[2]) for _ in range(times))
    counts, began = Counts(), time.monotonic()
    suite.run(counts)
    print(f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {os.cpu_count()} processors, {time.monotonic() - began:.0f} s")
    for name in names:
        right, all_of_it = counts.right[name], counts.right[name] + counts.wrong[name]
        said = name.removeprefix("nodes_test.").replace("test_", "").replace("_", " ")
        print(f"{right:3} of {all_of_it:3}  {said}" + (f"  ({counts.why[name]})" if all_of_it == 0 else ""))
    return 1 if counts.wrong or not names else 0


if __name__ == "__main__":
    sys.exit(main())
