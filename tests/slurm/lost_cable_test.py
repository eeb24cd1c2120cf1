"""Jobs that lose a node to a pulled cable: they end with a right file within bounded time, and nothing done is lost.

All processes live on, and do not hear of each other. They share the disk still, as they might through a network of its
own, so that ranks of two tries could write the same file.
"""

import os
import re
import unittest

from jobs import JobTest
from slurm import STATE, cluster, job_facts, wait_until


# Each of them takes more than a minute, most of which Slurm waits: one is enough for each change.
AT_LENGTH = unittest.skipUnless(os.environ.get("SQUARES_LONG"), "with SQUARES_LONG=1")


class LostCable(JobTest):
    def lose_cable(self, which):
        node, rows = self.submit_and_break(which, "cut", "--patience", "20s")
        try:
            # Slurm of this cluster gives a node up after 10 s, where others do after 300 s.
            self.assertEqual(self.wait_for_end()["JobState"], "COMPLETED", self.output())
        finally:
            cluster("heal", node)
        self.assert_right(attempts=2)
        self.assert_kept(rows)
        self.assertNotIn(node, self.nodes_of_job())
        self.assert_all_nodes_are_idle()
        # What has lived on there does not disturb the job that has ended without it.
        self.assertEqual(job_facts(self.job)["JobState"], "COMPLETED")
        self.assertEqual(sorted(name for name in self.left() if not name.endswith(".out")), ["squares.h5"])

    def test_a_node_of_ranks_without_cable(self):
        self.lose_cable(-1)

    @AT_LENGTH
    def test_the_batch_host_without_cable(self):
        self.lose_cable(0)

    @AT_LENGTH
    def test_a_launcher_that_waits_for_a_node_without_cable_is_ended_before_slurm_notices(self):
        self.set_slurmd_timeout(300)
        self.addCleanup(self.set_slurmd_timeout, 10)
        node, rows = self.submit_and_break(-1, "cut", "--patience", "3s", GRACE="2")
        try:
            self.wait_for_output("asks Slurm for another try")
            self.assertIn("has not answered for 3 s", self.output())
            self.assertIn("squares job: the launcher outlives its ranks and is ended", self.output())
            self.set_slurmd_timeout(10)
            self.assertEqual(self.wait_for_end()["JobState"], "COMPLETED", self.output())
        finally:
            cluster("heal", node)
        self.assert_right(attempts=2)
        self.assert_kept(rows)
        self.assert_all_nodes_are_idle()

    def set_slurmd_timeout(self, seconds):
        path = f"{STATE}/etc/slurm.conf"
        with open(path) as file:
            text = re.sub(r"(?m)^SlurmdTimeout=.*", f"SlurmdTimeout={seconds}", file.read())
        with open(path, "w") as file:
            file.write(text)
        self.assertEqual(cluster("run", "scontrol", "reconfigure").returncode, 0)
        shown = ("run", "scontrol", "show", "config")
        told = rf"SlurmdTimeout += {seconds} sec"
        self.assertTrue(wait_until(lambda: re.search(told, cluster(*shown).stdout)))


if __name__ == "__main__":
    unittest.main()
