"""Blocks dealt on request against equal shares: what it costs when ranks are equal, what it gains when one is slow.

One rank of two is slowed down by a process that is busy on the same processor. Where that leaves it the share f of its
speed v, equal shares end when the slow rank does, after (N/2)/(f v), and dealt blocks after N/((1 + f) v). So dealing
should gain (1 + f)/(2 f): 1.5 where f is one half. f follows from the same round: the time of equal shares undisturbed,
over their time slowed down.
"""

import contextlib
import os
import subprocess
import sys

import checking
import ratios
from measuring import Contender, Failed
from rows import Row, at_least, at_most, compare

TITLE = "schedule: {numbers:,} squares dealt on request (dynamic) or in equal shares (block), 2 bound ranks; store_s"
BINDING = ("--map-by", "core", "--bind-to", "core")


@contextlib.contextmanager
def busy_on(processor):
    """Somebody else's process on this processor, for as long as the block lasts."""
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"],
                            preexec_fn=lambda: os.sched_setaffinity(0, {processor}))
    try:
        yield
    finally:
        busy.kill()
        busy.wait()


def stores(bench, last, schedule, slowed=None):
    """With `slowed`, a processor: while something else is busy there."""
    def measure(folder):
        with busy_on(slowed) if slowed is not None else contextlib.nullcontext():
            told = bench.squares(folder, "--last", last, "--schedule", schedule, "--verify", "memory", ranks=2,
                                 binding=BINDING)
        return {"seconds": told["phases"]["store_s"], "blocks": [rank["blocks"] for rank in told["ranks"]],
                "cpus": [rank["cpus"] for rank in told["ranks"]]}
    return Contender(measure, lambda folder: checking.check_squares(bench, folder))


def processor_of_rank_1(bench, where):
    """Found by a small run, so that it can be disturbed in the measured ones."""
    with bench.fresh_folder(where) as folder:
        ranks = bench.squares(folder, "--last", 1000, ranks=2, binding=BINDING)["ranks"]
    cpus = [rank["cpus"] for rank in ranks]
    if not all(each.isdigit() for each in cpus) or cpus[0] == cpus[1]:
        raise Failed(f"two ranks are not bound to a processor each, but to {' and '.join(cpus)}")
    return int(cpus[1])


def run(bench):
    last, where = bench.options.numbers, bench.quiet_place()
    if why := bench.lacks_room(where, 8 * last):
        raise Failed(why)
    processor = processor_of_rank_1(bench, where)
    rounds = bench.alternate("schedule", {
        "block": stores(bench, last, "block"),
        "dynamic": stores(bench, last, "dynamic"),
        "block, slowed": stores(bench, last, "block", processor),
        "dynamic, slowed": stores(bench, last, "dynamic", processor),
    }, where)
    slowed = compare("schedule.slowed", "something else busy on the processor of rank 1", rounds,
                     "block, slowed", "dynamic, slowed")
    shares = [each["block"]["seconds"] / each["block, slowed"]["seconds"] for each in rounds]
    gains = [(1 + share) / (2 * share) for share in shares]
    slowed.note = (f"1.5 expected where half the speed is left; here {ratios.median(shares):.2f} was left, "
                   f"so {ratios.median(gains):.2f} is expected")
    theory = Row("schedule.slowed.theory", "the same, over the gain that is expected", "gain/expected",
                 [value / gain for value, gain in zip(slowed.values, gains)], target=at_least(0.9))
    return [
        compare("schedule.equal", "equal ranks", rounds, "block", "dynamic", slower=True,
                target=at_most(1.03)),
        slowed, theory], []
