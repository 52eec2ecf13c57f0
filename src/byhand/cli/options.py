"""Options that commands share, and what they mean."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from byhand import messages
from byhand.cli import words
from byhand.errors import InputError
from byhand.text import LANGS, Lang

EXAMPLE = 'byhand derive -e "L = (w*x - y)^2" --at w=2,x=3,y=1'


def problem_params(lang: Lang) -> list[click.Parameter]:
    """What is derived: a file or a program, values, output, variables."""
    return [
        click.Argument(["file"], required=False),
        click.Option(["-e", "program"], metavar="PROGRAM", help=words.PROGRAM.say(lang)),
        click.Option(["--at"], multiple=True, metavar="VALUES", help=words.AT.say(lang)),
        click.Option(["--of"], metavar="NAME", help=words.OF.say(lang)),
        click.Option(["--wrt"], metavar="NAMES", help=words.WRT.say(lang)),
        click.Option(["--constants"], metavar="NAMES", help=words.CONSTANTS.say(lang)),
    ]


def lang_param(lang: Lang, **more: Any) -> click.Option:
    """--lang; it is looked for before parsing, and checked here."""
    kind = click.Choice(list(LANGS))
    return click.Option(
        ["--lang"], type=kind, default=lang, metavar="LANG", help=words.LANG.say(lang), **more
    )


def choice(flag: str, known: list[str], text: words.Text, lang: Lang, **more: Any) -> click.Option:
    """An option with a fixed set of answers."""
    return click.Option(
        [flag], type=click.Choice(known), metavar="NAME", help=text.say(lang), **more
    )


def read_problem(file: str | None, program: str | None) -> Any:
    """The problem that the arguments name; raises `InputError` for none and for two."""
    from byhand.problem import Problem, load

    if file and program is not None:
        raise InputError(messages.TWO_SOURCES)
    if program is not None:
        return Problem(program)
    if not file:
        raise InputError(messages.NOTHING_GIVEN.fill(example=EXAMPLE))
    if file == "-":
        return Problem(_standard_input())
    return load(Path(file))


def _standard_input() -> str:
    data = sys.stdin.buffer.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(messages.FILE_NOT_TEXT.fill(path="-")) from error


def read_at(parts: tuple[str, ...]) -> dict[str, Any]:
    """The values that --at gives: pairs, or files of values.

    >>> read_at(("w=2,x=-1/3", "v=[1, 2]"))
    {'w': '2', 'x': '-1/3', 'v': [1.0, 2.0]}
    """
    from byhand.problem.files import read_values
    from byhand.problem.typed import array_from, is_array_text

    values: dict[str, Any] = {}
    typed: set[str] = set()
    for part in parts:
        if not part.strip():
            continue
        if "=" not in part:
            values.update(read_values(Path(part)))
            continue
        for pair in _pairs(part):
            name, sign, value = (word.strip() for word in pair.partition("="))
            if not sign or not name or not value:
                raise InputError(messages.AT_SYNTAX.fill(part=pair.strip()))
            if name in typed:
                raise InputError(messages.VALUE_TWICE.fill(name=name))
            typed.add(name)
            values[name] = array_from(name, value) if is_array_text(value) else value
    return values


def read_settings(parts: tuple[str, ...]) -> dict[str, str]:
    """The settings that --set gives, as they are typed.

    >>> read_settings(("momentum=0.9,nesterov=true", "betas=[0.9, 0.99]"))
    {'momentum': '0.9', 'nesterov': 'true', 'betas': '[0.9, 0.99]'}
    """
    found: dict[str, str] = {}
    for part in parts:
        for pair in _pairs(part):
            name, sign, value = (word.strip() for word in pair.partition("="))
            if not sign or not name or not value:
                raise InputError(messages.AT_SYNTAX.fill(part=pair.strip()))
            found[name] = value
    return found


_SIGNS = str.maketrans("，；［］", ",;[]")


def _pairs(part: str) -> list[str]:
    """The pairs of one --at, cut at commas and semicolons that stand in no brackets."""
    pairs, start, depth = [], 0, 0
    part = part.translate(_SIGNS)
    for place, char in enumerate(part):
        depth += (char == "[") - (char == "]")
        if char in ",;" and depth <= 0:
            pairs.append(part[start:place])
            start = place + 1
    return [pair for pair in [*pairs, part[start:]] if pair.strip()]


def read_names(text: str | None) -> list[str] | None:
    """Names separated by commas; None where the option was not given."""
    if text is None:
        return None
    return [name.strip() for name in text.replace("，", ",").split(",") if name.strip()]


def derived_from(options: dict[str, Any], *, exact: bool = False) -> Any:
    """The derivation that the shared options ask for."""
    from byhand.api import derive

    problem = read_problem(options["file"], options["program"])
    return derive(
        problem,
        read_at(options["at"]),
        of=options["of"],
        wrt=read_names(options["wrt"]),
        constants=read_names(options["constants"]) or (),
        exact=exact,
    )


def stem_of(options: dict[str, Any]) -> str:
    """A sensible file name: that of the problem, else 'derivation'."""
    file = options.get("file")
    return Path(file).stem if file and file != "-" else "derivation"
