#!/usr/bin/python3
"""Starts what needs no MPI in random surroundings: the answer is that of clean ones, or one clear message and its code.

    SQUARES=build/bin/squares PYTHONPATH=tests/support tests/cli/fuzz_surroundings.py --times 1000 --seed 1

Surroundings are variables of launchers, schedulers, MPI, HDF5 and locales with right, wrong and hostile values, standard
streams that are closed, full or gone, limits (files, memory, stack, file size, processes), another folder, a missing
home, blocked and ignored signals.
"""

import argparse
import collections
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

from launching import SQUARES, environment

VARIABLES = {
    **dict.fromkeys(["SLURM_PROCID", "SLURM_LOCALID", "SLURM_NODEID", "SLURM_NTASKS", "SLURM_STEP_NUM_TASKS", "SLURM_STEP_ID", "SLURM_JOB_ID",
                     "SLURM_TASKS_PER_NODE", "SLURM_RESTART_COUNT", "SLURM_ARRAY_TASK_ID", "PMI_RANK", "PMI_SIZE", "PMI_FD", "PMIX_RANK",
                     "PMIX_NAMESPACE", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK",
                     "OMPI_COMM_WORLD_LOCAL_SIZE", "PRTE_LAUNCHED", "MPI_LOCALRANKID", "ALPS_APP_PE", "LSB_JOBID", "PBS_JOBID"],
                    ["0", "1", "3", "4", "-1", "99999999999999999999", "", "x", "$(id)", "2(x3),1"]),
    **dict.fromkeys(["OMPI_MCA_pml", "OMPI_MCA_btl", "OMPI_MCA_io", "OMPI_MCA_ess", "OMPI_MCA_pmix", "PRTE_MCA_x", "OMPI_MCA_sharedfp"],
                    ["no_such", "^vader", "", "self", "romio321"]),
    **dict.fromkeys(["HDF5_PLUGIN_PATH", "HDF5_DRIVER", "HDF5_USE_FILE_LOCKING", "HDF5_DISABLE_VERSION_CHECK", "HDF5_VOL_CONNECTOR",
                     "HDF5_METADATA_READ_ATTEMPTS"], ["/nonexistent", "0", "TRUE", "FALSE", "2", "garbage", ""]),
    **dict.fromkeys(["LC_ALL", "LANG", "LC_NUMERIC", "LANGUAGE"], ["C", "de_DE.UTF-8", "C.UTF-8", "no_such", "tr_TR.UTF-8", ""]),
    **dict.fromkeys(["HOME", "TMPDIR", "XDG_RUNTIME_DIR"], ["/nonexistent", "/proc", "", "relative"]),
    **dict.fromkeys(["TERM", "COLUMNS", "NO_COLOR", "TZ"], ["dumb", "1", "0", "-5", "Mars/Phobos", ""]),
    **dict.fromkeys(["HWLOC_XMLFILE", "HWLOC_SYNTHETIC", "HWLOC_COMPONENTS"], ["/nonexistent", "core:2", "-linux", ""]),
    **dict.fromkeys(["SQUARES_LSAT", "SQUARES_SUBMITTED", "SQUARES_TRY", "SQUARES_SCRIPT"], ["1", "'", ""]),
}
LIMITS = {resource.RLIMIT_NOFILE: [3, 4, 5, 6, 8, 12, 16, 32, 64], resource.RLIMIT_FSIZE: [0, 1, 4096, 65536],
          resource.RLIMIT_AS: [300 << 20, 400 << 20, 600 << 20, 1 << 30], resource.RLIMIT_STACK: [64 << 10, 256 << 10, 1 << 20],
          resource.RLIMIT_CORE: [0], resource.RLIMIT_NPROC: [1, 2, 3, 8], resource.RLIMIT_DATA: [64 << 20, 128 << 20, 512 << 20],
          resource.RLIMIT_MEMLOCK: [0], resource.RLIMIT_CPU: [20]}
# Limits on processes are those of an ordinary user, who cannot look into root's folder.
ANYBODY_REACHES_IT = all(os.stat(folder).st_mode & 1 for folder in map(str, pathlib.Path(SQUARES).resolve().parents))
CODES = {64, 65, 66, 69, 73, 74}
LOADER = 127  # of the system, before this program begins


def commands(folder):
    a, b = (os.path.join(folder, name) for name in ("a.h5", "b.h5"))
    return {"help": ["--help"], "help verify": ["help", "verify"], "version": ["version"], "verify": ["verify", a], "verify json": ["verify", "--json", a, b],
            "report": ["report", a], "report json": ["report", "--json", a, b], "report csv": ["report", "--csv", a], "compare": ["compare", a, b],
            "missing": ["report", os.path.join(folder, "none.h5")], "wrong": ["--lsat", "5"], "plan": ["--dry-run", "--json", "--last", "1000"]}


def stable(name, text):
    """Without what is measured anew each time."""
    if name == "plan":
        text = text.partition('"estimate"')[0]
    return re.sub(r"[0-9.,]+ (s|ms|MB/s|GB/s)\b|\"[a-z_]*_(s|per_s)\": [0-9.e+-]+", "", text)


class Surroundings:
    def __init__(self, dice, folder):
        self.variables = {name: dice.choice(VARIABLES[name]) for name in dice.sample(sorted(VARIABLES), dice.randint(0, 12))}
        self.limits = {which: dice.choice(LIMITS[which]) for which in dice.sample(sorted(LIMITS), dice.choice([0, 0, 1, 1, 2]))}
        self.closed = dice.sample([0, 1, 2], dice.choice([0, 0, 0, 1, 2, 3]))
        self.full = dice.random() < 0.1
        self.ignored = dice.sample([signal.SIGCHLD, signal.SIGPIPE, signal.SIGTERM, signal.SIGALRM, signal.SIGXFSZ], dice.choice([0, 0, 1, 2]))
        self.blocked = dice.sample([signal.SIGCHLD, signal.SIGALRM, signal.SIGTERM, signal.SIGUSR1], dice.choice([0, 0, 1, 2]))
        self.user = 65534 if resource.RLIMIT_NPROC in self.limits and ANYBODY_REACHES_IT else None
        self.folder = dice.choice([folder, "/", "/proc"])

    def __str__(self):
        shown = {name: value for name, value in vars(self).items() if value}
        return str(shown)

    def apply(self):
        for number in self.ignored:
            signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, self.blocked)
        if self.full:
            os.dup2(os.open("/dev/full", os.O_WRONLY), 1)
        for stream in self.closed:
            os.close(stream)
        if self.user:
            os.setgid(self.user)
            os.setuid(self.user)
        for which, limit in self.limits.items():
            resource.setrlimit(which, (limit, limit))

    def run(self, words):
        return subprocess.run([SQUARES, *words], cwd=self.folder, env=environment(**self.variables), capture_output=True, text=True,
                              errors="replace", stdin=subprocess.DEVNULL, timeout=300, preexec_fn=self.apply)


def judge(name, clean, done, where):
    """What is wrong with an answer; "" if it is the same as in clean surroundings, or a refusal."""
    told = 2 not in where.closed
    stderr = re.sub(r"squares: warning: .*\n(  .*\n)*|^hwloc: .*\n", "", done.stderr, flags=re.MULTILINE)
    errors = re.findall(r"^squares: error: ", stderr, re.MULTILINE)
    if done.returncode == LOADER or "error while loading shared libraries" in done.stderr:
        return ""
    if done.returncode == clean.returncode and (1 in where.closed or where.full or stable(name, done.stdout) == stable(name, clean.stdout)):
        if clean.returncode == 0 and stderr:
            return "says something beside the answer"
        printed_nothing = (1 in where.closed or where.full) and clean.stdout and clean.returncode == 0
        return "says nothing of a stdout that takes nothing" if printed_nothing else ""
    if done.returncode not in CODES:
        return f"ends with {done.returncode}"
    if '"error": {' in done.stdout or ": UNREADABLE, " in done.stdout:  # a message for each file
        return ""
    if told and len(errors) != 1:
        return f"{len(errors)} messages"
    if told and "\n  remedy: " not in stderr:
        return "no remedy"
    return ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    how = parser.parse_args()
    dice = random.Random(how.seed)
    folder = tempfile.mkdtemp(prefix="squares-surroundings-")
    os.chmod(folder, 0o755)
    bad, seen = 0, collections.Counter()
    try:
        for name in ("a.h5", "b.h5"):
            subprocess.run([SQUARES, "--quiet", "--output", name], cwd=folder, env=environment(), check=True)
        clean = {name: subprocess.run([SQUARES, *words], cwd=folder, env=environment(), capture_output=True, text=True,
                                      stdin=subprocess.DEVNULL) for name, words in commands(folder).items()}
        for _ in range(how.times):
            name, words = dice.choice(sorted(commands(folder).items()))
            where = Surroundings(dice, folder)
            done = where.run(words)
            wrong = judge(name, clean[name], done, where)
            seen["same" if done.returncode == clean[name].returncode else "refused", done.returncode] += 1
            if wrong:
                bad += 1
                print(f"{name}: {wrong}\n{where}\nexit code {done.returncode}\n--- stdout\n{done.stdout[:2000]}\n--- stderr\n{done.stderr[:2000]}", flush=True)
        left = sorted(os.listdir(folder))
        if left != ["a.h5", "b.h5"]:
            bad += 1
            print(f"left behind: {left}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for (what, code), count in sorted(seen.items()):
        print(f"{what:8} {code:4} {count:5}")
    print(f"{how.times} surroundings, seed {how.seed}: {bad} not as they should be")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
