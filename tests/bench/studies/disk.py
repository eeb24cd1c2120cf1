"""Until the data is on the disk, and back from there, after a pause: against plain system calls.

The time of storing is create_s + store_s + sync_s of squares, and that of making and reserving a file, writing the same
squares and syncing it. Reading is `squares verify` of a file that is not cached. Before each contender the machine is
left idle: a virtual machine gives unused memory back to its host meanwhile, and has to get it again, page by page, so
whoever comes right after another large file would be several times as fast.
"""

import os
import time

import checking
from measuring import Contender
from rows import at_least, compare, not_measured

TITLE = "disk: squares stored until they are on the disk, and verified from there, after a pause of {pause:g} s each"
WAYS = {"cached": "pwrite and fsync", "behind": "pwrite that puts windows onto the disk and drops them", "direct": "O_DIRECT"}


def after_pause(bench, measure):
    def paused(folder):
        os.sync()
        time.sleep(bench.options.pause)
        return measure(folder)
    return paused


def squares_stores(bench, ranks, last, program):
    def measure(folder):
        words = [program, "--last", last, "--verify", "none", "--json"]
        told = bench.run_json(bench.mpirun(ranks, *words), folder)
        phases = told["phases"]
        return ({"seconds": phases["create_s"] + phases["store_s"] + phases["sync_s"]} | phases
                | {"storage": told.get("storage")})
    return Contender(after_pause(bench, measure), lambda folder: checking.check_squares(bench, folder))


def program_stores(bench, ranks, last, way):
    def measure(folder):
        seconds = bench.run_json(bench.mpirun(ranks, bench.program("write_disk"), way, "plain.dat", last), folder)
        return {"seconds": sum(seconds.values())} | seconds
    return Contender(after_pause(bench, measure), lambda folder: checking.check_raw(f"{folder}/plain.dat", last))


def drop(path):
    with open(path, "rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def reads(bench, path, seconds_of):
    def measure(folder):
        drop(path)
        time.sleep(bench.options.pause)
        return {"seconds": seconds_of(folder)}
    return Contender(measure)


def storing(bench, where, ranks, last):
    contenders = {"squares": squares_stores(bench, ranks, last, bench.program("squares"))}
    contenders |= {way: program_stores(bench, ranks, last, way) for way in WAYS}
    if bench.options.before:
        contenders["before"] = squares_stores(bench, ranks, last, os.path.abspath(bench.options.before))
    text = f"{last:,} squares, {ranks} rank{'s' if ranks > 1 else ''}"
    rounds = bench.alternate(f"disk, {text}", contenders, where)
    targets = {"direct": at_least(1), "behind": at_least(1 / 1.05)}
    names = WAYS | ({"before": bench.options.before} if bench.options.before else {})
    return [compare(f"disk.store-{last}.ranks-{ranks}.{way}", f"{text}, against {name}", rounds, way,
                    target=targets.get(way)) for way, name in names.items()]


def reading(bench, where, last):
    with bench.fresh_folder(where) as folder:
        path = f"{folder}/squares.h5"
        bench.squares(folder, "--last", last, "--output", path, "--verify", "none", ranks=2)
        rounds = bench.alternate(f"disk, verify of {last:,}", {
            "squares": reads(bench, path, lambda folder: bench.squares(
                folder, path, ranks=2, command="verify")["files"][0]["verify_s"]),
            "pread": reads(bench, path, lambda folder: bench.run_json(
                bench.mpirun(2, bench.program("read_file"), path, "behind"), folder)["read_s"]),
        }, where)
    return [compare(f"disk.verify-{last}", f"{last:,} squares verified, 2 ranks, against two processes that read and drop",
                    rounds, "pread", target=at_least(0.9))]


def run(bench):
    where, rows = bench.options.folder, []
    for last in bench.options.disk_numbers:
        if why := bench.lacks_room(where, 8 * last):
            rows.append(not_measured(f"disk.store-{last}", f"{last:,} squares", "t(other)/t(squares)", None, why))
            continue
        for ranks in (1, 2, 4):
            rows += storing(bench, where, ranks, last)
        rows += reading(bench, where, last)
    return rows, []
