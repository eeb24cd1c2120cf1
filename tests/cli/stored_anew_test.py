"""What squares reads of a file is what an HDF5 reader reads, however it is stored, or it says why it does not read it."""

import csv
import json
import os
import subprocess
import unittest

import h5py
import layouts
import numpy
from launching import SquaresTest, failing

LAST, BLOCK = 100_000, 40
RUN = ("--last", LAST, "--block", BLOCK, "--threads", 2, "--quiet")


def flip(path, needle_at):
    with open(path, "r+b") as file:
        file.seek(needle_at)
        byte = file.read(1)[0]
        file.seek(needle_at)
        file.write(bytes([byte ^ 0x10]))


def chunk_of(path, dataset, number):
    """Where a chunk lies: (byte of the file, size)."""
    with h5py.File(path) as file:
        info = file[dataset].id.get_chunk_info(number)
        return info.byte_offset, info.size


def damage_chunk(path, dataset, number):
    """So that it does not unpack."""
    begin, size = chunk_of(path, dataset, number)
    with open(path, "r+b") as file:
        file.seek(begin + size // 2)
        file.write(bytes(8) + b"\xff" * 8)


class StoredAnew(SquaresTest):
    def setUp(self):
        super().setUp()
        self.compute(*RUN, ranks=2)
        self.new = self.path("new.h5")

    def verify(self, code, *options, **how):
        result = self.run_squares("verify", "new.h5", "--json", *options, **how)
        self.assertEqual(result.code, code, str(result))
        return json.loads(result.stdout)["files"][0]

    def assert_right(self, numbers=LAST, **how):
        found = self.verify(0, **how)
        self.assertEqual((found["right_numbers"], found["errors"]), (numbers, []))

    def assert_refused(self, *words):
        """By each command, with the reason."""
        for command in (("verify",), ("report",), ("compare", "squares.h5")):
            result = self.run_squares(*command, "new.h5")
            said = result.stdout + result.stderr
            self.assertEqual(result.code, 66, str(result))
            for word in words:
                self.assertIn(word, said)

    def rows_of(self, name):
        """What report says of it, but for the file itself."""
        result = self.run_squares("report", name, "--csv")
        return [{key: value for key, value in row.items() if not key.startswith("file")}
                for row in csv.DictReader(result.stdout.splitlines())]

    def break_value(self, index=31_415, value=2**40 + 1):
        """Through HDF5, so that every reader reads it."""
        with h5py.File(self.new, "r+") as file:
            file["squares"][index] = value

    def test_what_h5repack_makes_is_verified_value_by_value(self):
        for name, options in layouts.REPACKED.items():
            with self.subTest(name):
                layouts.repack(self.file, self.new, *options)
                for ranks in (0, 2):
                    self.assert_right(ranks=ranks)
                self.assertEqual(self.rows_of("new.h5"), self.rows_of("squares.h5"))
                self.assertEqual(self.run_squares("compare", "squares.h5", "new.h5").code, 0)
                self.break_value()
                for ranks in (0, 2):
                    errors = self.verify(65, ranks=ranks)["errors"]
                    self.assertEqual([(e["class"], e["index"], e["count"], e["block"]) for e in errors],
                                     [("foreign bytes", 31_415, 1, 31_415 // BLOCK)])
                os.remove(self.new)

    def test_a_wrong_row_of_a_compressed_ledger_is_named(self):
        layouts.repack(self.file, self.new, *layouts.REPACKED["all compressed"])
        with h5py.File(self.new, "r+") as file:
            rows = file["blocks"][:]
            rows["sum"][17] += 1
            file["blocks"][:] = rows
        errors = self.verify(65)["errors"]
        self.assertIn(("ledger", 17), [(e["class"], e.get("block")) for e in errors])
        self.assertNotIn("byte", errors[0])

    def test_a_chunk_that_does_not_unpack_is_wrong_and_the_others_are_checked(self):
        for name in ("shuffled and compressed", "fletcher32"):
            with self.subTest(name):
                layouts.repack(self.file, self.new, *layouts.REPACKED["all compressed" if "comp" in name else name])
                with h5py.File(self.new) as file:
                    chunk = file["squares"].chunks[0]
                damage_chunk(self.new, "squares", 3)
                found = self.verify(65)
                self.assertEqual({e["class"] for e in found["errors"]}, {"unreadable chunk"})
                numbers = {n for e in found["errors"] for n in range(e["number"], e["number"] + e["count"])}
                self.assertLessEqual(set(range(3 * chunk + 1, 4 * chunk + 1)), numbers)
                self.assertEqual(found["right_numbers"] + found["wrong_numbers"], LAST)
                self.assertLess(found["wrong_numbers"], chunk + 2 * BLOCK)
                self.assertIn("HDF5 cannot read", self.run_squares("verify", "new.h5").stdout)
                os.remove(self.new)

    def test_a_chunk_of_the_ledger_that_does_not_unpack_is_named(self):
        layouts.repack(self.file, self.new, *layouts.REPACKED["all compressed"])
        damage_chunk(self.new, "blocks", 0)
        found = self.verify(65)
        self.assertEqual({e["class"] for e in found["errors"]}, {"ledger"})
        self.assertEqual(found["right_numbers"], LAST)

    def test_user_blocks_move_everything_and_nothing_is_read_beside_it(self):
        layouts.repack_with_user_block(self.file, self.new)
        self.assert_right()
        self.break_value()
        self.assertEqual([e["index"] for e in self.verify(65)["errors"]], [31_415])
        os.remove(self.new)
        with open(self.path("words"), "wb") as file:
            file.write(b"hello" * 100)
        subprocess.run(["h5jam", "-i", self.file, "-u", self.path("words"), "-o", self.new], check=True, timeout=120)
        self.assert_right()
        self.break_value()
        self.assertEqual([e["index"] for e in self.verify(65)["errors"]], [31_415])

    def test_what_h5py_stores_in_this_very_file_is_verified(self):
        os.remove(self.file)
        self.compute("--last", 5_000, "--block", 700, "--quiet")
        ways = {"compact": layouts.compact, "by a soft link": layouts.by_soft_link, "as it is": layouts.stored_as(),
                "scale-offset": layouts.stored_as(scaleoffset=0), "growing": layouts.stored_as(maxshape=(None,)),
                "lzf": None}
        if h5py.h5z.filter_avail(h5py.h5z.FILTER_SZIP) and h5py.h5z.get_filter_info(h5py.h5z.FILTER_SZIP) & 1:
            ways["szip"] = layouts.stored_as(compression="szip")
        for name, store in ways.items():
            if store is None:
                continue
            with self.subTest(name):
                layouts.copy(self.file, self.new, store)
                self.assert_right(5_000)
                self.break_value(4_321)
                self.assertEqual([e["index"] for e in self.verify(65)["errors"]], [4_321])

    def test_what_lies_in_another_file_is_refused(self):
        other = self.path("other.h5")
        for name, store, words in (
                ("external link", layouts.in_another_file(other), ["/squares is a link to another file"]),
                ("by two links", layouts.by_soft_and_external_link(other), ["/squares leads to nothing in this file"]),
                ("virtual", layouts.virtual(other), ["/squares is a view of other files"]),
                ("raw file", layouts.external_storage(other), ["/squares has its values in another file"])):
            with self.subTest(name):
                layouts.copy(self.file, self.new, store)
                self.assert_refused(*words)

    def test_so_are_the_ledger_the_tables_and_the_run_itself(self):
        for name in ("blocks", "ranks", "threads", "run"):
            with self.subTest(name):
                layouts.copy(self.file, self.new, layouts.stored_as())
                with h5py.File(self.new, "r+") as file:
                    del file[name]
                    file[name] = h5py.ExternalLink("squares.h5", name)
                self.assert_refused(f"/{name} is a link to another file")

    def test_a_link_is_not_even_opened(self):
        """A FIFO would block whoever opens it."""
        layouts.copy(self.file, self.new, layouts.in_another_file(self.path("other.h5")))
        os.remove(self.path("other.h5"))
        os.mkfifo(self.path("other.h5"))
        self.assert_refused("/squares is a link to another file")

    def test_other_types_are_of_no_schema(self):
        layouts.copy(self.file, self.new, layouts.big_endian)
        self.assert_refused("/squares has another type")
        layouts.copy(self.file, self.new, lambda file, path, values: file.create_dataset(path, data=values.astype("i8")))
        self.assert_refused("/squares has another type")

    def test_a_filter_that_needs_a_plugin_is_named_and_no_plugin_is_loaded(self):
        loaded = self.path("loaded")
        source = self.path("plugin.c")
        with open(source, "w") as file:
            file.write('#include <stdio.h>\n__attribute__((constructor)) static void here(void) {'
                       f'fclose(fopen("{loaded}", "w")); }}\n'
                       'int H5PLget_plugin_type(void) { return 0; }\nconst void *H5PLget_plugin_info(void) { return 0; }\n')
        os.mkdir(self.path("plugins"))
        subprocess.run(["cc", "-shared", "-fPIC", "-o", self.path("plugins", "libplugin.so"), source], check=True)
        layouts.copy(self.file, self.new, layouts.need_plugin)
        for command in (("verify",), ("report",), ("compare", "squares.h5")):
            result = self.run_squares(*command, "new.h5", HDF5_PLUGIN_PATH=self.path("plugins"))
            self.assertEqual(result.code, 66, str(result))
            self.assertIn("/squares needs filter 32015, which is not built into this HDF5", result.stdout + result.stderr)
            self.assertFalse(os.path.exists(loaded), command)
        with open(loaded + ".probe", "w") as out:  # the plugin would be loaded
            subprocess.run(["h5dump", "-d", "/squares", self.new], stdout=out, stderr=out, check=False,
                           env=os.environ | {"HDF5_PLUGIN_PATH": self.path("plugins")})
        self.assertTrue(os.path.exists(loaded))

    def test_names_that_cannot_be_looked_up_are_damage(self):
        """HDF5 1.10 finds some of them when it is asked a second time, which no other reader does."""
        with open(self.file, "rb") as file:
            content = bytearray(file.read())
        free = content.index(b"HEAP") + 16  # of the root group's names
        content[free:free + 8] = (2**40).to_bytes(8, "little")
        with open(self.new, "wb") as file:
            file.write(content)
        with h5py.File(self.new) as file, self.assertRaises(KeyError):
            file["squares"]
        self.assert_refused("is no HDF5 file, or a damaged one")

    def test_a_small_file_that_claims_to_be_huge_is_refused_at_once(self):
        def store(file, path, values):
            file.create_dataset(path, shape=(4 * 10**9,), dtype="u8", chunks=(100_000,), compression="gzip")
        layouts.copy(self.file, self.new, store)
        with h5py.File(self.new, "r+") as file:
            for name, value in (("last", 4 * 10**9), ("count", 4 * 10**9), ("blocks", 4000), ("block_length", 10**6)):
                file["run"].attrs.modify(name, numpy.uint64(value))
            rows = file["blocks"].dtype
            del file["blocks"]
            file.create_dataset("blocks", shape=(4000,), dtype=rows, chunks=(1000,))
        self.assert_refused("/squares is cut off")

    def test_huge_chunks_are_refused(self):
        layouts.copy(self.file, self.new, lambda file, path, values: file.create_dataset(
            path, shape=values.shape, maxshape=(None,), dtype="u8", chunks=(2**24 + 1,), data=values, compression="gzip"))
        self.assert_refused("/squares has chunks of more than 128 MiB")

    def test_pieces_of_a_family_or_of_split_files_are_no_files(self):
        for driver, options, name in (("family", {"memb_size": 2**20}, "new-%d.h5"), ("split", {}, "new")):
            with self.subTest(driver):
                layouts.copy(self.file, self.path(name), layouts.stored_as(), driver=driver, **options)
                pieces = [piece for piece in self.left() if piece.startswith("new")]
                self.assertGreater(len(pieces), 0)
                for piece in pieces:
                    result = self.run_squares("verify", piece)
                    self.assertIn(result.code, (65, 66), str(result))
                    result = self.run_squares("verify", piece, HDF5_DRIVER=driver)
                    self.assertIn(result.code, (65, 66), str(result))
                    os.remove(self.path(piece))

    def test_a_file_that_was_stored_anew_is_not_reopened_and_no_part(self):
        layouts.repack(self.file, self.new, *layouts.SHUFFLED)
        self.break_value()
        before = self.left()
        result = self.run_squares("verify", "--reopen", "new.h5")
        self.assertEqual(result.code, 66, str(result))
        self.assertIn("h5repack -l CONTI -f NONE", result.stdout)
        self.assertEqual(self.left(), before)
        for name in ("new.h5", "squares.h5"):  # a part, stored anew
            with h5py.File(self.path(name), "r+") as file:
                file["run"].attrs.modify("complete", numpy.uint8(0))
        os.rename(self.new, self.path("squares.h5.part"))
        os.remove(self.file)
        with open(self.path("squares.h5.part"), "rb") as file:
            content = file.read()
        for way in ((), ("--resume",), ("--force",)):
            result = self.run_squares(*RUN, *way)
            self.assert_one_error(result, 73, "the values of this part do not lie where squares writes them")
            self.assertEqual(self.left(), ["squares.h5.part"])
            with open(self.path("squares.h5.part"), "rb") as file:
                self.assertEqual(file.read(), content)
        self.assertEqual(self.run_squares("report", "squares.h5.part").code, 0)

    def test_a_part_whose_squares_lie_in_another_file_is_not_written(self):
        """A run would write through the link."""
        layouts.copy(self.file, self.path("squares.h5.part"), layouts.in_another_file(self.path("other.h5")))
        os.remove(self.file)
        with open(self.path("other.h5"), "rb") as file:
            content = file.read()
        result = self.run_squares(*RUN, "--resume")
        self.assert_one_error(result, 73, "/squares is a link to another file")
        with open(self.path("other.h5"), "rb") as file:
            self.assertEqual(file.read(), content)

    def test_128_bit_squares_too(self):
        os.remove(self.file)
        top = 2**64 - 1
        self.compute("--first", top - 9_999, "--last", top, "--block", 1_000, "--quiet")
        layouts.repack(self.file, self.new, *layouts.REPACKED["all compressed"])
        self.assert_right(10_000)
        with h5py.File(self.new, "r+") as file:
            row = file["squares"][4_321]
            row["high"] = int(row["high"]) ^ 1
            file["squares"][4_321] = row
        self.assertEqual([(e["class"], e["index"]) for e in self.verify(65)["errors"]], [("bit flip", 4_321)])

    def test_a_disk_that_fails_says_nothing_of_the_file(self):
        layouts.repack(self.file, self.new, *layouts.REPACKED["all compressed"])
        begin, size = chunk_of(self.new, "squares", 30)
        result = self.run_squares("verify", "new.h5", before=failing("pread64:error=EIO:when=40+", self.new))
        self.assertEqual(result.code, 74, str(result))
        self.assertIn("Input/output error", result.stdout)


if __name__ == "__main__":
    unittest.main()
