"""How many blocks a second the master can deal, and from that: when it would be what all ranks wait for.

Blocks of one number are dealt, computed and written on more and more ranks; the same without dealing (schedule block)
shows what of that is the writing. The master computes, too: only what it has dealt to others counts. Their highest rate
is a lower bound of what a master can deal.
"""

import checking
import ratios
from measuring import Contender
from rows import Row, compare

BLOCKS = 40_000
TITLE = f"dealing: {BLOCKS:,} blocks of 1 number dealt by the master (dynamic), against equal shares (block); store_s"
RANKS = (2, 4, 8, 16)
KiB = 2**10
SIZES = {KiB: "1 KiB", 64 * KiB: "64 KiB", KiB**2: "1 MiB", 8 * KiB**2: "8 MiB", 64 * KiB**2: "64 MiB"}
SHARES = (1, 0.1, 0.01)  # of the speed of a rank here


def deals(bench, ranks, schedule):
    def measure(folder):
        told = bench.squares(folder, "--last", BLOCKS, "--block", 1, "--schedule", schedule, "--verify", "none",
                             ranks=ranks)
        return {"seconds": told["phases"]["store_s"], "dealt": sum(rank["blocks"] for rank in told["ranks"][1:])}
    return Contender(measure, lambda folder: checking.check_squares(bench, folder))


def speed_of_a_rank(bench, where):
    """Bytes a second that one rank by itself computes and writes."""
    last = min(bench.options.numbers, 64_000_000)
    with bench.fresh_folder(where) as folder:
        phases = bench.squares(folder, "--last", last, ranks=1)["phases"]
    return 8 * last / phases["store_s"]


def run(bench):
    where = bench.quiet_place()
    rows = []
    for ranks in RANKS:
        rounds = bench.alternate(f"dealing on {ranks} ranks", {
            "dynamic": deals(bench, ranks, "dynamic"), "block": deals(bench, ranks, "block")}, where)
        text = f"{ranks} ranks"
        rows.append(Row(f"dealing.ranks-{ranks}", text, "dealt to others/store_s",
                        [each["dynamic"]["dealt"] / each["dynamic"]["seconds"] for each in rounds], unit="blocks/s",
                        own_s=ratios.median([each["dynamic"]["seconds"] for each in rounds])))
        rows.append(compare(f"dealing.ranks-{ranks}.cost", text + ", against equal shares", rounds, "block",
                            "dynamic", slower=True))
    rate = max(row.figure for row in rows if row.unit)
    speed = speed_of_a_rank(bench, where)
    lines = [[text] + [f"{rate * size / (share * speed):,.1f}" for share in SHARES] for size, text in SIZES.items()]
    head = ["block"] + [f"at {share * speed / 1e6:,.0f} MB/s" for share in SHARES]
    title = (f"How many ranks {rate:,.0f} blocks/s keep busy; more would wait for the master. That is rate x block / "
             f"speed of a rank;\n{speed / 1e6:,.0f} MB/s is that of one rank here, the slower ones are examples:")
    return rows, [{"title": title, "head": head, "lines": lines, "dealing_blocks_per_s": rate,
                   "rank_bytes_per_s": speed}]
