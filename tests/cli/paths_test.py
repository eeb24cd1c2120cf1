"""Paths that lead to nothing or that nobody may follow, a current folder that is gone, a folder for temporary files that takes
none: each is said in words of squares, with its code."""

import os
import re
import shutil
import stat
import subprocess
import unittest

import launcher
from launching import SQUARES, SquaresTest, failing
from mounting import with_mounts

# Root, too, then has only the rights that a file's mode gives.
AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.getuid() == 0 else ()
GONE = ("sh", "-c", 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', "gone")


class Unreadable(SquaresTest):
    def setUp(self):
        super().setUp()
        self.compute("--last", 1000)
        os.symlink("loop", self.path("loop"))
        os.symlink("nothing", self.path("dangling"))
        for folder, mode in (("closed", 0o000), ("kept", 0o555)):
            os.mkdir(self.path(folder))
            shutil.copy(self.file, self.path(folder, "there.h5"))
            os.chmod(self.path(folder), mode)
            self.addCleanup(os.chmod, self.path(folder), 0o755)
        self.names = {"": "No such file", "missing.h5": "No such file", "none/x.h5": "No such file",
                      "squares.h5/x.h5": "Not a directory", "loop": "Too many levels", "loop/x.h5": "Too many levels",
                      "dangling": "No such file", "x" * 300: "name too long", "kept/x.h5": "No such file",
                      "closed/there.h5": "Permission denied"}

    def test_they_cannot_be_read_whichever_command_is_to(self):
        for command in (["report"], ["report", "--json"], ["compare", "squares.h5"], ["nodes", "--baseline"]):
            for name, reason in self.names.items():
                with self.subTest(f"{command} {name}"):
                    result = self.run_squares(*command, name, before=AS_ANYBODY)
                    self.assertEqual(result.code, 66, str(result))
                    self.assertRegex(result.stderr, f"^squares: error: cannot read it: .*{reason}", str(result))

    def test_verify_says_so_of_each_and_goes_on(self):
        for how in ({}, {"ranks": 2, "wrap": AS_ANYBODY}):
            result = self.run_squares("verify", *self.names, "squares.h5", **{"before": AS_ANYBODY if not how else (), **how})
            self.assertEqual(result.code, 66, str(result))
            for name, reason in self.names.items():
                self.assertRegex(result.stdout, rf"(?m)^{re.escape(name)}: UNREADABLE, cannot read it: .*{reason}", str(result))
            self.assertRegex(result.stdout, r"(?m)^squares\.h5: right$", str(result))

    def test_nothing_of_them_is_reopened(self):
        for name in self.names:
            result = self.run_squares("verify", "--reopen", name, before=AS_ANYBODY)
            self.assertEqual(result.code, 66, str(result))
            self.assertIn("cannot read it", result.stdout)

    def test_pages_and_traces_are_not_written_there(self):
        for name in ("loop", "loop/x", "dangling", "none/x", "squares.h5/x", "closed/x", "x" * 300):
            for kind in ("--html", "--trace"):
                result = self.run_squares("report", "squares.h5", kind, name, before=AS_ANYBODY)
                self.assert_one_error(result, 73)

    def test_no_device_or_pipe_becomes_a_page(self):
        """As root that of /dev/null would be everybody's, so there are others here."""
        os.mkfifo(self.path("pipe"))
        os.symlink("pipe", self.path("to-pipe"))
        os.symlink("/dev/stdout", self.path("to-stdout"))
        if os.getuid() == 0:
            os.mknod(self.path("null"), 0o666 | stat.S_IFCHR, os.makedev(1, 3))
        before = {name: os.lstat(self.path(name)) for name in self.left()}
        for name in before.keys() - {"squares.h5"}:
            if not os.path.exists(self.path(name)) or os.path.isdir(self.path(name)):
                continue
            for command in (("report", "squares.h5", "--html"), ("report", "squares.h5", "--trace"),
                            ("compare", "squares.h5", "squares.h5", "--html"), ("study", "--emit-sbatch")):
                result = self.run_squares(*command, name, "--force")
                self.assert_one_error(result, 73, "the output is no regular file", name)
        self.assertEqual({name: os.lstat(self.path(name)).st_ino for name in self.left()},
                         {name: status.st_ino for name, status in before.items()})

    def test_no_run_is_begun_there(self):
        for name in ("loop", "loop/x.h5", "none/x.h5", "squares.h5/x.h5", "closed/x.h5", "kept/x.h5"):
            for command in ((), ("--dry-run",), ("study", "--budget", "1s"), ("nodes",)):
                with self.subTest(f"{command} {name}"):
                    result = self.run_squares(*command, "--output", name, before=AS_ANYBODY)
                    self.assert_one_error(result, 73)
                    self.assertNotIn("where:  \n", result.stderr)


class Config(SquaresTest):
    def test_a_file_without_an_end_is_refused(self):
        self.assert_one_error(self.run_squares("--config", "/dev/zero", timeout=60), 66, "the config file cannot be read")

    def test_one_that_comes_through_a_pipe_is_read(self):
        os.mkfifo(self.path("pipe"))
        writer = subprocess.Popen(["sh", "-c", "echo last = 7 >pipe"], cwd=self.folder)
        result = self.run_squares("--config", "pipe", timeout=60)
        writer.wait(timeout=60)
        self.assertIn("squares of 1..7 ", result.stdout, str(result))


class Gone(SquaresTest):
    """The folder that squares is started in was removed."""

    def test_an_output_there_is_refused_with_the_way_out(self):
        for command in ((), ("--dry-run",), ("study", "--budget", "1s")):
            result = self.run_squares(*command, before=GONE)
            self.assertEqual(result.code, 73, str(result))
            self.assertRegex(result.stderr, r"where:  \w+\.h5\n  remedy: cd to another folder")

    def test_what_lies_elsewhere_is_written_and_read(self):
        self.assertEqual(self.run_squares("--output", self.file, "--last", 1000, before=GONE).code, 0)
        for command in (("verify", self.file), ("report", self.file), ("report", self.file, "--html", self.path("page.html"))):
            result = self.run_squares(*command, before=GONE)
            self.assertEqual((result.code, result.stderr), (0, ""), str(result))
        self.assertEqual(self.run_squares("report", "squares.h5", before=GONE).code, 66)


class TemporaryFolder(SquaresTest):
    """MPI makes a folder of its own there, and does not come up without; mpirun makes one for its ranks."""

    def setUp(self):
        super().setUp()
        os.mkdir(self.path("kept"), 0o555)

    def test_a_process_alone_says_what_is_wrong_with_it(self):
        for variables in ({"TMPDIR": self.path("kept")}, {"TMPDIR": self.path("kept/none")}):
            result = self.run_squares(before=AS_ANYBODY, **variables)
            self.assert_one_error(result, 69, "MPI cannot make a folder for temporary files: Permission denied",
                                  self.path("kept") + "\n", "export TMPDIR=")
            self.assertEqual(self.left(), ["kept"])

    def test_what_starts_no_mpi_does_not_need_it(self):
        self.assertEqual(self.run_squares("--last", 1000).code, 0)
        for command in (("verify", "squares.h5"), ("report", "squares.h5"), ("--dry-run",)):
            self.assertEqual(self.run_squares(*command, before=AS_ANYBODY, TMPDIR=self.path("kept")).code, 0)

    @unittest.skipUnless(os.getuid() == 0, "only root can mount")
    def test_ranks_say_that_there_is_no_room_for_what_mpirun_keeps_there(self):
        """mpirun of Open MPI 4 needs 8 MiB, and without them would never end; that of 5 needs next to nothing."""
        small = self.path("small")
        os.mkdir(small)
        here = {name: value for name, value in launcher.settings(f"temporary={small}").items() if "backing" not in name}
        for size in ("64k", "2m", "8m") if launcher.version() < 5 else ():
            for ranks in (1, 3):
                result = self.run_squares("--last", 1000, ranks=ranks, timeout=100,
                                          before=with_mounts(f"mount -t tmpfs -o size={size} none small"), **here)
                self.assert_one_error(result, 69, "no room for the files", small, "export TMPDIR=")
                self.assertEqual(self.left(), ["kept", "small"])
        for ranks in (1, 3, 3, 3):  # some ranks are late
            result = self.run_squares("--last", 1000, "--force", ranks=ranks,
                                      before=with_mounts("mount -t tmpfs -o size=9m none small"), **here)
            self.assertEqual(result.code, 0, str(result))


class Passing(SquaresTest):
    """What is made beside an output for a moment goes with the command, also when that fails."""

    def test_nothing_is_left_of_a_measurement_of_nodes_that_fails(self):
        for call in ("fsync:error=EIO:when=1", "pwrite64:error=ENOSPC:when=1", "fallocate:error=ENOSPC", "ftruncate:error=EIO"):
            with self.subTest(call):
                result = self.run_squares("nodes", "--budget", "1s", before=failing(call, self.path("nodes.h5.nodes-0.part")))
                self.assertIn(result.code, (73, 74), str(result))
                self.assertEqual(self.left(), [], str(result))

    def test_nothing_is_left_of_a_small_file_that_fails(self):
        result = self.run_squares("nodes", "--budget", "1s", before=failing("fsync:error=EIO", self.path("nodes.h5.nodes-3.part")))
        self.assertEqual(result.code, 74, str(result))
        self.assertEqual(self.left(), [], str(result))

    def test_nothing_is_left_of_a_study_that_fails(self):
        for call in ("pwrite64:error=ENOSPC:when=1", "pwrite64:error=EIO:when=20", "ftruncate:error=EIO"):
            with self.subTest(call):
                result = self.run_squares("study", "--workload", "store", "--budget", "1s",
                                          before=failing(call, self.path("study.h5.study-0.part")))
                self.assertIn(result.code, (73, 74), str(result))
                self.assertEqual(self.left(), [], str(result))

    def test_nothing_is_left_of_a_part_whose_name_does_not_reach_the_disk(self):
        for command in ((), ("study", "--workload", "store", "--budget", "1s"), ("doctor",)):
            result = self.run_squares(*command, before=failing("fsync:error=EIO", self.folder))
            self.assertEqual(result.code, 74, str(result))
            self.assertEqual(self.left(), [], str(result))

    def test_nothing_is_left_of_a_file_that_cannot_be_written_at_the_end(self):
        for command in ("study", "--workload", "compute", "--budget", "1s"), ("nodes", "--budget", "1s"):
            result = self.run_squares(*command, before=failing("rename,renameat2:error=EIO"))
            self.assertIn(result.code, (73, 74), str(result))
            self.assertEqual(self.left(), [], str(result))


class OneFile(SquaresTest):
    """What is read is never replaced by what is written, not even with --force."""

    def test_a_page_or_a_trace_of_a_file_does_not_take_its_place(self):
        self.compute("--last", 1000)
        os.symlink("squares.h5", self.path("link"))
        os.link(self.file, self.path("hard"))
        with open(self.file, "rb") as file:
            before = file.read()
        for name in ("squares.h5", "./squares.h5", self.file, "link", "hard"):
            for command in (("report", "squares.h5", "--html"), ("report", "squares.h5", "--trace"),
                            ("compare", "squares.h5", "squares.h5", "--html"),
                            ("compare", "squares.h5", "--to", "hard", "--html")):
                result = self.run_squares(*command, name, "--force")
                self.assert_one_error(result, 64, command[-1] + " names a file that is read", name)
        with open(self.file, "rb") as file:
            self.assertEqual(file.read(), before)
        self.assertEqual(self.left(), ["hard", "link", "squares.h5"])

    def test_two_that_are_written_have_two_names(self):
        self.compute("--last", 1000)
        for one, other in (("page", "page"), ("page", "./page"), ("page", self.path("page"))):
            result = self.run_squares("report", "squares.h5", "--html", one, "--trace", other)
            self.assert_one_error(result, 64, "--html and --trace name one file")
        result = self.run_squares("study", "--output", "study.h5", "--emit-sbatch", "study.h5")
        self.assert_one_error(result, 64, "--output and --emit-sbatch name one file")
        self.assertEqual(self.left(), ["squares.h5"])

    def test_what_is_written_has_a_name(self):
        self.compute("--last", 1000)
        for command in (("--output",), ("report", "squares.h5", "--html"), ("report", "squares.h5", "--trace"),
                        ("compare", "squares.h5", "squares.h5", "--html"), ("study", "--emit-sbatch"), ("nodes", "--output")):
            self.assert_one_error(self.run_squares(*command, ""), 73, "the output has no name")
        self.assertEqual(self.left(), ["squares.h5"])

    def test_an_earlier_measurement_of_nodes_is_kept(self):
        for ranks in (0, 2):
            for baseline in ("nodes.h5", "nodes.h5.part"):
                result = self.run_squares("nodes", "--baseline", baseline, "--output", "nodes.h5", "--force", ranks=ranks)
                self.assert_one_error(result, 64, "--output names a file that is read")


class Library(unittest.TestCase):
    def test_no_call_is_used_that_throws_words_of_its_own(self):
        symbols = subprocess.run(["nm", "--undefined-only", "--demangle", SQUARES], capture_output=True, text=True, check=True).stdout
        calls = [line for line in symbols.splitlines() if re.search(r"std::filesystem::(\w+(\[[^]]*\])?\(|\S*directory_iterator)", line)]
        self.assertTrue(calls)
        thrown = [call for call in calls if "error_code" not in call and not re.search(r"::operator[*-]", call)]
        self.assertEqual(thrown, [])


if __name__ == "__main__":
    unittest.main()
