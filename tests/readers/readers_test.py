"""Other programs open the files on the first try: h5py, pandas, xarray and h5dump."""

import re
import shlex
import subprocess
import unittest

import h5py
import numpy
import pandas
import xarray

from launching import SquaresTest

TABLES = ("blocks", "ranks", "threads")


class Readers(SquaresTest):
    def setUp(self):
        super().setUp()
        self.result = self.compute("--threads", 2, "--block", 9_973, ranks=3)

    def test_pandas_takes_each_table(self):
        with h5py.File(self.file) as file:
            frames = {name: pandas.DataFrame(file[name][:]) for name in TABLES}
        self.assertEqual({name: len(frame) for name, frame in frames.items()}, {"blocks": 101, "ranks": 3, "threads": 6})
        for frame in frames.values():
            self.assertFalse(frame.isna().any().any())
        self.assertEqual(frames["blocks"]["count"].sum(), 10**6)
        self.assertEqual(frames["blocks"]["sum"].dtype, numpy.uint64)
        self.assertEqual(frames["ranks"]["numbers"].dtype, numpy.uint64)
        by_rank = frames["threads"].groupby("rank")["numbers"].sum()
        self.assertEqual(list(by_rank), list(frames["ranks"]["numbers"]))

    def test_xarray_opens_it_with_both_engines(self):
        for engine in ("h5netcdf", "netcdf4"):
            with self.subTest(engine), xarray.open_dataset(self.file, engine=engine) as data:
                squares = data["squares"]
                self.assertEqual(squares.shape, (10**6,))
                self.assertEqual(squares.dtype, numpy.uint64)
                self.assertEqual(squares.dims, ("number",))
                self.assertEqual(squares.attrs["units"], "1")
                self.assertEqual(int(squares[-1]), 10**12)
                self.assertEqual(int(squares.sum()), 333333833333500000)

    def test_h5dump_prints_what_the_last_line_of_the_report_says(self):
        look = re.search(r"^look: +(h5dump .*)$", self.result.stdout, re.MULTILINE)
        self.assertTrue(look, self.result.stdout)
        dump = subprocess.run(shlex.split(look[1]), cwd=self.folder, capture_output=True, text=True, timeout=300)
        self.assertEqual((dump.returncode, dump.stderr), (0, ""), dump)
        self.assertIn("1, 4, 9, 16, 25, 36, 49, 64, 81, 100", dump.stdout)

    def test_h5dump_prints_all_of_it_but_the_data(self):
        dump = subprocess.run(["h5dump", "-H", self.file], capture_output=True, text=True, timeout=300)
        self.assertEqual((dump.returncode, dump.stderr), (0, ""), dump)
        for name in ("squares", *TABLES, "run"):
            self.assertIn(f'"{name}"', dump.stdout)
        self.assertNotIn("FILTERS", dump.stdout)

    def test_units_and_names_are_in_attributes(self):
        with h5py.File(self.file) as file:
            self.assertEqual(file["squares"].attrs["units"], b"1")
            for name in TABLES:
                attributes = file[name].attrs
                self.assertTrue(attributes["long_name"])
                for column in file[name].dtype.names:
                    unit = b"s" if column.endswith("_s") else b"bytes" if column.endswith("_bytes") else None
                    if unit:
                        self.assertEqual(attributes[f"units_{column}"], unit, f"{name}, {column}")

    def test_every_dataset_has_a_dimension_that_stores_nothing(self):
        with h5py.File(self.file) as file:
            for name in ("squares", *TABLES):
                scales = list(file[name].dims[0].values())
                self.assertEqual(len(scales), 1, name)
                self.assertEqual(scales[0].shape, file[name].shape)
                self.assertEqual(scales[0].id.get_storage_size(), 0, name)


class WideReaders(SquaresTest):
    def setUp(self):
        super().setUp()
        self.compute("--first", 2**64 - 100, "--last", 2**64 - 1)

    def test_pandas_takes_128_bit_squares(self):
        with h5py.File(self.file) as file:
            frame = pandas.DataFrame(file["squares"][:])
        self.assertEqual(list(frame.columns), ["low", "high"])
        self.assertEqual((int(frame["low"].iloc[-1]), int(frame["high"].iloc[-1])), (1, 2**64 - 2))

    def test_h5dump_prints_128_bit_squares(self):
        dump = subprocess.run(["h5dump", "-d", "/squares", "-s", "99", "-c", "1", self.file], capture_output=True, text=True,
                              timeout=300)
        self.assertEqual((dump.returncode, dump.stderr), (0, ""), dump)
        self.assertIn(str(2**64 - 2), dump.stdout)


if __name__ == "__main__":
    unittest.main()
