"""What a series of ratios says, by squares' own statistics (src/core/statistics.hpp): its median, and an interval."""

import ctypes
import os
from statistics import median  # noqa: F401 -- for all who measure
from typing import NamedTuple

LEVEL = 0.95
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Interval(NamedTuple):
    low: float
    high: float
    coverage: float  # below LEVEL where there are too few values for more


class CInterval(ctypes.Structure):
    _fields_ = [(name, ctypes.c_double) for name in Interval._fields]


def interval(values, level=LEVEL):
    """Where the median of what was measured lies, with at least this confidence where there are enough values."""
    library = ctypes.CDLL(f"{TOP}/build/bin/libbench_statistics.so")
    library.median_interval.restype = CInterval
    values = list(values)
    found = library.median_interval((ctypes.c_double * len(values))(*values), ctypes.c_size_t(len(values)),
                                    ctypes.c_double(level))
    return Interval(found.low, found.high, found.coverage)
