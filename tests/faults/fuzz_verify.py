#!/usr/bin/python3
"""Feeds squares verify damaged files for a bounded time: it must neither crash, nor hang, nor call a wrong file right.

    SQUARES=build-asan/bin/squares PYTHONPATH=tests/support tests/faults/fuzz_verify.py --seconds 600
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter

import h5py

import layouts
from launching import SQUARES, environment

# How the right files are stored: by squares itself, and anew by h5repack and h5py.
STORED = {
    "contiguous": None,
    "in chunks": lambda source, target: layouts.repack(source, target, "-l", "CHUNK=100"),
    "compressed": lambda source, target: layouts.repack(source, target, "-l", "CHUNK=100", "-f", "SHUF", "-f", "GZIP=1"),
    "fletcher32": lambda source, target: layouts.repack(source, target, "-l", "CHUNK=300", "-f", "FLET"),
    "latest format": lambda source, target: layouts.repack(source, target, "-L", "-l", "CHUNK=100", "-f", "GZIP=1"),
    "user block": layouts.repack_with_user_block,
    "compressed, user block": lambda source, target: layouts.repack_with_user_block(
        source, target, "-l", "CHUNK=100", "-f", "GZIP=1"),
    "compact": lambda source, target: layouts.copy(source, target, layouts.compact),
    "linked": lambda source, target: layouts.copy(source, target, layouts.by_soft_link),
    "scale-offset": lambda source, target: layouts.copy(source, target, layouts.stored_as(scaleoffset=0)),
}
ORDERLY = {0, 65, 66, 74, 75}
RUNS = {
    "64-bit": ["--last", "3000", "--block", "100", "--threads", "2"],
    "128-bit": ["--first", "18446744073709548616", "--last", "18446744073709551615", "--block", "100"],
    "one": ["--first", "7", "--last", "7"],
}


def values_in(path):
    """All squares as h5py reads them; None where it does not."""
    try:
        with h5py.File(path, "r") as file:
            return file["squares"][:].tobytes()
    except Exception:  # whatever h5py makes of it
        return None


class Seed:
    """A right file, and its values."""

    def __init__(self, folder, run, stored):
        path, new = os.path.join(folder, f"{run}.h5"), os.path.join(folder, "anew.h5")
        if not os.path.exists(path):
            subprocess.run([SQUARES, *RUNS[run], "--quiet", "--output", path], env=environment(), check=True)
        if STORED[stored]:
            STORED[stored](path, new)
        self.stored, self.values = stored, values_in(path)
        with open(new if STORED[stored] else path, "rb") as file:
            self.content = file.read()


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


def read_apart(path):
    """values_in(), in a process that the file may crash."""
    done = subprocess.run([sys.executable, __file__, "--values", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          timeout=90, check=False)
    return done.stdout


def verify(path, tries=2):
    """None where it hangs over the file, which it does each time then. Once it may hang over none: Open MPI 4 forks while
    another of its threads may be in the allocator of the address sanitizer, which g++ 12 leaves locked in the child."""
    for _ in range(tries):
        with contextlib.suppress(subprocess.TimeoutExpired):
            return subprocess.run([SQUARES, "verify", path, "--json"], env=environment(), capture_output=True, text=True,
                                  timeout=90, stdin=subprocess.DEVNULL)
    return None


def judge(path, seed):
    """What verify did with it, and whether that was in order."""
    done = verify(path)
    if done is None:
        return "hang", False
    if done.returncode not in ORDERLY:
        return f"left with {done.returncode}: {done.stderr[-500:]}", False
    try:
        json.loads(done.stdout)
    except ValueError:
        return f"no JSON: {done.stdout[:200]}", False
    if done.returncode == 0 and read_apart(path) != seed.values:
        return "a wrong file was called right", False
    return f"exit code {done.returncode}", True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--files", type=int, default=10**9, help="at most so many")
    parser.add_argument("--values", default=None, help="only writes the squares of this file, as h5py reads them")
    parser.add_argument("--keep", default=None, help="a folder for the files that went wrong")
    options = parser.parse_args()
    if options.values:
        sys.stdout.buffer.write(values_in(options.values) or b"")
        return 0
    dice, counts = random.Random(options.seed), Counter()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(f"ended by a signal, after {counts['files']} files"))
    folder = tempfile.mkdtemp(prefix="squares-fuzz-")
    try:
        seeds = [Seed(folder, run, stored) for run in RUNS for stored in STORED
                 if not (run == "128-bit" and stored == "scale-offset")]  # which is for integers only
        for seed in seeds:  # undamaged
            path = os.path.join(folder, "right.h5")
            with open(path, "wb") as file:
                file.write(seed.content)
            what, good = judge(path, seed)
            if what != "exit code 0" or not good:
                raise SystemExit(f"{seed.stored}: {what}")
        path = os.path.join(folder, "damaged.h5")
        end = time.monotonic() + options.seconds
        while time.monotonic() < end and counts["files"] < options.files:
            seed = dice.choice(seeds)
            content = damaged(seed, seeds, dice)
            with open(path, "wb") as file:
                file.write(content)
            what, good = judge(path, seed)
            counts[what] += 1
            counts[seed.stored] += 1
            counts["files"] += 1
            if not good:
                counts["bad"] += 1
                if options.keep:
                    shutil.copy(path, os.path.join(options.keep, f"bad-{counts['bad']}.h5"))
    finally:  # also of what was done before a signal
        shutil.rmtree(folder, ignore_errors=True)
        counts["bad"] += 0
        print(json.dumps({"seed": options.seed, "seconds": options.seconds} | dict(sorted(counts.items())), indent=2))
    return 1 if counts["bad"] or not counts["files"] else 0


if __name__ == "__main__":
    sys.exit(main())
