"""What of a file is in the page cache, and on which file system it is."""

import contextlib
import ctypes
import mmap
import os

CACHESTAT = 451  # Linux 6.5
LOCAL_DISKS = ("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs")


class Cachestat(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("cached", "dirty", "writeback", "evicted", "recently_evicted")]


def cached_pages(path):
    """Of the whole file, as the kernel counts them; None where it does not (before Linux 6.5)."""
    counts, whole = Cachestat(), (ctypes.c_uint64 * 2)(0, 0)
    with open(path, "rb") as file:
        failed = ctypes.CDLL(None, use_errno=True).syscall(CACHESTAT, file.fileno(), whole, ctypes.byref(counts), 0)
    return None if failed else counts


def cached_bytes(path):
    return os.sysconf("SC_PAGESIZE") * cached_pages(path).cached


def undropped_bytes(path):
    """Cached, or taken away by the kernel of its own accord, which it may do at any time; it keeps a note of that, unlike of
    what a program drops."""
    pages = cached_pages(path)
    return os.sysconf("SC_PAGESIZE") * (pages.cached + pages.evicted)


def bytes_not_on_disk(path):
    pages = cached_pages(path)
    return os.sysconf("SC_PAGESIZE") * (pages.dirty + pages.writeback)


def drop(path):
    """Takes the file out of the page cache."""
    with open(path, "rb+") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@contextlib.contextmanager
def pages_held(path):
    """Keeps a small file in the page cache, whoever wants it out of there."""
    with open(path, "rb+") as file, mmap.mmap(file.fileno(), 0) as pages:
        held = (ctypes.c_char * len(pages)).from_buffer(pages)
        try:
            if ctypes.CDLL(None, use_errno=True).mlock(held, ctypes.c_size_t(len(pages))):
                raise OSError(ctypes.get_errno(), "mlock", path)
            yield
        finally:
            del held  # without which the mapping cannot be closed


def file_system(path):
    """Its type, of the deepest mount above the path."""
    with open("/proc/self/mounts") as mounts:
        found = [(fields[1], fields[2]) for fields in map(str.split, mounts)
                 if (path + "/").startswith(fields[1].rstrip("/") + "/")]
    return max(found, key=lambda mount: len(mount[0]))[1]


def needs_a_disk_whose_cache_is_told(test):
    """Skips the test where its folder is on no local disk, or the kernel does not tell what is cached."""
    if file_system(test.folder) not in LOCAL_DISKS:
        test.skipTest("the temporary folder is on no local disk")
    if cached_pages(__file__) is None:
        test.skipTest("this kernel does not tell what is cached (cachestat, Linux 6.5)")
