"""Files of schema 1 that are kept in schema-1/: whatever squares becomes, it goes on reading them, and so do all readers."""

import json
import os
import shutil
import subprocess
import unittest

import h5py
import pandas
import xarray

from evidence import Evidence, values_of
from launching import SquaresTest

KEPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "schema-1")
FILES = {  # name: first and last number, rows of /blocks, /ranks and /threads
    "run.h5": (1, 1000, 10, 3, 6),                 # 3 ranks x 2 threads
    "resumed.h5": (1, 1000, 50, 5, 4),             # 3 ranks, all killed, then 2 ranks x 2 threads
    "wide.h5": (2**64 - 100, 2**64 - 1, 10, 2, 2)  # squares of 128 bits
}


def kept(name):
    return os.path.join(KEPT, name)


class Schema1(SquaresTest):
    def test_squares_verify_calls_them_right(self):
        verified = self.run_squares("verify", "--json", *map(kept, FILES))
        self.assertEqual(verified.code, 0, str(verified))
        self.assertEqual(json.loads(verified.stdout)["errors"], [])

    def test_squares_verify_finds_a_wrong_value_and_who_wrote_it(self):
        for name, (first, last, *_) in FILES.items():
            with self.subTest(name):
                shutil.copy(kept(name), self.file)
                with h5py.File(self.file, "r+") as file:
                    offset = file["squares"].id.get_offset() + 7 * file["squares"].dtype.itemsize
                    host = file["ranks"]["host"][0].decode()
                with open(self.file, "r+b") as file:
                    file.seek(offset)
                    byte = file.read(1)[0]
                    file.seek(offset)
                    file.write(bytes([byte ^ 4]))
                verified = self.run_squares("verify", "--json", self.file)
                self.assertEqual(verified.code, 65, str(verified))
                error, = json.loads(verified.stdout)["errors"]
                self.assertEqual((error["number"], error["rank"], error["host"], error["attempt"]), (first + 7, 0, host, 1))

    def test_every_value_is_right_in_python_integers(self):
        for name, (first, last, *_) in FILES.items():
            with self.subTest(name):
                self.assertTrue(Evidence(kept(name)).is_right_and_complete())
                with h5py.File(kept(name)) as file:
                    self.assertEqual(values_of(file["squares"], 0, last - first + 1),
                                     [n * n for n in range(first, last + 1)])

    def test_pandas_and_xarray_take_the_tables(self):
        for name, (_, _, *sizes) in FILES.items():
            with self.subTest(name), h5py.File(kept(name)) as file, xarray.open_dataset(kept(name), engine="h5netcdf") as data:
                frames = [pandas.DataFrame(file[table][:]) for table in ("blocks", "ranks", "threads")]
                self.assertEqual([len(frame) for frame in frames], sizes)
                self.assertEqual([data.sizes[name] for name in ("block", "rank", "thread")], sizes)
        with xarray.open_dataset(kept("run.h5"), engine="netcdf4") as data:
            self.assertEqual(int(data["squares"].sum()), 333833500)

    def test_h5dump_prints_them(self):
        for name in (*FILES, "study.h5"):
            with self.subTest(name):
                dump = subprocess.run(["h5dump", kept(name)], capture_output=True, text=True, timeout=300)
                self.assertEqual((dump.returncode, dump.stderr), (0, ""))

    def test_a_study_can_be_read(self):
        with h5py.File(kept("study.h5")) as file:
            samples, study = pandas.DataFrame(file["samples"][:]), dict(file["study"].attrs)
        names = samples["workload"].map(lambda number: study[f"workload_{number}"].decode())
        self.assertEqual(set(names), {"compute", "wait"})
        self.assertEqual(study["schema"], b"squares study")
        self.assertTrue((samples["seconds"] > 0).all())

    def test_a_part_of_version_0_1_is_verified_reported_and_resumed(self):
        part = self.file + ".part"
        for end in ("", ".attempts"):
            shutil.copy(kept("part.h5.part" + end), part + end)
        self.assertIn("57 of 60 blocks", self.run_squares("report", part).stdout)
        self.assertEqual(json.loads(self.run_squares("verify", "--json", part).stdout)["errors"], [])
        resumed = self.run_squares("--last", 3000, "--resume", ranks=3)
        self.assertEqual(resumed.code, 0, str(resumed))
        self.assertIn("attempt 2: 57 of 60 blocks are done and right", resumed.stderr)
        self.assertTrue(Evidence(self.file).is_right_and_complete())
        with h5py.File(self.file) as file:
            self.assertEqual([(row["attempt"], row["threads"]) for row in file["ranks"][:]],
                             [(1, 2), (1, 2), (2, 1), (2, 1), (2, 1)])

    def test_a_study_of_version_0_1_with_claims_in_its_file_is_reported_whole(self):
        document = json.loads(self.run_squares("report", kept("study-and-claims.h5"), "--json").stdout)
        study, = document["studies"]
        self.assertEqual(study["workloads"][0]["workload"], "compute")
        self.assertEqual([claim["id"] for claim in study["lesson"]["claims"]], ["P1", "P8", "L1"])
        shown = self.run_squares("report", kept("study-and-claims.h5")).stdout
        self.assertIn("workload compute", shown)
        self.assertIn("P8  TRUE", shown)


if __name__ == "__main__":
    unittest.main()
