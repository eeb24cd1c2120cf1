#!/usr/bin/python3
"""Plays power losses: of what was written after the last sync, each page survives in any of its states.

    SQUARES=build/bin/squares RECORD_WRITES=build-ci/tests/librecord_writes.so PYTHONPATH=tests/support \\
        tests/faults/power_loss.py --losses 1000

A run writes down its writes and syncs. Each loss takes a moment of the store phase and builds the part that a disk may
hold then: a page that was written since the last sync has the content that it had after some of these writes. With
--durable no row may say done of a value that is not there; without it --resume must find out each such row.
"""

import argparse
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict

from evidence import Evidence
from launching import OWN_GROUP, SQUARES, environment

RUN = ["--last", "40000", "--block", "100", "--quiet"]
PAGE = 4096
RECORD = struct.Struct("<5Q")


def record(folder, durable, ranks):
    """Runs squares and returns its writes and syncs in order, and the file of attempts as it was."""
    logs = os.path.join(folder, "logs")
    os.mkdir(logs)
    command = ["mpirun", "-np", str(ranks), SQUARES, *RUN] + (["--durable"] if durable else [])
    done = subprocess.run(command, **OWN_GROUP, cwd=folder, env=environment(LD_PRELOAD=os.environ["RECORD_WRITES"], RECORD_FOLDER=logs),
                          timeout=120)
    assert done.returncode == 0
    events = []
    for name in os.listdir(logs):
        with open(os.path.join(logs, name), "rb") as file:
            while head := file.read(RECORD.size):
                begin, end, is_sync, offset, count = RECORD.unpack(head)
                events.append((begin, end, is_sync, offset, file.read(count)))
    return sorted(events)


class Disk:
    """The part as it is created, and what happens to it in the store phase."""

    def __init__(self, events):
        made = next(i for i, event in enumerate(events) if event[2])  # the first sync: the part is whole
        self.base = bytearray()
        for _, _, _, offset, data in events[:made]:
            self.put(self.base, offset, data)
        length = struct.unpack_from("<Q", self.base, 40)[0]
        self.base.extend(bytes(length - len(self.base)))
        metadata = range(2048)  # what is written there again is the end of the run
        self.events = []
        for event in events[made + 1:]:
            if not event[2] and event[3] in metadata:
                break
            self.events.append(event)

    @staticmethod
    def put(image, offset, data):
        if len(image) < offset + len(data):
            image.extend(bytes(offset + len(data) - len(image)))
        image[offset:offset + len(data)] = data

    def after_loss(self, moment, dice):
        """An image that the disk may hold when the power goes after so many events."""
        image = bytearray(self.base)
        events = self.events[:moment]
        syncs = [event for event in events if event[2]]
        synced_until = max((begin for begin, _, _, _, _ in syncs), default=0)
        pending = defaultdict(list)  # by page: pieces that may be lost, in their order
        for _, end, is_sync, offset, data in events:
            if is_sync:
                continue
            while data:
                page = offset // PAGE
                piece = data[:(page + 1) * PAGE - offset]
                if end <= synced_until and page not in pending:
                    image[offset:offset + len(piece)] = piece
                else:
                    pending[page].append((end, offset, piece))
                offset, data = offset + len(piece), data[len(piece):]
        for pieces in pending.values():
            sure = sum(end <= synced_until for end, _, _ in pieces)
            for _, offset, piece in pieces[:dice.randint(sure, len(pieces))]:
                image[offset:offset + len(piece)] = piece
        return image


def resumes_right(image):
    """Whether --resume makes a complete and right file of it."""
    folder = tempfile.mkdtemp(prefix="squares-power-")
    try:
        with open(os.path.join(folder, "squares.h5.part"), "wb") as file:
            file.write(image)
        done = subprocess.run([SQUARES, *RUN, "--resume"], cwd=folder, env=environment(), capture_output=True, timeout=300)
        return done.returncode == 0 and Evidence(os.path.join(folder, "squares.h5")).is_right_and_complete()
    finally:
        shutil.rmtree(folder)


def play(durable, losses, ranks, dice):
    folder = tempfile.mkdtemp(prefix="squares-power-")
    counts = Counter()
    try:
        disk = Disk(record(folder, durable, ranks))
        for number in range(losses):
            image = disk.after_loss(dice.randint(0, len(disk.events)), dice)
            part = os.path.join(folder, "lost.h5")
            with open(part, "wb") as file:
                file.write(image)
            found = Evidence(part)
            lying = sum(found_wrong > 0 for found_wrong in wrong_by_row(part, found))
            counts["losses"] += 1
            counts["rows marked done"] += len(found.done)
            counts["rows that lie"] += lying
            counts["parts with rows that lie"] += lying > 0
            if lying or number % 20 == 0:
                counts["resumed"] += 1
                counts["resumed wrong"] += not resumes_right(image)
    finally:
        shutil.rmtree(folder)
    for name in ("rows that lie", "resumed wrong"):
        counts[name] += 0
    return counts


def wrong_by_row(path, found):
    import h5py
    with h5py.File(path, "r") as file:
        return [found.wrong_in(file["squares"], row) for row in found.done]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--losses", type=int, default=1000)
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    options = parser.parse_args()
    dice = random.Random(options.seed)
    results = {name: play(durable, options.losses, options.ranks, dice)
               for name, durable in (("durable", True), ("not durable", False))}
    print(json.dumps({"seed": options.seed} | {name: dict(sorted(counts.items())) for name, counts in results.items()}, indent=2))
    wrong = sum(counts["resumed wrong"] for counts in results.values())
    return 1 if wrong or results["durable"]["rows that lie"] or not results["not durable"]["rows that lie"] else 0


if __name__ == "__main__":
    sys.exit(main())
