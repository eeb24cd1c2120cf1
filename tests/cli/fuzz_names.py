#!/usr/bin/python3
"""Calls files by random names: each command works with them or refuses them clearly, and what it prints can be pasted.

    SQUARES=build/bin/squares PYTHONPATH=tests/support tests/cli/fuzz_names.py --names 1000 --seed 1

A name has folders, blanks, quotes, $(…), newlines, control characters, colons, dashes, letters of many alphabets and
bytes that are no UTF-8, up to 4,000 bytes in all. With each: a run that stops at once, the command pasted that it prints
to continue; verify; report, and pasted, the commands to look at the file and to make it again; of every fifth, doctor.
"""

import argparse
import collections
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

from launching import SQUARES, environment, run

PIECES = ["a", "B", "7", " ", "  ", "'", '"', "$(touch hacked)", "`touch hacked`", "\n", "\t", "\x1b[31m", ";", "&", "|", "*", "?", "[x]",
          "{a,b}", "~", "#", "!", "\\", "-", "--help", "=", ":", "%s", "%n", ",", ".h5", ".part", ".lock", "..", "é", "平方", "😀", "\u202e",
          "\udce9", "\udcff", "\udc80", "\x7f", "\x01"]
REFUSALS = {64, 73}


def name_of(dice):
    """A path relative to the folder; its folders are made first, but for one in twenty."""
    def component():
        text = "".join(dice.choice(PIECES) for _ in range(dice.randint(1, dice.choice([3, 12, 60]))))
        text = text.replace("/", "_")
        return text if text not in (".", "..") else "x" + text
    parts = [component() for _ in range(dice.choice([1, 1, 1, 2, 3, dice.randint(4, 60)]))]
    raw = os.fsencode("/".join(parts))[:4000]
    return os.fsdecode(raw).strip("/") or "x"


class Names:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="squares-names-")
        self.wrong, self.seen = [], collections.Counter()

    def squares(self, *words):
        return run(*words, folder=self.folder)

    def pasted(self, line):
        path = f"{os.path.dirname(SQUARES)}:{os.environ['PATH']}"
        return subprocess.run(["bash", "-c", line], cwd=self.folder, env=environment(PATH=path), capture_output=True, text=True,
                              errors="surrogateescape", timeout=300, stdin=subprocess.DEVNULL)

    def expect(self, is_so, what, result):
        if not is_so:
            self.wrong.append(f"{what}\n{result}")
        return is_so

    def is_refusal(self, result):
        return result.code in REFUSALS and len(result.errors) == 1 and "\n  remedy: " in result.stderr

    def try_name(self, name, with_doctor, makes_folder):
        output = f"--output={name}"
        if makes_folder:
            try:
                os.makedirs(os.path.dirname(os.path.join(self.folder, name)), exist_ok=True)
            except OSError:
                pass  # too long a component, which squares is to refuse
        first = self.squares("--last", 1000, "--block", 100, "--deadline", "0s", output)
        if with_doctor:
            doctor = self.squares("doctor", output)
            self.seen["doctor", doctor.code] += 1
            self.expect(doctor.code in {0, 69, 73, 74}, "doctor", doctor)
        if first.code != 75:
            self.seen["refused", first.code] += 1
            self.expect(self.is_refusal(first), "neither a run nor a refusal", first)
            self.expect(not any(files for _, _, files in os.walk(self.folder)), "something is left of a refusal", first)
            return
        told = re.search(r"continue with: (.*)", first.stderr)
        if not self.expect(told is not None, "does not say how to continue", first):
            return
        resumed = self.pasted(told[1].replace(" --deadline 0s", ""))
        self.expect(resumed.returncode == 0, "what is printed to continue does not", f"{told[1]}\n{resumed}")
        for words in (("verify", "--quiet", "--", name), ("report", "--json", "--", name)):
            result = self.squares(*words)
            self.expect(result.code == 0, words[0], result)
        report = self.squares("report", "--", name)
        again = self.pasted(report.stdout.partition("again:   ")[2].rstrip("\n").replace(" --deadline 0s", "") + " --force")
        if self.expect(again.returncode == 0, "what is printed to make it again does not", f"{report}\n{again}"):
            look = self.pasted(again.stdout.partition("look:    ")[2])
            self.expect(look.returncode == 0 and "HDF5" in look.stdout, "what is printed to look at it does not", f"{again}\n{look}")
        left = [os.path.join(folder, file) for folder, _, files in os.walk(self.folder) for file in files]
        self.expect(left == [os.path.join(self.folder, name)] or len(left) == 1, "more or less is left than the file", left)
        self.seen["done", 0] += 1

    def clear(self):
        shutil.rmtree(self.folder)
        os.mkdir(self.folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    how = parser.parse_args()
    dice, names = random.Random(how.seed), Names()
    bad = 0
    try:
        for number in range(how.names):
            name, makes_folder = name_of(dice), dice.random() > 0.05
            names.try_name(name, number % 5 == 0, makes_folder)
            for wrong in names.wrong:
                print(f"{name!a}: {wrong}", flush=True)
            bad += bool(names.wrong)
            names.wrong.clear()
            names.clear()
    finally:
        shutil.rmtree(names.folder, ignore_errors=True)
    for (what, code), count in sorted(names.seen.items()):
        print(f"{what:8} {code:3} {count:5}")
    print(f"{how.names} names, seed {how.seed}: {bad} not as they should be")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
