"""The errors and warnings of the program, found in its source: what it says, with … for what differs each time."""

import itertools
import os
import re
from dataclasses import dataclass

from documents import TOP

CODES = {"usage": 64, "wrong_value": 65, "no_input": 66, "bad_launch": 69, "bug": 70, "cannot_create": 73, "io": 74,
         "stopped": 75}
# Functions that make an error of their arguments: which of them is the message, and the code.
HELPERS = {"cannot_create": (1, "cannot_create"), "not_ours": (1, "no_input"), "not_own": (1, "cannot_create"),
           "refuse": (0, "no_input"), "refuse_link": (0, "no_input"), "refuse_values_elsewhere": (0, "no_input"),
           "reject": (1, "usage"), "fail": (0, "io")}
AN_ERROR = re.compile(r"[({]\s*Exit::(\w+),|(?<![>.])\b(" + "|".join(HELPERS) + r")\((?!\))")
A_WORD = re.compile(r'say(?:_apart)?\((?:\w+,\s*)?fmt::format\(("squares: )')
A_TROUBLE = re.compile(r"return (pool\.who\(\)|counted\(node\.ranks)")  # with the placement: a warning, or an error
TOKEN = re.compile(r'R"\((.*?)\)"|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|//[^\n]*|\w+(?:::\w+)*|.', re.DOTALL)


@dataclass(frozen=True)
class Message:
    text: str
    code: int   # 0: a warning or a remark


def sources():
    for folder, _, names in os.walk(os.path.join(TOP, "src")):
        for name in sorted(names):
            if name.endswith((".cpp", ".hpp")):
                with open(os.path.join(folder, name)) as file:
                    yield file.name, file.read()


def arguments(text, begin):
    """The tokens of each argument of a call or of a returned value, from the begin of the first."""
    found, depth = [[]], 0
    for match in TOKEN.finditer(text, begin):
        token = match[0]
        if token.startswith("//") or token.isspace():
            continue
        if depth == 0 and token in ")]};":
            return found
        depth += (token in "([{") - (token in ")]}")
        if token == "," and depth == 0:
            found.append([])
        else:
            found[-1].append(token)
    return found


def literal(token):
    return token[1:-1].replace('\\"', '"').replace("\\n", " ")


def inside(tokens, begin):
    """The tokens between the parenthesis at `begin` and its partner, and where that is."""
    depth = 0
    for end in range(begin, len(tokens)):
        depth += (tokens[end] == "(") - (tokens[end] == ")")
        if depth == 0:
            return tokens[begin + 1:end], end
    return tokens[begin + 1:], len(tokens)


def template(tokens):
    """Its literals, and … for everything between them; of a call to fmt::format its first argument."""
    text, i = "", 0
    while i < len(tokens):
        token = tokens[i]
        if token.startswith('"'):
            text += re.sub(r"\{[^}]*\}", "…", literal(token))
        elif token == "fmt::format":
            words, i = inside(tokens, i + 1)
            text += template(list(itertools.takewhile(lambda word: word.startswith('"'), words)))
        elif re.match(r"\w", token) and token != "std::string":
            text += "…"
            if tokens[i + 1:i + 2] == ["("]:
                _, i = inside(tokens, i + 1)
        elif token not in ("+", "(", ")", "std::string"):
            text += "…"
        i += 1
    text = re.sub("…+", "…", text).strip()
    return re.sub(r"^…(?=\w)|(?<=\w)…$", "", text)  # of a choice between this and something else


def messages():
    """Message: where it is in the source. Those without a word of their own pass on another's."""
    found = {}
    for path, text in sources():
        calls = [(match, "(" if match[1] else match[2]) for match in AN_ERROR.finditer(text)]
        given = []
        for match, helper in calls:
            index, code = (0, match[1]) if match[1] else HELPERS[helper]
            words = arguments(text, match.end())
            if helper == "fail" and len(words) != 2:  # a descriptor's: "cannot …" says it for all
                continue
            given.append((match, words[index] if len(words) > index else [], CODES.get(code, 0)))
        given += [(match, arguments(text, match.start(1))[0], 0) for match in A_WORD.finditer(text)]
        given += [(match, arguments(text, match.start(1))[0], CODES["bad_launch"]) for match in A_TROUBLE.finditer(text)
                  if path.endswith("placement.cpp")]
        for match, tokens, code in given:
            said = template(tokens)
            if text[:match.start()].endswith("throw_refused"):  # which adds the system's reason
                said = f"cannot {said}: …"
            message = Message(re.sub("^squares: (warning: )?", "", said), code)
            if re.search(r"[a-z]{2}", message.text):
                place = f"{os.path.relpath(path, TOP)}:{text.count(chr(10), 0, match.start()) + 1}"
                found.setdefault(message, place)
    return found


def words_of_the_program():
    """All literals of the source, one after the other."""
    return "\n".join(literal(token[0]) for _, text in sources() for token in TOKEN.finditer(text) if token[0].startswith('"'))
