"""What more workers gain, from the timings that `squares study` left in lesson-study.h5.

    python3 docs/lesson/scaling.py strong      the same work by more workers: Amdahl's law
    python3 docs/lesson/scaling.py weak        as much work for each worker: Gustafson's law
"""

import statistics
import sys

import h5py


def seconds(file, scaling, ranks):
    """The median of what so many ranks with one thread each took."""
    kinds = [file["study"].attrs[f"scaling_{kind}"].decode() for kind in (0, 1)]
    return statistics.median(row["seconds"] for row in file["samples"][:]
                             if kinds[row["scaling"]] == scaling and not row["tiny"]
                             and row["ranks"] == ranks and row["threads"] == 1)


if sys.argv[1:] not in (["strong"], ["weak"]):
    sys.exit("scaling.py: say strong or weak")
scaling = sys.argv[1]
with h5py.File("lesson-study.h5") as file:
    one, two = seconds(file, scaling, 1), seconds(file, scaling, 2)

if scaling == "strong":
    speedup = one / two
    serial = max(2 / speedup - 1, 0)
    print(f"speed-up by 2 workers: {speedup:.2f}, efficiency: {speedup / 2:.2f}, serial part: {serial:.4f}")
    for workers in 4, 16, 1000:
        print(f"at best, {workers} workers: {1 / (serial + (1 - serial) / workers):.1f}")
else:
    print(f"2 workers do {2 * one / two:.2f} times the work in the time of one")
