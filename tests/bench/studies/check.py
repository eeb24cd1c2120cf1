"""Checking every value of a file in the page cache, against two processes that read it with pread(2) and drop it."""

import checking
from measuring import Contender
from rows import at_least, compare, not_measured

TITLE = "check: {numbers:,} squares read and compared, against 2 processes that read and drop them (page cache)"


def verify(bench, path, *options, ranks):
    def measure(folder):
        verdict = bench.squares(folder, path, *options, ranks=ranks, command="verify")
        return {"seconds": verdict["files"][0]["verify_s"]}
    return Contender(measure)


def only_read(bench, path):
    def measure(folder):
        return {"seconds": bench.run_json(bench.mpirun(2, bench.program("read_file"), path), folder)["read_s"]}
    return Contender(measure)


def read_back(bench, last):
    """The phase of a normal run: its file has just been synced and is in the page cache, too."""
    def measure(folder):
        phases = bench.squares(folder, "--last", last, ranks=2)["phases"]
        return {"seconds": phases["check_s"]} | phases
    return Contender(measure, lambda folder: checking.check_squares(bench, folder))


def run(bench):
    last = bench.options.numbers
    where = bench.options.folder
    cases = {"verify-ranks": "squares verify on 2 ranks", "verify-threads": "squares verify on 2 threads",
             "read-back": "check_s of a run on 2 ranks"}
    if why := bench.lacks_room(where, 2 * 8 * last):
        return [not_measured(f"check.{case}", text, "t(pread)/t(squares)", at_least(0.5), why)
                for case, text in cases.items()], []
    with bench.fresh_folder(where) as folder:
        path = f"{folder}/squares.h5"
        bench.squares(folder, "--last", last, "--output", path, ranks=2)
        rounds = bench.alternate("check", {
            "verify-ranks": verify(bench, path, ranks=2),
            "verify-threads": verify(bench, path, "--threads", 2, ranks=0),
            "read-back": read_back(bench, last),
            "pread": only_read(bench, path),
        }, where)
    return [compare(f"check.{case}", text, rounds, "pread", own=case, target=at_least(0.5))
            for case, text in cases.items()], []
