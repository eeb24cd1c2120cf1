"""The blocks of code in README and docs do what they say: each is run here, or says why it is not.

A comment on the line before a block tells how, for those who read the source:
  <!-- not run: WHY -->            is not run
  <!-- run by SCRIPT -->           not here: that needs an empty machine, or Slurm
  <!-- same as DOCUMENT -->        not here: a block of that document has the same commands
  <!-- first: COMMAND -->          the shell runs this first
  <!-- with A as B, C as D -->     these words are replaced, so that it takes no hour
  <!-- lines end with 75, 0 -->    of each line of a shell's block, its exit code
  <!-- ends with 65 -->            the exit code of a shell's block
  <!-- prints WORDS -->            what the block prints has these words in it
  <!-- shown below -->             the next block is what it prints, but for measured figures (tests/support/shown.py)
  <!-- measured: A 1 | B TRUE -->  and but for the whole numbers and verdicts in these pieces of it
Several are separated by "; ". All blocks of a document are run in one folder, one after the other, in which build, cluster
and docs are where they are at the top of a clone. What an example shows is tested at the size that it prints: where a
block tells how it ends or what it prints, no size in its document is replaced.
A block without a language is what a program prints, or a drawing.
"""

import contextlib
import io
import itertools
import os
import re
import sys
import tempfile
import unittest
import warnings

import shown
from documents import TOP, code_of, documents, lines_of
from launcher import settings
from launching import SQUARES, ended, remove

BUILD = os.path.dirname(os.path.dirname(SQUARES))
RUNNERS = {"sh": ["bash", "-eu", "-o", "pipefail", "-c"], "r": ["Rscript", "-e"]}  # python: here, which is faster
OTHER_LANGUAGES = {"js", "julia", "matlab", "yaml", "json", "ini", "text", ""}


class Documents(unittest.TestCase):
    def test_every_block_of_code_is_run_or_says_why_not(self):
        for document in documents():
            for block in code_of(document):
                with self.subTest(str(block)):
                    if block.language in OTHER_LANGUAGES:
                        self.assertTrue(block.language in ("", "text") or "not run" in block.marks())
                    else:
                        self.assertIn(block.language, (*RUNNERS, "python"))

    def test_what_is_run_elsewhere_is_run_there(self):
        for document in documents():
            for block in code_of(document):
                marks = block.marks()
                with self.subTest(str(block)):
                    if "run by" in marks:
                        with open(os.path.join(TOP, marks["run by"])) as file:
                            self.assertIn("run by " + marks["run by"], file.read())
                    if "same as" in marks:
                        self.assertIn(block.commands(), [other.commands() for other in code_of(marks["same as"])])

    def test_what_an_example_shows_is_shown_at_the_size_that_it_prints(self):
        a_size = re.compile(r"\b\d+e\d+\b|--(last|first|block|deadline)\b")
        for document in documents():
            blocks = [block for block in code_of(document) if not {"not run", "run by", "same as"} & block.marks().keys()]
            shows = [block for block in blocks if {"lines end with", "ends with", "prints", "shown below"} & block.marks().keys()]
            for block in shows:
                with self.subTest(str(block)):
                    self.assertEqual(block.replaced(), [])
            for block in blocks if shows else ():
                with self.subTest(str(block)):
                    self.assertEqual([old for old, _ in block.replaced() if a_size.search(old)], [])

    def test_every_link_leads_to_a_file(self):
        for document in documents():
            for link in re.findall(r"\]\(([^)#]+)[^)]*\)", "\n".join(lines_of(document))):
                with self.subTest(document, link=link):
                    path = os.path.join(TOP, os.path.dirname(document), link)
                    self.assertTrue(link.startswith("https://") or os.path.exists(path))


class Runs(unittest.TestCase):
    def run_document(self, document):
        self.folder = tempfile.mkdtemp(prefix="squares-document-")
        self.addCleanup(remove, self.folder)
        for name, leads_to in (("build", BUILD), ("cluster", f"{TOP}/cluster"), ("docs", f"{TOP}/docs")):
            os.symlink(leads_to, os.path.join(self.folder, name))
        blocks = code_of(document)
        for block, below in itertools.zip_longest(blocks, blocks[1:]):
            elsewhere = {"not run", "run by", "same as"} & block.marks().keys()
            if block.language in (*RUNNERS, "python") and not elsewhere:
                with self.subTest(str(block)):
                    self.run_block(block, below)

    def run_block(self, block, below):
        marks, text = block.marks(), block.shorter()
        if "first" in marks:
            self.command("sh", marks["first"], 0)
        if block.language == "python":
            said = io.StringIO()
            with contextlib.chdir(self.folder), contextlib.redirect_stdout(said), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(compile(text, str(block), "exec"), {"__name__": "__main__"})
            printed = said.getvalue()
        elif "lines end with" in marks:
            lines = text.splitlines()
            codes = [int(code) for code in re.findall(r"\d+", marks["lines end with"])]
            self.assertEqual(len(lines), len(codes))
            for line, code in zip(lines, codes):
                self.command(block.language, line, code)
        else:
            printed = self.command(block.language, text, int(marks.get("ends with", 0)))
            self.assertIn(marks.get("prints", ""), printed)
        if "shown below" in marks:
            self.assertEqual(below.language, "text", "what it prints is a block of text")
            differs = shown.difference(below.text, printed, block.measured())
            self.assertIsNone(differs, f"{differs}\n--- printed\n{printed}")

    def command(self, language, text, code):
        """Runs it; what it prints. It must end with this code. `squares nodes` measures as where the last cache is small,
        which takes less time."""
        path = os.pathsep.join([os.path.dirname(SQUARES), os.path.dirname(sys.executable), os.environ["PATH"]])  # this python3
        done = ended([*RUNNERS[language], text], self.folder, 1500, PATH=path, LD_PRELOAD=os.environ["SMALL_CACHE"],
                     **settings("kill-timeout=0"))
        self.assertEqual(done.code, code, f"{text}\n{done}")
        return done.stdout


def add_test(document):
    name = re.sub(r"\W+", "_", os.path.splitext(document)[0]).lower()
    setattr(Runs, f"test_{name}", lambda self: self.run_document(document))


for one in documents():
    add_test(one)

if __name__ == "__main__":
    unittest.main()
