#!/usr/bin/python3
"""Works out again, from the files alone and by means of its own, every figure that squares shows of them, and compares.

    SQUARES=build/bin/squares PYTHONPATH=tests/support tests/readers/recompute.py FILE.h5…     these, as one report shows them
    SQUARES=build/bin/squares PYTHONPATH=tests/support tests/readers/recompute.py results/     all files below a folder

Of a folder it also looks whether the tables that are kept beside the files are those of its files. Ends with 1, and a line
for each figure that is not so.
"""

import csv
import io
import json
import math
import os
import re
import subprocess
import sys
from collections import defaultdict
from fractions import Fraction

import h5py
import numpy

from launching import SQUARES, environment

PHASES = ("launch", "create", "store", "sync", "check", "finish")
PREFIX = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18}


def median_interval(values, confidence=0.95):
    """By order statistics, between two pairs of them as Hettmansperger and Sheather do."""
    values, n = sorted(values), len(values)
    sure = [float(1 - 2 * Fraction(sum(math.comb(n, k) for k in range(d)), 2**n)) for d in range(n // 2 + 1)]  # by depth
    deep = max([d for d in range(1, n // 2 + 1) if sure[d] >= confidence], default=1)
    outer = (values[deep - 1], values[n - deep])
    if n == 1 or sure[deep] < confidence or deep == n // 2:
        return outer
    part = (sure[deep] - confidence) / (sure[deep] - sure[deep + 1])
    weight = (n - deep) * part / (deep + (n - 2 * deep) * part)
    inner = (values[deep], values[n - deep - 1])
    return tuple(a + weight * (b - a) for a, b in zip(outer, inner))


class Report:
    """What squares says of these files; `wrong` are the figures that do not follow from them."""

    def __init__(self, paths):
        self.paths, self.wrong, self.compared = paths, [], 0
        self.text = self.squares()
        self.json = json.loads(self.squares("--json"))
        has_rows = self.json["runs"] or any(study.get("workloads") for study in self.json["studies"])  # claims have none
        self.rows = list(csv.DictReader(io.StringIO(self.squares("--csv")))) if has_rows else []

    def squares(self, *options):
        return subprocess.run([SQUARES, "report", *self.paths, *options], env=environment(), capture_output=True, text=True,
                              check=True).stdout

    def same(self, what, shown, value):
        """Whether a figure is `value` as far as its digits go; '-': there is none."""
        self.compared += 1
        if shown in ("-", None) or value is None:
            right = shown in ("-", None) and value is None
        elif isinstance(shown, str):
            number, prefix = re.fullmatch(r"([\d.,+-]+(?:e[+-]\d+)?) ?([kMGTPE]?).*", shown).groups()
            number = number.replace(",", "")
            unit = PREFIX[prefix] * 10.0 ** -len(number.partition(".")[2].partition("e")[0])
            right = abs(float(number) * PREFIX[prefix] - value) <= unit * 0.5000001 + 1e-12 * abs(value)
        else:
            right = math.isclose(shown, value, rel_tol=1e-9, abs_tol=1e-12)
        if not right:
            self.wrong.append(f"{what}: {shown} is shown, and {value} follows from {self.paths[0]}")

    def table(self, head):
        """The lines of the text below the one that begins with these words, up to an empty one."""
        begin = re.search(rf"^{head.replace(' ', ' +')} .*\n", self.text, re.MULTILINE).end()
        return self.text[begin:].partition("\n\n")[0].splitlines()


class Run:
    """What one file holds."""

    def __init__(self, path):
        with h5py.File(path, "r") as file:
            self.facts = {name: value.decode() if isinstance(value, bytes) else value.item()
                          for name, value in file["run"].attrs.items()}
            self.ranks_of_all_attempts, self.blocks = file["ranks"][:], file["blocks"][:]
            squares = file["squares"][:]
            if squares.dtype.fields:
                self.sum = sum((int(high) << 64) + int(low) for low, high in zip(squares["low"], squares["high"]))
            else:
                self.sum = sum(map(int, squares))
            self.bytes = squares.nbytes
        self.ranks = self.ranks_of(self.facts["attempts"])
        self.file_bytes = os.path.getsize(path)

    def ranks_of(self, attempt):
        return self.ranks_of_all_attempts[self.ranks_of_all_attempts["attempt"] == attempt]

    def seconds(self, phase):
        return self.facts[f"{phase}_s"]

    def stored(self):
        """Bytes and numbers of the last attempt."""
        count = int(self.blocks["count"][self.blocks["attempt"] == self.facts["attempts"]].sum())
        return self.bytes * count / self.facts["count"], count

    def layout(self):
        return int(self.facts["ranks"]), int(self.facts["threads"])


def check_phases(report, run):
    before = run.facts.get("mpirun_s", math.nan)
    total = run.seconds("total") + (0 if math.isnan(before) else before)
    known = {**{phase: run.seconds(phase) for phase in PHASES}, "total": total, "mpirun": before}
    known["other"] = run.seconds("total") - sum(known[phase] for phase in PHASES)
    for row in report.table("phase seconds"):
        name, seconds, share = row.split()[:3]
        report.same(f"{name} s", seconds, known[name])
        report.same(f"{name} %", share, 100 * known[name] / total)
        rates = re.search(r": ([\d.]+ \w?B)/s, ([\d.]+ \w?) ?squares/s", row)
        if rates:
            stored, count = run.stored() if name == "store" else (run.bytes, run.facts["count"])
            report.same(f"{name} B/s", rates.group(1), stored / known[name])
            report.same(f"{name} squares/s", rates.group(2), count / known[name])
    known["total"] = run.seconds("total")
    known["mpirun"] = None if math.isnan(before) else before
    for name, seconds in report.json["runs"][0]["phases"].items():
        if name.removesuffix("_s") in known:
            report.same(f"json {name}", seconds, known[name.removesuffix("_s")])


def check_ranks(report, run):
    if len(run.ranks) <= 16:
        for line in report.table("rank numbers"):
            cells = line.split()
            if not cells[0].isdigit():
                continue
            one = run.ranks[run.ranks["rank"] == int(cells[0])][0]
            for cell, name in zip(cells[1:], ("numbers", "blocks", "compute_s", "write_s", "wait_s", "check_s")):
                report.same(f"rank {cells[0]} {name}", cell, float(one[name]))
    for shown in report.json["runs"][0]["ranks"]:
        ranks = run.ranks_of(shown["attempt"])
        one = ranks[ranks["rank"] == shown["rank"]][0]
        for name, value in shown.items():
            if name in run.ranks.dtype.names and isinstance(value, float):
                report.same(f"json rank {shown['rank']} {name}", value, float(one[name]))
    busy = {int(one["rank"]): float(one["compute_s"] + one["write_s"]) for one in run.ranks}
    imbalance = r"rank (\d+) computed and wrote for ([\d,]+) % longer than the\s+mean of ([\d.]+) s"
    for rank, over, mean in re.findall(imbalance, report.text):
        average = sum(busy.values()) / len(busy)
        report.same("imbalance", over, 100 * (busy[int(rank)] / average - 1))
        report.same("mean", mean, average)
        report.same("most", max(busy.values()), busy[int(rank)])


def check_run(report):
    run = Run(report.paths[0])
    check_phases(report, run)
    check_ranks(report, run)
    report.same("sum", re.search(r"^sum: +(\d+)$", report.text, re.MULTILINE).group(1), run.sum)
    report.same("sum in the file", run.facts["sum"], run.sum)
    checked, count = re.search(r"checked: ([\d,]+) of ([\d,]+)", report.text).groups()
    report.same("checked", checked, run.facts["count"])
    report.same("count", count, run.bytes / (16 if run.facts["last"] >= 2**32 else 8))
    check_csv_of_runs(report, {report.paths[0]: run})


def check_csv_of_runs(report, runs):
    for row in report.rows:
        run = runs[row["file"]]
        for name in (*(f"{phase}_s" for phase in PHASES), "total_s", "first", "last", "count", "ranks", "threads"):
            report.same(f"csv {name}", float(row[name]), float(run.facts[name]))
        report.same("csv bytes", row["file_bytes"], run.file_bytes)


def check_series(report):
    runs = {path: Run(path) for path in report.paths}
    check_csv_of_runs(report, runs)
    for series, table in zip(report.json["series"], re.split(r"^(?:strong|weak) scaling: ", report.text, flags=re.MULTILINE)[1:]):
        lines = [line for line in table.splitlines() if re.match(r" *\d+ x \d+ ", line)]
        groups = [[runs[path] for path in row["files"]] for row in series["rows"]]
        base = groups[0]
        for line, group, row in zip(lines, groups, series["rows"], strict=True):
            check_series_row(report, line, row, group, base)


def check_series_row(report, line, row, group, base):
    ranks, threads = group[0].layout()
    what = f"{ranks} x {threads}"
    report.same(what, row["ranks"] * row["threads"], ranks * threads)
    cells = re.sub(r"\.\.", " ", line).split()[3:]  # behind "R x T"
    work = group[0].facts["count"] / base[0].facts["count"]
    workers = ranks * threads / math.prod(base[0].layout())
    report.same(f"{what} runs", cells[0], len(group))
    for phase, shown in (("total", cells[1:6]), ("store", [cells[6], None, None, *cells[7:9]])):
        seconds = [run.seconds(phase) for run in group]
        middle = float(numpy.median(seconds))
        speedup = work * float(numpy.median([run.seconds(phase) for run in base])) / middle
        low, high = median_interval(seconds)
        for name, text, value in zip(("median", "low", "high", "speed-up", "efficiency"), shown,
                                     (middle, low, high, speedup, speedup / workers)):
            if text is not None:
                report.same(f"{what} {phase} {name}", text, value)
        for name, value in (("median_s", middle), ("speedup", speedup), ("efficiency", speedup / workers)):
            report.same(f"json {what} {phase} {name}", row[phase][name], value)
        report.same(f"json {what} {phase} low", row[phase]["interval_s"]["low"], low)
        report.same(f"json {what} {phase} high", row[phase]["interval_s"]["high"], high)


class Layout:
    """The samples of one layout of a workload."""

    def __init__(self, samples):
        full, tiny = samples[samples["tiny"] == 0], samples[samples["tiny"] != 0]
        self.ranks, self.threads = int(full["ranks"][0]), int(full["threads"][0])
        self.workers = self.ranks * self.threads
        self.seconds, self.numbers = full["seconds"], int(full["numbers"][0])
        self.median = float(numpy.median(full["seconds"]))
        self.balance = float(numpy.median(full["load_balance"]))
        self.tiny_s = float(numpy.median(tiny["seconds"])) if len(tiny) else None
        self.tiny_numbers = int(tiny["numbers"][0]) if len(tiny) else 0

    def speedup(self, base):
        return self.numbers / base.numbers * base.median / self.median

    def serial_part(self, base):
        """Karp and Flatt's; None where it tells nothing."""
        if self.workers == 1 or min(self.median, base.median) < 0.001:
            return None
        part = (1 / self.speedup(base) - 1 / self.workers) / (1 - 1 / self.workers)
        return part if 0 <= part <= 1 else None

    def cost(self):
        """Of a start, and of each number."""
        if self.tiny_numbers >= self.numbers:
            return self.median, 0
        each = max(0, self.median - self.tiny_s) / (self.numbers - self.tiny_numbers)
        return max(0, self.tiny_s - each * self.tiny_numbers), each

    def breakeven(self, base):
        if self.workers == 1 or self.tiny_s is None or base.tiny_s is None or min(self.median, base.median) < 0.001:
            return None
        (fixed, each), (fixed_1, each_1) = self.cost(), base.cost()
        if each >= each_1 or (fixed - fixed_1) / (each_1 - each) >= 2**64:
            return None
        return max(1, math.ceil((fixed - fixed_1) / (each_1 - each)))


def layouts_of(samples):
    """By workload and scaling: the layouts, the base case first."""
    groups = defaultdict(list)
    measured = samples[samples["ranks"] > 0]  # the others are the bounds
    for key in sorted({(int(one["workload"]), int(one["scaling"]), int(one["ranks"]), int(one["threads"])) for one in measured}):
        of = [measured[name] == value for name, value in zip(("workload", "scaling", "ranks", "threads"), key)]
        groups[key[:2]].append(Layout(measured[numpy.logical_and.reduce(of)]))
    return groups


def check_study(report):
    with h5py.File(report.paths[0], "r") as file:
        samples = file["samples"][:]
    tables = re.split(r"^(?=\w+, (?:strong|weak) scaling)", report.text, flags=re.MULTILINE)[1:]
    csv_rows = iter(report.rows)
    workloads = report.json["studies"][0]["workloads"]
    for (key, layouts), table, shown in zip(layouts_of(samples).items(), tables, workloads, strict=True):
        base = layouts[0]
        lines = [line for line in table.splitlines() if re.match(r" *\d+ x \d+ .*\d\.\.\d", line)]
        for line, layout, row in zip(lines, layouts, shown["layouts"], strict=True):
            check_layout(report, line, row, next(csv_rows), layout, base)
        check_bound(report, samples[(samples["ranks"] == 0) & (samples["workload"] == key[0])], table, shown, layouts)


def check_layout(report, line, row, in_csv, layout, base):
    what = f"{layout.ranks} x {layout.threads}"
    cells = re.sub(r"\.\.| [*=](?= )", " ", line).split()[3:]
    low, high = median_interval(layout.seconds)
    speedup, serial, even = layout.speedup(base), layout.serial_part(base), layout.breakeven(base)
    if len(cells) == 9:  # "2.4 k"
        cells = [*cells[:7], f"{cells[7]} {cells[8]}"]
    follows = {"median": 1e3 * layout.median, "low": 1e3 * low, "high": 1e3 * high, "speed-up": speedup,
               "efficiency": speedup / layout.workers, "serial part": serial, "balance": layout.balance, "breaks even": even}
    for (name, value), cell in zip(follows.items(), cells, strict=True):
        report.same(f"{what} {name}", cell, value)
    for name, value in (("median_s", layout.median), ("speedup", speedup), ("efficiency", speedup / layout.workers),
                        ("serial_fraction", serial), ("load_balance", layout.balance), ("breakeven_numbers", even),
                        ("numbers_per_s", layout.numbers / layout.median)):
        report.same(f"json {what} {name}", row[name], value)
    for name, value in (("low", low), ("high", high)):
        report.same(f"json {what} {name}", row["interval_s"][name], value)
    for name, value in (("median_s", layout.median), ("interval_low_s", low), ("interval_high_s", high), ("speedup", speedup),
                        ("efficiency", speedup / layout.workers), ("load_balance", layout.balance)):
        report.same(f"csv {what} {name}", float(in_csv[name]), value)


def check_bound(report, bounds, table, shown, layouts):
    if not len(bounds):
        return
    best = float((bounds["numbers"] / bounds["seconds"]).max())
    rates = {(one.ranks, one.threads): one.numbers / one.median for one in layouts}
    ranks, threads, share = re.search(r"^(\d+) x (\d+) reaches ([\d.]+) of", table, re.MULTILINE).groups()
    report.same("bound", shown["bound"]["numbers_per_s"], best)
    report.same("share of the bound", share, rates[int(ranks), int(threads)] / best)


def check_claims(report):
    """The figures of each claim, which are shown as they are stored."""
    with h5py.File(report.paths[0], "r") as file:
        figures = file["figures"][:]
        reasons = {claim["id"].decode(): claim["why"].decode() for claim in file["claims"][:]}
    claims = {claim["id"]: claim for claim in report.json["studies"][0]["lesson"]["claims"]}
    sections = dict(zip(*[iter(re.split(r"^([A-Z]\d+) ", report.text, flags=re.MULTILINE)[1:])] * 2))
    for name, claim in claims.items():
        stored = {one["name"].decode(): one for one in figures if one["claim"].decode() == name}
        for shown in claim["figures"]:
            one = stored[shown["name"]]
            for part, value in {"value": shown["value"], **shown.get("interval", {})}.items():
                report.same(f"json {name} {part}", value, float(one[part]))
        items = re.sub(r"\s+", " ", sections[name].partition("\n\n")[0]).split(" - ")[1:]  # those that decide
        for item in items if stored else []:  # or what it would take to test it
            if item.strip() == reasons[name]:  # of a verdict that is unclear
                continue
            what, value, low, high = re.match(r"(.+): (\S+)(?: [KMG]?i?B| [num]?s)?(?: \((\S+) to (\S+)\))?", item).groups()
            one = stored[what]
            if one["unit"].decode() == "1":  # others have prefixes
                for part, text in (("value", value), ("low", low), ("high", high)):
                    if text:
                        report.same(f"{name} {what}, {part}", text, float(one[part]))


def recompute(paths):
    """The report of these files, compared."""
    report = Report(paths)
    if len(report.json["runs"]) > 1:
        check_series(report)
    elif report.json["runs"]:
        check_run(report)
    for study in report.json["studies"]:
        if study.get("workloads"):
            check_study(report)
        if study.get("lesson"):
            check_claims(report)
    return report


def sets_below(folder):
    """The files that one report shows: those that are told apart by numbers only."""
    sets = defaultdict(list)
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".h5"):
                sets[os.path.join(place, re.sub(r"[-\d]+\.h5$", "", name))].append(os.path.join(place, name))
    return {name: sorted(paths) for name, paths in sets.items()}


def main():
    given = sys.argv[1:]
    sets = sets_below(given[0]) if len(given) == 1 and os.path.isdir(given[0]) else {given[0]: given}
    wrong = []
    for name, paths in sorted(sets.items()):
        report = recompute(paths)
        wrong += report.wrong
        print(f"{name}: {len(paths)} files, {report.compared} figures, {len(report.wrong)} that do not follow")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
