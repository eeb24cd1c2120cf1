#!/usr/bin/python3
"""Tests of the statistics and verdicts of the benchmarks, run by hand: tests/bench/ratios_test.py"""

import random
import unittest

import ratios
from rows import Row, at_least, at_most


class Intervals(unittest.TestCase):
    def test_known_order_statistics(self):
        ten = ratios.interval(range(1, 11))
        self.assertEqual((ten.low, ten.high), (2, 9))
        self.assertAlmostEqual(ten.coverage, 1 - 2 * (1 + 10) / 1024)
        twenty = ratios.interval(range(1, 21))
        self.assertEqual((twenty.low, twenty.high), (6, 15))

    def test_too_few_values_give_all_and_say_so(self):
        self.assertEqual(ratios.interval([3.0]), (3.0, 3.0, 0.0))
        self.assertEqual(ratios.interval([2.0, 1.0]), (1.0, 2.0, 0.5))
        self.assertLess(ratios.interval(range(5)).coverage, ratios.LEVEL)
        self.assertGreaterEqual(ratios.interval(range(6)).coverage, ratios.LEVEL)

    def test_covers_the_median_as_often_as_promised_of_any_distribution(self):
        dice = random.Random(1123)
        distributions = {"normal": (lambda: dice.gauss(0, 1), 0.0), "skewed": (lambda: dice.expovariate(1), 0.6931),
                         "heavy tails": (lambda: dice.gauss(0, 1) / max(abs(dice.gauss(0, 1)), 1e-12), 0.0)}
        for name, (draw, true) in distributions.items():
            for count in (10, 11, 30):
                promised = ratios.interval(range(count)).coverage
                intervals = [ratios.interval([draw() for _ in range(count)]) for _ in range(4000)]
                seen = sum(low <= true <= high for low, high, _ in intervals) / len(intervals)
                self.assertAlmostEqual(seen, promised, delta=0.015, msg=f"{name}, {count} values")

    def test_median(self):
        self.assertEqual(ratios.median([3, 1, 2]), 2)
        self.assertEqual(ratios.median([4, 1, 3, 2]), 2.5)


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
