"""The squares of a range by ranks with threads into one HDF5 file, as hybrid.cpp does it, with mpi4py, numpy and an h5py
that knows MPI (Debian: python3-mpi4py, python3-h5py-mpi).

    mpirun -np 2 python3 docs/lesson/hybrid.py [THREADS [FIRST LAST]]    2 threads each and 1..1000000; replaces hybrid.h5
"""

import sys
import threading
import time

import h5py
import numpy
from mpi4py import MPI

from common import check, part, print_worker, task_from, text_of


def compute(mine, threads):
    """By numpy, which is compiled, and lets go of the interpreter's lock while it multiplies: the threads run side by side."""
    numbers = numpy.arange(mine.start, mine.stop, dtype=numpy.uint64)
    squares = numpy.empty_like(numbers)
    places = [part(range(len(mine)), k, threads) for k in range(threads)]

    def work(place):
        here = slice(place.start, place.stop)
        numpy.multiply(numbers[here], numbers[here], out=squares[here])

    team = [threading.Thread(target=work, args=(place,)) for place in places]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join()
    return squares


def store(world, numbers, mine, other, squares):
    """Writes the squares of this rank's part into the file, and returns the sum of another rank's part, read from there."""
    with h5py.File("hybrid.h5", "w", driver="mpio", comm=world) as file:
        data = file.create_dataset("squares", (len(numbers),), "<u8")
        data.attrs["first"] = numpy.uint64(numbers.start)
        data[mine.start - numbers.start:mine.stop - numbers.start] = squares
        file.flush()
        world.Barrier()
        file.flush()
        return int(data[other.start - numbers.start:other.stop - numbers.start].sum())


def run(world, threads, numbers):
    rank, ranks = world.Get_rank(), world.Get_size()
    start = time.perf_counter()
    mine, other = part(numbers, rank, ranks), part(numbers, (rank + 1) % ranks, ranks)
    squares = compute(mine, threads)
    seconds = world.gather(time.perf_counter() - start)
    total = world.reduce(store(world, numbers, mine, other, squares))
    if rank != 0:
        return world.Barrier()  # until rank 0 has checked the sum

    print(f"squares of {text_of(numbers)}, ranks: {ranks}, threads each: {threads}")
    for k in range(ranks):
        print_worker(f"rank {k}", part(numbers, k, ranks), seconds[k])
    print(f"all: {1000 * (time.perf_counter() - start):.3f} ms, with hybrid.h5 written and read back")
    check(numbers, total)
    world.Barrier()


world = MPI.COMM_WORLD
try:
    run(world, *task_from(sys.argv[1:]))
except (Exception, SystemExit) as error:  # what fails on one rank ends all; what fails on all is said by rank 0
    if world.Get_rank() != 0:
        time.sleep(1)
    print(f"rank {world.Get_rank()}: {error}", file=sys.stderr, flush=True)
    world.Abort(1)
