"""The frame around every command: help in the reader's language, errors that help."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, get_args

import click

from byhand.cli import words
from byhand.language.errors_at import suggest
from byhand.text import LANGS, Lang, Text, same


def lang_of(args: Sequence[str]) -> Lang:
    """The language asked for, before anything is parsed: the help speaks it too.

    >>> lang_of(["derive", "--lang", "zh", "--help"])
    'zh'
    """
    asked = os.environ.get("BYHAND_LANG", "en")
    for i, arg in enumerate(args):
        if arg == "--lang" and i + 1 < len(args):
            asked = args[i + 1]
        elif arg.startswith("--lang="):
            asked = arg.removeprefix("--lang=")
    return LANGS[LANGS.index(asked)] if asked in LANGS else "en"


class Formatter(click.HelpFormatter):
    """Help with headings in the reader's language."""

    lang: Lang = "en"

    def write_heading(self, heading: str) -> None:
        """A section title, translated."""
        title = words.HEADINGS.get(heading, same(f"{heading}:")).say(self.lang)
        self.write(f"{' ' * self.current_indent}{title}\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The usage line, translated."""
        usage = words.HEADINGS["Usage: "].say(self.lang)
        super().write_usage(prog, args, prefix if prefix is not None else usage)

    def write_text(self, text: str) -> None:
        """Paragraphs, folded; one that begins with a backspace is kept as it stands."""
        from byhand.writers.folding import folded

        margin = " " * self.current_indent
        for i, paragraph in enumerate(text.split("\n\n")):
            lines = paragraph.strip("\n").split("\n")
            if lines[0] == "\b":
                lines = lines[1:]
            else:
                # Chinese words have no space between them, nor do their lines.
                joined = re.sub(r"(?<=[^ -~])\n|\n(?=[^ -~])", "", "\n".join(lines))
                lines = folded(joined.replace("\n", " "), self.width - len(margin))
            self.write("\n" * (i > 0) + "".join(f"{margin}{line}\n" for line in lines))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Terms and what they mean, folded where Chinese characters take two columns."""
        from byhand.writers.common import columns_of
        from byhand.writers.folding import folded

        rows = list(rows)
        widest = max((columns_of(term) for term, _ in rows), default=0)
        column = min(widest, col_max) + col_spacing
        margin = " " * self.current_indent
        for term, meaning in rows:
            first, *others = folded(meaning, max(self.width - column - len(margin), 10))
            beside = columns_of(term) <= column - col_spacing
            gap = " " * (column - columns_of(term)) if beside else f"\n{margin}{' ' * column}"
            self.write(f"{margin}{term}{gap}{first}\n")
            for line in others:
                self.write(f"{margin}{' ' * column}{line}\n")


def context_class(lang: Lang) -> type[click.Context]:
    """A click context whose help speaks a language."""
    formatter = type("Spoken", (Formatter,), {"lang": lang})
    return type("SpokenContext", (click.Context,), {"formatter_class": formatter})


def help_option(lang: Lang) -> click.Option:
    """--help, explained in the reader's language."""

    def show(context: click.Context, _: click.Parameter, value: bool) -> None:
        if value and not context.resilient_parsing:
            click.echo(context.get_help(), color=context.color)
            context.exit()

    return click.Option(
        ["-h", "--help"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=show,
        help=words.HELP.say(lang),
    )


def command(
    name: str, lang: Lang, text: Text, run: Any, params: Sequence[click.Parameter]
) -> click.Command:
    """A command with its help in one language."""
    made = click.Command(
        name,
        callback=run,
        params=[*params, help_option(lang)],
        help=text.say(lang),
        short_help=text.say(lang).split("\n")[0],
        add_help_option=False,
        no_args_is_help=False,
    )
    made.context_class = context_class(lang)
    return made


def usage_text(error: click.UsageError) -> Text:
    """click's complaint in both languages, with a suggestion where there is one."""
    match error:
        case click.NoSuchOption(option_name=name):
            known = [o for p in _params(error) for o in p.opts]
            return words.NO_OPTION.fill(name=name, hint=suggest(name, known))
        case click.BadParameter(param=click.Parameter() as param):
            value = error.message.split(" is not ")[0].strip("'")
            return words.BAD_OPTION.fill(name=param.opts[-1], value=value, hint=_allowed(param))
        case click.BadOptionUsage(option_name=name):
            return words.NEEDS_VALUE.fill(name=name)
        case _ if "No such command" in error.message:
            name = error.message.partition("'")[2].partition("'")[0]
            return words.NO_COMMAND.fill(name=name, hint=suggest(name, _commands(error)))
        case _ if "unexpected extra argument" in error.message:
            names = error.message.partition("(")[2].rstrip(")")
            return words.EXTRA.fill(names=names)
        case _:
            return same(error.format_message())


def _params(error: click.UsageError) -> list[click.Parameter]:
    return error.ctx.command.params if error.ctx else []


def _commands(error: click.UsageError) -> list[str]:
    group = error.ctx.command if error.ctx else None
    return list(group.commands) if isinstance(group, click.Group) else []


def _allowed(param: click.Parameter) -> Text:
    if isinstance(param.type, click.Choice):
        return words.CHOICES.fill(known=", ".join(map(str, param.type.choices)))
    describe = getattr(param.type, "_describe_range", None)
    return words.IN_RANGE.fill(range=describe()) if describe else words.A_NUMBER


def say_error(lang: Lang, text: str) -> None:
    """An error on standard error, in red where that is a terminal with colours."""
    label = words.ERROR.say(lang)
    color = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    click.echo((click.style(label, fg="red", bold=True) if color else label) + text, err=True)


__all__ = ["command", "context_class", "get_args", "lang_of", "say_error", "usage_text"]
