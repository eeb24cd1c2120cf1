"""What the tests of the last call of ctest have skipped, and what else they remark.  remarks.py LOG"""

import re
import sys

BEGIN = re.compile(r"^\d+/\d+ Testing: (\S+)$")
REMARK = re.compile(r"^remark: (.*)$")  # of reporting.py
OF_GTEST = re.compile(r"^\[  SKIPPED \] ([\w./]+) \(\d+ ms\)$")  # after its reason


def remarks_in(lines):
    test, previous = "", ""
    for line in map(str.rstrip, lines):
        if begin := BEGIN.match(line):
            test = begin[1]
        elif remark := REMARK.match(line):
            yield f"{test}: {remark[1]}"
        elif OF_GTEST.match(line):
            yield f"{test}: skipped: {previous}"
        if line and not line.startswith("["):
            previous = line


def main():
    with open(sys.argv[1], errors="replace") as file:
        remarks = sorted(set(remarks_in(file)))
    skipped = sum(": skipped: " in remark for remark in remarks)
    print(f"skipped: {skipped or 'nothing'}", *remarks, sep="\n  ")


if __name__ == "__main__":
    main()
