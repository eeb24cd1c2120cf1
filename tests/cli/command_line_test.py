"""The command line as people type it: help, near misses, contradictions, config files and variables, each said once."""

import json
import os
import re
import unittest

from launching import SquaresTest, run

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COMMANDS = re.search(r"the commands are ([\w, ]+);", run("no-such-command").stderr)[1].split(", ")


def files_for_people():
    """Scripts, documents and tests of the project, but for this one."""
    ends = (".sh", ".sbatch", ".md", ".txt", ".cmake", ".json", ".py")
    for folder, folders, names in os.walk(TOP):
        folders[:] = [name for name in folders if not name.startswith(("build", "."))]
        yield from (os.path.join(folder, name) for name in names
                    if name.endswith(ends) and name != os.path.basename(__file__))


class Help(SquaresTest):
    def test_each_command_is_in_the_help_and_has_one(self):
        whole = self.run_squares("--help")
        self.assertEqual((whole.code, whole.stderr), (0, ""))
        for command in COMMANDS:
            self.assertRegex(whole.stdout, rf"(?m)^  \[?{command}\b.* \w+")
            texts = {self.run_squares(*words).stdout for words in
                     (("help", command), (command, "--help"), (command, "-h"))}
            self.assertEqual(len(texts), 1, command)
            self.assertIn(f"squares {command} ", texts.pop())
        self.assertEqual(self.run_squares("help").stdout, whole.stdout)
        self.assertEqual(self.run_squares("-h").stdout, whole.stdout)

    def test_the_version_is_asked_in_three_ways(self):
        for words in (["version"], ["--version"], ["-V"]):
            self.assertRegex(self.run_squares(*words).stdout, r"\Asquares \d+\.\d+\.\d+\n\Z")

    def test_one_rank_prints_it(self):
        for words in (["help", "verify"], ["version"]):
            self.assertEqual(self.run_squares(*words, ranks=3).stdout, self.run_squares(*words).stdout)


class NearMisses(SquaresTest):
    def test_the_one_that_was_meant_is_named(self):
        for words, meant in ((["--lsat", "5"], "--last"), (["verfy", "squares.h5"], "squares verify"),
                             (["report", "--cvs", "squares.h5"], "--csv"), (["help", "studdy"], "squares study")):
            for ranks in (0, 2):
                with self.subTest(words=words, ranks=ranks):
                    result = self.run_squares(*words, ranks=ranks)
                    self.assert_one_error(result, 64, "the command line", f"did you mean {meant}?")
        self.assertEqual(self.left(), [])

    def test_what_is_far_from_all_is_not_guessed(self):
        for words in (["--walk"], ["walk"]):
            result = self.run_squares(*words)
            self.assert_one_error(result, 64, "the command line")
            self.assertNotIn("did you mean", result.stderr)


class Contradictions(SquaresTest):
    def test_they_are_told_and_json_is_json(self):
        result = self.run_squares("report", "x.h5", "--json", "--csv")
        self.assert_one_error(result, 64, "contradict each other", "the command line")
        self.assertEqual(json.loads(result.stdout)["verdict"]["exit"], 64)
        self.assert_one_error(self.run_squares("claims", "P1", "--example", "E1"), 64, "--example and ID")
        self.assertEqual(self.left(), [])

    def test_quiet_json_is_a_document_without_a_word_beside_it(self):
        result = self.compute("--json", "--quiet", "--last", 10)
        self.assertEqual(json.loads(result.stdout)["verdict"]["exit"], 0)
        self.assertEqual(result.stderr, "")


class ConfigFile(SquaresTest):
    def refused(self, content, *words):
        with open(self.path("my.ini"), "w") as file:
            file.write(content)
        for ranks in (0, 2):
            self.assert_one_error(self.run_squares("--config", "my.ini", ranks=ranks), 64, *words)

    def test_what_is_wrong_has_its_line(self):
        self.refused("# mine\n\nlsat = 5\n", "my.ini, line 3", "unknown option 'lsat'", "did you mean last?")
        self.refused("first = 1\nlast = many\n", "my.ini, line 2, last", "'many' is no number")
        self.refused("[run]\nlast = 5\n", "my.ini, line 1", "section")
        self.refused("\noutput = \"a b\n", "my.ini, line 2", "quotation mark")


class Variables(SquaresTest):
    def test_one_that_is_nearly_an_option_is_a_warning_of_rank_0(self):
        for ranks in (0, 3):
            result = self.run_squares("--last", 10, "--force", "--quiet", ranks=ranks, SQUARES_LSAT="5")
            self.assertEqual(result.code, 0, str(result))
            self.assertEqual(result.stdout, "")
            self.assertEqual(re.findall("squares: warning: the environment has .*", result.stderr),
                             ["squares: warning: the environment has SQUARES_LSAT, which is no option; "
                              "did you mean SQUARES_LAST?"])

    def test_none_that_this_project_has_itself_is_one(self):
        names = set()
        for path in files_for_people():
            with open(path) as file:
                names |= set(re.findall(r"\bSQUARES_[A-Z][A-Z_]*[A-Z]\b", file.read()))
        names -= {"SQUARES_CONFIG", "SQUARES_LSAT"}
        self.assertGreaterEqual(names, {"SQUARES_LAUNCH", "SQUARES_SCRIPT", "SQUARES_RACES"})
        options = {"SQUARES_" + name.upper().replace("-", "_") for command in COMMANDS
                   for name in re.findall(r"^  --([\w-]+)", self.run_squares("help", command).stdout, re.MULTILINE)}
        result = self.run_squares("report", "no.h5", **dict.fromkeys(names - options, "1"))
        self.assert_one_error(result, 66)
        self.assertNotIn("warning", result.stderr)


if __name__ == "__main__":
    unittest.main()
