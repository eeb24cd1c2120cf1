#!/usr/bin/python3
"""Tests of the verdicts of the benchmarks, run by hand after cluster/build.sh release bench: tests/bench/ratios_test.py"""

import unittest

import ratios
from rows import Row, at_least, at_most


class Intervals(unittest.TestCase):
    """Their coverage is tested with the statistics themselves (tests/core/statistics_test.cpp)."""

    def test_an_interval_is_among_the_values_and_has_the_median_in_it(self):
        low, high, coverage = ratios.interval(range(1, 11))
        self.assertTrue(1 <= low < ratios.median(range(1, 11)) < high <= 10, (low, high))
        self.assertGreaterEqual(coverage, ratios.LEVEL)

    def test_too_few_values_give_all_and_say_so(self):
        self.assertEqual(ratios.interval([2.0, 1.0]), (1.0, 2.0, 0.5))
        self.assertLess(ratios.interval(range(5)).coverage, ratios.LEVEL)


class Verdicts(unittest.TestCase):
    @staticmethod
    def row(values, target):
        return Row("a.b", "what", "a/b", values=values, target=target)

    def test_the_median_decides_and_the_interval_says_how_certain_it_is(self):
        self.assertEqual(self.row([1.0] * 10, at_least(0.95)).verdict, "met")
        self.assertEqual(self.row([0.9] * 10, at_least(0.95)).verdict, "not met")
        self.assertEqual(self.row([0.9] * 10, at_most(0.95)).verdict, "met")
        self.assertEqual(self.row([0.9] * 4 + [1.0] * 6, at_least(0.95)).verdict, "met?")
        self.assertEqual(self.row([0.9] * 6 + [1.0] * 4, at_least(0.95)).verdict, "not met?")
        self.assertEqual(self.row([0.9], None).verdict, "")

    def test_what_could_not_be_measured_meets_no_target(self):
        self.assertEqual(self.row([], at_least(0.95)).verdict, "not measured")


if __name__ == "__main__":
    unittest.main()
