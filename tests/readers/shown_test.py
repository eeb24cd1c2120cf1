"""The comparison of what documents show with what is printed: figures may differ, and nothing else."""

import unittest

from shown import difference


class Shown(unittest.TestCase):
    def assert_same(self, shown, printed, *also):
        self.assertIsNone(difference(shown, printed, also))

    def assert_differs(self, shown, printed, *also):
        self.assertIsNotNone(difference(shown, printed, also))

    def test_measured_figures_may_differ(self):
        for one, other in (("thread 0: 1..5, 0.567 ms", "thread 0: 1..5, 1,234.5 ms"),
                           ("all in 334 us", "all in 1.2 ms"),
                           ("speedup: 1.97", "speedup: 0.85"),
                           ("over thread: 22.8 (15.7 to\n   34.5)", "over thread: 2 (1.9 to 2.06)"),
                           ("a thread: 9 us (5.54 us to 11.6 us)", "a thread: 10.9 us (1 ms to 2 ms)"),
                           ("a thread: 50 KiB", "a thread: 0.2 MiB"),
                           ("store 0.0083 1.7 % 967 MB/s, 121 M squares/s", "store 1.2 30 % 1.2 GB/s, 9 k squares/s"),
                           ("2 TRUE, 0 UNCLEAR", "1 TRUE, 1 UNCLEAR")):
            with self.subTest(one):
                self.assert_same(one, other)
                self.assert_same(other, one)

    def test_bars_and_their_processors_may_differ(self):
        self.assert_same("      0 to 334 us   worked processor\nthread 0    ---#..   330 ns   1",
                         "      0 to 1 ms   worked processor\nthread 0    #######   1.2 us   63")
        self.assert_differs("thread 0    ---#..   330 ns   1", "thread 1    ---#..   330 ns   1")

    def test_where_lines_are_broken_does_not_matter(self):
        self.assert_same("a sentence\n   of two lines\n", "a   sentence of two\n\nlines")

    def test_words_and_whole_numbers_are_the_same(self):
        shown = "thread 0: 1..500000, 0.567 ms\nsum: 333333833333500000, which is right"
        for old, new in (("thread", "process"), ("0:", "1:"), ("500000,", "500001,"), ("3500000,", "3500001,"),
                         (" ms", " km"), (", which is right", ""), ("sum", "the sum")):
            with self.subTest(new):
                self.assert_differs(shown, shown.replace(old, new))
        self.assert_differs(shown, shown + "\nand more")
        self.assert_differs(shown, "")
        self.assert_differs("", shown)

    def test_a_verdict_is_the_same_unless_it_is_measured(self):
        self.assert_differs("T7  TRUE      FALSE     because", "T7  TRUE      TRUE     because")
        self.assert_differs("P3  TRUE      a process", "P4  TRUE      a process")
        self.assert_same("T7  TRUE      FALSE     because", "T7  UNCLEAR      TRUE     because", "T7 TRUE FALSE")
        self.assert_differs("T7  TRUE      FALSE     because", "T6  TRUE      FALSE     because", "T7 TRUE FALSE")

    def test_a_whole_number_is_the_same_unless_it_is_measured(self):
        self.assert_differs("threads: 2\nlosses: 0", "threads: 64\nlosses: 0")
        self.assert_same("threads: 2\nlosses: 0", "threads: 64\nlosses: 0", "threads: 2")
        self.assert_differs("threads: 2\nlosses: 0", "threads: 64\nlosses: 1", "threads: 2")

    def test_what_says_that_others_worked_meanwhile_may_be_there(self):
        self.assert_same("T7 TRUE\n - threads: 2\n", "T7 TRUE\n - threads: 2\n - 84 % of the processors were taken by\n  others meanwhile")
        self.assert_same("- threads: 2", "- threads: 2 - 2 processors gave only 1.1 times what one gives: they share a\n core, or others took them")

    def test_lines_may_be_left_out_where_it_says_so(self):
        printed = "head\nrow 1\nrow 2\nrow 3\nend"
        for shown in ("head\n…\nend", "…\nrow 2\n…", "head\nrow 1\n…", "…\nend", "…\nrow 1\n…\nrow 3\n…"):
            with self.subTest(shown):
                self.assert_same(shown, printed)
        for shown in ("row 1\n…", "…\nrow 3", "…\nrow 4\n…", "…\nrow 3\n…\nrow 1\n…", "head\n…\nrow 3", "head\n…\nhead\n…"):
            with self.subTest(shown):
                self.assert_differs(shown, printed)


if __name__ == "__main__":
    unittest.main()
