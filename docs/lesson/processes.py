"""The squares of a range by processes, as processes.cpp does it. Each has an interpreter and its lock to itself.

    python3 docs/lesson/processes.py [PROCESSES [FIRST LAST]]        2 processes and 1..1000000, if nothing else is said
"""

import multiprocessing
import sys
import time

from common import check, fail, part, print_worker, task_from, text_of


def work(k, numbers, workers, squares, seconds):
    start = time.perf_counter()
    mine = part(numbers, k, workers)
    offset = mine.start - numbers.start
    squares[offset:offset + len(mine)] = [n * n for n in mine]
    seconds[k] = time.perf_counter() - start


if __name__ == "__main__":
    workers, numbers = task_from(sys.argv[1:])
    fork = multiprocessing.get_context("fork")  # as in C++; other ways start an interpreter from nothing
    squares = fork.Array("Q", len(numbers), lock=False)  # shared memory; Q is an integer of 64 bits
    seconds = fork.Array("d", workers, lock=False)

    start = time.perf_counter()
    children = [fork.Process(target=work, args=(k, numbers, workers, squares, seconds)) for k in range(workers)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    all_seconds = time.perf_counter() - start
    if any(child.exitcode != 0 for child in children):
        fail("a process ended before its work was done")

    print(f"squares of {text_of(numbers)}, processes: {workers}")
    for k in range(workers):
        print_worker(f"process {k}", part(numbers, k, workers), seconds[k])
    print(f"all: {1000 * all_seconds:.3f} ms, from the first start to the last end")
    check(numbers, sum(squares))
