"""What else somebody would write to get the same dataset, each the straightforward program of its kind."""

import os
import sys

import checking
from measuring import HERE, Contender, Failed
from rows import at_least, compare
from studies.store import squares_stores

TITLE = "peers: other programs that make the same file, without a sync; create_s + store_s of squares on 2 ranks"


def peer(bench, last, *command, ranks=0):
    """A program that prints one line of JSON with the seconds of its parts."""
    def measure(folder):
        words = [*command, "peer.h5", str(last)]
        seconds = bench.run_json(bench.mpirun(ranks, *words) if ranks else words, folder)
        return {"seconds": sum(seconds.values())} | seconds
    return Contender(measure, lambda folder: checking.check_hdf5(f"{folder}/peer.h5", last))


def python(name, *more):
    return sys.executable, os.path.join(HERE, "peers", name), *more


def run(bench):
    last, few = bench.options.peer_numbers, bench.options.lesson_numbers
    where = bench.options.folder
    if why := bench.lacks_room(where, 3 * 8 * last):  # two arrays in memory, and the file
        raise Failed(why)
    large = bench.alternate("peers", {
        "squares": squares_stores(bench, 2, last),
        "numpy": peer(bench, last, *python("numpy_h5py.py")),
        "numpy-blocks": peer(bench, last, *python("numpy_h5py.py", "--blocks")),
        "mpi4py": peer(bench, last, *python("mpi4py_h5py.py"), ranks=2),
        "serial": peer(bench, last, bench.program("serial_hdf5")),
    }, where)
    small = bench.alternate("peers as in the lesson", {
        "squares": squares_stores(bench, 2, few),
        "processes": peer(bench, few, *python("lesson.py", "processes")),
        "threads": peer(bench, few, *python("lesson.py", "threads")),
    }, where)
    # The lesson's programs take too much memory and time at the large size. So they are compared at a small one, and
    # in the time of one number, with squares at the large size.
    both = [{"squares": big["squares"], **{name: little[name] for name in ("processes", "threads")}}
            for big, little in zip(large, small)]
    each = {"per_number": (few, last), "note": f"time of one number: {few:,} by Python, {last:,} by squares"}
    at_large, at_few = f"{last:,}: ", f"{few:,}: "
    processes, threads = "Python processes as in the lesson", "Python threads as in the lesson"
    return [
        compare("peers.numpy", at_large + "numpy and h5py", large, "numpy", target=at_least(5)),
        compare("peers.numpy-blocks", at_large + "numpy and h5py, 1 MiB at a time", large, "numpy-blocks"),
        compare("peers.mpi4py", at_large + "mpi4py and parallel h5py, 2 ranks", large, "mpi4py", target=at_least(4)),
        compare("peers.serial", at_large + "C++ loop and serial HDF5", large, "serial"),
        compare("peers.processes", at_few + processes, small, "processes", target=at_least(50)),
        compare("peers.processes.per-number", processes, both, "processes", target=at_least(50), **each),
        compare("peers.threads", at_few + threads, small, "threads"),
        compare("peers.threads.per-number", threads, both, "threads", **each),
    ], []
