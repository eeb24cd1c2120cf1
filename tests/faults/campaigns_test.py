"""The campaigns, in short: the commands beside this file go on for as long as one likes."""

import io
import os
import random
import subprocess
import sys
import unittest

import kill_campaign
import kill_each_write
import power_loss

HERE = os.path.dirname(os.path.abspath(__file__))


class Campaigns(unittest.TestCase):
    def test_random_kills_lose_and_falsify_nothing(self):
        counts = kill_campaign.campaign(12, None, random.randrange(2**32))
        for bad in kill_campaign.BAD:
            self.assertEqual(counts[bad], 0, counts)
        self.assertEqual(counts["kills"], 12)

    def test_a_kill_before_a_write_can_be_resumed(self):
        for ranks, resumed in ((1, False), (1, True), (2, False)):
            with self.subTest(ranks=ranks, resumed=resumed):
                table = io.StringIO()
                kills, bad = kill_each_write.enumerate_kills(kill_each_write.Case(ranks, resumed), out=table, step=4)
                self.assertEqual(bad, 0, table.getvalue())
                self.assertGreater(kills, 5)

    def test_with_durable_no_row_lies_after_a_power_loss_and_without_it_resume_finds_out(self):
        dice = random.Random()
        durable, careless = (power_loss.play(durable, 20, 2, dice) for durable in (True, False))
        self.assertEqual(durable["rows that lie"], 0, durable)
        self.assertGreater(careless["rows that lie"], 0, "the test cannot see a lie")
        self.assertEqual(durable["resumed wrong"] + careless["resumed wrong"], 0)

    def test_verify_survives_damaged_files(self):
        done = subprocess.run([sys.executable, os.path.join(HERE, "fuzz_verify.py"), "--seconds", "8"],
                              capture_output=True, text=True, timeout=200)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
