"""The command that takes steps of an optimizer by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from byhand.cli import step_words, words
from byhand.cli.frame import command
from byhand.cli.options import (
    lang_param,
    problem_params,
    read_at,
    read_names,
    read_problem,
    read_settings,
    stem_of,
)
from byhand.cli.output import print_bytes, working, write_files
from byhand.text import Lang

_MOST = 1000


def step_command(lang: Lang) -> click.Command:
    """`byhand step`, with its help in one language."""

    def run(**options: Any) -> None:
        with working(step_words.WORKING, lang):
            steps = _steps(options)
        kind = "json" if options["as_json"] else options["format"]
        for out in options["out"] or ("-",):
            suffix = (kind or (Path(out).suffix.removeprefix(".") if out != "-" else "txt")).lower()
            stem = Path(out).stem if out != "-" else stem_of(options)
            choices = {key: options[key] for key in ("lang", "digits", "worked")}
            with working(words.WORKING["write"].fill(path=out if out != "-" else suffix), lang):
                files = steps.pages(suffix, stem, **choices)
            main = files.pop(f"{stem}.{suffix}")
            if out == "-":
                print_bytes(main)
            else:
                write_files({Path(out).name: main, **files}, Path(out).parent, lang)

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


def _steps(options: dict[str, Any]) -> Any:
    from byhand.api import step

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
