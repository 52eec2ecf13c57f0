"""The page of some steps: the rule, every step with its numbers, a table, what was checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from byhand.calculus.closed import closed_form
from byhand.calculus.derivation import Derivation
from byhand.language.expr import Expr, Name, Partial, size
from byhand.language.notations import UNICODE
from byhand.language.show import show
from byhand.page import phrases as page_phrases
from byhand.page.array_values import value_of
from byhand.page.blocks import (
    Block,
    Document,
    Equations,
    Paragraph,
    Part,
    Row,
    Table,
    prose,
)
from byhand.page.rows import chain, given_row, numbers_in, worth
from byhand.page.telling import listed, sections
from byhand.text import Text, same
from byhand.training.optimizers import phrases
from byhand.training.optimizers.data import data_of
from byhand.training.optimizers.filled import worked_row
from byhand.training.optimizers.hand import HandStep, Worked
from byhand.training.optimizers.maths import with_maths
from byhand.training.optimizers.optimizer import GRADIENT, PARAMETER, Optimizer
from byhand.training.optimizers.symbols import SYMBOLS, ahead_row, letter, own_letter, told_lines

if TYPE_CHECKING:
    from byhand.training.optimizers.walk import Steps

# A gradient in one formula with more operations than this is harder to follow than its value.
_FORMULA = 14
# A program with more lines than this is not worked out again in every step.
_LINES = 6
# The most parameters that have a table of their own.
_TABLES = 4


def steps_document(steps: Steps, digits: int, worked: int) -> Document:
    """The page as blocks."""
    derivation = steps.derivations[0]
    parts: list[tuple[Text | None, list[Block]]] = [
        (None, list(_problem(steps, derivation))),
        (phrases.RULE, [*_rule(steps.optimizer, derivation)]),
    ]
    for step in steps.steps[:worked]:
        parts.append((phrases.STEP.fill(t=step.t), list(_step(steps, step, digits))))
    parts.append((phrases.ALL, list(_table(steps, digits, worked))))
    parts.append((phrases.CHECKED, list(_checked(steps, digits))))
    return Document(_title(steps), sections(parts), data_of(steps))


def _title(steps: Steps) -> Text:
    count = len(steps.steps)
    told = phrases.ONE_STEP if count == 1 else phrases.STEPS.fill(count=count)
    name = steps.optimizer.title
    gap = " " if name.zh[-1].isascii() else ""  # Chinese words have none between them
    parts = {"name": Text(en=name.en, zh=name.zh + gap), "steps": told, "count": count}
    if steps.problem.title is None:
        return phrases.TITLE_ALONE.fill(**parts)
    return phrases.TITLE.fill(problem=steps.problem.title, **parts)


def _problem(steps: Steps, derivation: Derivation) -> Iterator[Block]:
    """The program, the values, and the optimizer with its settings."""
    statements = derivation.graph.program.statements
    yield Equations(tuple(chain(Name(s.target), [Part("=", worth(s.expr))]) for s in statements))
    inputs: Mapping[str, Any] = derivation.inputs or {}
    yield Paragraph(listed(page_phrases.AT, [_given(n, v) for n, v in inputs.items()]))
    if steps.problem.source:
        yield Paragraph(prose(page_phrases.SOURCE, source=steps.problem.source), "note")


def _given(name: str, value: Any) -> Row:
    if getattr(value, "shape", ()):
        return Row((Part("", Name(name)), value_of(value, 4)))
    return given_row(name, value)


def _rule(optimizer: Optimizer, derivation: Derivation) -> Iterator[Block]:
    """The rule, and after its lines what their letters stand for."""
    yield from rule_blocks(optimizer, letters_told(derivation.of))
    if derivation.is_arrays:
        yield Paragraph(prose(phrases.ENTRYWISE))


def letters_told(loss: str) -> Paragraph:
    """What θ, g and t are."""
    words = {"theta": Name(PARAMETER), "t": Name("t"), "loss": Name(loss)}
    return Paragraph(prose(phrases.RULE_IS, g=Name(f"{GRADIENT}[t]"), **words))


def rule_blocks(optimizer: Optimizer, letters: Paragraph | None = None) -> Iterator[Block]:
    """What the rule says, its lines in symbols, its settings, and whose conventions they are.

    `letters` says below the lines what their letters stand for.
    """
    rule = optimizer.rule
    for sentence in optimizer.says:
        yield Paragraph(with_maths(sentence))
    if optimizer.ahead:
        yield Paragraph(prose(phrases.TAKEN_AT, g=Name(f"{GRADIENT}[t]")), "rule")
        yield Equations((ahead_row(optimizer),))
    yield Equations(tuple(told.row() for told in told_lines(optimizer)))
    if letters is not None:
        yield letters
    settings = _settings(optimizer)
    if settings:
        yield Paragraph(listed(phrases.WITH, settings))
    start = [given_row(f"{key}_0", value) for key, value in optimizer.state.items()]
    if start:
        yield Paragraph(listed(phrases.STATE, start))
    notes = optimizer.conventions
    if not notes and rule.source.startswith("torch"):
        notes = [phrases.PYTORCH]
    for note in notes:
        yield Paragraph(with_maths(note), "note")
    if rule.source:
        yield Paragraph(prose(phrases.SOURCE, source=rule.source), "note")


def _settings(optimizer: Optimizer) -> list[Row]:
    """The numbers that the lines contain; a rate that follows a schedule is told in every step."""
    found: list[Row] = []
    used = {n for told in told_lines(optimizer) for n in _names(told.update.expr)}
    for key, value in optimizer.numbers.items():
        if key in used and key in optimizer.fixed:
            row = given_row(letter(key).name, value)
            found.append(row)
    return found


def _names(expr: Expr) -> list[str]:
    from byhand.language.expr import names

    return names(expr)


def _step(steps: Steps, step: HandStep, digits: int) -> Iterator[Block]:
    """One step: the gradient, then the lines of every parameter."""
    place = step.t - 1 if not steps.optimizer.ahead else step.t
    derivation = steps.derivations[place]
    at = {**step.at, **step.ahead}
    before = []
    for name, value in at.items():
        parts = [Part("", Name(name)), value_of(value, digits)]
        if own_letter(name, steps.optimizer) == name and not step.ahead:
            parts.insert(1, Part("=", Name(f"{name}_{step.t - 1}")))
        before.append(Row(tuple(parts)))
    yield Paragraph(listed(phrases.AHEAD if step.ahead else phrases.HERE, before), "rule")
    yield Equations(tuple(_gradients(derivation, step, digits)))
    if "lr" not in steps.optimizer.fixed:
        rate = _valued(f"{SYMBOLS['lr']}_{step.t}", step.rate, digits)
        yield Paragraph(prose(phrases.RATE, rate=rate))
    if step.shared:
        yield Paragraph(prose(phrases.SHARED), "rule")
        yield Equations(
            tuple(_worked(one, step.t, PARAMETER, steps, digits) for one in step.shared)
        )
    for name, lines in step.lines.items():
        called = own_letter(name, steps.optimizer)
        text = phrases.FOR if called == name else phrases.FOR_AS
        yield Paragraph(prose(text, name=Name(name), theta=Name(PARAMETER)), "rule")
        first = chain(
            Name(f"{GRADIENT}_{step.t}"),
            [Part("=", Partial(derivation.of, name)), value_of(step.gradients[name], digits)],
        )
        rows = [_worked(one, step.t, called, steps, digits) for one in lines]
        yield Equations((first, *rows))


def _worked(one: Worked, t: int, called: str, steps: Steps, digits: int) -> Row:
    return worked_row(one, t, called, steps.optimizer, digits)


def _valued(name: str, value: Any, digits: int) -> Row:
    return Row((Part("", Name(name)), value_of(value, digits)))


def _gradients(derivation: Derivation, step: HandStep, digits: int) -> Iterator[Row]:
    """The values on the way to the loss, and the gradients in one formula each."""
    statements = derivation.graph.program.statements
    if len(statements) <= _LINES and not derivation.is_arrays:
        named = [name for name in derivation.graph.nodes if name in derivation.values]
        for statement in statements[:-1]:
            if statement.target in named:
                yield _valued(statement.target, derivation.values[statement.target], digits)
    yield _valued(derivation.of, derivation.values[derivation.of], digits)
    for name in step.gradients:
        value = value_of(step.gradients[name], digits)
        parts = [value]
        if not derivation.is_arrays:
            form = closed_form(derivation, name)
            if size(form) <= _FORMULA and _only_values(form, derivation):
                filled = numbers_in(form, derivation.values, digits)
                parts = [Part("=", form), Part("=", filled, dots=True), value]
        yield chain(Partial(derivation.of, name), parts, "gradient")


def _only_values(form: Expr, derivation: Derivation) -> bool:
    return all(name in derivation.values for name in _names(form))


def _table(steps: Steps, digits: int, worked: int) -> Iterator[Block]:
    """The parameters and the loss after every step; of numbers, everything on the way too."""
    count = len(steps.steps)
    if count > worked:
        parts = {"first": worked + 1, "last": count}
        one = count == worked + 1
        text = phrases.NOT_WORKED_ONE if one else phrases.NOT_WORKED
        yield Paragraph(prose(text.fill(**parts)))
    of = steps.derivations[0].of
    names = list(steps.parameters[0])
    header = (phrases.T, *(same(show(Name(name), UNICODE)) for name in (*names, of)))
    rows = [
        tuple(_cell(value, digits) for value in (t, *params.values(), steps.losses[t]))
        for t, params in enumerate(steps.parameters)
    ]
    yield Table(header, tuple(rows))
    if len(names) <= _TABLES and count > 1:
        for name in names:
            if not getattr(steps.parameters[0][name], "shape", ()):
                yield from _own_table(steps, name, digits)


def _own_table(steps: Steps, name: str, digits: int) -> Iterator[Block]:
    """Every line of one parameter, a row for each step."""
    called = own_letter(name, steps.optimizer)
    columns: dict[str, None] = {}
    rows: list[dict[str, Any]] = []
    for step in steps.steps:
        cells = {GRADIENT: step.gradients[name]}
        cells |= {one.told.left("", called).name: one.value for one in step.lines[name]}
        columns.update(dict.fromkeys(cells))
        rows.append({"t": step.t, **cells})
    yield Paragraph(prose(phrases.EVERYTHING, name=Name(name)), "rule")
    header = ("t", *columns)
    body = [
        tuple(_cell(row[key], digits) if key in row else prose(same("")) for key in header)
        for row in rows
    ]
    yield Table(tuple(same(show(Name(key), UNICODE)) for key in header), tuple(body))


def _cell(value: Any, digits: int) -> Row:
    return Row((Part("", value_of(value, digits).expr),))


def _checked(steps: Steps, digits: int) -> Iterator[Block]:
    yield Paragraph(prose(phrases.PROVED), "note")
    yield Paragraph(prose(phrases.AGREES), "note")
    of = steps.derivations[0].of
    before, after = (value_of(steps.losses[i], digits).expr for i in (0, -1))
    yield Paragraph(prose(phrases.FELL, loss=Name(of), before=before, after=after), "note")
    yield Paragraph(prose(phrases.ROUNDED), "note")
