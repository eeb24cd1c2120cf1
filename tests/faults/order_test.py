"""What is on the disk before what: the system calls of a run, in their order."""

import os
import re
import unittest

import h5py

from launching import SquaresTest

RUN = ("--last", 20_000, "--block", 1_000, "--quiet")
WRITES = ("write", "pwrite64", "writev", "pwritev", "pwritev2", "ftruncate", "fallocate")
TRACED = (*WRITES, "fsync", "fdatasync", "rename", "renameat", "renameat2", "unlink", "unlinkat")


class Order(SquaresTest):
    def calls(self, *options, rank=0, ranks=0, extra=()):
        """What one rank did to the files of this folder, as (what, name): write, sync, rename to or remove. self.places
        has its calls that have a place in the part, `extra` ones too, as (system call, offset)."""
        script, log = self.path("traced"), self.path("log")
        calls = ",".join("?" + call for call in TRACED + extra)  # not every processor has all of them
        with open(script, "w") as file:
            file.write(f'''#!/bin/sh
[ "${{OMPI_COMM_WORLD_RANK:-0}}" = {rank} ] && exec strace -f -y -qq -s 0 -o {log} -e trace={calls} "$@"
exec "$@"
''')
        os.chmod(script, 0o755)
        result = self.run_squares(*RUN, *options, ranks=ranks, wrap=(script,), timeout=60)
        self.assertEqual(result.code, 0, str(result))
        with open(log) as file:
            lines = list(file)
        found = [call for call in map(self.call_in, lines) if call]
        placed = (re.match(r"\d+ +(p\w+)\(\d+<[^>]*\.part>, .*, (\d+)(?:, \w+)?\) += \d+", line) for line in lines)
        self.places = [(call.group(1), int(call.group(2))) for call in placed if call]
        os.remove(script)
        os.remove(log)
        return found

    def call_in(self, line):
        # PID pwrite64(12</folder/squares.h5.part>, …) = 8000
        call = re.match(r"\d+ +(\w+)\((.*)\) += \d+", line)
        if not call:
            return None
        name, arguments = call.groups()
        if name not in TRACED:
            return None
        if name.startswith(("rename", "unlink")):
            paths = re.findall(r'"([^"]*)"', arguments)
            what, path = ("rename to", paths[1]) if name.startswith("rename") else ("remove", paths[0])
        else:
            path = re.match(r"\d+<([^>]*)>", arguments)
            what, path = "write" if name in WRITES else "sync", path.group(1) if path else ""
        inside = path == self.folder or path.startswith(self.folder + "/")
        return (what, os.path.relpath(path, self.folder)) if inside else None

    def assert_in_order(self, calls, *expected):
        """These are among the calls, one after the other; the place of each."""
        places, begin = [], 0
        for call in expected:
            self.assertIn(call, calls[begin:], f"in this order: {expected}\n" + "\n".join(map(str, calls)))
            begin = calls.index(call, begin) + 1
            places.append(begin - 1)
        return places

    def test_a_part_has_its_name_once_it_is_whole_on_the_disk_and_people_are_known_before_data(self):
        for ranks in (0, 3):
            with self.subTest(ranks=ranks):
                calls = self.calls(ranks=ranks)
                new, part = "squares.h5.part.new", "squares.h5.part"
                synced, named, _, told, _ = self.assert_in_order(
                    calls, ("sync", new), ("rename to", part), ("sync", "."), ("sync", part + ".attempts"), ("write", part))
                self.assertNotIn(("write", new), calls[synced:], "it is whole")
                self.assertNotIn(("write", part), calls[:told], "nobody writes before it is known who takes part")
                self.assertEqual(calls.index(("rename to", part)), named)
                os.remove(self.file)

    def test_the_name_is_given_once_all_is_on_the_disk_and_what_lies_beside_it_goes_last(self):
        for ranks in (0, 3):
            with self.subTest(ranks=ranks):
                calls = self.calls(ranks=ranks)
                part = "squares.h5.part"
                last_write = len(calls) - 1 - calls[::-1].index(("write", part))
                named = calls.index(("rename to", "squares.h5"))
                self.assertIn(("sync", part), calls[last_write:named], "what was written last")
                after = calls[named + 1:]
                folder = after.index(("sync", "."))
                for left in (part + ".attempts", part + ".metadata"):
                    self.assertIn(("remove", left), after[folder:], "once the name is on the disk")
                    self.assertNotIn(("remove", left), after[:folder])
                os.remove(self.file)

    def test_the_metadata_is_saved_on_the_disk_before_it_is_changed(self):
        calls = self.calls()
        copy = "squares.h5.part.metadata"
        data = calls.index(("write", copy + ".new"))
        synced, named, folder, changed = self.assert_in_order(
            calls[data:], ("sync", copy + ".new"), ("rename to", copy), ("sync", "."), ("write", "squares.h5.part"))
        self.assertNotIn(("write", "squares.h5.part"), calls[data:data + changed])
        self.assertIn(("sync", "squares.h5.part"), calls[:data], "the data is on the disk by then")

    def test_every_rank_syncs_what_it_has_written(self):
        calls = self.calls(rank=1, ranks=3)
        last_write = len(calls) - 1 - calls[::-1].index(("write", "squares.h5.part"))
        self.assertIn(("sync", "squares.h5.part"), calls[last_write:])

    def test_what_a_rank_reads_back_another_has_written(self):
        for rank in (0, 1):
            with self.subTest(rank=rank):
                self.calls(rank=rank, ranks=2, extra=("pread64", "preadv", "preadv2"))
                with h5py.File(self.file) as file:
                    begin = file["squares"].id.get_offset()
                written, read = ({(offset - begin) // 8_000 for call, offset in self.places
                                  if call.startswith(kind) and begin <= offset < begin + 160_000} for kind in ("pwrite", "pread"))
                self.assertEqual(len(written), 10)
                self.assertEqual(read, set(range(20)) - written)
                os.remove(self.file)

    def test_durable_data_is_on_the_disk_before_its_row_is_written(self):
        calls = [call for call in self.calls("--durable") if call[1] == "squares.h5.part"]
        begin = calls.index(("write", "squares.h5.part"))
        block = [("write", "squares.h5.part"), ("sync", "squares.h5.part"), ("write", "squares.h5.part")]
        for i in range(20):
            self.assertEqual(calls[begin + 3 * i:begin + 3 * i + 3], block, f"block {i}")


if __name__ == "__main__":
    unittest.main()
