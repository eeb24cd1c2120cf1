"""results/explore.py makes three pictures of any run's file, and each shows what it is to show."""

import contextlib
import io
import os
import runpy
import shutil
import unittest
import unittest.mock

import matplotlib
import matplotlib.image
import matplotlib.pyplot
import numpy

from documents import TOP
from launching import SquaresTest

KEPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "schema-1")
SCRIPT = os.path.join(TOP, "results", "explore.py")
PICTURES = ("timeline.png", "phases.png", "work.png")
BLUE, ORANGE, GRAY = (0x00, 0x72, 0xB2), (0xE6, 0x9F, 0x00), (0x99, 0x99, 0x99)
# How many pixels have these colours in the pictures of schema-1/resumed.h5, at least: far more than a legend has.
OF_RESUMED = {"timeline.png": {BLUE: 15_000, ORANGE: 50_000}, "phases.png": {BLUE: 80, GRAY: 20_000},
              "work.png": {BLUE: 50_000, ORANGE: 300}}

matplotlib.use("Agg")  # without a screen


class Explore(SquaresTest):
    def explore(self, file):
        """Runs it in this process, which has matplotlib already. Returns what it prints; SystemExit if it gives up."""
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            with unittest.mock.patch("sys.argv", [SCRIPT, file, self.folder]):
                runpy.run_path(SCRIPT, run_name="__main__")
        return printed.getvalue()

    def pictures(self, file):
        """Red, green and blue from 0 to 255 of each pixel of each picture."""
        self.assertEqual(self.explore(file).split(), [self.path(name) for name in PICTURES])
        matplotlib.pyplot.close("all")
        return {name: (matplotlib.image.imread(self.path(name))[:, :, :3] * 255).round() for name in PICTURES}

    def check_not_blank(self, file):
        for name, picture in self.pictures(file).items():
            with self.subTest(name):
                self.assertGreaterEqual(min(picture.shape[:2]), 240)
                self.assertGreater((picture.mean(axis=2) < 200).mean(), 0.01)

    def test_three_pictures_of_ranks_and_threads(self):
        self.compute("--threads", 2, "--block", 10_007, "--schedule", "dynamic", ranks=3)
        self.check_not_blank(self.file)

    def test_three_pictures_of_one_rank_with_one_number(self):
        self.compute("--last", 1)
        self.check_not_blank(self.file)

    def test_three_pictures_of_a_run_that_was_killed_and_resumed_show_its_work(self):
        pictures = self.pictures(os.path.join(KEPT, "resumed.h5"))
        for name, colors in OF_RESUMED.items():
            for color, pixels in colors.items():
                near = (numpy.abs(pictures[name] - color) <= 2).all(axis=2)
                self.assertGreaterEqual(int(near.sum()), pixels, f"{name}, {color}")

    def test_what_cannot_be_drawn_is_said(self):
        stopped = self.run_squares("--deadline", "0s")
        self.assertEqual(stopped.code, 75, str(stopped))
        study = shutil.copy(os.path.join(KEPT, "study.h5"), self.folder)
        for file, words in ((self.file + ".part", "--resume"), (study, "not the file of a run")):
            with self.subTest(file):
                with self.assertRaisesRegex(SystemExit, words):
                    self.explore(file)


if __name__ == "__main__":
    unittest.main()
