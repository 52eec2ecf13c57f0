"""What a file of homework holds, as lines of text: one sheet a student."""

from __future__ import annotations

import codecs
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from byhand.errors import InputError, printable
from byhand.marking import read_words

FILE_LIMIT = 2_000_000
"""Bytes of one student's file: a notebook with pictures fits, and reading it takes 0.1 s."""
CLASS_LIMIT = 10_000_000
"""Bytes of a file that holds a whole class."""
_NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of one student."""

    student: str
    text: str = ""
    error: InputError | None = None
    """Why there are none."""
    code: frozenset[int] = frozenset()
    """The numbers of lines of Python, which need not all be answers."""


def student_name(text: object) -> str:
    """A name on one line, without control characters; it is shown and never opens a file."""
    return " ".join(printable(str(text)[: _NAME_LIMIT * 2]).split())[:_NAME_LIMIT] or "?"


def file_text(path: Path, limit: int) -> str:
    """The text of a file that is no link, with damaged places as U+FFFD; raises `InputError`."""
    content = _content(path, limit)
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    return content.decode("utf-8", "replace")


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _content(path: Path, limit: int) -> bytes:
    """The bytes of a plain file; a link, a pipe or a device is never opened for reading."""
    name = printable(path.name)
    # What is opened is what was checked: the handle is asked, and not the name once more.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        if path.is_symlink():
            raise InputError(read_words.FILE_LINK.fill(name=name))
        handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as error:
        raise InputError(read_words.FILE_MISSING.fill(name=name)) from error
    except (OSError, ValueError) as error:
        raise _unreadable(name, error) from error
    with os.fdopen(handle, "rb") as file:
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise InputError(read_words.FILE_MISSING.fill(name=name))
            if status.st_size > limit:
                parts = {"name": name, "size": status.st_size, "limit": limit}
                raise InputError(read_words.FILE_TOO_LARGE.fill(**parts))
            return file.read(limit)
        except OSError as error:
            raise _unreadable(name, error) from error


def _unreadable(name: str, error: Exception) -> InputError:
    reason = getattr(error, "strerror", None) or type(error).__name__
    return InputError(read_words.FILE_UNREADABLE.fill(name=name, reason=reason))
