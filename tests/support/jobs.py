"""Jobs on a cluster of cluster/local.sh: submitted as its users would, watched, and judged by the file they leave."""

import os
import subprocess
import tempfile
import unittest

import h5py

import launcher
from evidence import DONE, Evidence, done_in
from launching import OF_LAUNCHERS, OWN_GROUP, SQUARES, remove
from look_alikes import LookAlikes
from slurm import STATE, TOP, cluster, job_facts, wait_until

# Every number is a block of its own: small on the disk, and long enough to be disturbed where the disk is slow.
LONG = ("--last", 100_000, "--block", 1, "--quiet")
ENDED = {"COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL"}
SITE = f"{TOP}/cluster/site-local.sh"
IS_A_NEXT_TRY = '[ "${SLURM_RESTART_COUNT:-0}" -gt 0 ]'


def on_site(*words, folder, timeout=300, **settings):
    """cluster/local.sh with these words, from a shell that has read the site's file; the settings come after it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OF_LAUNCHERS)}
    settings = {"SQUARES": SQUARES} | launcher.settings("kill-timeout=0") | settings
    assignments = [f"{name}={value}" for name, value in settings.items()]
    command = ["bash", "-c", '. "$0" && exec env "$@"', SITE, *assignments, f"{TOP}/cluster/local.sh",
               *map(str, words)]
    return subprocess.run(command, **OWN_GROUP, text=True, capture_output=True, timeout=timeout, stdin=subprocess.DEVNULL, cwd=folder,
                          env=kept | {"SQUARES_CLUSTER_DIR": STATE})


def rows_of(path):
    """The ledger of a part or a file, as it is now. Fast enough for a file that is being written."""
    with h5py.File(path, "r") as file:
        return file["blocks"][:]


@unittest.skipUnless(os.geteuid() == 0, "only root can make network namespaces")
class SharedFoldersTest(unittest.TestCase):
    """For each test a fresh folder that all nodes share, and one beside it."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="squares-job-", dir="/var/tmp")
        self.beside = tempfile.mkdtemp(prefix="squares-beside-", dir="/var/tmp")
        for folder in (self.folder, self.beside):
            self.addCleanup(remove, folder)
        self.look_alikes = LookAlikes(self, self.folder)

    def left(self):
        return self.look_alikes.others()

    def program(self, name, script):
        """A shell script that stands in for a program, or goes before it; not in the folder of the output."""
        path = os.path.join(self.beside, name)
        with open(path, "w") as file:
            file.write("#!/bin/sh\n" + script)
        os.chmod(path, 0o755)
        return path


class ClusterTest(SharedFoldersTest):
    """Nodes for all tests of a class."""

    nodes = 4

    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(cluster, "down")
        up = cluster("up", cls.nodes)
        if up.returncode != 0:
            raise AssertionError(f"the cluster does not come up: {up}")

    def setUp(self):
        super().setUp()
        self.file = os.path.join(self.folder, "squares.h5")
        self.part = self.file + ".part"

    def slow(self, microseconds, unless="false"):
        """squares on a disk that takes so much longer for each block, unless this condition of the shell holds."""
        return self.program("slow", f'''
{unless} && exec {SQUARES} "$@"
LD_PRELOAD={os.environ["SLOW_DISK"]} SLOW_US={microseconds} exec {SQUARES} "$@"
''')

    def output(self):
        return ""

    def wait_for_rows(self, rows=2000):
        def there():
            try:
                return int((rows_of(self.part)["state"] == DONE).sum()) >= rows
            except (OSError, KeyError):
                return False
        self.assertTrue(wait_until(there), self.output())

    def assert_right(self, attempts=1):
        self.assertTrue(Evidence(self.file).is_right_and_complete(), self.output())
        with h5py.File(self.file) as file:
            self.assertGreaterEqual(int(file["run"].attrs["attempts"]), attempts, self.output())
        self.assertEqual([name for name in self.left() if not name.endswith(".out")], ["squares.h5"])

    def assert_kept(self, rows):
        """What was done in the ledger of a first attempt is its work in the file, too."""
        kept = rows_of(self.file)["attempt"][done_in(rows)]
        self.assertEqual(set(kept), {1}, "what was done is not computed again")

    def hosts_of_ranks(self):
        with h5py.File(self.file) as file:
            return [bytes(host).decode() for host in file["ranks"]["host"]]


class JobTest(ClusterTest):
    """One job at a time."""

    def submit(self, *options, sbatch=(), script="run.sbatch", **settings):
        if options[:len(LONG)] == LONG:  # to be caught at work, on whatever machine
            settings.setdefault("SQUARES", self.slow(300, unless=IS_A_NEXT_TRY))
        done = on_site("run", "sbatch", "--parsable", *sbatch, os.path.join(f"{TOP}/jobs", script), *options, folder=self.folder,
                       **settings)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.job = done.stdout.strip()
        self.addCleanup(cluster, "run", "scancel", self.job)

    def output(self):
        path = os.path.join(self.folder, f"squares-{self.job}.out")
        if not os.path.exists(path):
            return ""
        with open(path) as file:
            return file.read()

    def wait_for_output(self, words):
        self.assertTrue(wait_until(lambda: words in self.output()), self.output())

    def wait_for_end(self):
        self.assertTrue(wait_until(lambda: job_facts(self.job)["JobState"] in ENDED), self.output())
        return job_facts(self.job)

    def nodes_of_job(self):
        return cluster("run", "scontrol", "show", "hostnames", job_facts(self.job)["NodeList"]).stdout.split()

    def submit_and_break(self, which, how, *options, **settings):
        """A job on three of four nodes whose first try needs 12 s to store its blocks, and loses one of these nodes
        meanwhile. Returns that node, and the ledger as it was at this moment."""
        settings = {"SQUARES": self.slow(500, unless=IS_A_NEXT_TRY)} | settings
        self.submit(*LONG, *options, sbatch=("--nodes=1-3",), **settings)
        self.assertTrue(wait_until(self.nodes_of_job))
        node = self.nodes_of_job()[which]
        self.wait_for_rows()
        rows = rows_of(self.part)
        self.assertEqual(cluster(how, node).returncode, 0)
        return node, rows

    def assert_all_nodes_are_idle(self):
        idle = ("run", "sinfo", "-h", "-t", "idle", "-o", "%D %t")
        self.assertTrue(wait_until(lambda: cluster(*idle).stdout == "4 idle\n"), cluster(*idle).stdout)
