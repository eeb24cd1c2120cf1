"""Where values come from when they are read back is told, and --verify disk insists on the disk; hints go to MPI-IO."""

import json
import os
import platform
import unittest

import h5py

from launching import SquaresTest, killed_at_sync
from mounting import mount
from page_cache import CACHESTAT, drop, file_system, needs_a_disk_whose_cache_is_told, pages_held
from without_calls import without_calls

MINCORE = {"x86_64": 27}.get(platform.machine(), 232)  # in all newer architectures the same
KINDS = ("memory", "cache", "other_node", "device", "unknown")


class ReadBackTest(SquaresTest):
    def sources(self, result):
        """Bytes by kind, the same in JSON and in the file, without those that are none."""
        storage = json.loads(result.stdout)["storage"]
        found = {kind: storage[f"read_back_{kind}_bytes"] for kind in KINDS}
        with h5py.File(self.file) as file:
            self.assertEqual(found, {kind: int(file["run"].attrs[f"read_back_{kind}_bytes"]) for kind in KINDS})
        return {kind: number for kind, number in found.items() if number > 0}


class OnDisk(ReadBackTest):
    def setUp(self):
        super().setUp()
        needs_a_disk_whose_cache_is_told(self)

    def assert_told(self, expected, run, delta=0):
        """That what run() returns tells so, each number within delta. The kernel may take a page out of the cache at any
        time, which then comes from the disk: so what is to come out of the cache has a few tries."""
        for is_last in ([False] * 4 if "cache" in expected else []) + [True]:
            self.clear()
            found = self.sources(run())
            self.assertEqual(sum(found.values()), sum(expected.values()))
            if is_last or all(abs(found.get(kind, 0) - expected.get(kind, 0)) <= delta for kind in KINDS):
                break
        for kind in KINDS:
            self.assertAlmostEqual(found.get(kind, 0), expected.get(kind, 0), delta=delta, msg=f"{kind} of {found}")

    def test_what_was_just_written_is_in_the_page_cache_and_with_verify_disk_comes_from_the_disk(self):
        for ranks in (0, 1, 2, 3, 4):
            for schedule in ("block", "cyclic", "dynamic"):
                for how, kind, words in (("file", "cache", "from the page cache of the node that read it"),
                                         ("disk", "device", "from the disk")):
                    with self.subTest(f"{ranks} ranks, {schedule}, {how}"):
                        options = ("--last", 100_001, "--block", 777, "--schedule", schedule, "--verify", how)
                        self.assert_told({kind: 800_008}, lambda: self.compute(*options, "--json", ranks=ranks))
                        self.assertIn("\nread:    " + words + "\n", self.run_squares("report", self.file).stdout)
                        with h5py.File(self.file) as file:
                            self.assertEqual(bytes(file["run"].attrs["checked"]).decode(), how)

    def test_a_kernel_before_6_5_tells_it_by_mincore(self):
        for ranks in (0, 2):
            for how, kind in (("file", "cache"), ("disk", "device")):
                with self.subTest(f"{ranks} ranks, {how}"):
                    run = ("--last", 100_001, "--verify", how, "--json")
                    self.assert_told({kind: 800_008},
                                     lambda: self.compute(*run, ranks=ranks, before=without_calls(CACHESTAT)))

    def test_where_the_system_does_not_tell_nothing_is_claimed(self):
        silent = without_calls(CACHESTAT, MINCORE)
        self.assertEqual(self.sources(self.compute("--last", 1000, "--json", before=silent)), {"unknown": 8000})
        self.clear()
        result = self.run_squares("--last", 1000, "--verify", "disk", before=silent)
        self.assert_one_error(result, 74, "the system does not tell", "--resume --verify file")

    def test_nothing_comes_from_anywhere_where_nothing_is_read_back(self):
        for how in ("none", "memory"):
            with self.subTest(how):
                self.clear()
                self.assertEqual(self.sources(self.compute("--verify", how, "--json", ranks=2)), {})
                self.assertNotIn("read:", self.run_squares("report", self.file).stdout)

    def test_blocks_of_earlier_attempts_are_told_too(self):
        # Three of ten blocks of 8 MB are done. What opening the file reads ahead, some 100 KiB, is cached again.
        run, done, rest = ("--last", 10**7, "--block", 10**6), 24_000_000, 56_000_000

        def resumed(how):
            self.run_squares(*run, "--durable", before=killed_at_sync(4))
            drop(self.file + ".part")
            return self.compute(*run, "--resume", "--verify", how, "--json")

        for how, most in (("file", {"device": done, "cache": rest}), ("disk", {"device": done + rest}), ("none", {"device": done})):
            with self.subTest(how):
                self.assert_told(most, lambda: resumed(how), delta=2**20 if how != "disk" else 0)

    def test_what_stays_in_the_page_cache_is_not_taken_for_the_disk(self):
        self.leave_part()
        part = self.file + ".part"
        with pages_held(part):
            result = self.run_squares("--last", 1000, "--resume", "--verify", "disk")
        self.assert_one_error(result, 74, "stays in the page cache of this node", part, "--resume --verify file")
        self.compute("--last", 1000, "--resume", "--verify", "disk")

    def test_what_cannot_come_from_a_disk_is_refused_before_the_work(self):
        folder = mount(self, "no-locks")
        for options in ((), ("--dry-run",)):
            result = self.run_squares("--verify", "disk", *options, "--output", os.path.join(folder, "squares.h5"))
            self.assert_one_error(result, 73, "cannot be told", folder, "--verify file")
        self.assertEqual(os.listdir(folder), [])


class InMemory(ReadBackTest):
    def setUp(self):
        super().setUp()
        if not os.access("/dev/shm", os.W_OK) or file_system("/dev/shm") != "tmpfs":
            self.skipTest("no tmpfs")
        self.file = f"/dev/shm/squares-test-{os.getpid()}.h5"

    def test_it_is_said_and_verify_disk_is_refused(self):
        for options in ((), ("--dry-run",)):
            result = self.run_squares("--verify", "disk", *options, "--output", self.file, ranks=2)
            self.assert_one_error(result, 73, "tmpfs lies in memory", "/dev/shm")
        self.assertFalse(os.path.exists(self.file))
        result = self.run_squares("--output", self.file, "--json", ranks=2)
        self.addCleanup(os.remove, self.file)
        self.assertEqual(self.sources(result), {"memory": 8_000_000})


class Hints(SquaresTest):
    def hints(self, *options, **variables):
        result = self.compute(*options, "--quiet", "--force", ranks=2, LD_PRELOAD=os.environ["TELL_HINTS"], **variables)
        return sorted(line for line in result.stderr.splitlines() if line.startswith("hint "))

    def test_they_reach_mpi_io_on_each_rank(self):
        self.assertEqual(self.hints(), [])
        self.assertEqual(self.hints("--hint", "cb_nodes=2", "--hint", "x=a,b,y=1=2"),
                         sorted(2 * ["hint cb_nodes=2", "hint x=a,b", "hint y=1=2"]))
        self.assertEqual(self.hints(SQUARES_HINT="cb_nodes=3,x=1"), sorted(2 * ["hint cb_nodes=3", "hint x=1"]))
        self.assertEqual(self.hints("--hint", "y=2", SQUARES_HINT="cb_nodes=3"), 2 * ["hint y=2"])

    def test_what_is_none_is_refused(self):
        for text in ("", "x", "=1", "x=1,=2", ",", f"{'k' * 300}=1", f"k={'v' * 5000}"):
            with self.subTest(text[:20]):
                result = self.run_squares("--hint", text, ranks=2)
                self.assert_one_error(result, 64, "hint")
                self.assertEqual(self.left(), [])


if __name__ == "__main__":
    unittest.main()
