"""Where results go: files, standard output, and a word about what is being done."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from byhand.cli import words
from byhand.files import write_bytes
from byhand.text import Lang, Text
from byhand.timing import IMPORT

if TYPE_CHECKING:
    from threading import Event


PATIENCE = 0.7
"""For how many seconds a person needs no word about what is being done."""


def colored() -> bool:
    """Whether standard output shows colours."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


@contextmanager
def working(text: Text, lang: Lang) -> Iterator[None]:
    """A spinner on the terminal once something has taken long; silent elsewhere."""
    if not sys.stderr.isatty():
        yield
        return
    from threading import Event, Timer

    ended = Event()
    timer = Timer(PATIENCE, _spin, (text.say(lang) + " …", ended))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        ended.set()
        timer.join()


def _spin(text: str, ended: Event) -> None:
    """Turn until something has ended; what is quick has ended before rich is loaded."""
    from rich.console import Console

    if not ended.is_set():
        with Console(stderr=True).status(text):
            ended.wait()


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


_LEAST = 5e-5
"""What rounds to 0.0 ms has no row."""


def timing_table(seconds: Mapping[str, float], lang: Lang) -> str:
    """What every stage of a run took, in milliseconds and as a share of the whole."""
    from byhand.writers.common import columns_of

    total = sum(seconds.values())
    rows = [
        (_stage_name(stage).say(lang), f"{spent * 1000:.1f}", f"{spent / total:.0%}")
        for stage, spent in seconds.items()
        if spent >= _LEAST
    ]
    rows.append((words.STAGE_TOTAL.say(lang), f"{total * 1000:.1f}", "100%"))
    head = (words.STAGE.say(lang), words.MILLISECONDS.say(lang), words.SHARE.say(lang))
    widths = [max(columns_of(row[i]) for row in [head, *rows]) for i in range(3)]

    def line(row: tuple[str, str, str]) -> str:
        gaps = [" " * (width - columns_of(cell)) for width, cell in zip(widths, row, strict=True)]
        return f"{row[0]}{gaps[0]}  {gaps[1]}{row[1]}  {gaps[2]}{row[2]}"

    return "\n".join(map(line, [head, *rows]))


def _stage_name(stage: str) -> Text:
    if stage.startswith(IMPORT):
        return words.LOADING.fill(name=stage.removeprefix(IMPORT))
    return words.STAGES[stage]
