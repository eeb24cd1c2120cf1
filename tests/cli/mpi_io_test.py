"""MPI-IO and Open MPI's own files: long paths, odd names, no shared memory, ROMIO, settings in files, and profilers."""

import json
import os
import subprocess
import tempfile
import unittest

import h5py

import launcher
from disturbing import BLOCKS, LONG, Disturbed
from launching import SquaresTest, remove
from mounting import with_mounts

RANKS = (0, 2, 5)
ROMIO = next((name for name in ("romio321", "romio341")
              if f"MCA io: {name}" in subprocess.run(["ompi_info"], capture_output=True, text=True).stdout), None)
READ_ONLY = "mount -t tmpfs -o ro none /dev/shm"
FULL = "mount -t tmpfs -o size=64k none /dev/shm && ! head -c 1M /dev/zero >/dev/shm/full 2>/dev/null"


class MpiIo(SquaresTest):
    def assert_right(self, path, last):
        with h5py.File(path) as file:
            self.assertEqual([int(file["squares"][0]), int(file["squares"][-1])], [1, last ** 2])

    def compute_at(self, path, ranks, **how):
        result = self.run_squares("--last", 1000, "--output", path, "--quiet", ranks=ranks, **how)
        self.assertEqual(result.code, 0, str(result))
        self.assert_right(self.path(path), 1000)
        self.assertEqual(self.left(os.path.dirname(path)), [os.path.basename(path)])
        os.remove(self.path(path))

    def folder_of_length(self, length):
        """A folder, such that the path of squares.h5 in it has so many letters."""
        folder, rest = self.folder, length - len("/squares.h5")
        while len(folder) < rest:
            step = min(200, rest - len(folder) - 1)
            step -= 1 if rest - len(folder) - 1 - step == 1 else 0  # or one letter is left, for the stroke alone
            folder += "/" + "d" * step
        os.makedirs(folder, exist_ok=True)
        return folder

    def test_long_paths(self):
        for length in (236, 239, 240, 256, 300, 1000):
            folder = self.folder_of_length(length)
            path = os.path.relpath(os.path.join(folder, "squares.h5"), self.folder)
            for ranks in RANKS:
                with self.subTest(length=length, ranks=ranks):
                    self.compute_at(path, ranks)

    def test_a_run_at_a_long_path_is_resumed(self):
        folder = self.folder_of_length(300)
        output = os.path.join(folder, "squares.h5")
        run = Disturbed(self, *LONG, "--output", output, ranks=2)
        run.part = output + ".part"
        run.wait_for_rows()
        run.end()
        result = self.run_squares(*LONG, "--output", output, "--resume", ranks=3)
        self.assertEqual(result.code, 0, str(result))
        self.assert_right(output, int(BLOCKS))

    def test_a_doctor_at_a_long_path_leaves_nothing(self):
        folder = self.folder_of_length(300)
        result = self.run_squares("doctor", "--output", folder + "/squares.h5", ranks=2)
        self.assertEqual(result.code, 0, str(result))
        self.assertEqual(os.listdir(folder), [])

    def test_a_name_that_is_too_long_for_those_beside_it_is_refused_with_that_reason(self):
        longest = 255 - len(".part.metadata.new")
        self.compute_at("x" * longest, 2)
        for length in (longest + 1, 245, 250, 255):
            result = self.run_squares("--output", "x" * length, ranks=2)
            self.assert_one_error(result, 73, "the name is too long", f"{longest} bytes at most")
            self.assertEqual(self.left(), [])
        self.assert_one_error(self.run_squares("--output", "x" * 256), 73, "name too long")

    @unittest.skipUnless(os.getuid() == 0, "takes root, to mount")
    def test_without_shared_memory_a_run_goes_on_and_the_doctor_says_it(self):
        scratch = tempfile.mkdtemp(prefix="squares-test-")  # Open MPI's sessions, which are not what this is about
        self.addCleanup(remove, scratch)
        settings = launcher.settings(f"temporary={scratch}")
        as_usual = "unset OMPI_MCA_btl_vader_backing_directory OMPI_MCA_btl_sm_backing_directory && "
        for how in (READ_ONLY, FULL):
            before = with_mounts(as_usual + how)
            for ranks in RANKS:
                with self.subTest(how, ranks=ranks):
                    self.compute_at("squares.h5", ranks, before=before, **settings)
            result = self.run_squares("doctor", "--json", ranks=2, before=before, **settings)
            self.assertEqual(result.code, 0, str(result))
            checks = {check["name"]: check for check in json.loads(result.stdout)["checks"]}
            self.assertEqual(checks["shared memory"]["health"], "warning", str(result))
            self.assertEqual(checks["parallel write"]["health"], "ok", str(result))

    def test_colons_in_names_and_folders(self):
        os.mkdir(self.path("12:30"))
        for io in filter(None, ("ompio", ROMIO)):
            for path in ("12:30.h5", "ufs:x.h5", "12:30/a:b.h5"):
                for ranks in RANKS:
                    with self.subTest(io, path=path, ranks=ranks):
                        folder = os.path.dirname(path)
                        result = self.run_squares("--last", 1000, "--output", path, "--quiet", ranks=ranks, OMPI_MCA_io=io)
                        self.assertEqual(result.code, 0, str(result))
                        self.assert_right(self.path(path), 1000)
                        os.remove(self.path(path))
                        self.assertEqual(self.left(folder), [] if folder else ["12:30"])

    def test_a_profiler_that_takes_calls_of_hdf5_is_what_is_looked_for(self):
        library = os.environ["NO_MPI_IO"]
        result = self.run_squares("--last", 1000, LD_PRELOAD=library)
        self.assert_one_error(result, 74, "as where another library takes its calls", f"LD_PRELOAD={library}")
        self.assertNotIn("look at the disk", result.stderr)
        result = self.run_squares("doctor", "--json", LD_PRELOAD=library)
        checks = {check["name"]: check for check in json.loads(result.stdout)["checks"]}
        self.assertEqual(checks["parallel write"]["health"], "broken", str(result))
        self.assertIn(f"LD_PRELOAD={library}", checks["parallel write"]["remedy"])

    def test_what_open_mpi_reads_in_the_users_file_is_not_overridden(self):
        """A component that does not exist: who names it gets no MPI, unless somebody else's setting is taken."""
        os.makedirs(self.path("home", ".openmpi"))
        with open(self.path("home", ".openmpi", "mca-params.conf"), "w") as file:
            file.write("# mine\nbtl = self,vader,no_such_component\n")
        for ranks in (0, 2):
            result = self.run_squares("--last", 1000, ranks=ranks, HOME=self.path("home"))
            self.assertNotIn(result.code, (0, 69, 73, 74), str(result))  # MPI's own, in its own words
            self.assertEqual(self.left(), ["home"])
            result = self.run_squares("--last", 1000, ranks=ranks, HOME=self.path("home"), OMPI_MCA_btl="self,vader")
            self.assertEqual(result.code, 0, str(result))
            os.remove(self.file)


if __name__ == "__main__":
    unittest.main()
