"""jobs/run.sbatch and jobs/array.sbatch on a real Slurm: they end with right files, or say why not."""

import collections
import ctypes
import fcntl
import os
import re
import shlex
import shutil
import subprocess
import unittest

import h5py

from evidence import Evidence, done_in
from jobs import IS_A_NEXT_TRY, LONG, SITE, JobTest, rows_of
from launching import SQUARES, environment
from slurm import TOP, cluster, job_facts, wait_until


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
        self.assertEqual(self.output().count("squares job: try"), 1)

    def test_a_cancellation_between_the_end_of_the_ranks_and_the_next_try(self):
        # The order is forced: Slurm answers only when it has cancelled the job.
        asked = os.path.join(self.beside, "asked")
        self.program("squeue", f'''
case "$*" in *RestartCnt*) ;; *) exec /usr/bin/squeue "$@" ;; esac
touch {asked}
until /usr/bin/squeue --noheader --states=all --job="$SLURM_JOB_ID" --format=%T | grep -qE "CANCELLED|COMPLETING"; do sleep 0.1; done
exec /usr/bin/squeue "$@"
''')
        self.submit(sbatch=("--nodes=1",), SQUARES_LAUNCH=self.program("lost", "exit 205\n"),
                    PATH=f"{self.beside}:{os.environ['PATH']}")
        self.assertTrue(wait_until(lambda: os.path.exists(asked)), self.output())
        cluster("run", "scancel", self.job)
        self.assertEqual(self.wait_for_end()["JobState"], "CANCELLED")
        self.wait_for_output("Slurm ends this try; the same command resumes")
        self.assertNotIn("another try", self.output())
        self.assertEqual([name for name in self.left() if not name.endswith(".out")], [])

    def test_a_slurm_that_does_not_answer_is_asked_again(self):
        # Each question, the first time that it is put in a try.
        self.program("squeue", f'''
case "$*" in *RestartCnt*) ;; *) exec /usr/bin/squeue "$@" ;; esac
[ -e "{self.beside}/failed$SLURM_RESTART_COUNT" ] || {{ touch "{self.beside}/failed$SLURM_RESTART_COUNT"; exit 1; }}
exec /usr/bin/squeue "$@"
''')
        self.submit(sbatch=("--nodes=1",), SQUARES_LAUNCH=self.program("idle", "exit 75\n"), TRIES="2",
                    PATH=f"{self.beside}:{os.environ['PATH']}")
        self.assertEqual(self.wait_for_end()["ExitCode"], "75:0", self.output())
        self.assertEqual(sorted(name for name in os.listdir(self.beside) if name.startswith("failed")), ["failed", "failed1"])
        self.assertIn("gives up: 2 tries", self.output())
        self.assertEqual(self.output().count("asks Slurm for another try"), 1)

    def test_a_next_try_waits_for_ranks_of_the_last_that_live_on(self):
        self.submit(*LONG, sbatch=("--nodes=1",))
        self.wait_for_rows()
        with open(self.part + ".lock", "rb") as file:
            # What every rank but the master holds, until its process ends.
            fcntl.fcntl(file, fcntl.F_OFD_SETLK, bytes(Flock(fcntl.F_RDLCK, os.SEEK_SET, 1, 1, 0)))
            # Killed, since ranks that are told to stop take their lock away.
            cluster("on", self.nodes_of_job()[0], "pkill", "-KILL", "-f", "squares run --threads")
            self.wait_for_output("the output is taken")
            self.assertEqual(job_facts(self.job)["JobState"], "RUNNING")
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        self.assert_right(attempts=2)

    def test_a_placement_that_does_not_fit_is_told_with_the_submission_that_does(self):
        each = len(os.sched_getaffinity(0)) + 1  # of the machine; the nodes claim more
        self.submit("--last", 10**6, sbatch=("--nodes=1", f"--ntasks-per-node={each}"))
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        self.assertIn("\nhint: ", self.output())
        advice = re.search(r"a launch that fits: sbatch (.*)", self.output()).group(1)
        self.assertTrue(advice.startswith(f"--nodes=1 --ntasks-per-node={each - 1} --cpus-per-task=1 "), advice)
        os.remove(self.file)
        *options, script, last, million = shlex.split(advice)
        self.submit(last, million, sbatch=options, script=os.path.basename(script))
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        self.assertNotIn("hint", self.output())
        self.assert_right()

    def test_a_study_runs_as_a_job(self):
        self.submit("--budget", "5s", "--workload", "compute", "--scaling", "strong", script="study.sbatch",
                    sbatch=("--nodes=2", "--ntasks-per-node=2", "--job-name=squares"))
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        self.assertIn("on 2 nodes, 4 ranks", self.output())
        self.assertIn("compute: ", self.output())
        self.assertIn("study.h5", self.left())

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
        facts = self.wait_for_end()
        self.assertEqual((facts["ExitCode"], facts["Restarts"]), ("64:0", "0"), self.output())
        self.assertEqual(self.output().count("squares: error"), 1)
        with open(self.part, "w") as file:
            file.write("somebody's notes")
        self.submit("--quiet", sbatch=("--nodes=1",))  # which the ranks refuse
        facts = self.wait_for_end()
        self.assertEqual((facts["ExitCode"], facts["Restarts"]), ("73:0", "0"), self.output())
        self.assertEqual(self.output().count("squares job: try"), 1)

    def test_tries_without_progress_come_to_an_end(self):
        # Each of them writes into the part, as opening it does, and finishes no block.
        stopped = subprocess.run([SQUARES, "--quiet", "--deadline", "0s"], cwd=self.folder, env=environment(), capture_output=True)
        self.assertEqual(stopped.returncode, 75, stopped.stderr)
        idle = self.program("idle", f"touch {self.part}\nexit 75\n")
        self.submit("--quiet", sbatch=("--nodes=1",), TRIES="2", SQUARES_LAUNCH=idle)
        self.assertEqual(self.wait_for_end()["ExitCode"], "75:0", self.output())
        self.assertIn("gives up: 2 tries", self.output())
        self.assertEqual(self.output().count("squares job: try"), 2)
        self.assertEqual(Evidence(self.part).wrong, 0)

    def test_tries_that_finish_blocks_are_no_idle_ones_wherever_the_output_is_named(self):
        # Each try is told to stop once it has finished blocks: two of them would be one too many, were they idle.
        with open(os.path.join(self.folder, "my.ini"), "w") as file:
            file.write("output = squares.h5\nquiet\n")
        self.submit("--last", 100_000, "--block", 1, "--config", "my.ini", sbatch=("--nodes=1",), TRIES="1",
                    SQUARES=self.slow(300, unless='[ "${SLURM_RESTART_COUNT:-0}" -gt 1 ]'))
        for tries in (1, 2):
            self.wait_for_output(f"squares job: try {tries} of")
            self.wait_for_rows(len(done_in(rows_of(self.part))) + 1000 if tries > 1 else 1000)
            cluster("run", "scancel", "--batch", "--signal=USR1", self.job)
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        with h5py.File(self.file) as file:
            self.assertEqual(int(file["run"].attrs["attempts"]), 3, self.output())
        os.remove(os.path.join(self.folder, "my.ini"))
        self.assert_right(attempts=3)

    def test_an_environment_that_sbatch_does_not_hand_on(self):
        # Slurm then tells its own srun to hand nothing on either, by which mpirun starts its daemons.
        script = self.program("own.sbatch", f'''
#SBATCH --job-name=squares --output=%x-%j.out --export=NONE --nodes=2 --ntasks-per-node=2
[ -n "$BASH_VERSION" ] || exec bash "$0"
. {shlex.quote(SITE)}
exec {shlex.quote(SQUARES)} job --quiet
''')
        self.submit(script=script)
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        self.assert_right()
        self.assertEqual(len(set(self.hosts_of_ranks())), 2)

    def test_scripts_and_files_in_folders_of_any_name(self):
        folder = os.path.join(self.beside, "it's a folder (new) $(id)")
        os.mkdir(folder)
        for script in ("run", "array", "study"):
            shutil.copy(f"{TOP}/jobs/{script}.sbatch", folder)
        os.symlink(SQUARES, os.path.join(folder, "squares"))
        self.submit("--quiet", "--output", f"{folder}/a b.h5", script=f"{folder}/run.sbatch", SQUARES="", sbatch=("--nodes=1",))
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        self.assertTrue(Evidence(f"{folder}/a b.h5").is_right_and_complete())
        self.submit("--budget", "1s", "--workload", "compute", "--scaling", "strong", "--output", f"{folder}/study.h5",
                    script=f"{folder}/study.sbatch", SQUARES="", sbatch=("--nodes=1", "--job-name=squares"))
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        self.assertTrue(os.path.exists(f"{folder}/study.h5"))

    def test_ranks_that_outlive_their_launcher_are_ended_before_the_next_try(self):
        # As those of Open MPI 5 do when it is killed. Here nobody tells them: they are no children of it.
        orphan = self.program("orphan", f'''
export OMPI_COMM_WORLD_RANK=0
setsid sleep 1000 </dev/null >/dev/null 2>&1 &
until grep -qa OMPI_COMM_WORLD_RANK /proc/$!/environ; do sleep 0.01; done  # it is a rank once it is another program
exit 137
''')
        self.submit("--quiet", sbatch=("--nodes=1",), GRACE="1", TRIES="1", SQUARES_LAUNCH=orphan)
        self.wait_for_output("1 ranks outlive their launcher and are ended")
        self.assertEqual(self.wait_for_end()["ExitCode"], "75:0", self.output())

    def test_the_end_of_time_is_told_to_the_launcher_once_and_so_is_a_cancellation(self):
        told = os.path.join(self.beside, "told")
        waiting = self.program("waiting", f'''
export OMPI_COMM_WORLD_RANK=0  # so that what it starts is taken for ranks
trap "" TERM
trap "echo USR1 >>{told}" USR1
echo up >>{told}
while [ $(grep -c . {told}) -lt 2 ]; do sleep 0.1; done
sleep 1
exit 75
''')
        self.submit("--quiet", sbatch=("--nodes=1",), SQUARES_LAUNCH=waiting)
        self.assertTrue(wait_until(lambda: os.path.exists(told)), self.output())
        cluster("run", "scancel", self.job)
        self.assertEqual(self.wait_for_end()["JobState"], "CANCELLED")
        self.wait_for_output("Slurm ends this try; the same command resumes")
        with open(told) as file:
            self.assertEqual(file.read(), "up\nUSR1\n")

    def test_a_launcher_that_is_not_there_is_an_error(self):
        self.submit("--quiet", sbatch=("--nodes=1",), SQUARES_LAUNCH="no-such-launcher --for 'all of us'")
        facts = self.wait_for_end()
        self.assertEqual((facts["ExitCode"], facts["Restarts"]), ("69:0", "0"), self.output())
        self.assertIn("the launcher no-such-launcher cannot be started", self.output())

    def test_with_force_an_old_file_is_not_taken_for_the_new_one(self):
        self.submit("--quiet", sbatch=("--nodes=1",))
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        old = os.stat(self.file).st_ino
        lost = self.program("lost", f'{IS_A_NEXT_TRY} || exit 0\nexec mpirun --bind-to none "$@"\n')
        self.submit("--quiet", "--force", sbatch=("--nodes=1",), SQUARES_LAUNCH=lost)
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        self.assertIn("the launcher ended with 0 before", self.output())
        self.assertNotEqual(os.stat(self.file).st_ino, old)
        self.assert_right()

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
        for name in self.left():
            if name.startswith("squares-verdict"):
                with open(os.path.join(self.folder, name)) as file:
                    texts.append(file.read())
        return [text for text in texts if "verdict: " in text]

    def test_an_array_with_a_task_that_fails_is_named_and_right_after_it_is_repeated(self):
        options = ("--last", 10**6, "--output", "part.h5", "--quiet")
        with open(os.path.join(self.folder, "part-5.h5"), "w") as file:
            file.write("in the way")
        self.submit(*options, script="array.sbatch", sbatch=("--array=1-8", "--ntasks-per-node=1"))
        self.assertTrue(wait_until(self.verdicts), self.left())
        self.assertIn("part-5.h5: UNREADABLE", self.verdicts()[0])
        self.assertIn("gap: 500,001..625,000", self.verdicts()[0])
        self.assertIn("verdict: NOT right", self.verdicts()[0])

        os.remove(os.path.join(self.folder, "part-5.h5"))
        self.submit(*options, script="array.sbatch", sbatch=("--array=5", "--ntasks-per-node=1"), PARTS="8")
        self.assertTrue(wait_until(lambda: len(self.verdicts()) == 2), self.left())
        self.assertIn("1..1,000,000: covered, without gap or overlap\nverdict: right", "".join(self.verdicts()))

    def test_the_verdict_gets_the_time_and_the_processors_of_the_array(self):
        self.submit("--last", 1000, "--quiet", script="array.sbatch",
                    sbatch=("--array=1-2", "--ntasks-per-node=3", "--cpus-per-task=2", "--time=7"))
        self.assertTrue(wait_until(self.verdicts), self.left())
        name = next(name for name in self.left() if name.startswith("squares-verdict"))
        facts = job_facts(name.removeprefix("squares-verdict-").removesuffix(".out"))
        self.assertEqual((facts["TimeLimit"], facts["Partition"], facts["NumCPUs"], facts["NumNodes"]), ("00:07:00", "main", "6", "1"))
        self.assertIn("verdict: right", self.verdicts()[0])

    def test_an_array_whose_verdict_is_refused_computes_all_the_same(self):
        self.program("sbatch", "[ -n \"$SLURM_JOB_ID\" ] || exec /usr/bin/sbatch \"$@\"\necho 'sbatch: error: QOSMaxSubmitJobPerUserLimit' >&2; exit 1\n")
        self.submit("--last", 1000, "--quiet", script="array.sbatch", sbatch=("--array=1-2", "--ntasks-per-node=1", "--job-name=squares"),
                    PATH=f"{self.beside}:{os.environ['PATH']}")
        files = [os.path.join(self.folder, f"squares-{k}.h5") for k in (1, 2)]
        self.assertTrue(wait_until(lambda: all(map(os.path.exists, files))), self.left())
        with open(os.path.join(self.folder, f"squares-{self.job}-1.out")) as file:
            self.assertIn("QOSMaxSubmitJobPerUserLimit): when all tasks have ended, squares verify --covers 1..1000 "
                          "squares-1.h5 squares-2.h5\n", file.read())

    def test_a_task_that_is_requeued_is_not_the_whole_array(self):
        # Slurm gives one of the tasks the number of the array for its own.
        self.submit("--last", 4000, "--block", 1, "--quiet", script="array.sbatch", sbatch=("--array=1-2", "--ntasks-per-node=1"),
                    SQUARES=self.slow(3000, unless=IS_A_NEXT_TRY))
        parts = [os.path.join(self.folder, f"squares-{k}.h5.part") for k in (1, 2)]
        self.assertTrue(wait_until(lambda: all(map(os.path.exists, parts))), self.left())
        cluster("run", "scancel", "--batch", "--signal=USR1", f"{self.job}_2")
        self.assertTrue(wait_until(self.verdicts), self.left())
        self.assertIn("verdict: right", self.verdicts()[0])
        attempts = []
        for part in parts:
            with h5py.File(part.removesuffix(".part")) as file:
                attempts.append(int(file["run"].attrs["attempts"]))
        self.assertEqual(attempts, [1, 2])


if __name__ == "__main__":
    unittest.main()
