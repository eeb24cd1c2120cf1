"""Peak memory of a rank over that of an empty MPI program, as tests/bench/memory.py measures it."""

import memory as tool
import ratios
from rows import Row, at_most, not_measured

TITLE = "memory: peak of the largest of 2 ranks, over that of an empty MPI program"
RANGES = ("1e6", "1e9")
THREADS = (1, 2, 4)
MiB = 2**20


def run(bench):
    rows = []
    rounds = min(3, bench.options.rounds)
    usable = [last for last in RANGES if not bench.lacks_room(bench.options.folder, 8 * float(last))]
    peaks = {(last, threads): [] for last in usable for threads in THREADS}
    for number in range(rounds):
        bench.say(f"memory: round {number + 1} of {rounds}")
        with bench.fresh_folder(bench.options.folder) as folder:
            empty = tool.peak_of_empty(2, folder, bench.options.bin)
            for (last, threads), found in peaks.items():
                found.append((tool.peak_of_squares(last, 2, str(threads), folder, bench.options.bin) - empty) / MiB)
    bench.rounds.append({"of": "memory", "figures": {f"{last}, {threads} threads": found
                                                     for (last, threads), found in peaks.items()}})
    for last in RANGES:
        if last not in usable:
            rows.append(not_measured(f"memory.{last}", f"squares of 1..{last}, 1 thread", "peak - peak(empty)",
                                     at_most(48), bench.lacks_room(bench.options.folder, 8 * float(last))))
            continue
        rows.append(Row(f"memory.{last}", f"squares of 1..{last}, 1 thread", "peak - peak(empty)", peaks[last, 1],
                        unit="MiB", target=at_most(48)))
        for few, more in zip(THREADS, THREADS[1:]):
            values = [(b - a) / (more - few) for a, b in zip(peaks[last, few], peaks[last, more])]
            rows.append(Row(f"memory.{last}.threads-{more}", f"each further thread, {few} to {more}, 1..{last}",
                            "growth a thread", values, unit="MiB", target=at_most(4),
                            note=f"median peaks {ratios.median(peaks[last, few]):.1f} and "
                                 f"{ratios.median(peaks[last, more]):.1f} MiB"))
    return rows, []
