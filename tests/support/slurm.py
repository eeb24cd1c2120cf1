"""A cluster of cluster/local.sh for tests, and what its Slurm says."""

import os
import subprocess
import time
import zlib

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# Of this checkout alone: another may be tested at the same time.
STATE = f"/var/tmp/squares-cluster-{zlib.crc32(TOP.encode()):08x}"


def cluster(*words, timeout=300, settings=None, **how):
    """cluster/local.sh with these words."""
    environment = os.environ | {"SQUARES_CLUSTER_DIR": STATE} | (settings or {})
    return subprocess.run([f"{TOP}/cluster/local.sh", *map(str, words)], text=True, capture_output=True, timeout=timeout,
                          stdin=subprocess.DEVNULL, env=environment, **how)


def wait_until(condition, seconds=600):
    """Whether it has come true. The limit is one against hangs."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def job_facts(job):
    """What scontrol says of a job: {"JobState": "COMPLETED", …}; empty where it does not answer."""
    text = cluster("run", "scontrol", "show", "job", job).stdout
    return dict(word.split("=", 1) for word in text.split() if "=" in word)
