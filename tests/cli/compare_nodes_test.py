"""squares compare of two measurements of nodes, and their samples as CSV: what one of them has slower is named, and equals are equal."""

import csv
import io
import json
import re
import shutil
import unittest

import h5py
import numpy

from launching import SquaresTest

UNITS = {"compute": "squares", "memory": "bytes", "write": "bytes", "read": "bytes", "create": "files"}


class CompareNodes(SquaresTest):
    """Of one measurement, whose times are replaced by others that scatter by less than a hundredth."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        one = cls("measure")
        one.setUp()
        cls.addClassCleanup(one.doCleanups)
        one.measure()
        cls.measured = one.path("nodes.h5")

    def measure(self):
        done = self.run_squares("nodes", "--quiet", "--output", "nodes.h5", ranks=2)
        self.assertEqual(done.code, 0, str(done))

    def copy(self, name, slow=None, ratio=1.0, rounds=None):
        """A copy in which each amount takes so many times a microsecond, and that of the slow figure `ratio` times as long."""
        shutil.copy(self.measured, self.path(name))
        with h5py.File(self.path(name), "r+") as file:
            names = self.figures_of(file)
            rows = file["nodes"][:]
            rows["seconds"] = rows["amount"] * 1e-6 * (1 + 0.001 * (rows["round"] * 4 % 9))
            rows["seconds"][[names[figure] == slow for figure in rows["figure"]]] *= ratio
            if rounds is not None:
                rows = rows[rows["round"] < rounds]
                attributes = dict(file["nodes"].attrs)
                del file["nodes"]
                table = file.create_dataset("nodes", data=rows)
                for attribute in set(attributes) - {"DIMENSION_LIST"}:
                    table.attrs[attribute] = attributes[attribute]
            else:
                file["nodes"][:] = rows
        return name

    @staticmethod
    def figures_of(file):
        return {int(name.removeprefix("figure_")): value.decode() if isinstance(value, bytes) else str(value)
                for name, value in file["run"].attrs.items() if name.startswith("figure_")}

    def host(self):
        with h5py.File(self.measured) as file:
            return next(row["value"].decode() for row in file["facts"][:] if row["name"] == b"host")

    def compare(self, *arguments, code=0):
        result = self.run_squares("compare", *arguments)
        self.assertEqual(result.code, code, str(result))
        return result.stdout

    def test_a_measurement_does_not_differ_from_itself(self):
        shutil.copy(self.measured, self.path("nodes.h5"))
        for name in ("nodes.h5", self.copy("still.h5")):
            text = self.compare(name, name, "--fail-if-slower", "0%")
            self.assertTrue(text.startswith("no node and no link is shown to be slower or faster\n"), text)
            self.assertIn("facts:   the same on both sides", text)
            document = json.loads(self.compare(name, name, "--json"))
            self.assertEqual((document["verdict"], document["slower"], document["differences"]), ("no difference shown", [], []))
            self.assertEqual({one["ratio"] for one in document["nodes"]}, {1.0})

    def test_a_figure_that_takes_30_percent_longer_is_named_and_fails(self):
        a, b = self.copy("a.h5"), self.copy("b.h5", "compute", 1.3)
        text = self.compare(a, b)
        self.assertTrue(text.startswith(f"B is slower: {self.host()}, computing: 1.30 times as long ("), text)
        self.assertRegex(text, rf"(?m)^{self.host()} +compute G/s +\S+ +\S+ +\+30\.0 % .* slower$")
        self.assertEqual(text.count(" slower\n"), 2, "in the row and in the note: " + text)
        document = json.loads(self.compare(a, "--to", b, "--json"))
        self.assertEqual([(one["node"], one["figure"]) for one in document["slower"]], [(self.host(), "compute")])
        slower = document["slower"][0]
        self.assertEqual(document["verdict"], "slower")
        self.assertAlmostEqual(slower["ratio"], 1.3, places=6)
        self.assertEqual(slower["ratio"], slower["median_b_s"] / slower["median_a_s"])
        self.assertLess(slower["ratio_interval"]["low"], 1.3)
        self.assertGreater(slower["ratio_interval"]["high"], 1.3)
        self.compare(a, b, "--fail-if-slower", "5%", "--quiet", code=1)
        self.compare(a, b, "--fail-if-slower", "29%", "--quiet", code=1)
        self.compare(a, b, "--fail-if-slower", "31%", "--quiet", code=0)
        self.compare(b, a, "--fail-if-slower", "0%", "--quiet", code=0)
        self.assertTrue(self.compare(b, a).startswith(f"B is faster: {self.host()}, computing: 0.77 times as long ("))

    def test_a_page_has_the_answer_the_table_and_a_dot_for_each_sample(self):
        a, b = self.copy("a.h5"), self.copy("b.h5", "memory", 2)
        text = self.compare(a, b, "--html", "page.html")
        self.assertTrue(text.endswith("page:    page.html, for a browser\n"), text)
        with open(self.path("page.html")) as file:
            page = file.read()
        self.assertIn('<p class="verdict bad">' + re.sub(r"\s+", " ", text[:text.index("\n\n")]), page)
        rows = [" ".join(row.replace("..", "–").split()) for row in re.findall(rf"^{self.host()} .*$", text, flags=re.MULTILINE)]
        self.assertEqual(rows, [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in re.findall("<tr><td>.*</tr>", page)])
        self.assertEqual(len(rows), len(UNITS))
        picture = page[page.index('<div class="wide">'):page.index('<div class="narrow">')]
        with h5py.File(self.path(a)) as file:
            samples = len(file["nodes"])
        self.assertEqual(len(re.findall("<use [^>]*translate", picture)), 2 * samples + 2, "and one for each in the key")
        self.assert_one_error(self.run_squares("compare", a, b, "--html", "page.html"), 73, "page.html", "--force")

    def test_facts_and_nodes_that_are_not_in_both(self):
        a, b = self.copy("a.h5"), self.copy("b.h5")
        with h5py.File(self.path(b), "r+") as file:
            rows = file["facts"][:]
            rows["value"][rows["name"] == b"kernel"] = b"Linux 9"
            file["facts"][:] = rows
        self.assertRegex(self.compare(a, b), rf"differs: kernel of {self.host()}: A .*, B\s+Linux 9\n")
        differences = json.loads(self.compare(a, b, "--json"))["differences"]
        self.assertEqual([(one["node"], one["fact"], one["b"]) for one in differences], [(self.host(), "kernel", "Linux 9")])
        with h5py.File(self.path(b), "r+") as file:
            rows["value"][rows["name"] == b"host"] = b"elsewhere"
            file["facts"][:] = rows
        self.assert_one_error(self.run_squares("compare", a, b), 64, "no node is in both measurements", "host names")

    def test_wrong_values_are_said_first_and_are_no_success(self):
        a, b = self.copy("a.h5"), self.copy("b.h5")
        with h5py.File(self.path(b), "r+") as file:
            figure = {name: number for number, name in self.figures_of(file).items()}["memory"]
            row = numpy.zeros(1, dtype=file["wrong_values"].dtype)
            row["figure"], row["kind"], row["number"], row["stored"] = figure, b"bit flip", 1000, 1_000_004
            attributes = dict(file["wrong_values"].attrs)
            del file["wrong_values"]
            table = file.create_dataset("wrong_values", data=row)
            for attribute in set(attributes) - {"DIMENSION_LIST"}:
                table.attrs[attribute] = attributes[attribute]
        text = self.compare(a, b)
        self.assertTrue(text.startswith("wrong values in B; of the others: no node and no link"), text)
        self.assertRegex(text, rf"(?m)^{self.host()} +memory GB/s +\S+ +wrong +- +-$")
        self.assertIn("bit flip from the square of 1,000 on", re.sub(r"\s+", " ", text))
        self.compare(a, b, "--fail-if-slower", "5%", "--quiet", code=65)

    def test_too_few_rounds_are_no_verdict(self):
        a, b = self.copy("a.h5"), self.copy("b.h5", "compute", 3, rounds=8)
        self.assertTrue(self.compare(a, b).startswith("no verdict: "))
        self.assert_one_error(self.run_squares("compare", a, b, "--fail-if-slower", "5%"), 64, "too few rounds", "9 rounds")

    def test_a_measurement_of_nodes_is_compared_with_one_other_alone(self):
        a = self.copy("a.h5")
        self.assertEqual(self.run_squares("--last", 1000, "--quiet").code, 0)
        for files in ((a, "squares.h5"), ("squares.h5", a), (a, "squares.h5", "--to", a), (a, "--to", a, self.copy("b.h5"))):
            self.assert_one_error(self.run_squares("compare", *files), 64, "is a measurement of nodes, which is compared with one other",
                                  "a.h5")

    def test_csv_has_each_sample_as_it_is_in_the_file(self):
        shutil.copy(self.measured, self.path("nodes.h5"))
        printed = self.run_squares("report", "nodes.h5", "--csv")
        self.assertEqual(printed.code, 0, str(printed))
        rows = list(csv.DictReader(io.StringIO(printed.stdout)))
        with h5py.File(self.measured) as file:
            samples, figures = file["nodes"][:], self.figures_of(file)
        self.assertEqual(len(rows), len(samples))
        self.assertEqual({row["figure"] for row in rows}, set(UNITS))
        for row, sample in zip(rows, samples):
            self.assertEqual(row["figure"], figures[sample["figure"]])
            self.assertEqual((row["file"], row["node"], row["peer"], row["wrong"]), ("nodes.h5", self.host(), "-", "0"))
            self.assertEqual((int(row["round"]), int(row["again"]), int(row["amount"])),
                             (sample["round"], sample["again"], sample["amount"]))
            self.assertEqual(float(row["time_s"]), sample["seconds"])
            self.assertEqual(row["unit"], UNITS[row["figure"]])
            self.assertEqual(float(row["rate_per_s"]), sample["amount"] / sample["seconds"])
            numpy.testing.assert_equal(float(row["cached_share"]), sample["cached_share"])
        self.assertEqual(self.run_squares("--last", 1000, "--quiet").code, 0)
        self.assert_one_error(self.run_squares("report", "nodes.h5", "squares.h5", "--csv"), 64, "files of one kind")


if __name__ == "__main__":
    unittest.main()
