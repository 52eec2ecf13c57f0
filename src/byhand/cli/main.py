"""The program `byhand`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from time import process_time

import click

from byhand import __version__
from byhand.cli import words
from byhand.cli.commands import commands
from byhand.cli.frame import context_class, help_option, lang_of, say_error, usage_text
from byhand.cli.options import lang_param
from byhand.cli.output import timing_table
from byhand.errors import ByhandError, ProofError
from byhand.text import Lang
from byhand.timing import Stopwatch, watching


def app(lang: Lang) -> click.Group:
    """All commands, with their help in one language."""

    def version(context: click.Context, _: click.Parameter, value: bool) -> None:
        if value:
            click.echo(f"byhand {__version__}")
            context.exit()

    group = click.Group(
        "byhand",
        help=words.APP.say(lang),
        add_help_option=False,
        params=[
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=version,
                help=words.VERSION.say(lang),
            ),
            _timing_param(lang),
            lang_param(lang, expose_value=False),
            help_option(lang),
        ],
        commands={made.name or "": made for made in commands(lang)},
    )
    group.context_class = context_class(lang)
    return group


def _timing_param(lang: Lang) -> click.Option:
    """--timing; also by the environment, for a command inside a script."""

    def watch(context: click.Context, _: click.Parameter, value: bool) -> None:
        if value:
            started = process_time()  # the clock of the process began before Python did
            watch = context.with_resource(watching(Stopwatch(started)))
            context.call_on_close(lambda: click.echo(timing_table(watch.seconds(), lang), err=True))

    return click.Option(
        ["--timing"],
        is_flag=True,
        expose_value=False,
        callback=watch,
        envvar="BYHAND_TIMING",
        help=words.TIMING.say(lang),
    )


def main(args: Sequence[str]) -> int:
    """Run the command line; the exit code is 0, 1 for a failed check, 2 for unusable input."""
    lang = lang_of(args)
    try:
        result = app(lang).main(list(args), prog_name="byhand", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.UsageError as error:
        say_error(lang, usage_text(error).say(lang))
        if error.ctx is not None:
            click.echo(words.TRY_HELP.fill(command=error.ctx.command_path).say(lang), err=True)
        return 2
    except ProofError as error:
        say_error(lang, error.say(lang))
        return 1
    except ByhandError as error:
        say_error(lang, error.say(lang))
        return 2
    except click.Abort:
        return 130


def run() -> None:
    """The entry point of the console script."""
    # Modules make many objects that stay and few cycles that go: looking for those at every
    # 700th object takes a tenth of the start.
    gc.set_threshold(100_000, 20, 50)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        code = main(sys.argv[1:])
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    sys.exit(code)
