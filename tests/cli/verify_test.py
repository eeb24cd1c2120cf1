"""squares verify names what is wrong with a file, where, and who wrote it; and nothing makes it crash or lie."""

import json
import os
import random
import shutil
import unittest

import h5py
import numpy

from evidence import Evidence, crc_of_rows
from launching import SquaresTest, run

LENGTH = 12_500  # of a block: 80 blocks of 100,000 bytes
RUN = ("--block", LENGTH, "--threads", 2, "--quiet")
BLOCK_BYTES = 8 * LENGTH


class Verify(SquaresTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.good = None

    def setUp(self):
        super().setUp()
        self.compute(*RUN, ranks=4)
        with h5py.File(self.file) as file:
            self.squares = file["squares"].id.get_offset()
            self.ledger = file["blocks"].id.get_offset()
            row = file["ranks"].dtype
            self.numbers_of_rank_2 = file["ranks"].id.get_offset() + 2 * row.itemsize + row.fields["numbers"][1]
            row = file["threads"].dtype  # two rows a rank
            self.numbers_of_a_thread_of_rank_1 = file["threads"].id.get_offset() + 3 * row.itemsize + row.fields["numbers"][1]

    def verify(self, *options, code, files=("squares.h5",), **how):
        result = self.run_squares("verify", *files, "--json", *options, **how)
        self.assertEqual(result.code, code, str(result))
        return json.loads(result.stdout)

    def put(self, offset, content, path=None):
        with open(path or self.file, "r+b") as file:
            file.seek(offset)
            file.write(content)

    def bytes_at(self, offset, count):
        with open(self.file, "rb") as file:
            file.seek(offset)
            return file.read(count)

    def damage(self, offset, content):
        """The errors that verify finds once the file has `content` at `offset`; the file is as before after that."""
        before = self.bytes_at(offset, len(content))
        self.put(offset, content)
        try:
            return self.verify(code=65)["errors"]
        finally:
            self.put(offset, before)

    def assert_place(self, error, kind, index, byte, count=1):
        block = index // LENGTH
        rank = block // 20  # 80 blocks, 4 ranks
        thread = 0 if index % LENGTH < LENGTH // 2 else 1
        expected = {"class": kind, "number": index + 1, "index": index, "byte": byte, "count": count, "block": block,
                    "rank": rank, "thread": thread, "attempt": 1, "host": os.uname().nodename}
        self.assertEqual({key: error[key] for key in expected}, expected)
        self.assertEqual(int(error["number_hex"], 16), index + 1)

    def test_a_right_file_is_right_alone_and_under_mpirun(self):
        for ranks in (0, 1, 3):
            found = self.verify(code=0, ranks=ranks)
            self.assertEqual(found["errors"], [])
            self.assertEqual(found["files"][0]["right_numbers"], 1_000_000)
        self.assertIn("right", self.run_squares("verify", "squares.h5").stdout)

    def test_a_bit_flip_is_named_at_block_edges_and_table_ends(self):
        for index in (0, LENGTH - 1, LENGTH, 500_003, 999_999):
            for byte in (0, 7):
                with self.subTest(index=index, byte=byte):
                    place = self.squares + 8 * index + byte
                    flipped = bytes([self.bytes_at(place, 1)[0] ^ 0x10])
                    errors = self.damage(place, flipped)
                    self.assertEqual(len(errors), 1)
                    self.assert_place(errors[0], "bit flip", index, place)

    def test_zeros_in_the_middle_and_of_a_whole_block(self):
        for first, count in ((3 * LENGTH + 100, 512), (7 * LENGTH, LENGTH), (79 * LENGTH, LENGTH)):
            with self.subTest(first=first):
                place = self.squares + 8 * first
                errors = self.damage(place, bytes(8 * count))
                self.assertEqual(len(errors), 1)
                self.assert_place(errors[0], "zeros", first, place + leading_zero_bytes(first), count)

    def test_swapped_blocks_are_both_named_with_what_they_hold(self):
        one, other = (self.squares + n * BLOCK_BYTES for n in (11, 60))
        first, second = self.bytes_at(one, BLOCK_BYTES), self.bytes_at(other, BLOCK_BYTES)
        self.put(other, first)
        errors = self.damage(one, second)
        self.assertEqual([(e["class"], e["block"], e["source"]) for e in errors],
                         [("swapped or shifted block", 11, 60 * LENGTH + 1), ("swapped or shifted block", 60, 11 * LENGTH + 1)])

    def test_values_that_have_moved_are_shifted(self):
        place = self.squares + 20 * BLOCK_BYTES
        errors = self.damage(place + 8 * 10, self.bytes_at(place, BLOCK_BYTES - 80))
        self.assertEqual([(e["class"], e["count"], e["source"]) for e in errors],
                         [("swapped or shifted block", LENGTH - 10, 20 * LENGTH + 1)])

    def test_a_torn_write_ends_in_zeros_or_in_something_else_at_a_sector(self):
        begin = self.squares + 33 * BLOCK_BYTES
        sector = -(-(begin + BLOCK_BYTES // 2) // 512) * 512
        left = begin + BLOCK_BYTES - sector
        for content in (bytes(left), random.Random(1).randbytes(left)):
            with self.subTest(content=content[:2]):
                errors = self.damage(sector, content)
                self.assertEqual([e["class"] for e in errors], ["torn write"])
                self.assertEqual(errors[0]["block"], 33)
                self.assertLess(errors[0]["byte"] - sector, 8)

    def test_foreign_bytes(self):
        place = self.squares + 8 * 300_000 + 3
        errors = self.damage(place, b"what is this doing here?")
        self.assertEqual([e["class"] for e in errors], ["foreign bytes"])
        self.assert_place(errors[0], "foreign bytes", 300_000, place, 4)

    def test_a_truncated_file_names_what_is_lost(self):
        os.truncate(self.file, self.squares + 70 * BLOCK_BYTES + 8 * 100)
        errors = self.verify(code=65)["errors"]
        self.assertEqual({e["class"] for e in errors}, {"truncated file", "table"})
        lost = [e for e in errors if "number" in e]
        self.assertEqual((lost[0]["number"], lost[0]["count"]), (70 * LENGTH + 101, LENGTH - 100))
        self.assertEqual(len(lost), 10)

    def test_a_broken_row_of_the_ledger_and_tables_that_disagree(self):
        errors = self.damage(self.ledger + 64 * 5 + 40, b"\x55")
        self.assertIn(("ledger", 5), [(e["class"], e.get("block")) for e in errors])
        errors = self.damage(self.numbers_of_rank_2, b"\x01")
        self.assertEqual({e["class"] for e in errors}, {"table"})
        self.assertRegex(errors[0]["what"], r"^/ranks says 20 blocks and \d+ numbers of rank 2 in attempt 1, and /blocks 20 and 250000$")

    def test_threads_that_disagree_with_their_rank_are_named(self):
        errors = self.damage(self.numbers_of_a_thread_of_rank_1, b"\x01")
        self.assertEqual([e["class"] for e in errors], ["table"])
        self.assertIn("/threads and /ranks disagree on the numbers of rank 1 in attempt 1", errors[0]["what"])

    def test_a_sum_that_is_not_that_of_the_range_is_named(self):
        with h5py.File(self.file, "r+") as file:
            kept = file["run"].attrs["sum"]
            file["run"].attrs.modify("sum", kept[:-1] + (b"1" if kept[-1:] != b"1" else b"2"))
        errors = self.verify(code=65)["errors"]
        self.assertEqual([e["class"] for e in errors], ["table"])
        self.assertIn("/run has another sum", errors[0]["what"])

    def test_a_row_whose_checksum_holds_and_whose_sum_is_wrong_is_named(self):
        with h5py.File(self.file, "r+") as file:
            rows = file["blocks"][:]
            rows["sum"][17] += 1
            rows["crc"] = crc_of_rows(rows)
            file["blocks"][:] = rows
        errors = self.verify(code=65)["errors"]
        self.assertEqual([(e["class"], e["block"]) for e in errors], [("ledger", 17)])

    def test_a_part_of_which_every_block_is_done_is_not_complete(self):
        with h5py.File(self.file, "r+") as file:
            file["run"].attrs.modify("complete", numpy.uint8(0))
        os.rename(self.file, self.file + ".part")
        for ranks in (0, 2):
            found = self.verify(code=75, files=("squares.h5.part",), ranks=ranks)["files"][0]
            self.assertEqual((found["right_numbers"], found["open_numbers"]), (1_000_000, 0))

    def test_128_bit_files_too(self):
        top = 2**64 - 1
        os.remove(self.file)
        self.compute("--first", top - 9_999, "--last", top, "--block", 1_000, ranks=2)
        self.verify(code=0, ranks=2)
        with h5py.File(self.file) as file:
            place = file["squares"].id.get_offset() + 16 * 4_321 + 8 + 5
        errors = self.damage(place, bytes([self.bytes_at(place, 1)[0] ^ 1]))
        self.assertEqual([(e["class"], e["byte"]) for e in errors], [("bit flip", place)])
        self.assertEqual(int(errors[0]["number_hex"], 16), top - 9_999 + 4_321)

    def test_covers_proves_that_files_hold_a_range(self):
        for name, first, last in (("a", 1, 100), ("b", 101, 250), ("c", 200, 300), ("d", 302, 400)):
            run("--first", first, "--last", last, "--output", f"{name}.h5", "--quiet", folder=self.folder)
        found = self.verify("--covers", "1..250", code=0, files=("b.h5", "a.h5"))
        self.assertTrue(found["cover"]["holds"])
        found = self.verify("--covers", "1..400", code=65, files=("a.h5", "b.h5", "c.h5", "d.h5"), ranks=2)["cover"]
        self.assertEqual([(g["first"], g["last"]) for g in found["gaps"]], [(301, 301)])
        self.assertEqual([(o["first"], o["last"]) for o in found["overlaps"]], [(200, 250)])
        self.verify("--covers", "1..101", code=65, files=("a.h5",))

    def test_what_is_not_ours_is_an_error(self):
        with h5py.File(self.path("other.h5"), "w") as file:
            file["x"] = [1, 2, 3]
        for name, content in (("empty", b""), ("text", b"hello" * 1000), ("zeros", bytes(10_000))):
            with open(self.path(f"{name}.h5"), "wb") as file:
                file.write(content)
        shutil.copy(self.file, self.path("later.h5"))
        with h5py.File(self.path("later.h5"), "r+") as file:
            file["run"].attrs.modify("schema_version", 2)
        for name in ("other", "empty", "text", "zeros", "later", "missing"):
            with self.subTest(name):
                found = self.verify(code=66, files=(f"{name}.h5",))
                self.assertIn("what", found["files"][0]["error"])
        self.assertEqual(self.verify(code=66, files=("squares.h5", "text.h5"))["files"][0]["exit"], 0)

    def test_reopen_lets_resume_compute_just_the_damaged_blocks(self):
        self.put(self.squares + 12 * BLOCK_BYTES + 8, b"\xff\xff")
        self.put(self.squares + 50 * BLOCK_BYTES, bytes(BLOCK_BYTES))
        self.assertTrue(self.verify("--reopen", code=75)["files"][0]["reopened"])
        self.assertNotIn("squares.h5", self.left(), "the name never stands for a wrong file")
        self.assertEqual(len(Evidence(self.file + ".part").done), 78)
        self.assertEqual(self.run_squares(*RUN, "--resume", ranks=2).code, 0)
        found = Evidence(self.file)
        self.assertTrue(found.is_right_and_complete())
        self.assertEqual(sorted({int(row["first"]) // LENGTH for row in found.rows if row["attempt"] == 2}), [12, 50])
        self.verify(code=0)
        self.assertFalse(self.verify("--reopen", code=0)["files"][0]["reopened"], "a right file stays")

    def test_reopen_leaves_a_part_alone_that_is_there_already(self):
        self.assertEqual(self.run_squares("--last", 10**7, "--force", "--deadline", "0.001s").code, 75)
        kept = {}
        for name in self.left():
            if name != "squares.h5":
                with open(self.path(name), "rb") as file:
                    kept[name] = file.read()
        self.assertEqual(set(kept), {"squares.h5.part", "squares.h5.part.attempts"})
        for damage in ("value", "end"):
            with self.subTest(damage):
                if damage == "value":
                    self.put(self.squares + 8, b"\xff\xff")
                else:
                    os.truncate(self.file, self.squares + 30 * BLOCK_BYTES)
                self.assertIn("there is a part already", self.verify("--reopen", code=73)["files"][0]["error"]["what"])
                self.assertEqual(set(self.left()), {"squares.h5", *kept})
                for name, content in kept.items():
                    with open(self.path(name), "rb") as file:
                        self.assertEqual(file.read(), content, name)

    def test_reopen_by_a_link_opens_the_file_that_it_leads_to(self):
        for damage in ("value", "end"):
            with self.subTest(damage):
                self.clear()
                self.compute(*RUN, ranks=2)
                os.symlink("squares.h5", self.path("link.h5"))
                if damage == "value":
                    self.put(self.squares + 8, b"\xff\xff")
                else:
                    os.truncate(self.file, self.squares + 30 * BLOCK_BYTES)
                self.assertTrue(self.verify("--reopen", code=75, files=("link.h5",))["files"][0]["reopened"])
                self.assertEqual(self.left(), ["link.h5", "squares.h5.part", "squares.h5.part.attempts"])
                self.assertEqual(self.run_squares(*RUN, "--resume", ranks=2).code, 0)
                self.verify(code=0, files=("link.h5",))

    def test_a_part_is_not_reopened(self):
        os.rename(self.file, self.file + ".part")
        error = self.verify("--reopen", code=64, files=("squares.h5.part",))["files"][0]["error"]
        self.assertIn("a part is not reopened", error["what"])
        self.assertEqual(self.left(), ["squares.h5.part"])

    def test_reopen_of_a_truncated_file(self):
        os.truncate(self.file, self.squares + 30 * BLOCK_BYTES)
        self.verify("--reopen", code=75)
        self.assertEqual(len(Evidence(self.file + ".part").done), 30)
        self.assertEqual(self.run_squares(*RUN, "--resume", ranks=3).code, 0)
        self.assertTrue(Evidence(self.file).is_right_and_complete())
        self.assertEqual(self.left(), ["squares.h5"])


def leading_zero_bytes(index):
    """How many of the low bytes of a square are zero, and so right, where zeros are."""
    square, count = (index + 1) ** 2, 0
    while square % 256 == 0:
        square, count = square // 256, count + 1
    return count


if __name__ == "__main__":
    unittest.main()
