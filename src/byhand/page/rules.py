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
from byhand.page.blocks import Cell, Document, Part, Row, Table, prose
from byhand.page.rows import worth
from byhand.text import LANGS, Text

_OUT = Name("out")


def rules_document(names: Iterable[str] = ()) -> Document:
    """All operations, or those named, as a table; read entirely from the catalogue."""
    ops = [CATALOGUE[name] for name in names] or list(CATALOGUE.values())
    header = (
        phrases.OPERATION,
        phrases.TYPED,
        phrases.DEFINITION,
        phrases.LOCAL_DERIVATIVES,
        phrases.IN_WORDS,
    )
    rows = tuple(_row(op) for op in ops)
    data = {"rules": [_data(op) for op in ops]}
    return Document(phrases.RULES_TITLE, (Table(header, rows),), data)


def _call(op: Op) -> Expr:
    return Apply(op.name, tuple(Name(n) for n in op.operands))


def _row(op: Op) -> tuple[Cell, ...]:
    call = _call(op)
    definition = _definition(op)
    return (
        prose(op.title),
        prose(phrases.same(show(call, PLAIN))),
        Row(
            (Part("", worth(call)), Part("=", definition))
            if definition
            else (Part("", worth(call)),)
        ),
        _derivatives(op),
        prose(_says(op)),
    )


def _says(op: Op) -> Text:
    """The rule of an operation, with what is different for single operands."""
    said = [op.says, *op.says_of.values()]
    return Text(en=" ".join(text.en for text in said), zh="".join(text.zh for text in said))


def _definition(op: Op) -> Expr | None:
    return parse_expression(op.formula) if op.formula else None


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
    return {
        "name": op.name,
        "typed": show(_call(op), PLAIN),
        "formula": op.formula,
        "partials": {operand: show(local, PLAIN) for operand, local in partials(op)},
        "settings": dict(op.settings),
        "says": {lang: _says(op).say(lang) for lang in LANGS},
    }
