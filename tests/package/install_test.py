"""`cmake --install` puts all of squares below a prefix, or below DESTDIR for a package, and it works from there."""

import os
import re
import subprocess
import unittest

from launching import SQUARES, SquaresTest, environment, run

BUILD = os.path.dirname(os.path.dirname(SQUARES))
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Install(SquaresTest):
    def install(self, *options, **variables):
        done = subprocess.run(["cmake", "--install", BUILD, *options], capture_output=True, text=True, timeout=300,
                              env=os.environ | variables)
        self.assertEqual(done.returncode, 0, done.stderr)

    def files(self, folder):
        return {os.path.relpath(os.path.join(at, name), folder) for at, _, names in os.walk(folder) for name in names}

    def test_everything_is_below_the_prefix_and_works_from_there(self):
        prefix = self.path("a prefix")
        self.install("--prefix", prefix)
        files = self.files(prefix)
        for name in ("bin/squares", "share/man/man1/squares.1", "share/man/man1/squares-verify.1",
                     "share/bash-completion/completions/squares", "share/zsh/site-functions/_squares",
                     "share/fish/vendor_completions.d/squares.fish", "share/modulefiles/squares",
                     "share/squares/jobs/run.sbatch", "share/squares/jobs/array.sbatch", "share/squares/jobs/study.sbatch",
                     "share/squares/cluster/site-mpirun.sh", "share/doc/squares/LICENSE",
                     "share/doc/squares/docs/troubleshooting.md", "share/doc/squares/docs/lesson/threads.cpp",
                     "share/doc/squares/docs/lesson/common.hpp", "share/doc/squares/docs/lesson/threads.py"):
            self.assertIn(name, files)
        self.assertEqual([at for at, folders, names in os.walk(prefix) if not folders and not names], [])
        self.assertEqual([os.path.basename(name) for name in files if name.endswith(".so")], ["libsquares_python.so"])
        self.assertEqual([name for name in files if name.startswith("bin/")], ["bin/squares"])
        for script in ("run", "array", "study", "nodes"):
            self.assertTrue(os.access(os.path.join(prefix, f"share/squares/jobs/{script}.sbatch"), os.X_OK))
        program = os.path.join(prefix, "bin/squares")
        self.run_program([program, "--last", "1000", "--quiet"])
        self.assertIn("speed-up by threads in the extension", self.run_program([program, "claims", "L5", "--budget", "1s"]))

    def test_a_package_is_all_below_destdir(self):
        self.install("--prefix", "/opt/squares", DESTDIR=self.path("stage"))
        self.assertIn("opt/squares/bin/squares", self.files(self.path("stage")))
        self.assertEqual(self.left(), ["stage"])
        self.assertEqual(os.listdir(self.path("stage")), ["opt"])

    def test_installed_jobs_find_the_squares_that_they_came_with(self):
        self.install("--prefix", self.path("prefix"))
        script = self.path("prefix/share/squares/jobs/study.sbatch")
        os.makedirs(self.path("tools"))
        for name, does in (("squeue", f"echo '{script} --budget 1m'"), ("launch", 'echo launched "$@"; touch study.h5')):
            with open(self.path("tools", name), "w") as file:
                file.write(f"#!/bin/sh\n{does}\n")
            os.chmod(self.path("tools", name), 0o755)
        said = self.run_program(["bash", script, "--budget", "1m"], SLURM_JOB_ID="1", SLURM_NTASKS="3",
                                SQUARES_STUDY_LAUNCH="launch", PATH=self.path("tools") + ":/usr/bin:/bin")
        program = re.fullmatch(r"launched -n 3 (\S+) study --budget 1m\n", said)[1]
        self.assertEqual(os.path.realpath(program), self.path("prefix/bin/squares"))

    def run_program(self, command, **variables):
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=300,
                              env=environment(**variables), stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout


class Version(unittest.TestCase):
    def first_in(self, path, pattern):
        with open(path) as file:
            return re.search(pattern, file.read(), re.MULTILINE)[1]

    def test_all_that_is_installed_packed_and_cited_has_one(self):
        version = run("--version").stdout.split()[1]
        said = {"CITATION.cff": self.first_in(f"{TOP}/CITATION.cff", r"^version: (.+)$"),
                "CHANGELOG.md": self.first_in(f"{TOP}/CHANGELOG.md", r"^## ([^,\n]+)"),
                "the package": self.first_in(f"{BUILD}/CPackConfig.cmake", r'CPACK_PACKAGE_VERSION "(.+)"')}
        manual = f"{BUILD}/manual/man"
        said |= {page: self.first_in(f"{manual}/{page}", r'^\.TH .* "squares (\S+)"') for page in os.listdir(manual)}
        self.assertEqual(said, dict.fromkeys(said, version))


class Links(unittest.TestCase):
    def test_the_jobs_look_in_the_same_places(self):
        """For what was not named: beside themselves, in the checkout that they lie in, and in the prefix."""
        for script in ("run", "array", "study", "nodes"):
            with open(os.path.join(TOP, "jobs", f"{script}.sbatch")) as file:
                self.assertIn('"$beside"/{,../build/bin/,../../../bin/}squares', file.read())


if __name__ == "__main__":
    unittest.main()
