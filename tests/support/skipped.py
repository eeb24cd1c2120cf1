"""What the last call of ctest has skipped, and why.  skipped.py LOG"""

import re
import sys
from collections import defaultdict

# As unittest says it, with the name of the test on that line or on the one before; and GoogleTest.
OF_UNITTEST = re.compile(r"^(?:(\w+) \(.*|setUpClass \((.*?)\).*|.*?)\.\.\. skipped (['\"])(.*)\3$")
OF_GTEST = re.compile(r"^\[  SKIPPED \] ([\w./]+) \(\d+ ms\)$")
BEGIN = re.compile(r"^\d+/\d+ Testing: (\S+)$")
NAME = re.compile(r"^(\w+) \([\w.]+\)$")


def skips_of(lines):
    """{test of ctest: [(what, why)]}"""
    skips, test, previous, reason = defaultdict(list), "", "", ""
    for line in lines:
        line = line.rstrip("\n")
        if begin := BEGIN.match(line):
            test = begin[1]
        elif skip := OF_UNITTEST.match(line):
            before = NAME.match(previous)
            skips[test].append((skip[1] or skip[2] or (before[1] if before else "?"), skip[4]))
        elif skip := OF_GTEST.match(line):
            skips[test].append((skip[1], reason))
        elif line and not line.startswith("["):
            reason = line
        previous = line
    return skips


def main():
    with open(sys.argv[1], errors="replace") as file:
        skips = skips_of(file)
    count = sum(map(len, skips.values()))
    print(f"skipped: {count or 'nothing'}")
    for test, found in sorted(skips.items()):
        for what, why in found:
            print(f"  {test} {what}: {why}")


if __name__ == "__main__":
    main()
