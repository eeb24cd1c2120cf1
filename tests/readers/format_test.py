"""docs/file-format.md says what is in the files: every object, field, type, unit and attribute, and nothing else."""

import functools
import re
import unittest

import h5py

from documents import tables_of
from launching import SquaresTest

DOCUMENT = "docs/file-format.md"
OF_DIMENSIONS = {"CLASS", "NAME", "_Netcdf4Dimid", "REFERENCE_LIST"}


@functools.cache
def documented():
    """The tables of the document, by kind of file, object, and what the table lists."""
    return {(*table.sections[1:], table.head[0]): table.rows for table in tables_of(DOCUMENT)}


def type_name(kind):
    """As the document writes it."""
    text = isinstance(kind, h5py.h5t.TypeStringID)
    if text and not kind.is_variable_str() and kind.get_strpad() == h5py.h5t.STR_NULLPAD:
        return f"text[{kind.get_size()}]" if kind.get_cset() == h5py.h5t.CSET_UTF8 else "text of another kind"
    for name, wanted in {"u8": h5py.h5t.STD_U8LE, "u32": h5py.h5t.STD_U32LE, "u64": h5py.h5t.STD_U64LE,
                         "i32": h5py.h5t.STD_I32LE, "f64": h5py.h5t.IEEE_F64LE}.items():
        if kind.equal(wanted):
            return name
    return f"another type ({kind})"


def fields_of(kind):
    """[name, type] of each field of a compound, which must lie one after the other without gaps."""
    fields, end = [], 0
    for i in range(kind.get_nmembers()):
        member = kind.get_member_type(i)
        assert kind.get_member_offset(i) == end, f"{kind.get_member_name(i)} does not follow the field before it"
        end += member.get_size()
        fields.append([kind.get_member_name(i).decode(), type_name(member)])
    assert kind.get_size() == end, "there is something after the last field"
    return fields


def attributes_of(thing):
    """Type by name of what is no dimension scale's; of a text the length depends on the value."""
    types = {}
    for name in thing.attrs:
        attribute = thing.attrs.get_id(name)
        if name in OF_DIMENSIONS | {"DIMENSION_LIST"} or name.startswith("units_"):
            continue
        assert attribute.shape == (), f"{name} is no scalar"
        types[name] = re.sub(r"\[\d+\]", "", type_name(attribute.get_type()))
    return types


class FileFormat(SquaresTest):
    def compare(self, kind, path):
        with h5py.File(path) as file:
            rows = documented()[kind, "object"]
            names = {row["object"] for row in rows} | {row["dimension"] for row in rows if row["dimension"]}
            self.assertEqual({"/" + name for name in file}, names)
            described = {key[1] for key in documented() if key[0] == kind and key[1].startswith("/")}
            self.assertEqual(described, {row["object"] for row in rows})
            for row in rows:
                with self.subTest(row["object"]):
                    self.compare_object(kind, file, row)

    def compare_object(self, kind, file, row):
        path = row["object"]
        thing = file[path]
        self.assertEqual(row["kind"], "dataset" if isinstance(thing, h5py.Dataset) else "group")
        attributes = documented()[kind, path, "attribute"]
        self.assertEqual(attributes_of(thing), {a["attribute"]: a["type"] for a in attributes})
        for attribute in attributes:
            if attribute["attribute"].endswith("_s"):
                self.assertEqual(attribute["unit"], "s", attribute)
            if re.fullmatch(r"\w+_\d", attribute["attribute"]):  # the name of a number in a table
                value = thing.attrs[attribute["attribute"]].decode()
                self.assertEqual(attribute["content"].split(":")[0], value)
        if isinstance(thing, h5py.Group):
            return
        self.compare_dimension(file, thing, row["dimension"])
        stored = thing.id.get_type()
        self.assertIn(stored.get_size(), {int(size) for size in row["bytes each"].split(" or ")})
        fields = documented()[kind, path, "field"]
        units = {name[6:]: unit.decode() for name, unit in thing.attrs.items() if name.startswith("units_")}
        if isinstance(stored, h5py.h5t.TypeCompoundID):
            self.assertEqual(fields_of(stored), [[f["field"], f["type"]] for f in fields])
            self.assertEqual(units, {f["field"]: f["unit"] for f in fields if f["unit"] != "–"})
        else:
            self.assertEqual((type_name(stored), path), ("u64", "/squares"))
            self.assertEqual(units, {})

    def compare_dimension(self, file, dataset, path):
        self.assertEqual(len(dataset.shape), 1)
        self.assertEqual(dataset.compression or dataset.fletcher32 or dataset.external, None)
        scale = file[path]
        self.assertEqual([one.name for one in dataset.dims[0].values()], [path])
        self.assertEqual((scale.shape, scale.id.get_storage_size()), (dataset.shape, 0))
        on_dimension = {row["attribute"] for row in documented()["Dimensions", "attribute"] if "dimension" in row["on"]}
        self.assertEqual(set(scale.attrs), on_dimension)
        self.assertIn("DIMENSION_LIST", dataset.attrs)

    def test_every_object_field_and_attribute_of_a_run_is_in_the_document(self):
        self.compute("--last", 1000, "--block", 70, ranks=2)
        self.compare("A run's file", self.file)
        with h5py.File(self.file) as file:
            self.assertEqual((file["squares"].chunks, file["blocks"].chunks), (None, None))
            self.assertEqual(file["run"].attrs["schema_version"], 1)

    def test_so_is_everything_of_squares_of_128_bits(self):
        self.compute("--first", 2**32 - 5, "--last", 2**32 + 5)
        self.compare("A run's file", self.file)

    def test_a_part_has_all_but_what_is_known_at_the_end(self):
        stopped = self.run_squares("--last", 1000, "--deadline", "0s")
        self.assertEqual(stopped.code, 75, str(stopped))
        beside = {row["file"].replace("OUTPUT", "squares.h5") for table in tables_of(DOCUMENT)
                  if table.head[0] == "file" for row in table.rows}
        self.assertIn("squares.h5.part", self.left())
        self.assertLessEqual(set(self.left()), beside)
        with h5py.File(self.file + ".part") as file:
            names = {row["object"] for row in documented()["A run's file", "object"] if "not in a part" not in row["content"]}
            self.assertEqual({f"/{name}" for name in file} & {r["object"] for r in documented()["A run's file", "object"]},
                             names)
            run = {row["attribute"]: row["type"] for row in documented()["A run's file", "/run", "attribute"]}
            self.assertEqual(attributes_of(file["run"]), run)

    def test_every_object_field_and_attribute_of_a_study_is_in_the_document(self):
        result = self.run_squares("study", "--workload", "compute", "--scaling", "strong", "--budget", "0.1s", "--quiet",
                                  "--output", self.file)
        self.assertEqual(result.code, 0, str(result))
        self.compare("A study's file", self.file)

    def test_so_is_everything_of_nodes(self):
        result = self.run_squares("nodes", "--quiet", "--output", self.file)
        self.assertEqual(result.code, 0, str(result))
        self.compare("A file of nodes", self.file)

    def test_so_is_everything_of_claims(self):
        result = self.run_squares("claims", "P1", "P8", "--quiet", "--output", self.file)
        self.assertEqual(result.code, 0, str(result))
        self.compare("A file of claims", self.file)


if __name__ == "__main__":
    unittest.main()
