#!/usr/bin/python3
"""Do the tests notice it when the program breaks a promise? Breaks a copy of it, in one small way after the other.

    tests/mutants/run.py --work /var/tmp/mutants              # all, with the whole suite where the expected tests pass
    tests/mutants/run.py --work /var/tmp/mutants --expected   # with the tests that are expected to notice alone
    tests/mutants/run.py --apply                              # only sees that each has its place in the code
    tests/mutants/run.py --work /var/tmp/mutants --build      # ... and that what it makes of the code compiles
    tests/mutants/run.py --work /var/tmp/mutants lock_ store_ # those whose names have one of these in them

The mutants are in the .toml files beside this program, by name:

    promise   what README or a document says that is not so any more
    file      where, and in it the text `old`, which is there once, becomes `new`
    tests     the ctest names of those that should notice, as a regular expression
    only      arguments for these tests, so that a part of them runs: "Resume.test_a_torn_row_is_open"

All work is done in a copy of the tree, in a folder of its own: --work, or a new one below the temporary folder. What was
found is kept in its results.jsonl as it comes, so that a campaign that was ended goes on where it was when it is started
again with the same --work; --again forgets it for the mutants that are named. A test counts as one that notices only if
it passes on the tree as it is; that is looked at first.
"""

import argparse
import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
KEYS = {"promise", "file", "old", "new", "tests", "only"}


@dataclass
class Mutant:
    name: str
    promise: str
    file: str
    old: str
    new: str
    tests: str
    only: str = ""

    @property
    def step(self):
        """The expected tests, as far as they run."""
        return (self.tests, self.only)


def all_mutants():
    mutants = []
    for name in sorted(os.listdir(HERE)):
        if not name.endswith(".toml"):
            continue
        with open(os.path.join(HERE, name), "rb") as file:
            for mutant, entry in tomllib.load(file).items():
                if not KEYS - {"only"} <= entry.keys() <= KEYS:
                    sys.exit(f"{name}: {mutant} has not the keys {sorted(KEYS)}")
                mutants.append(Mutant(mutant, **entry))
    names = [mutant.name for mutant in mutants]
    if len(set(names)) < len(names):
        sys.exit(f"twice there: {sorted({name for name in names if names.count(name) > 1})}")
    return mutants


def broken(text, mutant):
    """The text of its file as the mutant makes it; an error in words where it cannot."""
    count = text.count(mutant.old)
    if count != 1:
        raise ValueError(f"the text to be replaced is there {count} times")
    if mutant.old == mutant.new:
        raise ValueError("it changes nothing")
    return text.replace(mutant.old, mutant.new)


class Tree:
    """The copy, its build, and its tests."""

    def __init__(self, work, before, seconds, jobs):
        self.top = os.path.join(work, "tree")
        self.build_folder = os.path.join(self.top, "build-ci")
        self.before, self.seconds, self.jobs = before, seconds, jobs

    def bring_up_to_date(self):
        """Makes the copy like the tree that this program is part of, an earlier mutant undone. Keeps what was built."""
        listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=TOP,
                                check=True, capture_output=True).stdout.decode().split("\0")
        for name in filter(None, listed):
            source, copy = os.path.join(TOP, name), os.path.join(self.top, name)
            if not os.path.lexists(source):
                with contextlib.suppress(FileNotFoundError):
                    os.remove(copy)
            elif os.path.islink(source):
                if not os.path.lexists(copy):
                    os.makedirs(os.path.dirname(copy), exist_ok=True)
                    os.symlink(os.readlink(source), copy)
            elif content_of(source) != content_of(copy):
                os.makedirs(os.path.dirname(copy), exist_ok=True)
                shutil.copy(source, copy)
        for folder in ("src", "tests"):  # what has another name now would be built twice
            for path, _, files in os.walk(os.path.join(self.top, folder)):
                for file in files:
                    copy = os.path.join(path, file)
                    if os.path.relpath(copy, self.top) not in listed:
                        os.remove(copy)

    def run(self, *command, cwd=None):
        """Its exit code and all that it says. Ended, with what it has started, after so many seconds: code None."""
        process = subprocess.Popen([*self.before, *command], cwd=cwd or self.build_folder, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                                   start_new_session=True)
        try:
            said, _ = process.communicate(timeout=self.seconds)
            return process.returncode, said
        except subprocess.TimeoutExpired:
            return None, ""
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()

    def build(self):
        """What the compiler says where it does not compile; "" where it does."""
        code, said = self.run("cluster/build.sh", "ci", f"-j{self.jobs}", cwd=self.top)
        return "" if code == 0 else said[-4000:] or "takes too long"

    def ctest(self, *options):
        """The tests that fail; None where there is no test."""
        code, said = self.run("ctest", f"-j{self.jobs}", "--no-tests=error", "--timeout", "600", *options)
        if code == 0:
            return []
        if code is None:
            return [f"ctest {' '.join(options)}: no end"]
        if "No tests were found" in said:
            return None
        return re.findall(r"^\s*\d+ - (.+) \(", said, re.MULTILINE) or [f"ctest ended with {code}"]

    def expected(self, step):
        """Those of the expected tests that fail; None where there is no such test."""
        tests, only = step
        if not only:
            return self.ctest("-R", tests)
        listed = json.loads(subprocess.run(["ctest", "--show-only=json-v1", "-R", tests], cwd=self.build_folder,
                                           check=True, capture_output=True).stdout)
        failed = []
        for test in listed["tests"]:
            properties = {entry["name"]: entry["value"] for entry in test["properties"]}
            code, said = self.run("env", *properties.get("ENVIRONMENT", []), *test["command"], *shlex.split(only))
            if re.search(r"^Ran 0 tests|Running 0 tests", said, re.MULTILINE) or "has no attribute" in said:
                return None
            if code != 0:
                failed.append(f"{test['name']} {only}")
        return failed if listed["tests"] else None

    @contextlib.contextmanager
    def with_mutant(self, mutant):
        path = os.path.join(self.top, mutant.file)
        with open(path) as file:
            text = file.read()
        changed = broken(text, mutant)
        try:
            with open(path, "w") as file:
                file.write(changed)
            yield
        finally:
            with open(path, "w") as file:
                file.write(text)


def content_of(path):
    try:
        with open(path, "rb") as file:
            return file.read(), os.stat(path).st_mode
    except FileNotFoundError:
        return None


def look_for_places(mutants):
    """Mutants that have no place in the code, with the reason."""
    wrong = {}
    for mutant in mutants:
        try:
            with open(os.path.join(TOP, mutant.file)) as file:
                broken(file.read(), mutant)
        except (OSError, ValueError) as error:
            wrong[mutant.name] = str(error)
    return wrong


class Results:
    """What was found, in a file that has a line for each mutant."""

    def __init__(self, path, forgotten):
        self.path = path
        self.found = {}
        if os.path.exists(path):
            with open(path) as file:
                lines = [json.loads(line) for line in file if line.endswith("\n")]
            self.found = {line["name"]: line for line in lines if line["name"] not in forgotten}

    def add(self, mutant, outcome, noticed_by=(), why=""):
        entry = {"name": mutant.name, "promise": mutant.promise, "outcome": outcome, "by": list(noticed_by), "why": why}
        self.found[mutant.name] = entry
        with open(self.path, "a") as file:
            file.write(json.dumps(entry) + "\n")
        print(f"{mutant.name}: {text_of(entry)}", flush=True)

    def table(self, mutants):
        known = [self.found[mutant.name] for mutant in mutants if mutant.name in self.found]
        width = max((len(entry["name"]) for entry in known), default=0)
        lines = [f"{entry['name']:<{width}}  {entry['promise']}\n{'':<{width}}  {text_of(entry)}" for entry in known]
        outcomes = [entry["outcome"] for entry in known]
        counts = [f"{outcomes.count(outcome)} {outcome}" for outcome in dict.fromkeys(("noticed", "NOT noticed", *outcomes))]
        return "\n".join([*lines, "", f"{len(known)} of {len(mutants)} mutants: " + ", ".join(counts)]) + "\n"


def text_of(entry):
    outcome = entry["outcome"]
    if entry["by"]:
        return f"{outcome} by {', '.join(entry['by'][:3])}" + (" …" if len(entry["by"]) > 3 else "")
    return outcome + (": " + entry["why"].strip().splitlines()[-1] if entry["why"].strip() else "")


def judge(tree, mutant, how, results):
    why = tree.build()
    if why:
        results.add(mutant, "invalid", why=why)
        return
    if how.build:
        results.add(mutant, "compiles")
        return
    failed = tree.expected(mutant.step)
    if failed is None:
        results.add(mutant, "invalid", why=f"there is no test {' '.join(mutant.step)}")
        return
    if not failed and not how.expected:
        failed = tree.ctest("-L", "^unit$") or tree.ctest("-LE", "^unit$", "--stop-on-failure")
        if failed:
            results.add(mutant, "noticed", failed, why="by others than expected")
            return
    results.add(mutant, "noticed" if failed else "NOT noticed", failed or ())


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="mutants whose names have one of these in them (all)")
    parser.add_argument("--work", help="the folder of the copy and the results (a new one)")
    parser.add_argument("--apply", action="store_true", help="only see that each has its place in the code")
    parser.add_argument("--build", action="store_true", help="only see that each compiles")
    parser.add_argument("--expected", action="store_true", help="run no other tests than the expected ones")
    parser.add_argument("--unproved", action="store_true", help="do not look first whether the expected tests pass as it is")
    parser.add_argument("--again", action="store_true", help="forget what was found of these mutants")
    parser.add_argument("--minutes", type=float, default=1e9, help="begin no mutant after so many minutes (all)")
    parser.add_argument("--seconds", type=float, default=3600, help="the most that a build or a run of tests may take (3600)")
    parser.add_argument("--jobs", type=int, default=2, help="compilers and tests at a time (2)")
    parser.add_argument("--before", default="", help="words that go before each build and test, such as nice")
    return parser.parse_args()


def main():
    begin = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended, and the mutant undone
    how = parse_arguments()
    mutants = [mutant for mutant in all_mutants() if not how.names or any(name in mutant.name for name in how.names)]
    if not mutants:
        sys.exit("there is no such mutant")
    misplaced = look_for_places(mutants)
    if how.apply:
        for name, why in misplaced.items():
            print(f"{name}: {why}")
        print(f"{len(mutants) - len(misplaced)} of {len(mutants)} mutants have their place")
        sys.exit(1 if misplaced else 0)

    work = os.path.abspath(how.work or tempfile.mkdtemp(prefix="squares-mutants-"))
    os.makedirs(work, exist_ok=True)
    tree = Tree(work, shlex.split(how.before), how.seconds, how.jobs)
    if os.path.realpath(tree.top).startswith(os.path.realpath(TOP) + os.sep):
        sys.exit(f"{work} is inside the tree that is to be left alone")
    results = Results(os.path.join(work, "results-build.jsonl" if how.build else "results.jsonl"),
                      {mutant.name for mutant in mutants} if how.again else set())
    todo = [mutant for mutant in mutants if mutant.name not in results.found]
    print(f"{len(todo)} of {len(mutants)} mutants to try, in {work}", flush=True)
    tree.bring_up_to_date()
    if todo and (why := tree.build()):
        sys.exit(f"the tree does not build as it is:\n{why}")
    proved = {}  # whether the expected tests pass on the tree as it is
    if not (how.build or how.unproved):
        proved = {step: tree.expected(step) for step in dict.fromkeys(mutant.step for mutant in todo)}
    for mutant in todo:
        if time.monotonic() > begin + 60 * how.minutes:
            break
        if mutant.name in misplaced:
            results.add(mutant, "invalid", why=misplaced[mutant.name])
        elif proved.get(mutant.step):
            results.add(mutant, "unclear", why=f"{', '.join(proved[mutant.step])} fails without it, too")
        else:
            with tree.with_mutant(mutant):
                judge(tree, mutant, how, results)
    table = results.table(mutants)
    with open(os.path.join(work, "table.txt"), "w") as file:
        file.write(table)
    print("\n" + table, end="")
    outcomes = {results.found[mutant.name]["outcome"] for mutant in mutants if mutant.name in results.found}
    sys.exit(0 if outcomes <= {"noticed", "compiles"} else 1)


if __name__ == "__main__":
    main()
