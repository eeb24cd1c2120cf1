"""gnuplot and python3, as people have them: with settings of their own, bent, hanging, or missing."""

import json
import os
import re
import unittest

from launching import SquaresTest

PYTHON_HANGS = "#!/bin/sh\necho asked >> asked\nexec sleep 1000\n"


class OtherPrograms(SquaresTest):
    def write(self, text, *names, mode=0o644):
        path = self.path(*names)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def lines_of(self, name):
        with open(self.path(name)) as file:
            return file.read().splitlines()


class Gnuplot(OtherPrograms):
    def setUp(self):
        super().setUp()
        self.compute("--last", 100_000, "--block", 10_000, "--schedule", "dynamic", ranks=2)  # which has two pictures

    def page(self, gnuplot=None, **variables):
        """The page of a run; `gnuplot`: a script that is found in the place of gnuplot."""
        if gnuplot:
            self.write(gnuplot, "bin", "gnuplot", mode=0o755)
            variables["PATH"] = self.path("bin") + ":" + os.environ["PATH"]
        result = self.run_squares("report", "squares.h5", "--html", "page.html", "--force", "--quiet", **variables)
        self.assertEqual((result.code, result.stdout), (0, ""), str(result))
        with open(self.path("page.html")) as file:
            return file.read()

    def missing(self, page):
        return re.findall(r'<p class="missing">No picture “[^”]+”: (.*)</p>', page)

    def test_no_setting_of_the_user_changes_a_picture(self):
        plain = self.page()
        if "gnuplot is not installed here" in plain:
            self.skipTest("there is no gnuplot")
        self.assertEqual(plain.count("<svg"), 4)
        for settings in ("exit 1\n", "set term qt\n", "set title 'mine'\nset xrange [0:1]\n", "pause 1000\n"):
            self.write(settings, "home", ".gnuplot")
            self.write(settings, "home", ".config", "gnuplot", "gnuplotrc")
            self.assertEqual(self.page(HOME=self.path("home"), XDG_CONFIG_HOME=self.path("home", ".config")), plain)
        self.assertEqual(self.page(GNUTERM="qt", GNUPLOT_LIB="/nowhere", GNUPLOT_DRIVER_DIR="/nowhere"), plain)

    def test_one_that_fails_is_not_missing_and_its_words_are_passed_on(self):
        self.assertEqual(self.missing(self.page("#!/bin/sh\necho 'no <terminal>' >&2\nexit 3\n")),
                         ["gnuplot ended with 3: no &lt;terminal&gt;."] * 2)
        self.assertEqual(self.missing(self.page("#!/bin/sh\nexit 3\n")), ["gnuplot ended with 3 and said nothing."] * 2)
        self.assertEqual(self.missing(self.page("#!/bin/sh\n")), ["gnuplot ended with 0 and said nothing."] * 2)

    def test_one_that_hangs_is_waited_for_once(self):
        page = self.page("#!/bin/sh\necho asked >> asked\nsleep 1000\n")
        self.assertEqual(self.missing(page), ["gnuplot has not ended after 20 s."] * 2)
        self.assertEqual(self.lines_of("asked"), ["asked"])


class Python(OtherPrograms):
    def claims(self, *options, **how):
        result = self.run_squares("claims", *options, "--budget", "1s", "--json", **how)
        self.assertEqual(result.code, 0, str(result))
        return json.loads(result.stdout)

    def assert_tested(self, **how):
        document = self.claims("P5", "T4", "L2", **how)
        for claim in document["claims"]:
            names = [figure["name"] for figure in claim["figures"]]
            self.assertTrue(any(name.startswith("Python: ") for name in names), json.dumps(claim, indent=2))
        self.assertRegex(document["python"], r"^3\.")

    @unittest.skipUnless(len(os.sched_getaffinity(0)) >= 2, "takes two processors")
    def test_neither_the_folder_nor_variables_change_what_it_does(self):
        for module in ("multiprocessing", "socket", "ctypes", "threading", "sitecustomize", "usercustomize"):
            self.write("raise SystemExit('not the right one')\n", f"{module}.py")
        nowhere = "http://127.0.0.1:9"
        self.assert_tested(PYTHONHOME="/nonexistent", PYTHONPATH=self.folder, PYTHONSTARTUP=self.path("socket.py"),
                           PYTHONUSERBASE=self.folder, http_proxy=nowhere, HTTP_PROXY=nowhere, no_proxy="")

    def test_one_that_hangs_is_waited_for_once(self):
        python = self.write(PYTHON_HANGS, "bin", "python", mode=0o755)
        document = self.claims("L2", "L3", "L5", "--python", python)
        for claim in document["claims"]:
            self.assertRegex(claim["why"], "has not ended after 20 s|it takes two processors")
        self.assertEqual(self.lines_of("asked"), ["asked"])

    def test_one_that_fails_without_a_word_gives_a_reason(self):
        python = self.write("#!/bin/sh\nexit 3\n", "bin", "python", mode=0o755)
        [claim] = self.claims("L1", "--python", python)["claims"]
        self.assertRegex(claim["why"], "ended with 3 and said nothing|it takes two processors")


if __name__ == "__main__":
    unittest.main()
