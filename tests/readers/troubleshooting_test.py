#!/usr/bin/python3
"""What docs/troubleshooting.md says of files: each message is made, with its exit code, and what it tells to do is done."""

import os
import re
import shutil
import subprocess
import unittest

import h5py
import layouts
import numpy
from documents import TOP, tables_of
from launching import SquaresTest, failing

DOCUMENT = "docs/troubleshooting.md"
ABOUT_FILES = (66, 73)  # each of their messages is made; of the other sections some
NEW, PART = "new.h5", "squares.h5.part"
STUDY = ("study", "--budget", "1s", "--workload", "compute", "--quiet", "--output", "study.h5")
NAMING = "rename,renameat,renameat2,link,linkat"
RUN = ("--last", 1000, "--block", 100, "--quiet")

# Messages that need more than files and a command: where they are made, and by which words one finds it there.
ELSEWHERE = {
    "is so damaged that HDF5 cannot be trusted with it": ("tests/system/own_process_test.cpp", "crashes_it_is_not_ours"),
    "holds more than a file of squares has": ("tests/system/own_process_test.cpp", "longer_than_was_agreed_is_not_taken"),
    "takes more memory to read than a file of squares does": ("tests/system/own_process_test.cpp", "takes_no_more_memory"),
    "… needs filter …, which is not built into this HDF5": ("tests/cli/stored_anew_test.py", "needs filter 32015"),
    "… is cut off": ("tests/cli/stored_anew_test.py", "/squares is cut off"),
    "another run is writing this output: …": ("tests/cli/study_test.py", "another run is writing this output"),
    "no room for … bytes: …": ("tests/faults/disk_test.py", "no room for"),
    "where values come from when they are read back from … cannot be told": ("tests/cli/read_back_test.py", "cannot be told"),
    "nothing there can be read back from a disk: … lies in memory": ("tests/cli/read_back_test.py", "tmpfs lies in memory"),
    "no file more can be made": ("tests/cli/doctor_test.py", "no file more"),
}
# HDF5 has read the whole attribute when it opens it.
NEVER_SEEN = {"has an unreadable attribute …"}


def entries():
    """message → exit code of its section, 0 for remarks."""
    found = {}
    for table in tables_of(DOCUMENT):
        if table.head[0] == "message":
            number = table.sections[-1].partition(":")[0]
            found |= {row["message"]: int(number) if number.isdigit() else 0 for row in table.rows}
    return found


CODES = entries()


def pattern(message):
    return ".+".join(re.escape(piece) for piece in message.split("…"))


def run_says(**attributes):
    def change(file):
        for name, value in attributes.items():
            if value is None:
                del file["run"].attrs[name]
            else:
                file["run"].attrs[name] = value
    return change


def without(path):
    def change(file):
        del file[path]
    return change


def replaced(path, **how):
    def change(file):
        del file[path]
        file.create_dataset(path, **how)
    return change


def link(path, target):
    def change(file):
        del file[path]
        file[path] = target
    return change


def first_of_squares(file):
    file["squares"].attrs.modify("first", numpy.uint64(2))


def in_rows(file, of_table, rows):
    dtype = file[of_table].dtype
    del file[of_table]
    file.create_dataset(of_table, shape=(rows,), dtype=dtype)


HUGE = 2 ** 32
# What is done to a good file of squares; squares verify says the message.
DAMAGES = {
    "is an HDF5 file, but not one of squares": without("run"),
    "has schema …, and this squares knows …": run_says(schema_version=numpy.uint32(2)),
    "has a range that makes no sense": run_says(count=numpy.uint64(7)),
    "has blocks that do not tile its range": run_says(blocks=numpy.uint64(3)),
    "has more or longer blocks than squares makes": run_says(
        first=numpy.uint64(0), last=numpy.uint64(HUGE - 1), count=numpy.uint64(HUGE), blocks=numpy.uint64(1), block_length=numpy.uint64(HUGE)),
    "has datasets of another size": lambda file: in_rows(file, "blocks", 2),
    "has squares of another range": first_of_squares,
    "has no attribute …": run_says(last=None),
    "has an attribute … of another type": run_says(last="many"),
    "has no …": without("blocks"),
    "… has another type": replaced("squares", shape=(1000,), dtype="i8"),
    "… has another shape": replaced("squares", shape=(10, 100), dtype="u8"),
    "… is a link to another file": link("squares", h5py.ExternalLink("other.h5", "squares")),
    "… leads to nothing in this file": link("squares", h5py.SoftLink("/nothing")),
    "… has chunks of more than 128 MiB": replaced("squares", shape=(1000,), maxshape=(None,), dtype="u8", chunks=(2 ** 24 + 1,), compression="gzip"),
}


class OfFiles(SquaresTest):
    def write(self, name, content=b"my own notes\n"):
        with open(self.path(name), "wb") as file:
            file.write(content)

    def assert_says(self, message, *command, **how):
        """It ends with the code of the section that has the message, and says it."""
        result = self.run_squares(*command, **how)
        self.assertEqual(result.code, CODES[message], str(result))
        self.assertRegex(result.stdout + result.stderr, pattern(message))
        return result

    def assert_right(self, name="squares.h5"):
        self.assertEqual(self.run_squares("verify", name).code, 0)

    def assert_done(self, *options, output="squares.h5"):
        """A run, which squares verify finds right."""
        result = self.run_squares(*RUN, "--output", output, *options)
        self.assertEqual(result.code, 0, str(result))
        self.assert_right(output)


class NoFileOfOurs(OfFiles):
    def test_what_is_no_file_of_squares(self):
        for message, make in (("cannot read it: …", lambda: None), ("is no regular file", lambda: os.mkdir(self.path(NEW))),
                              ("is empty", lambda: self.write(NEW, b"")),
                              ("is no HDF5 file, or a damaged one: …", lambda: self.write(NEW))):
            with self.subTest(message):
                make()
                self.assert_says(message, "verify", NEW)
                if os.path.isdir(self.path(NEW)):
                    os.rmdir(self.path(NEW))

    def test_files_that_contradict_themselves(self):
        self.compute(*RUN)
        for message, damage in DAMAGES.items():
            with self.subTest(message):
                shutil.copy(self.file, self.path(NEW))
                with h5py.File(self.path(NEW), "r+") as file:
                    damage(file)
                self.assert_says(message, "verify", NEW)

    def test_values_that_lie_elsewhere_are_copied_by_h5repack_where_it_is_advised(self):
        self.compute(*RUN)
        for message, store in (("… is a view of other files", layouts.virtual(self.path("other.h5"))),
                               ("… has its values in another file", layouts.external_storage(self.path("other.h5")))):
            with self.subTest(message):
                layouts.copy(self.file, self.path(NEW), store)
                self.assertIn("h5repack -l CONTI FILE NEW", self.assert_says(message, "verify", NEW).stdout)
                layouts.repack(self.path(NEW), self.path("again.h5"), "-l", "CONTI")
                self.assert_right("again.h5")

    def test_links_are_followed_by_h5copy(self):
        self.compute(*RUN)
        layouts.copy(self.file, self.path(NEW), layouts.in_another_file(self.path("other.h5")))
        self.assertIn("h5copy -i FILE -o NEW -s OBJECT -d OBJECT",
                      self.assert_says("… is a link to another file", "verify", NEW).stdout)
        for name in ("run", "squares", "blocks", "ranks", "threads"):
            subprocess.run(["h5copy", "-i", self.path(NEW), "-o", self.path("again.h5"), "-s", name, "-d", name], check=True)
        self.assert_right("again.h5")

    def test_a_file_that_was_stored_anew_is_reopened_as_it_is_advised(self):
        self.compute(*RUN)
        layouts.repack(self.file, self.path(NEW), *layouts.REPACKED["all compressed"])
        with h5py.File(self.path(NEW), "r+") as file:
            file["squares"][7] = 0
        self.assert_says("only a file as squares writes it can be reopened, and this one was stored anew", "verify", "--reopen", NEW)
        layouts.repack(self.path(NEW), self.path("again.h5"), "-l", "CONTI", "-f", "NONE")
        self.assertEqual(self.run_squares("verify", "--reopen", "again.h5").code, 75)
        self.assert_done("--resume", output="again.h5")

    def test_tables_and_ledgers_that_hdf5_cannot_read(self):
        self.compute(*RUN)
        self.assertEqual(self.run_squares(*STUDY).code, 0)
        for message, source, table in (("its tables, /ranks and /threads, cannot be read or make no sense", "squares.h5", "ranks"),
                                       ("… cannot be read: …", "squares.h5", "blocks"), ("… cannot be read", "study.h5", "samples")):
            with self.subTest(message):
                layouts.repack(self.path(source), self.path(NEW), "-l", f"{table}:CHUNK=1", "-f", f"{table}:FLET")
                with h5py.File(self.path(NEW)) as file:
                    place = file[table].id.get_chunk_info(0).byte_offset
                with open(self.path(NEW), "r+b") as file:
                    file.seek(place)
                    file.write(b"damaged.")  # not 0xff for 0, which Fletcher takes for the same
                self.assert_says(message, "report", NEW, "--html", "page.html")

    def test_tables_that_are_lost_are_written_anew(self):
        self.compute(*RUN)
        with h5py.File(self.file, "r+") as file:
            del file["ranks"]
        for command in (("report", "squares.h5"), ("compare", "squares.h5", "squares.h5")):
            self.assert_says("its tables, /ranks and /threads, cannot be read or make no sense", *command)
        self.assertEqual(self.run_squares("verify", "--reopen", "squares.h5").code, 75)
        self.assert_done("--resume")

    def test_a_run_that_has_not_come_to_its_end(self):
        self.leave_part()
        for command in ("verify", "report"):
            self.assert_says("is not there yet: its run has not come to its end", command, "squares.h5")
        self.assertEqual(self.run_squares("report", PART).code, 0)

    def test_studies_and_claims(self):
        self.compute(*RUN)
        self.assertEqual(self.run_squares(*STUDY).code, 0)
        self.assert_says("is an HDF5 file, but not one of squares", "verify", "study.h5")
        self.assert_says("this is no file of claims", "claims", "P3", "--output", "squares.h5", "--force")
        self.assert_says("this is no measurement of nodes", "nodes", "--baseline", "squares.h5")
        with h5py.File(self.path("study.h5")) as file:
            samples = file["samples"][:]

        def study_of(rows):
            shutil.copy(self.path("study.h5"), self.path(NEW))
            with h5py.File(self.path(NEW), "r+") as file:
                attributes = dict(file["samples"].attrs)
                del file["samples"]
                table = file.create_dataset("samples", data=rows)
                for name in set(attributes) - {"DIMENSION_LIST", "REFERENCE_LIST"}:
                    table.attrs[name] = attributes[name]
            return "report", NEW
        for none in (samples[:0], samples[samples["ranks"] == 0]):
            self.assert_says("is a study without samples", *study_of(none))
        self.assert_says("is a study without its base case, one rank with one thread",
                         *study_of(samples[(samples["ranks"] > 1) | (samples["threads"] > 1)]))
        samples["threads"] = 0
        self.assert_says("has samples that make no sense", *study_of(samples))

    def test_an_array_of_which_no_task_has_left_a_file(self):
        self.assert_says("no task has left a file", "job", "--last", 1000, SQUARES_VERDICT="1", SLURM_JOB_ID="7", PARTS="2")

    def test_a_config_file_that_is_not_there(self):
        self.assert_says("the config file cannot be read", "--config", "none.conf")


class WrongValues(OfFiles):
    def test_a_truncated_file_is_reopened_and_finished(self):
        self.compute(*RUN)
        with open(self.file, "rb+") as file:
            file.truncate(os.path.getsize(self.file) - 4000)
        self.assert_says("truncated file: … of its … bytes are left", "report", "squares.h5")
        self.assertEqual(self.run_squares("verify", "--reopen", "squares.h5").code, 75)
        self.assert_done("--resume")

    def test_blocks_that_were_marked_done_and_are_wrong_are_computed_again(self):
        self.leave_part()
        with h5py.File(self.path(PART), "r+") as file:
            file["squares"][7] = 0
        self.assert_says("… blocks were marked done and are wrong; they are computed again", *RUN, "--resume")
        self.assert_right()
        self.assert_says("… is complete already", *RUN[:-1], "--resume")


class OutputRefused(OfFiles):
    def test_an_output_that_exists(self):
        self.compute(*RUN)
        self.assert_says("the output exists", *RUN)
        self.assert_done(output="other.h5")
        self.assert_done("--force")

    def test_a_part_of_nodes_that_only_has_its_name(self):
        self.write("nodes.h5.part")
        self.assert_says("the output exists", "nodes")
        self.assert_says("this is no part of a measurement of nodes", "nodes", "--force")
        with open(self.path("nodes.h5.part"), "rb") as file:
            self.assertEqual(file.read(), b"my own notes\n")

    def test_a_part(self):
        for way in ("--resume", "--force"):
            self.leave_part()
            self.assert_says("an earlier run has not been finished", *RUN)
            self.assert_says("the part holds … in …, and this run is to compute … in …", "--last", 2000, "--quiet", "--resume")
            self.assert_done(way)
            self.clear()

    def test_a_part_that_was_stored_anew(self):
        self.leave_part()
        os.rename(self.path(PART), self.path("part"))
        layouts.repack(self.path("part"), self.path(PART), *layouts.REPACKED["all compressed"])
        self.assert_says("the values of this part do not lie where squares writes them", *RUN, "--resume")
        layouts.repack(self.path(PART), self.path(NEW), "-l", "CONTI", "-f", "NONE")
        os.rename(self.path(NEW), self.path(PART))
        self.assert_done("--resume")
        self.assertEqual({int(row["attempt"]) for row in h5py.File(self.file)["blocks"]}, {1, 2}, "what was done is kept")

    def test_what_only_has_a_name_of_ours_is_not_touched_and_moved_away_it_is_in_nobodys_way(self):
        for message, name in (("this is no part that squares can read: …", PART), ("this is no lock of squares", PART + ".lock"),
                              ("this does not say who took part in a run", PART + ".attempts"),
                              ("this is no copy of a part's metadata", PART + ".metadata"),
                              ("there is a file already of a name that squares needs for a moment", PART + ".new"),
                              ("there is a file already of a name that Open MPI needs for a moment", PART + ".locktest.0")):
            with self.subTest(message):
                self.write(name)
                for way in ((), ("--resume",), ("--force",), ("--resume", "--force")):
                    self.assert_says(message, *RUN, *way)
                with open(self.path(name), "rb") as file:
                    self.assertEqual(file.read(), b"my own notes\n")
                self.assert_done(output="other.h5")
                os.rename(self.path(name), self.path("away"))
                self.assert_done()
                self.clear()

    def test_a_part_that_is_a_link_a_folder_or_a_device(self):
        for make, remove in ((lambda path: os.symlink("victim", path), os.remove), (os.mkdir, os.rmdir), (os.mkfifo, os.remove)):
            make(self.path(PART))
            for way in ("--resume", "--force"):
                self.assert_says("this is no part, but a link, a folder or a device", *RUN, way)
            remove(self.path(PART))

    def test_outputs_that_cannot_be(self):
        os.mkdir(self.path("folder"))
        os.mkfifo(self.path("pipe"))
        os.symlink("loop", self.path("loop"))
        for message, output in (("the output has no name", ""), ("there is no such folder", "none/squares.h5"),
                                ("the output is a folder", "folder"), ("the output is no regular file", "pipe"),
                                ("the name is too long for the files beside it, such as OUTPUT.part.metadata.new", "x" * 240),
                                ("cannot look there: …", "loop/squares.h5")):
            with self.subTest(message):
                self.assert_says(message, *RUN, "--output", output)
        self.assert_says("cannot write into the folder: …", *RUN, before=failing("access,faccessat,faccessat2:error=EROFS", self.folder))

    def test_the_lock_beside_the_output(self):
        no_name_later = "openat:error=EOPNOTSUPP:when=1"  # O_TMPFILE
        for message, calls in (("cannot open it: …", "openat:error=EACCES"),
                               ("cannot write to it: …", f"{no_name_later} pwrite64:error=ENOSPC"),
                               ("it comes and goes, and cannot be locked", f"{no_name_later} fcntl:error=EAGAIN")):
            with self.subTest(message):
                self.assert_says(message, *RUN, before=failing(calls, self.folder, self.path(PART + ".lock")))
                self.assertEqual([name for name in self.left() if name != PART + ".lock"], [])
                self.clear()
        self.assert_done()

    def test_what_an_earlier_run_left_cannot_be_removed(self):
        self.leave_part()
        self.assert_says("cannot remove what an earlier run left: …", *RUN, "--force", before=failing("unlink,unlinkat:error=EPERM", self.path(PART)))
        self.assert_done("--force")

    def test_the_last_step_of_a_run(self):
        for message, error in (("a file of this name has appeared while the run went on", "EEXIST"),
                               ("cannot give the finished file its name: …", "EIO")):
            with self.subTest(message):
                self.assert_says(message, *RUN, before=failing(f"{NAMING}:error={error}", self.path("squares.h5")))
                os.rename(self.path(PART), self.file)  # as it is advised
                self.assert_right()
                self.clear()

    def test_a_file_that_a_job_wants_to_count_its_tries_in(self):
        self.write("squares-7.tries")
        self.assert_says("this file is not of squares, and the job wants to count its tries there", "job", *RUN, SLURM_JOB_ID="7")

    def test_a_name_that_is_taken_while_a_page_is_worked_out(self):
        self.compute(*RUN)
        self.assert_says("a file of this name has appeared meanwhile", "report", "squares.h5", "--html", self.path("page.html"),
                         before=failing(f"{NAMING}:error=EEXIST", self.path("page.html")))
        self.assertEqual(self.left(), ["squares.h5"])

    def test_a_file_is_not_reopened_over_a_part(self):
        self.leave_part()
        shutil.copy(self.path(PART), self.path("kept"))
        self.assert_done("--resume")
        os.rename(self.path("kept"), self.path(PART))
        with h5py.File(self.file, "r+") as file:
            file["squares"][7] = 0
        self.assert_says("there is a part already", "verify", "--reopen", "squares.h5")
        os.remove(self.path(PART))
        self.assertEqual(self.run_squares("verify", "--reopen", "squares.h5").code, 75)
        self.assert_done("--resume")


class Completeness(unittest.TestCase):
    def test_each_message_about_files_is_made_here_or_where_it_is_said(self):
        with open(__file__) as file:
            here = file.read()
        for message in (message for message, code in CODES.items() if code in ABOUT_FILES):
            with self.subTest(message):
                if message in ELSEWHERE:
                    path, words = ELSEWHERE[message]
                    with open(os.path.join(TOP, path)) as file:
                        self.assertTrue(words in file.read(), path)
                elif message not in NEVER_SEEN:
                    self.assertTrue(f'"{message}"' in here, "no test makes it")


if __name__ == "__main__":
    unittest.main()
