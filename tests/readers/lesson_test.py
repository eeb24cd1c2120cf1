"""The lesson's programs, in C++ and Python: they divide any range, say who did what, and notice what goes wrong."""

import os
import re
import shlex
import subprocess
import sys
import unittest

import h5py

from documents import TOP, code_of, lines_of
from launcher import settings
from launching import OWN_GROUP, SQUARES, SquaresTest, environment, square_sum

LESSON = os.path.join(TOP, "docs", "lesson")
NAMES = ("threads", "processes", "ranks", "hybrid")
WITH_MPI = ("ranks", "hybrid")
DONE = re.compile(r"(MPI started in MS ms\n)?squares of .*\n(\w+ \d+: .*, MS ms\n)+all: MS ms, .*\nsum: \d+, which is right\n")

# In place of the product n * n: wrong for the last number; of a worker that fails, an exception.
BROKEN = """#include <cstdint>
#include <cstdlib>
#include <stdexcept>
inline std::uint64_t broken(std::uint64_t n) {
  if (n == 8 && std::getenv("FAILS") != nullptr) throw std::runtime_error("this one fails");
  return n == 8 ? 63 : n * n;
}
"""


def in_cpp(name):
    return [os.path.join(os.path.dirname(SQUARES), "lesson", name)]


def in_python(name):
    return [sys.executable, os.path.join(LESSON, f"{name}.py")]


def recipe(name):
    """The line that compiles it, as its own first comment says."""
    line, = (line for line in lines_of(f"docs/lesson/{name}.cpp") if re.match(r"//   (g\+\+|mpicxx) ", line))
    return line.removeprefix("//   ")


class LessonTest(SquaresTest):
    def start(self, program, name, workers, *words, **variables):
        """Starts it with so many workers: those of ranks are ranks, and hybrid's are 2 threads in each of so many ranks."""
        if name in WITH_MPI:
            command = ["mpirun", "-np", str(workers), *program, *(["2"] if name == "hybrid" else []), *map(str, words)]
        else:
            command = [*program, str(workers), *map(str, words)]
        return self.call(command, **variables)

    def call(self, command, **variables):
        return subprocess.run(command, **OWN_GROUP, cwd=self.folder, capture_output=True, text=True, timeout=300,
                              stdin=subprocess.DEVNULL,
                              env=environment(**settings("kill-timeout=0"), PYTHONDONTWRITEBYTECODE="1", **variables))

    def assert_right(self, done, name, workers, first, last):
        """It has ended well, and says in its lines: each worker its part, and the right sum."""
        self.assertEqual(done.returncode, 0, f"{done.stdout}\n{done.stderr}")
        said = re.sub(r"\d+\.\d{3} ms", "MS ms", done.stdout)
        self.assertRegex(said, rf"\A{DONE.pattern}\Z")
        head = f"squares of {first}..{last}, {'ranks' if name == 'hybrid' else name}: {workers}"
        self.assertIn(f"{head}, threads each: 2\n" if name == "hybrid" else f"{head}\n", said)
        self.assertIn(f"sum: {square_sum(first, last)}, which", said)
        parts = re.findall(r"^\w+ (\d+): (?:(\d+)\.\.(\d+)|no numbers), MS ms$", said, re.MULTILINE)
        self.assertEqual([int(part[0]) for part in parts], list(range(workers)))
        numbers = [n for _, begin, end in parts if begin for n in (int(begin), int(end))]
        self.assertEqual([numbers[0], numbers[-1]], [first, last])
        self.assertTrue(all(end + 1 == begin for end, begin in zip(numbers[1::2], numbers[2::2])), numbers)
        lengths = [int(end) - int(begin) + 1 if begin else 0 for _, begin, end in parts]
        self.assertLessEqual(max(lengths) - min(lengths), 1)
        return said

    def assert_refused(self, done, *words):
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertNotIn("sum", done.stdout)
        self.assertNotIn("Traceback", done.stderr)
        for word in words:
            self.assertEqual(done.stderr.count(word), 1, done.stderr)


class Programs(LessonTest):
    def test_any_number_of_workers_divides_a_range_among_them(self):
        for name in NAMES:
            for workers, words in ((1, ()), (2, (1, 2_000_000)), (3, ()), (4, (999_999, 999_999)), (4, (8, 10))):
                first, last = words or (1, 1_000_000)
                said = set()
                for program in (in_cpp(name), in_python(name)):
                    with self.subTest(program=program[-1], workers=workers, words=words):
                        done = self.start(program, name, workers, *words)
                        said.add(self.assert_right(done, name, workers, first, last))
                        if name == "hybrid":
                            self.assert_file_holds(first, last)
                self.assertEqual(len(said), 1, "C++ and Python say the same")

    def assert_file_holds(self, first, last):
        with h5py.File(self.path("hybrid.h5")) as file:
            self.assertEqual(file["squares"].dtype, "<u8")
            self.assertEqual(int(file["squares"].attrs["first"]), first)
            squares = file["squares"][:].tolist()
        self.assertEqual(squares, [n * n for n in range(first, last + 1)])
        os.remove(self.path("hybrid.h5"))

    def test_many_threads_and_processes_are_no_matter(self):
        for name in ("threads", "processes"):
            for program in (in_cpp(name), in_python(name)):
                with self.subTest(program[-1]):
                    self.assert_right(self.start(program, name, 50, 1, 49), name, 50, 1, 49)

    def test_what_makes_no_sense_is_refused_in_one_message(self):
        for name in ("threads", "processes"):
            for program in (in_cpp(name), in_python(name)):
                for workers, words, wrong in ((0, (), "'0'"), (1001, (), "'1001'"), ("-1", (), "'-1'"), ("2x", (), "'2x'"),
                                              ("", (), "''"), (2, (1,), "FIRST LAST"), (2, (1, 2, 3), "FIRST LAST"),
                                              (2, (0, 5), "'0'"), (2, (5, 4), "'4'"), (2, (1, 2_000_001), "'2000001'"),
                                              (2, (1, 2**64), f"'{2**64}'"), (2, ("1.5", 2), "'1.5'")):
                    with self.subTest(program[-1], workers=workers, words=words):
                        done = self.start(program, name, workers, *words)
                        self.assert_refused(done, wrong)
                        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)

    def test_no_rank_is_left_alone_when_arguments_make_no_sense(self):
        for name in WITH_MPI:
            for program in (in_cpp(name), in_python(name)):
                with self.subTest(program[-1]):
                    done = self.start(program, name, 2, 5, 4)
                    self.assert_refused(done)
                    self.assertIn("'4' is not a number from 5 to 2000000", done.stderr)
                    self.assertEqual(self.left(), [])

    def test_a_file_that_cannot_be_made_ends_all_ranks(self):
        os.makedirs(self.path("hybrid.h5", "in the way"))
        for program in (in_cpp("hybrid"), in_python("hybrid")):
            with self.subTest(program[-1]):
                done = self.start(program, "hybrid", 2)
                self.assert_refused(done)
                self.assertRegex(done.stderr, r"rank \d: .*(hybrid\.h5|create file)")


class Broken(LessonTest):
    """Copies of the programs, compiled as their first comment says, in which 8 times 8 is 63 or fails."""

    def compiled(self, name):
        os.makedirs(self.path("docs", "lesson"))
        with open(os.path.join(LESSON, f"{name}.cpp")) as file:
            source = file.read()
        self.assertEqual(source.count("n * n"), 1)
        with open(self.path("docs/lesson", f"{name}.cpp"), "w") as file:
            file.write(BROKEN + source.replace("n * n", "broken(n)"))
        os.symlink(os.path.join(LESSON, "common.hpp"), self.path("docs/lesson/common.hpp"))
        done = self.call([*shlex.split(recipe(name)), "-Wall", "-Wextra", "-Werror"])
        self.assertEqual(done.returncode, 0, done.stderr)
        return [f"./{name}"]

    def check(self, name):
        program = self.compiled(name)
        self.assert_right(self.start(program, name, 2, 1, 7), name, 2, 1, 7)
        done = self.start(program, name, 2, 1, 10)
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertIn("the sum is 384, and should be 385", done.stderr)
        self.assertNotIn("right", done.stdout)
        self.assertNotEqual(self.start(program, name, 2, 1, 10, FAILS="yes").returncode, 0)

    def test_threads(self): self.check("threads")

    def test_processes(self):
        self.check("processes")
        self.assertIn("a process ended before its work was done", self.start(["./processes"], "processes", 2, FAILS="1").stderr)

    def test_ranks(self):
        self.check("ranks")
        self.assertIn("rank 1: this one fails", self.start(["./ranks"], "ranks", 2, 1, 10, FAILS="1").stderr)

    def test_hybrid(self): self.check("hybrid")

    def test_in_python(self):
        os.symlink(os.path.join(LESSON, "common.py"), self.path("common.py"))
        for name in NAMES:
            with open(os.path.join(LESSON, f"{name}.py")) as file:
                source = file.read()
            product, instead = (("numbers[here], numbers[here]", "numbers[here], numbers[here] - (numbers[here] == 8)")
                                if name == "hybrid" else ("n * n", "n * n - (n == 8)"))
            self.assertEqual(source.count(product), 1)
            with open(self.path(f"{name}.py"), "w") as file:
                file.write(source.replace(product, instead))
            with self.subTest(name):
                done = self.start([sys.executable, f"{name}.py"], name, 2, 1, 10)
                self.assertNotEqual(done.returncode, 0, done.stdout)
                self.assertRegex(done.stderr, "the sum is 3(84|77), and should be 385")


class Pages(unittest.TestCase):
    def test_each_program_is_a_page(self):
        for name in os.listdir(LESSON):
            if name.endswith((".cpp", ".hpp", ".py")):
                with self.subTest(name):
                    self.assertLessEqual(len(lines_of(f"docs/lesson/{name}")), 100)

    def test_the_lesson_compiles_them_as_they_say_themselves(self):
        for document in ("docs/lesson/README.md", "docs/lesson/README.zh.md"):
            commands = [line for block in code_of(document) for line in block.commands()]
            for name in NAMES:
                with self.subTest(document, name=name):
                    self.assertIn(recipe(name), commands)


if __name__ == "__main__":
    unittest.main()
