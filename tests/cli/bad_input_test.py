"""What cannot work is said at once: one message, the right exit code, nothing left behind, on any number of ranks."""

import fcntl
import os
import struct
import subprocess
import unittest

from launching import SquaresTest, run
from mounting import with_mounts

LAUNCHES = (0, 1, 4)  # ranks; 0 is without mpirun

USAGE = {
    "unknown option": (["--lsat", "5"], {}, "the command line"),
    "unknown command": (["walk"], {}, "the command line"),
    "last before first": (["--first", "7", "--last", "5"], {}, "--first and --last"),
    "negative": (["--last", "-5"], {}, "--last"),
    "fraction": (["--last", "1.5"], {}, "--last"),
    "2^64": (["--last", "18446744073709551616"], {}, "--last"),
    "no number": (["--last", "many"], {}, "--last"),
    "no threads": (["--threads", "0"], {}, "--threads"),
    "too many threads": (["--threads", "4294967297"], {}, "--threads"),
    "empty blocks": (["--block", "0"], {}, "--block"),
    "unknown schedule": (["--schedule", "round"], {}, "--schedule"),
    "environment": ([], {"SQUARES_LAST": "ten"}, "SQUARES_LAST"),
    "everything": (["--first", "0", "--last", "18446744073709551615"], {}, "--first and --last"),
}


def contents(folder):
    """Every file below the folder, with its bytes."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(place, name), "rb") as file:
                found[os.path.relpath(file.name, folder)] = file.read()
    return found


def write(path, content):
    with open(path, "w") as file:
        file.write(content)


class BadInput(SquaresTest):
    def check_refused(self, code, words, *options, **how):
        before = contents(self.folder)
        for ranks in LAUNCHES:
            with self.subTest(f"{ranks} ranks"):
                result = self.run_squares(*options, ranks=ranks, **how)
                self.assert_one_error(result, code, *words)
                self.assertEqual(contents(self.folder), before, "what lay in the folder is as it was")

    def test_usage(self):
        for name, (options, variables, where) in USAGE.items():
            with self.subTest(name):
                self.check_refused(64, [where], *options, **variables)

    def test_config_file_with_an_unknown_key(self):
        write(self.path("my.ini"), "lsat = 5\n")
        self.check_refused(64, ["lsat", "my.ini"], "--config", "my.ini")

    def test_config_file_that_is_none(self):
        write(self.path("my.ini"), "= 5\n")
        self.check_refused(64, ["my.ini"], "--config", "my.ini")

    def test_missing_config_file(self):
        self.check_refused(66, ["no.ini"], "--config", "no.ini")

    def test_config_file_that_is_a_folder(self):
        os.mkdir(self.path("sub"))
        self.check_refused(66, ["sub"], "--config", "sub")

    def test_missing_folder(self):
        self.check_refused(73, [self.path("missing")], "--output", "missing/squares.h5")

    def test_folder_as_output(self):
        os.mkdir(self.path("sub"))
        self.check_refused(73, [self.path("sub")], "--output", "sub")

    def test_file_as_folder(self):
        write(self.path("file"), "mine")
        self.check_refused(73, [self.path("file")], "--output", "file/squares.h5")

    def test_existing_file_without_force(self):
        write(self.file, "mine")
        self.check_refused(73, [self.file, "--force"])

    def test_existing_part(self):
        write(self.file + ".part", "half of it")
        self.check_refused(73, [self.file + ".part"])

    def test_locked_output(self):
        lock = self.file + ".part.lock"
        write(lock, "process 17 on a-node")
        with open(lock, "r+b") as held:
            # struct flock: type, whence, start, length (0: to the end), pid
            fcntl.fcntl(held, fcntl.F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))
            self.check_refused(73, ["process 17 on a-node", lock])
            self.check_refused(73, ["process 17 on a-node", lock], "--force")

    def test_read_only_folder(self):
        os.mkdir(self.path("ro"))
        if os.geteuid() == 0:  # to whom modes do not apply
            before = with_mounts("mount --bind ro ro && mount -o remount,bind,ro ro")
            probe = subprocess.run([*before, "true"], cwd=self.folder, capture_output=True, text=True)
            if probe.returncode != 0:
                self.skipTest(f"root cannot make a folder read-only here: {probe.stderr.strip()}")
        else:
            before = []
            os.chmod(self.path("ro"), 0o555)
        self.check_refused(73, [self.path("ro")], "--output", "ro/squares.h5", before=before)


class WrongLaunch(SquaresTest):
    def test_processes_that_do_not_know_of_each_other(self):
        for variable in ("PMI_SIZE", "SLURM_STEP_NUM_TASKS"):
            with self.subTest(variable):
                result = self.run_squares(**{variable: "4"})
                self.assert_one_error(result, 69, variable, "--mpi=pmix", "mpirun")
                self.assertEqual(self.left(), [])

    def test_under_mpirun_they_know(self):
        self.compute("--last", 100, ranks=2, PMI_SIZE="4", SLURM_STEP_NUM_TASKS="4")

    def test_one_task_is_no_several(self):
        self.compute("--last", 100, PMI_SIZE="1", SLURM_STEP_NUM_TASKS="1", SLURM_NTASKS="16")


class Force(SquaresTest):
    def test_an_existing_file_is_replaced(self):
        write(self.file, "mine")
        self.compute("--force", "--last", 100, ranks=2)

    def test_an_existing_file_stays_when_the_new_run_fails(self):
        write(self.file, "mine")
        result = self.run_squares("--force", "--first", 1, "--last", 2**39, "--block", 2**26, ranks=2)  # 8 TiB
        self.assert_one_error(result, 73, self.file + ".part")
        self.assertEqual((self.left(), contents(self.folder)["squares.h5"]), (["squares.h5"], b"mine"))


if __name__ == "__main__":
    unittest.main()
