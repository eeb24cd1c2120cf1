"""Storing and reading behind, on a real disk: how much waits for it, what stays cached, and what a disk that fails there does."""

import json
import os
import unittest

import h5py

from disturbing import Disturbed, strace_of_rank
from launching import SquaresTest, failing
from page_cache import (bytes_not_on_disk, cached_bytes, drop, file_system, needs_a_disk_whose_cache_is_told,
                        undropped_bytes)

MiB = 2**20
NUMBERS = 40_000_000  # 305 MiB: above the size below which files are left in the page cache
RUN = ("--last", NUMBERS, "--json")
READ_AHEAD = 32 * MiB  # that the kernel may still be at, at the end of each of two ranks, cannot be dropped


class BehindTest(SquaresTest):
    def setUp(self):
        super().setUp()
        needs_a_disk_whose_cache_is_told(self)

    def verify(self, *options, **how):
        self.assertEqual(self.run_squares("verify", "--quiet", *options, self.file, **how).code, 0)

    def assert_resumes_to_a_right_file(self):
        self.assertEqual(self.run_squares(*RUN, "--resume", ranks=2).code, 0)
        self.verify()
        self.assertEqual([name for name in self.left() if name != "traced"], ["squares.h5"])

    def storage(self, result):
        """How it was written: the same in JSON and in the file."""
        storage = {name: how for name, how in json.loads(result.stdout)["storage"].items() if name.startswith("write")}
        with h5py.File(self.file) as file:
            self.assertEqual(storage, {name: bytes(file["run"].attrs[name]).decode() for name in storage})
        return storage


class Pages(BehindTest):
    def test_while_it_stores_no_more_than_two_windows_of_each_rank_wait_for_the_disk(self):
        for ranks, schedule in ((1, "block"), (2, "block"), (2, "cyclic"), (3, "dynamic")):
            with self.subTest(f"{ranks} ranks, {schedule}"):
                self.clear()
                run = Disturbed(self, *RUN, "--schedule", schedule, "--verify", "none", ranks=ranks, SLOW_US="5000")
                run.wait_for_rows(1)
                most = 0
                while run.process.poll() is None and os.path.exists(run.part):
                    try:
                        most = max(most, bytes_not_on_disk(run.part))
                    except FileNotFoundError:  # it has got its name
                        break
                self.assertEqual(run.result().code, 0)
                window = 8 * NUMBERS / ranks / 8
                self.assertLess(most, ranks * 2 * (window + MiB), f"{most / MiB} MiB")
                self.assertGreater(most, 0, "nothing was seen")

    def test_a_file_that_was_dropped_while_it_was_stored_is_right_and_not_cached_after_its_check(self):
        other = self.path("other")
        with open(other, "wb") as file:
            file.write(bytes(16 * MiB))
            os.fsync(file.fileno())
        result = self.run_squares(*RUN, ranks=2)
        self.assertEqual(result.code, 0, str(result))
        cached, way = cached_bytes(self.file), self.storage(result)["write_way"]
        if way == "dropped":
            self.assertLess(cached, 2 * READ_AHEAD)
        else:
            self.assertEqual(way, "kept")
            self.assertGreater(undropped_bytes(self.file), 8 * NUMBERS * 3 / 4)
        self.assertEqual(undropped_bytes(other), 16 * MiB, "what another has cached stays")
        self.verify()

    def test_verify_leaves_in_the_cache_what_was_there_and_nothing_else(self):
        self.assertEqual(self.run_squares(*RUN, ranks=2).code, 0)
        for how in ({"ranks": 0}, {"ranks": 2}):
            for options in ((), ("--threads", 2)):
                with self.subTest(f"{how} {options}"):
                    drop(self.file)
                    before = cached_bytes(self.file)
                    self.verify(*options, **how)
                    self.assertLess(cached_bytes(self.file), before + 2 * READ_AHEAD)
        with open(self.file, "rb") as file:
            while file.read(MiB):
                pass
        before = cached_bytes(self.file)
        self.verify()
        self.assertGreaterEqual(undropped_bytes(self.file), before)

    def test_a_resume_drops_what_it_compares_and_was_not_cached(self):
        killed = self.run_squares(*RUN, "--durable", before=failing("fdatasync:signal=SIGKILL:when=250"))
        self.assertNotEqual(killed.code, 0)
        part = self.file + ".part"
        drop(part)
        result = self.run_squares(*RUN, "--resume", "--verify", "none")
        self.assertEqual(result.code, 0, str(result))
        self.assertLess(cached_bytes(self.file), 8 * NUMBERS / 3)
        self.verify()

    def test_small_files_and_files_in_memory_are_left_in_the_page_cache(self):
        small = self.run_squares("--json")
        self.assertEqual(self.storage(small)["write_way"], "cached")
        if not os.access("/dev/shm", os.W_OK) or file_system("/dev/shm") != "tmpfs":
            self.skipTest("no tmpfs")
        self.file = f"/dev/shm/squares-test-{os.getpid()}.h5"
        self.addCleanup(os.remove, self.file)
        in_memory = self.run_squares(*RUN, "--verify", "none", "--output", self.file)
        self.assertEqual(self.storage(in_memory), {"write_way": "cached", "write_reason": "not on ext4, XFS, Btrfs or F2FS"})


class Failures(BehindTest):
    def test_a_disk_that_fails_meanwhile_ends_the_job(self):
        for ranks, rank, error, words in ((0, 0, "EIO", "Input/output error"), (3, 0, "ENOSPC", "No space left"),
                                          (3, 2, "EIO", "Input/output error")):
            with self.subTest(f"rank {rank} of {ranks}, {error}"):
                self.clear()
                inject = f"sync_file_range:error={error}:when=3"
                result = self.run_squares(*RUN, ranks=ranks, wrap=strace_of_rank(self.folder, rank, inject))
                self.assert_one_error(result, 74, "cannot put it onto the disk", words, "squares.h5.part", "--resume")
                self.assert_resumes_to_a_right_file()

    def test_a_system_that_cannot_is_no_failure_and_named(self):
        for error in ("EINVAL", "ENOSYS", "ESPIPE"):
            for when in ("1+", "4+"):
                with self.subTest(f"{error} {when}"):
                    self.clear()
                    result = self.run_squares(*RUN, ranks=2, wrap=failing(f"sync_file_range:error={error}:when={when}"))
                    self.assertEqual(result.code, 0, str(result))
                    self.assertEqual(self.storage(result)["write_way"], "cached")
                    self.assertIn("cannot", self.storage(result)["write_reason"])

    def test_killed_while_it_puts_a_window_onto_the_disk_it_resumes(self):
        for when in (1, 4, 7):
            with self.subTest(f"call {when}"):
                self.clear()
                killed = self.run_squares(*RUN, before=failing(f"sync_file_range:signal=SIGKILL:when={when}"))
                self.assertNotEqual(killed.code, 0, str(killed))
                self.assertNotIn("squares.h5", self.left())
                self.assert_resumes_to_a_right_file()


if __name__ == "__main__":
    unittest.main()
