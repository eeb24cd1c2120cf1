"""A disk that is full, broken, limited, read-only or taken away: one message, the right code, no hang, nothing lost."""

import os
import re
import resource
import subprocess
import unittest

import h5py

from disturbing import BLOCKS, LONG, Disturbed, strace_of_rank
from evidence import Evidence
from launching import OWN_GROUP, SQUARES, SquaresTest, environment
from mounting import can_mount, with_mounts

CODES_OF_A_WRITE_IN_PART = {4: (74,), 5: (0,)}  # by the version of Open MPI
RUN = ("--last", 100_000, "--block", 1_000, "--patience", "5s", "--quiet")


def root_can_mount():
    return os.geteuid() == 0 and can_mount()


class InjectedErrors(SquaresTest):
    """What is reserved cannot run out, so later errors are put in by strace, at one rank."""

    # The n-th call of that rank: the first ones make the file, then come data and rows in turn.
    CASES = [
        ("pwrite64:error=ENOSPC:when=40+", "No space left on device"),
        ("pwrite64:error=EDQUOT:when=41+", "Disk quota exceeded"),
        ("pwrite64:error=EIO:when=40", "Input/output error"),
        ("pwrite64:error=EIO:when=41", "Input/output error"),
    ]

    def assert_fails_and_resumes(self, result, word):
        self.assert_one_error(result, 74, word, "squares.h5.part", "--resume")
        self.assertNotIn("squares.h5", self.left())
        self.assertEqual(Evidence(self.file + ".part").wrong, 0)
        self.assertEqual(self.run_squares(*RUN, "--resume", ranks=2).code, 0)
        self.assertTrue(Evidence(self.file).is_right_and_complete())
        self.assertEqual(self.left(), ["squares.h5", "traced"])
        os.remove(self.file)

    def test_a_write_that_fails_on_one_rank_ends_the_job(self):
        for ranks, rank in [(0, 0), (3, 0), (3, 2), (4, 1)]:
            for inject, word in self.CASES:
                if rank > 0:  # it does not make the file
                    inject = inject.replace("=40", "=8").replace("=41", "=9")
                with self.subTest(f"rank {rank} of {ranks}, {inject}"):
                    self.clear()
                    result = self.run_squares(*RUN, ranks=ranks, wrap=strace_of_rank(self.folder, rank, inject))
                    self.assert_fails_and_resumes(result, word)

    def test_a_write_in_part_is_said_or_continued_and_never_forgotten(self):
        # Open MPI 4's input and output takes it for an error, that of Open MPI 5 writes the rest.
        for ranks, rank, call in [(0, 0, 8), (0, 0, 9), (3, 0, 8), (3, 0, 9), (3, 2, 8), (4, 1, 9)]:
            with self.subTest(f"rank {rank} of {ranks}, write {call}"):
                self.clear()
                result = self.run_squares(*RUN, ranks=ranks, LD_PRELOAD=os.environ["SHORT_WRITE"], SHORT_RANK=str(rank),
                                          SHORT_CALL=str(call), SHORT_TOLD=self.path("traced"))
                with open(self.path("traced")) as file:
                    self.assertRegex(file.read(), r"^\d+ of \d+ at \d+$")
                version = self.mpi_version(self.file if result.code == 0 else self.file + ".part")
                self.assertIn(result.code, CODES_OF_A_WRITE_IN_PART.get(version, (0, 74)), f"Open MPI {version}\n{result}")
                if result.code == 0:
                    self.assertEqual(result.errors, [])
                    self.assertTrue(Evidence(self.file).is_right_and_complete())
                    os.remove(self.file)
                else:
                    self.assert_fails_and_resumes(result, "only a part was written")

    def mpi_version(self, path):
        """The 4 of the "Open MPI v4.1.4 …" that wrote this file."""
        with h5py.File(path) as file:
            return int(re.match(r"Open MPI v?(\d+)", bytes(file["run"].attrs["mpi_version"]).decode())[1])

    def test_a_sync_that_fails_on_one_rank_ends_the_job(self):
        # The first three of rank 0 make the file and say who takes part; another rank syncs the data only.
        for ranks, rank, when in [(0, 0, 4), (3, 0, 4), (3, 1, 1)]:
            with self.subTest(f"rank {rank} of {ranks}"):
                self.clear()
                inject = f"fsync:error=EIO:when={when}+"
                result = self.run_squares(*RUN, ranks=ranks, wrap=strace_of_rank(self.folder, rank, inject))
                self.assert_fails_and_resumes(result, "cannot put it onto the disk")

    def test_a_file_system_that_becomes_read_only_keeps_the_finished_part(self):
        # A remount waits for open files, so it strikes between them: when the metadata is saved, or at the last rename.
        for ranks in (0, 3):
            for inject, code, words in [("renameat2:error=EROFS:when=2", 74, "Read-only file system"),
                                        ("renameat2:error=EROFS:when=3", 73, "Read-only file system")]:
                with self.subTest(f"{inject}, {ranks} ranks"):
                    self.clear()
                    result = self.run_squares(*RUN, ranks=ranks, wrap=strace_of_rank(self.folder, 0, inject))
                    self.assert_one_error(result, code, words)
                    self.assertNotIn("squares.h5", self.left())
                    self.assertEqual(self.run_squares(*RUN, "--resume", ranks=2).code, 0)
                    found = Evidence(self.file)
                    self.assertTrue(found.is_right_and_complete())
                    self.assertEqual({int(row["attempt"]) for row in found.rows}, {1}, "nothing is computed again")

    def test_a_quota_is_found_before_any_work_though_the_disk_has_room(self):
        if subprocess.run(["stat", "-f", "-c", "%T", self.folder], capture_output=True, text=True).stdout == "tmpfs\n":
            self.skipTest("nothing is reserved in memory")
        result = self.run_squares(*RUN, ranks=0, wrap=strace_of_rank(self.folder, 0, "fallocate:error=EDQUOT"))
        self.assert_one_error(result, 73, "Disk quota exceeded")
        self.assertEqual(self.left(), ["traced"])

    def test_a_sync_of_durable_data_that_fails_ends_the_job_before_its_row(self):
        inject = "fdatasync:error=EIO:when=5+"
        result = self.run_squares(*RUN, "--durable", ranks=3, wrap=strace_of_rank(self.folder, 1, inject))
        self.assert_fails_and_resumes(result, "Input/output error")


class FullDisk(SquaresTest):
    def in_tmpfs(self, script, size="4m"):
        """Runs a shell script in a mount namespace of its own, with a tmpfs at ./small."""
        return self.in_small(f"mount -t tmpfs -o size={size} none small", script)

    def in_ext4(self, script, size="8m"):
        """The same with an ext4."""
        mount = f"truncate -s {size} image && mkfs.ext4 -q image && mount -o loop image small"
        probe = self.in_small(mount, "true")
        if probe.returncode != 0:
            self.skipTest(f"no file can be mounted: {probe.stderr}")
        return self.in_small(mount, script)

    def in_small(self, mount, script):
        os.makedirs(self.path("small"), exist_ok=True)
        return subprocess.run([*with_mounts(mount), "sh", "-c", script], **OWN_GROUP, cwd=self.folder, text=True,
                              capture_output=True, timeout=300, env=environment(SQ=SQUARES))

    @unittest.skipUnless(root_can_mount(), "only root can mount a small file system")
    def test_what_cannot_fit_is_not_reserved_so_that_others_keep_their_space(self):
        result = self.in_ext4('strace -f -qq -y -o log -e trace=fallocate "$SQ" --last 1e9 --output small/a.h5; exit $?')
        self.assertEqual(result.returncode, 73, result.stderr)
        self.assertRegex(result.stderr, r"no room for \d+ bytes: No space left on device, where \d+ are free")
        with open(self.path("log")) as file:
            self.assertNotIn("a.h5", file.read())

    @unittest.skipUnless(root_can_mount(), "only root can mount a small file system")
    def test_space_is_reserved_on_a_disk_and_compared_in_memory(self):
        script = 'strace -f -qq -y -o log -e trace=fallocate "$SQ" --last 1e5 --quiet --output small/a.h5'
        for run, reserves in ((self.in_ext4, True), (self.in_tmpfs, False)):
            with self.subTest(run.__name__):
                result = run(script)
                self.assertEqual(result.returncode, 0, result.stderr)
                with open(self.path("log")) as file:
                    self.assertEqual("a.h5" in file.read(), reserves)

    @unittest.skipUnless(root_can_mount(), "only root can mount a small file system")
    def test_a_full_disk_is_found_before_any_work_and_nothing_is_left(self):
        for launch in ("", "mpirun -np 1", "mpirun -np 3", "mpirun -np 4"):
            with self.subTest(launch):
                done = self.in_tmpfs(f'{launch} "$SQ" --output small/a.h5; echo code $?; ls small')
                self.assertEqual(done.stdout.split("code ")[1].split(), ["73"], f"the code, and no file\n{done}")
                self.assertEqual(done.stderr.count("squares: error: "), 1, done.stderr)
                self.assertIn("No space left on device", done.stderr)

    @unittest.skipUnless(root_can_mount(), "only root can mount a small file system")
    def test_a_read_only_file_system_is_refused_at_once(self):
        done = self.in_tmpfs("mkdir small/sub && mount --bind small/sub small/sub && mount -o remount,ro,bind small/sub && "
                             '"$SQ" --output small/sub/a.h5; echo code $?', "64m")
        self.assertIn("code 73", done.stdout, done.stderr)
        self.assertIn("Read-only file system", done.stderr)

    def test_a_file_size_limit_is_an_error_not_a_death(self):
        for ranks in (0, 3):
            with self.subTest(f"before, {ranks} ranks"):
                limit = ["bash", "-c", 'ulimit -f 20000; exec "$@"', "limited"]  # in KiB; mpirun needs some, too
                result = self.run_squares("--last", 10**7, before=limit, ranks=ranks)
                self.assert_one_error(result, 73, "File too large")
                self.assertEqual(self.left(), [])
            with self.subTest(f"in the midst, {ranks} ranks"):
                run = Disturbed(self, *LONG, ranks=ranks)
                run.wait_for_rows()
                for pid in run.rank_pids():
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
                self.assert_one_error(run.result(), 74, "File too large", "--resume")
                self.assertEqual(Evidence(run.part).wrong, 0)
                self.clear()


class FileTakenAway(SquaresTest):
    def test_a_part_that_is_removed_or_replaced_ends_the_run(self):
        def remove(part):
            os.remove(part)

        def replace(part):
            with open(part, "rb") as old, open(part + "2", "wb") as new:
                new.write(old.read())
            os.rename(part + "2", part)

        for ranks in (0, 3):
            for take_away in (remove, replace):
                with self.subTest(f"{take_away.__name__}, {ranks} ranks"):
                    self.clear()
                    run = Disturbed(self, "--last", 10 * BLOCKS, "--block", 1, ranks=ranks)
                    run.wait_for_rows()
                    with open(run.part, "rb") as held:
                        take_away(run.part)
                        self.assert_one_error(run.result(), 74, "removed or replaced")
                        with h5py.File(held) as file:  # its name is gone
                            stored = int((file["blocks"]["state"] == 1).sum())
                    self.assertNotIn("squares.h5", self.left())
                    self.assertLess(stored, 9 * BLOCKS, "the run went on to the end of its store")

    def test_a_file_that_appears_under_the_name_is_not_overwritten(self):
        run = Disturbed(self, *LONG, ranks=2)
        run.wait_for_rows()
        with open(self.file, "w") as file:
            file.write("mine")
        self.assert_one_error(run.result(), 73, "appeared")
        with open(self.file) as file:
            self.assertEqual(file.read(), "mine")
        with h5py.File(run.part) as file:
            self.assertEqual(int(file["run"].attrs["complete"]), 1)


class Memory(SquaresTest):
    def test_too_little_memory_is_said(self):
        # A block alone, of 1 GiB, is more than the limit; what the program takes beside it is well below.
        limit = ["bash", "-c", 'ulimit -v 1000000; exec "$@"', "limited"]
        result = self.run_squares("--last", 2**27, "--block", 2**27, "--quiet", before=limit)
        self.assert_one_error(result, 69, "out of memory")

    def test_more_threads_than_the_system_allows_is_said(self):
        limit = ["bash", "-c", 'ulimit -v 4000000; exec "$@"', "limited"]
        result = self.run_squares("--threads", 4096, "--quiet", before=limit)
        self.assert_one_error(result, 69, "cannot start thread")


if __name__ == "__main__":
    unittest.main()
