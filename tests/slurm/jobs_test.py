"""jobs/run.sbatch and jobs/array.sbatch on a real Slurm: they end with right files, or say why not."""

import collections
import ctypes
import fcntl
import os
import re
import shlex
import unittest

import h5py

from evidence import Evidence
from jobs import IS_A_NEXT_TRY, LONG, JobTest
from launching import SQUARES
from slurm import cluster, job_facts, wait_until


class Flock(ctypes.Structure):
    _fields_ = [("type", ctypes.c_short), ("whence", ctypes.c_short), ("start", ctypes.c_long),
                ("length", ctypes.c_long), ("pid", ctypes.c_int)]


class RunJob(JobTest):
    def test_four_nodes_of_four_tasks_of_two_threads(self):
        self.submit("--last", 10**6, sbatch=("--nodes=4", "--ntasks-per-node=4", "--cpus-per-task=2"))
        facts = self.wait_for_end()
        self.assertEqual((facts["JobState"], facts["ExitCode"]), ("COMPLETED", "0:0"), self.output())
        self.assert_right()
        self.assertEqual(collections.Counter(self.hosts_of_ranks()), {f"node{n}": 4 for n in (1, 2, 3, 4)})
        with h5py.File(self.file) as file:
            self.assertEqual(set(file["ranks"]["threads"]), {2})
            self.assertEqual(set(file["threads"]["thread"]), {0, 1})
            self.assertEqual(bytes(file["run"].attrs["checked"]).decode(), "file")
            self.assertEqual(bytes(file["run"].attrs["slurm_job"]).decode(), self.job)

    def test_a_time_limit_that_is_too_short_stops_requeues_and_resumes_it(self):
        # The first try has a slow disk, on which the work lasts longer than the limit on any machine: each of its 8
        # ranks needs 0.4 s for each of its 500 blocks. Slurm itself sends the signal, 70 to 100 s before the limit.
        self.submit("--last", 4000, "--block", 1, "--quiet", SQUARES=self.slow(400_000, unless=IS_A_NEXT_TRY),
                    sbatch=("--nodes=2", "--time=2", "--signal=B:USR1@70"))
        self.assertEqual(job_facts(self.job)["TimeLimit"], "00:02:00")
        facts = self.wait_for_end()
        self.assertEqual((facts["JobState"], facts["ExitCode"]), ("COMPLETED", "0:0"), self.output())
        self.assertGreaterEqual(int(facts["Restarts"]), 1)
        self.assertIn("asks Slurm for another try (stopped in time)", self.output())
        self.assertNotIn("DUE TO TIME LIMIT", self.output())
        self.assert_right(attempts=2)

    def test_a_signal_to_the_batch_shell_stops_requeues_and_resumes_it(self):
        self.submit(*LONG, sbatch=("--nodes=2",))
        self.wait_for_rows()
        cluster("run", "scancel", "--batch", "--signal=USR1", self.job)
        self.assertEqual(self.wait_for_end()["JobState"], "COMPLETED")
        self.assert_right(attempts=2)
        self.assertIn("asks Slurm for another try (stopped in time)", self.output())

    def test_a_cancelled_job_leaves_a_part_that_can_be_resumed(self):
        self.submit(*LONG, sbatch=("--nodes=2",))
        self.wait_for_rows()
        cluster("run", "scancel", self.job)
        self.assertEqual(self.wait_for_end()["JobState"], "CANCELLED")
        self.assertTrue(wait_until(lambda: "resumes" in self.output()), self.output())
        self.assertEqual(Evidence(self.part).wrong, 0)
        self.submit(*LONG, sbatch=("--nodes=1",))
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        self.assert_right(attempts=2)

    def test_a_cancellation_that_reaches_the_other_node_first(self):
        # The launcher loses that node, as if its power had gone, before this script has heard of anything.
        self.submit(*LONG, sbatch=("--nodes=2",))
        self.wait_for_rows()
        slurmd = ("on", self.nodes_of_job()[0], "pkill", "-x", "slurmd", "--signal")
        self.assertEqual(cluster(*slurmd, "STOP").returncode, 0)
        try:
            cluster("run", "scancel", self.job)
            self.wait_for_output("Slurm ends this try; the same command resumes")
        finally:
            cluster(*slurmd, "CONT")
        self.assertEqual(self.wait_for_end()["JobState"], "CANCELLED")
        self.assertEqual(self.output().count("run.sbatch: try"), 1)

    def cancel_a_job_whose_ranks_are_lost(self, once):
        """Once this file is there, which the scontrol beside it has made."""
        self.submit(sbatch=("--nodes=1",), SQUARES=self.program("lost", "exit 205\n"),
                    PATH=f"{self.beside}:{os.environ['PATH']}")
        self.assertTrue(wait_until(lambda: os.path.exists(once)), self.output())
        cluster("run", "scancel", self.job)
        self.assertEqual(self.wait_for_end()["JobState"], "CANCELLED")
        self.wait_for_output("Slurm ends this try; the same command resumes")

    def test_a_cancellation_between_the_end_of_the_ranks_and_the_next_try(self):
        asked = os.path.join(self.folder, "asked.out")
        self.program("scontrol", f'[ "$1" = --oneliner ] && [ ! -e {asked} ] && touch {asked} && sleep 60\nexec /usr/bin/scontrol "$@"\n')
        self.cancel_a_job_whose_ranks_are_lost(once=asked)
        self.assertEqual([name for name in os.listdir(self.folder) if not name.endswith(".out")], [])

    def test_a_cancellation_that_reaches_scontrol_before_the_script_that_waits_for_it(self):
        # The order is forced: the first scontrol is ended by SIGTERM while the script has not received any; the second
        # waits until Slurm has cancelled the job, and sees to it that the script has received the signal, too.
        first, asked = os.path.join(self.beside, "first"), os.path.join(self.beside, "asked")
        self.program("scontrol", f'''
[ "$1" = --oneliner ] || exec /usr/bin/scontrol "$@"
[ -e {first} ] || {{ touch {first}; kill -TERM $$; }}
trap "" TERM
touch {asked}
until /usr/bin/scontrol "$@" | grep -qE "JobState=(CANCELLED|COMPLETING)"; do sleep 0.1; done
kill -TERM $PPID
exec /usr/bin/scontrol "$@"
''')
        self.cancel_a_job_whose_ranks_are_lost(once=asked)
        self.assertNotIn("does not answer", self.output())
        self.assertNotIn("another try", self.output())
        self.assertEqual([name for name in os.listdir(self.folder) if not name.endswith(".out")], [])

    def test_a_scontrol_that_was_ended_by_a_signal_is_asked_again(self):
        # Each question of the script, the first time that it is put.
        self.program("scontrol", f'''
[ -e "{self.beside}/ended$1" ] || {{ touch "{self.beside}/ended$1"; kill -TERM $$; }}
exec /usr/bin/scontrol "$@"
''')
        self.submit(sbatch=("--nodes=1",), SQUARES=self.program("idle", "exit 75\n"), TRIES="2",
                    PATH=f"{self.beside}:{os.environ['PATH']}")
        self.assertEqual(self.wait_for_end()["ExitCode"], "75:0", self.output())
        self.assertEqual(sorted(name for name in os.listdir(self.beside) if name.startswith("ended")),
                         ["ended--oneliner", "endedrequeue", "endedshow"])
        self.assertIn("gives up: 2 tries", self.output())
        self.assertEqual(self.output().count("asks Slurm for another try"), 1)

    def test_a_next_try_waits_for_ranks_of_the_last_that_live_on(self):
        self.submit(*LONG, sbatch=("--nodes=1",))
        self.wait_for_rows()
        with open(self.part + ".lock", "rb") as file:
            # What every rank but the master holds, until its process ends.
            fcntl.fcntl(file, fcntl.F_OFD_SETLK, bytes(Flock(fcntl.F_RDLCK, os.SEEK_SET, 1, 1, 0)))
            # Killed, since ranks that are told to stop take their lock away.
            cluster("on", self.nodes_of_job()[0], "pkill", "-KILL", "-x", "squares")
            self.wait_for_output("the output is taken")
            self.assertEqual(job_facts(self.job)["JobState"], "RUNNING")
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        self.assert_right(attempts=2)

    def test_a_placement_that_does_not_fit_is_told_with_the_submission_that_does(self):
        each = len(os.sched_getaffinity(0)) + 1  # of the machine; the nodes claim more
        self.submit("--last", 10**6, sbatch=("--nodes=1", f"--ntasks-per-node={each}"))
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        self.assertIn("squares: warning: ", self.output())
        advice = re.search(r"a launch that fits: sbatch (.*)", self.output()).group(1)
        self.assertTrue(advice.startswith(f"--nodes=1 --ntasks-per-node={each - 1} --cpus-per-task=1 "), advice)
        os.remove(self.file)
        *options, script, last, million = shlex.split(advice)
        self.submit(last, million, sbatch=options, script=os.path.basename(script))
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        self.assertNotIn("warning", self.output())
        self.assert_right()

    def test_a_study_runs_as_a_job(self):
        self.submit("--budget", "5s", "--workload", "compute", "--scaling", "strong", script="study.sbatch",
                    sbatch=("--nodes=2", "--ntasks-per-node=2", "--job-name=squares"))
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        self.assertIn("on 2 nodes, 4 ranks", self.output())
        self.assertIn("compute: ", self.output())
        self.assertIn("study.h5", os.listdir(self.folder))

    def test_a_launcher_that_ends_with_0_before_the_file_is_complete_is_not_believed(self):
        # As Open MPI 5's does when it has lost a node.
        lost = self.program("lost", f'{IS_A_NEXT_TRY} || exit 0\nexec mpirun --bind-to none "$@"\n')
        name = 'of "all" names\\.h5'
        self.submit("--quiet", sbatch=("--nodes=1",), SQUARES_LAUNCH=lost, SQUARES_OUTPUT=name)
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        self.assertIn("the launcher ended with 0 before", self.output())
        self.assertTrue(Evidence(os.path.join(self.folder, name)).is_right_and_complete())

    def test_a_study_whose_launcher_leaves_no_file_has_failed(self):
        self.submit(script="study.sbatch", sbatch=("--nodes=1", "--job-name=squares"), SQUARES_STUDY_LAUNCH="true")
        self.assertEqual(self.wait_for_end()["ExitCode"], "74:0", self.output())
        self.assertIn("has left no study.h5", self.output())

    def test_an_error_ends_the_job_with_its_code_and_is_not_tried_again(self):
        self.submit("--last", "-5", sbatch=("--nodes=1",))
        self.assertEqual(self.wait_for_end()["ExitCode"], "64:0", self.output())
        self.assertEqual(self.output().count("run.sbatch: try"), 1)

    def test_tries_without_progress_come_to_an_end(self):
        idle = self.program("idle", "exit 75\n")
        self.submit(sbatch=("--nodes=1",), SQUARES=idle, TRIES="2")
        self.assertEqual(self.wait_for_end()["ExitCode"], "75:0", self.output())
        self.assertIn("gives up: 2 tries", self.output())

    def test_threads_may_be_named_in_the_launcher(self):
        said = self.program("launcher", 'echo "launched with $*" >&2\nshift 2\nexec mpirun --bind-to none "$@"\n')
        self.submit("--quiet", sbatch=("--nodes=1", "--ntasks-per-node=2", "--cpus-per-task=3"),
                    SQUARES_LAUNCH=f"{said} --for {{threads}}")
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        self.assertIn(f"launched with --for 3 -n 2 {SQUARES} run --threads 3", self.output())


class ArrayJob(JobTest):
    def verdicts(self):
        """What the verdict jobs have printed, each of them that has come to its end."""
        texts = []
        for name in sorted(os.listdir(self.folder)):
            if name.startswith("squares-verdict"):
                with open(os.path.join(self.folder, name)) as file:
                    texts.append(file.read())
        return [text for text in texts if "verdict: " in text]

    def test_an_array_with_a_task_that_fails_is_named_and_right_after_it_is_repeated(self):
        options = ("--last", 10**6, "--output", "part.h5", "--quiet")
        with open(os.path.join(self.folder, "part-5.h5"), "w") as file:
            file.write("in the way")
        self.submit(*options, script="array.sbatch", sbatch=("--array=1-8", "--ntasks-per-node=1"))
        self.assertTrue(wait_until(self.verdicts), os.listdir(self.folder))
        self.assertIn("part-5.h5: UNREADABLE", self.verdicts()[0])
        self.assertIn("gap: 500,001..625,000", self.verdicts()[0])
        self.assertIn("verdict: NOT right", self.verdicts()[0])

        os.remove(os.path.join(self.folder, "part-5.h5"))
        self.submit(*options, script="array.sbatch", sbatch=("--array=5", "--ntasks-per-node=1"), PARTS="8")
        self.assertTrue(wait_until(lambda: len(self.verdicts()) == 2), os.listdir(self.folder))
        self.assertIn("1..1,000,000: covered, without gap or overlap\nverdict: right", "".join(self.verdicts()))


if __name__ == "__main__":
    unittest.main()
