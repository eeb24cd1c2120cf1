"""What installs packages, called by somebody who may not: silent if all is there, else it says what to ask for."""

import os
import subprocess
import unittest

from launching import SquaresTest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NOBODY = 65534


@unittest.skipUnless(os.path.exists("/usr/bin/dpkg-query"), "this is no Debian")
class OrdinaryUser(SquaresTest):
    def call(self, script, *words, installed):
        """As nobody, on a machine whose packages are these."""
        with open(self.path("dpkg-query"), "w") as file:
            file.write("#!/bin/sh\ncat <<'END'\n" + "".join(f"ii  {name}\n" for name in installed) + "END\n")
        os.chmod(self.path("dpkg-query"), 0o755)
        os.chmod(self.folder, 0o755)
        who = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
        # The script comes on stdin: the checkout may lie where nobody may look.
        with open(os.path.join(TOP, script)) as file:
            return subprocess.run(["bash", "-s", *words], stdin=file, cwd="/", capture_output=True, text=True, timeout=300,
                                  env={"PATH": f"{self.folder}:/usr/bin:/bin", "HOME": "/nonexistent"}, **who)

    def packages(self, kind):
        missing = self.call("cluster/debian.sh", kind, installed=[])
        self.assertEqual((missing.returncode, missing.stdout), (69, ""), missing.stderr)
        first, second = missing.stderr.splitlines()
        self.assertEqual(first, "debian.sh: these packages are missing and only root can install them; ask for:")
        self.assertTrue(second.startswith("  apt-get install "), second)
        return second.split()[2:]

    def test_what_is_missing_is_named_for_whoever_may_install_it(self):
        build = self.packages("build")
        self.assertIn("libhdf5-openmpi-dev", build)
        self.assertLess(set(build), set(self.packages("test")))
        self.assertLess(set(self.packages("test")), set(self.packages("all-tests")))
        one = self.call("cluster/debian.sh", "build", installed=[name for name in build if name != "g++"])
        self.assertEqual(one.stderr.splitlines()[1], "  apt-get install g++")

    def test_no_rights_are_needed_where_nothing_is_missing(self):
        done = self.call("cluster/debian.sh", "build", installed=self.packages("build"))
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))


if __name__ == "__main__":
    unittest.main()
