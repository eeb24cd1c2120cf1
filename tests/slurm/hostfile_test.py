"""mpirun over a hostfile, on several nodes and without Slurm: a right file, also after the loss of a node."""

import collections
import os
import shutil
import unittest
from concurrent.futures import ThreadPoolExecutor

import h5py

import launcher
from jobs import LONG, ClusterTest, on_site, rows_of
from launching import SQUARES
from slurm import cluster

# mpirun asks after a silent node so often: it is given up after 8 s (usually after 8 minutes).
KEEPALIVE = launcher.settings("keepalive=5,1,3")
DAEMONS = ("orted", "/usr/bin/orted", "prted", "/usr/bin/prted")  # of Open MPI 4 and 5


class Hostfile(ClusterTest):
    def mpirun(self, nodes, *options, program=SQUARES, ranks_of_node=2, **settings):
        """squares on these nodes. An exit code of 124: it has not come to an end."""
        hostfile = os.path.join(self.beside, "hosts")
        with open(hostfile, "w") as file:
            file.writelines(f"node{node} slots={ranks_of_node}\n" for node in nodes)
        return on_site("mpirun", "--bind-to", "none", "--hostfile", hostfile, program, *options,
                       folder=self.folder, **KEEPALIVE | settings)

    def ranks_left(self):
        left = []
        for node in (1, 2, 3, 4):
            seen = cluster("on", f"node{node}", "ps", "-eo", "args").stdout.splitlines()
            left += [f"node{node}: {line}" for line in seen if line.startswith((SQUARES, *DAEMONS))]
        return left

    def assert_runs_on(self, nodes):
        done = self.mpirun(nodes, "--last", 10**6)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_right()
        self.assertEqual(collections.Counter(self.hosts_of_ranks()), {f"node{node}": 2 for node in nodes})
        self.assertIn(f"{len(nodes)} nodes", done.stdout)

    def test_two_nodes(self):
        self.assert_runs_on((1, 2))

    def test_three_nodes(self):
        self.assert_runs_on((2, 3, 4))

    @unittest.skipIf(shutil.which("prterun"), "Open MPI 5 takes both for one, and no barrier of any program returns")
    def test_two_nodes_with_one_host_name_are_two(self):
        self.addCleanup(cluster, "on", "node4", "hostname", "node4")
        cluster("on", "node4", "hostname", "node3")
        done = self.mpirun((3, 4), "--last", 10**6)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_right()
        self.assertEqual(collections.Counter(self.hosts_of_ranks()), {"node3": 4})
        self.assertIn("on 4 ranks x 1 thread, 2 nodes", done.stdout)

    def test_slurm_knows_nothing_of_it(self):
        heard = os.path.join(self.beside, "heard")
        telling = self.program("telling", f'''
env | grep "^SLURM_" | grep -v "^SLURM_CONF=" >>{heard}
exec {SQUARES} "$@"
''')
        done = self.mpirun((1, 2), program=telling, SLURM_JOB_ID="77", SLURM_NTASKS="9", SLURM_STEP_NUM_TASKS="9")
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(heard) as file:
            self.assertEqual(file.read(), "")
        with h5py.File(self.file) as file:
            self.assertEqual(bytes(file["run"].attrs["slurm_job"]).decode(), "")

    def lose_node_3(self, how):
        with ThreadPoolExecutor(1) as pool:
            run = pool.submit(self.mpirun, (1, 2, 3), *LONG, "--patience", "30s", program=self.slow(500))
            self.wait_for_rows()
            rows = rows_of(self.part)
            self.assertEqual(cluster(how, "node3").returncode, 0)
            result = run.result()
        # Open MPI 5 may say 0: what proves something is the file.
        self.assertNotEqual(result.returncode, 124, result.stderr)
        self.assertNotIn("has not answered", result.stderr, "the launcher ends it before the ranks' own patience does")
        self.assertFalse(os.path.exists(self.file))

        resumed = self.mpirun((1, 2, 4), *LONG, "--resume")
        self.assertEqual(resumed.returncode, 0, resumed.stderr)
        self.assert_right(attempts=2)
        self.assert_kept(rows)
        self.assertEqual(self.hosts_of_ranks()[-6:], ["node1", "node1", "node2", "node2", "node4", "node4"])

    def test_a_node_without_power_ends_the_run_and_the_others_finish_it(self):
        self.addCleanup(cluster, "start", "node3")
        self.lose_node_3("kill")
        self.assertEqual(self.ranks_left(), [])

    def test_a_node_without_cable_ends_the_run_and_the_others_finish_it(self):
        self.addCleanup(cluster, "heal", "node3")
        self.lose_node_3("cut")


if __name__ == "__main__":
    unittest.main()
