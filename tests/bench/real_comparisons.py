#!/usr/bin/python3
"""Real runs that are compared: how often are equals said to differ, and how often is a side that is 5 % slower found?

    SQUARES=build/bin/squares SLOW_DISK=build-ci/tests/libslow_disk.so PYTHONPATH=tests/support \
        tests/bench/real_comparisons.py --comparisons 100 --runs 10

How long a store takes is measured first; on the slower side each write of a block is then made to last so much longer that
it takes 5 % more. All else is the machine's own noise. The runs of both sides take turns, in random order.
"""

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter

from launching import SQUARES, environment

BLOCKS, BLOCK = 200, 100_000
RUN = ("--last", str(BLOCKS * BLOCK), "--block", str(BLOCK), "--verify", "memory", "--json", "--force")


def store_s(path, more_ns):
    """Of a run."""
    done = subprocess.run([SQUARES, *RUN, "--output", path], check=True, stdin=subprocess.DEVNULL, capture_output=True,
                          env=environment(LD_PRELOAD=os.environ["SLOW_DISK"], SLOW_MORE_NS=str(more_ns)))
    return json.loads(done.stdout)["phases"]["store_s"]


def compared(runs, more_ns, seed):
    """What is said of the stores of two sides, and their ratio."""
    with tempfile.TemporaryDirectory(prefix="squares-compare-", dir=os.environ.get("TMPDIR", "/var/tmp")) as folder:
        sides = {"a": 0, "b": more_ns}
        order = [(side, number) for side in sides for number in range(runs)]
        random.Random(seed).shuffle(order)
        for side, number in order:
            store_s(f"{folder}/{side}{number}.h5", sides[side])
        a, b = ([f"{folder}/{side}{number}.h5" for number in range(runs)] for side in sides)
        done = subprocess.run([SQUARES, "compare", *a, "--to", *b, "--json"], capture_output=True, text=True, check=True,
                              env=environment())
        store = next(phase for phase in json.loads(done.stdout)["phases"] if phase["phase"] == "store")
        return store["verdict"], store["ratio"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comparisons", type=int, default=100)
    parser.add_argument("--runs", type=int, default=10, help="of each side")
    parser.add_argument("--seed", type=int, default=1)
    how = parser.parse_args()
    began = time.monotonic()
    print(f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {os.cpu_count()} processors; {how.runs} runs a side, "
          f"{how.comparisons} comparisons a row, seed {how.seed}")
    with tempfile.TemporaryDirectory(prefix="squares-compare-", dir=os.environ.get("TMPDIR", "/var/tmp")) as folder:
        alone = sorted(store_s(f"{folder}/a.h5", 0) for _ in range(25))
    usual_s = alone[len(alone) // 2]
    print(f"a store takes {1e3 * usual_s:.1f} ms (quartiles {1e3 * alone[6]:.1f} and {1e3 * alone[18]:.1f})")
    for slower in (1, 1.05):
        more_ns = round(1e9 * usual_s * (slower - 1) / BLOCKS)
        found = [compared(how.runs, more_ns, how.seed + number) for number in range(how.comparisons)]
        verdicts = Counter(verdict for verdict, _ in found)
        ratios = sorted(ratio for _, ratio in found)
        print(f"true ratio {slower}: " + ", ".join(f"{verdict} {count}" for verdict, count in sorted(verdicts.items())) +
              f"; ratios {ratios[0]:.3f} to {ratios[-1]:.3f}, median {ratios[len(ratios) // 2]:.3f}", flush=True)
    print(f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
