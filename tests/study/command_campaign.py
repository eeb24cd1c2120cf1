#!/usr/bin/env python3
"""Studies of commands whose costs are drawn: is the best layout named, alone or among the ties?

  tests/study/command_campaign.py --studies 20 --seed 1126 --budget 60s
"""

import argparse
import concurrent.futures
import json
import os
import random
import subprocess
import sys
import tempfile

from launching import SQUARES, environment
from layout_costs import Costs, allocated

LEAST_LEAD_S = 0.01  # of the best over the second: or which is best is nobody's concern


def drawn(dice, processors):
    while True:
        costs = Costs(round(dice.uniform(0, 0.05), 3), round(dice.uniform(0.1, 0.6), 3), round(dice.uniform(0, 0.07), 3),
                      round(dice.uniform(0, 0.07), 3))
        if costs.lead(processors) >= LEAST_LEAD_S:
            return costs


def studied(costs, processors, budget, seed):
    with tempfile.TemporaryDirectory(prefix="squares-campaign-") as folder:
        done = subprocess.run([SQUARES, "study", "--json", "--budget", budget, "--seed", str(seed), "--command", costs.command()],
                              cwd=folder, env=environment(**allocated(processors)), text=True, capture_output=True, check=True)
    [workload] = json.loads(done.stdout)["workloads"]
    [named] = json.loads(done.stdout)["recommendation"]
    ties = [(layout["ranks"], layout["threads"]) for layout in workload["layouts"] if layout["tied"]]
    return (named["ranks"], named["threads"]), ties, workload


def campaign(studies, processors, budget, seed, at_once):
    """Prints a row for each; how many have named the best."""
    dice = random.Random(seed)
    drawn_costs = [drawn(dice, processors) for _ in range(studies)]
    print(f"{studies} studies of a command that takes s + p/(ranks threads) + c ranks + d threads seconds, "
          f"{processors} processors, --budget {budget}, seed {seed}, {at_once} at once\n")
    print(f"{'s':>6}{'p':>7}{'c':>7}{'d':>7}{'best':>8}{'lead ms':>9}{'rounds':>8}{'named':>8}{'ties':>6}  the best is")
    counts = {"named": 0, "a tie": 0, "missed": 0, "without a verdict": 0}
    pool = concurrent.futures.ThreadPoolExecutor(at_once)
    found_by_all = pool.map(lambda number: studied(drawn_costs[number], processors, budget, seed + number), range(studies))
    for costs, (named, ties, workload) in zip(drawn_costs, found_by_all):
        best = costs.best(processors)
        found = ("named" if named == best else "without a verdict" if not workload["verdict"] else
                 "a tie" if best in ties else "missed")
        counts[found] += 1
        print(f"{costs.serial:6.3f}{costs.shared:7.3f}{costs.of_ranks:7.3f}{costs.of_threads:7.3f}{best[0]:>6}x{best[1]}"
              f"{1e3 * costs.lead(processors):9.0f}{workload['layouts'][0]['samples']:8}{named[0]:>6}x{named[1]}{len(ties):6}  {found}",
              flush=True)
    print("\nthe best layout was: " + ", ".join(f"{found} {count}" for found, count in counts.items()))
    return counts["named"] + counts["a tie"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=20)
    parser.add_argument("--processors", type=int, default=8, help="that the command is made to believe in: it sleeps")
    parser.add_argument("--budget", default="60s")
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1126)
    options = parser.parse_args()
    print(os.uname().sysname, os.uname().release, flush=True)
    found = campaign(options.studies, options.processors, options.budget, options.seed, options.at_once)
    sys.exit(0 if found >= 0.95 * options.studies else 1)


if __name__ == "__main__":
    main()
