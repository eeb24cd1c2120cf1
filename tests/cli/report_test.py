"""squares report: what it says of a file is what is in the file, and a file that is none is refused."""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import unittest

import h5py
import numpy

from disturbing import BLOCKS, LONG, Disturbed
from launching import SQUARES, SquaresTest, environment, square_sum

PHASES = ("launch_s", "create_s", "store_s", "sync_s", "check_s", "finish_s", "total_s")


def median(values):
    return float(numpy.median(numpy.array(values)))


class ReportTest(SquaresTest):
    def report(self, *files, code=0):
        result = self.run_squares("report", *files)
        self.assertEqual(result.code, code, str(result))
        return result.stdout

    def report_text(self, *files):
        """The tables. Commands to be copied are never broken."""
        text = self.report(*files)
        for line in text.splitlines():
            self.assertTrue(len(line) <= 80 or "mpirun" in line or "srun" in line, line)
        return text

    def report_json(self, *files):
        return json.loads(self.report(*files, "--json"))

    def run_to(self, name, *options, **how):
        result = self.run_squares("--output", name, "--quiet", *options, **how)
        self.assertEqual(result.code, 0, str(result))


class OneRun(ReportTest):
    def setUp(self):
        super().setUp()
        self.run_to("squares.h5", "--threads", 2, "--last", 300_000, "--block", 9_973, ranks=3)

    def test_figures_are_those_that_the_file_gives_without_squares(self):
        run = self.report_json("squares.h5")["runs"][0]
        with h5py.File(self.file) as file:
            attributes, blocks, ranks = dict(file["run"].attrs), file["blocks"][:], file["ranks"][:]
            threads = file["threads"][:]
        for phase in PHASES:
            self.assertAlmostEqual(run["phases"][phase], attributes[phase], places=9)
        self.assertEqual([rank["numbers"] for rank in run["ranks"]],
                         [int(blocks["count"][blocks["rank"] == rank].sum()) for rank in range(3)])
        for said, kept in zip(run["ranks"], ranks):
            self.assertEqual((said["host"], said["cpus"]), (kept["host"].decode(), kept["cpus"].decode()))
            self.assertAlmostEqual(said["write_s"], kept["write_s"], places=9)
        self.assertEqual(len(run["threads"]), len(threads))
        self.assertEqual(run["verdict"]["sum"], str(square_sum(1, 300_000)))
        rate = 300_000 * 8 / attributes["store_s"]
        self.assertAlmostEqual(run["verdict"]["store_bytes_per_s"] / rate, 1, places=6)

    def test_the_tables_are_those_that_the_run_has_shown(self):
        shown = self.run_squares("--force", "--last", 300_000, ranks=2)
        told = self.report_text("squares.h5")
        phases = ("finish", "total", "other", "mpirun", "launch", "create", "store", "sync", "check ")  # the end is not in the file
        for line in shown.stdout.splitlines():
            if not line.startswith(phases):
                self.assertIn(line, told.splitlines())
        self.assertIn("again:   mpirun -np 2 squares --force --last 300000", told)

    def test_csv_has_exact_integers_and_no_blanks(self):
        rows = list(csv.DictReader(io.StringIO(self.report("squares.h5", "--csv"))))
        self.assertEqual(len(rows), 1)
        self.assertTrue(all(rows[0].values()), rows)
        self.assertEqual(int(rows[0]["sum"]), square_sum(1, 300_000))
        self.assertEqual(rows[0]["command"], "squares --output squares.h5 --quiet --threads 2 --last 300000 --block 9973")

    def test_the_trace_has_what_was_measured_of_every_block_and_nothing_else(self):
        self.report("squares.h5", "--trace", "trace.json")
        with open(self.path("trace.json")) as file:
            trace = json.load(file)
        events = [event for event in trace["traceEvents"] if event["ph"] == "X"]
        lanes = {}
        for event in events:
            lanes.setdefault((event["pid"], event["tid"]), []).append(event)
        self.assertEqual(len(lanes), 1 + 3 * 2)  # the phases; of each rank its main thread and its team
        for lane in lanes.values():
            for before, after in zip(lane, lane[1:]):
                self.assertLessEqual(round(1000 * (before["ts"] + before["dur"])), round(1000 * after["ts"]))
        with h5py.File(self.file) as file:
            blocks, ranks, run = file["blocks"][:], file["ranks"][:], dict(file["run"].attrs)
        for rank in range(3):
            mine = blocks[blocks["rank"] == rank]
            computed = lanes[rank + 1, 1]
            written = [event for event in lanes[rank + 1, 0] if event["name"] == "write"]
            checked = [event["dur"] for event in lanes[rank + 1, 0] if event["name"] == "check"]
            self.assertEqual({event["name"] for event in computed}, {"compute"})
            for events, column in ((computed, "compute_s"), (written, "write_s")):
                self.assertEqual([event["args"]["first_block"] for event in events],
                                 [int(i) for i in numpy.flatnonzero(blocks["rank"] == rank)])
                numpy.testing.assert_allclose([event["dur"] for event in events], 1e6 * mine[column], atol=0.002)
            numpy.testing.assert_allclose([event["ts"] for event in computed], 1e6 * (run["launch_s"] + mine["start_s"]), atol=0.002)
            numpy.testing.assert_allclose(checked, 1e6 * ranks["check_s"][rank:rank + 1], atol=0.002)

    def test_where_a_page_is_and_that_csv_takes_no_file_is_said(self):
        self.assertTrue(self.report("squares.h5", "--html", "page.html").endswith("\npage:    page.html, for a browser\n"))
        json.loads(self.report("squares.h5", "--html", "page.html", "--force", "--json"))
        for option, name in (("--csv", "out.csv"), ("--json", "out.json")):
            result = self.run_squares("report", "squares.h5", option, name)
            self.assert_one_error(result, 64, f"{option} prints to stdout", f"{option} > {name}")

    def test_nothing_is_overwritten_without_force(self):
        with open(self.path("out"), "w") as file:
            file.write("mine")
        for option in ("--html", "--trace"):
            self.assert_one_error(self.run_squares("report", "squares.h5", option, "out"), 73, "--force")
            self.assert_one_error(self.run_squares("report", "squares.h5", option, "no/such/folder"), 73)
        with open(self.path("out")) as file:
            self.assertEqual(file.read(), "mine")
        self.report("squares.h5", "--trace", "out", "--force")
        self.assertEqual(self.left(), ["out", "squares.h5"])

    def test_without_gnuplot_the_page_has_its_tables_and_says_what_is_missing(self):
        os.mkdir(self.path("empty"))
        result = self.run_squares("report", "squares.h5", "--html", "page.html", "--quiet", PATH=self.path("empty"))
        self.assertEqual((result.code, result.stdout), (0, ""), str(result))
        with open(self.path("page.html")) as file:
            page = file.read()
        self.assertIn("gnuplot is not installed here", page)
        self.assertIn("All 300,000 squares are right", page)
        self.assertNotIn("<svg", page)


class Series(ReportTest):
    def test_scaling_is_over_the_base_case_of_the_same_range_and_other_ranges_are_apart(self):
        for name, last, ranks in (("a1", 400_000, 1), ("b1", 400_000, 1), ("c1", 400_000, 1), ("a2", 400_000, 2),
                                  ("other", 7, 1)):
            self.run_to(f"{name}.h5", "--last", last, ranks=ranks)
        names = ["a1.h5", "b1.h5", "c1.h5", "a2.h5", "other.h5"]
        document = self.report_json(*names)
        self.assertEqual(len(document["series"]), 2)
        strong = next(series for series in document["series"] if len(series["rows"]) == 2)
        stored = {}
        for name in names:
            with h5py.File(self.path(name)) as file:
                stored[name] = float(file["run"].attrs["store_s"])
        base = median([stored[name] for name in names[:3]])
        self.assertEqual([row["files"] for row in strong["rows"]], [names[:3], names[3:4]])
        self.assertAlmostEqual(strong["rows"][0]["store"]["median_s"], base)
        self.assertAlmostEqual(strong["rows"][1]["store"]["speedup"], base / stored["a2.h5"], places=9)
        self.assertAlmostEqual(strong["rows"][1]["store"]["efficiency"], base / stored["a2.h5"] / 2, places=9)
        text = self.report_text(*names)
        self.assertIn("base case: 1 rank with 1 thread, 400,000 numbers", text)
        self.assertIn("cannot be compared. They differ in: range", text)


class Studies(ReportTest):
    def test_a_study_is_told_as_when_it_was_made_and_its_speedups_are_those_of_its_samples(self):
        made = self.run_squares("study", "--budget", "3s", "--workload", "compute", "--scaling", "strong", "--json", ranks=2)
        self.assertEqual(made.code, 0, str(made))
        made = json.loads(made.stdout)
        told = self.report_json("study.h5")["studies"][0]
        self.assertEqual({key: told[key] for key in made}, made)
        with h5py.File(self.path("study.h5")) as file:
            samples = file["samples"][:]
        samples = samples[(samples["tiny"] == 0) & (samples["ranks"] > 0)]  # 0 ranks: the hardware's bound
        base = median([row["seconds"] for row in samples if (row["ranks"], row["threads"]) == (1, 1)])
        for layout in told["workloads"][0]["layouts"]:
            mine = [row for row in samples if (row["ranks"], row["threads"]) == (layout["ranks"], layout["threads"])]
            self.assertAlmostEqual(layout["median_s"], median([row["seconds"] for row in mine]))
            self.assertAlmostEqual(layout["speedup"], base / layout["median_s"], places=9)
        self.assertIn(told["recommendation"][0]["launch"], self.report_text("study.h5"))
        rows = list(csv.DictReader(io.StringIO(self.report("study.h5", "--csv"))))
        self.assertEqual(len(rows), len(told["workloads"][0]["layouts"]))

    def test_claims_are_told_from_their_file(self):
        made = self.run_squares("claims", "P1", "--output", "claims.h5", "--json")
        self.assertEqual(made.code, 0, str(made))
        told = self.report_json("claims.h5")["studies"][0]["lesson"]
        self.assertEqual(told["claims"], json.loads(made.stdout)["claims"])
        self.assertIn("P1  ", self.report_text("claims.h5"))


class Parts(ReportTest):
    def test_a_part_tells_how_far_it_is_who_is_on_it_and_what_finishes_it(self):
        run = Disturbed(self, *LONG, "--output", "squares.h5", ranks=2)
        run.wait_for_rows()
        pids = run.rank_pids()
        for pid in pids:  # so that what is told cannot change meanwhile
            os.kill(pid, signal.SIGSTOP)
        document = self.report_json("squares.h5.part")
        self.assertTrue(document["parts"][0]["goes_on"])
        self.assertIn("state:   the run goes on", self.report("squares.h5.part"))
        self.assert_one_error(self.run_squares("report", "squares.h5"), 66, "squares.h5.part")
        self.assertEqual([rank["pid"] for rank in document["parts"][0]["ranks"]], pids)
        run.end()
        told = self.report_json("squares.h5.part")["parts"][0]
        self.assertFalse(told["goes_on"])
        with h5py.File(run.part) as file:
            done = file["blocks"][:][file["blocks"]["state"] == 1]
        self.assertEqual((told["done_blocks"], told["done_numbers"]), (len(done), int(done["count"].sum())))
        self.assertEqual(told["continue"], f"mpirun -np 2 squares --last {BLOCKS} --block 1 --output squares.h5 --resume")
        text = self.report_text("squares.h5.part")
        self.assertIn("nobody works on it", text)
        self.assertIn(told["continue"], text)
        self.assertRegex(text, rf"(?m)^ +0 +{pids[0]} ")


class NotOurs(ReportTest):
    def damaged(self, name, change):
        shutil.copy(self.file, self.path(name))
        with h5py.File(self.path(name), "r+") as file:
            change(file)

    def test_each_bad_file_gets_a_message_of_its_own_and_its_code(self):
        self.run_to("squares.h5", "--last", 1000)

        def later(file):
            file["run"].attrs.modify("schema_version", numpy.uint32(2))

        def foreign(file):
            del file["run"]
        self.damaged("later.h5", later)
        self.damaged("foreign.h5", foreign)
        with open(self.file, "rb") as file:
            content = file.read()
        for name, bytes_ in (("empty.h5", b""), ("text.h5", b"a text\n" * 100), ("cut.h5", content[:len(content) // 2]),
                             ("noise.h5", content[:8] + b"\xff" * 88 + content[96:])):
            with open(self.path(name), "wb") as file:
                file.write(bytes_)
        os.mkdir(self.path("folder.h5"))
        for name, code, words in (("later.h5", 66, "schema 2"), ("foreign.h5", 66, "not one of squares"),
                                  ("empty.h5", 66, "is empty"), ("text.h5", 66, "no HDF5 file"),
                                  ("cut.h5", 65, "truncated"), ("noise.h5", 66, "damaged"), ("no.h5", 66, "No such file"),
                                  ("folder.h5", 66, "no regular file")):
            with self.subTest(name):
                result = self.run_squares("report", "squares.h5", name)
                self.assert_one_error(result, code, words, name)
                self.assertEqual(result.stdout, "")

    def test_a_name_that_is_no_utf_8_is_an_error_like_others_in_json_too(self):
        for command in ("report", "verify"):
            result = subprocess.run([SQUARES, command, b"no\xff.h5", "--json"], cwd=self.folder, env=environment(),
                                    capture_output=True, timeout=300, check=False)
            self.assertEqual(result.returncode, 66, str(result))
            self.assertIn("no\ufffd.h5", str(json.loads(result.stdout)))

    def test_ranks_with_more_threads_than_any_machine_has_are_as_good_as_none(self):
        self.run_to("squares.h5", "--last", 1000, ranks=2)

        def threads(file):
            rows = file["ranks"][:]
            rows["threads"] = 2**31  # of two ranks that makes 2^32, which is 0 in 32 bits
            file["ranks"][:] = rows
        self.damaged("threads.h5", threads)
        self.assertIn("cannot be read or make no sense", self.run_squares("report", "threads.h5").stderr)
        self.assertIn("cannot be read", self.run_squares("verify", "threads.h5").stdout)

    def test_what_a_file_says_is_no_command_to_a_terminal(self):
        self.run_to("squares.h5", "--last", 1000)

        def host(file):
            rows = file["ranks"][:]
            rows["host"] = b"\x1b[2Jhost"
            file["ranks"][:] = rows
        self.damaged("host.h5", host)
        for command in (("report", "host.h5"), ("compare", "squares.h5", "host.h5"), ("verify", "host.h5")):
            self.assertNotIn("\x1b", self.run_squares(*command).stdout)
        self.assertIn("?[2Jhost", self.report("host.h5"))

    def test_nonsense_samples_of_a_study_are_refused(self):
        for change in ("seconds", "threads", "workload"):
            result = self.run_squares("study", "--budget", "1s", "--workload", "compute", "--scaling", "strong", "--force",
                                      "--quiet")
            self.assertEqual(result.code, 0, str(result))
            with h5py.File(self.path("study.h5"), "r+") as file:
                rows = file["samples"][:]
                rows[change][0] = 99 if change == "workload" else 0
                file["samples"][:] = rows
            self.assert_one_error(self.run_squares("report", "study.h5"), 66, "make no sense")


if __name__ == "__main__":
    unittest.main()
