"""The documents of the project as data: their sections, tables and blocks of code."""

import os
import re
from dataclasses import dataclass

MARKS = ("not run: ", "run by ", "same as ", "first: ", "with ", "lines end with ", "ends with ", "prints ",
         "shown below", "measured: ")
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


@dataclass
class Table:
    sections: list  # the titles that it stands under, the outermost first, without backquotes
    head: list
    rows: list      # a dictionary each, from the head's words to the cells, without backquotes


@dataclass
class Code:
    document: str
    line: int
    language: str
    mark: str       # the words of the comment <!-- … --> on the line before it, "" if there is none
    text: str

    def __str__(self):
        return f"{self.document}:{self.line}"

    def marks(self):
        """Of its comment: {"first": "squares --quiet", …}; what each means: tests/readers/documents_test.py."""
        marks = {}
        for mark in filter(None, re.split(f"; (?={'|'.join(MARKS)})", self.mark)):
            kind = next((kind for kind in MARKS if mark.startswith(kind)), None)
            if kind is None:
                raise AssertionError(f"{self}: a comment that means nothing: {mark}")
            marks[kind.strip(": ")] = mark[len(kind):]
        return marks

    def replaced(self):
        """The words that its mark replaces, with those in their places."""
        return [tuple(pair.split(" as ")) for pair in filter(None, self.marks().get("with", "").split(", "))]

    def shorter(self):
        """The text with the words of its mark replaced, so that it takes no hour."""
        text = self.text
        for old, new in self.replaced():
            if old not in text:
                raise AssertionError(f"{self}: there is no {old}")
            text = text.replace(old, new)
        return text

    def measured(self):
        """Pieces of what is shown below it whose whole numbers and verdicts may be others."""
        return list(filter(None, self.marks().get("measured", "").split(" | ")))

    def commands(self):
        """Its lines without what they say to people."""
        return [re.sub(r" +#.*", "", line) for line in self.text.splitlines()]


def documents():
    """The paths of all documents with text for people, from the top of the project."""
    folders = ("", "docs", "docs/lesson", "results")
    return [os.path.join(folder, name) for folder in folders for name in sorted(os.listdir(os.path.join(TOP, folder)))
            if name.endswith(".md")]


def lines_of(document):
    with open(os.path.join(TOP, document)) as file:
        return file.read().splitlines()


def cells_of(line):
    """Of a row; a bar in a cell is written as in \\|."""
    return [cell.strip().replace("\\|", "|").replace("`", "") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def tables_of(document):
    tables, sections, table = [], [], None
    for line in lines_of(document):
        title = re.match(r"(#+) (.*)", line)
        if title:
            sections = sections[:len(title[1]) - 1] + [title[2].replace("`", "")]
        if not line.startswith("|"):
            table = None
        elif table is None:
            table = Table(sections, cells_of(line), [])
            tables.append(table)
        elif not re.fullmatch(r"[|\- :]+", line):
            table.rows.append(dict(zip(table.head, cells_of(line), strict=True)))
    return tables


def code_of(document):
    """Its blocks of code."""
    blocks, block, before = [], None, ""
    for number, line in enumerate(lines_of(document), 1):
        if line.startswith("```") and block is None:
            mark = re.fullmatch(r"<!-- (.*) -->", before)
            block = Code(document, number, line[3:].strip(), mark[1] if mark else "", "")
            blocks.append(block)
        elif line.startswith("```"):
            block = None
        elif block:
            block.text += line + "\n"
        before = line
    return blocks
