#!/usr/bin/python3
"""Squares with numpy, stored with h5py, in one process.

    numpy_h5py.py [--blocks] FILE LAST

The straightforward way is one array. With --blocks it is one buffer of 1 MiB that is filled and written again and
again: what somebody who knows what fresh memory costs would write. Prints one line of JSON: compute_s, write_s.
"""

import json
import sys
import time

import h5py
import numpy


def whole(path, last):
    begin = time.perf_counter()
    numbers = numpy.arange(1, last + 1, dtype=numpy.uint64)
    squares = numbers * numbers
    computed = time.perf_counter()
    with h5py.File(path, "w-") as file:
        file["squares"] = squares
    return computed - begin, time.perf_counter() - computed


def in_blocks(path, last, length=131072):
    compute_s = 0.0
    begin = time.perf_counter()
    numbers = numpy.arange(1, length + 1, dtype=numpy.uint64)
    squares = numpy.empty_like(numbers)
    with h5py.File(path, "w-") as file:
        dataset = file.create_dataset("squares", (last,), numpy.uint64)
        for done in range(0, last, length):
            count = min(length, last - done)
            started = time.perf_counter()
            numpy.multiply(numbers, numbers, out=squares)
            numbers += numpy.uint64(length)
            compute_s += time.perf_counter() - started
            dataset[done:done + count] = squares[:count]
    return compute_s, time.perf_counter() - begin - compute_s


way = in_blocks if sys.argv[1] == "--blocks" else whole
compute, write = way(sys.argv[-2], int(sys.argv[-1]))
print(json.dumps({"compute_s": compute, "write_s": write}))
