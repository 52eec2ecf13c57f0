"""The command that prints a program and its gradients as source."""

from __future__ import annotations

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
from byhand.text import Lang


def emit_command(lang: Lang) -> click.Command:
    """`byhand emit`, with its help in one language."""

    def run(**options: Any) -> None:
        from dataclasses import replace

        from byhand.api import compile as compiled

        problem = read_problem(options["file"], options["program"])
        problem = replace(problem, given={**problem.given, **read_at(options["at"])})
        function = compiled(
            problem,
            of=options["of"],
            wrt=read_names(options["wrt"]),
            constants=read_names(options["constants"]) or (),
            batch=read_names(options["batch"]) or (),
            threads=options["threads"],
        )
        source = function.source.encode()
        for out in options["out"] or ("-",):
            if out == "-":
                print_bytes(source)
            else:
                write_files({Path(out).name: source}, Path(out).parent, lang)

    params = [
        *problem_params(lang),
        click.Option(["--batch"], metavar="NAMES", help=words.BATCH.say(lang)),
        click.Option(["--threads"], type=int, default=1, help=words.THREADS.say(lang)),
        click.Option(["-o", "out"], multiple=True, metavar="OUT", help=words.OUT.say(lang)),
        lang_param(lang),
    ]
    return command("emit", lang, words.EMIT, run, params)
