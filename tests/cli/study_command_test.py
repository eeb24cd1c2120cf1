"""squares study --command: any program on all layouts, timed, and nothing of it left behind."""

import contextlib
import json
import os
import shlex
import signal
import subprocess
import time
import unittest

import h5py

from launching import OWN_GROUP, SQUARES, SquaresTest, environment
from layout_costs import Costs, allocated

# What the tests' commands sleep for, as nothing else on this machine does.
LONG = "4711.25"
BEST = Costs(serial=0.02, shared=0.4, of_ranks=0.05, of_threads=0.05)  # 2 x 2 on four processors, by 50 ms


def sleepers(mark=LONG):
    found = []
    for process in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{process}/cmdline", "rb") as file:
            if file.read().split(b"\0")[:2] == [b"sleep", mark.encode()]:
                found.append(int(process))
    return found


class StudyCommand(SquaresTest):
    def study(self, command, *options, code=0, processors=4, budget_s=1, **how):
        """With more time where a busy machine has used that up before each layout was timed twice."""
        result = self.run_squares("study", "--command", command, "--budget", f"{budget_s}s", *options,
                                  **allocated(processors) | {"timeout": 300} | how)
        if result.code == 75 != code and budget_s < 100:
            return self.study(command, *options, code=code, processors=processors, budget_s=8 * budget_s, **how)
        self.assertEqual(result.code, code, str(result))
        return result

    def test_names_the_best_layout_of_a_program_whose_costs_are_known(self):
        result = self.study(BEST.command(), "--json", budget_s=30)
        document = json.loads(result.stdout)
        [workload] = document["workloads"]
        self.assertEqual((workload["workload"], workload["scaling"]), ("command", "strong"))
        layouts = {(layout["ranks"], layout["threads"]): layout for layout in workload["layouts"]}
        self.assertEqual(set(layouts), {(1, 1), (1, 2), (1, 4), (2, 1), (2, 2), (4, 1)})
        self.assertTrue(layouts[BEST.best(4)]["tied"], result.stdout)
        for (ranks, threads), layout in layouts.items():
            self.assertGreaterEqual(layout["median_s"], BEST.seconds(ranks, threads))
            self.assertEqual(layout["launch"], BEST.command().replace("{ranks}", str(ranks)).replace("{threads}", str(threads)))
            self.assertIsNone(layout["load_balance"])
        self.assertEqual(self.left(), ["study.h5"])

    def test_its_file_is_a_study_that_report_shows(self):
        shown = self.study("sleep 0.01; echo {ranks}", processors=2).stdout
        with h5py.File(self.path("study.h5")) as file:
            attributes = file["study"].attrs
            self.assertEqual(attributes["timed"].decode(), "sleep 0.01; echo {ranks}")
            self.assertEqual((attributes["nodes"], attributes["processors"]), (1, 2))
            samples = file["samples"][:]
            self.assertEqual(attributes[f"workload_{samples['workload'][0]}"].decode(), "command")
        self.assertTrue((samples["numbers"] == 1).all())
        report = self.run_squares("report", "study.h5")
        self.assertEqual(report.code, 0, str(report))
        self.assertIn("\n".join(shown.splitlines()[1:]), report.stdout, "but for the first line")
        self.assertIn("command 'sleep 0.01; echo {ranks}': timed from its start to its end", shown)
        self.assertIn("base case: 1 rank with 1 thread, in 0.", shown)
        document = json.loads(self.run_squares("report", "--json", "study.h5").stdout)
        self.assertIn('"command": "sleep 0.01; echo {ranks}"', json.dumps(document))
        self.assertIn("command", self.run_squares("report", "--csv", "study.h5").stdout)
        self.assertEqual(self.run_squares("report", "--html", "page.html", "--quiet", "study.h5").code, 0)

    def test_launches_of_mpirun_are_timed(self):
        """No variable of a launch gets in the way of the next: squares itself is no MPI program here."""
        command = f"mpirun -np {{ranks}} --bind-to none {shlex.quote(SQUARES)} --quiet --force --last 1000 --output {{ranks}}.h5"
        self.study(command, processors=2, budget_s=30)
        whole = [name for name in self.left() if ".part" not in name]  # a run that the end of the time ends leaves its part
        self.assertEqual(whole, ["1.h5", "2.h5", "study.h5"])

    def test_without_ranks_threads_are_varied_and_the_other_way_round(self):
        for word, layouts in (("threads", [(1, 1), (1, 2)]), ("ranks", [(1, 1), (2, 1)])):
            document = json.loads(self.study(f"true {{{word}}}", "--json", "--force", processors=2).stdout)
            found = [(layout["ranks"], layout["threads"]) for layout in document["workloads"][0]["layouts"]]
            self.assertEqual(found, layouts)

    def test_nodes_of_an_allocation_are_replaced(self):
        self.study("echo {nodes} {ranks} {threads} >>runs", "--quiet", processors="2(x2)", budget_s=2)
        with open(self.path("runs")) as file:
            runs = {tuple(map(int, line.split())) for line in file}
        self.assertEqual(runs, {(1, 1, 1), (1, 1, 2), (2, 2, 1), (2, 2, 2), (2, 4, 1)})

    def test_the_job_script_has_the_command(self):
        self.study("true {ranks} 'a b'", "--emit-sbatch", "job.sh", processors=1)
        with open(self.path("job.sh")) as file:
            script = file.read()
        self.assertIn("\ntrue 1 'a b'\n", script)
        self.assertIn("#SBATCH --nodes=1 --ntasks-per-node=1 --cpus-per-task=1\n", script)

    def test_a_command_that_fails_ends_it_with_its_words(self):
        for command, code, words in (("echo out; echo why >&2; exit 3 # {ranks}", 3, "out\nwhy\n"),
                                     ("no_such_program {ranks}", 127, "no_such_program"),
                                     ("kill -SEGV $$ # {threads}", 139, "")):
            result = self.study(command, code=69)
            self.assert_one_error(result, 69, f"the command ended with {code}", words)
            self.assertEqual(self.left(), [])
        result = self.study("echo why; exit 3 # {ranks}", "--json", code=69)
        self.assertEqual(json.loads(result.stdout)["verdict"], {"exit": 69})
        self.assertTrue(result.stderr.startswith("why\n"), result.stderr)

    def test_a_command_that_is_no_sweep_is_refused(self):
        self.assert_one_error(self.study("true", code=64), 64, "no place for ranks or threads")
        self.assert_one_error(self.study("true {ranks}", "--workload", "wait", code=64), 64, "--command and --workload")
        self.assert_one_error(self.study("true {ranks}", "--scaling", "weak", code=64), 64, "--command and --scaling")
        self.assert_one_error(self.study("true {ranks}", ranks=2, code=69), 69, "started by a launcher")

    def test_a_budget_that_is_too_small_says_what_it_takes(self):
        result = self.study(f"sleep {LONG} # {{ranks}}", code=75, budget_s=0.5)
        self.assertIn("the budget was used up by 0 of the 6 runs", result.stderr)
        self.assertIn("--budget ", result.stderr)
        self.assertEqual((self.left(), sleepers()), ([], []))

    def begun(self, command):
        study = subprocess.Popen([SQUARES, "study", "--budget", "1h", "--command", command], **OWN_GROUP, cwd=self.folder,
                                 env=environment(**allocated(2)), text=True, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(study.communicate)
        self.addCleanup(study.kill)
        return study

    def wait_for_sleepers(self, number, mark):
        while len(sleepers(mark)) != number:
            time.sleep(0.01)

    def test_a_signal_ends_it_and_all_that_the_command_has_started(self):
        for number, name in enumerate(("SIGTERM", "SIGINT", "SIGUSR1")):
            mark = f"4712.{number}"
            study = self.begun(f"(setsid sleep {mark} &); sleep {mark} & wait # {{ranks}}")
            self.wait_for_sleepers(2, mark)
            study.send_signal(getattr(signal, name))
            stderr = study.communicate(timeout=240)[1]
            self.assertEqual(study.returncode, 75, stderr)
            self.assertIn(f"{name} came before each layout had been timed twice", stderr)
            self.assertEqual((self.left(), sleepers(mark)), ([], []))

    def test_squares_that_is_killed_leaves_no_process_behind(self):
        mark = "4713.25"
        study = self.begun(f"(setsid sleep {mark} &); mpirun -np 2 sleep {mark} # {{ranks}}")
        self.wait_for_sleepers(3, mark)
        study.kill()
        self.wait_for_sleepers(0, mark)

    def test_a_signal_after_two_rounds_keeps_what_was_timed(self):
        study = self.begun("echo {ranks} >>runs; test $(wc -l <runs) -lt 8 || sleep 4714.25")
        self.wait_for_sleepers(1, "4714.25")
        study.send_signal(signal.SIGTERM)
        study.communicate(timeout=240)
        self.assertEqual(study.returncode, 75)
        with h5py.File(self.path("study.h5")) as file:
            self.assertEqual(len(file["samples"]), 6)  # one run did not count, and the last was cut off


if __name__ == "__main__":
    unittest.main()
