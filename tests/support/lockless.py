"""A small file system without locks: what is below a folder, seen through FUSE at another.  lockless.py BELOW MOUNT

Each request takes a process switch or two, which are slow beside other work: it says that it has little space, so that
little is written to it.
"""

import errno
import os
import sys

from fusepy import FUSE, FuseOSError, Operations


FREE_BYTES = 8 << 20


class Lockless(Operations):
    def __init__(self, below):
        self.below = below

    def at(self, path):
        return self.below + path

    def lock(self, path, handle, command, lock):
        raise FuseOSError(errno.ENOLCK)

    def getattr(self, path, handle=None):
        status = os.lstat(self.at(path))
        return {name: getattr(status, name) for name in dir(status) if name.startswith("st_") and not name.endswith("_ns")}

    def statfs(self, path):
        system = os.statvfs(self.at(path))
        said = {name: getattr(system, name) for name in dir(system) if name.startswith("f_") and name != "f_fsid"}
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
        return os.pwrite(handle, data, offset)

    def truncate(self, path, length, handle=None):
        os.truncate(self.at(path), length)

    def fsync(self, path, only_data, handle):
        os.fsync(handle)

    def release(self, path, handle):
        os.close(handle)

    def rename(self, old, new):
        os.rename(self.at(old), self.at(new))

    def unlink(self, path):
        os.unlink(self.at(path))


if __name__ == "__main__":
    FUSE(Lockless(sys.argv[1]), sys.argv[2], foreground=True)
