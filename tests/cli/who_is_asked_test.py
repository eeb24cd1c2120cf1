#!/usr/bin/python3
"""What needs no other process is done by whoever is asked, whatever variables are left from somewhere."""

import re
import unittest

from launching import SquaresTest

RANKS = ("SLURM_PROCID", "PMI_RANK", "PMIX_RANK", "OMPI_COMM_WORLD_RANK")
LEFT = [{}, *({name: "1"} for name in RANKS), {"SLURM_STEP_NUM_TASKS": "4", "SLURM_PROCID": "2"}, {"PMI_SIZE": "4", "PMI_RANK": "3"},
        {"OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_RANK": "3", "OMPI_COMM_WORLD_LOCAL_RANK": "3"},
        {"HDF5_DRIVER": "no_such"}, {"HDF5_DRIVER": "core"}, {"HDF5_VOL_CONNECTOR": "no_such"},
        {"SLURM_JOB_ID": "7", "SLURM_STEP_ID": "0", "SLURM_STEPID": "0", "SLURM_PROCID": "0", "SLURM_NTASKS": "1"}]


def without_times(result):
    return result.code, re.sub(r"[\d.]+ (s|GB/s|MB/s|kB/s)\b", "…", result.stdout), re.sub(r"[\d.]+ s", "…", result.stderr)


class WhoIsAsked(SquaresTest):
    def assert_the_same(self, *command):
        clean = without_times(self.run_squares(*command))
        for left in LEFT:
            with self.subTest(command=command, left=left):
                self.assertEqual(without_times(self.run_squares(*command, **left)), clean)
        return clean

    def test_files_are_shown_and_errors_told(self):
        self.compute("--last", 1000, "--quiet")
        for command, code in ((("report", "squares.h5"), 0), (("report", "missing.h5"), 66),
                              (("compare", "squares.h5", "squares.h5"), 0), (("verify", "squares.h5"), 0),
                              (("verify", "missing.h5"), 66), (("--help",), 0), (("help", "verify"), 0), (("version",), 0),
                              (("--dry-run", "--json", "--last", 5, "--threads", "x"), 64)):
            got, stdout, stderr = self.assert_the_same(*command)
            self.assertEqual(got, code)
            self.assertTrue(stdout or stderr, "nothing is done without a word")

    def test_a_plan_is_made_without_mpi(self):
        for left in ({}, *LEFT):
            result = self.run_squares("--dry-run", "--last", 5, OMPI_MCA_pml="no_such_pml", **left)
            self.assertEqual(result.code, 0, str(result))
            self.assertIn("squares of 1..5 on 1 rank", result.stdout)

    def test_a_run_alone_in_a_step_of_slurm_that_started_no_mpi_program(self):
        self.compute("--last", 1000, **LEFT[-1])

    def test_a_run_stores_its_file_whatever_drivers_variables_name(self):
        for variables in ({"HDF5_DRIVER": "core"}, {"HDF5_DRIVER": "no_such"}, {"HDF5_VOL_CONNECTOR": "no_such"}):
            for ranks in (0, 2):
                with self.subTest(variables, ranks=ranks):
                    self.compute("--last", 1000, "--quiet", "--force", ranks=ranks, **variables)
                    self.assertEqual(self.run_squares("verify", "squares.h5").code, 0)

    def test_under_mpirun_one_of_the_ranks_answers(self):
        self.compute("--last", 1000, "--quiet")
        for command in (("report", "squares.h5"), ("--version",), ("help", "run")):
            with self.subTest(command):
                self.assertEqual(without_times(self.run_squares(*command, ranks=3)), without_times(self.run_squares(*command)))

    def test_processes_that_do_not_know_of_each_other_still_write_nothing(self):
        for left in ({"SLURM_STEP_NUM_TASKS": "4", "SLURM_PROCID": "2"}, {"PMI_SIZE": "4", "PMI_RANK": "3"}):
            with self.subTest(left):
                self.assert_one_error(self.run_squares("--last", 5, **left), 69, "mpirun")
                self.assertEqual(self.left(), [])


if __name__ == "__main__":
    unittest.main()
