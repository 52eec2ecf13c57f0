"""Readers that remember: the lines of a class are much alike, so each is read once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from threading import Lock

from byhand.language.program import Shape
from byhand.marking.answers import Vocabulary
from byhand.marking.read_line import Reading, read_line
from byhand.marking.read_names import Names

_LINES = 2048
"""How many lines a reader remembers; short ones only, so that it stays within some megabytes."""
_SHORT = 200
_READERS = 8
"""How many vocabularies have a reader at once."""
_STUDENTS = 64
"""How many sets of students' own names a reader knows apart."""


class Reader:
    """Reads lines with one vocabulary, and the names of one's own if they are known."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._remembered = lru_cache(maxsize=_LINES)(self._read)
        self._knowing = lru_cache(maxsize=_STUDENTS)(self._strict)

    def read(self, line: str) -> tuple[Reading, ...]:
        """The equations of a line."""
        return self._remembered(line) if len(line) <= _SHORT else self._read(line)

    def _read(self, line: str) -> tuple[Reading, ...]:
        return read_line(line, self.names)

    def knowing(self, own: Mapping[str, Shape | None]) -> Reader:
        """A reader that knows the names of one's own, to which every other word is unknown."""
        return self._knowing(tuple(own.items()))

    def _strict(self, own: tuple[tuple[str, Shape | None], ...]) -> Reader:
        return Reader(Names(self.names.words, dict(own)))


_readers: OrderedDict[int, tuple[Vocabulary, Reader]] = OrderedDict()
_lock = Lock()


def reader_of(words: Vocabulary) -> Reader:
    """The reader of a vocabulary, made once."""
    with _lock:
        known = _readers.get(id(words))
        if known is not None and known[0] is words:
            _readers.move_to_end(id(words))
            return known[1]
        reader = Reader(Names(words))
        _readers[id(words)] = words, reader
        while len(_readers) > _READERS:
            _readers.popitem(last=False)
        return reader


def forget() -> None:
    """Forget every line that was read; what is measured without memory is measured after this."""
    with _lock:
        _readers.clear()
