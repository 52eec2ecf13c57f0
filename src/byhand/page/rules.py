"""The catalogue as a page: every operation with its derivative and its rule in words."""

from __future__ import annotations

from collections.abc import Iterable

from byhand.calculus.local import partial_of
from byhand.calculus.tidy import tidy
from byhand.language.expr import Apply, Expr, Name, Partial, substitute
from byhand.language.notations import PLAIN
from byhand.language.parse import parse_expression
from byhand.language.show import show
from byhand.ops import CATALOGUE, Op
from byhand.page import phrases
from byhand.page.array_rules import array_blocks, array_data, typed
from byhand.page.blocks import Block, Cell, Document, Part, Row, Table, prose
from byhand.page.rows import worth

_OUT = Name("out")
_HEADER = (
    phrases.OPERATION,
    phrases.TYPED,
    phrases.DEFINITION,
    phrases.LOCAL_DERIVATIVES,
    phrases.IN_WORDS,
)


def rules_document(names: Iterable[str] = ()) -> Document:
    """All operations, or those named: a table of those on numbers, then those on arrays.

    Everything is read from the catalogue: local derivatives where an operation works entry by
    entry, and what it sends back where it works on whole arrays.
    """
    ops = [CATALOGUE[name] for name in names] or list(CATALOGUE.values())
    single = [op for op in ops if op.elementwise]
    whole = [op for op in ops if not op.elementwise]
    blocks: list[Block] = []
    if single:
        blocks.append(Table(_HEADER, tuple(_row(op) for op in single)))
    blocks += [block for op in whole for block in array_blocks(op)]
    data = {"rules": [_data(op) for op in ops]}
    return Document(phrases.RULES_TITLE, tuple(blocks), data)


def _call(op: Op) -> Expr:
    return Apply(op.name, tuple(Name(n) for n in op.operands))


def _row(op: Op) -> tuple[Cell, ...]:
    call = _call(op)
    definition = parse_expression(op.formula) if op.formula else None
    return (
        prose(op.title),
        prose(phrases.same(show(call, PLAIN))),
        Row(
            (Part("", worth(call)), Part("=", definition))
            if definition
            else (Part("", worth(call)),)
        ),
        _derivatives(op),
        prose(op.says),
    )


def partials(op: Op) -> list[tuple[str, Expr]]:
    """Each differentiable operand with its local derivative; settings keep their names."""
    found = []
    for slot, operand in enumerate(op.operands):
        if operand in op.differentiable:
            if operand in op.partials:
                local = parse_expression(op.partials[operand])
            else:
                local = partial_of(op.name, slot, ())
            found.append((operand, tidy(local)))
    return found


def _derivatives(op: Op) -> Row | Cell:
    parts: list[Part] = []
    for operand, local in partials(op):
        local = substitute(local, {"out": _OUT})
        parts.append(Part("," if parts else "", Partial("out", operand)))
        parts.append(Part("=", local))
    return Row(tuple(parts)) if parts else prose(phrases.NONE)


def _data(op: Op) -> dict[str, object]:
    slopes: dict[str, object] = (
        {"partials": {operand: show(local, PLAIN) for operand, local in partials(op)}}
        if op.elementwise
        else array_data(op)
    )
    return {
        "name": op.name,
        "typed": show(_call(op), PLAIN) if op.elementwise else typed(op),
        "formula": op.formula,
        **slopes,
        "settings": dict(op.settings),
        "says": {"en": op.says.en, "zh": op.says.zh},
    }
