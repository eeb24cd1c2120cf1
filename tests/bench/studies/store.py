"""Computing and storing, against processes that write the same blocks with pwrite(2) into a plain file.

Time is that of create_s + store_s of squares, and of making (and reserving), filling and writing the plain file: until
all ranks have handed all data to the kernel, without a sync.
"""

import checking
from measuring import Contender
from rows import at_least, compare, not_measured

TITLE = "store: {numbers:,} squares computed and written (create_s + store_s), against pwrite of the same blocks"


def squares_stores(bench, ranks, last):
    """A contender: squares without a check of its own."""
    def measure(folder):
        phases = bench.squares(folder, "--last", last, "--verify", "none", ranks=ranks)["phases"]
        return {"seconds": phases["create_s"] + phases["store_s"]} | phases
    return Contender(measure, lambda folder: checking.check_squares(bench, folder))


def program_stores(bench, ranks, words, check):
    """A contender: a program of the benchmark's own under mpirun, that prints its times."""
    def measure(folder):
        seconds = bench.run_json(bench.mpirun(ranks, *words), folder)
        return {"seconds": sum(seconds.values())} | seconds
    return Contender(measure, check)


def plain_file(bench, ranks, last, kind):
    return program_stores(bench, ranks, (bench.program("write_file"), kind, "plain.dat", last),
                          lambda folder: checking.check_raw(f"{folder}/plain.dat", last))


def run(bench):
    last = bench.options.numbers
    rows = []
    for kind, where in bench.places().items():
        for ranks in (1, 2):
            case = f"{kind}.ranks-{ranks}"
            text = f"{kind}, {ranks} rank{'s' if ranks > 1 else ''}, against a "
            # The gain over a plain file is one of reserving, which ext4 rewards and tmpfs does not have to.
            gain = at_least(1.4) if kind == "ext4" else None
            if why := bench.lacks_room(where, 8 * last):
                rows.append(not_measured(f"store.{case}", text + "file", "t(pwrite)/t(squares)", at_least(0.95), why))
                continue
            rounds = bench.alternate(f"store on {kind}, {ranks} ranks", {
                "squares": squares_stores(bench, ranks, last),
                "reserved": plain_file(bench, ranks, last, "reserved"),
                "plain": plain_file(bench, ranks, last, "plain"),
            }, where)
            rows.append(compare(f"store.{case}.reserved", text + "reserved file", rounds, "reserved",
                                target=at_least(0.95)))
            rows.append(compare(f"store.{case}.plain", text + "new file", rounds, "plain", target=gain))
    return rows, []
