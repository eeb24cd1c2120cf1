"""Each document in Chinese has what the one in English beside it has: sections, blocks, tables and links."""

import os
import re
import unittest

from documents import TOP, code_of, documents, lines_of, tables_of

PAIRS = [(document.removesuffix(".zh.md") + ".md", document) for document in documents() if document.endswith(".zh.md")]


def levels_of(document):
    """Of its headings, each with its number, if it has one: [(1, None), (2, "1."), …]"""
    blocks = [range(block.line, block.line + block.text.count("\n") + 1) for block in code_of(document)]
    headings = (re.match(r"(#+) (\d+\.)?", line) for number, line in enumerate(lines_of(document), 1)
                if not any(number in block for block in blocks))
    return [(len(heading[1]), heading[2]) for heading in headings if heading]


def files_of(document):
    """That it leads to, a document in Chinese counted as the one in English that it stands for."""
    links = re.findall(r"\]\(([^)#]+)", "\n".join(lines_of(document)))
    return {os.path.normpath(link).replace(".zh.md", ".md") for link in links} - {"README.md"}


class Chinese(unittest.TestCase):
    def test_there_are_documents_in_chinese(self):
        self.assertEqual([chinese for _, chinese in PAIRS], ["README.zh.md", "docs/lesson/README.zh.md"])

    def test_they_have_the_same_sections(self):
        for english, chinese in PAIRS:
            with self.subTest(chinese):
                self.assertGreater(len(levels_of(english)), 10)
                self.assertEqual(levels_of(chinese), levels_of(english))

    def test_they_have_the_same_blocks_of_code(self):
        """Comments are translated, and so are drawings."""
        for english, chinese in PAIRS:
            blocks, translated = code_of(english), code_of(chinese)
            self.assertEqual([block.language for block in translated], [block.language for block in blocks], chinese)
            for one, other in zip(blocks, translated):
                with self.subTest(str(other)):
                    if one.language in ("", "text"):
                        if not re.search("[\u4e00-\u9fff]", other.text):
                            self.assertEqual(other.text, one.text)
                    else:
                        self.assertEqual(other.commands(), one.commands())
                        self.assertEqual(other.marks().get("same as"), english)

    def test_they_have_the_same_tables(self):
        for english, chinese in PAIRS:
            with self.subTest(chinese):
                self.assertEqual([(len(table.head), len(table.rows)) for table in tables_of(chinese)],
                                 [(len(table.head), len(table.rows)) for table in tables_of(english)])

    def test_they_lead_to_the_same_files(self):
        for english, chinese in PAIRS:
            with self.subTest(chinese):
                self.assertEqual(files_of(chinese), files_of(english))


if __name__ == "__main__":
    unittest.main()
