"""squares study: all layouts in one launch, honest statistics, and an answer that can be run."""

import json
import os
import re
import shlex
import signal
import statistics
import subprocess
import time
import unittest

import h5py

import launcher
from disturbing import Disturbed
from launching import OWN_GROUP, SQUARES, SquaresTest, environment
from machine import first_in_line, slow_rank

PROCESSORS = sorted(os.sched_getaffinity(0))


class Study(SquaresTest):
    def study(self, *options, code=0, **how):
        result = self.run_squares("study", "--json", *options, **{"timeout": 300} | how)
        self.assertEqual(result.code, code, str(result))
        return json.loads(result.stdout)

    def layouts(self, document, workload="compute", scaling="strong"):
        found = [w for w in document["workloads"] if (w["workload"], w["scaling"]) == (workload, scaling)]
        self.assertEqual(len(found), 1)
        return {(layout["ranks"], layout["threads"]): layout for layout in found[0]["layouts"]}

    def test_every_workload_on_every_layout_with_all_samples_a_bound_and_tables(self):
        document = self.study("--budget", "6s", ranks=2)
        self.assertEqual(len(document["workloads"]), 8)
        self.assertEqual(len(document["recommendation"]), 8)
        self.assertEqual(self.left(), ["study.h5"])
        with h5py.File(self.path("study.h5")) as file:
            samples = file["samples"][:]
            names = {file["study"].attrs[f"workload_{k}"].decode(): k for k in range(4)}
        for workload in document["workloads"]:
            base = workload["layouts"][0]
            self.assertEqual((base["ranks"], base["threads"], base["speedup"]), (1, 1, 1))
            for layout in workload["layouts"]:
                self.assertLessEqual(layout["interval_s"]["low"], layout["median_s"])
                self.assertGreaterEqual(layout["interval_s"]["high"], layout["median_s"])
            self.assert_bound(workload, samples[samples["workload"] == names[workload["workload"]]])
        # After two rounds none is begun that the budget has no time for: all but the last have ended within it.
        later = samples["seconds"][(samples["round"] >= 2) & (samples["ranks"] > 0)]
        self.assertLessEqual(later.sum() - later.max(initial=0), 6)
        counted = sum(layout["samples"] for workload in document["workloads"] for layout in workload["layouts"])
        self.assertEqual(counted, int(((samples["tiny"] == 0) & (samples["ranks"] > 0)).sum()))
        self.assert_tables_fit(self.run_squares("report", "study.h5").stdout)

    def assert_bound(self, workload, samples):
        """It follows from the samples of this workload."""
        rate = max(float(s["numbers"]) / float(s["seconds"]) for s in samples[samples["ranks"] == 0])
        self.assertAlmostEqual(workload["bound"]["numbers_per_s"] / rate, 1, places=9)
        if workload["scaling"] == "strong":
            fastest = max(workload["layouts"], key=lambda layout: layout["speedup"])
            self.assertAlmostEqual(workload["bound"]["share_reached"], fastest["numbers_per_s"] / rate, places=9)

    def assert_tables_fit(self, said):
        """Into 80 columns, but for commands."""
        tables = [line for line in said.splitlines() if not line.startswith(("  mpirun", "  srun"))]
        self.assertGreater(len(tables), 20, said)
        self.assertLessEqual(max(map(len, tables)), 80, said)

    def test_the_figures_follow_from_the_samples_in_the_file(self):
        document = self.study("--budget", "3s", "--workload", "compute", "--scaling", "strong", ranks=2)
        with h5py.File(self.path("study.h5")) as file:
            samples = [s for s in file["samples"][:] if s["tiny"] == 0 and s["ranks"] > 0]
        base = statistics.median(float(s["seconds"]) for s in samples if (s["ranks"], s["threads"]) == (1, 1))
        for (ranks, threads), layout in self.layouts(document).items():
            median = statistics.median(float(s["seconds"]) for s in samples if (s["ranks"], s["threads"]) == (ranks, threads))
            self.assertAlmostEqual(layout["median_s"], median, places=12)
            self.assertAlmostEqual(layout["speedup"], base / median, places=9)
            self.assertLessEqual(layout["speedup_interval"]["low"], layout["speedup"])
            self.assertGreaterEqual(layout["speedup_interval"]["high"], layout["speedup"])
            self.assertAlmostEqual(layout["efficiency"], base / median / (ranks * threads), places=9)

    def test_ranks_that_are_not_needed_sleep(self):
        document = self.study("--budget", "3s", "--workload", "compute", ranks=4)
        self.assertGreater(document["idle_cpu_share"], 0)
        self.assertLess(document["idle_cpu_share"], 0.1)  # of a processor that others may share; who spins has most of one

    def test_threads_help_to_wait(self):
        # Each thread waits for the same time; a machine that lets them wait longer takes some of the 8-fold.
        document = self.study("--budget", "3s", "--workload", "wait", "--scaling", "strong", before=first_in_line())
        layouts = self.layouts(document, "wait")
        self.assertGreater(layouts[1, 8 * len(PROCESSORS)]["speedup"], 2)
        self.assertGreater(document["recommendation"][0]["threads"], 1)

    def test_its_launch_lines_start_as_they_are_printed(self):
        # Nothing in the environment says that ranks may be more than cores.
        result = self.run_squares("study", "--budget", "3s", "--workload", "compute,wait", "--scaling", "strong", ranks=4)
        self.assertEqual(result.code, 0, str(result))
        lines = re.findall(r"^  (mpirun .*)$", result.stdout, re.MULTILINE)
        self.assertEqual(len(lines), 2, result.stdout)
        variables = environment(PATH=f"{os.path.dirname(SQUARES)}:{os.environ['PATH']}")
        for name in launcher.settings("oversubscribe"):
            del variables[name]
        self.assertTrue(lines[1].endswith(" YOUR_PROGRAM"), lines[1])
        # What waits for nobody, and has as many threads, is none for squares.
        waiting = lines[1].replace(" YOUR_PROGRAM", " squares --threads 1")
        for line in (lines[0] + " --strict", waiting):
            done = subprocess.run([*shlex.split(line), "--quiet", "--force"], **OWN_GROUP, cwd=self.folder, env=variables, text=True,
                                  capture_output=True, stdin=subprocess.DEVNULL, timeout=300)
            self.assertEqual(done.returncode, 0, f"{line}\n{done.stderr}")

    @unittest.skipIf(len(PROCESSORS) < 2, "one processor is all there is")
    def test_threads_that_are_bound_to_one_core_do_not_help_to_compute(self):
        # Who shares a core with others has more of it with two threads than with one: nobody must get in their way.
        alone = [*first_in_line(), "taskset", "-c", str(PROCESSORS[0])]
        # That two are equally fast is found in 95 of 100 studies: by chance alone it takes more than five hardly ever.
        for _ in range(5):
            document = self.study("--budget", "3s", "--workload", "compute", "--scaling", "strong", "--force", before=alone)
            layouts = self.layouts(document)
            one, two = layouts[1, 1], layouts[1, 2]
            # With others at work there, two threads get more of the core than one; what they get does the same work.
            self.assertLess(two["speedup"] * one["cpu_share"] / (2 * two["cpu_share"]), 1.2)
            self.assertLess(document["shortfall"]["cpu_share"], 0.7)  # and the machine is named
            if one["cpu_share"] <= 0.95 or (one["tied"] and two["tied"]):
                return
        self.fail(f"in none of five studies one thread was as good an answer as two: {one}, {two}")

    def test_a_rank_that_is_slowed_down_holds_up_the_other(self):
        for budget in ("8s", "1m"):  # a busy machine takes longer for as many rounds
            document = self.study("--budget", budget, "--workload", "compute", "--scaling", "strong", "--force", ranks=2,
                                  wrap=slow_rank(1), before=first_in_line())
            if document["workloads"][0]["verdict"]:
                break
        self.assertLess(self.layouts(document)[2, 1]["speedup"], 1)
        self.assertFalse(self.layouts(document)[2, 1]["tied"], json.dumps(document, indent=2))
        self.assertEqual(document["recommendation"][0]["ranks"], 1)

    def begun(self, *options, seconds, **how):
        """A study in the background that has used so much processor time."""
        study = Disturbed(self, "study", *options, **how)
        ticks = os.sysconf("SC_CLK_TCK")
        while study.process.poll() is None:
            try:
                with open(f"/proc/{study.rank_pids()[0]}/stat") as file:
                    fields = file.read().rpartition(")")[2].split()
            except (OSError, IndexError):
                continue
            if (int(fields[11]) + int(fields[12])) / ticks > seconds:
                return study
            time.sleep(0.05)
        self.fail(str(study.result()))

    def test_a_stop_ends_it_with_what_was_timed_until_then(self):
        study = self.begun("--workload", "compute", "--scaling", "strong", "--budget", "10m", "--json", seconds=3, ranks=2)
        study.process.send_signal(signal.SIGUSR1)
        result = study.result()
        self.assertEqual(result.code, 75, str(result))
        rounds = json.loads(result.stdout)["rounds"]
        self.assertGreater(rounds, 2)
        self.assertEqual(self.left(), ["study.h5"])

    def test_a_stop_before_anything_can_be_said_leaves_nothing(self):
        study = Disturbed(self, "study", "--budget", "10m", ranks=2)
        while not self.left() and study.process.poll() is None:
            time.sleep(0.005)
        study.process.send_signal(signal.SIGUSR1)
        result = study.result()
        self.assertEqual(result.code, 75, str(result))
        self.assertEqual(result.stderr.count("squares: stopped: SIGUSR1 came before each layout had been timed twice"), 1)
        self.assertEqual(self.left(), [])

    def test_what_a_killed_study_leaves_is_removed_by_the_next_and_two_at_once_are_refused(self):
        study = self.begun("--workload", "store", "--budget", "10m", seconds=0.5, ranks=2)
        self.assert_one_error(self.run_squares("study", "--budget", "1s"), 73, "another run is writing this output", "squares study")
        study.end()
        result = self.run_squares("study", "--workload", "store", "--scaling", "strong", "--budget", "0.1s", "--quiet")
        self.assertEqual(result.code, 0, str(result))
        self.assertEqual(self.left(), ["study.h5"])

    def test_the_launch_that_is_recommended_can_be_run(self):
        document = self.study("--budget", "3s", "--workload", "compute", "--scaling", "strong", "--emit-sbatch", "job.sh", ranks=2)
        line = document["recommendation"][0]["launch"].replace(" squares ", f" {shlex.quote(SQUARES)} ")
        done = subprocess.run([*shlex.split(line), "--strict", "--quiet"], **OWN_GROUP, cwd=self.folder, env=environment(), timeout=300)
        self.assertEqual(done.returncode, 0)
        with open(self.path("job.sh")) as file:
            script = file.read()
        self.assertIn(document["recommendation"][0]["sbatch"], script)
        self.assertIn(document["recommendation"][0]["launch"], script)
        self.assertEqual(subprocess.run(["bash", "-n", self.path("job.sh")]).returncode, 0)

    def test_what_was_timed_is_shown_even_if_it_cannot_be_kept(self):
        words = ("study", "--budget", "1s", "--workload", "compute", "--scaling", "strong", "--emit-sbatch", "none/job.sh")
        result = self.run_squares(*words)
        self.assertIn("compute: 1 rank with", result.stdout)
        self.assert_one_error(result, 73, "none/job.sh")

    def test_it_prints_the_tables(self):
        self.assert_tables_fit(self.run_squares("study", "--budget", "2s", "--workload", "compute,wait", ranks=4).stdout)

    def test_nothing_is_overwritten_and_wrong_words_are_refused(self):
        with open(self.path("study.h5"), "w"):
            pass
        self.assert_one_error(self.run_squares("study", ranks=2), 73, "study.h5", "--force")
        self.assert_one_error(self.run_squares("study", "--workload", "compute,sleep"), 64, "sleep", "memory")
        self.assert_one_error(self.run_squares("study", "--output", "nowhere/study.h5"), 73, "nowhere")


if __name__ == "__main__":
    unittest.main()
