"""What threads and processes of this interpreter do: the lesson's programs, timed by turns.

    python3 -I -S -c … EXPERIMENT WORKERS SECONDS CONTROL EXTENSION PORT GAINS

Prints lines "NAME VALUE…", the samples of one figure each. What they mean is judged by squares. GAINS is "gains" where
it asks for another line for each: "gain", and how many times as much as one processor all of them gave, the median of
what was tried beside each sample.
"""
import ctypes
import hashlib
import multiprocessing
import os
import sys
import threading
import time
import urllib.request

FORK = multiprocessing.get_context("fork")
LEAST, MOST = 7, 30  # samples
MOST_NUMBERS = 2_000_000  # the sum of their squares fits in 64 bits


def squares(numbers, results=None, place=0):
    """The sum of the squares of 0 to numbers - 1, the way the lesson's programs work them out."""
    total = 0
    for number in range(numbers):
        total += number * number
    if results is not None:
        results[place] = total
    return total


def expected(numbers):
    return (numbers - 1) * numbers * (2 * numbers - 1) // 6


def seconds(task):
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def together(kind, jobs):
    """All jobs (function and arguments) at the same time, each in a thread or process of its own, on a processor of its
    own: for them to be side by side must not be left to a kernel, which may have two on one for as long as a sample
    takes."""
    processors = sorted(os.sched_getaffinity(0))

    def bound(place, function, *arguments):
        os.sched_setaffinity(0, [processors[place % len(processors)]])  # of this thread or process
        function(*arguments)

    workers = [kind(target=bound, args=(place, *job)) for place, job in enumerate(jobs)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for worker in workers:
        if getattr(worker, "exitcode", 0) != 0:
            sys.exit("a worker failed")


def processes_compute(workers, numbers):
    results = FORK.Array("Q", workers, lock=False)
    together(FORK.Process, [(squares, numbers, results, place) for place in range(workers)])
    check(list(results), numbers)


def threads_compute(workers, numbers):
    results = [0] * workers
    together(threading.Thread, [(squares, numbers, results, place) for place in range(workers)])
    check(results, numbers)


def one_computes(workers, numbers):
    check([squares(numbers) for _ in range(workers)], numbers)


def check(sums, numbers):
    if any(one != expected(numbers) for one in sums):
        sys.exit("squares came out wrong")


def has_lock():
    return getattr(sys, "_is_gil_enabled", lambda: True)()


class Experiments:
    def __init__(self, workers, budget, control, extension, port, gains):
        self.workers, self.budget, self.control, self.port = workers, budget, control, port
        self.extension = extension
        self.numbers = 1000
        self.take_at_least(0.02)
        self.processors = os.sched_getaffinity(0)
        self.rounds = 0
        if gains and hasattr(hashlib, "pbkdf2_hmac"):
            self.rounds = 1000
            while seconds(self.compute_without_lock) < 0.01:
                self.rounds *= 2

    def take_at_least(self, least):
        while self.numbers < MOST_NUMBERS and seconds(lambda: squares(self.numbers)) < least:
            self.numbers *= 2

    def be_worth_a_start(self):
        """Starting processes takes some milliseconds, on a busy machine or in a virtual one ten times as long: work is to take
        ten starts."""
        start = max(seconds(lambda: processes_compute(self.workers, 1)) for _ in range(3))
        self.take_at_least(min(10 * start, 0.1))

    def compute_without_lock(self):
        """What lets the interpreter's lock go meanwhile, in every Python."""
        hashlib.pbkdf2_hmac("sha256", b"password", b"salt", self.rounds)

    def gain(self):
        """How many times as much as one thread all of them get done, with nothing but the machine in their way."""
        bound = os.sched_getaffinity(0)
        os.sched_setaffinity(0, self.processors)
        alone = seconds(lambda: [self.compute_without_lock() for _ in range(self.workers)])
        beside = seconds(lambda: together(threading.Thread, [(self.compute_without_lock,)] * self.workers))
        os.sched_setaffinity(0, bound)
        return alone / beside

    def show(self, name, sample):
        """Takes samples until there are enough of them or the time is up."""
        samples, gains, start = [], [], time.perf_counter()
        while len(samples) < LEAST or len(samples) < MOST and time.perf_counter() - start < self.budget:
            samples.append(sample())
            if self.rounds:
                gains.append(self.gain())
        print(name, *samples)
        if gains:
            print("gain", sorted(gains)[len(gains) // 2])

    def show_ratio(self, name, one, other):
        """How many times as long the one takes as the other."""
        turns = []

        def sample():
            turns.append(None)
            if len(turns) % 2:
                first = seconds(one)
                return first / seconds(other)
            second = seconds(other)
            return seconds(one) / second

        one(), other()
        self.show(name, sample)

    def on_one_processor(self):
        if self.control:
            os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])

    def compute(self, how, numbers=None):
        return lambda: how(self.workers, numbers or self.numbers)

    def P5(self):
        """Processes beside each other, and one alone."""
        self.be_worth_a_start()
        turns = FORK.Lock()

        def held(numbers, results, place):
            with turns:
                squares(numbers, results, place)

        def beside():
            if not self.control:
                return processes_compute(self.workers, self.numbers)
            results = FORK.Array("Q", self.workers, lock=False)
            together(FORK.Process, [(held, self.numbers, results, place) for place in range(self.workers)])
            check(list(results), self.numbers)

        self.show_ratio("held_up", beside, lambda: processes_compute(1, self.numbers))

    def P6(self):
        self.be_worth_a_start()
        numbers = 10 if self.control else self.numbers  # so little that it does not pay
        self.show_ratio("speedup", self.compute(one_computes, numbers), self.compute(processes_compute, numbers))

    def T4(self):
        """Sites that answer late: one after the other, and a thread for each."""
        lock, sites = threading.Lock(), 5  # as many as may knock at the server at a time
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # the sites are here, whatever http_proxy says

        def fetch(site):
            if self.control:  # a lock that is kept while its thread waits
                with lock:
                    return get(site)
            return get(site)

        def get(site):
            with opener.open(f"http://127.0.0.1:{self.port}/squares/{1 + site}/1", timeout=5) as answer:
                if int.from_bytes(answer.read(), "little") != (1 + site) ** 2:
                    os._exit(1)

        self.show_ratio("speedup", lambda: [fetch(site) for site in range(sites)],
                        lambda: together(threading.Thread, [(fetch, site) for site in range(sites)]))

    def T6(self):
        """Threads beside each other, and one alone."""
        self.be_worth_a_start()
        how = processes_compute if self.control else threads_compute
        self.show_ratio("held_up", self.compute(how), lambda: how(1, self.numbers))

    def T7(self):
        self.be_worth_a_start()
        self.show_ratio("speedup", self.compute(one_computes),
                        self.compute(processes_compute if self.control else threads_compute))

    def L4(self):
        if has_lock() and not self.control:
            sys.exit("this interpreter has the lock")
        self.show_ratio("speedup", self.compute(one_computes), self.compute(threads_compute))

    def L1(self):
        """Processor time over wall time of threads that compute: in Python, and where the lock is let go."""
        def at_once(work):
            before = time.process_time()
            wall = seconds(work)
            return (time.process_time() - before) / wall

        without = self.in_extension(ctypes.CDLL)
        work = without if self.control else self.compute(threads_compute)
        self.show("at_once", lambda: at_once(work))
        self.show("at_once_without_lock", lambda: at_once(without))

    def L2(self):
        """References to one object that threads take, and that are lost: with the lock, and without."""
        if not has_lock():
            sys.exit("this interpreter has no lock, and counts references in another way")
        self.show("lost_with_lock", lambda: self.lost(ctypes.PyDLL, "squares_take_references"))
        take = "squares_take_references_atomically" if self.control else "squares_take_references"
        self.show("lost_without_lock", lambda: self.lost(ctypes.CDLL, take))

    def lost(self, loader, function, times=1_000_000):
        thing = []
        count = ctypes.c_int64.from_address(id(thing))  # where CPython keeps it
        before, seen = count.value, sys.getrefcount(thing)
        take = getattr(loader(self.extension), function)
        take.argtypes = [ctypes.c_void_p, ctypes.c_uint64]
        take.restype = None
        together(threading.Thread, [(take, id(thing), times)] * self.workers)
        taken = sys.getrefcount(thing) - seen
        count.value = before
        return 1 - taken / (times * self.workers)

    def L3(self):
        self.be_worth_a_start()
        self.on_one_processor()
        self.show_ratio("speedup", self.compute(threads_compute), self.compute(processes_compute))

    def L5(self):
        loader = ctypes.PyDLL if self.control else ctypes.CDLL
        work = self.in_extension(loader)
        alone = self.in_extension(loader, 1)

        def one_after_the_other():
            for _ in range(self.workers):
                alone()

        self.show_ratio("speedup", one_after_the_other, work)

    def in_extension(self, loader, threads=None, numbers=300_000, repeats=100):
        """Threads that let the extension work squares out."""
        work_out = loader(self.extension).squares_work_out
        work_out.argtypes = [ctypes.c_uint64, ctypes.c_uint64, ctypes.c_uint32]
        work_out.restype = ctypes.c_uint64
        sums = {}

        def work(place):
            sums[place] = work_out(0, numbers, repeats)

        def run():
            together(threading.Thread, [(work, place) for place in range(threads or self.workers)])
            check(sums.values(), numbers)

        return run


if __name__ == "__main__":
    name, workers, budget, control, extension, port, gains = sys.argv[1:]
    experiments = Experiments(int(workers), float(budget), control == "control", extension, int(port), gains == "gains")
    getattr(experiments, name)()
