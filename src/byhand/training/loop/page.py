"""The page of a training run: program, rule, what happened, the result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from byhand.language.expr import Name
from byhand.language.notations import UNICODE
from byhand.language.show import show
from byhand.page import phrases as page_phrases
from byhand.page.array_values import value_of
from byhand.page.blocks import (
    Block,
    Document,
    Equations,
    Figure,
    Paragraph,
    Part,
    Row,
    Table,
    prose,
)
from byhand.page.rows import chain, worth
from byhand.page.telling import listed, sections
from byhand.plots import Line, Panel, Plot
from byhand.text import Text, same
from byhand.training.lessons.derived import prove_at
from byhand.training.loop import phrases
from byhand.training.loop.history import History
from byhand.training.optimizers.page import letters_told, rule_blocks

PLOT = "training"
_ROWS = 10
"""About as many rows as a table of steps has."""
_NUMBERS = 4
"""The most parameters that have a column or a curve."""
_SAMPLES = 8
"""At so many samples the derivation is proved."""


def history_document(history: History, digits: int) -> Document:
    """The page as blocks; raises `ProofError` where the derivation does not hold."""
    prove_at(history.graph, _some(history), history.of, list(history.params))
    parts: list[tuple[Text | None, list[Block]]] = [
        (phrases.PROBLEM, list(_problem(history, digits))),
        (phrases.RULE, list(rule_blocks(history.optimizer, letters_told(history.of)))),
        (phrases.RUN, list(_run(history, digits))),
        (phrases.RESULT, list(_result(history, digits))),
    ]
    return Document(_title(history), sections(parts), _data(history))


def _some(history: History) -> dict[str, Any]:
    """Values at which the derivation is proved: the first parameters, and a few samples."""
    samples = history.samples
    first = {
        name: value[0] if history.plan.per_sample else value[:_SAMPLES]
        for name, value in samples.arrays.items()
    }
    return {**history.given, **first, **history.parameters[0]}


def _title(history: History) -> Text:
    name = history.optimizer.title
    gap = " " if name.zh[0].isascii() else ""
    after = " " if name.zh[-1].isascii() else ""
    shown = Text(en=name.en, zh=f"{gap}{name.zh}{after}")
    if history.problem.title is None:
        return phrases.TITLE_ALONE.fill(name=shown)
    return phrases.TITLE.fill(problem=history.problem.title, name=shown)


def _problem(history: History, digits: int) -> Iterator[Block]:
    statements = history.graph.program.statements
    yield Equations(tuple(chain(Name(s.target), [Part("=", worth(s.expr))]) for s in statements))
    arrays = history.samples.arrays
    if arrays:
        values = [_valued(name, value, digits) for name, value in arrays.items()]
        text = phrases.SAMPLES.fill(count=history.samples.count, values="{values}")
        yield Paragraph(listed(text, values))
    others = [_valued(n, v, digits) for n, v in history.given.items() if n not in arrays]
    if others:
        yield Paragraph(listed(phrases.OTHERS, others))
    if history.plan.per_sample:
        yield Paragraph(prose(phrases.MEAN, loss=Name(history.of)))
    if history.problem.source:
        yield Paragraph(prose(page_phrases.SOURCE, source=history.problem.source), "note")


def _valued(name: str, value: Any, digits: int) -> Row:
    return Row((Part("", Name(name)), value_of(value, digits)))


def _run(history: History, digits: int) -> Iterator[Block]:
    samples, plan = history.samples, history.plan
    text = phrases.WHOLE if samples.arrays else phrases.ALONE
    if plan.batch_size:
        text = phrases.BATCHES if plan.batch_size > 1 else phrases.SINGLE
    parts = {"size": plan.batch_size, "epoch": samples.steps_of_an_epoch, "seed": plan.seed}
    yield Paragraph(prose(text.fill(steps=history.t, **parts)))
    if history.stopped is not None:
        yield Paragraph(prose(history.stopped))
    caption = phrases.BOTH_PLOT if _scalars(history) else phrases.LOSS_PLOT
    yield Figure(PLOT, prose(caption))
    yield _table(history, digits)


def _scalars(history: History) -> list[str]:
    """The parameters that have a column and a curve: numbers, if there are few."""
    names = [n for n, v in history.params.items() if not getattr(v, "shape", ())]
    return names if 0 < len(names) <= _NUMBERS else []


def shown_records(count: int, rows: int = _ROWS) -> list[int]:
    """Which of so many records a table shows: the first ones, then at growing distances, the last.

    >>> shown_records(5), shown_records(101)
    ([0, 1, 2, 3, 4], [0, 1, 2, 3, 5, 8, 13, 22, 36, 60, 100])
    """
    if count <= rows + 1:
        return list(range(count))
    ratio = (count - 1) ** (1 / (rows - 1))
    found = {0, *(max(i, round(ratio**i)) for i in range(rows)), count - 1}
    return sorted(place for place in found if place < count)


def _table(history: History, digits: int) -> Table:
    names = _scalars(history)
    shown = (same(show(Name(name), UNICODE)) for name in (*names, history.of))
    header = (phrases.T, *shown, phrases.GRADIENT)
    rows = [
        (
            history.recorded[i],
            *(history.parameters[i][name] for name in names),
            history.losses[i],
            norm(history.gradients[i]),
        )
        for i in shown_records(len(history.recorded))
    ]
    return Table(header, tuple(tuple(_cell(value, digits) for value in row) for row in rows))


def _cell(value: Any, digits: int) -> Row:
    return Row((Part("", value_of(value, digits).expr),))


def norm(gradients: Mapping[str, Any]) -> float:
    """The length of all gradients together.

    >>> norm({"w": 3.0, "b": -4.0})
    5.0
    """
    import math

    import numpy as np

    return math.hypot(*(float(np.linalg.norm(value)) for value in gradients.values()))


def _result(history: History, digits: int) -> Iterator[Block]:
    values = [_valued(name, value, digits) for name, value in history.params.items()]
    yield Paragraph(listed(phrases.TRAINED.fill(t=history.t, values="{values}"), values))
    before, after = (value_of(history.losses[i], digits).expr for i in (0, -1))
    yield Paragraph(prose(phrases.FELL, loss=Name(history.of), before=before, after=after))
    yield Paragraph(prose(phrases.PROVED), "note")


def history_plot(history: History) -> Plot:
    """The cost over the steps, and the parameters where they are a few numbers."""
    whole = Line(history.recorded, history.losses, phrases.ALL)
    lines: Sequence[Line] = (whole,)
    if history.plan.batch_size:
        batch = Line(range(history.t), history.batch_losses, phrases.BATCH, "line", 5)
        lines = (batch, whole)
    positive = min(history.losses) > 0 and max(history.losses) > 30 * min(history.losses)
    panels = [Panel(tuple(lines), phrases.STEP, phrases.COST, y_log=positive)]
    names = _scalars(history)
    if names:
        curves = tuple(
            Line(history.recorded, [p[name] for p in history.parameters], _label(name), "line", i)
            for i, name in enumerate(names)
        )
        panels.append(Panel(curves, phrases.STEP))
    return Plot(tuple(panels))


def _label(name: str) -> Text:
    from byhand.language.notations import LATEX
    from byhand.language.show import show
    from byhand.plots import maths

    return maths(show(Name(name), LATEX))


def _data(history: History) -> dict[str, Any]:
    def plain(values: Mapping[str, Any]) -> dict[str, Any]:
        return {n: v.tolist() if getattr(v, "shape", ()) else float(v) for n, v in values.items()}

    return {
        "program": history.problem.program,
        "optimizer": repr(history.optimizer),
        "steps": history.t,
        "seed": history.plan.seed,
        "batch_size": history.plan.batch_size,
        "recorded": history.recorded,
        "losses": history.losses,
        "batch_losses": history.batch_losses,
        "gradient_norms": [norm(gradients) for gradients in history.gradients],
        "parameters": [plain(params) for params in history.parameters],
        "stopped": history.stopped.en if history.stopped is not None else None,
    }
