"""Jobs that lose a node without notice, to its power switch: they end with a right file, and nothing done is lost.

What ran on that node is gone. Open MPI notices at once, and so does the job.
"""

import os
import unittest

import h5py
import numpy

from evidence import Evidence, done_in
from jobs import IS_A_NEXT_TRY, JobTest, rows_of
from slurm import cluster


class LostPower(JobTest):
    def lose_power(self, which):
        # Rank 0 of the next try keeps the part as it finds it, before any rank computes.
        found = os.path.join(self.beside, "found.h5")
        keeping = self.program("keeping", f'''
{IS_A_NEXT_TRY} && [ "$OMPI_COMM_WORLD_RANK" = 0 ] && [ ! -e {found} ] && cp {self.part} {found}
exec {self.slow(500, unless=IS_A_NEXT_TRY)} "$@"
''')
        node, rows = self.submit_and_break(which, "kill", SQUARES=keeping)
        try:
            self.assertEqual(self.wait_for_end()["JobState"], "COMPLETED", self.output())
        finally:
            cluster("start", node)
        self.assert_right(attempts=2)
        self.assert_kept(rows)
        self.assert_only_blocks_in_flight_are_computed_twice(found)
        self.assert_all_nodes_are_idle()

    def assert_only_blocks_in_flight_are_computed_twice(self, found):
        """The next try has computed just the blocks that the first had left open. Of these each of its 12 ranks may
        have written one, and those whose rows wait to be written together: 64 at most."""
        self.assertEqual(Evidence(found).wrong, 0)
        before = rows_of(found)
        repeated = numpy.flatnonzero(rows_of(self.file)["attempt"] > 1)
        self.assertEqual(repeated.tolist(), numpy.setdiff1d(numpy.arange(len(before)), done_in(before)).tolist())
        self.assertGreater(len(repeated), 0, "the job had computed all before the node was lost")
        with h5py.File(found) as file:
            written_twice = numpy.count_nonzero(file["squares"][:][repeated])
        self.assertLessEqual(written_twice, 12 * (1 + 64))

    def test_a_node_of_ranks_without_power(self):
        self.lose_power(-1)

    def test_the_batch_host_without_power(self):
        self.lose_power(0)


if __name__ == "__main__":
    unittest.main()
