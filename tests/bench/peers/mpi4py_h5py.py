#!/usr/bin/python3
"""Squares with numpy on MPI ranks, stored with parallel h5py.

    mpirun -np 2 mpi4py_h5py.py FILE LAST

Each rank computes its share of the range as one array and writes it by itself. Rank 0 prints one line of JSON:
compute_s, write_s, each until all ranks are done.
"""

import json
import sys

import h5py
import numpy
from mpi4py import MPI

PIECE = 64 * 2**20  # numbers in one write, which must stay below 2 GiB

if not h5py.get_config().mpi:
    sys.exit("this h5py is not the parallel one (Debian: python3-h5py-mpi)")
world = MPI.COMM_WORLD
path, last = sys.argv[1], int(sys.argv[2])


def all_here():
    world.Barrier()
    return MPI.Wtime()


begin = all_here()
first = last * world.rank // world.size
end = last * (world.rank + 1) // world.size
numbers = numpy.arange(first + 1, end + 1, dtype=numpy.uint64)
squares = numbers * numbers
computed = all_here()
with h5py.File(path, "w-", driver="mpio", comm=world) as file:
    dataset = file.create_dataset("squares", (last,), numpy.uint64)
    for start in range(first, end, PIECE):
        stop = min(start + PIECE, end)
        dataset[start:stop] = squares[start - first:stop - first]
    written = all_here()  # closing would sync to the disk on some versions, and squares' time has no closing in it
if world.rank == 0:
    print(json.dumps({"compute_s": computed - begin, "write_s": written - computed}))
