"""The squares of a range by threads, as threads.cpp does it. Here they share the interpreter's lock, too.

    python3 docs/lesson/threads.py [THREADS [FIRST LAST]]        2 threads and 1..1000000, if nothing else is said
"""

import sys
import threading
import time

from common import check, part, print_worker, task_from, text_of


def work(k):
    start = time.perf_counter()
    mine = part(numbers, k, workers)
    offset = mine.start - numbers.start
    squares[offset:offset + len(mine)] = [n * n for n in mine]
    seconds[k] = time.perf_counter() - start


workers, numbers = task_from(sys.argv[1:])
squares = [0] * len(numbers)
seconds = [0.0] * workers

start = time.perf_counter()
team = [threading.Thread(target=work, args=(k,)) for k in range(workers)]
for thread in team:
    thread.start()
for thread in team:
    thread.join()
all_seconds = time.perf_counter() - start

print(f"squares of {text_of(numbers)}, threads: {workers}")
for k in range(workers):
    print_worker(f"thread {k}", part(numbers, k, workers), seconds[k])
print(f"all: {1000 * all_seconds:.3f} ms, from the first start to the last end")
check(numbers, sum(squares))
