"""The command that prints a program and its gradients as source."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from byhand.cli import words
from byhand.cli.frame import command
from byhand.cli.options import (
    lang_param,
    problem_params,
    read_at,
    read_names,
    read_problem,
)
from byhand.cli.output import print_bytes, write_files
from byhand.errors import InputError
from byhand.text import Lang

TARGETS = ("numpy", "torch", "jax")


def _source(options: dict[str, Any]) -> str:
    """The source that the options ask for."""
    from byhand import api

    problem = read_problem(options["file"], options["program"])
    at = read_at(options["at"])
    asked = {
        "of": options["of"],
        "wrt": read_names(options["wrt"]),
        "constants": read_names(options["constants"]) or (),
    }
    batch = read_names(options["batch"]) or ()
    if options["to"] != "numpy":
        if batch:
            raise InputError(words.BATCH_NUMPY.fill(to=options["to"]))
        return api.source(problem, options["to"], at, **asked)
    problem = replace(problem, given={**problem.given, **at})
    return api.compile(problem, **asked, batch=batch, threads=options["threads"]).source


def emit_command(lang: Lang) -> click.Command:
    """`byhand emit`, with its help in one language."""

    def run(**options: Any) -> None:
        source = _source(options).encode()
        for out in options["out"] or ("-",):
            if out == "-":
                print_bytes(source)
            else:
                write_files({Path(out).name: source}, Path(out).parent, lang)

    to = click.Choice(TARGETS)
    params = [
        *problem_params(lang),
        click.Option(["--to"], type=to, default="numpy", help=words.TO.say(lang)),
        click.Option(["--batch"], metavar="NAMES", help=words.BATCH.say(lang)),
        click.Option(["--threads"], type=int, default=1, help=words.THREADS.say(lang)),
        click.Option(["-o", "out"], multiple=True, metavar="OUT", help=words.OUT.say(lang)),
        lang_param(lang),
    ]
    return command("emit", lang, words.EMIT, run, params)
