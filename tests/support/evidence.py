"""What a file or a part really holds, found out without squares: in integers of Python or numpy, with a CRC of our own."""

import os

import h5py
import numpy

DONE = 1


def crc32c_table():
    table = numpy.zeros(256, numpy.uint32)
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
        table[byte] = crc
    return table


CRC_TABLE = crc32c_table()


def crc_of_rows(rows):
    """CRC-32C of the first 60 bytes of each row of a ledger, all rows at once."""
    raw = numpy.frombuffer(rows.tobytes(), numpy.uint8).reshape(len(rows), 64)
    crc = numpy.full(len(rows), 0xFFFFFFFF, numpy.uint32)
    for column in range(60):
        crc = (crc >> 8) ^ CRC_TABLE[(crc ^ raw[:, column]) & 0xFF]
    return ~crc


def done_in(rows):
    """Which rows of a ledger claim to be done and hold: their indices."""
    return numpy.flatnonzero((crc_of_rows(rows) == rows["crc"]) & (rows["state"] == DONE))


def values_of(squares, first, count):
    """Squares as Python integers, which do not wrap."""
    piece = squares[first:first + count]
    if piece.dtype.names:
        return [low + (high << 64) for low, high in zip(piece["low"].tolist(), piece["high"].tolist())]
    return piece.tolist()


class Evidence:
    """The rows that claim to be done, and how many of their values are wrong."""

    def __init__(self, path):
        with h5py.File(path, "r") as file:
            squares = file["squares"]
            self.first = int(squares.attrs["first"])
            self.count = squares.shape[0]
            self.complete = int(file["run"].attrs["complete"])
            self.rows = file["blocks"][:]
            self.done = list(self.rows[done_in(self.rows)])
            self.broken_rows = int((crc_of_rows(self.rows) != self.rows["crc"]).sum())
            self.wrong = sum(self.wrong_in(squares, row) for row in self.done)
            self.rank_rows = file["ranks"][:] if "ranks" in file else None

    def wrong_in(self, squares, row):
        number, count = int(row["first"]), int(row["count"])
        if not squares.dtype.names:  # of numbers below 2^32, whose squares do not wrap
            numbers = numpy.arange(number, number + count, dtype=numpy.uint64)
            return int((squares[number - self.first:number - self.first + count] != numbers * numbers).sum())
        stored = values_of(squares, number - self.first, count)
        right = [n * n for n in range(number, number + count)]
        return 0 if stored == right else sum(a != b for a, b in zip(stored, right))

    @property
    def all_done(self):
        return len(self.done) == len(self.rows) and sum(int(row["count"]) for row in self.done) == self.count

    def is_right_and_complete(self):
        told = self.rank_rows is not None and int(self.rank_rows["numbers"].sum()) == self.count
        return self.complete == 1 and self.all_done and self.wrong == 0 and told


def evidence_if_readable(path):
    """None where there is no file, or HDF5 cannot read it."""
    if not os.path.exists(path):
        return None
    try:
        return Evidence(path)
    except (OSError, KeyError, ValueError, RuntimeError):
        return None
