#!/usr/bin/python3
"""Measures squares against what else could do the work; tests/bench/run.sh installs and builds what this needs.

    tests/bench/run.sh [--rounds 10] [--only store,launch,…] [--out DIR] [--folder DIR]

Contenders take turns in random order inside each round; what is reported is the median of the ratios of the rounds,
with an interval that assumes nothing about their distribution. No contender's time counts before its file has been
checked. The table goes to stdout and DIR/bench.txt, all figures to DIR/bench.json. Leaves with 1 if something could not
be measured; targets that are not met are results, not errors.
"""

import argparse
import importlib
import os
import random
import shlex
import signal
import sys
import time

import machine
from measuring import TOP, Bench, Failed
from report import Report

STUDIES = ("store", "check", "kernel", "launch", "peers", "ways", "schedule", "dealing", "memory", "scale")
ON_DEMAND = ("many_ranks", "confirm", "disk")  # take minutes


def numbers(text):
    value = int(float(text.replace("_", "")))
    if not 0 < value < 2**32:
        raise argparse.ArgumentTypeError("give a number of numbers from 1 to 2^32 - 1")
    return value


def studies(text):
    names = [name.replace("-", "_") for name in text.split(",")]
    for name in names:
        if name not in STUDIES + ON_DEMAND:
            raise argparse.ArgumentTypeError(f"there is no study '{name}'; there are {', '.join(STUDIES + ON_DEMAND)}")
    return names


def parse():
    parser = argparse.ArgumentParser(prog="tests/bench/run.sh", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10, help="in how many rounds each contender has its turn (10)")
    parser.add_argument("--only", type=studies, default=list(STUDIES), metavar="STUDY,…",
                        help=f"of {', '.join(STUDIES)} (all); and {', '.join(ON_DEMAND)}, when asked for")
    parser.add_argument("--out", default=f"{TOP}/build/bench", metavar="DIR", help="for the results (build/bench)")
    parser.add_argument("--folder", default=f"{TOP}/build", metavar="DIR",
                        help="for the data, on the disk to measure (build)")
    parser.add_argument("--memory-folder", default="/dev/shm", metavar="DIR",
                        help="for data in memory; '' for none (/dev/shm)")
    parser.add_argument("--numbers", type=numbers, default=256_000_000, metavar="N",
                        help="in store, check, ways and schedule (256e6)")
    parser.add_argument("--disk-numbers", type=lambda text: [numbers(one) for one in text.split(",")],
                        default=[125_000_000, 1_000_000_000], metavar="N,…", help="in disk (125e6,1e9)")
    parser.add_argument("--pause", type=float, default=8, metavar="S",
                        help="in disk and ways, before each contender: a virtual machine gives memory back meanwhile (8)")
    parser.add_argument("--before", metavar="FILE", help="in disk: the squares of before, as a contender")
    parser.add_argument("--peer-numbers", type=numbers, default=128_000_000, metavar="N", help="in peers (128e6)")
    parser.add_argument("--lesson-numbers", type=numbers, default=16_000_000, metavar="N",
                        help="in peers, for the programs of the lesson (16e6)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32), metavar="N",
                        help="of the order of the contenders (random)")
    parser.add_argument("--bin", default=f"{TOP}/build/bin", metavar="DIR", help="where the programs are (build/bin)")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds: at least one")
    for name in ("out", "folder", "bin"):
        setattr(options, name, os.path.abspath(getattr(options, name)))
    return options


def run_facts(bench):
    """What a file says of the versions that made it."""
    import h5py
    with bench.fresh_folder(bench.options.folder) as folder:
        bench.squares(folder, "--last", 1000, ranks=0)
        with h5py.File(f"{folder}/squares.h5", "r") as file:
            said = file["run"].attrs
            versions = [name for name in said if name.endswith("_version") or name == "compiler"]
            texts = [said[name].decode() if isinstance(said[name], bytes) else str(said[name]) for name in versions]
            return dict(zip(versions, texts))


def measure(bench, name, report):
    study = importlib.import_module(f"studies.{name}")
    bench.rounds = []
    begin = time.monotonic()
    rows, tables, failure = [], [], None
    bench.disturbance.since_last()
    try:
        rows, tables = study.run(bench)
    except Failed as error:
        failure = str(error)
        bench.say(f"{name}: not measured: {failure}")
    report.add(name, study.TITLE.format(**vars(bench.options)), rows, tables, bench.rounds, failure)
    bench.say(f"{name}: {time.monotonic() - begin:.0f} s")


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that folders are removed
    options = parse()
    os.makedirs(options.folder, exist_ok=True)
    bench = Bench(options)
    begun = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    try:
        versions = run_facts(bench)
    except Failed as error:
        sys.exit(f"bench: nothing can be measured: {error}")
    report = Report(options, "tests/bench/run.sh " + shlex.join(sys.argv[1:]), {
        "begun": begun, "revision": machine.revision(TOP), "machine": machine.facts(), "run": versions})
    for name in options.only:
        measure(bench, name, report)
        report.write(options.out)
    print(report.text(), end="")
    bench.say(f"written to {options.out}/bench.txt and bench.json")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
