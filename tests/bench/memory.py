#!/usr/bin/python3
"""Peak memory of a rank over that of an empty MPI program, as the range grows.

    tests/bench/memory.py [--ranks 2] [--threads 1,2,4] [--last 1e6,1e8,1e9] [--folder DIR]

Builds what it needs (preset release, and the empty program, which is linked with the same libraries). Each figure is
the largest of all ranks: what the kernel says of a process, so that no page is counted that was not touched.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAMS = f"{TOP}/build/bin"
sys.path.insert(0, f"{TOP}/tests/support")
import launcher  # noqa: E402

SETTINGS = launcher.settings("oversubscribe", "root")
# The transport that squares chooses itself when all ranks are on one node.
SETTINGS |= {"OMPI_MCA_pml": "ob1", "OMPI_MCA_btl": "self,vader"}
MiB = 2**20


def run(command, folder):
    done = subprocess.run(command, cwd=folder, env=os.environ | SETTINGS, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} left with {done.returncode}:\n{done.stderr}")
    return done.stdout


def peak_of_empty(ranks, folder, programs=PROGRAMS):
    out = run(["mpirun", "-np", str(ranks), f"{programs}/empty_mpi"], folder)
    return max(int(line) for line in out.split())


def peak_of_squares(last, ranks, threads, folder, programs=PROGRAMS):
    out = run(["mpirun", "-np", str(ranks), f"{programs}/squares", "--last", last, "--threads", str(threads),
               "--json", "--force"], folder)
    return max(rank["peak_rss_bytes"] for rank in json.loads(out)["ranks"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--threads", default="1,2,4")
    parser.add_argument("--last", default="1e6,1e8,1e9")
    parser.add_argument("--folder", default=None, help="where the files go (the folder for temporary files)")
    options = parser.parse_args()
    subprocess.run([f"{TOP}/cluster/build.sh", "release", "squares", "empty_mpi"], check=True)
    with tempfile.TemporaryDirectory(prefix="squares-memory-", dir=options.folder) as folder:
        empty = peak_of_empty(options.ranks, folder)
        print(f"# {platform.platform()}, {os.cpu_count()} processors, {options.ranks} ranks")
        print(f"# an empty MPI program: {empty / MiB:.1f} MiB in its largest rank; what squares needs beyond that:")
        print(f"{'last':>6} {'threads':>8} {'MiB':>8}")
        for last in options.last.split(","):
            for threads in options.threads.split(","):
                peak = peak_of_squares(last, options.ranks, threads, folder)
                print(f"{last:>6} {threads:>8} {(peak - empty) / MiB:>8.1f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
