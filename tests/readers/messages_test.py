"""docs/troubleshooting.md has an entry for each error and warning of the program, under its exit code, and no other."""

import re
import unittest

from documents import tables_of
from messages import messages, template, words_of_the_program

DOCUMENT = "docs/troubleshooting.md"


def entries():
    """(message, exit code) of each entry; 0 is none."""
    found = []
    for table in tables_of(DOCUMENT):
        if table.head[0] == "message":
            code = re.match(r"(\d+):", table.sections[-1])
            found += [(row["message"], int(code[1]) if code else 0) for row in table.rows]
    return found


class Messages(unittest.TestCase):
    def test_each_message_has_an_entry(self):
        known = dict(entries())
        missing = [f"{place}: {message.text} ({message.code})" for message, place in messages().items()
                   if message.text not in known]
        self.assertEqual(missing, [], f"{DOCUMENT} lacks these")

    def test_each_entry_is_of_a_message_with_this_code(self):
        found = messages()
        words = words_of_the_program()
        for text, code in entries():
            with self.subTest(text):
                codes = {message.code for message in found if message.text == text}
                if codes:
                    self.assertIn(code, codes)
                else:  # put together in several places: known by its pieces
                    pieces = [piece.strip() for piece in text.split("…") if len(piece.strip()) > 2]
                    self.assertTrue(pieces and all(piece in words for piece in pieces))

    def test_no_message_has_two_entries(self):
        texts = [text for text, _ in entries()]
        self.assertEqual(sorted(texts), sorted(set(texts)))

    def test_the_search_reads_the_source_as_it_is_written(self):
        self.assertEqual(template(['"a block of "', "+", "std::to_string", "(", "n", ")", "+", '" integers"']),
                         "a block of … integers")
        self.assertEqual(template(["fmt::format", "(", '"{} of "', '"{:.1f}"', ",", "a", ",", '"b"', ")"]), "… of …")
        self.assertGreater(len(messages()), 60)


if __name__ == "__main__":
    unittest.main()
