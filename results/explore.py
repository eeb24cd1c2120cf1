#!/usr/bin/env python3
"""Three pictures of a run: its timeline, its phases, and what each rank and thread has done.

    results/explore.py squares.h5 [FOLDER]     makes timeline.png, phases.png and work.png in FOLDER (.)

Also a notebook: the lines "# %%" are cells to Jupyter, VS Code and Spyder. Needs h5py, pandas and matplotlib.
"""

# %% The file: four tables as frames, and the attributes of the run
import math
import os
import sys

import h5py
import matplotlib.pyplot as plt
import pandas

FILE = sys.argv[1] if len(sys.argv) > 1 else "squares.h5"
FOLDER = sys.argv[2] if len(sys.argv) > 2 else "."

with h5py.File(FILE) as file:
    if "run" not in file:
        sys.exit(f"{FILE} is not the file of a run of squares")
    run = {name: value.decode() if isinstance(value, bytes) else value.item() for name, value in file["run"].attrs.items()}
    if not run["complete"]:
        sys.exit(f"{FILE} is a part: finish it with --resume")
    blocks, ranks, threads = (pandas.DataFrame(file[name][:]) for name in ("blocks", "ranks", "threads"))
ranks["host"] = ranks["host"].str.decode("utf-8")

attempts = sorted(ranks["attempt"].unique())
TITLE = (f"squares of {run['first']:,}..{run['last']:,}, {run['ranks']} rank{'s' * (run['ranks'] > 1)} x "
         f"{run['threads']} thread{'s' * (run['threads'] > 1)}, schedule {run['schedule']}")
COMPUTE, WRITE, OTHER = "#0072b2", "#e69f00", "#999999"  # apart for the colour-blind, too
plt.rcParams.update({"figure.constrained_layout.use": True, "axes.spines.top": False, "axes.spines.right": False,
                     "savefig.dpi": 120, "axes.titlesize": "medium"})


def scale(longest_s):
    """The unit in which to draw times, and how many of it are a second."""
    return next((unit, times) for unit, times in (("s", 1), ("ms", 1e3), ("µs", 1e6)) if longest_s * times >= 1 or times == 1e6)


def save(figure, name):
    figure.suptitle(TITLE, fontsize="large")
    path = os.path.join(FOLDER, name)
    figure.savefig(path)
    print(path)


# %% Timeline: a row for each rank, computing above, writing below
def bars(rows):
    """Begin and length of computing, and of writing, of one rank's blocks in their order. The file does not say when
    writing began: at the earliest when the block was computed and the block before it was written."""
    begin, end = [], 0
    for computed in rows["start_s"] + rows["compute_s"]:
        begin.append(max(computed, end))
        end = begin[-1] + rows["write_s"].iloc[len(begin) - 1]
    return list(zip(rows["start_s"], rows["compute_s"])), list(zip(begin, rows["write_s"]))


ends = (blocks["start_s"] + blocks["compute_s"] + blocks["write_s"]).groupby(blocks["attempt"]).max()
unit, times = scale(ends.max())
workers = blocks.groupby("attempt")["rank"].nunique()
figure, axes = plt.subplots(len(ends), squeeze=False, gridspec_kw={"height_ratios": [max(n, 2) for n in workers]},
                            figsize=(10, min(1.5 * len(ends) + 0.35 * max(workers.sum(), 3) + 0.8, 30)))
for axis, attempt in zip(axes[:, 0], ends.index):
    rows_of = {rank: rows.sort_values("start_s") for rank, rows in blocks[blocks["attempt"] == attempt].groupby("rank")}
    for row, rows in enumerate(rows_of.values()):
        for pieces, place, color in zip(bars(rows), (-0.4, 0.02), (COMPUTE, WRITE)):
            axis.broken_barh([(a * times, b * times) for a, b in pieces], (row + place, 0.38), color=color, linewidth=0.5)
    step = -(-len(rows_of) // 32)
    axis.set(yticks=range(0, len(rows_of), step), yticklabels=list(rows_of)[::step], ylabel="rank",
             ylim=(len(rows_of) - 0.4, -0.6))
    axis.set_title(f"attempt {attempt}" if len(attempts) > 1 else f"blocks: {run['blocks']:,}", loc="left")
axes[-1, 0].set_xlabel(f"{unit} since the launch" + (" of the attempt" if len(attempts) > 1 else ""))
axes[0, 0].legend([plt.Rectangle((0, 0), 1, 1, color=color) for color in (COMPUTE, WRITE)], ["compute", "write"], ncols=2,
                  loc="lower right", bbox_to_anchor=(1, 1), frameon=False)
save(figure, "timeline.png")

# %% Phases: of the last attempt, as rank 0 saw them
names = ["launch", "create", "store", "sync", "check", "finish"]
phases = pandas.Series({name: run[f"{name}_s"] for name in names})
phases["other"] = max(run["total_s"] - phases.sum(), 0)
unit, times = scale(run["total_s"])
figure, axis = plt.subplots(figsize=(10, 3.6))
drawn = axis.barh(phases.index, phases * times, color=[COMPUTE if name == "store" else OTHER for name in phases.index])
axis.bar_label(drawn, [f"{value * times:,.2f} {unit}  {value / run['total_s']:.0%}" for value in phases], padding=4)
axis.invert_yaxis()
axis.margins(x=0.15)
axis.set_xlabel(f"{unit} of {run['total_s'] * times:,.3g} {unit}")
axis.set_title("phases of the last attempt" if len(attempts) > 1 else "phases", loc="left")
save(figure, "phases.png")

# %% Work: how many numbers each rank has done, and how fast it and its threads were
who = [f"{a}: {r}" if len(attempts) > 1 else f"{r}" for a, r in zip(ranks["attempt"], ranks["rank"])]
place = {(a, r): i for i, (a, r) in enumerate(zip(ranks["attempt"], ranks["rank"]))}
busy = threads[threads["busy_s"] > 0]
figure, (numbers, rates) = plt.subplots(2, sharex=True, figsize=(10, 6))
numbers.bar(range(len(ranks)), ranks["numbers"], color=COMPUTE)
numbers.yaxis.set_major_formatter("{x:,.0f}")
numbers.set_title("numbers", loc="left")
rates.plot([place[who] for who in zip(busy["attempt"], busy["rank"])], busy["numbers"] / busy["busy_s"] / 1e6, "o",
           color=COMPUTE, label="each thread, while it computed", alpha=0.7)
worked = ranks["compute_s"] + ranks["write_s"]
rates.plot(range(len(ranks)), (ranks["numbers"] / worked.where(worked > 0)) / 1e6, "_", color=WRITE, markersize=14,
           markeredgewidth=3, label="its rank, computing and writing")
rates.set(yscale="log", xlim=(-1, max(len(ranks), 4)))
rates.set_ylim(*(10.0 ** round_to(math.log10(rate)) for round_to, rate in zip((math.floor, math.ceil), rates.get_ylim())))
rates.yaxis.set_major_formatter("{x:g}")
rates.set_title("million squares a second (logarithmic)", loc="left")
rates.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False)
step = -(-len(ranks) // 32)
rates.set_xticks(range(0, len(ranks), step), who[::step])
rates.set_xlabel("attempt: rank" if len(attempts) > 1 else "rank")
save(figure, "work.png")
