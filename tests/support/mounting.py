"""File systems for a test: odd ones, and any that it mounts; gone when the test or the command ends, however it does."""

import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def with_mounts(script):
    """Before a command: a shell script that mounts, and then the command, in a mount namespace of their own."""
    as_root = () if os.geteuid() == 0 else ("--map-root-user",)
    return ("unshare", "--mount", *as_root, "sh", "-c", f'{script} && exec "$@"', "with_mounts")


def can_mount():
    return subprocess.run([*with_mounts("true"), "true"], capture_output=True).returncode == 0


def mount(test, kind, *error):
    """The folder at which there is a file system of this kind (see odd_file_system.py)."""
    below, folder = test.path("below"), test.path("odd")
    os.makedirs(below, exist_ok=True)
    os.makedirs(folder, exist_ok=True)
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        test.skipTest("there is no /dev/fuse to use")
    if os.geteuid() != 0 and not os.path.exists("/etc/mtab"):
        test.skipTest("without /etc/mtab an ordinary user can mount and not unmount")
    server = subprocess.Popen([sys.executable, f"{HERE}/odd_file_system.py", below, folder, kind, *map(str, error)],
                              stderr=subprocess.PIPE, text=True)

    def end():
        said = subprocess.run(["fusermount3", "-u", "-z", folder], capture_output=True, text=True).stderr
        server.kill()
        server.communicate()
        test.assertFalse(os.path.ismount(folder), f"it stays mounted: {said}")

    test.addCleanup(end)
    while not os.path.ismount(folder):
        if server.poll() is not None:
            test.skipTest(f"nothing can be mounted: {server.communicate()[1].strip()[-200:]}")
        time.sleep(0.01)
    return folder
