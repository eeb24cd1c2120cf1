"""The same squares, whatever the layout of ranks, threads, blocks and schedule; and the tables tell the truth about it."""

import unittest
from collections import Counter

import h5py
import numpy

from launching import SquaresTest, sha256_of_squares, square_sum

TWO_TO_32 = 2**32
TOP = 2**64 - 1

# Block lengths by threads, so that the layouts differ in them too. None: the default.
BLOCKS = {1: None, 2: 62_500, 3: 9_973}


def values_of(squares):
    """The dataset's squares as Python integers, which do not wrap."""
    if squares.dtype.names:
        return [int(low) + (int(high) << 64) for low, high in squares[:]]
    return [int(value) for value in squares[:]]


def block_option(block):
    return ["--block", block] if block else []


class Layouts(SquaresTest):
    def check_file(self, first, last, ranks, threads, schedule="block", block=None):
        with h5py.File(self.file) as file:
            self.check_squares(file["squares"], first, last)
            self.check_ledger(file, first, last, ranks, schedule)
            self.check_run(file, first, last, ranks, threads, schedule, block)
            self.check_reports(file, last - first + 1, ranks, threads)

    def check_squares(self, squares, first, last):
        count = last - first + 1
        self.assertEqual(squares.shape, (count,))
        self.assertEqual(int(squares.attrs["first"]), first)
        self.assertEqual(squares.attrs["first"].dtype, numpy.uint64)
        if last < TWO_TO_32:
            numbers = numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(first)
            self.assertEqual(squares.dtype, numpy.dtype("<u8"))
            numpy.testing.assert_array_equal(squares[:], numbers * numbers)
        else:
            self.assertEqual(squares.dtype, numpy.dtype([("low", "<u8"), ("high", "<u8")]))
            self.assertEqual(values_of(squares), [n**2 for n in range(first, last + 1)])

    def check_ledger(self, file, first, last, ranks, schedule):
        rows = file["blocks"][:]
        following = first
        for row in rows:
            self.assertEqual(int(row["first"]), following, "the blocks tile the range in order")
            following += int(row["count"])
        self.assertEqual(following, last + 1)
        self.assertEqual(set(rows["state"]), {1})
        self.assertEqual(set(rows["attempt"]), {1})
        self.assertTrue((rows["start_s"] >= 0).all() and (rows["compute_s"] >= 0).all() and (rows["write_s"] > 0).all())

        of_rank = Counter(int(rank) for rank in rows["rank"])
        counts = [of_rank[rank] for rank in range(ranks)]
        self.assertEqual(sum(counts), len(rows))
        if schedule != "dynamic":
            self.assertLessEqual(max(counts) - min(counts), 1, "blocks of each rank")
        if schedule == "cyclic":
            self.assertEqual(list(rows["rank"]), [i % ranks for i in range(len(rows))])
        if schedule == "block":
            self.assertEqual(list(rows["rank"]), sorted(rows["rank"]))

        if last < TWO_TO_32:
            self.assertEqual(sum(map(int, rows["sum"])) % 2**64, square_sum(first, last) % 2**64)
        words = file["squares"][:].view(numpy.uint64).reshape(last - first + 1, -1)
        for row in rows:
            begin = int(row["first"]) - first
            total = words[begin:begin + int(row["count"])].sum(dtype=numpy.uint64)
            self.assertEqual(int(row["sum"]), int(total), "the sum of the block's words")

    def check_run(self, file, first, last, ranks, threads, schedule, block):
        run = file["run"].attrs
        exact = {"first": first, "last": last, "count": last - first + 1, "ranks": ranks, "threads": threads, "attempts": 1,
                 "blocks": len(file["blocks"]), "block_length": block or 0, "complete": 1, "schema_version": 1}
        self.assertEqual({name: int(run[name]) for name in exact}, exact)
        texts = {"schema": b"squares", "schedule": schedule.encode(), "checked": b"file",
                 "sum": str(square_sum(first, last)).encode()}
        self.assertEqual({name: bytes(run[name]) for name in texts}, texts)
        self.assertRegex(run["created"].decode(), r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        for name in ("squares_version", "command", "mpi_version", "hdf5_version", "boost_version", "compiler"):
            self.assertTrue(run[name], name)
        phases = [float(run[name]) for name in ("launch_s", "create_s", "store_s", "sync_s", "check_s", "finish_s")]
        self.assertTrue(all(seconds > 0 for seconds in phases), phases)
        self.assertLessEqual(sum(phases), float(run["total_s"]) + 1e-6)

    def check_reports(self, file, count, ranks, threads):
        blocks, of_ranks, of_threads = file["blocks"][:], file["ranks"][:], file["threads"][:]
        self.assertEqual(list(of_ranks["rank"]), list(range(ranks)))
        self.assertEqual(set(of_ranks["threads"]), {threads})
        self.assertEqual(len(set(of_ranks["pid"])), ranks)
        self.assertEqual(sum(map(int, of_ranks["numbers"])), count)
        self.assertEqual([(int(row["rank"]), int(row["thread"])) for row in of_threads],
                         [(rank, thread) for rank in range(ranks) for thread in range(threads)])
        self.assertEqual(sum(map(int, of_threads["numbers"])), count)
        for row in of_ranks:
            mine = blocks[blocks["rank"] == row["rank"]]
            self.assertEqual(int(row["blocks"]), len(mine))
            self.assertEqual(int(row["numbers"]), sum(map(int, mine["count"])))
            in_threads = of_threads[of_threads["rank"] == row["rank"]]["numbers"]
            self.assertEqual(int(row["numbers"]), sum(map(int, in_threads)))
            self.assertTrue(row["host"] and row["cpus"])
            self.assertGreater(row["peak_rss_bytes"], 1e6)

    def test_a_million_is_the_same_on_every_layout(self):
        hashes = {}
        for ranks in (1, 2, 3, 5, 16):
            for threads, block in BLOCKS.items():
                for schedule in ("block", "cyclic", "dynamic"):
                    layout = f"{ranks} ranks x {threads} threads, blocks of {block}, {schedule}"
                    with self.subTest(layout):
                        self.compute("--threads", threads, "--schedule", schedule, "--force", *block_option(block), ranks=ranks)
                        self.check_file(1, 10**6, ranks, threads, schedule, block)
                        hashes[layout] = sha256_of_squares(self.file)
        self.assertEqual(len(hashes), 45)
        self.assertEqual(len(set(hashes.values())), 1, hashes)

    def check_range(self, first, last, ranks, threads, block=None):
        with self.subTest(f"{first}..{last} on {ranks} ranks x {threads} threads, blocks of {block}"):
            self.compute("--first", first, "--last", last, "--threads", threads, "--force", *block_option(block), ranks=ranks)
            self.check_file(first, last, max(ranks, 1), threads, block=block)

    def test_without_mpirun_there_is_one_rank(self):
        self.check_range(1, 10**6, 0, 2)

    def test_one_number(self):
        for number in (0, 1, TWO_TO_32 - 1, TWO_TO_32, TOP):
            self.check_range(number, number, 0, 3)
        self.check_range(TOP, TOP, 3, 2)

    def test_more_ranks_and_threads_than_numbers(self):
        self.check_range(1, 3, 5, 4)
        self.check_range(TOP - 2, TOP, 5, 4)
        self.check_range(10, 19, 4, 3, block=3)

    def test_the_last_narrow_square(self):
        self.check_range(TWO_TO_32 - 1000, TWO_TO_32 - 1, 3, 2, block=7)

    def test_ranges_that_cross_2_to_32_are_wide_from_their_first_number(self):
        self.check_range(TWO_TO_32 - 1000, TWO_TO_32 + 1000, 3, 2)
        self.check_range(TWO_TO_32 - 1000, TWO_TO_32 + 1000, 0, 2, block=7)

    def test_ranges_that_end_at_2_to_64(self):
        self.check_range(TOP - 70_000, TOP, 3, 2)
        self.check_range(TOP - 1000, TOP, 0, 3, block=7)

    def test_checked_in_memory_or_not_at_all_is_said_in_the_file(self):
        expected = None
        for verify, said in (("memory", b"memory"), ("none", b"unchecked"), ("file", b"file")):
            self.compute("--verify", verify, "--force", ranks=2)
            with h5py.File(self.file) as file:
                self.assertEqual(bytes(file["run"].attrs["checked"]), said)
            expected = expected or sha256_of_squares(self.file)
            self.assertEqual(sha256_of_squares(self.file), expected)


if __name__ == "__main__":
    unittest.main()
