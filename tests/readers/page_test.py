"""The page of squares report in a browser: it needs nothing from elsewhere, has nothing to complain of, and fits."""

import json
import os
import shutil
import subprocess
import unittest
from html.parser import HTMLParser

import h5py
import numpy

from launching import SquaresTest, environment

FROM_ELSEWHERE = ("src", "srcset", "poster", "background", "action", "formaction")
NEVER_CLOSED = ("meta", "link", "path", "use", "rect", "circle", "line")


class Page(HTMLParser):
    """What a page fetches, and whether its elements are closed in the order in which they were opened."""

    def __init__(self, text):
        super().__init__()
        self.links, self.pictures, self.open, self.wrong, self.ids, self.scripts = [], [], [], [], [], 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.links += [attributes[name] for name in FROM_ELSEWHERE if name in attributes]
        self.links += [value for name, value in attributes.items() if name.endswith("href") and value[0] != "#"]
        self.scripts += tag == "script" or any(name.startswith("on") for name in attributes)
        self.ids += [attributes["id"]] if "id" in attributes else []
        if tag == "svg":
            self.pictures.append(attributes)
        if tag not in NEVER_CLOSED:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in NEVER_CLOSED:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag in NEVER_CLOSED:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


class PageTest(SquaresTest):
    def page(self, *files):
        result = self.run_squares("report", *files, "--html", "page.html", "--quiet", "--force")
        self.assertEqual((result.code, result.stdout, result.stderr), (0, "", ""), str(result))
        with open(self.path("page.html"), encoding="utf-8") as file:
            return file.read()

    def many_ranks(self, name, ranks):
        """A copy of the file, as if so many had taken part."""
        shutil.copy(self.file, self.path(name))
        with h5py.File(self.path(name), "r+") as file:
            for table in ("ranks", "threads"):
                old = file[table][:]
                rows = numpy.resize(old, ranks)
                rows["rank"] = numpy.arange(ranks)
                del file[table]
                file.create_dataset(table, data=rows)

    def look(self, width):
        """What the page requested beside itself, and what Chromium wrote on its console."""
        log = self.path("net.json")
        command = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                   "--disable-background-networking", "--disable-component-update", "--no-first-run",
                   f"--user-data-dir={self.path('profile')}", f"--window-size={width},900", f"--log-net-log={log}",
                   "--enable-logging=stderr", "--v=0", f"--screenshot={self.path('page.png')}",
                   "file://" + self.path("page.html")]
        browser = subprocess.run(command, env=environment(), text=True, capture_output=True, timeout=300, check=True)
        with open(log, encoding="utf-8") as file:
            text = file.read()
        try:
            net = json.loads(text)
        except json.JSONDecodeError:  # it is not always closed
            net = json.loads(text.rstrip().rstrip(",") + "]}")
        types = {number: name for name, number in net["constants"]["logEventTypes"].items()}
        requested = [event["params"]["url"] for event in net["events"]
                     if types[event["type"]] == "URL_REQUEST_START_JOB" and "url" in event.get("params", {})
                     and event["params"].get("initiator", "not an origin") != "not an origin"]  # the browser's own
        console = [line for line in browser.stderr.splitlines() if "CONSOLE" in line]
        self.assertGreater(os.path.getsize(self.path("page.png")), 1000)
        return requested, console

    def assert_sound(self, text):
        page = Page(text)
        self.assertEqual((page.open, page.wrong), ([], []))
        self.assertEqual(page.links, ["data:,"])
        self.assertEqual(page.scripts, 0)
        self.assertEqual(len(page.ids), len(set(page.ids)))
        for picture in page.pictures:
            self.assertGreater(len(picture["aria-label"]), 20)
        self.assertNotRegex(text, r"@import|url\((?!#)")
        return page

    def test_a_run_is_shown_without_any_request_or_message(self):
        self.run_squares("--threads", 2, "--last", 300_000, "--quiet", ranks=2)
        text = self.page("squares.h5")
        page = self.assert_sound(text)
        self.assertEqual(len(page.pictures), 2)  # the timeline, for wide and for narrow screens
        for words in ("All 300,000 squares are right", "Timeline", "Phases", "Where it ran", "To repeat it",
                      "mpirun -np 2 squares --threads 2 --last 300000 --quiet", "prefers-color-scheme: dark",
                      "@media print"):
            self.assertIn(words, text)
        self.assertEqual(self.look(390), ([], []))

    def test_a_request_and_a_message_would_be_seen(self):
        with open(self.path("page.html"), "w") as file:
            file.write("<p style='background: linear-gradient(red, blue); height: 50em'>"
                       "<img src='http://127.0.0.1:9/x.png'><script>console.log('a word')</script>")
        requested, console = self.look(1280)
        self.assertEqual(requested, ["http://127.0.0.1:9/x.png"])
        self.assertIn("a word", "".join(console))

    def test_thousands_of_ranks_make_a_small_page_that_says_that_it_puts_them_together(self):
        self.run_squares("--last", 300_000, "--quiet", ranks=2)
        self.many_ranks("many.h5", 4096)
        text = self.page("many.h5")
        self.assert_sound(text)
        self.assertLess(len(text), 300_000)
        self.assertIn("4,096 ranks in rows of 64", text)

    def test_a_study_its_claims_and_a_series_have_pictures_and_are_sound(self):
        for options in (("study", "--budget", "1s", "--workload", "compute", "--scaling", "strong"),
                        ("claims", "P1", "--output", "claims.h5"), ("--last", 1000, "--output", "a.h5")):
            result = self.run_squares(*options, "--quiet")
            self.assertEqual(result.code, 0, str(result))
        self.run_squares("--last", 1000, "--output", "b.h5", "--quiet", ranks=2)
        page = self.assert_sound(self.page("study.h5", "claims.h5", "a.h5", "b.h5"))
        self.assertEqual(len(page.pictures), 2 * (2 + 1 + 2))  # study, series, two runs

    def test_pictures_need_no_temporary_folder(self):
        self.run_squares("--last", 1000, "--quiet")
        os.mkdir(self.path("o'clock"))
        for folder in ("no/such/folder", "o'clock"):
            result = self.run_squares("report", "squares.h5", "--html", "page.html", "--quiet", "--force",
                                      TMPDIR=self.path(folder))
            self.assertEqual((result.code, result.stderr), (0, ""), str(result))
            with open(self.path("page.html"), encoding="utf-8") as file:
                self.assertIn("<svg", file.read())

    def test_what_a_file_says_is_never_markup(self):
        self.run_squares("--last", 1000, "--quiet")
        with h5py.File(self.file, "r+") as file:
            for name in ("command", "compiler", "created", "squares_version"):
                file["run"].attrs[name] = numpy.bytes_("<script>alert(1)</script>'\"`id`")
            rows = file["ranks"][:]
            rows["host"] = b"<b onclick=alert(1)>\\`id`$(id)"
            file["ranks"][:] = rows
        self.assert_sound(self.page("squares.h5"))


if __name__ == "__main__":
    unittest.main()
