"""The check really checks: a disk that changes one bit is found out, and the number is named."""

import os
import unittest

import h5py

from launching import SquaresTest

FLIP_BYTE = os.environ["FLIP_BYTE"]
NUMBER = 654_321
OPTIONS = ("--block", 9_973, "--threads", 2)


class Check(SquaresTest):
    def places(self, ranks):
        """Where the square of NUMBER lies in the file, and the row of its block: those of a run on a good disk."""
        self.compute(*OPTIONS, "--force", ranks=ranks)
        with h5py.File(self.file) as file:
            at = file["squares"].id.get_offset() + 8 * (NUMBER - 1)
            row = file["blocks"].id.get_offset() + 64 * ((NUMBER - 1) // 9_973)
        os.remove(self.file)
        return at, row

    def run_on_a_lying_disk(self, offset, ranks, *options):
        return self.run_squares(*OPTIONS, *options, ranks=ranks, LD_PRELOAD=FLIP_BYTE, FLIP_OFFSET=str(offset))

    def assert_not_published(self):
        self.assertNotIn("squares.h5", self.left())

    def test_one_flipped_bit_of_the_data_is_found_and_its_number_named(self):
        for ranks in (0, 1, 3):
            with self.subTest(f"{ranks} ranks"):
                at, _ = self.places(ranks)
                result = self.run_on_a_lying_disk(at, ranks, "--force")
                self.assert_one_error(result, 65, str(NUMBER), str(NUMBER**2), str(NUMBER**2 ^ 1), f"/squares[{NUMBER - 1}]")
                self.assert_not_published()

    def test_the_most_significant_byte_counts_too(self):
        at, _ = self.places(3)
        result = self.run_on_a_lying_disk(at + 7, 3)
        self.assert_one_error(result, 65, str(NUMBER), str(NUMBER**2 ^ 2**56))
        self.assert_not_published()

    def test_a_flipped_bit_of_the_ledger_is_found(self):
        for ranks in (0, 3):
            with self.subTest(f"{ranks} ranks"):
                _, row = self.places(ranks)
                result = self.run_on_a_lying_disk(row + 32, ranks, "--force")
                self.assert_one_error(result, 65, "ledger", f"/blocks[{(NUMBER - 1) // 9_973}]")
                self.assert_not_published()

    def test_what_is_not_checked_is_not_found_so_it_is_the_check_that_finds_it(self):
        at, _ = self.places(3)
        result = self.run_on_a_lying_disk(at, 3, "--verify", "none")
        self.assertEqual(result.code, 0, str(result))
        self.assertIn("unchecked", result.stdout)
        with h5py.File(self.file) as file:
            self.assertEqual(int(file["squares"][NUMBER - 1]), NUMBER**2 ^ 1)
            self.assertEqual(bytes(file["run"].attrs["checked"]), b"unchecked")


if __name__ == "__main__":
    unittest.main()
