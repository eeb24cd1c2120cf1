"""Contenders in turns: in each round every one of them once, in random order, each in a fresh folder."""

import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import NamedTuple

from machine import Disturbance, file_system, memory_bytes

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, f"{TOP}/tests/support")
import launcher  # noqa: E402

# More ranks than processors are allowed, and so is root: nothing else differs from what a user has.
SETTINGS = launcher.settings("oversubscribe", "root")
OF_LAUNCHERS = ("SQUARES_", "OMPI_COMM_", "OMPI_UNIVERSE_", "PMI", "SLURM")
GiB = 2**30
WARMING = 2  # rounds that do not count: caches, and memory that the host of a virtual machine must first provide


class Failed(Exception):
    """Something could not be measured; says why."""


def end(process):
    """Lets mpirun end its ranks and tidy up, if it will."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=10)
    process.kill()


class Contender(NamedTuple):
    measure: Callable  # of the folder; gives a dict with "seconds" in it
    check: Callable | None = None  # of the folder: that what was left there is right; throws Failed


class Bench:
    """What all studies share: options, programs, the dice, and a record of every round."""

    def __init__(self, options):
        self.options = options
        self.dice = random.Random(options.seed)
        self.rounds = []  # of the study under way
        self.disturbance = Disturbance()

    def say(self, text):
        print(f"bench: {text}", file=sys.stderr, flush=True)

    def program(self, name):
        return os.path.join(self.options.bin, name)

    def run(self, command, folder, timeout=900, **variables):
        """The output of a command that must succeed."""
        env = {name: value for name, value in os.environ.items() if not name.startswith(OF_LAUNCHERS)}
        command = [str(word) for word in command]
        try:
            process = subprocess.Popen(command, cwd=folder, env=env | SETTINGS | variables, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        except OSError as error:
            raise Failed(f"{' '.join(command)}: {error}") from None
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            end(process)
            raise Failed(f"{' '.join(command)}: no end after {timeout} s") from None
        except BaseException:
            end(process)
            raise
        if process.returncode != 0:
            raise Failed(f"{' '.join(command)} left with {process.returncode}: {err.strip()[-2000:]}")
        return out

    def run_json(self, command, folder, **how):
        """The one JSON document that a command prints, with whatever a launcher printed before it left out."""
        out = self.run(command, folder, **how)
        try:
            return json.loads(out[out.index("{"):])
        except ValueError:
            raise Failed(f"{command[0]} … {command[-1]} printed no JSON: {out[-500:]}") from None

    def wall_s(self, command, folder):
        """How long the whole command takes."""
        begin = time.perf_counter()
        self.run(command, folder)
        return time.perf_counter() - begin

    def mpirun(self, ranks, *command, binding=()):
        return ["mpirun", "-np", str(ranks), *binding, *command]

    def squares(self, folder, *options, ranks, binding=(), command="run", timeout=900):
        """A run of squares, and what it tells of itself; with ranks=0 without mpirun."""
        words = [self.program("squares"), command, *options, "--json"]
        return self.run_json(self.mpirun(ranks, *words, binding=binding) if ranks else words, folder, timeout=timeout)

    @contextlib.contextmanager
    def fresh_folder(self, where):
        folder = tempfile.mkdtemp(prefix="squares-bench-", dir=where)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def alternate(self, label, contenders, where, rounds=None):
        """Measures all contenders in each round. Before that come rounds that warm up and do not count; in the first of
        them what each contender has made is checked.

        Returns a list of rounds, each a dict of what each contender's measure gave.
        """
        rounds = rounds or self.options.rounds
        measured = []
        for number in range(1 - WARMING, rounds + 1):
            self.say(f"{label}: " + (f"round {number} of {rounds}" if number > 0 else "warming up"))
            order = list(contenders)
            self.dice.shuffle(order)
            figures = {}
            self.disturbance.since_last()
            for name in order:
                figures[name] = self.once(contenders[name], where, check=number == 1 - WARMING)
            if number < 1:
                continue
            measured.append(figures)
            self.rounds.append({"of": label, "round": number, "order": order, "figures": figures}
                               | self.disturbance.since_last())
        return measured

    def once(self, contender, where, check):
        with self.fresh_folder(where) as folder:
            os.sync()  # what an earlier one has left to be written must not be written now
            figures = contender.measure(folder)
            if check and contender.check:
                contender.check(folder)
            return figures

    def places(self):
        """The folders for data, by the name of their file system."""
        found = {}
        for folder in (self.options.folder, self.options.memory_folder):
            if folder and os.path.isdir(folder):
                found.setdefault(file_system(folder)["type"], folder)
        return found

    def quiet_place(self):
        """Where no disk disturbs: in memory if there is room."""
        return self.places().get("tmpfs", self.options.folder)

    def lacks_room(self, where, size):
        """Why a file of so many bytes should not be made there; None if it may."""
        system = file_system(where)
        if system["free_bytes"] < 1.5 * size + GiB:
            return f"{where} has only {system['free_bytes'] / GiB:.1f} GiB free"
        needed = size * (2 if system["type"] == "tmpfs" else 1) + 2 * GiB  # it has to stay in the page cache
        if memory_bytes("MemAvailable") < needed:
            return f"only {memory_bytes('MemAvailable') / GiB:.1f} GiB of memory are available"
        return None
