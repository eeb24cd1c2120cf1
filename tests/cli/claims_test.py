"""squares claims: 24 sentences, each with an experiment whose control turns its verdict."""

import json
import os
import resource
import shutil
import subprocess
import time
import unittest

import h5py

from launching import SQUARES, SquaresTest, environment
from machine import allowed, others_at_work
from reporting import remark

IDS = [f"P{i}" for i in range(1, 11)] + [f"T{i}" for i in range(1, 10)] + [f"L{i}" for i in range(1, 6)]
LOCK_MATTERS = {"T4": "TRUE", "T6": "FALSE", "T7": "FALSE", "L1": "FALSE"}  # the verdict without one
PROCESSORS = sorted(os.sched_getaffinity(0))
TWO_PROCESSORS = len(PROCESSORS) >= 2
SIDE_BY_SIDE = {"P2", "P5", "P6", "T6", "T7", "L1", "L3", "L4", "L5"}  # work is timed that others may disturb
HELD_UP = {"P8", "P10", "T3", "T4"}  # what takes little is timed, and on a busy machine may look like the contrary
NEEDS_TWO = SIDE_BY_SIDE | {"T9", "L2"}  # threads must meet: seen if they do, whoever else is there
TAKEN = "% of the processors were taken by others meanwhile"
DISTURBANCE = TAKEN + r"|processors gave only [\d.]+ times what one gives"


def processor_time_of_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Claims(SquaresTest):
    def claims(self, *options, **how):
        result = self.run_squares("claims", "--json", *options, **{"timeout": 300} | how)
        self.assertEqual(result.code, 0, str(result))
        return json.loads(result.stdout)

    def verdicts(self, can_be_disturbed, *options):
        """By id. What is unclear without such a reason is tried again, as squares has done itself."""
        found, asked = {}, []
        for _ in range(2):
            before_s = processor_time_of_children()
            for claim in self.claims(*asked, *options)["claims"]:
                found[claim["id"]] = claim
            self.assertLess(processor_time_of_children() - before_s, 60 * len(PROCESSORS), "it takes a minute at most")
            asked = [id for id, claim in found.items()
                     if "UNCLEAR" in (claim["verdict"], claim["verdict_without_lock"])
                     and not (id in can_be_disturbed and claim["why"])]
            if not asked:
                break
        return found

    def assert_disturbed(self, claim, by=DISTURBANCE):
        """Unclear, or so much that Python's time was up before it had anything to say."""
        self.assertIn(claim["verdict"], ("UNCLEAR", "UNTESTED"), json.dumps(claim, indent=2))
        self.assertRegex(claim["why"], by if claim["verdict"] == "UNCLEAR" else "has not ended after 20 s")

    def judge(self, found, can_be_disturbed, assert_right):
        """Each claim is right. Of those that work beside it can disturb each may say instead that it was disturbed, and
        by what; the others are judged on any machine."""
        self.assertEqual(list(found), IDS)
        not_judged = []
        for claim in found.values():
            if claim["id"] in NEEDS_TWO and not TWO_PROCESSORS:
                self.assertEqual(claim["verdict"], "UNTESTED", claim)
                self.assertIn("it takes two processors, and this process may use 1", claim["why"])
            elif claim["id"] == "L4" and "no interpreter without the lock" in claim["why"]:
                self.assertEqual(claim["verdict"], "UNTESTED")
            elif claim["id"] in can_be_disturbed and claim["verdict"] in ("UNCLEAR", "UNTESTED") and claim["why"]:
                self.assert_disturbed(claim)
                not_judged.append(claim["id"])
            else:
                assert_right(claim)
        if not_judged:
            remark(f"claims not judged, since others took the processors: {' '.join(not_judged)}")

    def test_the_lesson_holds_here_as_it_states_it(self):
        def assert_right(claim):
            self.assertEqual(claim["verdict"], "TRUE", json.dumps(claim, indent=2))
            self.assertEqual(claim["verdict_without_lock"], LOCK_MATTERS.get(claim["id"]), json.dumps(claim, indent=2))
        found = self.verdicts(SIDE_BY_SIDE | HELD_UP)
        self.judge(found, SIDE_BY_SIDE | HELD_UP, assert_right)
        for claim in found.values():
            self.assertTrue(claim["sentence"] and claim["experiment"])
            if claim["verdict"] != "UNTESTED":
                self.assertGreaterEqual(len(claim["figures"]), 1)
            for figure in claim["figures"]:
                if "interval" in figure:
                    self.assertLessEqual(figure["interval"]["low"], figure["value"])
                    self.assertGreaterEqual(figure["interval"]["high"], figure["value"])

    def test_the_control_of_each_experiment_turns_its_verdict(self):
        def assert_right(claim):
            self.assertEqual(claim["verdict"], "FALSE", json.dumps(claim, indent=2))
        found = self.verdicts(NEEDS_TWO | HELD_UP, "--budget", "10s", "--control")
        self.judge(found, NEEDS_TWO | HELD_UP, assert_right)
        for claim in found.values():
            self.assertIn("Control: ", claim["experiment"])

    def test_without_python_what_needs_it_is_untested_and_the_rest_is_not(self):
        document = self.claims("P1", "T2", "T4", "L1", "L4", "--python", "/nowhere/python3")
        found = {claim["id"]: claim for claim in document["claims"]}
        self.assertEqual([found[id]["verdict"] for id in ("P1", "T2")], ["TRUE"] * 2)
        if found["T4"]["verdict"] != "TRUE":
            self.assert_disturbed(found["T4"], by=TAKEN)
        self.assertEqual(found["L1"]["verdict"], "UNTESTED")
        self.assertIn("there is no /nowhere/python3", found["L1"]["why"])
        self.assertIn("no interpreter without the lock", found["L4"]["why"])
        self.assertEqual(document["python"], "")

    def test_a_python_that_fails_is_untested_with_its_own_words(self):
        with open(self.path("python"), "w") as file:
            file.write("#!/bin/sh\necho 'no such module' >&2\nexit 1\n")
        os.chmod(self.path("python"), 0o755)
        [claim] = self.claims("L1", "--python", self.path("python"))["claims"]
        self.assertEqual(claim["verdict"], "UNTESTED")
        self.assertIn("no such module", claim["why"])

    def test_without_our_library_what_needs_it_is_untested(self):
        shutil.copy(SQUARES, self.path("squares"))
        result = subprocess.run([self.path("squares"), "claims", "L2", "L5", "--json"], env=environment(), timeout=300,
                                capture_output=True, text=True)
        for claim in json.loads(result.stdout)["claims"]:
            self.assertEqual(claim["verdict"], "UNTESTED")
            self.assertIn("libsquares_python.so is not where", claim["why"])

    def assert_what_takes_two_processors_is_untested(self, before, how_many):
        document = self.claims("P2", "P3", "T7", before=before)
        verdicts = [claim["verdict"] for claim in document["claims"]]
        self.assertEqual(verdicts, ["UNTESTED", "TRUE", "UNTESTED"])
        self.assertEqual(document["claims"][0]["why"], f"it takes two processors, and this process may use {how_many}")

    def test_on_one_processor_what_takes_two_is_untested(self):
        self.assert_what_takes_two_processors_is_untested(("taskset", "-c", str(PROCESSORS[0])), "1")

    def test_in_a_control_group_of_half_a_processor_what_takes_two_is_untested(self):
        self.assert_what_takes_two_processors_is_untested(allowed(self, 0.5), "0.5")

    @unittest.skipUnless(TWO_PROCESSORS, "takes two processors")
    def test_what_others_disturb_is_unclear_and_never_false(self):
        with others_at_work(PROCESSORS[:1]):
            for claim in self.claims("P2", "T6", "L3", "--budget", "5s")["claims"]:
                self.assert_disturbed(claim, by=TAKEN)
        with others_at_work(6 * PROCESSORS):
            for claim in self.claims("P8", "T3", "T4", "--budget", "5s")["claims"]:
                if claim["verdict"] != "TRUE":
                    self.assert_disturbed(claim, by=TAKEN)

    def test_under_mpirun_messages_are_measured_too(self):
        for ranks in (1, 2, 3, 4):
            [claim] = self.claims("P10", ranks=ranks)["claims"]
            names = [figure["name"] for figure in claim["figures"]]
            self.assertEqual("between processes: an MPI message" in names, ranks > 1)

    def test_under_mpirun_what_is_wrong_is_said_once_by_all(self):
        for ranks in (1, 3):
            result = self.run_squares("claims", "P99", ranks=ranks)
            self.assert_one_error(result, 64, "the lesson has no claim P99", "P1 to P10")

    def test_the_table_fits_80_columns_and_has_every_claim_asked_for(self):
        result = self.run_squares("claims", "P1", "T1", "L4")
        lines = result.stdout.splitlines()
        self.assertLessEqual(max(map(len, lines)), 80, result.stdout)
        self.assertEqual([line.split()[0] for line in lines if line[:2] in ("P1", "T1", "L4")], ["P1", "T1", "L4"])
        self.assertEqual(self.run_squares("claims", "P1", "--quiet").stdout, "")
        self.assertEqual(self.left(), [])

    def test_nothing_that_was_started_is_left(self):
        mark = f"{os.getpid()} {time.monotonic_ns()}"
        self.claims("P1", "P7", "T8", "L3", STARTED_BY=mark)
        self.assertEqual([pid for pid in os.listdir("/proc") if pid.isdigit() and self.has_in_environment(pid, mark)], [])
        # What is left would be seen, once the kernel shows its environment.
        with subprocess.Popen(["sleep", "600"], env=environment(STARTED_BY=mark)) as left:
            while not self.has_in_environment(left.pid, mark):
                self.assertIsNone(left.poll())
                time.sleep(0.01)
            left.kill()

    @staticmethod
    def has_in_environment(pid, text):
        try:
            with open(f"/proc/{pid}/environ", errors="replace") as file:
                return text in file.read()
        except OSError:
            return False


class Examples(SquaresTest):
    def test_each_is_played_with_what_happened_when(self):
        for example in ("E1", "E2", "E3", "E4"):
            result = self.run_squares("claims", "--example", example)
            self.assertEqual(result.code, 0, str(result))
            self.assertLessEqual(max(map(len, result.stdout.splitlines())), 80, result.stdout)
            document = json.loads(self.run_squares("claims", "--example", example, "--json").stdout)
            for worker in document["workers"]:
                times = [worker[key] for key in ("started_s", "began_s", "ended_s", "joined_s")]
                self.assertEqual(times, sorted(times))
        numbers = json.loads(self.run_squares("claims", "--example", "E3", "--json").stdout)["workers"]
        self.assertEqual(sum(worker["numbers"] for worker in numbers), 1_000_000)

    def test_one_that_the_lesson_does_not_have_is_refused(self):
        self.assert_one_error(self.run_squares("claims", "--example", "E5"), 64, "no example E5", "E1, E2, E3 or E4")


class InAFile(SquaresTest):
    def test_a_file_of_their_own_has_claims_and_figures(self):
        self.assertEqual(self.run_squares("claims", "P1", "L4", "--output", "claims.h5").code, 0)
        self.assertEqual(self.left(), ["claims.h5"])
        with h5py.File(self.path("claims.h5")) as file:
            self.assertEqual([row["id"] for row in file["claims"][:]], [b"P1", b"L4"])
            self.assertEqual(file["claims"][0]["verdict"], b"TRUE")
            self.assertIn(b"P1", {row["claim"] for row in file["figures"][:]})
            self.assertEqual(file["lesson"].attrs["schema"], b"squares claims")

    def test_a_file_that_is_there_is_replaced_only_by_force(self):
        self.assertEqual(self.run_squares("claims", "P1", "--output", "a.h5").code, 0)
        self.assert_one_error(self.run_squares("claims", "T1", "--output", "a.h5"), 73, "the output exists", "--force")
        self.assertEqual(self.run_squares("claims", "T1", "--output", "a.h5", "--force").code, 0)
        with h5py.File(self.path("a.h5")) as file:
            self.assertEqual([row["id"] for row in file["claims"][:]], [b"T1"])

    def test_a_folder_that_is_missing_is_said_before_anything_is_timed(self):
        result = self.run_squares("claims", "--budget", "1h", "--output", "missing/claims.h5")
        self.assert_one_error(result, 73, "there is no such folder", self.path("missing"))

    def test_a_file_of_another_kind_is_left_alone(self):
        for content, why in ((b"", "is empty"), (b"hello", "is no HDF5 file, or a damaged one")):
            with open(self.path("other"), "wb") as file:
                file.write(content)
            self.assert_one_error(self.run_squares("claims", "P1", "--output", "other"), 66, why)
            with open(self.path("other"), "rb") as file:
                self.assertEqual(file.read(), content)
        self.clear()
        self.compute("--last", "10")
        shutil.copy(self.path("squares.h5"), self.path("copy.h5"))
        result = self.run_squares("claims", "P1", "--output", "copy.h5", "--force")
        self.assert_one_error(result, 66, "no file of claims")


if __name__ == "__main__":
    unittest.main()
