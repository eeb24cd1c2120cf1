"""What has to be said to mpirun, as cluster/launcher.sh knows it."""

import os
import subprocess

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def settings(*wishes):
    """The environment variables for these wishes."""
    said = subprocess.run([f"{TOP}/cluster/launcher.sh", *wishes], text=True, capture_output=True, check=True)
    return dict(line.split("=", 1) for line in said.stdout.splitlines())
