#!/usr/bin/python3
"""Kills a small run before each of its write-like system calls, one after the other, and has another finish it.

    SQUARES=build/bin/squares PYTHONPATH=tests/support tests/faults/kill_each_write.py [--ranks 2] [--resumed]
        [--last 40_000_000 --block 5_000_000]

strace counts the calls of rank 0, which does all that is delicate, and kills it before the n-th. With --resumed the
run that is killed resumes a part; from 34 million numbers on it puts data onto the disk meanwhile. Prints a line for
each: the call, what was left, how it ended. Exits 0 if nothing was ever wrong.
"""

import argparse
import contextlib
import glob
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from typing import NamedTuple

import launcher
from evidence import Evidence, evidence_if_readable
from launching import OWN_GROUP, SQUARES, environment

CALLS = ("write,pwrite64,writev,pwritev,ftruncate,truncate,fallocate,fsync,fdatasync,rename,renameat,renameat2,linkat,"
         "unlink,unlinkat,link,mkdir,sync_file_range,fadvise64")
# Only calls that concern the output: what Open MPI writes for itself is no business of ours.
OURS = "squares.h5"


class Case(NamedTuple):
    ranks: int
    resumed: bool
    last: int = 300
    block: int = 50

    @property
    def options(self):
        return ["--last", str(self.last), "--block", str(self.block), "--quiet"]


def run(folder, case, traced, *options):
    settings = environment(**launcher.settings("kill-timeout=0"))
    only_rank_0 = ["sh", "-c", f'[ "$OMPI_COMM_WORLD_RANK" = 0 ] || shift {len(traced)}; exec "$@"', "sh"]
    mpirun = ["mpirun", "-np", str(case.ranks), *only_rank_0] if case.ranks > 1 else []
    return subprocess.run([*mpirun, *traced, SQUARES, *case.options, *options], **OWN_GROUP, cwd=folder, env=settings, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=300)


def strace(log, *inject):
    return ["strace", "-f", "-qq", "-y", "-o", log, "-e", f"trace=execve,{CALLS}", *inject]


def calls_of(log):
    """The calls of the main thread that concern the output, each as its name and the how-many-eth of that name it is."""
    found, seen = [], Counter()
    with open(log, errors="replace") as file:
        lines = [line.split(None, 1) for line in file]
    main_thread = lines[0][0]  # it begins with execve; threads of libraries may write before main does
    for thread, text in lines:
        if thread != main_thread or text.startswith(("+++", "---", "<...")):
            continue
        name = text.split("(")[0]
        seen[name] += 1
        if OURS in text and name != "execve":
            found.append((name, seen[name]))
    return found


def prepare(folder, case):
    """What is there before the run that is killed: nothing, or a part with some blocks done."""
    if not case.resumed:
        return
    log = os.path.join(folder, "log")
    # Dies at its third row, once three blocks are in the file.
    run(folder, case._replace(ranks=1), strace(log, "-e", "inject=fdatasync:signal=SIGKILL:when=4"), "--durable")
    os.remove(log)
    assert os.path.exists(os.path.join(folder, "squares.h5.part")), "no part to resume"


def what_is_left(folder):
    output = os.path.join(folder, "squares.h5")
    if os.path.exists(output):
        return "complete file" if Evidence(output).is_right_and_complete() else "WRONG file"
    if not os.path.exists(output + ".part"):
        return "nothing usable"
    found = evidence_if_readable(output + ".part")
    if found is None:
        return "part under change, its metadata saved" if os.path.exists(output + ".part.metadata") else "UNREADABLE"
    if found.wrong:
        return f"WRONG: {found.wrong} values marked done"
    return f"part, {len(found.done)} of {len(found.rows)} blocks done"


@contextlib.contextmanager
def no_semaphores_left():
    """Removes what a library of a killed process has left: glibc makes a semaphore under such a name, and at once gives
    it another."""
    before = set(glob.glob("/dev/shm/sem.??????"))
    try:
        yield
    finally:
        for path in set(glob.glob("/dev/shm/sem.??????")) - before:
            with contextlib.suppress(OSError):  # it had its other name meanwhile, or is somebody else's
                if os.stat(path).st_uid == os.getuid() and time.time() - os.stat(path).st_mtime > 0.5:
                    os.remove(path)


def kill_before(name, n, case):
    """Kills before the n-th call of that name: what was left, and how it ended."""
    folder = tempfile.mkdtemp(prefix="squares-each-")
    try:
        prepare(folder, case)
        log = os.path.join(folder, "log")
        first = run(folder, case, strace(log, "-e", f"inject={name}:signal=SIGKILL:when={n}"), "--resume")
        os.remove(log)
        if first.returncode == 0:  # with several ranks, calls are not always as many
            return "complete file, not killed", "right" if Evidence(os.path.join(folder, OURS)).is_right_and_complete() else "NOT"
        left = what_is_left(folder)
        last = run(folder, case, [], "--resume")
        output = os.path.join(folder, "squares.h5")
        right = last.returncode == 0 and Evidence(output).is_right_and_complete() and os.listdir(folder) == ["squares.h5"]
        return left, "right" if right else f"NOT RIGHT, exit code {last.returncode}: {last.stderr} {os.listdir(folder)}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def list_calls(case):
    folder = tempfile.mkdtemp(prefix="squares-each-")
    try:
        prepare(folder, case)
        log = os.path.join(folder, "log")
        run(folder, case, strace(log), "--resume")
        return calls_of(log)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def enumerate_kills(case, out=sys.stdout, step=1):
    """Kills before every step-th call. How many kills there were, and how many ended badly."""
    calls = list_calls(case)[::step]
    bad = 0
    for number, (name, n) in enumerate(calls, 1):
        with no_semaphores_left():
            left, end = kill_before(name, n, case)
        bad += any(word in left + end for word in ("WRONG", "UNREADABLE", "NOT"))
        print(f"{number:4}  {name:<15}  {n:4}  {left:<40}  {end}", file=out, flush=True)
    return len(calls), bad


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ranks", type=int, default=1)
    parser.add_argument("--resumed", action="store_true", help="kill a run that resumes")
    parser.add_argument("--last", type=int, default=300)
    parser.add_argument("--block", type=int, default=50)
    case = Case(**vars(parser.parse_args()))
    print(f"# {case.ranks} ranks, {'resumed' if case.resumed else 'first'} run: squares {' '.join(case.options)}")
    print("#     before the n-th        left                                      finished by --resume")
    kills, bad = enumerate_kills(case)
    print(f"# {kills} kills, {bad} bad")
    return 1 if bad or not kills else 0


if __name__ == "__main__":
    sys.exit(main())
