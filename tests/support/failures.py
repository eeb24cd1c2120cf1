"""What went wrong in a step of .ci/run: the last lines of each test that failed, or else of the step.  failures.py LOG"""

import re
import sys

FAILED = re.compile(r"^\s*\d+/\d+ Test +#\d+: (\S+) \.*(?:\*\*\*|   )(?!Passed)(?!Skipped)(\S.*?)  ")
NEXT = re.compile(r"^(\s*Start +\d+: |\s*\d+/\d+ Test +#|\d+% tests passed)")
HEADLINE = re.compile(r"^(FAIL|ERROR): |^\[  FAILED  \]")
MOST_LINES = 40


def failures_in(lines):
    """name and result → lines, of ctest's output"""
    found, output = {}, []
    for line in lines:
        if NEXT.match(line):
            output = []
        if failed := FAILED.match(line):
            output = found.setdefault(f"{failed[1]}: {failed[2]}", [])
        else:
            output.append(line)
    return found


def main():
    with open(sys.argv[1], errors="replace") as file:
        lines = file.read().splitlines()
    for what, output in (failures_in(lines) or {"the last lines": lines}).items():
        headlines = [line for line in output[:-MOST_LINES] if HEADLINE.match(line)]
        print(f"--- {what}", *headlines, *output[-MOST_LINES:], sep="\n")


if __name__ == "__main__":
    main()
