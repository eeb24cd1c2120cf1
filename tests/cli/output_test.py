"""What is said, where: people's text, one JSON document, or nothing."""

import json
import math
import os
import shlex
import subprocess
import time
import unittest

import h5py

from launching import SQUARES, SquaresTest, environment, killed_at_sync, sha256_of_squares, square_sum


def values_in(document):
    """Every (object, key, value) of a document, at any depth."""
    if isinstance(document, list):
        for item in document:
            yield from values_in(item)
    elif isinstance(document, dict):
        for key, value in document.items():
            yield document, key, value
            yield from values_in(value)


class JsonDocument(SquaresTest):
    def test_is_all_that_is_on_stdout_and_says_what_the_file_says(self):
        for ranks in (0, 3):
            with self.subTest(f"{ranks} ranks"):
                result = self.compute("--json", "--force", "--threads", 2, "--block", 9_973, ranks=ranks)
                document = json.loads(result.stdout)  # fails for anything before or after it
                self.assertEqual(result.remarks, "")
                self.check_against_file(document, max(ranks, 1))

    def check_against_file(self, document, ranks):
        with h5py.File(self.file) as file:
            run = file["run"].attrs
            plan = document["plan"]
            for key in ("first", "last", "count", "ranks", "threads", "blocks"):
                self.assertEqual(plan[key], int(run[key]), key)
            self.assertEqual(plan["schedule"], run["schedule"].decode())
            self.assertEqual(document["verdict"]["sum"], run["sum"].decode())
            self.assertEqual(document["verdict"]["checked"], run["checked"].decode())
            self.assertEqual(document["created"], run["created"].decode())
            self.assertEqual(document["command"], run["command"].decode())
            for table, rows in (("ranks", document["ranks"]), ("threads", document["threads"])):
                self.assertEqual(len(rows), len(file[table]))
                for row, stored in zip(rows, file[table][:]):
                    self.check_row(row, stored)
        self.assertEqual(len(document["ranks"]), ranks)
        self.assertEqual(document["verdict"]["exit"], 0)
        self.assertEqual(document["verdict"]["checked_numbers"], 10**6)
        self.assertEqual(document["verdict"]["sum"], str(square_sum(1, 10**6)))
        self.assertEqual(document["file"]["path"], self.file)
        phases = document["phases"]
        for key in ("launch_s", "create_s", "store_s", "sync_s", "check_s", "finish_s", "total_s"):
            self.assertGreater(phases[key], 0, key)
        phases.pop("mpirun_s")  # before them, where it is known
        self.assertAlmostEqual(sum(phases.values()) - phases["total_s"], phases["total_s"], places=6)

    def check_row(self, row, stored):
        self.assertEqual(set(row) - {"numbers_hex", "blocks_hex", "peak_rss_bytes_hex"}, set(stored.dtype.names))
        for name in stored.dtype.names:
            value = stored[name]
            if isinstance(value, bytes):
                self.assertEqual(row[name], value.decode(), name)
            elif name.endswith("_s"):
                self.assertAlmostEqual(row[name], float(value), places=8, msg=name)
            else:
                self.assertEqual(row[name], int(value), name)

    def test_keys_end_in_their_units_and_large_integers_come_twice(self):
        result = self.compute("--json", "--first", 2**64 - 1000, "--last", 2**64 - 1)
        document = json.loads(result.stdout)
        self.assertEqual(document["plan"]["last"], 2**64 - 1)
        for holder, key, value in values_in(document):
            if isinstance(value, float):
                self.assertTrue(key.endswith("_s"), key)
            if isinstance(value, int) and value >= 2**53:
                self.assertEqual(holder[key + "_hex"], hex(value))

    def test_of_an_error_is_one_too(self):
        for ranks in (0, 3):
            for options, code in ((["--first", 9, "--last", 5], 64), (["--output", "missing/squares.h5"], 73)):
                with self.subTest(ranks=ranks, options=options):
                    self.check_error(self.run_squares("--json", *options, ranks=ranks), code)

    def test_of_a_misread_command_line_is_one_too(self):
        for ranks in (0, 3):
            for options in (["--threads", 0], ["--lsat", 5], ["--last", "-5"], ["--config", "no.ini"]):
                with self.subTest(ranks=ranks, options=options):
                    self.check_error(self.run_squares("--json", *options, ranks=ranks), 66 if "--config" in options else 64)

    def check_error(self, result, code):
        self.assert_one_error(result, code)
        document = json.loads(result.stdout)
        self.assertEqual(document["verdict"]["exit"], code)
        self.assertEqual("squares: error: " + document["error"]["what"], result.errors[0])
        self.assertEqual(set(document["error"]), {"what", "where", "remedy"})

    def test_of_a_dry_run_is_the_plan_and_what_it_would_take_at_least(self):
        took = {}
        for last in (10**9, 10**12):
            result = self.run_squares("--json", "--dry-run", "--last", last, ranks=3)
            document = json.loads(result.stdout)
            self.assertEqual((document["plan"]["ranks"], document["plan"]["last"]), (3, last))
            has_room = document["estimate"]["free_bytes"] > document["plan"]["data_bytes"]
            self.assertEqual(result.code, 0 if has_room else 73, str(result))
            self.assertEqual(document.get("verdict"), None if has_room else {"exit": 73})
            took[last] = document["estimate"]["store_s"]
        self.assertGreater(took[10**12], 10 * took[10**9])  # 1000 times, were the machine as fast each time
        self.assertEqual(document["estimate"]["free_bytes"] >> 40, os.statvfs(self.folder).f_bavail * 4096 >> 40)
        self.assertEqual(self.left(), [])


class Mpirun(SquaresTest):
    def mpirun_s(self, **how):
        """As the file has it; and how long the whole command took, in total with it."""
        began = time.monotonic()
        self.compute("--force", "--quiet", **how)
        took_s = time.monotonic() - began
        with h5py.File(self.file) as file:
            run = file["run"].attrs
            if not math.isnan(run["mpirun_s"]):
                self.assertGreaterEqual(run["mpirun_s"], 0)
                self.assertLess(run["mpirun_s"] + run["total_s"], took_s + 0.01, "the kernel counts in hundredths")
            return run["mpirun_s"]

    def test_its_start_is_told_where_that_is_known(self):
        known = next((one for one in (self.mpirun_s(ranks=2) for _ in range(50)) if one > 0), None)  # not on a busy machine
        self.assertIsNotNone(known)
        shown = self.run_squares("report", self.file).stdout
        self.assertRegex(shown, rf"\nmpirun +{known:.4f} ")
        self.assertIn("since mpirun began", shown)

    def test_it_is_unknown_without_it_and_where_its_process_was_a_script_before(self):
        script = ("bash", "-c", 'sleep 0.6; exec "$0" "$@"')
        for how in ({}, {"ranks": 2, "before": script}, {"ranks": 1, "wrap": ("sh", "-c", '"$0" "$@"; exit $?')}):
            with self.subTest(how=how):
                self.assertTrue(math.isnan(self.mpirun_s(**how)))
                self.assertIn("since rank 0 began", self.run_squares("report", self.file).stdout)


class Text(SquaresTest):
    def test_names_the_facts_and_fits_80_columns(self):
        for ranks in (0, 2, 16):
            with self.subTest(f"{ranks} ranks"):
                result = self.compute("--force", ranks=ranks)
                self.assertEqual(result.remarks, "")
                for fact in ("1..1,000,000", "squares.h5", "checked: 1,000,000 of 1,000,000", str(square_sum(1, 10**6))):
                    self.assertIn(fact, result.stdout)
                for line in result.stdout.splitlines():
                    if not line.startswith("  a launch that fits: "):  # to be pasted
                        self.assertLessEqual(len(line), 80, line)

    def test_a_dry_run_for_which_there_is_no_room_ends_as_the_run_would(self):
        result = self.run_squares("--dry-run", "--last", 10**15, ranks=2)
        self.assertIn("free there: not enough", result.stdout)
        self.assert_one_error(result, 73, "no room for 1", "are free", "squares.h5")
        self.assertEqual(self.run_squares("--dry-run", "--last", 10**15, "--quiet").code, 73)
        self.assertEqual(self.left(), [])

    def test_a_short_run_takes_no_second(self):
        self.assertRegex(self.run_squares("--dry-run").stdout, r"at least [0-9.]+ (us|ms) to store and [0-9.]+ (us|ms) to check")

    def test_a_dry_run_does_nothing(self):
        result = self.run_squares("--dry-run", "--last", 10**9, ranks=2)
        self.assertEqual(result.code, 0, str(result))
        self.assertIn("1..1,000,000,000", result.stdout)
        self.assertIn("at least ", result.stdout)
        self.assertEqual(self.left(), [])

    def test_quiet_prints_nothing(self):
        for ranks in (0, 3):
            result = self.compute("--quiet", "--force", ranks=ranks)
            self.assertEqual((result.stdout, result.stderr), ("", ""))

    def test_quiet_still_says_what_goes_wrong(self):
        self.assert_one_error(self.run_squares("--quiet", "--last", 5, "--output", "missing/x.h5"), 73)

    def test_progress_is_on_stderr_in_whole_lines(self):
        lines = []
        for last in (20_000, 200_000, 2_000_000):  # until one takes long enough, on whatever machine
            result = self.compute("--progress", "always", "--last", last, "--block", 1, "--force", ranks=2)
            lines = [line for line in result.stderr.splitlines() if "store" in line or "check" in line]
            if lines:
                break
        self.assertTrue(lines, str(result))
        for line in lines:
            self.assertRegex(line, r"^squares: (store|check) +\d+ % ")


class Stdout(SquaresTest):
    FULL = ("sh", "-c", 'exec "$@" >/dev/full', "sh")

    def test_what_cannot_be_printed_is_an_error(self):
        self.compute("--quiet")
        for options in (["--help"], ["verify", "squares.h5"], ["report", "squares.h5", "--json"], ["report", "squares.h5", "--csv"],
                        ["compare", "squares.h5", "squares.h5"], ["--dry-run"]):
            with self.subTest(options):
                self.assert_one_error(self.run_squares(*options, before=self.FULL), 74, "cannot print the result")
        self.assertEqual(self.run_squares("verify", "squares.h5", "--quiet", before=self.FULL).code, 0)

    def test_a_run_that_cannot_tell_its_result_has_its_file_all_the_same(self):
        for ranks in (0, 2):
            with self.subTest(f"{ranks} ranks"):
                result = self.run_squares("--json", "--last", 1000, "--force", ranks=ranks, wrap=self.FULL)
                self.assert_one_error(result, 74, "cannot print the result")
                self.assertEqual(self.left(), ["squares.h5"])

    GONE = ("bash", "-c", '"$@" | true; exit ${PIPESTATUS[0]}', "sh")
    CLOSED = ("sh", "-c", 'exec "$@" <&- >&-', "sh")

    def test_a_stdout_that_is_full_gone_or_closed_costs_the_text_and_not_the_file(self):
        for name, how in {"full": self.FULL, "gone": self.GONE, "closed": self.CLOSED}.items():
            for ranks in (0, 2) if name != "closed" else (0,):  # an mpirun without stdout ends its ranks
                with self.subTest(name, ranks=ranks):
                    where = {"before": how} if ranks == 0 else {"before": how, "ranks": ranks}
                    result = self.run_squares("--last", 1000, **where)
                    self.assertEqual(self.left(), ["squares.h5"], str(result))
                    if ranks == 0:  # with mpirun between, what its ranks print is its own affair
                        self.assert_one_error(result, 74, "cannot print the result")
                    self.assertEqual(self.run_squares("verify", "squares.h5").code, 0)
                    os.remove(self.file)

    def test_a_verdict_is_not_lost_with_its_text(self):
        self.compute("--quiet", "--last", 1000)
        with h5py.File(self.file, "r+") as file:
            file["squares"][7] = 0
        self.assert_one_error(self.run_squares("verify", "squares.h5", before=self.FULL), 65, "cannot print the result")

    def test_names_that_are_no_utf_8_do_not_spoil_page_and_table(self):
        name = "caf\udce9 ;$(id).h5"  # the byte e9
        self.assertEqual(self.run_squares("--quiet", "--last", 1000, "--output", name).code, 0)
        self.assertEqual(self.run_squares("report", name, "--html", "page.html", "--quiet").code, 0)
        with open(self.path("page.html"), "rb") as file:
            self.assertIn("caf\ufffd", file.read().decode("utf-8"))
        csv = self.run_squares("report", name, "--csv").stdout
        csv.encode("utf-8")  # has no lone surrogates, by which Python stands for bytes that are none
        self.assertIn("caf\ufffd", csv)

    def test_names_that_are_no_utf_8_do_not_spoil_the_json(self):
        name = "\udcff.h5"  # the byte ff
        written = self.run_squares("--json", "--last", 1000, "--output", name)
        self.assertEqual(written.code, 0, str(written))
        self.assertTrue(json.loads(written.stdout)["file"]["path"].endswith("\ufffd.h5"))
        for options, code in ((["verify", name], 0), (["verify", "\udcff"], 66), (["report", name], 0)):
            result = self.run_squares(*options, "--json")
            self.assertEqual(result.code, code, str(result))
            self.assertIn("\ufffd", json.dumps(json.loads(result.stdout), ensure_ascii=False))


class Pasted(SquaresTest):
    """A command that is printed does what it says, whatever the files are called."""

    NAMES = ["a b.h5", "it's.h5", "$(id) `id` ;&|<>#~*?[]{}!.h5", "new\nline\tand \x1b[31m.h5", "caf\udce9.h5", "-dash.h5",
             '"quoted" \\ back.h5', "平方 é.h5"]

    def pasted(self, line):
        here = os.path.dirname(SQUARES)
        return subprocess.run(["bash", "-c", line], cwd=self.folder, env=environment(PATH=f"{here}:{os.environ['PATH']}"),
                              capture_output=True, text=True, errors="surrogateescape", timeout=120)

    def test_look_again_and_finish(self):
        for name in self.NAMES:
            with self.subTest(name):
                typed = ("--last", "1000", f"--output={name}")
                result = self.run_squares(*typed)
                self.assertEqual(result.code, 0, str(result))
                look = result.stdout.partition("look:    ")[2].rstrip("\n")
                self.assertEqual(os.path.normpath(shlex_of_bash(self, look)[-1]), name)
                self.assertIn("HDF5", self.pasted(look).stdout)
                report = self.run_squares("report", "--", name)
                again = self.pasted(report.stdout.partition("again:   ")[2].rstrip("\n") + " --force --quiet")
                self.assertEqual((again.returncode, again.stderr), (0, ""), report.stdout)
                self.assertEqual(self.left(), [name])
                os.remove(self.path(name))

    def test_what_finishes_a_part(self):
        for name in self.NAMES:
            with self.subTest(name):
                self.run_squares("--last", 1000, "--block", 100, "--durable", f"--output={name}", before=killed_at_sync(3))
                self.assertIn(name + ".part", self.left())
                early = self.run_squares("report", "--", name)
                told = early.stderr.partition("remedy: ")[2].partition(" tells how far it is")[0]
                self.assertEqual(os.path.normpath(shlex_of_bash(self, told)[-1]), name + ".part")
                self.assertEqual(self.pasted(told).returncode, 0)
                report = self.run_squares("report", "--", name + ".part")
                finish = self.pasted(report.stdout.partition("finish:  ")[2].rstrip("\n"))
                self.assertEqual(finish.returncode, 0, str(report) + finish.stderr)
                self.assertEqual(self.left(), [name])
                os.remove(self.path(name))

    def assert_finished_as_told(self, part, file):
        report = self.run_squares("report", part)
        self.assertEqual(report.code, 0, str(report))
        finish = self.pasted(report.stdout.partition("finish:  ")[2].rstrip("\n"))
        self.assertEqual(finish.returncode, 0, str(report) + finish.stderr)
        verdict = self.run_squares("verify", "--covers", "5..1004", file)
        self.assertEqual(verdict.code, 0, str(verdict))
        os.remove(self.path(file))
        self.assertEqual([name for name in self.left() if name != "a folder"], [])

    def test_what_finishes_a_part_wherever_it_lies_now(self):
        typed = ("--first", 5, "--last", 1004, "--block", 100, "--durable")
        os.mkdir(self.path("a folder"))
        for named, renamed, finished in ((("--output", "x.h5"), "a folder/y.h5.part", "a folder/y.h5"), ((), "y--resume.h5.part", "y--resume.h5"),
                                         (("--output=x.h5",), "y.h5", "y.h5"), (("--output", "--resume"), "--resume.part", "--resume")):
            with self.subTest(named=named, renamed=renamed):
                self.run_squares(*typed, *named, before=killed_at_sync(3))
                part, = (name for name in self.left() if name.endswith(".part"))
                for name in self.left():
                    if name not in (part, "a folder"):
                        os.remove(self.path(name))
                os.rename(self.path(part), self.path(renamed))
                self.assert_finished_as_told(os.path.join(".", renamed), os.path.join(".", finished))
        with self.subTest("named by the environment"):
            self.run_squares(*typed, before=killed_at_sync(3), SQUARES_OUTPUT="x.h5")
            self.assert_finished_as_told("x.h5.part", "x.h5")

    def test_what_finishes_a_part_that_was_made_of_a_truncated_file(self):
        self.compute("--first", 5, "--last", 1004, "--block", 100)
        os.truncate(self.file, os.path.getsize(self.file) // 2)
        self.assertEqual(self.run_squares("verify", "squares.h5", "--reopen").code, 75)
        report = self.run_squares("report", "squares.h5.part")
        finish = self.pasted(report.stdout.partition("finish:  ")[2].rstrip("\n"))
        self.assertEqual(finish.returncode, 0, str(report) + finish.stderr)
        self.assertIn("again:   squares --first 5 --last 1004\n", self.run_squares("report", "squares.h5").stdout)
        self.assertEqual(self.run_squares("verify", "--covers", "5..1004", "squares.h5").code, 0)


def shlex_of_bash(test, line):
    """The words of a line, as bash has them."""
    words = subprocess.run(["bash", "-c", f"printf '%s\\0' {line}"], cwd=test.folder, capture_output=True)
    return [os.fsdecode(word) for word in words.stdout.split(b"\0")[:-1]]


class Stopped(SquaresTest):
    def test_the_command_that_continues_is_quoted_as_the_shell_needs_it(self):
        typed = ["--last", "1e7", "--deadline", "0.001s", "--output", "it's $1 file.h5"]
        result = self.run_squares(*typed)
        self.assertEqual(result.code, 75, str(result))
        command = result.stderr.partition("continue with: ")[2].splitlines()[0]
        self.assertEqual(shlex.split(command), ["squares", *typed, "--resume"])

    def test_it_starts_the_ranks_as_they_were(self):
        typed = ["--last", "1e7", "--deadline", "0.001s"]
        how = ("--oversubscribe", "--bind-to", "none")
        result = self.run_squares(*typed, ranks=3, launch=how)
        self.assertEqual(result.code, 75, str(result))
        command = result.stderr.partition("continue with: ")[2].splitlines()[0]
        self.assertEqual(shlex.split(command), ["mpirun", "-np", "3", *how, "squares", *typed, "--resume"])
        self.assertIn(f"finish:  {command}\n", self.run_squares("report", "squares.h5.part").stdout)


class HelpAndVersion(SquaresTest):
    LAUNCHES = {"alone": {}, "one rank": {"ranks": 1}, "many": {"ranks": 3}, "a foreign launcher": {"PMI_SIZE": "4"},
                "a step of Slurm": {"SLURM_STEP_NUM_TASKS": "4"}}

    def test_need_no_mpi(self):
        broken = {"OMPI_MCA_pml": "no_such_pml"}
        self.assertNotEqual(self.run_squares("--last", 5, **broken).code, 0, "a run does need it")
        for option in ("--help", "--version"):
            self.check_text(option, self.run_squares(option, **broken))

    def test_work_in_every_launch(self):
        for option in ("--help", "--version"):
            for name, how in self.LAUNCHES.items():
                with self.subTest(option, launch=name):
                    self.check_text(option, self.run_squares(option, **how))

    def check_text(self, option, result):
        self.assertEqual((result.code, result.stderr), (0, ""), str(result))
        if option == "--version":
            self.assertRegex(result.stdout, r"\Asquares \d+\.\d+\.\d+\n\Z")
        else:
            self.assertEqual(result.stdout.count("Exit codes:"), 1, "one copy, whatever the ranks")
        self.assertEqual(self.left(), [])


class Settings(SquaresTest):
    def test_command_line_beats_environment_beats_config_file(self):
        with open(self.path("my.ini"), "w") as file:
            file.write("last = 300\nfirst = 30\nthreads = 3\noutput = squares.h5\n")
        result = self.run_squares("--json", "--last", 100, "--config", "my.ini", ranks=2, SQUARES_FIRST="20", SQUARES_LAST="200")
        self.assertEqual(result.code, 0, str(result))
        plan = json.loads(result.stdout)["plan"]
        self.assertEqual((plan["first"], plan["last"], plan["threads"]), (20, 100, 3))

    def test_numbers_as_people_type_them(self):
        self.compute("--first", "1_000", "--last", "1e4")
        of_words = sha256_of_squares(self.file)
        self.compute("--first", "1000", "--last", "10000", "--force")
        self.assertEqual(sha256_of_squares(self.file), of_words)


if __name__ == "__main__":
    unittest.main()
