"""A run that is asked to stop, falls silent or is suspended ends as it should, and can be resumed."""

import os
import shutil
import signal
import subprocess
import time
import unittest

import launcher
from disturbing import BLOCKS, LONG, SLOW, Disturbed, strace_of_rank
from evidence import Evidence
from launching import OWN_GROUP, SQUARES, SquaresTest, children_of, environment


class Stop(SquaresTest):
    def assert_resumable(self):
        found = Evidence(self.file + ".part")
        self.assertEqual(found.wrong, 0)
        self.assertLess(len(found.done), BLOCKS)
        self.assertNotIn("squares.h5", self.left())
        result = self.run_squares(*LONG, "--resume", ranks=2, timeout=300)
        self.assertEqual(result.code, 0, str(result))
        self.assertTrue(Evidence(self.file).is_right_and_complete())
        self.assertEqual(self.left(), ["squares.h5"])
        os.remove(self.file)

    def assert_stopped(self, result, code, *words):
        self.assertEqual(result.code, code, str(result))
        self.assertEqual(result.stderr.count("squares: stopped: "), 1, str(result))
        for word in words:
            self.assertIn(word, result.stderr)

    def test_signals_stop_it_between_blocks(self):
        alone = [(0, f"SIG{name}") for name in ("USR1", "USR2", "TERM", "INT", "HUP", "XCPU")]
        for ranks, name in [*alone, (1, "SIGUSR1"), (3, "SIGUSR1"), (4, "SIGUSR1"), (2, "SIGUSR2")]:
            with self.subTest(f"{name}, {ranks} ranks"):
                run = Disturbed(self, *LONG, ranks=ranks)
                run.wait_for_rows()
                run.process.send_signal(getattr(signal, name))
                self.assert_stopped(run.result(), 75, name, "--resume", f"of {BLOCKS} blocks are done")
                self.assert_resumable()

    def test_signals_that_mpirun_passes_on_later_stop_it_in_the_time_it_gives(self):
        longer = ("--last", 10 * BLOCKS, "--block", 1)
        gives_a_quarter_of_a_second = shutil.which("prterun") is not None  # Open MPI 5, whatever one says
        in_time = launcher.settings("kill-timeout=10")  # which it waits in any case
        for ranks, name in [(1, "SIGTERM"), (3, "SIGTERM"), (3, "SIGINT")]:
            with self.subTest(f"{name}, {ranks} ranks"):
                run = Disturbed(self, *longer, ranks=ranks, **in_time)
                run.wait_for_rows()
                run.process.send_signal(getattr(signal, name))
                code = run.result().code
                self.assertEqual(Evidence(run.part).wrong, 0)
                if not gives_a_quarter_of_a_second:  # which on a busy machine is none
                    self.assertEqual(code, 1, "mpirun itself says 1 then, whatever its ranks say")
                    with open(run.part + ".attempts") as file:
                        told = [line.split("\t") for line in file if line.startswith("thread")]
                    self.assertEqual(len(told), ranks, "every rank came to an orderly end")
                self.clear()

    def test_a_signal_to_one_rank_stops_all(self):
        for rank, words in ((0, "SIGUSR1"), (2, "by a signal to another rank")):
            with self.subTest(rank=rank):
                run = Disturbed(self, *LONG, ranks=3)
                run.wait_for_rows()
                os.kill(run.rank_pids()[rank], signal.SIGUSR1)
                self.assert_stopped(run.result(), 75, words)
                self.assert_resumable()

    def test_a_second_sigterm_does_not_abort_the_stop(self):
        run = Disturbed(self, *LONG)
        run.wait_for_rows()
        run.process.send_signal(signal.SIGTERM)
        run.process.send_signal(signal.SIGTERM)
        self.assert_stopped(run.result(), 75, "SIGTERM")
        self.assert_resumable()

    def test_signals_of_a_terminal_that_it_was_started_to_ignore_are_ignored(self):
        in_the_background = ("bash", "-c", 'trap "" INT; exec "$@"', "script")
        for before, ignored in ((("nohup",), signal.SIGHUP), (in_the_background, signal.SIGINT)):
            with self.subTest(before[0]):
                run = Disturbed(self, *LONG, "--force", before=before)
                run.wait_for_rows()
                run.process.send_signal(ignored)
                run.wait_for_rows(run.rows_done() + 500)
                run.process.send_signal(signal.SIGUSR1)
                self.assert_stopped(run.result(), 75, "by SIGUSR1")
                self.clear()

    def test_a_command_that_leaves_nothing_behind_ends_by_each_signal(self):
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
            command = subprocess.Popen([SQUARES, "claims", "P1", "P2", "T2", "--budget", "1h"], **OWN_GROUP, cwd=self.folder,
                                       env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            self.addCleanup(command.wait)
            self.addCleanup(command.kill)
            while not children_of(command.pid):
                self.assertIsNone(command.poll())
            command.send_signal(number)
            self.assertEqual(command.wait(240), -number)

    def test_a_limit_on_processor_time_stops_it_and_loses_nothing(self):
        result = self.run_squares("--last", "1e9", "--block", "1000", "--verify", "memory",
                                  before=("bash", "-c", 'ulimit -St 2; exec "$@"', "limited"))
        self.assert_stopped(result, 75, "SIGXCPU", "--resume")
        self.assertEqual(Evidence(self.file + ".part").wrong, 0)

    def test_a_deadline_stops_it_with_every_schedule(self):
        for schedule in ("block", "cyclic", "dynamic"):
            with self.subTest(schedule):
                result = self.run_squares(*LONG, "--schedule", schedule, "--deadline", "0.4s", ranks=3, **SLOW)
                self.assert_stopped(result, 75, "deadline", "mpirun -np 3 squares", "--resume")
                self.assert_resumable()

    def test_a_stop_while_done_blocks_are_compared_changes_nothing(self):
        run = Disturbed(self, *LONG)
        run.wait_for_rows()
        run.process.send_signal(signal.SIGUSR1)
        self.assert_stopped(run.result(), 75, "SIGUSR1")
        before = len(Evidence(self.file + ".part").done)
        for ranks in (0, 3):
            result = self.run_squares(*LONG, "--resume", "--deadline", "0.001s", ranks=ranks)
            self.assert_stopped(result, 75, "were being compared")
            self.assertEqual(len(Evidence(self.file + ".part").done), before)
        self.assert_resumable()

    def test_a_stop_while_checking_keeps_all_that_is_done(self):
        run = Disturbed(self, *LONG, ranks=2, SLOW_READ_US="10000")  # the check would take minutes
        run.wait_for_rows(BLOCKS)
        run.process.send_signal(signal.SIGUSR1)
        self.assert_stopped(run.result(), 75, f"{BLOCKS} of {BLOCKS} blocks are done")
        self.assertEqual(self.run_squares(*LONG, "--resume", ranks=2, timeout=300).code, 0)


class Silence(SquaresTest):
    def test_a_rank_that_falls_silent_is_named_and_the_job_ends(self):
        for ranks, victim, schedule in [(3, 1, "block"), (3, 0, "block"), (4, 3, "dynamic")]:
            with self.subTest(f"rank {victim} of {ranks}, {schedule}"):
                run = Disturbed(self, *LONG, "--patience", "5s", "--schedule", schedule, ranks=ranks)
                run.wait_for_rows()
                run.wait_until_all_are_heard()
                pid = run.rank_pids()[victim]
                os.kill(pid, signal.SIGSTOP)
                result = run.result()  # which never came if the others waited for its share
                self.assertEqual(result.code, 75, str(result))
                self.assertEqual(result.stderr.count("squares: stopped: "), 1, str(result))
                self.assertIn(f"rank {victim} has not answered for 5 s", result.stderr)
                self.assertIn(f"process {pid} on {os.uname().nodename}", result.stderr)
                self.assertEqual(Evidence(run.part).wrong, 0)
                self.assertEqual(self.run_squares(*LONG, "--resume", ranks=2, timeout=300).code, 0)
                os.remove(self.file)

    def test_a_suspended_job_is_not_silent(self):
        for ranks in (0, 3):
            with self.subTest(f"{ranks} ranks"):
                run = Disturbed(self, *LONG, "--patience", "1s", ranks=ranks)
                run.wait_for_rows()
                pids = run.rank_pids()
                for pid in pids:
                    os.kill(pid, signal.SIGSTOP)
                time.sleep(3)  # three times its patience
                for pid in pids:
                    os.kill(pid, signal.SIGCONT)
                result = run.result()
                self.assertEqual(result.code, 0, str(result))
                os.remove(self.file)

    def test_a_slow_file_system_is_not_silent(self):
        # A write of a block; the making of the file; and the sync at the end, inside a collective call in which all ranks
        # wait for each other: the fourth of rank 0, after those that make the file and say who takes part, and the first
        # of another.
        for rank, call, when in ((0, "pwrite64", 40), (1, "pwrite64", 40), (0, "fsync", 2), (0, "fsync", 4), (1, "fsync", 1)):
            with self.subTest(f"rank {rank}, {call} {when}"):
                inject = f"{call}:delay_exit=3000000:when={when}"
                result = self.run_squares("--last", 100_000, "--block", 1_000, "--patience", "1s", "--force", ranks=3,
                                          wrap=strace_of_rank(self.folder, rank, inject), timeout=300)
                self.assertEqual(result.code, 0, str(result))


if __name__ == "__main__":
    unittest.main()
