#!/usr/bin/python3
"""Kills runs at random times and places, has others finish them, and counts what came of it.

    SQUARES=build/bin/squares PYTHONPATH=tests/support tests/faults/kill_campaign.py --kills 1000 [--folder DIR]
        [--last 40_000_000 --block 1_000_000]

After each kill the part is read here, without squares: every row that claims to be done must have told the truth.
From 34 million numbers on a run puts data onto the disk meanwhile. Each story ends with an undisturbed run, whose file
must be complete and right. Exits 0 if nothing was ever wrong.
"""

import argparse
import json
import os
import platform
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter

from evidence import Evidence, evidence_if_readable
from launcher import settings
from launching import OWN_GROUP, SQUARES, environment

LAST, BLOCK = 150_000, 100
RANKS = (0, 1, 2, 3, 4)  # 0: without mpirun


def children_of(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(child) for child in file.read().split()]
    except OSError:
        return []


def lives(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def kill(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


class Story:
    """One output: runs on it are killed, until one gets through or an undisturbed one ends it."""

    def __init__(self, folder, dice, counts, life, size):
        self.folder, self.dice, self.counts, self.life, self.size = folder, dice, counts, life, size
        self.output = os.path.join(folder, "squares.h5")
        self.part = self.output + ".part"

    def start(self):
        dice = self.dice
        self.ranks = dice.choice(RANKS)
        options = [*self.size, "--threads", dice.choice([1, 1, 2]), "--resume", "--quiet",
                   "--schedule", dice.choice(["block", "cyclic", "dynamic"]),
                   "--verify", dice.choice(["file", "file", "memory", "none"])]
        if dice.random() < 0.1:
            options.append("--durable")
        launcher = ["mpirun", "-np", str(self.ranks)] if self.ranks else []
        # How long mpirun lets ranks live once one has died: mostly not, so that more stories fit into an hour.
        grace = settings("kill-timeout=0") if dice.random() < 0.9 else {}
        return subprocess.Popen([*launcher, SQUARES, *map(str, options)], **OWN_GROUP, cwd=self.folder, env=environment(**grace),
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def part_exists(self):
        return os.path.exists(self.part) or os.path.exists(self.part + ".new")

    def wait_for_part(self, process, there=True):
        while process.poll() is None and self.part_exists() != there:
            time.sleep(0.0005)

    def measure_life(self):
        """How long the part of an undisturbed run lives."""
        process = self.start()
        self.wait_for_part(process)
        begin = time.monotonic()
        self.wait_for_part(process, there=False)
        life = time.monotonic() - begin
        process.communicate(timeout=120)
        return self.ranks, life

    def victims(self, process):
        ranks = children_of(process.pid) if self.ranks else [process.pid]
        whom = self.dice.choice(["one rank", "all ranks", "mpirun"]) if self.ranks else "no mpirun"
        if whom == "one rank":
            return whom, self.dice.sample(ranks, min(1, len(ranks)))
        return whom, [process.pid] if whom == "mpirun" else ranks

    def run_and_kill(self):
        """Whether the run was killed before its end."""
        process = self.start()
        self.wait_for_part(process)
        time.sleep(self.dice.uniform(0, 1.1 * self.life[self.ranks]))
        whom, pids = self.victims(process)
        ranks = children_of(process.pid)
        kill(pids)
        stderr = self.wait_for_end(process, ranks)
        if process.returncode == 0:
            return False
        if process.returncode not in (-9, 137, 1) and not pids:
            raise SystemExit(f"a run that nobody killed left with {process.returncode}: {stderr}")
        if whom == "mpirun" and self.dice.random() < 0.5:
            self.counts["resumed while orphans lived"] += any(map(lives, ranks))
        else:
            while any(map(lives, ranks)):
                time.sleep(0.005)
        self.counts["kills"] += 1
        self.counts[f"killed: {whom}"] += 1
        return True

    def wait_for_end(self, process, ranks):
        """Until the run has ended. A mpirun that does not notice that its ranks are dead is ended here, and counted."""
        for _ in range(6):
            try:
                return process.communicate(timeout=20)[1]
            except subprocess.TimeoutExpired:
                if self.ranks and not any(map(lives, ranks)):
                    self.counts["mpirun hung without ranks"] += 1
                    kill([process.pid])
        raise SystemExit(f"a killed run did not end: {process.args}")

    def look(self):
        """What the kill has left."""
        if os.path.exists(self.output):
            self.counts["left: a complete file"] += 1
            self.counts["wrong"] += not Evidence(self.output).is_right_and_complete()
        elif not os.path.exists(self.part):
            self.counts["left: nothing usable yet"] += 1
        elif os.path.exists(self.part + ".metadata"):
            self.counts["left: a part with its metadata saved"] += 1
        else:
            found = evidence_if_readable(self.part)
            if found is None:
                self.counts["unreadable"] += 1
                return
            done = len(found.done)
            self.counts["left: a part, " + ("no block done" if done == 0 else "all blocks done" if found.all_done else
                                            "some blocks done")] += 1
            self.counts["rows marked done"] += done
            self.counts["wrong values marked done"] += found.wrong
            self.counts["broken rows"] += found.broken_rows

    def finish(self):
        """The undisturbed run."""
        process = self.start()
        _, stderr = process.communicate(timeout=120)
        self.counts["stories"] += 1
        right = process.returncode == 0 and Evidence(self.output).is_right_and_complete()
        left = sorted(os.listdir(self.folder))
        if not right or left != ["squares.h5"]:
            self.counts["not finished right"] += 1
            print(f"left with {process.returncode}, beside it {left}: {stderr}", file=sys.stderr)
        self.counts["attempts in finished files"] += len({int(r) for r in Evidence(self.output).rows["attempt"]})


def measure_lives(dice, folder, size):
    """By number of ranks, the median of some runs."""
    lives = {ranks: [] for ranks in RANKS}
    while min(map(len, lives.values())) < 3:
        place = tempfile.mkdtemp(prefix="squares-kill-", dir=folder)
        ranks, life = Story(place, dice, Counter(), {}, size).measure_life()
        lives[ranks].append(life)
        shutil.rmtree(place)
    return {ranks: sorted(found)[len(found) // 2] for ranks, found in lives.items()}


def campaign(kills, folder, seed, last=LAST, block=BLOCK):
    size = ["--last", last, "--block", block]
    dice, counts = random.Random(seed), Counter()
    life = measure_lives(dice, folder, size)
    while counts["kills"] < kills:
        place = tempfile.mkdtemp(prefix="squares-kill-", dir=folder)
        try:
            story = Story(place, dice, counts, life, size)
            for _ in range(dice.randint(1, 4)):
                if counts["kills"] >= kills or not story.run_and_kill():
                    break
                story.look()
            story.finish()
        finally:
            shutil.rmtree(place, ignore_errors=True)
    return counts


BAD = ("wrong", "wrong values marked done", "unreadable", "not finished right")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--folder", default=None, help="where the files go (the folder for temporary files)")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--last", type=int, default=LAST)
    parser.add_argument("--block", type=int, default=BLOCK)
    options = parser.parse_args()
    begin = time.monotonic()
    counts = campaign(options.kills, options.folder, options.seed, options.last, options.block)
    for bad in BAD:
        counts[bad] += 0
    print(json.dumps({"seed": options.seed, "seconds": round(time.monotonic() - begin), "machine": platform.platform(),
                      "processors": os.cpu_count(), "last": options.last, "block": options.block} | dict(sorted(counts.items())),
                     indent=2))
    return 1 if any(counts[bad] for bad in BAD) else 0


if __name__ == "__main__":
    sys.exit(main())
