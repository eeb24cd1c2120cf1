"""A small file system that is odd in one way: what is below a folder, seen through FUSE at another.

    odd_file_system.py BELOW MOUNT KIND [ERRNO]

    no-locks          it knows no locks
    locks-fail        locks fail with this errno
    no-statfs         it does not tell its space
    statfs-zero       it says that it has 0 bytes, of which 0 are free
    fsync-folder      fsync of a folder fails with this errno
    inodes            each look at a file shows another inode
    full              after 3 MB writes fail, and it does not tell its space
    short             the same, but a write that has room for a part writes that

Each request takes a process switch or two, which are slow beside other work: unless its kind is about space, it says that
it has little, so that little is written to it.
"""

import errno
import itertools
import os
import sys

from fusepy import FUSE, FuseOSError, Operations

FREE_BYTES = 8 << 20
ROOM = 3 << 20


class Odd(Operations):
    def __init__(self, below, kind, number):
        self.below, self.kind, self.number = below, kind, number
        self.inodes = itertools.count(1000)
        self.room = ROOM

    def at(self, path):
        return self.below + path

    def lock(self, path, handle, command, lock):
        if self.kind == "no-locks":
            raise FuseOSError(errno.ENOLCK)
        if self.kind == "locks-fail":
            raise FuseOSError(self.number)
        return 0

    def getattr(self, path, handle=None):
        try:
            status = os.lstat(self.at(path))
        except OSError as error:
            raise FuseOSError(error.errno) from None
        said = {name: getattr(status, name) for name in dir(status) if name.startswith("st_") and not name.endswith("_ns")}
        return said | {"st_ino": next(self.inodes)} if self.kind == "inodes" else said

    def statfs(self, path):
        if self.kind in ("no-statfs", "full", "short"):
            raise FuseOSError(errno.ENOSYS)
        system = os.statvfs(self.at(path))
        said = {name: getattr(system, name) for name in dir(system) if name.startswith("f_") and name != "f_fsid"}
        if self.kind == "statfs-zero":
            return dict.fromkeys(said, 0)
        return said | {"f_bfree": FREE_BYTES // system.f_frsize, "f_bavail": FREE_BYTES // system.f_frsize}

    def readdir(self, path, handle):
        return [".", "..", *os.listdir(self.at(path))]

    def open(self, path, flags):
        return os.open(self.at(path), flags)

    def create(self, path, mode, handle=None):
        return os.open(self.at(path), os.O_RDWR | os.O_CREAT, mode)

    def read(self, path, size, offset, handle):
        return os.pread(handle, size, offset)

    def write(self, path, data, offset, handle):
        if self.kind in ("full", "short"):
            if self.kind == "full" and len(data) > self.room or self.room == 0:
                raise FuseOSError(errno.ENOSPC)
            data = data[:self.room]
            self.room -= len(data)
        return os.pwrite(handle, data, offset)

    def truncate(self, path, length, handle=None):
        os.truncate(self.at(path), length)

    def fsync(self, path, only_data, handle):
        os.fsync(handle)

    def fsyncdir(self, path, only_data, handle):
        if self.kind == "fsync-folder":
            raise FuseOSError(self.number)
        return 0

    def release(self, path, handle):
        os.close(handle)

    def rename(self, old, new):
        os.rename(self.at(old), self.at(new))

    def unlink(self, path):
        os.unlink(self.at(path))


if __name__ == "__main__":
    kind, *error = sys.argv[3:]
    number = int(getattr(errno, error[0], error[0])) if error else 0
    FUSE(Odd(sys.argv[1], kind, number), sys.argv[2], foreground=True, use_ino=True, attr_timeout=0, entry_timeout=0)
