"""What a study recommends, measured afresh: no other layout may be faster by more than the interval says.

First a study of a minute. Then the launch line that it prints for storing runs by turns with those of all other layouts,
and a second study in another order times the workloads that a run does not have.
"""

import shlex
import time

import h5py
import ratios
from measuring import Contender
from rows import Row, at_least, at_most

TITLE = "confirm: the layouts that mpirun -np 4 squares study --budget 60s recommends, against all others, afresh\n(a question mark: no difference is shown)"
STUDY = ("--budget", "60s", "--force")


def name_of(layout):
    return f"{layout['ranks']}x{layout['threads']}"


def strong(document):
    return {one["workload"]: one for one in document["workloads"] if one["scaling"] == "strong"}


def recommended(document, workload):
    found = [one for one in document["recommendation"] if (one["workload"], one["scaling"]) == (workload, "strong")]
    return name_of(found[0])


def launched(bench, line, last):
    """A run by a launch line as it was printed."""
    words = [bench.program("squares") if word == "squares" else word for word in shlex.split(line)]

    def measure(folder):
        told = bench.run_json([*words, "--last", last, "--verify", "memory", "--json"], folder)
        return {"seconds": told["phases"]["store_s"]}
    return Contender(measure)


def against(workload, best, other, pairs):
    """`pairs`: seconds of the recommended layout and of the other, of each round."""
    return Row(f"confirm.{workload}.{other}", f"{workload}: {other} against {best}, which is recommended",
               f"t({other})/t({best})", [other_s / best_s for best_s, other_s in pairs], target=at_least(1),
               own_s=ratios.median([best_s for best_s, _ in pairs]), base_s=ratios.median([s for _, s in pairs]))


def store_rows(bench, document):
    workload, best = strong(document)["store"], recommended(document, "store")
    lines = {name_of(layout): layout["launch"] for layout in workload["layouts"]}
    rounds = bench.alternate("confirm", {name: launched(bench, line, workload["numbers"]) for name, line in lines.items()},
                             bench.options.folder)
    return [against("store", best, other, [(each[best]["seconds"], each[other]["seconds"]) for each in rounds])
            for other in lines if other != best]


def other_rows(document, path):
    """From the samples of the second study."""
    with h5py.File(path) as file:
        samples = [s for s in file["samples"][:] if s["tiny"] == 0 and s["ranks"] > 0 and s["scaling"] == 0]
        kinds = {int(name.split("_")[1]): text.decode() for name, text in file["study"].attrs.items() if name[:9] == "workload_"}
    rows = []
    for workload in ("compute", "memory", "wait"):
        best, seconds = recommended(document, workload), {}
        for s in samples:
            if kinds[int(s["workload"])] == workload:
                seconds.setdefault(name_of(s), {})[int(s["round"])] = float(s["seconds"])
        rows += [against(workload, best, other, [(seconds[best][k], times[k]) for k in times if k in seconds[best]])
                 for other, times in seconds.items() if other != best]
    return rows


def run(bench):
    with bench.fresh_folder(bench.options.folder) as folder:
        begin = time.monotonic()
        document = bench.squares(folder, *STUDY, command="study", ranks=4)
        wall = Row("confirm.wall", "the whole command, with its budget of 60 s", "seconds", [time.monotonic() - begin], unit="s",
                   target=at_most(75))
        rows = store_rows(bench, document)
        bench.squares(folder, *STUDY, "--seed", 2, command="study", ranks=4)
        return [wall, *rows, *other_rows(document, f"{folder}/study.h5")], []
