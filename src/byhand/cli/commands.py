"""The commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from byhand import messages
from byhand.cli import words
from byhand.cli.checking import check_command
from byhand.cli.emitting import emit_command
from byhand.cli.explaining import experiment_command, explain_command
from byhand.cli.frame import command
from byhand.cli.marking import mark_command
from byhand.cli.options import (
    choice,
    derived_from,
    lang_param,
    problem_params,
    stem_of,
)
from byhand.cli.output import colored, print_bytes, working, write_files
from byhand.cli.stepping import step_command
from byhand.cli.training import train_command
from byhand.errors import InputError
from byhand.text import Lang
from byhand.timing import PAGE, PICTURE, WRITE, stage

PAGES = ("txt", "md", "tex", "typ", "pdf", "html", "ipynb", "json")
PICTURES = ("svg", "png", "dot")
_STYLES = ["values", "formulas", "structure", "blank"]
_DRAWN = (".svg", ".pdf", ".png", ".dot", ".gv")


def commands(lang: Lang) -> list[click.Command]:
    """All commands with their help in one language."""
    return [
        _derive(lang),
        _draw(lang),
        check_command(lang),
        mark_command(lang),
        emit_command(lang),
        step_command(lang),
        train_command(lang),
        experiment_command(lang),
        explain_command(lang),
        _rules(lang),
    ]


def _drawing_params(lang: Lang) -> list[click.Parameter]:
    return [
        choice("--direction", ["LR", "TB", "RL", "BT"], words.DIRECTION, lang),
        choice("--theme", ["default", "colorblind", "bw"], words.THEME, lang, default="default"),
        choice("--view", ["operations", "statements", "layers"], words.VIEW, lang),
        click.Option(["--collapse/--no-collapse"], default=True, help=words.COLLAPSE.say(lang)),
        click.Option(["--branches/--no-branches"], default=True, help=words.BRANCHES.say(lang)),
        click.Option(["--highlight"], metavar="NAMES", help=words.HIGHLIGHT.say(lang)),
        choice(
            "--engine", ["auto", "embedded", "dot", "layered"], words.ENGINE, lang, default="auto"
        ),
        click.Option(
            ["--time-limit"],
            type=click.FloatRange(0.1, 3600),
            default=10.0,
            metavar="SECONDS",
            help=words.TIME_LIMIT.say(lang),
        ),
    ]


def _drawing(options: dict[str, Any], lang: Lang) -> dict[str, Any]:
    from byhand.cli.options import read_names

    keys = ("direction", "theme", "view", "collapse", "branches", "engine", "time_limit", "digits")
    chosen = {key: options[key] for key in keys}
    lit = tuple(read_names(options["highlight"]) or ())
    return {**chosen, "highlight": lit, "lang": lang}


def _digits_param(lang: Lang) -> click.Option:
    kind = click.IntRange(1, 15)
    return click.Option(
        ["--digits"], type=kind, default=4, metavar="N", help=words.DIGITS.say(lang)
    )


def _out_param(lang: Lang) -> click.Option:
    return click.Option(["-o", "out"], multiple=True, metavar="OUT", help=words.OUT.say(lang))


def _derive(lang: Lang) -> click.Command:
    def run(**options: Any) -> None:
        with working(words.WORKING["derive"], lang):
            derived = derived_from(options, exact=options["exact"])
            _ = derived.proof
        kind = "json" if options["as_json"] else options["format"]
        for out in options["out"] or ("-",):
            _write_derived(derived, out, kind, options, lang)

    params = [
        *problem_params(lang),
        _out_param(lang),
        click.Option(["--format"], metavar="NAME", help=words.FORMAT.say(lang)),
        lang_param(lang),
        _digits_param(lang),
        click.Option(["--exact"], is_flag=True, help=words.EXACT.say(lang)),
        click.Option(["--expand"], metavar="ENTRY", default="", help=words.EXPAND.say(lang)),
        choice("--detail", ["brief", "full"], words.DETAIL, lang, default="full"),
        choice("--figure", _STYLES, words.FIGURE, lang, multiple=True),
        *_drawing_params(lang),
        click.Option(["--json", "as_json"], is_flag=True, help=words.JSON.say(lang)),
    ]
    return command("derive", lang, words.DERIVE, run, params)


def _write_derived(
    derived: Any, out: str, kind: str | None, options: dict[str, Any], lang: Lang
) -> None:
    """One output of `derive`: a page, a picture, or lines on the terminal."""
    path = Path(out)
    suffix = (kind or (path.suffix.removeprefix(".") if out != "-" else "txt")).lower()
    drawing = _drawing(options, lang)
    if suffix in (*PICTURES, "gv"):
        style = options["figure"][0] if options["figure"] else None
        _save_picture(derived.draw(style, **drawing), out, suffix, lang)
        return
    if suffix == "txt" and out == "-" and colored():
        _print_in_color(derived, options, lang)
        return
    choices = {"lang": lang, "detail": options["detail"], "digits": options["digits"]}
    figures = options["figure"] or None
    with working(words.WORKING["write"].fill(path=out if out != "-" else suffix), lang):
        stem = path.stem if out != "-" else stem_of(options)
        more = {"figures": figures, "draw": drawing, "expand": options["expand"]}
        files = derived.pages(suffix, stem, **choices, **more)
    if out != "-":
        main = files.pop(f"{stem}.{suffix}")
        write_files({path.name: main, **files}, path.parent, lang)
    else:
        print_bytes(files[f"{stem}.{suffix}"])


def _print_in_color(derived: Any, options: dict[str, Any], lang: Lang) -> None:
    """The page for a terminal."""
    from byhand.writers.text import text_of

    with working(words.WORKING["write"].fill(path="txt"), lang), stage(PAGE):
        if options["expand"]:
            document = derived.expand(options["expand"], options["digits"])
        else:
            document = derived.document(detail=options["detail"], digits=options["digits"])
    with stage(WRITE):
        click.echo(text_of(document, lang, color=True))


def _save_picture(diagram: Any, out: str, suffix: str, lang: Lang) -> None:
    with working(words.WORKING["write"].fill(path=out), lang), stage(PICTURE):
        content = diagram.as_bytes(suffix)
    if out == "-":
        print_bytes(content)
    else:
        write_files({Path(out).name: content}, Path(out).parent, lang)
    if suffix not in ("dot", "gv") and diagram.note is not None:
        click.echo(diagram.note.say(lang), err=True)


def _draw(lang: Lang) -> click.Command:
    def run(**options: Any) -> None:
        with working(words.WORKING["derive"], lang):
            derived = derived_from(options, exact=options["exact"])
            with stage(PICTURE):
                diagram = derived.draw(options["style"], **_drawing(options, lang))
        kind = options["format"]
        for out in options["out"] or (f"{stem_of(options)}.{kind or 'svg'}",):
            suffix = kind or (Path(out).suffix if out != "-" else ".svg").removeprefix(".")
            suffix = suffix.lower()
            if f".{suffix}" not in _DRAWN:
                known = ", ".join(_DRAWN)
                raise InputError(words.PICTURE_SUFFIX.fill(known=known, path=out))
            _save_picture(diagram, out, suffix, lang)

    params = [
        *problem_params(lang),
        _out_param(lang),
        click.Option(["--format"], metavar="NAME", help=words.FORMAT.say(lang)),
        choice("--style", _STYLES, words.STYLE, lang),
        *_drawing_params(lang),
        lang_param(lang),
        _digits_param(lang),
        click.Option(["--exact"], is_flag=True, help=words.EXACT.say(lang)),
    ]
    return command("draw", lang, words.DRAW, run, params)


def _rules(lang: Lang) -> click.Command:
    def run(**options: Any) -> None:
        from byhand.api import rules

        table = rules(options["names"])
        kind = "json" if options["as_json"] else options["format"]
        for out in options["out"] or ("-",):
            path = Path(out)
            suffix = kind or (path.suffix.removeprefix(".") if out != "-" else "txt")
            if suffix not in PAGES and out != "-":
                known = ", ".join(PAGES)
                raise InputError(messages.FORMAT_UNKNOWN.fill(name=suffix, known=known))
            files = table.pages(suffix, path.stem if out != "-" else "rules", lang)
            if out == "-":
                print_bytes(next(iter(files.values())))
            else:
                write_files({path.name: next(iter(files.values()))}, path.parent, lang)

    params = [
        click.Argument(["names"], nargs=-1),
        _out_param(lang),
        click.Option(["--format"], metavar="NAME", help=words.FORMAT.say(lang)),
        lang_param(lang),
        click.Option(["--json", "as_json"], is_flag=True, help=words.JSON.say(lang)),
    ]
    return command("rules", lang, words.RULES, run, params)
