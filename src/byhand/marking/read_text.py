"""Homework as text: lines, and what binds them together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from byhand.graph.patterns import ShapeError
from byhand.language.expr import Name
from byhand.language.program import Shape
from byhand.marking import read_words
from byhand.marking.answers import Answer, Vocabulary
from byhand.marking.read_grouping import LINES_LIMIT, TEXT_LIMIT, has_more_lines, lines_of
from byhand.marking.read_line import Reading
from byhand.marking.read_names import Names
from byhand.marking.read_products import Shapes
from byhand.marking.read_readers import Reader, reader_of


def read_answers(text: str, words: Vocabulary) -> tuple[Answer, ...]:
    """Read one submission, line by line; never raises.

    A line without an equals sign is prose and is left out. One that cannot be read is an answer
    with an `error`, and never stops the rest. Answers to one question given twice are all there, in
    order; those on one line have the same line number.

    >>> words = Vocabulary("L", frozenset(["a", "y", "L"]))
    >>> [(a.target, a.links[0].read_as) for a in read_answers("dL/da = 2(a - y)", words)]
    [(Partial(of='L', wrt='a'), '2 · (a − y)')]
    """
    reader = reader_of(_unless_defined(text, words))
    found = [(number, line, reader.read(line)) for number, line in lines_of(text)]
    if any(r.free or r.unsure or r.sensitive for _, _, readings in found for r in readings):
        found = _with_own_names(found, reader)
    answers = [
        Answer(number, line, r.target, r.links, r.error, r.at)
        for number, line, readings in found
        for r in readings
    ]
    return (*answers, *_beyond(text))


def _unless_defined(text: str, words: Vocabulary) -> Vocabulary:
    """The vocabulary without the letters of sizes to which the student gives a meaning."""
    taken = {x for x in words.letters if re.search(rf"(?m)(?<!\w){re.escape(x)}[ \t]*:?=", text)}
    if not taken:
        return words
    shapes = {name: shape for name, shape in words.shapes.items() if name not in taken}
    return replace(words, names=words.names - taken, shapes=shapes)


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
    elif has_more_lines(text):
        message = read_words.TOO_MANY_LINES.fill(limit=LINES_LIMIT)
        yield Answer(LINES_LIMIT + 1, "", error=message)
