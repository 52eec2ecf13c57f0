"""The gradients of arrays in one formula each, and the named steps that lead there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from byhand.calculus.array_closed import ClosedForm, ClosedForms
from byhand.calculus.derivation import Derivation
from byhand.calculus.dress import dress
from byhand.calculus.rewrite import Rewriting
from byhand.calculus.sympy_bridge import names_only
from byhand.calculus.tidy import signs_merged
from byhand.language.expr import Expr, Partial
from byhand.page import array_phrases, phrases
from byhand.page.blocks import Block, Equations, Paragraph, Part, Prose, Row, Table, prose

# Beyond this many operations closed forms would fill pages nobody reads.
_LIMIT = 120


def closed_forms(derivation: Derivation) -> dict[str, ClosedForm]:
    """The closed form of every variable, and of the gradients on the way to them.

    Those on the way come first; in a long program there are none.
    """
    if len(derivation.relevant) > _LIMIT:
        return {}
    made = ClosedForms(derivation)
    found: dict[str, ClosedForm] = {}
    for name in derivation.wrt:
        if name in derivation.active:
            found.update({form.name: form for form in made.path(name)})
    return found


def closed_blocks(
    derivation: Derivation, forms: dict[str, ClosedForm], *, steps: bool
) -> Iterator[Block]:
    """All formulas together, then a table of how each came about, line by line with reasons."""
    asked = [name for name in derivation.wrt if name in forms]
    if not asked:
        return
    yield Equations(tuple(_row(derivation, name, forms[name].expr) for name in asked))
    if not all(names_only(forms[name].expr) for name in asked):
        yield Paragraph(prose(phrases.NODE_LOCAL), "note")
    told = [form for form in forms.values() if _is_worth_telling(derivation, form)]
    told = told if steps else []
    if told:
        yield Paragraph(prose(array_phrases.CLOSED_STEPS), "rule")
        rows = [row for form in told for row in _steps(derivation, form)]
        yield Table((array_phrases.FORMULA, array_phrases.REASON), tuple(rows))


def _is_worth_telling(derivation: Derivation, form: ClosedForm) -> bool:
    """Whether a formula took some thought; of a value without a name, more than one step."""
    lines = [_dressed(derivation, step.expr) for step in form.steps]
    told = 1 + sum(line != before for before, line in pairwise(lines))
    return told > (1 if derivation.graph.nodes[form.name].named else 2)


def _row(derivation: Derivation, name: str, expr: Expr) -> Row:
    left = Part("", Partial(derivation.of, name))
    return Row((left, Part("=", _dressed(derivation, expr))))


def _dressed(derivation: Derivation, expr: Expr) -> Expr:
    return signs_merged(dress(expr, derivation.shapes))


def _steps(derivation: Derivation, form: ClosedForm) -> Iterator[tuple[Row, Prose]]:
    """One formula after the other; the first has the gradient on its left."""
    first, *rest = form.steps
    yield _row(derivation, form.name, first.expr), _reason(derivation, first)
    before = _dressed(derivation, first.expr)
    for step in rest:
        shown = _dressed(derivation, step.expr)
        if shown != before:  # a step may differ only in what a reader does not see
            yield Row((Part("=", shown),)), _reason(derivation, step)
        before = shown


def _reason(derivation: Derivation, step: Rewriting) -> Prose:
    parts = {key: dress(part, derivation.shapes) for key, part in step.parts.items()}
    return prose(step.reason, **parts)
