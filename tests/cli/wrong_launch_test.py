"""Launches that cannot work are refused with one message and 69, before a file is touched."""

import os
import subprocess
import unittest

from launching import SQUARES, Result, SquaresTest, environment

OTHER_LIBRARIES = os.environ["OTHER_LIBRARIES"]


class WrongLaunch(SquaresTest):
    def assert_refused(self, result, *words):
        self.assert_one_error(result, 69, *words)
        self.assertEqual(self.left(), [], str(result))

    def call(self, *command, **variables):
        done = subprocess.run(command, cwd=self.folder, env=environment(**variables), capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=30)
        return Result(done.returncode, done.stdout, done.stderr)

    def test_the_launcher_of_another_libraries(self):
        self.assert_refused(self.call("mpiexec.hydra", "-n", "3", SQUARES), "started 3 times", "PMI_SIZE")

    def test_an_srun_that_starts_singletons(self):
        step = {"SLURM_STEP_NUM_TASKS": "3", "SLURM_JOB_ID": "7"}
        self.assert_refused(self.run_squares(**step, SLURM_PROCID="0"), "started 3 times", "--mpi=pmix")
        silent = self.run_squares(**step, SLURM_PROCID="1")
        self.assertEqual((silent.code, silent.stdout, silent.stderr), (69, "", ""), "task 0 speaks for all")

    def test_a_second_mpi_library_in_the_program(self):
        for ranks in (0, 3):
            result = self.run_squares(ranks=ranks, wrap=["env", "LD_PRELOAD=libmpich.so.12"] if ranks else (),
                                      **({} if ranks else {"LD_PRELOAD": "libmpich.so.12"}))
            self.assert_refused(result, "two MPI libraries", "libmpich.so.12", "libmpi.so.40")

    def test_ranks_with_other_versions_of_the_library(self):
        result = self.run_squares(ranks=3, wrap=["env", f"LD_PRELOAD={OTHER_LIBRARIES}"], OTHER_RANK="2",
                                  OTHER_VERSION="Open MPI v4.0.3, package: …")
        self.assert_refused(result, "rank 2 runs Open MPI v4.0.3, and rank 0 runs Open MPI v4.1")

    def test_a_library_that_is_not_the_one_it_was_built_for(self):
        result = self.run_squares(ranks=1, wrap=["env", f"LD_PRELOAD={OTHER_LIBRARIES}"], OTHER_RANK="0",
                                  OTHER_VERSION="Open MPI v3.1.6, package: …")
        self.assert_refused(result, "built for Open MPI v4", "runs with Open MPI v3.1.6")

    def test_an_hdf5_that_is_not_the_one_it_was_built_for(self):
        result = self.run_squares(ranks=3, wrap=["env", f"LD_PRELOAD={OTHER_LIBRARIES}"], OTHER_HDF5="1")
        self.assert_refused(result, "built for HDF5 1.", "runs with HDF5 1.8.16")

    def test_an_mpi_that_allows_no_threads(self):
        result = self.run_squares(ranks=2, wrap=["env", f"LD_PRELOAD={OTHER_LIBRARIES}"], OTHER_RANK="0", OTHER_THREADS="1")
        self.assert_refused(result, "allows no threads")


if __name__ == "__main__":
    unittest.main()
