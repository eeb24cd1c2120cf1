"""The squares of a range by ranks, as ranks.cpp does it, with mpi4py (Debian: python3-mpi4py).

    mpirun -np 4 python3 docs/lesson/ranks.py [FIRST LAST]        1..1000000, if nothing else is said
"""

import sys
import time

start = time.perf_counter()
from mpi4py import MPI  # this starts MPI
mpi_seconds = time.perf_counter() - start

from common import check, part, print_worker, range_from, text_of


def run(world, numbers):
    ranks = world.Get_size()
    is_master = world.Get_rank() == 0

    world.Barrier()  # the clock starts once all are here
    start = time.perf_counter()
    mine = world.scatter([part(numbers, k, ranks) for k in range(ranks)] if is_master else None)

    work_start = time.perf_counter()
    my_squares = [n * n for n in mine]
    my_seconds = time.perf_counter() - work_start

    squares = world.gather(my_squares)  # a list from each rank
    seconds = world.gather(my_seconds)
    all_seconds = time.perf_counter() - start
    if not is_master:
        return world.Barrier()  # until the master has checked the sum

    print(f"squares of {text_of(numbers)}, ranks: {ranks}")
    for k in range(ranks):
        print_worker(f"rank {k}", part(numbers, k, ranks), seconds[k])
    print(f"all: {1000 * all_seconds:.3f} ms, from scatter to gather")
    check(numbers, sum(sum(one) for one in squares))
    world.Barrier()


world = MPI.COMM_WORLD
if world.Get_rank() == 0:
    print(f"MPI started in {1000 * mpi_seconds:.3f} ms")
try:
    run(world, range_from(sys.argv[1:]))
except (Exception, SystemExit) as error:  # what fails on one rank ends all; what fails on all is said by rank 0
    if world.Get_rank() != 0:
        time.sleep(1)
    print(f"rank {world.Get_rank()}: {error}", file=sys.stderr, flush=True)
    world.Abort(1)
