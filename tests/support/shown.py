"""What a document shows of a program's output, against what it prints: the same but for what is measured.

Measured are numbers with a fraction, those with a unit or a percent sign, those with an interval in brackets after them,
the bars of the lesson's examples, the processor behind a bar's time, and where a file was read back from. Whatever else there is must be the same: words,
whole numbers, and their order. Where lines are broken, and how far columns are apart, follows from the figures' widths.
A line … in the document stands for lines that it leaves out.
"""

import re

NUMBER = r"\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?"
UNIT = r"(?:ns|us|ms|s|min|KiB|MiB|GiB|[kMGT]?B/s|[kMGT] squares/s|%)(?![\w/])"
WHOLE_NUMBER, VERDICT = r"(?<![\w.])\d+(?![\w.])", r"\b(?:TRUE|FALSE|UNCLEAR|UNTESTED)\b"
FIGURE = rf"{NUMBER}(?: {UNIT})?"
MEASURED = [  # in this order
    (r"- \d+ % of the processors were taken by others meanwhile", ""),  # said where others work, too
    (r"- \d+ processors gave only [\d.]+ times what one gives: they share a core, or others took them", ""),
    (r"\bread: .*? sum:", "read: <source> sum:"),  # the memory or the disk that a folder lies on
    (rf"{FIGURE} \({FIGURE} to {FIGURE}\)", "<figure>"),
    (rf"{NUMBER} {UNIT}", "<figure>"),
    (r"\d[\d,]*\.\d+", "<figure>"),
    (r"(?<!\S)-*#+\.*(?!\S)( <figure> )\d+", r"<bar>\1<processor>"),
    (r"\b0 to <figure>", "<from start to end>"),
    (rf"{WHOLE_NUMBER} ({VERDICT})", r"<n> \1"),
]


def unmeasured(text, also=()):
    """A text without what is measured, nor the whole numbers and verdicts of the pieces in `also`; a space between words."""
    text = " ".join(text.split())
    for example in also:
        words = re.split(rf"{WHOLE_NUMBER}|{VERDICT}", example)
        kinds = [VERDICT if found[0].isalpha() else WHOLE_NUMBER
                 for found in re.findall(rf"{WHOLE_NUMBER}|{VERDICT}", example)]
        pattern = "".join(re.escape(word) + kind for word, kind in zip(words, [*kinds, ""]))
        text = re.sub(rf"(?<!\S){pattern}(?!\S)", f"<{'*'.join(words)}>", text)
    for pattern, instead in MEASURED:
        text = re.sub(pattern, instead, text)
    return " ".join(text.split())


def difference(shown, printed, also=()):
    """Where what is printed leaves what is shown, as words for people; None if it does not."""
    printed = unmeasured(printed, also)
    pieces = [unmeasured(piece, also) for piece in re.split(r"^ *… *$", shown, flags=re.MULTILINE)]
    if len(pieces) == 1:
        return None if printed == pieces[0] else first_difference(pieces[0], printed)
    if not printed.startswith(pieces[0]):
        return first_difference(pieces[0], printed)
    at = len(pieces[0])
    for piece in pieces[1:]:
        found = printed.find(piece, at) if piece is not pieces[-1] or not piece else printed.rfind(piece, at)
        if found < 0 or piece and piece is pieces[-1] and found + len(piece) != len(printed):
            return f"not there, or not in its place: {piece}\nprinted: {printed[at:]}"
        at = found + len(piece)
    return None


def first_difference(shown, printed):
    shown, printed = shown.split(), printed.split()
    same = next((i for i, pair in enumerate(zip(shown, printed)) if pair[0] != pair[1]), min(len(shown), len(printed)))
    words = slice(max(0, same - 6), same + 6)
    return f"shown:   … {' '.join(shown[words])} …\nprinted: … {' '.join(printed[words])} …"
