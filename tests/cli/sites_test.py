"""The site files and the modulefile: they are read without a complaint and set what they say.

cluster/site-local.sh is what the jobs of tests/slurm are submitted with.
"""

import glob
import os
import shutil
import subprocess
import unittest

from launching import SQUARES, SquaresTest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MODULES = "/usr/share/modules/init/bash"


def bash(script, *words, **variables):
    """What a strict shell without a site prints, and nothing on stderr."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nowhere", "USER": "somebody"} | variables
    done = subprocess.run(["bash", "-euc", script, "bash", *words], capture_output=True, text=True, env=environment,
                          stdin=subprocess.DEVNULL, timeout=300)
    if done.returncode != 0 or done.stderr:
        raise AssertionError(f"{script}: {done}")
    return done.stdout


class SiteFiles(unittest.TestCase):
    def set_by(self, site):
        """The variables that are others after the file was read."""
        path = f"{TOP}/cluster/site-{site}.sh"
        lists = bash('env -0; echo -n "-----"; . "$1"; env -0', path).split("-----")
        before, after = (dict(pair.split("=", 1) for pair in text.split("\0") if pair) for text in lists)
        return {name: value for name, value in after.items()
                if before.get(name) != value and name not in ("_", "SHLVL")}

    def test_each_kind_of_site_sets_its_launcher(self):
        self.assertEqual(self.set_by("mpirun"), {"SQUARES_LAUNCH": "mpirun --map-by slot:PE={threads}"})
        self.assertEqual(self.set_by("srun"), {"SQUARES_LAUNCH": "srun --mpi=pmix --cpus-per-task={threads}"})
        self.assertIn("--bind-to none", self.set_by("local")["SQUARES_LAUNCH"])

    def test_a_workstation_has_a_rank_for_each_core(self):
        self.assertEqual(set(self.set_by("workstation")), {"NP"})
        self.assertIn(int(self.set_by("workstation")["NP"]), range(1, os.cpu_count() + 1))

    def test_they_are_scripts_without_a_finding(self):
        files = glob.glob(f"{TOP}/cluster/site-*.sh")
        self.assertEqual(len(files), 4)
        for path in files:
            bash('bash -n "$1"', path)
            if shutil.which("shellcheck"):
                self.assertEqual(bash('shellcheck "$1"', path), "")


@unittest.skipUnless(os.path.exists(MODULES), "Environment Modules are not installed")
class Modulefile(SquaresTest):
    def installed(self, *program_folder):
        """A prefix of its own with the modulefile, and squares in this folder of it."""
        os.makedirs(self.path("share", "modulefiles"))
        shutil.copy(f"{TOP}/cluster/modulefiles/squares", self.path("share", "modulefiles"))
        if program_folder:
            os.makedirs(self.path(*program_folder))
            os.symlink(SQUARES, self.path(*program_folder, "squares"))

    def module(self, script):
        # The shell functions of Environment Modules are not for set -u, and load tells on stderr what it does.
        return bash(f'set +eu; . {MODULES}; {{ module use "$1"; {script}; }} 2>&1', self.path("share", "modulefiles"))

    def test_load_finds_squares_beside_it_and_unload_forgets_it(self):
        self.installed("bin")
        said = self.module('module load squares; command -v squares; squares --version; module unload squares; '
                           'command -v squares || echo none')
        self.assertEqual(said.splitlines()[0], self.path("bin", "squares"))
        self.assertRegex(said.splitlines()[1], r"^squares \d")
        self.assertEqual(said.splitlines()[2:], ["none"])

    def test_a_checkout_has_it_in_its_build(self):
        self.installed("build", "bin")
        said = self.module("module load squares; command -v squares")
        self.assertEqual(said.strip(), self.path("build", "bin", "squares"))

    def test_without_squares_it_is_not_loaded(self):
        self.installed()
        said = self.module("module load squares; module list -t; command -v squares || echo none")
        self.assertIn("squares: there is none in " + self.path("bin"), said)
        self.assertIn("No Modulefiles Currently Loaded", said)


if __name__ == "__main__":
    unittest.main()
