#!/usr/bin/python3
"""Messages that rank 0 gets and sends, and its memory, as the ranks become more.

    tests/bench/control_traffic.py [--ranks 64,128,256,512] [--last 1e6] [--block 500] [--folder DIR]

Builds what it needs (preset release; --squares names another that is built). The blocks are dealt, so that there are
messages of each kind. Rank 0 may have 64 MiB and 1 KiB a rank; a rank of Open MPI 4.1 needs 30 to 60 MB of the machine.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, f"{TOP}/tests/support")
import launcher  # noqa: E402

MiB = 2**20
COUNTS = ("beacons_received", "beacons_sent", "progress_received", "questions_received", "deals_sent",
          "messages_in_busiest_second")
HEAD = ("ranks", "seconds", "beacons in", "out", "progress in", "questions in", "deals out", "most a second",
        "peak MiB", "may be")


def available_bytes():
    with open("/proc/meminfo") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("MemAvailable"))


def measure(squares, ranks, options, folder):
    """The document of a run, its seconds, and how much less memory the machine had at its worst."""
    command = ["mpirun", "-np", str(ranks), squares, "--last", options.last, "--block", options.block, "--schedule",
               "dynamic", "--json", "--force"]
    before, start = available_bytes(), time.monotonic()
    with open(f"{folder}/out", "w+") as out:
        run = subprocess.Popen(command, cwd=folder, env=os.environ | launcher.settings("oversubscribe", "root"),
                               stdout=out)
        least = before
        while run.poll() is None:
            least = min(least, available_bytes())
            time.sleep(0.1)
        out.seek(0)
        if run.returncode != 0:
            raise SystemExit(f"{' '.join(command)} left with {run.returncode}")
        return json.load(out), time.monotonic() - start, before - least


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ranks", default="64,128,256,512")
    parser.add_argument("--last", default="1e6")
    parser.add_argument("--block", default="500")
    parser.add_argument("--squares", default=None)
    parser.add_argument("--folder", default=None, help="where the file goes (the folder for temporary files)")
    options = parser.parse_args()
    if not options.squares:
        subprocess.run([f"{TOP}/cluster/build.sh", "release", "squares"], check=True)
    squares = os.path.abspath(options.squares or f"{TOP}/build/bin/squares")
    print(f"# {platform.platform()}, {os.cpu_count()} processors")
    print("  ".join(HEAD), flush=True)
    with tempfile.TemporaryDirectory(prefix="squares-traffic-", dir=options.folder) as folder:
        for ranks in map(int, options.ranks.split(",")):
            told, seconds, taken = measure(squares, ranks, options, folder)
            traffic = told["traffic"]
            cells = [ranks, f"{seconds:.0f}", *(f"{traffic[name]:,}" for name in COUNTS),
                     f"{traffic['master_peak_rss_bytes'] / MiB:.1f}", f"{64 + ranks / 1024:.1f}"]
            print("  ".join(str(cell).rjust(len(name)) for cell, name in zip(cells, HEAD, strict=True)), flush=True)
            print(f"#   the machine had {taken / MiB:,.0f} MiB less meanwhile", flush=True)


if __name__ == "__main__":
    main()
