"""cluster/local.sh: a real Slurm on this machine that comes up, breaks as told, and leaves nothing behind."""

import os
import unittest

from jobs import ClusterTest, SharedFoldersTest
from slurm import STATE, cluster, wait_until


def processes_of_cluster():
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                if b"init-node" in file.read() and STATE in open(f"/proc/{pid}/environ", errors="replace").read():
                    found.append(int(pid))
        except OSError:
            pass
    return found


class Cluster(ClusterTest):
    nodes = 3

    def sinfo(self, form):
        return cluster("run", "sinfo", "--noheader", f"--format={form}").stdout.split()

    def test_up_twice_is_up(self):
        self.assertEqual(cluster("up", "3").returncode, 0)
        self.assertEqual(self.sinfo("%D"), ["3"])

    def test_on_and_run_keep_folder_environment_output_and_exit_code(self):
        done = cluster("on", "node2", "sh", "-c", "hostname; pwd; echo $KEPT; echo said >&2; exit 7", cwd=self.folder,
                       settings={"KEPT": "kept"})
        self.assertEqual((done.returncode, done.stderr), (7, "said\n"))
        self.assertEqual(done.stdout.split(), ["node2", self.folder, "kept"])
        self.assertEqual(cluster("run", "hostname").stdout, "head\n")
        self.assertEqual(cluster("on", "node9", "true").returncode, 69)

    def test_nodes_have_their_own_tmp_and_shared_memory(self):
        for place in ("/tmp", "/dev/shm"):
            cluster("on", "node1", "touch", f"{place}/of-node-1")
            self.assertNotIn("of-node-1", cluster("on", "node2", "ls", place).stdout)
            self.assertFalse(os.path.exists(f"{place}/of-node-1"))

    def test_a_job_runs_on_all_nodes(self):
        done = cluster("run", "srun", "-N3", "hostname")
        self.assertEqual(sorted(done.stdout.split()), ["node1", "node2", "node3"])

    def test_a_node_that_lost_its_power_comes_back(self):
        self.assertEqual(cluster("kill", "node3").returncode, 0)
        self.assertEqual(cluster("on", "node3", "true").returncode, 69)
        self.assertTrue(wait_until(lambda: "down*" in self.sinfo("%t") or "idle*" in self.sinfo("%t")), self.sinfo("%t"))
        self.assertEqual(cluster("start", "node3").returncode, 0)
        self.assertTrue(wait_until(lambda: self.sinfo("%t,%D") == ["idle,3"]), self.sinfo("%t,%D"))

    def test_a_cut_node_does_not_answer_until_it_is_healed(self):
        def node1_reaches_node2():
            ping = "exec 3<>/dev/tcp/node2/6818"  # its slurmd
            return cluster("on", "node1", "timeout", "2", "bash", "-c", ping).returncode == 0

        self.assertTrue(node1_reaches_node2())
        self.assertEqual(cluster("cut", "node2").returncode, 0)
        self.assertFalse(node1_reaches_node2())
        self.assertEqual(cluster("heal", "node2").returncode, 0)
        self.assertTrue(wait_until(node1_reaches_node2))
        self.assertTrue(wait_until(lambda: self.sinfo("%t,%D") == ["idle,3"]), self.sinfo("%t,%D"))

    def test_wrong_words_are_refused(self):
        for words in (["kill", "node9"], ["cut", "nowhere"], ["up", "many"], ["dance"], []):
            self.assertEqual(cluster(*words).returncode, 64, words)


class Remains(SharedFoldersTest):
    def assert_nothing_is_left(self):
        self.assertEqual(processes_of_cluster(), [])
        self.assertFalse(os.path.exists(STATE))
        with open("/proc/self/mounts") as file:
            self.assertNotIn(STATE, file.read())

    def test_down_leaves_nothing_and_may_be_said_twice(self):
        self.addCleanup(cluster, "down")
        self.assertEqual(cluster("up", "2").returncode, 0)
        self.assertEqual(cluster("down").returncode, 0)
        self.assert_nothing_is_left()
        self.assertEqual(cluster("down").returncode, 0)

    def test_an_up_that_fails_half_way_leaves_nothing(self):
        self.addCleanup(cluster, "down")
        self.program("slurmd", "exit 1\n")  # which does not start, and is found first
        up = cluster("up", "2", settings={"PATH": f"{self.beside}:{os.environ['PATH']}"})
        self.assertNotEqual(up.returncode, 0)
        self.assert_nothing_is_left()


if __name__ == "__main__":
    unittest.main()
