#!/usr/bin/python3
"""File systems that do not have all answers: what they do not know is no failure, and what fails is said as it is."""

import json
import os
import unittest

from evidence import Evidence
from launching import SquaresTest, failing
from mounting import mount

RUN = ("--last", 20_000, "--block", 1_000, "--output", "odd/squares.h5")


class OddFileSystems(SquaresTest):
    def assert_done(self, result, left=("squares.h5",)):
        self.assertEqual(result.code, 0, str(result))
        self.assertEqual(sorted(os.listdir(self.path("odd"))), sorted(left), str(result))
        self.assertTrue(Evidence(self.path("odd", "squares.h5")).is_right_and_complete())

    def doctor(self, ranks=2):
        result = self.run_squares("doctor", "--output", "odd", "--json", ranks=ranks)
        return result, {check["name"]: check for check in json.loads(result.stdout)["checks"]}

    def test_space_that_is_not_told_is_not_missing(self):
        for kind in ("statfs-zero", "no-statfs"):
            with self.subTest(kind):
                mount(self, kind)
                for ranks in (0, 2):
                    self.assert_done(self.run_squares(*RUN, "--force", ranks=ranks))
                result, checks = self.doctor()
                self.assertEqual((result.code, checks["space"]["health"]), (0, "ok"), str(result))
                plan = self.run_squares(*RUN, "--dry-run")
                self.assertEqual(plan.code, 0)
                self.assertIn("does not tell", plan.stdout)
                self.assertIsNone(json.loads(self.run_squares(*RUN, "--dry-run", "--json").stdout)["estimate"]["free_bytes"])
                self.doCleanups()
                self.setUp()

    def test_a_folder_that_cannot_be_synced_is_no_failure_where_that_is_unknown(self):
        for error in ("EINVAL", "ENOTSUP"):
            with self.subTest(error):
                mount(self, "fsync-folder", error)
                for ranks in (0, 2):
                    self.assert_done(self.run_squares(*RUN, "--force", ranks=ranks))
                self.doCleanups()
                self.setUp()

    def test_a_folder_that_may_be_written_and_not_read(self):
        if os.geteuid() == 0:
            self.skipTest("root may read everything")
        os.mkdir(self.path("odd"), 0o333)
        self.assertEqual(self.run_squares(*RUN).code, 0)
        os.chmod(self.path("odd"), 0o700)
        self.assertTrue(Evidence(self.path("odd", "squares.h5")).is_right_and_complete())

    def test_a_last_sync_of_the_folder_that_fails_is_told_beside_a_file_that_is_complete(self):
        os.mkdir(self.path("odd"))
        result = self.run_squares(*RUN, before=failing("fsync:error=EIO:when=3", self.path("odd")))
        self.assert_one_error(result, 74, "Input/output error", "The file is complete and has its name", "squares verify")
        self.assertEqual(os.listdir(self.path("odd")), ["squares.h5"])
        self.assertTrue(Evidence(self.path("odd", "squares.h5")).is_right_and_complete())

    def test_a_file_system_without_locks_is_named_once(self):
        for kind in (("no-locks",), ("locks-fail", "EOPNOTSUPP")):
            with self.subTest(kind):
                mount(self, *kind)
                for ranks in (0, 2):
                    result = self.run_squares(*RUN, "--force", ranks=ranks)
                    self.assert_done(result)
                    self.assertEqual(result.stderr.count("squares: warning: this file system has no locks"), 1, str(result))
                self.doCleanups()
                self.setUp()

    def test_an_error_that_only_the_kernel_knows_is_a_lock_that_is_not_known(self):
        os.mkdir(self.path("odd"))
        result = self.run_squares(*RUN, before=failing("fcntl:error=524", self.path("odd", "squares.h5.part.lock")))
        self.assertEqual(result.code, 0, str(result))
        self.assertTrue(Evidence(self.path("odd", "squares.h5")).is_right_and_complete())

    def test_files_that_have_another_number_at_each_look(self):
        mount(self, "inodes")
        for ranks in (0, 2):
            self.assert_done(self.run_squares(*RUN, "--force", ranks=ranks))
        self.assertEqual(self.doctor()[0].code, 0)

    def test_a_full_disk_that_does_not_tell_its_space_is_called_full(self):
        for kind in ("full", "short"):
            for ranks in (0, 2):
                with self.subTest(kind, ranks=ranks):
                    mount(self, kind)
                    result = self.run_squares("--last", 1_000_000, "--output", "odd/squares.h5", ranks=ranks)
                    self.assert_one_error(result, 74)
                    self.assertRegex(result.stderr, "No space left on device|as on a full disk")
                    self.assertNotIn("squares.h5", os.listdir(self.path("odd")))
                    self.doCleanups()
                    self.setUp()


if __name__ == "__main__":
    unittest.main()
