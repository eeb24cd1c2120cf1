"""What a series of ratios says: its median, and an interval that assumes nothing about how they are distributed.

The interval for the median lies between two of the sorted values. With n values in random order, how many of them are
below the true median follows the binomial distribution with 1/2, whatever their own distribution; so the interval from
the k-th smallest to the k-th largest covers it with a probability that is known.
"""

import math
from typing import NamedTuple

LEVEL = 0.95


class Interval(NamedTuple):
    low: float
    high: float
    coverage: float  # below LEVEL where there are too few values for more


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def coverage(count, k):
    """The probability that the true median is between the k-th smallest and the k-th largest of `count` values."""
    return 1 - 2 * sum(math.comb(count, below) for below in range(k)) / 2**count


def interval(values, level=LEVEL):
    """The narrowest such interval that covers with at least `level`; with too few values, all of them."""
    ordered = sorted(values)
    k = 1
    while k + 1 <= len(ordered) // 2 and coverage(len(ordered), k + 1) >= level:
        k += 1
    return Interval(ordered[k - 1], ordered[-k], coverage(len(ordered), k))
