"""Launches that cannot work are refused with one message and 69, before a file is touched."""

import json
import os
import re
import subprocess
import unittest

from launching import OWN_GROUP, SQUARES, Result, SquaresTest, environment

OTHER_LIBRARIES = os.environ["OTHER_LIBRARIES"]
SERIES = re.search(r"\(Open MPI\) (\d+)", subprocess.run(["mpirun", "--version"], capture_output=True, text=True).stdout)[1]


class WrongLaunch(SquaresTest):
    def assert_refused(self, result, *words):
        self.assert_one_error(result, 69, *words)
        self.assertEqual(self.left(), [], str(result))

    def call(self, *command, **variables):
        done = subprocess.run(command, **OWN_GROUP, cwd=self.folder, env=environment(**variables), capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=300)
        return Result(done.returncode, done.stdout, done.stderr)

    def test_the_launcher_of_another_libraries(self):
        self.assert_refused(self.call("mpiexec.hydra", "-n", "3", SQUARES), "started 3 times", "PMI_SIZE")
        doctor = self.call("mpiexec.hydra", "-n", "3", SQUARES, "doctor", "--json")
        self.assertEqual(doctor.code, 69, str(doctor))
        launcher = json.loads(doctor.stdout)["checks"][0]
        self.assertEqual((launcher["name"], launcher["health"]), ("launcher", "broken"))
        self.assertIn("started 3 times", launcher["what"])
        self.assertIn("mpirun", launcher["remedy"])

    def test_an_srun_that_starts_singletons(self):
        step = {"SLURM_STEP_NUM_TASKS": "3", "SLURM_JOB_ID": "7"}
        self.assert_refused(self.run_squares(**step, SLURM_PROCID="0"), "started 3 times", "--mpi=pmix")
        self.assert_refused(self.run_squares(**step, SLURM_PROCID="1"), "started 3 times", "--mpi=pmix")

    def test_a_job_outside_a_job_and_a_job_for_each_rank(self):
        self.assert_one_error(self.run_squares("job"), 69, "this is no job of Slurm")
        self.assert_one_error(self.run_squares("job", ranks=2, SLURM_JOB_ID="7"), 69, "once for each rank")
        self.assertEqual(self.left(), [])

    def test_a_second_mpi_library_in_the_program(self):
        for ranks in (0, 3):
            result = self.run_squares(ranks=ranks, wrap=["env", "LD_PRELOAD=libmpich.so.12"] if ranks else (),
                                      **({} if ranks else {"LD_PRELOAD": "libmpich.so.12"}))
            self.assert_refused(result, "two MPI libraries", "libmpich.so.12", "libmpi.so.40")

    def other_version(self, rank, version, ranks):
        """One rank has another version of the library, at least as far as it says."""
        return self.run_squares(ranks=ranks, wrap=["env", f"LD_PRELOAD={OTHER_LIBRARIES}"], OTHER_RANK=str(rank),
                                OTHER_VERSION=f"Open MPI v{version}, package: …")

    def test_ranks_with_other_versions_of_the_library(self):
        result = self.other_version(2, f"{SERIES}.9.9", ranks=3)
        self.assert_refused(result, f"rank 2 runs Open MPI v{SERIES}.9.9, and rank 0 runs Open MPI v{SERIES}.")

    def test_one_rank_with_another_library_is_heard_whatever_its_number(self):
        for rank in (0, 1, 2):
            self.assert_refused(self.other_version(rank, "3.1.6", ranks=3), f"built for Open MPI v{SERIES}",
                                "runs with Open MPI v3.1.6")

    def test_a_library_that_is_not_the_one_it_was_built_for(self):
        self.assert_refused(self.other_version(0, "3.1.6", ranks=1), f"built for Open MPI v{SERIES}",
                            "runs with Open MPI v3.1.6")

    def test_an_hdf5_that_is_not_the_one_it_was_built_for(self):
        result = self.run_squares(ranks=3, wrap=["env", f"LD_PRELOAD={OTHER_LIBRARIES}"], OTHER_HDF5="1")
        self.assert_refused(result, "built for HDF5 1.", "runs with HDF5 1.8.16")

    def test_an_mpi_that_allows_no_threads(self):
        result = self.run_squares(ranks=2, wrap=["env", f"LD_PRELOAD={OTHER_LIBRARIES}"], OTHER_RANK="0", OTHER_THREADS="1")
        self.assert_refused(result, "allows no threads")


if __name__ == "__main__":
    unittest.main()
