"""Where results go: files, standard output, and a word about what is being done."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from byhand.cli import words
from byhand.files import write_bytes
from byhand.text import Lang, Text


def colored() -> bool:
    """Whether standard output shows colours."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


@contextmanager
def working(text: Text, lang: Lang) -> Iterator[None]:
    """A spinner on the terminal while something takes long; silent elsewhere."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text.say(lang) + " …"):
        yield


def write_files(files: dict[str, bytes], folder: Path, lang: Lang) -> None:
    """Write each file whole and say so."""
    for name, content in files.items():
        path = folder / name
        write_bytes(path, content)
        click.echo(words.WROTE.fill(path=path).say(lang), err=True)


def print_bytes(content: bytes) -> None:
    """Bytes to standard output as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
