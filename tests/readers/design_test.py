"""docs/design.md: the files and functions of which it tells are there."""

import os
import re
import unittest

from documents import TOP, lines_of, tables_of


def content_of(path):
    return "\n".join(lines_of(path))


class Design(unittest.TestCase):
    def test_each_function_on_the_way_of_a_value_is_in_its_file(self):
        way, = (table for table in tables_of("docs/design.md") if table.head[:2] == ["file", "function"])
        self.assertGreater(len(way.rows), 15)
        for row in way.rows:
            with self.subTest(row["function"]):
                self.assertRegex(content_of(row["file"]), rf"\b{re.escape(row['function'])}\(")

    def test_each_step_of_a_run_is_declared_and_called_in_this_order(self):
        steps, = (table for table in tables_of("docs/design.md") if table.head[:2] == ["step", "gives"])
        declared, chain = content_of("src/run/steps.hpp"), content_of("src/run/run.cpp")
        places = []
        for row in steps.rows:
            with self.subTest(row["step"]):
                self.assertRegex(declared, rf"\b{row['gives']} {row['step']}\(")
                places.append(chain.index(f"{row['step']}(start"))
                for file in re.findall(r"[\w/]+\.[ch]pp", row["where"]):
                    self.assertTrue(os.path.exists(os.path.join(TOP, "src", file)), file)
        self.assertEqual(places, sorted(places))


if __name__ == "__main__":
    unittest.main()
