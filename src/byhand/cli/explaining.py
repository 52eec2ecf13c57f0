"""The commands that explain topics and run experiments."""

from __future__ import annotations

from typing import Any

import click

from byhand.cli import explain_words
from byhand.cli.frame import command
from byhand.cli.options import read_settings
from byhand.cli.output import working
from byhand.cli.pages import page_params, write_pages, write_plots_and_pages
from byhand.text import Lang, Text


def explain_command(lang: Lang) -> click.Command:
    """`byhand explain`, with its help in one language."""
    return _command("explain", explain_words.EXPLAIN, lang)


def experiment_command(lang: Lang) -> click.Command:
    """`byhand experiment`, with its help in one language."""
    return _command("experiment", explain_words.EXPERIMENT, lang)


def _command(name: str, text: Text, lang: Lang) -> click.Command:
    def run(**options: Any) -> None:
        from byhand.training.lessons.contents import Contents, settings_of

        topic, only = options["name"], name == "experiment"
        if topic is None:
            _write(Contents(experiments=only).document, options, "contents", lang)
        elif options["settings"]:
            _write(settings_of(topic, experiment=only), options, "settings", lang)
        else:
            _explain(topic, options, only, lang)

    params = [
        click.Argument(["name"], required=False),
        click.Option(
            ["--set"], multiple=True, metavar="SETTINGS", help=explain_words.SET.say(lang)
        ),
        click.Option(["--settings"], is_flag=True, help=explain_words.SETTINGS.say(lang)),
        click.Option(["--plot"], metavar="NAME", default="", help=explain_words.PLOT.say(lang)),
        *page_params(lang),
    ]
    return command(name, lang, text, run, params)


def _write(document: Any, options: dict[str, Any], stem: str, lang: Lang) -> None:
    from byhand.writers import writer_for

    def pages(suffix: str, name: str) -> dict[str, bytes]:
        return writer_for(suffix).write(document, lang, {}, name)

    write_pages(pages, options, stem, lang)


def _explain(topic: str, options: dict[str, Any], only: bool, lang: Lang) -> None:
    from byhand.training.lessons.table import lesson

    with working(explain_words.RUNNING.fill(name=topic), lang):
        found = lesson(topic, read_settings(options["set"]), experiment=only)

    def pages(suffix: str, stem: str) -> dict[str, bytes]:
        return found.pages(suffix, stem, lang=lang, digits=options["digits"])

    def plot() -> Any:
        return found.plot(options["plot"])

    write_plots_and_pages(plot, pages, options, found.topic.name, lang)
