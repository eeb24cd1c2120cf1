"""The figures of a campaign as a table for people, and as JSON."""

import json
import os

from machine import file_system
from measuring import HERE, TOP
from ratios import LEVEL

COLUMNS = ("what", "figure is", "figure", "interval", "n", "squares s", "base s", "target", "verdict")


def known_reasons():
    """Why targets are not met, by the id of the row: what somebody found out and wrote down in reasons.txt."""
    reasons = {}
    path = os.path.join(HERE, "reasons.txt")
    if os.path.exists(path):
        with open(path) as file:
            for line in file:
                if ":" in line and not line.startswith("#"):
                    id, _, text = line.partition(":")
                    reasons[id.strip()] = text.strip()
    return reasons


def reason_of(row, reasons):
    return reasons.get(row.id) if row.verdict.startswith("not met") else None


def short(value):
    """At least three digits."""
    if value is None:
        return ""
    digits = 2 if abs(value) >= 10 else 3 if abs(value) >= 0.1 else 5
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.{digits}f}"


def cells(row):
    low, high, _ = row.interval or (None, None, None)
    return (row.what, row.figure_is, f"{short(row.figure)} {row.unit}".strip(),
            f"{short(low)} .. {short(high)}" if row.values else "", str(len(row.values)), short(row.own_s),
            short(row.base_s), str(row.target) if row.target else "", row.verdict)


def aligned(lines, left=(0,)):
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return ["  ".join(cell.ljust(width) if i in left else cell.rjust(width)
                      for i, (cell, width) in enumerate(zip(line, widths))).rstrip() for line in lines]


def study_text(title, rows, tables, failure, disturbed, reasons):
    lines = [title]
    if rows:
        lines += aligned([COLUMNS] + [cells(row) for row in rows], left=(0, 1, 8))
    for row in rows:
        if row.note:
            lines.append(f"  {row.id}: {row.note}")
        if row.verdict.startswith("not met"):
            lines.append(f"  {row.id} is {row.verdict.rstrip('?')}: {reason_of(row, reasons) or 'no reason known yet'}")
    for table in tables:
        lines += ["", table["title"]] + aligned([table["head"]] + table["lines"])
    if failure:
        lines.append(f"  NOT MEASURED: {failure}")
    if disturbed:
        lines.append(f"  meanwhile: {disturbed}")
    return lines


def disturbance_text(rounds):
    steal = [each["steal_share"] for each in rounds if "steal_share" in each]
    load = [each["load"] for each in rounds if "load" in each]
    if not steal:
        return ""
    return (f"steal {100 * min(steal):.1f} to {100 * max(steal):.1f} % of all time, "
            f"load {min(load):.1f} to {max(load):.1f}")


class Report:
    def __init__(self, options, command, facts):
        self.head = {"command": command, "seed": options.seed, "level": LEVEL} | facts
        self.folders = [file_system(folder) for folder in (options.folder, options.memory_folder) if folder]
        self.options = vars(options)
        self.studies = {}

    def add(self, name, title, rows, tables, rounds, failure=None):
        self.studies[name] = {"title": title, "rows": rows, "tables": tables, "rounds": rounds, "failure": failure}

    @property
    def failed(self):
        return any(study["failure"] or any(not row.values for row in study["rows"]) for study in self.studies.values())

    def text(self):
        head, machine = self.head, self.head["machine"]
        reasons = known_reasons()
        lines = [
            f"squares {head['run'].get('squares_version', '?')} at {head['revision'] or 'no revision'}, "
            f"measured from {head['begun']} on",
            f"command   {head['command']}",
            f"seed      {head['seed']}",
            f"machine   {machine['cpu_model']}, {machine['processors']} processors"
            f"{' of a virtual machine' if machine['hypervisor'] else ''}, {machine['memory_bytes'] / 2**30:.0f} GiB",
            f"system    {machine['system']}, Linux {machine['kernel']}",
            "versions  " + ", ".join(f"{name.removesuffix('_version')} {value}" for name, value in head["run"].items()),
            f"          {machine['mpirun']}; Python {machine['python']}, numpy {machine['numpy']}, "
            f"h5py {machine['h5py']}, mpi4py {machine['mpi4py']}",
        ]
        lines += [f"data      {each['type']} on {each['device']} ({each['options']}), "
                  f"{each['free_bytes'] / 2**30:.0f} GiB free" for each in self.folders]
        lines += ["", "figure: the median of n rounds. interval: for that median, by order statistics, of at least 95 %"
                  " (less below 6 rounds).",
                  "squares s, base s: medians of the seconds. ? after a verdict: the target lies inside the interval."]
        for study in self.studies.values():
            lines += [""] + study_text(study["title"], study["rows"], study["tables"], study["failure"],
                                       disturbance_text(study["rounds"]), reasons)
        return "\n".join(lines) + "\n"

    def json(self):
        reasons = known_reasons()
        studies = {name: study | {"rows": [row.json(reason_of(row, reasons)) for row in study["rows"]]}
                   for name, study in self.studies.items()}
        return {**self.head, "options": self.options, "folders": self.folders, "studies": studies}

    def write(self, folder):
        """FILE.txt and FILE.json, after each study, so that an interrupted campaign leaves what it has."""
        os.makedirs(folder, exist_ok=True)
        for name, content in (("bench.txt", self.text()), ("bench.json", json.dumps(self.json(), indent=1) + "\n")):
            with open(os.path.join(folder, name), "w") as file:
                file.write(content.replace(TOP + os.sep, ""))
