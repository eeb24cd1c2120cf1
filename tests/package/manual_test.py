"""Man pages and completion of three shells, as they are built: they have every command and every option of --help, and
the shells themselves complete with them."""

import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import time
import unittest

from launching import SQUARES, SquaresTest, run

MANUAL = os.path.join(os.path.dirname(os.path.dirname(SQUARES)), "manual")


def commands():
    """All there are, as squares itself lists them when it is asked for another."""
    return re.search(r"the commands are ([\w, ]+);", run("no-such-command").stderr)[1].split(", ")


def options_of(command):
    """{name: what stands for its value, "" for a flag} as --help has them, without the dots of several."""
    return dict(re.findall(r"^  (?:-\w,)?(--[\w-]+) ?([^\s…]*)", run(command, "--help").stdout, re.MULTILINE))


def text_of(*names):
    with open(os.path.join(MANUAL, *names)) as file:
        return file.read()


def rendered(page):
    """As it is read in a terminal that is wide enough to break no line."""
    done = subprocess.run(["man", "--warnings", "-l", os.path.join(MANUAL, "man", page)], text=True, timeout=300,
                          capture_output=True, env=os.environ | {"MANWIDTH": "400", "LC_ALL": "C.UTF-8", "MANPAGER": "cat"})
    return done.stdout, done.stderr


class ManPages(unittest.TestCase):
    def test_there_is_a_page_for_squares_and_for_each_command(self):
        self.assertEqual(sorted(os.listdir(os.path.join(MANUAL, "man"))),
                         sorted(["squares.1"] + [f"squares-{command}.1" for command in commands()]))

    def test_they_have_every_option_with_its_value(self):
        for command in commands():
            text, _ = rendered(f"squares-{command}.1")
            for option, value in options_of(command).items():
                with self.subTest(command, option=option):
                    tag = re.escape(f"{option} {value}".rstrip())
                    self.assertRegex(text, re.compile(rf"^ +(-\w, )?{tag} ?(\.\.\.)?( |$)", re.MULTILINE))

    def test_they_have_every_exit_code(self):
        for command in commands():
            text, _ = rendered(f"squares-{command}.1")
            codes = re.findall(r"(?m)^  (\d+) +\w", run(command, "--help").stdout.split("Exit codes:\n")[1])
            self.assertIn("0", codes)
            for code in codes:
                self.assertRegex(text, rf"(?m)^ +{code} +[a-zA-Z]", f"{command}: {code}")

    def test_they_are_set_without_a_warning(self):
        for page in os.listdir(os.path.join(MANUAL, "man")):
            text, complaints = rendered(page)
            self.assertEqual(complaints, "", page)
            for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "SEE ALSO"):
                self.assertIn(f"\n{section}\n", text, page)

    def test_no_name_of_a_page_is_without_what_it_is_about(self):
        for page in os.listdir(os.path.join(MANUAL, "man")):
            self.assertRegex(text_of("man", page), r"\.SH NAME\nsquares\S* \\- [a-z]{4,}\b.{10,}\n")


class Completion(SquaresTest):
    """Of the same questions in each shell; the answers as a set."""

    def check(self, complete):
        for name in ("some.h5", "other.ini"):
            open(self.path(name), "w").close()
        self.assertEqual(complete("squares "), set(commands()))
        self.assertEqual(complete("squares ver"), {"verify", "version"})
        for command in commands():
            self.assertEqual(complete(f"squares {command} --"), set(options_of(command)), command)
        self.assertEqual(complete("squares help "), set(commands()) - {"help", "version"})
        self.assertEqual(complete("squares --sch"), {"--schedule"})
        self.assertEqual(complete("squares run --force --schedule "), {"block", "cyclic", "dynamic"})
        self.assertEqual(complete("squares --schedule cy"), {"cyclic"})
        self.assertEqual(complete("squares --output so"), {"some.h5"})
        self.assertEqual(complete("squares verify so"), {"some.h5"})
        self.assertEqual(complete("squares verify --config oth"), {"other.ini"})
        self.assertEqual(complete("squares --last "), set())

    def test_bash(self):
        def complete(line):
            words = shlex.split(line.replace("=", " = ")) + ([""] if line.endswith((" ", "=")) else [])
            script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                      '$(complete -p squares | sed "s/.*-F \\([^ ]*\\) .*/\\1/"); printf "%s\\n" "${COMPREPLY[@]}"')
            done = subprocess.run(["bash", "-uc", script, "bash", os.path.join(MANUAL, "bash", "squares"), *words],
                                  cwd=self.folder, capture_output=True, text=True, timeout=300)
            self.assertEqual(done.stderr, "")
            return set(done.stdout.split())
        self.check(complete)
        self.assertEqual(complete("squares run --schedule="), {"block", "cyclic", "dynamic"})
        self.assertEqual(complete("squares run --output=so"), {"some.h5"})

    def test_bash_in_a_terminal(self):
        self.type_tab(["bash", "--norc", "-i"], f"source {os.path.join(MANUAL, 'bash', 'squares')}")

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh_in_a_terminal(self):
        self.type_tab(["zsh", "-f", "-i"],
                      f"fpath=({os.path.join(MANUAL, 'zsh')} $fpath); autoload -U compinit; compinit -u -d {self.path('dump')}")

    @unittest.skipUnless(shutil.which("fish"), "fish is not installed")
    def test_fish(self):
        def complete(line):
            script = f"source {os.path.join(MANUAL, 'fish', 'squares.fish')}; complete -C {shlex.quote(line)}"
            done = subprocess.run(["fish", "--no-config", "-c", script], cwd=self.folder, capture_output=True, text=True,
                                  timeout=300, env=os.environ | {"HOME": self.folder})
            self.assertEqual(done.stderr, "")
            return {answer.split("\t")[0] for answer in done.stdout.splitlines()}
        self.check(complete)

    def type_tab(self, shell, preparation):
        """Types the begin of a line and a tab, as people do, and sees the rest of it appear."""
        open(self.path("some.h5"), "w").close()
        for begin, end in (("squares veri", "squares verify "), ("squares --sche", "squares --schedule"),
                           ("squares run --schedule dyn", "squares run --schedule dynamic "),
                           ("squares verify so", "squares verify some.h5 ")):
            with self.subTest(shell[0], begin=begin):
                self.assertIn(end, self.typed(shell, preparation + "; echo rea''dy\n", begin + "\t", end))

    def typed(self, shell, first, then, awaited):
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.execvpe(shell[0], shell, {"PATH": os.environ["PATH"], "TERM": "dumb", "HOME": self.folder, "PS1": "> "})
        try:
            os.write(terminal, first.encode())
            self.read_until(terminal, "\r\nready")
            os.write(terminal, then.encode())
            return self.read_until(terminal, awaited)
        finally:
            os.close(terminal)  # hangs up
            os.waitpid(child, 0)

    @staticmethod
    def read_until(terminal, awaited, patience_s=120):
        """What the terminal shows until this is in it, or the patience is at its end."""
        seen, end = "", time.monotonic() + patience_s
        while awaited not in seen and time.monotonic() < end:
            if select.select([terminal], [], [], 0.2)[0]:
                seen += os.read(terminal, 65536).decode(errors="replace")
        return seen


if __name__ == "__main__":
    unittest.main()
