"""How the tests call squares: each in a fresh folder, with and without mpirun, and never for longer than allowed."""

import atexit
import contextlib
import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from dataclasses import dataclass

import h5py

import launcher
from evidence import Evidence
from look_alikes import LookAlikes

SQUARES = os.environ["SQUARES"]

# Where Open MPI keeps what a killed run would leave behind for ever.
SCRATCH = tempfile.mkdtemp(prefix="squares-scratch-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
MPI_SETTINGS = launcher.settings("quiet", "oversubscribe", "root", f"temporary={SCRATCH}")
OF_LAUNCHERS = ("SQUARES", "OMPI_", "PRTE_", "PMI", "SLURM")


def environment(**more):
    """This process's, without what squares and launchers would take from it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OF_LAUNCHERS)}
    return kept | MPI_SETTINGS | more


# For subprocess: Open MPI 5's mpirun, when a rank fails while others still start, kills its process group.
OWN_GROUP = {"process_group": 0}


def failing(calls, *paths):
    """Before a command: what strace is to do to these system calls of it, and of its children; with paths to those on them.

    As in "link,rename:error=EIO pwrite64:error=ENOSPC:when=2".
    """
    on_paths = [word for path in paths for word in ("-P", path)]
    injections = [word for call in calls.split() for word in ("-e", f"inject={call}")]
    traced = ",".join(call.partition(":")[0] for call in calls.split())
    return ["strace", "-f", "-qq", "-o", "/dev/null", *on_paths, "-e", f"trace={traced}", *injections]


def killed_at_sync(number):
    """Before a command: it is killed at this fdatasync; a run with --durable makes one for each block."""
    return failing(f"fdatasync:signal=SIGKILL:when={number}")


@dataclass
class Result:
    code: int
    stdout: str
    stderr: str

    @property
    def errors(self):
        """What squares says itself; mpirun may have added its own."""
        return [line for line in self.stderr.splitlines() if line.startswith("squares: error: ")]

    @property
    def remarks(self):
        """stderr without the placement, since tests run more ranks than there are processors, and without the progress, which
        a run has to tell where the machine is slow."""
        return re.sub(r"squares: warning: (?:.*\n)+?  a launch that fits: .*\n|^squares: \w+ +\d+ % .*\n", "", self.stderr,
                      flags=re.MULTILINE)

    def __str__(self):
        return f"exit code {self.code}\n--- stdout\n{self.stdout}\n--- stderr\n{self.stderr}"


def run(*options, ranks=0, folder=".", timeout=300, before=(), launch=(), wrap=(), **variables):
    """Runs squares in `folder` on `ranks` ranks of mpirun, or with ranks=0 as it is. `before` goes before the command,
    `launch` are more options of mpirun, and `wrap` goes before squares on each rank. See `ended` for `timeout`.
    """
    mpirun = ["mpirun", "-np", str(ranks), *launch] if ranks else []
    command = [*before, *mpirun, *wrap, SQUARES, *map(str, options)]
    if ranks == 1:
        variables = launcher.settings("kill-timeout=0") | variables  # or mpirun waits 2 s for nobody after an error
    return ended(command, folder, timeout, **variables)


def ended(command, folder, timeout, **variables):
    """The result of a command. After `timeout` seconds it is ended with all it has started, and the test fails with what they
    were doing."""
    process = subprocess.Popen(command, **OWN_GROUP, cwd=folder, env=environment(**variables), text=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        stdout, stderr = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        left = still_there(process.pid)
        os.killpg(process.pid, signal.SIGTERM)  # mpirun ends its ranks on it
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        raise AssertionError(f"no end after {timeout} s: {' '.join(command)}\n{left}") from None
    return Result(process.returncode, stdout, stderr)


def children_of(pid, thread=None):
    """The processes that a thread of a process has started: its first one, if no other is given."""
    with open(f"/proc/{pid}/task/{thread or pid}/children") as file:
        return [int(child) for child in file.read().split()]


def still_there(pid, depth=0):
    """A process and those that it has started, and in which call of the system each of their threads is."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            lines = [f"{'  ' * depth}{pid} {file.read().replace(bytes(1), b' ').decode(errors='replace')}"]
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/comm") as name, open(f"/proc/{pid}/task/{thread}/syscall") as call:
                lines.append(f"{'  ' * depth}  thread {thread} {name.read().strip()}: {call.read().strip()}")
        for thread in os.listdir(f"/proc/{pid}/task"):
            lines += [still_there(child, depth + 1) for child in children_of(pid, thread)]
        return "\n".join(lines)
    except OSError as error:  # it has just ended
        return f"{'  ' * depth}{pid}: {error}"


def remove(folder):
    """With all that is in it, once what is being ended in it makes no more files."""
    for _ in range(100):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.exists(folder):
            return
        time.sleep(0.05)
    shutil.rmtree(folder)  # says what cannot be removed


class SquaresTest(unittest.TestCase):
    """A test with a fresh folder of its own, and the file squares.h5 in it once a run has made one."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="squares-test-")
        self.addCleanup(remove, self.folder)
        self.look_alikes = LookAlikes(self, self.folder)
        self.file = os.path.join(self.folder, "squares.h5")

    def run_squares(self, *options, **how):
        return run(*options, **{"folder": self.folder} | how)

    def compute(self, *options, **how):
        """A run that must succeed; nothing but the file is left beside it."""
        result = self.run_squares(*options, **how)
        self.assertEqual(result.code, 0, str(result))
        self.assertEqual(self.left(), ["squares.h5"], str(result))
        return result

    def clear(self):
        for name in self.left():
            os.remove(self.path(name))

    def left(self, folder="."):
        """What is in the folder, or in one below it, but for the look-alikes."""
        return self.look_alikes.others(folder)

    def leave_part(self):
        """squares.h5.part of 1..1000 in blocks of 100, of which three are done, as a killed run leaves it."""
        self.run_squares("--last", 1000, "--block", 100, "--durable", before=killed_at_sync(4))
        self.assertEqual(len(Evidence(self.file + ".part").done), 3)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def assert_one_error(self, result, code, *words):
        """It left with `code` and one whole message, which has all `words` in it."""
        self.assertEqual(result.code, code, str(result))
        self.assertEqual(len(result.errors), 1, str(result))
        for line in ("  where: ", "  remedy: "):
            self.assertEqual(result.stderr.count("\n" + line), 1, f"one '{line}' in\n{result}")
        for word in words:
            self.assertIn(word, result.stderr)


def sha256_of_squares(path):
    with h5py.File(path) as file:
        return hashlib.sha256(file["squares"][:].tobytes()).hexdigest()


def square_sum(first, last):
    """The sum of n² for n from first to last."""
    def up_to(n):
        return n * (n + 1) * (2 * n + 1) // 6
    return up_to(last) - (up_to(first - 1) if first > 0 else 0)
