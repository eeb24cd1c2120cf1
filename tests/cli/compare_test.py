"""squares compare: a difference where there is one, none where there is none, and codes for CI."""

import json
import os
import re
import shutil
import unittest

import h5py

from launching import SquaresTest


class Compare(SquaresTest):
    """Copies of one run, with times of their own."""

    def setUp(self):
        super().setUp()
        self.compute("--last", 1000)

    def runs(self, side, factor=1.0, count=5):
        names = []
        for i in range(count):
            names.append(f"{side}{i}.h5")
            shutil.copy(self.file, self.path(names[-1]))
            with h5py.File(self.path(names[-1]), "r+") as file:
                store_s = factor * (0.5 + 0.001 * i)
                for name, seconds in (("launch_s", 0.1 + 0.001 * (i * 7 % 5)), ("store_s", store_s),
                                      ("total_s", 1 + store_s)):
                    file["run"].attrs.modify(name, seconds)
        return names

    def runs_of(self, side, totals):
        """Copies that took so many seconds in total."""
        names = self.runs(side, count=len(totals))
        for name, total in zip(names, totals):
            with h5py.File(self.path(name), "r+") as file:
                file["run"].attrs.modify("total_s", total)
        return names

    def compare(self, *arguments, code=0):
        result = self.run_squares("compare", *arguments)
        self.assertEqual(result.code, code, str(result))
        return result.stdout

    def test_a_slower_store_is_found_and_said_with_its_size(self):
        a, b = self.runs("a"), self.runs("b", 1.1)
        document = json.loads(self.compare(*a, "--to", *b, "--json"))
        self.assertEqual(document["total"]["verdict"], "slower")
        phases = {phase["phase"]: phase for phase in document["phases"]}
        self.assertEqual(phases["store"]["verdict"], "slower")
        self.assertEqual(phases["launch"]["verdict"], "no difference shown")
        self.assertAlmostEqual(phases["store"]["ratio"], 1.1, places=2)
        self.assertEqual(document["differences"], [])
        self.assertIn("verdict: B is slower", self.compare(*a, "--to", *b))
        self.assertIn("verdict: B is faster", self.compare(*b, "--to", *a))

    def test_the_page_has_a_dot_for_each_run_and_the_table_of_the_text(self):
        a, b = self.runs("a"), self.runs("b", 1.1, count=6)
        text = self.compare(*a, "--to", *b, "--html", "page.html")
        self.assertTrue(text.endswith("page:    page.html, for a browser\n"), text)
        with open(self.path("page.html")) as file:
            page = file.read()
        verdict = re.search("verdict: (.*)", text).group(1)
        self.assertIn(f'<p class="verdict bad">{verdict}', page)
        for row in re.findall(r"^(?:store|total).*$", text, flags=re.MULTILINE):
            for cell in re.split(r"  +", row.replace("..", "–")):
                self.assertIn(f">{cell}</td>", page)
        picture = page[page.index('<div class="wide">'):page.index('<div class="narrow">')]
        compared = len(re.findall(r"<tr><td>(?:launch|create|store|sync|check|finish|total)</td>(?!.*>-</td>)", page))
        # And one for A and B each in the key.
        self.assertEqual(len(re.findall("<use [^>]*translate", picture)), compared * (len(a) + len(b)) + 2)
        self.assert_one_error(self.run_squares("compare", *a, "--to", *b, "--html", "page.html"), 73, "page.html", "--force")
        self.compare(*a, "--to", *b, "--html", "page.html", "--force", "--quiet")

    def test_fail_if_slower_tells_by_its_code(self):
        a, b = self.runs("a"), self.runs("b", 1.3)  # the total is slower by a tenth
        self.compare(*a, "--to", *b, "--fail-if-slower", "5%", code=1)
        self.compare(*a, "--to", *b, "--fail-if-slower", "20%", code=0)
        self.compare(*b, "--to", *a, "--fail-if-slower", "5%", code=0)
        self.compare(*a, "--to", *a, "--fail-if-slower", "0%", code=0)
        result = self.run_squares("compare", *a[:4], "--to", *b, "--fail-if-slower", "5%")
        self.assert_one_error(result, 64, "too few runs", "5 runs a side")

    def test_noise_is_not_slower_however_large_its_median_is(self):
        a = self.runs_of("a", (1.00, 1.01, 1.02, 0.99, 0.98))
        noisy = self.runs_of("noisy", (0.80, 0.90, 1.30, 1.40, 1.50))
        total = json.loads(self.compare(*a, "--to", *noisy, "--json"))["total"]
        self.assertGreater(total["ratio"], 1.2)
        self.assertLess(total["ratio_interval"]["low"], 1)
        self.compare(*a, "--to", *noisy, "--fail-if-slower", "5%", code=0)
        self.compare(*noisy, "--to", *noisy, "--fail-if-slower", "0%", code=0)

    def test_the_limit_is_that_of_the_ratio(self):
        a, b = self.runs_of("a", (1.00, 1.01, 1.02, 0.99, 0.98)), self.runs_of("b", (1.20, 1.21, 1.22, 1.19, 1.18))
        ratio = json.loads(self.compare(*a, "--to", *b, "--json"))["total"]["ratio"]
        self.assertAlmostEqual(ratio, 1.2, places=2)
        self.compare(*a, "--to", *b, "--fail-if-slower", "19%", code=1)
        self.compare(*a, "--to", *b, "--fail-if-slower", "21%", code=0)

    def test_two_files_get_their_differences_and_no_verdict(self):
        self.compute("--last", 1000, "--force", "--schedule", "cyclic", ranks=2)
        shutil.move(self.file, self.path("b.h5"))
        self.compute_beside()
        text = self.compare("squares.h5", "b.h5")
        self.assertIn("no verdict: 1 run against 1", text)
        self.assertIn("differs: layout: A 1 x 1, B 2 x 1", text)
        self.assertIn("differs: schedule: A block, B cyclic", text)

    def compute_beside(self):
        self.assertEqual(self.run_squares("--last", 1000, "--quiet").code, 0)

    def test_what_cannot_be_compared_is_refused(self):
        self.assertEqual(self.run_squares("--last", 1001, "--output", "other.h5", "--quiet").code, 0)
        self.assert_one_error(self.run_squares("compare", "squares.h5", "other.h5"), 64, "another range", "other.h5")
        self.assert_one_error(self.run_squares("compare", "squares.h5"), 64, "--to")
        self.assert_one_error(self.run_squares("compare", "squares.h5", "no.h5"), 66, "no.h5")
        self.assert_one_error(self.run_squares("compare", "squares.h5", "squares.h5", "--fail-if-slower", "5"), 64, "5%")


class SlowedRank(SquaresTest):
    """Runs of which one side has a rank on a disk that takes 100 ms for each block, and so at least two seconds to store
    20 of them, and to check as many: far longer than the other side needs, whatever else the machine does."""

    def run_with_rank_1_on_a_disk_of(self, microseconds, output):
        with open(self.path("slowed"), "w") as file:
            file.write(f'''#!/bin/sh
[ "$OMPI_COMM_WORLD_RANK" != 1 ] || export LD_PRELOAD={os.environ["SLOW_DISK"]} SLOW_US={microseconds}
exec "$@"
''')
        os.chmod(self.path("slowed"), 0o755)
        done = self.run_squares("--last", 40, "--block", 1, "--quiet", "--output", output, ranks=2,
                                wrap=(self.path("slowed"),), timeout=300)
        self.assertEqual(done.code, 0, str(done))

    def test_a_rank_on_a_slow_disk_is_found_in_the_phases_that_last_as_long_as_it(self):
        # How small a difference is found, and how seldom one that is not there, is tested on times that are drawn
        # (core.comparison).
        a, b = [f"a{i}.h5" for i in range(5)], [f"b{i}.h5" for i in range(5)]
        for before, after in zip(a, b):  # by turns
            self.run_with_rank_1_on_a_disk_of(0, before)
            self.run_with_rank_1_on_a_disk_of(100_000, after)
        document = json.loads(self.run_squares("compare", *a, "--to", *b, "--json").stdout)
        phases = {phase["phase"]: phase for phase in document["phases"]}
        for name in ("store", "check"):
            self.assertEqual(phases[name]["verdict"], "slower", json.dumps(document, indent=2))


if __name__ == "__main__":
    unittest.main()
