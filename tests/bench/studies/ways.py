"""Other ways to get one file out of many ranks, written for the benchmark in C++ with the same blocks."""

import checking
from measuring import Failed
from rows import compare
from studies.store import program_stores, squares_stores

TITLE = "ways: {numbers:,} squares from 2 ranks in other ways, against the independent writes of squares"
WAYS = {"independent": "independent writes, no space reserved", "collective": "collective writes",
        "gathered": "all gathered at the master, written there", "virtual": "a file per rank under a virtual dataset"}


def other(bench, ranks, last, way):
    return program_stores(bench, ranks, (bench.program("other_ways"), way, "other.h5", last),
                          lambda folder: checking.check_hdf5(f"{folder}/other.h5", last))


def run(bench):
    last, ranks = bench.options.numbers, 2
    rows = []
    for kind, where in bench.places().items():
        if why := bench.lacks_room(where, 8 * last):
            raise Failed(why)
        rounds = bench.alternate(f"ways on {kind}", {"squares": squares_stores(bench, ranks, last)}
                                 | {way: other(bench, ranks, last, way) for way in WAYS}, where)
        rows += [compare(f"ways.{kind}.{way}", f"{kind}: {text}", rounds, way)
                 for way, text in WAYS.items()]
    return rows, []
