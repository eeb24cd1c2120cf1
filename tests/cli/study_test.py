"""squares study: all layouts in one launch, honest statistics, and an answer that can be run."""

import json
import os
import shlex
import subprocess
import sys
import unittest

import h5py

from launching import SQUARES, SquaresTest, environment

PROCESSORS = sorted(os.sched_getaffinity(0))


class Study(SquaresTest):
    def study(self, *options, code=0, **how):
        result = self.run_squares("study", "--json", *options, **{"timeout": 60} | how)
        self.assertEqual(result.code, code, str(result))
        return json.loads(result.stdout)

    def layouts(self, document, workload="compute", scaling="strong"):
        found = [w for w in document["workloads"] if (w["workload"], w["scaling"]) == (workload, scaling)]
        self.assertEqual(len(found), 1)
        return {(layout["ranks"], layout["threads"]): layout for layout in found[0]["layouts"]}

    def test_times_every_workload_on_every_layout_and_keeps_all_samples(self):
        document = self.study("--budget", "6s", ranks=2)
        self.assertEqual(len(document["workloads"]), 8)
        self.assertEqual(len(document["recommendation"]), 8)
        self.assertLess(document["total_s"], 12)
        self.assertEqual(self.left(), ["study.h5"])
        with h5py.File(self.path("study.h5")) as file:
            samples = file["samples"][:]
        for workload in document["workloads"]:
            base = workload["layouts"][0]
            self.assertEqual((base["ranks"], base["threads"], base["speedup"]), (1, 1, 1))
            for layout in workload["layouts"]:
                self.assertLessEqual(layout["interval_s"]["low"], layout["median_s"])
                self.assertGreaterEqual(layout["interval_s"]["high"], layout["median_s"])
        counted = sum(layout["samples"] for workload in document["workloads"] for layout in workload["layouts"])
        self.assertEqual(counted, int((samples["tiny"] == 0).sum()))

    def test_the_figures_follow_from_the_samples_in_the_file(self):
        document = self.study("--budget", "3s", "--workload", "compute", "--scaling", "strong", ranks=2)
        with h5py.File(self.path("study.h5")) as file:
            samples = [s for s in file["samples"][:] if s["tiny"] == 0]
        base = {int(s["round"]): float(s["seconds"]) for s in samples if (s["ranks"], s["threads"]) == (1, 1)}
        for (ranks, threads), layout in self.layouts(document).items():
            mine = {int(s["round"]): float(s["seconds"]) for s in samples if (s["ranks"], s["threads"]) == (ranks, threads)}
            speedups = sorted(base[k] / mine[k] for k in mine if k in base)
            half = len(speedups) // 2
            median = speedups[half] if len(speedups) % 2 else (speedups[half - 1] + speedups[half]) / 2
            self.assertAlmostEqual(layout["speedup"], median, places=9)
            self.assertAlmostEqual(layout["efficiency"], median / (ranks * threads), places=9)

    def test_ranks_that_are_not_needed_sleep(self):
        document = self.study("--budget", "3s", "--workload", "compute", ranks=4)
        self.assertGreater(document["idle_cpu_share"], 0)
        self.assertLess(document["idle_cpu_share"], 0.02)

    def test_threads_help_to_wait(self):
        document = self.study("--budget", "3s", "--workload", "wait", "--scaling", "strong")
        layouts = self.layouts(document, "wait")
        self.assertGreater(layouts[1, 8 * len(PROCESSORS)]["speedup_interval"]["low"], 2)
        self.assertGreater(document["recommendation"][0]["threads"], 1)

    @unittest.skipIf(len(PROCESSORS) < 2, "one processor is all there is")
    def test_threads_that_are_bound_to_one_core_do_not_help_to_compute(self):
        alone = ["taskset", "-c", str(PROCESSORS[0])]
        document = self.study("--budget", "3s", "--workload", "compute", "--scaling", "strong", before=alone)
        self.assertLess(self.layouts(document)[1, 2]["speedup_interval"]["low"], 1.2)

    @unittest.skipIf(len(PROCESSORS) < 2, "one processor is all there is")
    def test_a_rank_that_is_slowed_down_holds_up_the_other(self):
        slow = subprocess.Popen(["taskset", "-c", str(PROCESSORS[1]), sys.executable, "-c", "while True: pass"])
        try:
            document = self.study("--budget", "3s", "--workload", "compute", "--scaling", "strong", ranks=2)
        finally:
            slow.kill()
            slow.wait()
        self.assertLess(self.layouts(document)[2, 1]["speedup"], 1.6)

    def test_the_launch_that_is_recommended_can_be_run(self):
        document = self.study("--budget", "3s", "--workload", "compute", "--scaling", "strong", "--emit-sbatch", "job.sh", ranks=2)
        line = document["recommendation"][0]["launch"].replace(" squares ", f" {SQUARES} ")
        done = subprocess.run([*shlex.split(line), "--strict", "--quiet"], cwd=self.folder, env=environment(), timeout=30)
        self.assertEqual(done.returncode, 0)
        with open(self.path("job.sh")) as file:
            script = file.read()
        self.assertIn(document["recommendation"][0]["sbatch"], script)
        self.assertIn(document["recommendation"][0]["launch"], script)
        self.assertEqual(subprocess.run(["bash", "-n", self.path("job.sh")]).returncode, 0)

    def test_the_tables_fit_80_columns_but_for_commands(self):
        result = self.run_squares("study", "--budget", "4s", ranks=4, timeout=60)
        lines = [line for line in result.stdout.splitlines() if not line.startswith("  mpirun")]
        self.assertLessEqual(max(map(len, lines)), 80, result.stdout)

    def test_nothing_is_overwritten_and_wrong_words_are_refused(self):
        with open(self.path("study.h5"), "w"):
            pass
        self.assert_one_error(self.run_squares("study", ranks=2), 73, "study.h5", "--force")
        self.assert_one_error(self.run_squares("study", "--workload", "compute,sleep"), 64, "sleep", "memory")
        self.assert_one_error(self.run_squares("study", "--output", "nowhere/study.h5"), 73, "nowhere")


if __name__ == "__main__":
    unittest.main()
