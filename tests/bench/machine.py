"""The machine that a benchmark ran on, and what disturbed it meanwhile."""

import importlib.metadata
import os
import platform
import shutil
import subprocess


def first_line(*command):
    """Of what a command prints; nothing where there is no such command."""
    if shutil.which(command[0]) is None:
        return None
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip().splitlines()[0] if done.stdout.strip() else None


def read(path):
    try:
        with open(path) as file:
            return file.read().strip()
    except OSError:
        return None


def fields(path, separator):
    """The first value of each name in a file of `name SEPARATOR value` lines."""
    found = {}
    for line in (read(path) or "").splitlines():
        name, _, value = line.partition(separator)
        found.setdefault(name.strip(), value.strip().strip('"'))
    return found


def memory_bytes(name):
    return int(fields("/proc/meminfo", ":")[name].split()[0]) * 1024


def version_of_package(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def revision(top):
    """The commit that is checked out, with a plus if something differs from it."""
    if not (hash_ := first_line("git", "-C", top, "rev-parse", "--short=12", "HEAD")):
        return None
    return hash_ + ("+" if first_line("git", "-C", top, "status", "--porcelain", "--untracked-files=no") else "")


def facts():
    cpu = fields("/proc/cpuinfo", ":")
    caches = {}
    for index in range(8):
        folder = f"/sys/devices/system/cpu/cpu0/cache/index{index}"
        if size := read(f"{folder}/size"):
            caches[f"L{read(f'{folder}/level')} {read(f'{folder}/type')}"] = size
    import h5py
    import numpy
    return {
        "cpu_model": cpu.get("model name"),
        "processors": os.cpu_count(),
        "processors_allowed": sorted(os.sched_getaffinity(0)),
        "caches": caches,
        "vectors": [flag for flag in ("avx512f", "avx2", "sse2") if flag in cpu.get("flags", "").split()],
        "memory_bytes": memory_bytes("MemTotal"),
        "hypervisor": "hypervisor" in cpu.get("flags", "").split(),
        "governor": read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        "kernel": platform.release(),
        "system": fields("/etc/os-release", "=").get("PRETTY_NAME"),
        "dirty_ratio": read("/proc/sys/vm/dirty_ratio"),
        "dirty_background_ratio": read("/proc/sys/vm/dirty_background_ratio"),
        "transparent_hugepages": read("/sys/kernel/mm/transparent_hugepage/enabled"),
        # Where there is a number, the host takes free memory back, and its return may take seconds.
        "free_page_reporting_order": read("/sys/module/page_reporting/parameters/page_reporting_order"),
        "transparent_hugepages_shmem": read("/sys/kernel/mm/transparent_hugepage/shmem_enabled"),
        "compiler": first_line("g++", "--version"),
        "mpirun": first_line("mpirun", "--version"),
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "h5py": f"{h5py.version.version} with HDF5 {h5py.version.hdf5_version}",
        "mpi4py": version_of_package("mpi4py"),
    }


def file_system(folder):
    """What the folder is on: type, device, options and free space."""
    path = os.path.realpath(folder)
    best = ("", "?", "?", "?")
    for line in (read("/proc/mounts") or "").splitlines():
        device, mounted, kind, options = line.split()[:4]
        inside = path == mounted or path.startswith(mounted.rstrip("/") + "/")
        if inside and len(mounted) >= len(best[0]):
            best = (mounted, device, kind, options)
    return {"folder": folder, "type": best[2], "device": best[1], "options": best[3],
            "free_bytes": shutil.disk_usage(path).free}


class Disturbance:
    """What others did to the machine since the last look: the host took time away, or processes waited for a turn."""

    def __init__(self):
        self.last = self.times()

    @staticmethod
    def times():
        return [int(value) for value in read("/proc/stat").splitlines()[0].split()[1:9]]

    def since_last(self):
        now = self.times()
        spent = [after - before for before, after in zip(self.last, now)]
        self.last = now
        return {"steal_share": spent[7] / max(1, sum(spent)), "load": os.getloadavg()[0]}
