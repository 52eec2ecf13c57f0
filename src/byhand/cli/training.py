"""The command that trains a program."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import click

from byhand.cli import step_words, train_words, words
from byhand.cli.frame import command
from byhand.cli.options import (
    problem_params,
    read_at,
    read_names,
    read_problem,
    read_settings,
    stem_of,
)
from byhand.cli.output import PATIENCE
from byhand.cli.pages import page_params, write_plots_and_pages
from byhand.text import Lang

_HOW = ("steps", "epochs", "batch_size", "seed", "init", "every", "resume", "save")


def train_command(lang: Lang) -> click.Command:
    """`byhand train`, with its help in one language."""

    def run(**options: Any) -> int:
        with _bar(lang) as watch:
            history = _trained(options, watch)

        def pages(suffix: str, stem: str) -> dict[str, bytes]:
            return history.pages(suffix, stem, lang=lang, digits=options["digits"])

        write_plots_and_pages(history.plot, pages, options, stem_of(options), lang)
        if history.stopped is None:
            return 0
        click.echo(history.stopped.say(lang), err=True)
        return 1

    return command("train", lang, train_words.TRAIN, run, _params(lang))


def _params(lang: Lang) -> list[click.Parameter]:
    def number(flag: str, text: words.Text, low: int = 1) -> click.Option:
        kind = click.IntRange(low, 10_000_000)
        return click.Option([flag], type=kind, metavar="N", help=text.say(lang))

    def word(flag: str, metavar: str, text: words.Text) -> click.Option:
        return click.Option([flag], metavar=metavar, help=text.say(lang))

    return [
        *problem_params(lang),
        word("--optimizer", "NAME", step_words.OPTIMIZER),
        word("--lr", "RATE", step_words.LR),
        click.Option(["--set"], multiple=True, metavar="SETTINGS", help=step_words.SET.say(lang)),
        number("--steps", train_words.STEPS),
        number("--epochs", train_words.EPOCHS),
        number("--batch-size", train_words.BATCH_SIZE),
        word("--data", "NAMES", train_words.DATA),
        click.Option(["--per-sample"], is_flag=True, help=train_words.PER_SAMPLE.say(lang)),
        number("--seed", train_words.SEED, 0),
        word("--init", "NAME", train_words.INIT),
        number("--every", train_words.EVERY),
        word("--save", "PATH", train_words.SAVE),
        word("--resume", "PATH", train_words.RESUME),
        *page_params(lang),
    ]


def _trained(options: dict[str, Any], watch: Callable[[int, int, float], None] | None) -> Any:
    from byhand.learning import train

    settings: dict[str, Any] = {**read_settings(options["set"])}
    if options["lr"] is not None:
        settings["lr"] = options["lr"]
    return train(
        read_problem(options["file"], options["program"]),
        read_at(options["at"]),
        optimizer=options["optimizer"],
        data=read_names(options["data"]) or (),
        per_sample=options["per_sample"] or None,
        of=options["of"],
        wrt=read_names(options["wrt"]),
        constants=read_names(options["constants"]) or (),
        watch=watch,
        **{key: options[key] for key in _HOW},
        **settings,
    )


@contextmanager
def _bar(lang: Lang) -> Iterator[Callable[[int, int, float], None] | None]:
    """A bar with the loss on the terminal, once training has taken long; silent elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    started, bars = monotonic(), list[Any]()

    def watch(done: int, steps: int, loss: float) -> None:
        if not bars:
            if monotonic() - started < PATIENCE:
                return
            bars.append(_begun_bar(lang, steps))
        bar, task = bars[0]
        bar.update(task, completed=done, loss=train_words.LOSS.fill(loss=f"{loss:.6g}").say(lang))

    try:
        yield watch
    finally:
        for bar, _ in bars:
            bar.stop()


def _begun_bar(lang: Lang, steps: int) -> tuple[Any, Any]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[loss]}"),
        console=Console(stderr=True),
        refresh_per_second=5,
    )
    bar.start()
    return bar, bar.add_task(train_words.TRAINING.say(lang), total=steps, loss="")
