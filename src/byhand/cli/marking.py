"""The command that checks homework."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import click

from byhand import messages
from byhand.cli import mark_words, words
from byhand.cli.frame import command
from byhand.cli.options import choice, read_problem
from byhand.cli.output import PATIENCE, working, write_files
from byhand.cli.pages import page_params, write_pages
from byhand.errors import InputError
from byhand.text import Lang, Text

_CLASS_FILES = (".csv", ".json")


def mark_command(lang: Lang) -> click.Command:
    """`byhand check`, with its help in one language."""

    def run(**options: Any) -> int:
        if not options["problem"]:
            raise InputError(mark_words.NO_PROBLEM.fill(example=mark_words.EXAMPLE))
        given, typed = options["answers"], options["typed"]
        if typed is not None and given:
            raise InputError(mark_words.TWICE)
        if typed is None and not given:
            raise InputError(mark_words.NOTHING_TO_MARK.fill(example=mark_words.EXAMPLE))
        if _is_class(given, options["problem"]):
            return _mark_class([Path(path) for path in given], options, lang)
        return _mark_one(given[0] if given else None, options, lang)

    return command("check", lang, mark_words.CHECK, run, _params(lang))


def _params(lang: Lang) -> list[click.Parameter]:
    def flag(name: str, text: Text) -> click.Option:
        return click.Option([name], is_flag=True, help=text.say(lang))

    def word(name: str, metavar: str, text: Text, **more: Any) -> click.Option:
        return click.Option([name], metavar=metavar, help=text.say(lang), **more)

    typed = click.Option(["--answers", "typed"], metavar="TEXT", help=mark_words.ANSWERS.say(lang))
    jobs = click.IntRange(1, 256)
    return [
        click.Argument(["problem"], required=False),
        click.Argument(["answers"], nargs=-1),
        typed,
        flag("--no-follow-through", mark_words.NO_FOLLOW),
        flag("--decimal-comma", mark_words.DECIMAL_COMMA),
        word("--jobs", "N", mark_words.JOBS, type=jobs, default=1),
        word("--dask", "ADDRESS", mark_words.DASK, default=""),
        click.Option(["--out", "folder"], metavar="FOLDER", help=mark_words.FOLDER.say(lang)),
        word("--summary", "FILE", mark_words.SUMMARY, multiple=True),
        flag("--gradescope", mark_words.GRADESCOPE),
        choice("--grades", ["moodle", "canvas"], mark_words.GRADES, lang),
        *page_params(lang),
    ]


def _is_class(given: Sequence[str], problem: str) -> bool:
    """Whether several submissions are meant, or one file that holds several."""
    if len(given) != 1:
        return len(given) > 1
    path = Path(given[0])
    if path.is_dir() or path.suffix.lower() not in _CLASS_FILES or not path.is_file():
        return path.is_dir()
    from byhand.homework import holds_a_class

    return holds_a_class(read_problem(problem, None), path)


def _how(options: dict[str, Any]) -> dict[str, Any]:
    follow = False if options["no_follow_through"] else None
    return {"follow_through": follow, "decimal_comma": options["decimal_comma"]}


# One submission ----------------------------------------------------------------------------------


def _mark_one(path: str | None, options: dict[str, Any], lang: Lang) -> int:
    """Print or write the report; 0 if everything that was asked is right."""
    for name in ("dask", "summary", "grades"):
        if options[name]:
            raise InputError(mark_words.FOR_A_CLASS.fill(flag=f"--{name}"))
    with working(mark_words.MARKING, lang):
        report = _report(path, options)
    if options["gradescope"]:
        from byhand.marking.exports import gradescope
        from byhand.marking.report_data import data_of

        record = {"name": path or "answers", **data_of(report.marked)}
        folder = Path(options["folder"] or ".")
        write_files({"results.json": gradescope(record, lang)}, folder, lang)

    def pages(suffix: str, stem: str) -> dict[str, bytes]:
        return report.pages(suffix, stem, lang=lang, digits=options["digits"])

    if options["out"] or not options["gradescope"]:
        write_pages(pages, options, "report", lang)
    return 0 if report.right else 1


def _report(path: str | None, options: dict[str, Any]) -> Any:
    from byhand.homework import check

    problem = read_problem(options["problem"], None)
    if path is None:
        return check(problem, options["typed"], **_how(options))
    if path == "-":
        text = sys.stdin.buffer.read().decode("utf-8-sig", "replace")
        return check(problem, f"{text}\n", **_how(options))
    if not Path(path).is_file():
        raise InputError(messages.FILE_MISSING.fill(path=path))
    return check(problem, Path(path), **_how(options))


# A class -----------------------------------------------------------------------------------------


def _mark_class(paths: list[Path], options: dict[str, Any], lang: Lang) -> int:
    """Mark every submission; print the summary where no file was named for it."""
    from byhand.homework import check_class

    if options["out"]:
        raise InputError(mark_words.FOR_ONE)
    problem = read_problem(options["problem"], None)
    out = Path(options["folder"] or _folder_for(paths))
    how = {**_how(options), "jobs": options["jobs"], "dask": options["dask"]}
    with _bar(lang) as watch:
        summary = check_class(problem, paths, out, watch=watch, **how)
    _export(summary, out, options, lang)
    pages = {**options, "out": options["summary"]}
    write_pages(lambda suffix, stem: summary.pages(suffix, stem, lang=lang), pages, "summary", lang)
    said = mark_words.RESULTS.fill(count=len(summary.records), path=out)
    click.echo(said.say(lang), err=True)
    failed = len(summary.tally.failed)
    if failed:
        click.echo(mark_words.FAILED.fill(count=failed).say(lang), err=True)
    return 0


def _folder_for(paths: Sequence[Path]) -> Path:
    """`submissions-marked` beside `submissions`."""
    first = paths[0].resolve() if len(paths) == 1 else Path("answers")
    return first.with_name(f"{first.stem}-marked") if len(paths) == 1 else Path("marked")


def _export(summary: Any, out: Path, options: dict[str, Any], lang: Lang) -> None:
    """What other programs take, beside the results."""
    from byhand.files import write_bytes
    from byhand.marking.exports import grades, gradescope

    if options["gradescope"]:
        for record in summary.records:
            write_bytes(out / "gradescope" / f"{record['file']}.json", gradescope(record, lang))
        click.echo(words.WROTE.fill(path=out / "gradescope").say(lang), err=True)
    if options["grades"]:
        table = grades(summary.records, options["grades"], summary.problem.title, lang)
        write_files({f"grades-{options['grades']}.csv": table}, out, lang)


@contextmanager
def _bar(lang: Lang) -> Iterator[Callable[[int, int, Any], None] | None]:
    """A bar on the terminal, once marking has taken long; silent elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    started, bars = monotonic(), list[Any]()

    def watch(done: int, total: int, record: Any) -> None:
        if not bars:
            if monotonic() - started < PATIENCE:
                return
            bars.append(_begun_bar(lang, total))
        bar, task = bars[0]
        bar.update(task, completed=done)

    try:
        yield watch
    finally:
        for bar, _ in bars:
            bar.stop()


def _begun_bar(lang: Lang, total: int) -> tuple[Any, Any]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    told = TextColumn("{task.description}")
    bar = Progress(told, *columns, console=Console(stderr=True), refresh_per_second=5)
    bar.start()
    return bar, bar.add_task(mark_words.MARKING.say(lang), total=total)
