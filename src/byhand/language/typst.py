"""Typst mathematics: the same page as LaTeX, set by the embedded typesetter."""

from __future__ import annotations

import re
from dataclasses import replace

from byhand.language.expr import Apply
from byhand.language.identifiers import Symbol
from byhand.language.letters import PI
from byhand.language.linear import LINEAR_FORMS, conditions, special_settings, total_over
from byhand.language.marks import array_factors, is_entrywise, permutes, raisable, raised
from byhand.language.show import Notation, Piece, Printer, Rows, as_subscript
from byhand.language.typeset import SILENT
from byhand.ops.forms import (
    ATOM,
    POWER,
    PRODUCT,
    Bars,
    Call,
    Cases,
    Exponential,
    Form,
    Fraction,
    Indicator,
    MatrixProduct,
    Norm,
    Power,
    Root,
    Superscript,
    Total,
)

_WORD = re.compile(r"[^\W\d]\w+")


def _number(text: str) -> Piece:
    mantissa, _, exponent = text.partition("e")
    if text == PI:
        return Piece("π", ATOM, "letter", "letter")
    if not exponent:
        return Piece(text, ATOM, "number", "number")
    raised = exponent.replace("-", "−")
    times = "" if mantissa == "1" else f"{mantissa} dot "
    return Piece(f"{times}10^({raised})", PRODUCT, "number", "number", script=True)


def _letter(base: str) -> str:
    return base if len(base) == 1 and base != "_" else f'upright("{base}")'


def _symbol(symbol: Symbol) -> str:
    text = _letter(symbol.base)
    if symbol.accent:
        text = f"{'macron' if symbol.accent == 'bar' else symbol.accent}({text})"
    top = f"^((#{symbol.version}))" if symbol.version else ""
    if symbol.entry:
        text = text if symbol.is_bare else f"({_symbol(replace(symbol, entry=()))})"
        return f"{text}_({symbol.indices(' ')})"
    if symbol.sub:
        parts = [part if part.isdigit() else _letter(part) for part in symbol.sub]
        return f"{text}_({','.join(parts)}){top}"
    return text + top


def _words(text: str) -> str:
    return _WORD.sub(lambda word: f'upright("{word[0]}")', text)


def _brackets(piece: Piece) -> str:
    return f"({piece.text})"


def _partial(of: str, wrt: str) -> Piece:
    return Piece(f"frac(∂{of}, ∂{wrt})", ATOM, "partial", "partial", tall=True)


def _fraction(form: Fraction, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    text = f"frac({parts[0].text}, {parts[1].text})"
    return Piece(text, ATOM, "fraction", "fraction", tall=True, script=True)


def _power(form: Power, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    base = parts[0]
    base = notation.wrapped(base) if base.script else notation.hold(base, ATOM)
    exponent = ("dot.o " if is_entrywise(node) else "") + parts[1].text
    text = f"{base.text}^({exponent})"
    return Piece(text, POWER, base.first, base.last, tall=base.tall, script=True)


def _exponential(form: Exponential, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    if is_entrywise(node):
        return _call(Call("exp"), node, parts, notation)
    return Piece(f"e^({parts[0].text})", POWER, "letter", "letter", script=True)


def _root(form: Root, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    return Piece(f"sqrt({parts[0].text})", ATOM, "call", "call", tall=True)


def _bars(form: Bars, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    return Piece(f"abs({parts[0].text})", ATOM, "other", "other", tall=parts[0].tall)


def _call(form: Call, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    sign = form.sign if len(form.sign) == 1 else f'op("{form.sign}")'
    if settings := special_settings(node):
        shown = (as_subscript(value, notation) for _, value in settings)
        sign += f"_({','.join(shown)})"
    inner = ", ".join(part.text for part in parts)
    tall = any(part.tall for part in parts)
    # A shape under the operand hangs below the brackets; they need not grow for it.
    hangs = not tall and "limits(" in inner
    brackets = f"lr(({inner}), size: #1.1em)" if hangs else f"({inner})"
    return Piece(f"{sign} {brackets}", ATOM, "call", "call", tall=tall)


def _indicator(form: Indicator, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    return Piece(f"𝟙[{parts[0].text}]", ATOM, "indicator", "call")


def _cases(form: Cases, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    yes, no = conditions(node, parts[0], notation)
    rows = f"{parts[1].text} & quad {yes}, {parts[2].text} & quad {no}"
    return Piece(f"cases({rows})", PRODUCT, "other", "other", tall=True)


def _superscript(form: Superscript, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    if permutes(node):
        return _call(Call("transpose"), node, parts, notation)
    base = raisable(parts[0], notation)
    text = f"{base.text}^({notation.sign(raised(form, node))})"
    return Piece(text, ATOM, base.first, base.last, tall=base.tall, script=True)


def _total(form: Total, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    held, over = notation.hold(parts[0], PRODUCT, leading=True), " ".join(total_over(node))
    return Piece(f"sum_({over}) {held.text}", PRODUCT, "other", held.last, tall=True)


def _norm(form: Norm, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    return Piece(f"norm({parts[0].text})", ATOM, "other", "other", tall=parts[0].tall)


def _matrix_product(
    form: MatrixProduct, node: Apply, parts: list[Piece], notation: Notation
) -> Piece:
    left, right = array_factors(node, parts, notation)
    text = f"{left.text} thin {right.text}"
    return Piece(text, PRODUCT, left.first, right.last, left.signed, left.tall or right.tall)


def _matrix(rows: Rows) -> str:
    inside = "; ".join(", ".join(row) for row in rows)
    return f'mat(delim: "[", {inside})'


def _under(text: str, shape: str) -> str:
    return f"limits({text})_(thin {shape} thin)"


_FORMS: dict[type[Form], Printer] = {
    Fraction: _fraction,
    Power: _power,
    Exponential: _exponential,
    Root: _root,
    Bars: _bars,
    Call: _call,
    Indicator: _indicator,
    Cases: _cases,
    Superscript: _superscript,
    Norm: _norm,
    MatrixProduct: _matrix_product,
    Total: _total,
}

TYPST = Notation(
    name="typst",
    number=_number,
    symbol=_symbol,
    partial=_partial,
    brackets=_brackets,
    words=_words,
    signs={
        "·": " dot ",
        "=": "=",
        "⊙": "dot.o",
        "⊗": "times.o",
        "ᵀ": "top",
        "⁻¹": "−1",
        "⁻ᵀ": "− top",
        "𝟏": "bold(1)",
        "𝟎": "bold(0)",
        "Σ": "sum",
        "×": " times ",
        ", ": r"\, ",
        " … ": " med dots.h med ",
    },
    forms=LINEAR_FORMS | _FORMS,
    silent=SILENT,
    beside=" ",
    matrix=_matrix,
    under=_under,
)
