"""What --resume takes up, what it refuses, and that its result is that of an undisturbed run."""

import os
import shutil
import unittest

import h5py
import numpy

from evidence import Evidence, crc_of_rows
from launching import SquaresTest, failing, killed_at_sync, run, sha256_of_squares

RANGE = ("--last", 100_000, "--block", 1_000)
BLOCKS = 100


class Resume(SquaresTest):
    def setUp(self):
        super().setUp()
        self.part = self.file + ".part"

    def leave_part(self, *options, done=40):
        """A part of which about `done` blocks are done, by a run that was killed there."""
        # Two writes a block, one fdatasync between them.
        self.run_squares(*RANGE, "--durable", *options, before=killed_at_sync(done + 1))
        found = Evidence(self.part)
        self.assertEqual((len(found.done), found.wrong), (done, 0))

    def assert_as_undisturbed(self):
        found = Evidence(self.file)
        self.assertTrue(found.is_right_and_complete())
        whole = os.path.join(self.folder, "whole.h5")
        run(*RANGE, "--output", whole, folder=self.folder)
        self.assertEqual(sha256_of_squares(self.file), sha256_of_squares(whole))
        os.remove(whole)
        self.assertEqual(self.left(), ["squares.h5"])
        return found

    def test_any_ranks_threads_and_schedule_finish_it(self):
        for ranks, threads, schedule in [(0, 1, "block"), (1, 2, "cyclic"), (2, 1, "dynamic"), (3, 3, "block"),
                                         (4, 1, "cyclic"), (4, 2, "dynamic")]:
            with self.subTest(f"{ranks} ranks, {threads} threads, {schedule}"):
                self.leave_part()
                result = self.run_squares(*RANGE, "--resume", "--threads", threads, "--schedule", schedule, ranks=ranks)
                self.assertEqual(result.code, 0, str(result))
                found = self.assert_as_undisturbed()
                by_attempt = numpy.bincount([int(row["attempt"]) for row in found.rows])
                self.assertEqual(list(by_attempt[1:]), [40, 60], "nothing done is computed again")
                os.remove(self.file)

    def test_the_attempts_and_their_people_are_kept_apart(self):
        self.leave_part()
        self.run_squares(*RANGE, "--resume", "--deadline", "0.001s", ranks=2)
        self.assertEqual(self.run_squares(*RANGE, "--resume", ranks=3).code, 0)
        with h5py.File(self.file) as file:
            ranks = file["ranks"][:]
            self.assertGreaterEqual(int(file["run"].attrs["attempts"]), 2)
            self.assertEqual(int(ranks["numbers"].sum()), 100_000)
            self.assertEqual(int(ranks[ranks["attempt"] == 1]["blocks"].sum()), 40)
            self.assertTrue(all(host for host in ranks["host"]) and (ranks["pid"] > 0).all())
            self.assertTrue(numpy.isnan(ranks[ranks["attempt"] == 1]["check_s"]).all(), "a killed rank cannot tell")

    def test_without_resume_a_part_is_refused_and_both_ways_out_are_named(self):
        self.leave_part()
        for ranks in (0, 3):
            result = self.run_squares(*RANGE, ranks=ranks)
            self.assert_one_error(result, 73, "--resume", "--force", "squares.h5.part")
        self.assertEqual(len(Evidence(self.part).done), 40)

    def test_force_discards_it(self):
        self.leave_part()
        self.assertEqual(self.run_squares(*RANGE, "--force", ranks=2).code, 0)
        self.assertEqual({int(row["attempt"]) for row in self.assert_as_undisturbed().rows}, {1})

    def test_another_range_or_block_length_is_refused_with_both_named(self):
        self.leave_part()
        result = self.run_squares("--last", 99_999, "--resume", ranks=2)
        self.assert_one_error(result, 73, "1..100000", "1..99999")
        result = self.run_squares("--last", 100_000, "--block", 500, "--resume")
        self.assert_one_error(result, 73, "blocks of 1000", "blocks of 500")
        self.assertEqual(len(Evidence(self.part).done), 40)
        self.assertEqual(self.run_squares("--last", 100_000, "--resume").code, 0, "a length that was not typed is taken")
        self.assert_as_undisturbed()

    def test_a_part_that_the_disk_does_not_give_is_not_thrown_away(self):
        self.leave_part()
        for calls, error, words in (("pread64", "EIO", "Input/output error"), ("openat,access", "EACCES", "Permission denied")):
            with self.subTest(error):
                sick = failing(f"{calls}:error={error}", self.part)
                self.assert_one_error(self.run_squares(*RANGE, "--resume", before=sick), 74, words)
                self.assertEqual(len(Evidence(self.part).done), 40)
        self.assertEqual(self.run_squares(*RANGE, "--resume").code, 0)
        self.assert_as_undisturbed()

    def test_a_row_that_says_done_of_a_wrong_value_is_caught(self):
        self.leave_part()
        with h5py.File(self.part) as file:
            offset = file["squares"].id.get_offset()
        with open(self.part, "r+b") as file:
            file.seek(offset + 8 * 12_345)
            file.write(b"\xff")
        result = self.run_squares(*RANGE, "--resume", ranks=3)
        self.assertEqual(result.code, 0, str(result))
        self.assertIn("1 blocks were marked done and are wrong", result.stderr)
        found = self.assert_as_undisturbed()
        self.assertEqual(sum(int(row["attempt"]) == 2 for row in found.rows), 61)

    def test_rows_that_were_found_wrong_are_open_on_the_disk_before_anything_is_written(self):
        self.leave_part()
        with h5py.File(self.part) as file:
            offset = file["squares"].id.get_offset()
        with open(self.part, "r+b") as file:
            for block in (12, 30):
                file.seek(offset + 8 * (1_000 * block + 345))
                file.write(b"\xff")
        # Killed when the data of the first block is written, block 12's, and no row yet.
        self.run_squares(*RANGE, "--durable", "--resume", before=killed_at_sync(1))
        found = Evidence(self.part)
        self.assertEqual((len(found.done), found.wrong), (38, 0))
        self.assertEqual([int(found.rows["state"][block]) for block in (12, 30)], [0, 0])
        self.assertEqual(self.run_squares(*RANGE, "--resume").code, 0)
        self.assert_as_undisturbed()

    def test_without_the_file_of_attempts_the_next_number_follows_from_the_ledger(self):
        self.leave_part()
        os.remove(self.part + ".attempts")
        self.assertEqual(self.run_squares(*RANGE, "--resume", ranks=2).code, 0)
        attempts = [int(row["attempt"]) for row in self.assert_as_undisturbed().rows]
        self.assertEqual((attempts.count(1), attempts.count(2)), (40, 60))
        with h5py.File(self.file) as file:
            self.assertEqual(int(file["run"].attrs["attempts"]), 2)
            self.assertEqual(int(file["ranks"]["numbers"][file["ranks"]["attempt"] == 1].sum()), 40_000)

    def test_a_row_whose_sum_is_not_that_of_its_values_is_caught(self):
        self.leave_part()
        with h5py.File(self.part, "r+") as file:
            rows = file["blocks"][:]
            rows["sum"][7] += 1
            rows["crc"] = crc_of_rows(rows)
            file["blocks"][:] = rows
        result = self.run_squares(*RANGE, "--resume", ranks=2)
        self.assertEqual(result.code, 0, str(result))
        self.assertIn("1 blocks were marked done and are wrong", result.stderr)
        rows = self.assert_as_undisturbed().rows
        self.assertEqual([int(rows[i]["attempt"]) for i in (6, 7, 8)], [1, 2, 1])

    def test_a_torn_row_is_open(self):
        self.leave_part()
        with h5py.File(self.part) as file:
            offset = file["blocks"].id.get_offset()
        with open(self.part, "r+b") as file:
            file.seek(offset + 64 * 7 + 33)
            file.write(b"\xff")
        self.assertEqual(self.run_squares(*RANGE, "--resume").code, 0)
        self.assert_as_undisturbed()

    def identity(self):
        status = os.stat(self.file)
        return status.st_ino, status.st_size, status.st_mtime_ns

    def test_nothing_to_resume_is_a_first_run_and_a_complete_file_is_left_alone(self):
        self.assertEqual(self.run_squares(*RANGE, "--resume", ranks=2).code, 0)
        before = self.identity()
        result = self.run_squares(*RANGE, "--resume", ranks=2)
        self.assertEqual(result.code, 0, str(result))
        self.assertIn("complete already", result.stderr)
        self.assertEqual(self.identity(), before)
        self.assert_one_error(self.run_squares("--last", 5, "--resume"), 73, "squares.h5")

    def test_a_part_beside_a_complete_file_is_resumed_with_force_alone(self):
        self.assertEqual(self.run_squares("--last", 5).code, 0)
        self.run_squares(*RANGE, "--durable", "--force", before=killed_at_sync(5))
        before, part = self.identity(), os.stat(self.file + ".part").st_mtime_ns
        self.assert_one_error(self.run_squares(*RANGE, "--resume"), 73, "the output exists", "--force")
        self.assertEqual((self.identity(), os.stat(self.file + ".part").st_mtime_ns), (before, part))
        self.assertEqual(self.run_squares(*RANGE, "--resume", "--force", ranks=2).code, 0)
        self.assert_as_undisturbed()

    def test_128_bit_parts_are_resumed_too(self):
        top = 2**64 - 1
        wide = ("--first", top - 99_999, "--last", top, "--block", 1_000)
        self.run_squares(*wide, "--durable", before=killed_at_sync(31))
        self.assertEqual(self.run_squares(*wide, "--resume", ranks=3, timeout=300).code, 0)
        self.assertTrue(Evidence(self.file).is_right_and_complete())


class Locks(SquaresTest):
    ROUNDS = int(os.environ.get("SQUARES_RACES", "10"))

    def test_of_two_runs_at_once_exactly_one_wins_and_its_file_is_right(self):
        from disturbing import Disturbed

        for round_number in range(self.ROUNDS):
            with self.subTest(round=round_number):
                both = [Disturbed(self, "--last", 30_000, "--block", 10, ranks=round_number % 3) for _ in range(2)]
                codes = sorted(run.result().code for run in both)
                self.assertEqual(codes, [0, 73])
                self.assertTrue(Evidence(self.file).is_right_and_complete())
                self.assertEqual(self.left(), ["squares.h5"])
                os.remove(self.file)

    def test_a_second_run_is_told_who_holds_the_first(self):
        from disturbing import LONG, Disturbed

        first = Disturbed(self, *LONG, ranks=2)
        first.wait_for_rows()
        result = self.run_squares(*LONG, "--force")
        self.assert_one_error(result, 73, f"process {first.rank_pids()[0]} on")

    def test_readers_are_never_blocked_and_see_the_part_grow(self):
        from disturbing import LONG, Disturbed

        first = Disturbed(self, *LONG, ranks=2)
        first.wait_for_rows(100)
        before = first.rows_done()
        with h5py.File(first.part, "r") as held:  # held open to the end: the last step must get past it
            first.wait_for_rows(before + 100)
            self.assertEqual(held["run"].attrs["complete"], 0)
            self.assertEqual(first.result().code, 0)
        self.assertTrue(Evidence(self.file).is_right_and_complete())
        shutil.copy(self.file, self.path("copy.h5"))


if __name__ == "__main__":
    unittest.main()
