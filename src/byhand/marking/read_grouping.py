"""The lines of a text that try to answer, each with the lines that go on with it.

Limits, and why they are where they are. A text has 64 KB and 2,000 lines: the longest homework we
know has 300 lines, and a class of 200 of the largest is still read in a minute. A line has 2,000
characters, a formula 400 pieces and brackets 60 deep: no person writes, or reads, more. An answer
may go over 50 lines, which is more rows than anybody types. Exponents go to 1,000 and a number to
400 digits, as in the language. Time grows with the length of the text and with nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from byhand.marking.read_line import LINE_LIMIT
from byhand.marking.read_marks import is_comment

TEXT_LIMIT = 65_536
LINES_LIMIT = 2_000
JOINED_LIMIT = 50

_ENDS = re.compile(r"\r\n?")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ATTEMPT = re.compile("[=≈＝≔]|\\\\approx")
_GOES_ON = re.compile(r"[ \t\u3000$&`]*(?:=(?![=>])|≈|＝|\\approx)")
"""A line that begins with an equals sign: another side of the equation above it."""
_OPEN_END = re.compile(r"(?:[=≈＝]|\\approx)[ \t\u3000]*$")
_VALUE = re.compile(r"[ \t\u3000$]*[-−+]?[ \t]*(?:\.?[0-9]|[\[(]|\\begin)")
_NEW_LINE = re.compile(r"[^\[\]()=≈]*[=≈]")
_SETTINGS = re.compile(r"dtype|requires_grad|device|axis|keepdims")
_OPENS = re.compile(r"[\[(（［]|\\begin\{[a-zA-Z]?(?:small)?matrix\}")
_CLOSES = re.compile(r"[\])）］]|\\end\{[a-zA-Z]?(?:small)?matrix\}")


def has_more_lines(text: str) -> bool:
    """Whether a text has more lines than are read."""
    if text.count("\n") + text.count("\r") < LINES_LIMIT:
        return False
    return len(_ENDS.sub("\n", text).rstrip("\n").split("\n")) > LINES_LIMIT


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """The lines that try to answer, with their numbers; what goes over several lines is one.

    >>> list(lines_of("First:\\nz = w*x\\n  = 0.5\\nA = [1 2\\n3 4]"))
    [(2, 'z = w*x\\n  = 0.5'), (4, 'A = [1 2\\n3 4]')]
    """
    text = text[:TEXT_LIMIT].removeprefix("\ufeff")
    if "\r" in text:
        text = _ENDS.sub("\n", text)
    if not text.isascii() and _SURROGATES.search(text):
        text = _SURROGATES.sub("\ufffd", text)
    lines = text.split("\n", LINES_LIMIT)[:LINES_LIMIT]
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if ("=" not in line and not _ATTEMPT.search(line)) or is_comment(line):
            continue
        end = number
        while end < len(lines) and end - number < JOINED_LIMIT and (more := _more(lines, end)):
            end += more
        yield number, line if end == number else "\n".join(lines[number - 1 : end])
        number = end


def _more(lines: list[str], number: int) -> int:
    """How many lines from here on go on with the line before them."""
    above, line = lines[number - 1], lines[number]
    if len(above) > LINE_LIMIT or len(line) > LINE_LIMIT:
        return 0
    if more := _joined(lines, number):
        return more
    if _GOES_ON.match(line) and not is_comment(line):
        return 1
    # An answer below its equals sign; a sentence there means that the place was left blank.
    return int("=" not in line and bool(_OPEN_END.search(above)) and bool(_VALUE.match(line)))


def _joined(lines: list[str], number: int) -> int:
    """How many further lines belong to the line before them, whose bracket is still open."""
    opened = _balance(lines[number - 1])
    if opened <= 0:
        return 0
    for more, line in enumerate(lines[number : number + JOINED_LIMIT], 1):
        if not line.strip() or len(line) > LINE_LIMIT:
            return 0
        if _NEW_LINE.match(line) and not _SETTINGS.search(line):
            return 0
        opened += _balance(line)
        if opened <= 0:
            return more
    return 0


def _balance(line: str) -> int:
    if line.isascii() and "\\" not in line:
        opened = line.count("[") + line.count("(")
        return opened - line.count("]") - line.count(")")
    return len(_OPENS.findall(line)) - len(_CLOSES.findall(line))
