"""Ranks and threads that get in each other's way are told before any work, with a launch that is right."""

import os
import re
import shlex
import subprocess
import unittest

import h5py

from launching import OWN_GROUP, SQUARES, Result, SquaresTest, environment

PROCESSORS = sorted(os.sched_getaffinity(0))
ONE = str(PROCESSORS[0])


@unittest.skipIf(len(PROCESSORS) < 2, "with a single processor every team is too large")
class Placement(SquaresTest):
    def call(self, command, **variables):
        done = subprocess.run(command, **OWN_GROUP, cwd=self.folder, env=environment(**variables), capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=300)
        return Result(done.returncode, done.stdout, done.stderr)

    def assert_told(self, command, *words, on_purpose=False, **variables):
        """The command computes with a warning that has all words, or where it is on purpose, with a hint after the result;
        --strict refuses it, and the advice is silent."""
        told = self.call(command, **variables)
        self.assertEqual(told.code, 0, str(told))
        self.assertTrue(told.stdout.startswith("squares of "), str(told))
        if on_purpose:
            self.assertEqual(told.stderr, "")
            told.stderr = told.stdout[told.stdout.index("\nhint: ") + 1:]
        else:
            self.assertNotIn("hint", told.stdout)
            self.assertIn("squares: warning: ", told.stderr)
        flat = re.sub(r"\s+", " ", told.stderr)
        for word in words:
            self.assertIn(word, flat)
        self.clear()

        refused = self.call([*command, "--strict"], **variables)
        self.assert_one_error(refused, 69, "--strict", "a launch that fits: ")
        self.assertEqual(self.left(), [], "refused before a file is touched")

        advice = re.search(r"^  a launch that fits: (.*)$", told.stderr, re.MULTILINE).group(1)
        right = self.call([*shlex.split(advice), "--strict"], **variables)
        self.assertEqual((right.code, right.stderr), (0, ""), f"{advice}\n{right}")
        self.assertIn("checked: ", right.stdout)
        self.clear()

    def mpirun(self, *words):
        return ["mpirun", *words, SQUARES]

    def test_a_team_larger_than_its_mask(self):
        self.assert_told([*self.mpirun("-np", "1", "--bind-to", "core"), "--threads", "2"], "rank 0", "2 threads",
                         f"may use processor {ONE}")
        self.assert_told(["taskset", "-c", ONE, SQUARES, "--threads", "2"], f"may use processor {ONE}")

    def test_a_team_larger_than_its_mask_in_one_rank_of_two(self):
        if len(PROCESSORS) < 3:
            self.skipTest("needs three processors")
        first, second, third = map(str, PROCESSORS[:3])
        alone = f'[ $OMPI_COMM_WORLD_RANK = 0 ] && exec taskset -c {first},{second} "$@"; exec taskset -c {third} "$@"'
        self.assert_told([*self.mpirun("-np", "2", "--bind-to", "none", "sh", "-c", alone, "sh"), "--threads", "2"], "rank 1")

    def test_more_threads_than_processors_on_the_node(self):
        many = len(PROCESSORS) + 1
        node = f"take turns on the node's {len(PROCESSORS)} processors"
        self.assert_told(self.mpirun("-np", str(many)), f"{many} ranks", f"{many} threads", node, on_purpose=True)
        self.assert_told([SQUARES, "--threads", str(many)], f"{many} threads", node)

    def test_masks_that_overlap(self):
        mine = f'[ $OMPI_COMM_WORLD_RANK = 0 ] && exec taskset -c {ONE} "$@"; exec "$@"'
        self.assert_told(self.mpirun("-np", "2", "--bind-to", "none", "sh", "-c", mine, "sh"), "masks overlap",
                         f"at processor {ONE}")
        self.assert_told(self.mpirun("-np", "2", "--bind-to", "none", "taskset", "-c", ONE),
                         f"2 threads take turns on processor {ONE}")

    def test_a_team_that_is_split_over_numa_nodes(self):
        # hwloc is told of NUMA nodes of one processor each; mpirun of the machine as it is.
        numa = f"numa:{len(PROCESSORS)} core:1 pu:1"
        inside = ["env", f"HWLOC_SYNTHETIC={numa}", SQUARES]
        told = self.call([*inside, "--threads", "2"])
        self.assertIn("2 threads in a team that is split over NUMA nodes 0-1", re.sub(r"\s+", " ", told.stderr))
        self.clear()
        for threads, code in (("2", 69), ("1", 0)):
            right = self.call([*inside, "--threads", threads, "--strict", "--force"])
            self.assertEqual(right.code, code, str(right))
        with h5py.File(self.file) as file:
            self.assertEqual(file["ranks"]["numa_nodes"][0].decode(), f"0-{len(PROCESSORS) - 1}")

    def test_what_mpirun_was_told_otherwise_stays(self):
        kept = ("--mca", "btl_base_verbose", "0", "--host", "localhost:1", "-x", "KEPT=1")
        result = self.call([*self.mpirun(*kept, "-np", "1", "--bind-to", "core"), "--threads", "2", "--last", "1000"])
        self.assertIn(f"mpirun {' '.join(kept)} -np 1 ", result.stderr)
        self.assertIn("--last 1000 --threads 2", result.stderr)

    def test_a_launch_that_fits_says_nothing(self):
        for command in (self.mpirun("-np", "1"), self.mpirun("-np", "2"), self.mpirun("-np", "2", "--bind-to", "none"),
                        [SQUARES], [*self.mpirun("-np", "1"), "--threads", "auto"], [SQUARES, "--threads", "auto"]):
            result = self.call([*command, "--strict", "--force"])
            self.assertEqual((result.code, result.stderr), (0, ""), str(result))

    def test_programs_find_the_warning_in_the_json(self):
        import json
        result = self.call([*self.mpirun("-np", "1", "--bind-to", "core"), "--threads", "2", "--json"])
        placement = json.loads(result.stdout)["placement"]
        self.assertEqual(len(placement["warnings"]), 1)
        self.assertTrue(placement["launch"].startswith("mpirun "))

    def test_a_report_repeats_the_launch_as_it_was_typed(self):
        pinned = ["taskset", "-c", str(min(os.sched_getaffinity(0)))]
        for how, launcher in (({"ranks": 2, "launch": ["--bind-to", "none", "-x", "A=b c"]}, "mpirun -np 2 --bind-to none -x 'A=b c'"),
                              ({"before": pinned}, " ".join(pinned)),
                              ({"ranks": 2, "wrap": ["env", "-u", "NOTHING"]}, "mpirun -np 2 env -u NOTHING"),
                              ({"ranks": 2, "wrap": ["sh", "-c", '"$0" "$@"; exit $?']}, "mpirun -np 2")):
            with self.subTest(launcher):
                self.compute("--last", 1000, "--quiet", "--force", **how)
                self.assertIn(f"\nagain:   {launcher} squares --last 1000 --quiet --force\n",
                              self.run_squares("report", "squares.h5").stdout)

    def test_where_the_threads_ran_is_in_the_file(self):
        self.call([*self.mpirun("-np", "2", "--bind-to", "core"), "--quiet"])
        with h5py.File(self.file) as file:
            for rank, thread in zip(file["ranks"][:], file["threads"][:]):
                self.assertEqual(rank["cpus"].decode(), str(thread["cpu_first"]))
                self.assertEqual(thread["cpu_first"], thread["cpu_last"])


if __name__ == "__main__":
    unittest.main()
