"""jobs/run.sbatch on a real Slurm: it ends with a right file, whatever happens to it on the way."""

import os
import shutil
import tempfile
import unittest

import h5py

from evidence import Evidence
from launching import MPI_SETTINGS, SQUARES
from slurm import TOP, cluster, job_facts, wait_until

# Nodes claim more processors than the machine has, so nothing can be bound.
SETTINGS = MPI_SETTINGS | {"SQUARES": SQUARES, "SQUARES_LAUNCH": "mpirun -q --bind-to none",
                           "OMPI_MCA_hwloc_base_binding_policy": "none", "OMPI_MCA_odls_base_sigkill_timeout": "0"}
LONG = ("--last", 300_000, "--block", 1, "--quiet")
ENDED = {"COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL"}


@unittest.skipUnless(os.geteuid() == 0, "only root can make network namespaces")
class RunJob(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(cluster, "down")
        up = cluster("up", 4)
        if up.returncode != 0:
            raise AssertionError(f"the cluster does not come up: {up}")

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="squares-job-", dir="/var/tmp")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.file = os.path.join(self.folder, "squares.h5")
        self.part = self.file + ".part"

    def submit(self, *options, sbatch=(), script="run.sbatch", **settings):
        done = cluster("run", "sbatch", "--parsable", *sbatch, f"{TOP}/jobs/{script}", *options, cwd=self.folder,
                       settings=SETTINGS | settings)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.job = done.stdout.strip()
        self.addCleanup(cluster, "run", "scancel", self.job)

    def output(self):
        path = os.path.join(self.folder, f"squares-{self.job}.out")
        if not os.path.exists(path):
            return ""
        with open(path) as file:
            return file.read()

    def wait_for_end(self, seconds=120):
        self.assertTrue(wait_until(lambda: job_facts(self.job)["JobState"] in ENDED, seconds), self.output())
        return job_facts(self.job)

    def wait_for_rows(self, rows=2000):
        def there():
            try:
                with h5py.File(self.part, "r") as file:
                    return int((file["blocks"]["state"] == 1).sum()) >= rows
            except (OSError, KeyError):
                return False
        self.assertTrue(wait_until(there), self.output())

    def assert_right(self, attempts=1):
        found = Evidence(self.file)
        self.assertTrue(found.is_right_and_complete(), self.output())
        with h5py.File(self.file) as file:
            self.assertGreaterEqual(int(file["run"].attrs["attempts"]), attempts, self.output())
        self.assertEqual([name for name in os.listdir(self.folder) if not name.endswith(".out")], ["squares.h5"])

    def test_four_nodes_of_four_tasks_of_two_threads(self):
        self.submit("--last", 10**6, sbatch=("--nodes=4", "--cpus-per-task=2", "--ntasks-per-node=2"))
        facts = self.wait_for_end()
        self.assertEqual((facts["JobState"], facts["ExitCode"]), ("COMPLETED", "0:0"), self.output())
        self.assert_right()
        with h5py.File(self.file) as file:
            ranks = file["ranks"][:]
            self.assertEqual(sorted(bytes(host).decode() for host in ranks["host"]),
                             [f"node{n}" for n in (1, 2, 3, 4) for _ in range(2)])
            self.assertEqual(set(ranks["threads"]), {2})
            self.assertEqual(bytes(file["run"].attrs["slurm_job"]).decode(), self.job)

    def test_the_signal_before_the_time_limit_stops_requeues_and_resumes_it(self):
        self.submit(*LONG, sbatch=("--nodes=2",))
        self.wait_for_rows()
        cluster("run", "scancel", "--batch", "--signal=USR1", self.job)
        self.assertEqual(self.wait_for_end()["JobState"], "COMPLETED")
        self.assert_right(attempts=2)
        self.assertIn("requeues itself (stopped in time)", self.output())

    def lose_node(self, which):
        self.submit(*LONG, sbatch=("--nodes=1-3", "--ntasks-per-node=4"))
        self.wait_for_rows()
        nodes = cluster("run", "scontrol", "show", "hostnames", job_facts(self.job)["NodeList"]).stdout.split()
        done = len(Evidence(self.part).done)
        cluster("kill", nodes[which])
        try:
            self.assertEqual(self.wait_for_end()["JobState"], "COMPLETED", self.output())
        finally:
            cluster("start", nodes[which])
        self.assert_right(attempts=2)
        with h5py.File(self.file) as file:
            first = int((file["blocks"]["attempt"] == 1).sum())
        self.assertGreaterEqual(first, done, "what was done is not computed again")
        self.assertTrue(wait_until(lambda: cluster("run", "sinfo", "-h", "-t", "idle", "-o", "%D").stdout == "4\n"))

    def test_the_loss_of_a_node_of_ranks(self):
        self.lose_node(-1)

    def test_the_loss_of_the_batch_host(self):
        self.lose_node(0)

    def test_a_cancelled_job_leaves_a_part_that_can_be_resumed(self):
        self.submit(*LONG, sbatch=("--nodes=2",))
        self.wait_for_rows()
        cluster("run", "scancel", self.job)
        self.assertEqual(self.wait_for_end()["JobState"], "CANCELLED")
        self.assertTrue(wait_until(lambda: "resumes" in self.output()), self.output())
        self.assertEqual(Evidence(self.part).wrong, 0)
        self.submit(*LONG, sbatch=("--nodes=1",))
        self.assertEqual(self.wait_for_end()["ExitCode"], "0:0", self.output())
        self.assert_right(attempts=2)

    def test_an_error_ends_the_job_with_its_code_and_is_not_tried_again(self):
        self.submit("--last", "-5", sbatch=("--nodes=1",))
        self.assertEqual(self.wait_for_end()["ExitCode"], "64:0", self.output())
        self.assertEqual(self.output().count("run.sbatch: try"), 1)

    def verdicts(self):
        """What the verdict jobs have printed, each of them that has come to its end."""
        texts = []
        for name in sorted(os.listdir(self.folder)):
            if name.startswith("squares-verdict"):
                with open(os.path.join(self.folder, name)) as file:
                    texts.append(file.read())
        return [text for text in texts if "verdict: " in text]

    def test_an_array_with_a_task_that_fails_is_named_and_right_after_it_is_repeated(self):
        options = ("--last", 10**6, "--output", "part.h5", "--quiet")
        with open(os.path.join(self.folder, "part-5.h5"), "w") as file:
            file.write("in the way")
        self.submit(*options, script="array.sbatch", sbatch=("--array=1-8", "--ntasks-per-node=1"))
        self.assertTrue(wait_until(self.verdicts, 120), os.listdir(self.folder))
        self.assertIn("part-5.h5: UNREADABLE", self.verdicts()[0])
        self.assertIn("gap: 500,001..625,000", self.verdicts()[0])
        self.assertIn("verdict: NOT right", self.verdicts()[0])

        os.remove(os.path.join(self.folder, "part-5.h5"))
        self.submit(*options, script="array.sbatch", sbatch=("--array=5", "--ntasks-per-node=1"), PARTS="8")
        self.assertTrue(wait_until(lambda: len(self.verdicts()) == 2, 120), os.listdir(self.folder))
        self.assertIn("1..1,000,000: covered, without gap or overlap\nverdict: right", "".join(self.verdicts()))

    def test_tries_without_progress_come_to_an_end(self):
        idle = os.path.join(self.folder, "idle")
        with open(idle, "w") as file:
            file.write("#!/bin/sh\nexit 75\n")
        os.chmod(idle, 0o755)
        self.submit(sbatch=("--nodes=1",), SQUARES=idle, TRIES="2")
        self.assertEqual(self.wait_for_end()["ExitCode"], "75:0", self.output())
        self.assertIn("gives up: 2 tries", self.output())


if __name__ == "__main__":
    unittest.main()
