"""The command that checks gradients."""

from __future__ import annotations

import json
from typing import Any

import click

from byhand.cli import check_words, words
from byhand.cli.frame import command
from byhand.cli.options import (
    choice,
    lang_param,
    problem_params,
    read_at,
    read_names,
    read_problem,
)
from byhand.text import Lang, Text

_METHODS = ["auto", "central", "complex", "directional"]


def check_command(lang: Lang) -> click.Command:
    """`byhand gradcheck`, with its help in one language."""

    def run(**options: Any) -> int:
        from byhand.api import gradcheck

        report = gradcheck(
            read_problem(options["file"], options["program"]),
            read_at(options["at"]),
            of=options["of"],
            wrt=read_names(options["wrt"]),
            constants=read_names(options["constants"]) or (),
            **{key: options[key] for key in ("method", "dtype", "eps", "atol", "rtol")},
        )
        if options["as_json"]:
            click.echo(json.dumps(_report_data(report), indent=2))
        else:
            _print_report(report, lang)
        return 0 if report.ok else 1

    def tolerance(flag: str, text: Text) -> click.Option:
        kind = click.FloatRange(0, min_open=True)
        return click.Option([flag], type=kind, metavar="X", help=text.say(lang))

    params = [
        *problem_params(lang),
        choice("--method", _METHODS, check_words.METHOD, lang, default="auto"),
        choice("--dtype", ["float64", "float32"], check_words.DTYPE, lang, default="float64"),
        tolerance("--eps", check_words.EPS),
        tolerance("--atol", check_words.ATOL),
        tolerance("--rtol", check_words.RTOL),
        lang_param(lang),
        click.Option(["--json", "as_json"], is_flag=True, help=words.JSON.say(lang)),
    ]
    return command("gradcheck", lang, check_words.GRADCHECK, run, params)


def _print_report(report: Any, lang: Lang) -> None:
    click.echo(str(report))
    said = [
        (check_words.CHECK_KINK, [line.name for line in report.lines if line.verdict == "kink"]),
        (check_words.CHECK_EDGE, [line.name for line in report.lines if line.verdict == "edge"]),
        (check_words.CHECK_TOGETHER, [name for name, (n, _) in report.partly.items() if not n]),
    ]
    for text, names in said:
        if names:
            shown = names if len(names) <= 8 else [*names[:8], "…"]
            click.echo(text.fill(names=", ".join(shown)).say(lang))
    for name, (checked, entries) in report.partly.items():
        if checked:
            click.echo(
                check_words.CHECK_PARTLY.fill(name=name, n=checked, entries=entries).say(lang)
            )
    click.echo((check_words.CHECK_OK if report.ok else check_words.CHECK_BAD).say(lang))


def _report_data(report: Any) -> dict[str, Any]:
    import math
    from dataclasses import asdict

    def number(value: float) -> float | None:
        return value if math.isfinite(value) else None

    lines = [
        {
            "name": line.name,
            "exact": number(line.exact),
            "approximate": number(line.approximate),
            "maxdiff": number(line.maxdiff),
            "verdict": line.verdict,
            "method": line.method,
        }
        for line in report.lines
    ]
    return {
        "ok": report.ok,
        "dtype": report.dtype,
        "tolerances": {method: asdict(allowed) for method, allowed in report.tolerances.items()},
        "partly": {name: list(counts) for name, counts in report.partly.items()},
        "lines": lines,
    }
