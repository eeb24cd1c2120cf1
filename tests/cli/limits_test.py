"""Limits of the system: the one that is in the way is named, whatever it is that it stops."""

import json
import os
import pwd
import shutil
import subprocess
import tempfile
import unittest

import launcher
from launching import SQUARES, SquaresTest, environment, remove
from machine import others_at_work


def limited(*limits):
    """A wrapper that sets these limits of bash's ulimit, hard and soft."""
    return ("bash", "-c", "; ".join(f"ulimit {limit}" for limit in limits) + '; exec "$@"', "limited")


class Limits(SquaresTest):
    def test_threads_that_lack_address_space_for_their_stacks_do_not_need_more_processes(self):
        limits = limited("-s 8388608", "-v 4000000")
        for how in ({"before": limits}, {"ranks": 2, "wrap": limits}):
            result = self.run_squares("--threads", 2, "--force", **how)
            self.assert_one_error(result, 69, "cannot start a thread for MPI", "ulimit -s", "ulimit -v", "8388608 KiB")
            self.assertNotIn("ulimit -u", result.stderr)

    def test_too_few_open_files_for_mpi_are_said_before_it_starts(self):
        for how in ({"before": limited("-n 12")}, {"ranks": 2, "wrap": limited("-n 12")}):
            result = self.run_squares("--force", **how)
            self.assert_one_error(result, 69, "MPI needs more open files", "ulimit -n: 12", "ulimit -n 1024")
            self.assertEqual(self.left(), [])

    def test_a_soft_limit_of_open_files_is_raised_as_far_as_one_may(self):
        self.compute("--last", 1000, before=limited("-Sn 12"))

    def test_too_many_open_files_are_never_a_bad_file_or_a_full_disk(self):
        self.compute("--last", 1000)
        codes = set()
        for most in range(4, 12):
            result = self.run_squares("verify", "squares.h5", "--json", before=limited(f"-n {most}"))
            codes.add(result.code)
            if result.code != 0:
                self.assertEqual(result.code, 74, str(result))
                self.assertIn("ulimit -n", result.stdout)
        self.assertEqual(codes, {0, 74})

    def test_claims_that_lack_open_files_are_untested_and_say_so(self):
        before = limited("-n 16")
        result = self.run_squares("claims", "P1", "P10", "T1", "T4", "--budget", "1s", "--json", before=before)
        self.assertEqual(result.code, 0, str(result))
        found = {claim["id"]: claim for claim in json.loads(result.stdout)["claims"]}
        for id in ("P1", "T1"):
            self.assertEqual(found[id]["verdict"], "TRUE", str(found[id]))
        self.assertEqual(found["P10"]["verdict"], "UNTESTED", str(found["P10"]))
        for id in ("P10", "T4"):
            self.assertIn("ulimit -n", found[id]["why"])

    @unittest.skipUnless(os.getuid() == 0 and shutil.which("setpriv"), "takes root, to become another user")
    def test_an_ordinary_user_who_may_start_no_more_is_told_of_that_limit(self):
        folder = tempfile.mkdtemp(prefix="squares-test-")
        self.addCleanup(remove, folder)
        user = max(one.pw_uid for one in pwd.getpwall()) + 12345
        os.chown(folder, user, user)
        program = shutil.copy(SQUARES, folder)  # where this user may read it
        self.compute("--last", 1000)
        shutil.copy(self.file, folder)
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
        for most, command, code, words in ((10, ["--threads", "64", "--output", "new.h5"], 69, "cannot start thread"),
                                           (1, ["verify", "squares.h5"], 74, "cannot start a process")):
            variables = environment(HOME=folder, **launcher.settings(f"temporary={folder}"))
            result = subprocess.run([*become, *limited(f"-u {most}"), program, *command], cwd=folder, timeout=300,
                                    env=variables, capture_output=True, text=True)
            self.assertEqual(result.returncode, code, str(result))
            self.assertIn(words, result.stdout + result.stderr)
            self.assertIn(f"the user's processes and threads (ulimit -u), which is {most}", result.stdout + result.stderr)


class Loopback(SquaresTest):
    """A network namespace of its own, in which nobody has brought lo up."""

    def setUp(self):
        super().setUp()
        self.before = ("unshare", "--net") if os.getuid() == 0 else ("unshare", "--map-root-user", "--net")
        if subprocess.run([*self.before, "true"], capture_output=True).returncode != 0:
            self.skipTest("no network namespace can be made")

    def test_the_doctor_does_not_call_it_well(self):
        result = self.run_squares("doctor", "--json", before=self.before)
        checks = {check["name"]: check for check in json.loads(result.stdout)["checks"]}
        self.assertEqual(checks["localhost"]["health"], "warning", str(result))
        self.assertIn("127.0.0.1", checks["localhost"]["what"])
        self.assertIn("ip link set lo up", checks["localhost"]["remedy"])

    def test_claims_that_need_it_are_untested_and_the_others_are_kept(self):
        with others_at_work(sorted(os.sched_getaffinity(0))):  # who are not the reason
            result = self.run_squares("claims", "P1", "T4", "T1", "--budget", "1s", "--json", before=self.before)
        self.assertEqual(result.code, 0, str(result))
        claims = json.loads(result.stdout)["claims"]
        self.assertEqual([claim["verdict"] for claim in claims], ["TRUE", "TRUE", "UNTESTED"], str(result))
        self.assertIn("ip link set lo up", claims[2]["why"])

    def test_a_study_that_needs_it_says_what_is_down(self):
        result = self.run_squares("study", "--workload", "wait", "--budget", "1s", before=self.before)
        self.assert_one_error(result, 74, "127.0.0.1", "ip link set lo up")


if __name__ == "__main__":
    unittest.main()
