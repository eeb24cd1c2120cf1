"""The same file of squares, stored in the ways that HDF5 and its tools know."""

import os
import subprocess

import h5py
import numpy

SHUFFLED = ["-f", "squares:SHUF", "-f", "squares:GZIP=1", "-l", "squares:CHUNK=65536"]  # as docs/readers.md has it
# Options of h5repack.
REPACKED = {
    "as it is": [],
    "shuffled and compressed": SHUFFLED,
    "all compressed": ["-l", "CHUNK=1000", "-f", "GZIP=9"],
    "in chunks": ["-l", "squares:CHUNK=777"],
    "in one chunk": ["-l", "squares:CHUNK=1000000"],
    "ledger in chunks": ["-l", "blocks:CHUNK=7"],
    "fletcher32": ["-l", "CHUNK=500", "-f", "FLET"],
    "latest format": ["-L", "-l", "CHUNK=500", "-f", "SHUF", "-f", "GZIP=1"],
    "paged": ["-S", "PAGE"],
}


def repack(source, target, *options):
    subprocess.run(["h5repack", *options, source, target], check=True, stdin=subprocess.DEVNULL, timeout=120)


def repack_with_user_block(source, target, *options):
    """Behind 2048 bytes that are not HDF5's."""
    block = target + ".block"
    with open(block, "wb") as file:
        file.write(b"my notes" * 256)  # h5repack 1.10 loops where the block is not full
    repack(source, target, "-u", block, "-b", "2048", *options)
    os.remove(block)


def copy(source, target, store, **attributes_of_file):
    """All but /squares as it is; store(file, path, values) stores that."""
    with h5py.File(source) as old, h5py.File(target, "w", **attributes_of_file) as new:
        for name in ("run", "blocks", "ranks", "threads"):
            if name in old:
                old.copy(name, new, expand_refs=False)
        values = old["squares"]
        store(new, "squares", values[:])
        if "squares" in new:
            for name, value in values.attrs.items():
                if name not in ("DIMENSION_LIST", "CLASS", "NAME", "REFERENCE_LIST"):
                    new["squares"].attrs.create(name, value, dtype=values.attrs.get_id(name).dtype)


def stored_as(**options):
    """For copy(): as h5py does it with these options, such as compression="gzip"."""
    return lambda file, path, values: file.create_dataset(path, data=values, **options)


def compact(file, path, values):
    layout = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    layout.set_layout(h5py.h5d.COMPACT)
    h5py.h5d.create(file.id, path.encode(), h5py.h5t.py_create(values.dtype), h5py.h5s.create_simple(values.shape),
                    dcpl=layout).write(h5py.h5s.ALL, h5py.h5s.ALL, values)


def by_soft_link(file, path, values):
    file.create_dataset("elsewhere/values", data=values)
    file[path] = h5py.SoftLink("/elsewhere/values")


def big_endian(file, path, values):
    file.create_dataset(path, data=values.astype(values.dtype.newbyteorder(">")))


def in_another_file(other):
    def store(file, path, values):
        with h5py.File(other, "w") as target:
            target["squares"] = values
            target["squares"].attrs["first"] = numpy.uint64(1)
        file[path] = h5py.ExternalLink(os.path.basename(other), "/squares")
    return store


def by_soft_and_external_link(other):
    def store(file, path, values):
        in_another_file(other)(file, "away", values)
        file[path] = h5py.SoftLink("/away")
    return store


def virtual(other):
    def store(file, path, values):
        with h5py.File(other, "w") as target:
            target["values"] = values
        layout = h5py.VirtualLayout(values.shape, values.dtype)
        layout[:] = h5py.VirtualSource(os.path.basename(other), "values", values.shape)
        file.create_virtual_dataset(path, layout)
    return store


def external_storage(other):
    return lambda file, path, values: file.create_dataset(
        path, data=values, external=[(other, 0, h5py.h5f.UNLIMITED)])


def need_plugin(file, path, values, number=32015):
    """Raw chunks that say that they went through a filter that is not built into HDF5 (32015 is Zstandard)."""
    layout = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    layout.set_chunk((len(values),))
    layout.set_filter(number, h5py.h5z.FLAG_OPTIONAL)
    dataset = h5py.h5d.create(file.id, path.encode(), h5py.h5t.py_create(values.dtype),
                              h5py.h5s.create_simple(values.shape), dcpl=layout)
    dataset.write_direct_chunk((0,), values.tobytes())
