"""What has to be said to mpirun, as cluster/launcher.sh knows it."""

import os
import subprocess

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def settings(*wishes):
    """The environment variables for these wishes."""
    said = subprocess.run([f"{TOP}/cluster/launcher.sh", *wishes], text=True, capture_output=True, check=True)
    return dict(line.split("=", 1) for line in said.stdout.splitlines())


def version():
    """Of the Open MPI that mpirun is of: 4 or 5."""
    said = subprocess.run(["mpirun", "--version"], text=True, capture_output=True, check=True).stdout
    return int(said.split("Open MPI")[1].strip(" )").split(".")[0])
