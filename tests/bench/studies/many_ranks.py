"""More ranks than there are processors for, by far, to the end: minutes, so only when asked for. Once each."""

import time

import checking
from rows import Row

TITLE = "many-ranks: 256 and 512 ranks on one machine run to the end, every value checked"
LAST = 10_000_000


def run(bench):
    rows = []
    for ranks in (256, 512):
        bench.say(f"{ranks} ranks")
        with bench.fresh_folder(bench.options.folder) as folder:
            begin = time.perf_counter()
            told = bench.squares(folder, "--last", LAST, ranks=ranks, timeout=3600)
            seconds = time.perf_counter() - begin
            checking.check_squares(bench, folder)
        bench.rounds.append({"of": f"{ranks} ranks", "figures": {"seconds": seconds} | told["phases"]}
                            | bench.disturbance.since_last())
        rows.append(Row(f"many-ranks.{ranks}", f"mpirun -np {ranks} squares --last {LAST}", "whole command", [seconds],
                        unit="s", note=f"to the end, verified; total_s {told['phases']['total_s']:.1f}"))
    return rows, []
