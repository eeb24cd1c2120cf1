#!/usr/bin/python3
"""Ends jobs in all the ways in which jobs end, at random moments, several at a time on the cluster of cluster/local.sh.

    SQUARES=build/bin/squares SLOW_DISK=build-ci/tests/libslow_disk.so PYTHONPATH=tests/support \\
      tests/slurm/end_campaign.py --jobs 200 --seed 1

Each job is cancelled (scancel), told that its time is up (SIGUSR1), requeued by Slurm (scontrol requeue), or loses a node
to its power switch, which comes back. A job that was cancelled must stay so and leave a part that `--resume` brings to
its end; any other must end by itself with a right file. No row that was done before is computed again, none lies.
"""

import argparse
import collections
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from evidence import Evidence, done_in
from jobs import IS_A_NEXT_TRY, on_site, rows_of
from launching import SQUARES, environment
from slurm import TOP, cluster, job_facts

WAYS = ("cancel", "time", "requeue", "power")
OPTIONS = ("--last", "20000", "--block", "1", "--quiet", "--patience", "20s", "--output", "squares.h5")
OVER = {"COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "BOOT_FAIL", "OUT_OF_MEMORY"}
power = threading.Lock()  # one node at a time


class Job:
    def __init__(self, way, delay):
        self.way, self.delay, self.wrong = way, delay, []
        self.folder = tempfile.mkdtemp(prefix="squares-end-", dir="/var/tmp")
        self.file = os.path.join(self.folder, "squares.h5")
        self.slow = os.path.join(self.folder, "slow.sh")
        with open(self.slow, "w") as file:
            file.write(f'#!/bin/sh\n{IS_A_NEXT_TRY} && exec {SQUARES} "$@"\n'
                       f'LD_PRELOAD={os.environ["SLOW_DISK"]} SLOW_US=700 exec {SQUARES} "$@"\n')
        os.chmod(self.slow, 0o755)

    def rows(self):
        for path in (self.file + ".part", self.file):
            try:
                return rows_of(path)
            except (OSError, KeyError):
                pass
        return None

    def run(self):
        submitted = on_site("run", "sbatch", "--parsable", "--nodes=1-2", "--ntasks-per-node=2", f"{TOP}/jobs/run.sbatch",
                            *OPTIONS, folder=self.folder, SQUARES=self.slow)
        if submitted.returncode != 0:
            self.wrong.append(f"not submitted: {submitted.stderr}")
            return
        self.job = submitted.stdout.strip()
        time.sleep(self.delay)
        before = self.rows()
        self.disturb()
        self.state = self.wait_for_end()
        self.judge(before)

    def disturb(self):
        if self.way == "cancel":
            cluster("run", "scancel", self.job)
        elif self.way == "time":
            cluster("run", "scancel", "--batch", "--signal=USR1", self.job)
        elif self.way == "requeue":
            cluster("run", "scontrol", "requeue", self.job)
        else:
            nodes = cluster("run", "scontrol", "show", "hostnames", job_facts(self.job).get("NodeList", "")).stdout.split()
            with power:
                if nodes:
                    node = random.choice(nodes)
                    cluster("kill", node)
                    time.sleep(2)
                    cluster("start", node)

    def wait_for_end(self, seconds=600):
        """The state that it ends in; "" where it has none after so long: a job that runs for ever."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            state = job_facts(self.job).get("JobState", "")
            if state in OVER:
                return state
            time.sleep(0.5)
        return ""

    def judge(self, before):
        if self.state == "":
            self.wrong.append("runs for ever")
        if self.way == "cancel" and self.state not in ("CANCELLED", "COMPLETED"):
            self.wrong.append(f"was cancelled, and is {self.state}")
        if self.way != "cancel" and self.state != "COMPLETED":
            self.wrong.append(f"has ended {self.state}")
        if self.state == "CANCELLED":
            time.sleep(8)  # in which a job that was requeued would start
            if job_facts(self.job).get("JobState") != "CANCELLED":
                self.wrong.append("lives again")
            self.finish()
        if not Evidence(self.file).is_right_and_complete():
            self.wrong.append("its file is not right")
        elif before is not None:
            kept = rows_of(self.file)["attempt"][done_in(before)]
            if not (kept == before["attempt"][done_in(before)]).all():
                self.wrong.append("what was done is computed again")

    def finish(self):
        part = self.file + ".part"
        if os.path.exists(part) and Evidence(part).wrong:
            self.wrong.append("rows of its part lie")
        done = subprocess.run([SQUARES, *OPTIONS, "--resume"], cwd=self.folder, env=environment(), capture_output=True, text=True)
        if done.returncode != 0:
            self.wrong.append(f"cannot be resumed: {done.stderr}")

    def output(self):
        path = os.path.join(self.folder, f"squares-{self.job}.out")
        return open(path).read() if os.path.exists(path) else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    how = parser.parse_args()
    dice = random.Random(how.seed)
    todo = [Job(dice.choice(WAYS), dice.uniform(0, 12)) for _ in range(how.jobs)]
    waiting, done, lock = list(reversed(todo)), collections.Counter(), threading.Lock()
    began = time.monotonic()

    def work():
        while True:
            with lock:
                if not waiting:
                    return
                job = waiting.pop()
            try:
                job.run()
            except Exception as error:  # a test of the campaign, not of the job
                job.wrong.append(f"the campaign failed: {error!r}")
            with lock:
                done[job.way, getattr(job, "state", "?")] += 1
                for wrong in job.wrong:
                    print(f"job {getattr(job, 'job', '?')}, {job.way} after {job.delay:.1f} s: {wrong}\n{job.output()}", flush=True)
            shutil.rmtree(job.folder, ignore_errors=True)

    up = cluster("up", 4)
    if up.returncode != 0:
        sys.exit(f"the cluster does not come up: {up.stderr}")
    try:
        workers = [threading.Thread(target=work) for _ in range(how.at_once)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        left = cluster("run", "squeue", "--noheader").stdout
    finally:
        cluster("down")
    bad = [job for job in todo if job.wrong]
    for (way, state), count in sorted(done.items()):
        print(f"{way:8} {state:10} {count:4}")
    print(f"{how.jobs} jobs, {how.at_once} at once, seed {how.seed}: {len(bad)} not as they should be; left in the queue: "
          f"{len(left.splitlines())}; {time.monotonic() - began:.0f} s")
    sys.exit(1 if bad or left else 0)


if __name__ == "__main__":
    main()
