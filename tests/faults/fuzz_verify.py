#!/usr/bin/python3
"""Feeds squares verify damaged files for a bounded time: it must neither crash, nor hang, nor call a wrong file right.

    SQUARES=build-asan/bin/squares PYTHONPATH=tests/support tests/faults/fuzz_verify.py --seconds 600
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter

import h5py

from launching import SQUARES, environment

ORDERLY = {0, 65, 66, 74, 75}
RUNS = {
    "64-bit": ["--last", "3000", "--block", "100", "--threads", "2"],
    "128-bit": ["--first", "18446744073709548616", "--last", "18446744073709551615", "--block", "100"],
    "one": ["--first", "7", "--last", "7"],
}


class Seed:
    """A right file, and where its values are."""

    def __init__(self, folder, name, options):
        path = os.path.join(folder, f"{name}.h5")
        subprocess.run([SQUARES, *options, "--quiet", "--output", path], env=environment(), check=True)
        with open(path, "rb") as file:
            self.content = file.read()
        with h5py.File(path, "r") as file:
            squares = file["squares"]
            self.data = slice(squares.id.get_offset(), squares.id.get_offset() + squares.id.get_storage_size())


def damaged(seed, seeds, dice):
    """The content of a file with one to four damages."""
    content = bytearray(seed.content)
    for _ in range(dice.randint(1, 4)):
        size = max(len(content), 1)
        # Mostly in the metadata, which is at the begin and at the end.
        at = min(dice.choice([dice.randrange(size), dice.randrange(min(size, 6000)), max(0, size - dice.randint(1, 4000))]), size - 1)
        kind = dice.choice(["bit", "byte", "bytes", "zeros", "ones", "cut", "copy", "splice", "grow", "large number"])
        count = dice.choice([1, 2, 4, 8, 64, 512, 5000])
        if not content or kind == "cut":
            del content[at:]
        elif kind == "bit":
            content[at] ^= 1 << dice.randrange(8)
        elif kind == "byte":
            content[at] = dice.randrange(256)
        elif kind == "bytes":
            content[at:at + count] = dice.randbytes(len(content[at:at + count]))
        elif kind in ("zeros", "ones"):
            content[at:at + count] = bytes([0 if kind == "zeros" else 255]) * len(content[at:at + count])
        elif kind == "copy":
            source = dice.randrange(size)
            piece = content[source:source + count]
            content[at:at + len(piece)] = piece
        elif kind == "splice":
            piece = dice.choice(seeds).content[at:at + count]
            content[at:at + len(piece)] = piece
        elif kind == "grow":
            content += dice.randbytes(count)
        elif kind == "large number":
            content[at // 8 * 8:at // 8 * 8 + 8] = dice.choice([2**63, 2**64 - 1, 2**40, 2**31]).to_bytes(8, "little")
    return bytes(content)


def judge(path, content, seed):
    """What verify did with it, and whether that was in order."""
    try:
        done = subprocess.run([SQUARES, "verify", path, "--json"], env=environment(), capture_output=True, text=True,
                              timeout=90, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return "hang", False
    if done.returncode not in ORDERLY:
        return f"left with {done.returncode}: {done.stderr[-500:]}", False
    try:
        json.loads(done.stdout)
    except ValueError:
        return f"no JSON: {done.stdout[:200]}", False
    if done.returncode == 0 and content[seed.data] != seed.content[seed.data]:
        return "a wrong file was called right", False
    return f"exit code {done.returncode}", True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--keep", default=None, help="a folder for the files that went wrong")
    options = parser.parse_args()
    dice, counts = random.Random(options.seed), Counter()
    folder = tempfile.mkdtemp(prefix="squares-fuzz-")
    try:
        seeds = [Seed(folder, name, run) for name, run in RUNS.items()]
        path = os.path.join(folder, "damaged.h5")
        end = time.monotonic() + options.seconds
        while time.monotonic() < end:
            seed = dice.choice(seeds)
            content = damaged(seed, seeds, dice)
            with open(path, "wb") as file:
                file.write(content)
            what, good = judge(path, content, seed)
            counts[what] += 1
            counts["files"] += 1
            if not good:
                counts["bad"] += 1
                if options.keep:
                    shutil.copy(path, os.path.join(options.keep, f"bad-{counts['bad']}.h5"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    counts["bad"] += 0
    print(json.dumps({"seed": options.seed, "seconds": options.seconds} | dict(sorted(counts.items())), indent=2))
    return 1 if counts["bad"] or not counts["files"] else 0


if __name__ == "__main__":
    sys.exit(main())
