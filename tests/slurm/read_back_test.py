"""Every block is read back by another node than wrote it, however ranks lie on nodes, and a node that reads wrongly is named."""

import json
import os
import unittest

import launcher
from jobs import ClusterTest, on_site
from launching import SQUARES

BYTES = 8 * 10**6


class ReadBack(ClusterTest):
    def mpirun(self, slots, *options, mapping="slot", program=SQUARES):
        """squares on so many ranks of each node, in the order of nodes or in turns."""
        hostfile = os.path.join(self.beside, "hosts")
        with open(hostfile, "w") as file:
            file.writelines(f"node{node} slots={number}\n" for node, number in enumerate(slots, 1))
        return on_site("mpirun", "--bind-to", "none", "--map-by", mapping, "--hostfile", hostfile, program, "--json",
                       *options, folder=self.folder, **launcher.settings("keepalive=5,1,3"))

    def test_at_any_mapping_each_block_is_read_by_another_node(self):
        for slots, mapping in (((1, 1, 1, 1), "slot"), ((2, 2, 2, 2), "slot"), ((2, 2, 2, 2), "node"), ((3, 1), "slot"),
                               ((3, 2, 1), "node"), ((5, 1, 1), "slot")):
            for schedule, verify in (("block", "file"), ("cyclic", "disk"), ("dynamic", "file")):
                with self.subTest(f"{slots} by {mapping}, {schedule}, {verify}"):
                    done = self.mpirun(slots, "--block", 7777, "--schedule", schedule, "--verify", verify, "--force",
                                       mapping=mapping)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    result = json.loads(done.stdout)
                    self.assertEqual(result["plan"]["ranks"], sum(slots))
                    self.assertEqual(result["storage"]["read_back_other_node_bytes"], BYTES)
                    self.assertEqual(result["verdict"]["checked_numbers"], 10**6)
        self.assert_right()

    def test_a_node_that_reads_something_else_than_was_written_is_named(self):
        # The first block, which is node1's, is read by the next node: of four with a rank each, node2.
        sick = self.program("sick", f'[ "$(hostname)" = node2 ] && export LD_PRELOAD={os.environ["FLIP_READ"]}\n'
                                    f'exec env FLIP_OFFSET=30000 {SQUARES} "$@"\n')
        done = self.mpirun((1, 1, 1, 1), program=sick)
        self.assertEqual(done.returncode, 65, done.stderr)
        self.assertRegex(done.stderr, r"block 0, written by rank 0 on node1, process \d+, read by rank 1 on node2")
        self.assertIn("squares.h5.part", self.left())
        resumed = self.mpirun((1, 1, 1, 1), "--resume")
        self.assertEqual(resumed.returncode, 0, resumed.stderr)
        self.assert_right()


if __name__ == "__main__":
    unittest.main()
