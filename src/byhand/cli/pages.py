"""Writing the pages of a command, and the options that say where they go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from byhand.cli import words
from byhand.cli.options import lang_param
from byhand.cli.output import print_bytes, working, write_files
from byhand.text import Lang

_PICTURES = ("svg", "png", "gif")

Pages = Callable[[str, str], dict[str, bytes]]
"""Makes the files of a page by its suffix, without the dot, and its stem."""


def page_params(lang: Lang) -> list[click.Parameter]:
    """Where a page goes, in which format and language, and how its numbers are rounded."""
    return [
        click.Option(["-o", "out"], multiple=True, metavar="OUT", help=words.OUT.say(lang)),
        click.Option(["--format"], metavar="NAME", help=words.FORMAT.say(lang)),
        lang_param(lang),
        click.Option(
            ["--digits"],
            type=click.IntRange(1, 15),
            default=4,
            metavar="N",
            help=words.DIGITS.say(lang),
        ),
        click.Option(["--json", "as_json"], is_flag=True, help=words.JSON.say(lang)),
    ]


def write_plots_and_pages(
    plot: Callable[[], Any], pages: Pages, options: dict[str, Any], stem: str, lang: Lang
) -> None:
    """The plot to every picture that was asked for, the page to all other outputs."""
    kind = options["format"]
    pictures = [o for o in options["out"] if (kind or Path(o).suffix[1:]).lower() in _PICTURES]
    for out in pictures:
        suffix = (kind or Path(out).suffix[1:]).lower()
        with working(words.WORKING["write"].fill(path=out), lang):
            content = plot().in_language(lang).as_bytes(f".{suffix}")
        if out == "-":
            print_bytes(content)
        else:
            write_files({Path(out).name: content}, Path(out).parent, lang)
    rest = tuple(out for out in options["out"] if out not in pictures)
    if rest or not pictures:
        write_pages(pages, {**options, "out": rest}, stem, lang)


def write_pages(pages: Pages, options: dict[str, Any], stem: str, lang: Lang) -> None:
    """A page to every output that was asked for; printed where none was."""
    kind = "json" if options["as_json"] else options["format"]
    for out in options["out"] or ("-",):
        suffix = (kind or (Path(out).suffix.removeprefix(".") if out != "-" else "txt")).lower()
        name = Path(out).stem if out != "-" else stem
        with working(words.WORKING["write"].fill(path=out if out != "-" else suffix), lang):
            files = pages(suffix, name)
        main = files.pop(f"{name}.{suffix}")
        if out == "-":
            print_bytes(main)
        else:
            write_files({Path(out).name: main, **files}, Path(out).parent, lang)
