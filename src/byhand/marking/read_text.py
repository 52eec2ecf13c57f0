"""Homework as text: lines, and what binds them together.

Limits, and why they are where they are. A text has 64 KB and 2,000 lines: the longest homework we
know has 300 lines, and a class of 200 of the largest is still read in a minute. A line has 2,000
characters, a formula 400 pieces and brackets 60 deep: no person writes, or reads, more. An array
may go over 50 lines, which is more rows than anybody types. Exponents go to 1,000 and a number to
400 digits, as in the language. Time grows with the length of the text and with nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from byhand.graph.patterns import ShapeError
from byhand.language.expr import Name
from byhand.language.program import Shape
from byhand.marking import read_words
from byhand.marking.answers import Answer, Vocabulary
from byhand.marking.read_line import LINE_LIMIT, Reading
from byhand.marking.read_marks import is_comment
from byhand.marking.read_names import Names
from byhand.marking.read_products import Shapes
from byhand.marking.read_readers import Reader, reader_of

TEXT_LIMIT = 65_536
LINES_LIMIT = 2_000
JOINED_LIMIT = 50

_ENDS = re.compile(r"\r\n?")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ATTEMPT = re.compile("[=≈＝≔]|\\\\approx")
_NEW_LINE = re.compile(r"[^\[\]()=≈]*[=≈]")
_SETTINGS = re.compile(r"dtype|requires_grad|device|axis|keepdims")
_OPENS = re.compile(r"[\[(（［]|\\begin\{[a-zA-Z]?(?:small)?matrix\}")
_CLOSES = re.compile(r"[\])）］]|\\end\{[a-zA-Z]?(?:small)?matrix\}")


def read_answers(text: str, words: Vocabulary) -> tuple[Answer, ...]:
    """Read one submission, line by line; never raises.

    A line without an equals sign is prose and is left out. One that cannot be read is an answer
    with an `error`, and never stops the rest. Answers to one question given twice are all there, in
    order; those on one line have the same line number.

    >>> words = Vocabulary("L", frozenset(["a", "y", "L"]))
    >>> [(a.target, a.links[0].read_as) for a in read_answers("dL/da = 2(a - y)", words)]
    [(Partial(of='L', wrt='a'), '2 · (a − y)')]
    """
    reader = reader_of(words)
    found = [(number, line, reader.read(line)) for number, line in _lines(text)]
    if any(r.free or r.unsure or r.sensitive for _, _, readings in found for r in readings):
        found = _with_own_names(found, reader)
    answers = [
        Answer(number, line, r.target, r.links, r.error, r.at)
        for number, line, readings in found
        for r in readings
    ]
    return (*answers, *_beyond(text))


Found = list[tuple[int, str, tuple[Reading, ...]]]


def _with_own_names(found: Found, reader: Reader) -> Found:
    """Read again what depends on the names that the student made up."""
    own = _own_names(found, reader.names)
    strict = reader.knowing(own)
    sensitive = any(r.sensitive for _, _, readings in found for r in readings)

    def again(readings: tuple[Reading, ...]) -> bool:
        return any(r.free - own.keys() or (r.unsure and own) for r in readings)

    return [
        (number, line, strict.read(line) if sensitive or again(readings) else readings)
        for number, line, readings in found
    ]


def _own_names(found: Found, names: Names) -> Mapping[str, Shape | None]:
    """The names that are no variables of the program, and their shapes where they are arrays."""
    own: dict[str, Shape | None] = {}
    for reading in (r for _, _, readings in found for r in readings):
        target = reading.target
        if not isinstance(target, Name) or target.name in names.words.names or target.name in own:
            continue
        own[target.name] = _shape(reading, Names(names.words, own)) if names.arrays else ()
    return own


def _shape(reading: Reading, names: Names) -> Shape | None:
    for link in reading.links:
        if link.expr is not None:
            try:
                shape = Shapes(names).of(link.expr)
            except ShapeError:
                shape = None
        else:
            shape = getattr(link.value, "shape", ())
        if shape is not None:
            return shape
    return None


def _beyond(text: str) -> Iterator[Answer]:
    """The rest of a text that is too long, as one answer that cannot be read."""
    if len(text) > TEXT_LIMIT:
        message = read_words.TEXT_TOO_LONG.fill(limit=TEXT_LIMIT)
        line = 1 + text.count("\n", 0, TEXT_LIMIT)
        yield Answer(line, "", error=message)
    elif len(text.splitlines()) > LINES_LIMIT and text.count("\n") >= LINES_LIMIT:
        message = read_words.TOO_MANY_LINES.fill(limit=LINES_LIMIT)
        yield Answer(LINES_LIMIT + 1, "", error=message)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that try to answer, with their numbers; an array over several lines is one."""
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
        if "=" not in line and not _ATTEMPT.search(line):
            continue
        if is_comment(line):
            continue
        first = number
        if len(line) <= LINE_LIMIT and (more := _joined(lines, number)):
            line = "\n".join([line, *lines[number : number + more]])
            number += more
        yield first, line


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
