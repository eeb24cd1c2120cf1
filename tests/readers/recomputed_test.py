"""Each figure that is shown follows from what the files hold: worked out again from them alone, by another program."""

import os
import re
import statistics
import unittest

import recompute
from launching import SquaresTest

RESULTS = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "results")


class Recomputed(SquaresTest):
    def assert_follows(self, *names):
        report = recompute.recompute([self.path(name) for name in names])
        self.assertEqual(report.wrong, [])
        self.assertGreater(report.compared, 30)
        return report

    def test_of_runs(self):
        wide = ("--first", 2**64 - 1000, "--last", 2**64 - 1, "--block", 100)
        for ranks, options in ((0, ()), (1, ("--threads", 2)), (2, ("--schedule", "dynamic", "--block", 10000)), (3, wide),
                               (4, ("--verify", "memory"))):
            with self.subTest(f"{ranks} ranks, {options}"):
                self.compute(*options, "--force", "--quiet", ranks=ranks)
                self.assert_follows("squares.h5")

    def test_of_a_run_that_was_resumed(self):
        self.leave_part()
        self.compute("--last", 1000, "--resume", ranks=3)
        self.assert_follows("squares.h5")

    def test_of_series_and_of_two_sides(self):
        names = []
        for ranks in (1, 2, 3):
            for i in range(6):
                names.append(f"of-{ranks}-{i}.h5")
                self.assertEqual(self.run_squares("--last", 30000, "--quiet", "--output", names[-1], ranks=ranks).code, 0)
        self.assert_follows(*names)
        self.assert_compared(names[:6], names[6:12])

    def assert_compared(self, a, b):
        text = self.run_squares("compare", *a, "--to", *b).stdout
        sides = [[recompute.Run(self.path(name)) for name in side] for side in (a, b)]
        for phase in (*recompute.PHASES, "total"):
            line = re.search(rf"^{phase} .*$", text, re.MULTILINE).group()
            seconds = [[run.seconds(phase) for run in side] for side in sides]
            middle = [statistics.median(side) for side in seconds]
            shown = line.split()
            for cell, value in zip(shown[1:3], middle):
                self.assertAlmostEqual(float(cell), value, delta=0.51 * 10 ** -len(cell.partition(".")[2]), msg=line)
            percents = [float(one) for one in re.findall(r"([+-][\d.]+) %", line)]
            if len(percents) == 3:
                ratio = middle[1] / middle[0]
                self.assertAlmostEqual(percents[0], 100 * (ratio - 1), delta=0.051, msg=line)
                self.assertLessEqual(percents[1], percents[0])
                self.assertLessEqual(percents[0], percents[2])
                quotients = [100 * (y / x - 1) for x in seconds[0] for y in seconds[1]]
                for end in percents[1:]:
                    self.assertLess(min(abs(end - one) for one in quotients), 0.051, "one of B's over one of A's: " + line)

    def test_of_a_study(self):
        self.run_squares("study", "--budget", "4s", "--output", "study.h5", ranks=2)
        self.assert_follows("study.h5")

    def test_of_all_that_is_kept_in_results(self):
        sets = recompute.sets_below(RESULTS)
        self.assertGreater(len(sets), 2)
        for name, paths in sets.items():
            with self.subTest(name):
                self.assertEqual(recompute.recompute(paths).wrong, [])

    def test_it_notices_a_figure_that_does_not_follow(self):
        self.compute("--last", 10**6, "--quiet", ranks=2)
        report = recompute.Report([self.file])
        right = report.text
        run = recompute.Run(self.file)
        of_phases, of_ranks = r"^(?:store|check|total) +([\d.]+) +([\d.]+)", r"^ +[01] +(5\d\d,\d+) +\d+ +([\d.]+)"
        for found in re.finditer(f"{of_phases}|{of_ranks}", right, re.MULTILINE):
            for group in filter(None, found.groups()):
                at = right.index(group, found.start())
                last = at + len(group) - 1
                report.text = right[:last] + str((int(right[last]) + 5) % 10) + right[last + 1:]
                report.wrong = []
                recompute.check_phases(report, run)
                recompute.check_ranks(report, run)
                self.assertEqual(len(report.wrong), 1, f"{group} in {found.group()}")


if __name__ == "__main__":
    unittest.main()
