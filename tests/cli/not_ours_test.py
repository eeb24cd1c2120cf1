#!/usr/bin/python3
"""What squares has not made is never deleted, truncated or followed, whatever it is called."""

import hashlib
import os
import unittest

import h5py
from evidence import Evidence
from launching import SquaresTest
from look_alikes import NOTES

PART = "squares.h5.part"
# Names that a run needs: somebody else's file of such a name is in its way.
NEEDED = [PART, PART + ".lock", PART + ".attempts", PART + ".metadata", PART + ".new", PART + ".metadata.new",
          PART + ".rebuilt", PART + ".locktest.0", PART + ".data.0", PART + ".metadata.1"]
# Nobody's, where no run was killed.
LOCK_OF_A_RANK = PART + "-12-34.lock"
WAYS = [(), ("--force",), ("--resume",), ("--resume", "--force")]


def digest(path):
    if os.path.islink(path):
        return "link to " + os.readlink(path)
    if os.path.isdir(path):
        return "folder"
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


class NotOurs(SquaresTest):
    def put(self, name, content=NOTES):
        with open(self.path(name), "wb") as file:
            file.write(content)

    def snapshot(self):
        return {name: (digest(self.path(name)), os.lstat(self.path(name)).st_ino) for name in self.left()}

    def assert_untouched(self, before, result):
        after = self.snapshot()
        self.assertEqual({name: after.get(name) for name in before}, before, str(result))

    def assert_refused_or_left_alone(self, name, way):
        """The run ends with 73 and names the file, or it does not need its name; the file stays as it is."""
        before = self.snapshot()
        result = self.run_squares("--last", 1000, *way)
        self.assert_untouched(before, result)
        if result.code != 0:
            self.assert_one_error(result, 73, name, "move it away", "--output")
            self.assertEqual(self.left(), sorted(before), str(result))
        return result

    def test_a_file_of_a_name_that_a_run_needs_is_refused_and_stays(self):
        for name in NEEDED:
            for way in WAYS:
                with self.subTest(name=name, way=way):
                    self.put(name)
                    self.assertEqual(self.assert_refused_or_left_alone(name, way).code, 73)
                    self.clear()

    def test_a_link_is_not_followed_and_a_folder_is_no_file(self):
        for name in NEEDED:
            for kind in ("link to a file", "link to nothing", "folder"):
                for way in WAYS:
                    with self.subTest(name=name, kind=kind, way=way):
                        self.put("victim")
                        if kind == "folder":
                            os.mkdir(self.path(name))
                        else:
                            os.symlink("victim" if kind == "link to a file" else "nowhere", self.path(name))
                        self.assertEqual(self.assert_refused_or_left_alone(name, way).code, 73)
                        for left in self.left():
                            (os.rmdir if os.path.isdir(self.path(left)) else os.remove)(self.path(left))

    def test_a_run_goes_on_beside_names_that_are_only_alike(self):
        self.put(LOCK_OF_A_RANK)
        before = self.snapshot()
        for way in WAYS:
            with self.subTest(way=way):
                result = self.run_squares("--last", 1000, *way)
                self.assertEqual(result.code, 0, str(result))
                self.assert_untouched(before, result)
                self.assertEqual(self.left(), sorted([*before, "squares.h5"]))
                os.remove(self.file)

    def test_other_hdf5_files_and_truncated_ones_are_no_parts(self):
        with h5py.File(self.path("other.h5"), "w") as file:
            file["measured"] = [1.0, 2.0]
        with open(self.path("other.h5"), "rb") as file:
            other = file.read()
        os.remove(self.path("other.h5"))
        for content in (other, other[:100], b"", b"\x89HDF\r\n\x1a\n" + bytes(2000)):
            for way in WAYS:
                with self.subTest(bytes=len(content), way=way):
                    self.put(PART, content)
                    self.assertEqual(self.assert_refused_or_left_alone(PART, way).code, 73)
                    self.clear()

    def test_a_part_of_a_later_schema_is_left_to_a_later_program(self):
        self.leave_part()
        os.remove(self.path(PART + ".lock"))
        with h5py.File(self.path(PART), "r+") as file:
            version = file["run"].attrs["schema_version"]
            file["run"].attrs.modify("schema_version", type(version)(2))
        before = self.snapshot()
        for way in WAYS:
            with self.subTest(way=way):
                result = self.run_squares("--last", 1000, *way)
                self.assert_one_error(result, 66, "has schema 2", PART)
                self.assert_untouched(before, result)
                self.assertEqual(self.left(), sorted(before))

    def test_after_a_kill_what_the_killed_run_made_goes_and_the_rest_stays(self):
        self.leave_part()
        self.assertIn(PART + ".lock", self.left())
        for name in (PART + ".new", PART + ".metadata.new", PART + ".locktest.0", PART + "-12-0.lock"):
            self.put(name, b"half")
        self.compute("--last", 1000, "--resume")
        self.assertTrue(Evidence(self.file).is_right_and_complete())

    def test_a_killed_study_has_made_nothing_that_a_run_may_remove(self):
        for name in (PART + ".new", PART + ".metadata.new", PART + ".locktest.0"):
            with self.subTest(name=name):
                self.put(PART + ".lock", b"process 17 on a-node, squares study")
                self.put(name)
                before = self.snapshot()
                del before[PART + ".lock"]
                result = self.run_squares("--last", 1000, "--force")
                self.assert_one_error(result, 73, name, "move it away")
                self.assert_untouched(before, result)
                self.clear()

    def test_no_command_touches_what_lies_beside_its_files(self):
        self.compute("--last", 1000)
        names = [LOCK_OF_A_RANK, *(f"{file}{end}" for file in ("page.html", "trace.json", "study.h5", "claims.h5", "job.sbatch")
                           for end in (".new", ".2.new", ".part", ".old"))]
        for name in names:
            self.put(name)
        before = self.snapshot()
        for command in (("report", "squares.h5", "--html", "page.html", "--trace", "trace.json"), ("verify", "squares.h5"),
                        ("compare", "squares.h5", "squares.h5"), ("doctor",), ("claims", "P3", "--output", "claims.h5"),
                        ("study", "--budget", "1s", "--workload", "compute", "--emit-sbatch", "job.sbatch"),
                        ("verify", "--reopen", "squares.h5")):
            with self.subTest(command=command):
                result = self.run_squares(*command)
                self.assertEqual(result.code, 0, str(result))
                self.assert_untouched(before, result)

    def test_a_file_that_appears_while_a_page_is_drawn_is_not_replaced_without_force(self):
        self.compute("--last", 1000)
        self.put("victim")
        os.symlink("victim", self.path("page.html"))
        before = self.snapshot()
        result = self.run_squares("report", "squares.h5", "--html", "page.html")
        self.assert_one_error(result, 73, "the output exists")
        self.assert_untouched(before, result)


if __name__ == "__main__":
    unittest.main()
