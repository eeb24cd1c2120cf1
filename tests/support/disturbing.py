"""Runs that are disturbed while they work: started in the background, waited for by what they have done."""

import contextlib
import os
import signal
import subprocess
import time

import h5py

from launching import OWN_GROUP, SQUARES, Result, children_of, environment

# Every number is a block of its own, and with SLOW each takes so long, on whatever machine, that the run can be disturbed.
BLOCKS = 20_000
LONG = ("--last", BLOCKS, "--block", 1)
SLOW = {"LD_PRELOAD": os.environ["SLOW_DISK"], "SLOW_US": "100"}
# Against hangs only: many times as long as anything takes on a machine that is busy with other work.
PATIENCE_S = 240


class Disturbed:
    """A command in the background, on a slow disk. Ended with the test at the latest."""

    def __init__(self, test, *options, ranks=0, before=(), **variables):
        self.test, self.ranks = test, ranks
        self.part = test.file + ".part"
        launcher = ["mpirun", "-np", str(ranks)] if ranks else []
        command = [*launcher, *before, SQUARES, *map(str, options)]
        self.process = subprocess.Popen(command, **OWN_GROUP, cwd=test.folder, env=environment(**SLOW | variables), text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        test.addCleanup(self.end)

    def end(self):
        """Kills it, if it has not ended, and returns when neither it nor one of its ranks is left."""
        if self.process.poll() is None:
            pids = self.rank_pids()
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.kill()
            self.process.communicate()
            for pid in pids:
                wait_until_gone(pid)

    def rank_pids(self):
        """The processes of the ranks, in their order."""
        if not self.ranks:
            return [self.process.pid]
        return sorted(children_of(self.process.pid), key=rank_of)

    def rows_done(self):
        try:
            with h5py.File(self.part, "r") as file:
                return int((file["blocks"]["state"] == 1).sum())
        except (OSError, KeyError):
            return 0

    def wait_for_rows(self, rows=500):
        """Until so many blocks are done: then the run is in the midst of storing."""
        while self.process.poll() is None and self.rows_done() < rows:
            time.sleep(0.005)
        self.test.assertIsNone(self.process.poll(), "the run has ended before it could be disturbed")

    def wait_until_all_are_heard(self):
        """Until each rank and rank 0 have heard each other's watchdog: who falls silent before that cannot be told from one
        whom UDP does not reach. Between two of its waits a watchdog says that it lives, and hears what has come."""
        for ranks in range(1, self.ranks), [0]:
            enough = {rank: self.waits_of_watchdog(rank) + 2 for rank in ranks}
            while self.process.poll() is None and any(self.waits_of_watchdog(rank) < enough[rank] for rank in ranks):
                time.sleep(0.005)

    def waits_of_watchdog(self, rank):
        with contextlib.suppress(OSError, IndexError):
            folder = f"/proc/{self.rank_pids()[rank]}/task"
            for thread in os.listdir(folder):
                with open(f"{folder}/{thread}/status") as file:
                    status = dict(line.split(":", 1) for line in file)
                if status["Name"].strip() == "watchdog":
                    return int(status["voluntary_ctxt_switches"])
        return 0

    def result(self, timeout=PATIENCE_S):
        stdout, stderr = self.process.communicate(timeout=timeout)
        return Result(self.process.returncode, stdout, stderr)


def wait_until_gone(pid):
    """Until the process has ended, and with it all that it held open, whether or not its parent has noticed."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        while True:
            with open(f"/proc/{pid}/stat") as file:
                if file.read().rpartition(")")[2].split()[0] in "ZX":
                    return
            time.sleep(0.005)


def rank_of(pid):
    with open(f"/proc/{pid}/environ", errors="replace") as file:
        variables = dict(pair.split("=", 1) for pair in file.read().split("\0") if "=" in pair)
    return int(variables.get("OMPI_COMM_WORLD_RANK", -1))


def strace_of_rank(folder, rank, inject):
    """A command to put before squares: strace with this injection on one rank, nothing on the others."""
    script = os.path.join(folder, "traced")
    calls = inject.split(":")[0]
    with open(script, "w") as file:
        file.write(f'''#!/bin/sh
[ "${{OMPI_COMM_WORLD_RANK:-0}}" = {rank} ] && exec strace -f -qq -o /dev/null -e trace={calls} -e inject={inject} "$@"
exec "$@"
''')
    os.chmod(script, 0o755)
    return [script]
