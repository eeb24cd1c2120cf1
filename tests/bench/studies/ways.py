"""Other ways to get one file out of many ranks, written for the benchmark in C++ with the same blocks.

Time is that of making, filling and syncing the file, until all of it is on the disk: create_s + store_s + sync_s of
squares. Each contender comes after a pause, as in the study disk, which says why.
"""

import checking
from measuring import Contender, Failed
from rows import compare
from studies.disk import after_pause, squares_stores

TITLE = "ways: {numbers:,} squares from 2 ranks in other ways, against squares, until all of it is on the disk"
WAYS = {"independent": "independent writes, no space reserved", "collective": "collective writes",
        "gathered": "all gathered at the master, written there", "virtual": "a file per rank under a virtual dataset"}


def other(bench, ranks, last, way):
    def measure(folder):
        seconds = bench.run_json(bench.mpirun(ranks, bench.program("other_ways"), way, "other.h5", last), folder)
        return {"seconds": sum(seconds.values())} | seconds
    return Contender(after_pause(bench, measure), lambda folder: checking.check_hdf5(f"{folder}/other.h5", last))


def run(bench):
    last, ranks = bench.options.numbers, 2
    rows = []
    for kind, where in bench.places().items():
        if why := bench.lacks_room(where, 8 * last):
            raise Failed(why)
        contenders = {"squares": squares_stores(bench, ranks, last, bench.program("squares"))}
        contenders |= {way: other(bench, ranks, last, way) for way in WAYS}
        rounds = bench.alternate(f"ways on {kind}", contenders, where)
        rows += [compare(f"ways.{kind}.{way}", f"{kind}: {text}", rounds, way) for way, text in WAYS.items()]
    return rows, []
