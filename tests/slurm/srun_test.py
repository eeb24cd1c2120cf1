"""squares under a real srun: singletons are refused, and ranks that do not fit are told the srun that does."""

import json
import os
import re
import shlex
import unittest

from jobs import ClusterTest, on_site
from launching import SQUARES


class Srun(ClusterTest):
    def srun(self, *words):
        return on_site("run", "srun", *words, folder=self.folder)

    def pmix(self, *words):
        """Slurm's and Open MPI's PMIx of Debian 12 crash together in one start of eight: then once more."""
        for _ in range(6):
            done = self.srun(*words)
            if done.returncode == 0:
                break
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def assert_right_but(self, *others):
        for name in others:
            os.remove(os.path.join(self.folder, name))
        self.assert_right()

    def test_singletons_are_refused_with_one_message(self):
        done = self.srun("--mpi=none", "--nodes=2", "--ntasks=4", SQUARES)
        self.assertEqual(done.returncode, 69, done.stderr)
        self.assertEqual(done.stderr.count("squares: error: started 4 times"), 1, done.stderr)
        self.assertIn("--mpi=pmix", done.stderr)
        self.assertEqual(self.left(), [])

    def test_one_process_in_a_step_is_a_run_alone(self):
        for command in ("run --quiet", "doctor", "run --dry-run", "study --budget 1s --workload compute --scaling strong"):
            done = self.srun("--mpi=none", "--ntasks=1", "bash", "-c", f"{SQUARES} {command}")
            self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}{done.stderr}")
        self.assert_right_but("study.h5")

    def test_each_task_of_a_step_reports_what_it_is_asked_for(self):
        self.assertEqual(self.srun("--ntasks=1", SQUARES, "run", "--quiet").returncode, 0)
        done = self.srun("--mpi=none", "--nodes=2", "--ntasks=4", "bash", "-c", f"{SQUARES} report --json squares.h5 >$SLURM_PROCID.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        for task in range(4):
            with open(os.path.join(self.folder, f"{task}.json")) as file:
                self.assertEqual(json.load(file)["runs"][0]["plan"]["last"], 10**6)

    def test_the_doctor_finds_singletons(self):
        done = self.srun("--mpi=none", "--nodes=1", "--ntasks=3", SQUARES, "doctor")
        self.assertEqual(done.returncode, 69, done.stderr)
        self.assertEqual(done.stdout.count("broken   launcher"), 1, done.stdout)

    def test_ranks_that_do_not_fit_are_told_the_srun_that_does(self):
        each = len(os.sched_getaffinity(0)) + 1  # of the machine; the nodes claim more
        told = self.pmix("--mpi=pmix", "--nodes=2", f"--ntasks-per-node={each}", SQUARES, "--force")
        advice = re.search(r"a launch that fits: (srun .*)", told.stdout).group(1)
        self.assertIn(f"--nodes=2 --ntasks={2 * (each - 1)} --ntasks-per-node={each - 1} --cpus-per-task=1", advice)
        right = self.pmix(*shlex.split(advice)[1:])
        self.assertNotIn("a launch that fits", right.stdout)
        self.assertIn(f"on {2 * (each - 1)} ranks x 1 thread, 2 nodes", right.stdout)
        self.assert_right()


if __name__ == "__main__":
    unittest.main()
