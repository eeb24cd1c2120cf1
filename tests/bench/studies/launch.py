"""Whole commands as people type them, from start to end, against an MPI program that does nothing."""

import checking
from machine import first_line
from measuring import Contender
from rows import at_most, compare

TITLE = "launch: whole commands at 1..1,000,000 against an MPI program, linked with HDF5, that does nothing"
RANKS = 16
TIMES = 3  # as many rounds as elsewhere: the commands are short, and starting 16 processes varies much


def whole(bench, *command, check=None):
    return Contender(lambda folder: {"seconds": bench.wall_s(command, folder)}, check)


def targets():
    """With ranks, and alone. Loading libraries is most of the start of Open MPI 5, and squares cannot spare it."""
    return (at_most(1.2), at_most(1.2)) if ") 5." in first_line("mpirun", "--version") else (at_most(1.05), at_most(0.25))


def run(bench):
    squares, empty = bench.program("squares"), bench.program("empty_mpi")

    def check(folder):
        checking.check_squares(bench, folder)
    rounds = bench.alternate("launch", {
        f"squares x {RANKS}": whole(bench, *bench.mpirun(RANKS, squares), check=check),
        f"empty x {RANKS}": whole(bench, *bench.mpirun(RANKS, empty)),
        "squares alone": whole(bench, squares, check=check),
        "empty alone": whole(bench, empty),
    }, bench.options.folder, rounds=TIMES * bench.options.rounds)
    with_ranks, alone = targets()
    return [
        compare("launch.mpirun", f"mpirun -np {RANKS} squares", rounds, f"empty x {RANKS}", f"squares x {RANKS}",
                slower=True, target=with_ranks),
        compare("launch.alone", "squares, without mpirun", rounds, "empty alone", "squares alone",
                slower=True, target=alone),
    ], []
