#!/usr/bin/python3
"""Squares as the lesson computes them, in Python integers: equal parts of the range, one process or thread for each.

    lesson.py processes|threads FILE LAST

There are as many parts as processors. The results come back to the main process, which stores them with h5py. Prints
one line of JSON: compute_s (processes or threads started, all results back) and write_s.
"""

import json
import multiprocessing
import os
import sys
import threading
import time

import h5py
import numpy


def squares_of(part):
    return [n * n for n in part]


def parts_of(last, count):
    bounds = [1 + last * k // count for k in range(count + 1)]
    return [range(first, end) for first, end in zip(bounds, bounds[1:])]


def with_processes(parts):
    with multiprocessing.Pool(len(parts)) as pool:
        return pool.map(squares_of, parts, chunksize=1)


def with_threads(parts):
    results = [None] * len(parts)

    def work(k):
        results[k] = squares_of(parts[k])
    threads = [threading.Thread(target=work, args=(k,)) for k in range(len(parts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def main():
    how, path, last = sys.argv[1], sys.argv[2], int(sys.argv[3])
    begin = time.perf_counter()
    results = (with_processes if how == "processes" else with_threads)(parts_of(last, os.cpu_count()))
    computed = time.perf_counter()
    with h5py.File(path, "w-") as file:
        dataset = file.create_dataset("squares", (last,), numpy.uint64)
        done = 0
        for result in results:
            dataset[done:done + len(result)] = numpy.array(result, numpy.uint64)
            done += len(result)
    print(json.dumps({"compute_s": computed - begin, "write_s": time.perf_counter() - computed}))


if __name__ == "__main__":
    main()
