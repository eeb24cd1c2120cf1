"""What the documents say to Slurm does what they say: their blocks with the mark "run by tests/slurm/documents_test.py"."""

import os
import re
import subprocess
import unittest

from documents import TOP, code_of, documents
from jobs import ClusterTest, on_site
from launching import SQUARES
from slurm import cluster, wait_until


class Documents(ClusterTest):
    def test_all_jobs_end_well(self):
        blocks = [block for document in documents() for block in code_of(document)
                  if block.marks().get("run by") == "tests/slurm/documents_test.py"]
        self.assertGreater(len(blocks), 3)
        os.symlink(os.path.join(TOP, "jobs"), os.path.join(self.folder, "jobs"))
        for block in blocks:
            for line in block.shorter().splitlines():
                with self.subTest(str(block), line=line):
                    self.run_line(line)

    def run_line(self, line):
        done = on_site("run", "bash", "-eu", "-c", line, folder=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        job = re.fullmatch(r"Submitted batch job (\d+)\n", done.stdout)[1]
        # The jobs that it submits itself come before it ends.
        self.assertTrue(wait_until(lambda: not cluster("run", "squeue", "--noheader").stdout), self.output())
        ended = cluster("run", "scontrol", "show", "job", job).stdout
        self.assertEqual(set(re.findall(r"JobState=(\w+)", ended)), {"COMPLETED"}, self.output())
        self.assert_left(re.findall(r"--(?:output|emit-sbatch) (\S+)", line), is_array="--array" in line)

    def assert_left(self, files, is_array):
        """By a job, or an array: these files, and of squares nothing but right ones."""
        self.assertEqual(len(files), 1)
        if is_array:
            self.assertIn("verdict: right", self.output())
        else:
            self.assertTrue(os.path.exists(os.path.join(self.folder, files[0])), self.output())
        for name in self.left():
            path = os.path.join(self.folder, name)
            if name.endswith(".h5") and name != "study.h5":
                self.assertEqual(subprocess.run([SQUARES, "verify", "--quiet", path]).returncode, 0, name)
            if os.path.isfile(path):
                os.remove(path)

    def output(self):
        """What all jobs have said."""
        texts = []
        for name in self.left():
            if name.endswith(".out"):
                with open(os.path.join(self.folder, name)) as file:
                    texts.append(file.read())
        return "\n".join(texts)


if __name__ == "__main__":
    unittest.main()
