"""No rate for unchecked data: whether the files of contenders hold the squares of 1, 2, 3, …"""

import os

from measuring import Failed

PIECE = 4 * 2**20  # numbers


def check_words(words, last, name):
    """`words` is sliced like an array; below 2^32 the squares are exact in 64 bits."""
    import numpy
    if len(words) != last:
        raise Failed(f"{name} holds {len(words)} squares instead of {last}")
    for first in range(0, last, PIECE):
        numbers = numpy.arange(first + 1, min(first + PIECE, last) + 1, dtype=numpy.uint64)
        if not numpy.array_equal(words[first:first + PIECE], numbers * numbers):
            raise Failed(f"{name} holds a wrong square among those of {first + 1} and the following")


def check_raw(path, last):
    import numpy
    check_words(numpy.memmap(path, numpy.dtype("<u8"), "r"), last, os.path.basename(path))


def check_hdf5(path, last):
    import h5py
    with h5py.File(path, "r") as file:
        check_words(file["squares"], last, os.path.basename(path))


def check_squares(bench, folder, name="squares.h5"):
    """Values, ledger and tables."""
    bench.run([bench.program("squares"), "verify", "--quiet", name], folder)
