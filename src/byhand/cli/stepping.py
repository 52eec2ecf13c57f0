"""The command that takes steps of an optimizer by hand."""

from __future__ import annotations

from typing import Any

import click

from byhand.cli import step_words
from byhand.cli.frame import command
from byhand.cli.options import (
    problem_params,
    read_at,
    read_names,
    read_problem,
    read_settings,
    stem_of,
)
from byhand.cli.output import working
from byhand.cli.pages import page_params, write_pages
from byhand.text import Lang

_MOST = 1000


def step_command(lang: Lang) -> click.Command:
    """`byhand step`, with its help in one language."""

    def run(**options: Any) -> None:
        with working(step_words.WORKING, lang):
            steps = _steps(options)
        choices = {key: options[key] for key in ("lang", "digits", "worked")}

        def pages(suffix: str, stem: str) -> dict[str, bytes]:
            return steps.pages(suffix, stem, **choices)

        write_pages(pages, options, stem_of(options), lang)

    return command("step", lang, step_words.STEP, run, _params(lang))


def _params(lang: Lang) -> list[click.Parameter]:
    count = click.IntRange(1, _MOST)
    return [
        *problem_params(lang),
        click.Option(["--optimizer"], metavar="NAME", help=step_words.OPTIMIZER.say(lang)),
        click.Option(["--lr"], metavar="RATE", help=step_words.LR.say(lang)),
        click.Option(["--set"], multiple=True, metavar="SETTINGS", help=step_words.SET.say(lang)),
        click.Option(["--steps"], type=count, metavar="N", help=step_words.STEPS.say(lang)),
        click.Option(
            ["--worked"],
            type=click.IntRange(0, 5),
            default=2,
            metavar="N",
            help=step_words.WORKED.say(lang),
        ),
        *page_params(lang),
    ]


def _steps(options: dict[str, Any]) -> Any:
    from byhand.learning import step

    settings = read_settings(options["set"])
    if options["lr"] is not None:
        settings["lr"] = options["lr"]
    return step(
        read_problem(options["file"], options["program"]),
        read_at(options["at"]),
        optimizer=options["optimizer"],
        steps=options["steps"],
        of=options["of"],
        wrt=read_names(options["wrt"]),
        constants=read_names(options["constants"]) or (),
        **settings,
    )
