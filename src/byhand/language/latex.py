"""LaTeX mathematics, as a textbook sets it."""

from __future__ import annotations

import re

from byhand.language.expr import Apply
from byhand.language.identifiers import Symbol
from byhand.language.letters import GREEK_NAMES, PI
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

_ACCENTS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde"}
_WORD = re.compile(r"[^\W\d]\w+")
_KNOWN = frozenset(["exp", "log", "sin", "cos", "tan", "tanh", "max", "min"])


def _number(text: str) -> Piece:
    mantissa, _, exponent = text.partition("e")
    if text == PI:
        return Piece(r"\pi", ATOM, "letter", "letter")
    if not exponent:
        return Piece(text, ATOM, "number", "number")
    times = "" if mantissa == "1" else rf"{mantissa} \cdot "
    return Piece(rf"{times}10^{{{exponent}}}", PRODUCT, "number", "number", script=True)


def _letter(base: str) -> str:
    if base in GREEK_NAMES:
        return "\\" + GREEK_NAMES[base]
    return base if len(base) == 1 else rf"\mathrm{{{_escape(base)}}}"


def _escape(word: str) -> str:
    return word.replace("_", r"\_")


def _symbol(symbol: Symbol) -> str:
    text = _letter(symbol.base)
    if symbol.accent:
        text = f"{_ACCENTS[symbol.accent]}{{{text}}}"
    if symbol.sub:
        parts = [part if part.isdigit() else _letter(part) for part in symbol.sub]
        text += f"_{{{','.join(parts)}}}" if len(",".join(parts)) > 1 else f"_{parts[0]}"
    text += f"^{{({symbol.version})}}" if symbol.version else ""
    if symbol.entry:
        text = text if symbol.is_bare else f"({text})"
        return f"{text}_{{{symbol.indices()}}}"
    return text


def _words(text: str) -> str:
    return _WORD.sub(lambda word: rf"\mathrm{{{_escape(word[0])}}}", text)


def _brackets(piece: Piece) -> str:
    return rf"\left({piece.text}\right)" if piece.tall else f"({piece.text})"


def _partial(of: str, wrt: str) -> Piece:
    text = rf"\frac{{\partial {of}}}{{\partial {wrt}}}"
    return Piece(text, ATOM, "partial", "partial", tall=True)


def _fraction(form: Fraction, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    text = rf"\frac{{{parts[0].text}}}{{{parts[1].text}}}"
    return Piece(text, ATOM, "fraction", "fraction", tall=True, script=True)


def _power(form: Power, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    base = parts[0]
    base = notation.wrapped(base) if base.script else notation.hold(base, ATOM)
    exponent = (r"\odot " if is_entrywise(node) else "") + parts[1].text
    text = f"{base.text}^{{{exponent}}}"
    return Piece(text, POWER, base.first, base.last, tall=base.tall, script=True)


def _exponential(form: Exponential, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    if is_entrywise(node):
        return _call(Call("exp"), node, parts, notation)
    return Piece(f"e^{{{parts[0].text}}}", POWER, "letter", "letter", script=True)


def _root(form: Root, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    return Piece(rf"\sqrt{{{parts[0].text}}}", ATOM, "call", "call", tall=True)


def _bars(form: Bars, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    text = rf"\left|{parts[0].text}\right|"
    return Piece(text, ATOM, "other", "other", tall=parts[0].tall)


def _call(form: Call, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    sign = form.sign
    if sign in GREEK_NAMES:
        sign = "\\" + GREEK_NAMES[sign]
    else:
        sign = "\\" + sign if sign in _KNOWN else rf"\operatorname{{{sign}}}"
    if settings := special_settings(node):
        shown = (as_subscript(value, notation) for _, value in settings)
        sign += f"_{{{','.join(shown)}}}"
    tall = any(part.tall for part in parts)
    inner = Piece(", ".join(part.text for part in parts), tall=tall)
    return Piece(sign + _brackets(inner), ATOM, "call", "call", tall=tall)


def _indicator(form: Indicator, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    return Piece(rf"\mathbf{{1}}[{parts[0].text}]", ATOM, "indicator", "call")


def _cases(form: Cases, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    yes, no = conditions(node, parts[0], notation)
    rows = rf"{parts[1].text} & {yes} \\ {parts[2].text} & {no}"
    return Piece(rf"\begin{{cases}} {rows} \end{{cases}}", PRODUCT, "other", "other", tall=True)


def _superscript(form: Superscript, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    if permutes(node):
        return _call(Call("transpose"), node, parts, notation)
    base = raisable(parts[0], notation)
    text = f"{base.text}^{{{notation.sign(raised(form, node))}}}"
    return Piece(text, ATOM, base.first, base.last, tall=base.tall, script=True)


def _total(form: Total, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    held, over = notation.hold(parts[0], PRODUCT, leading=True), total_over(node)
    return Piece(rf"\sum_{{{over}}} {held.text}", PRODUCT, "other", held.last, tall=True)


def _norm(form: Norm, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    text = rf"\left\lVert {parts[0].text}\right\rVert"
    return Piece(text, ATOM, "other", "other", tall=parts[0].tall)


def _matrix_product(
    form: MatrixProduct, node: Apply, parts: list[Piece], notation: Notation
) -> Piece:
    left, right = array_factors(node, parts, notation)
    text = rf"{left.text}\,{right.text}"
    return Piece(text, PRODUCT, left.first, right.last, left.signed, left.tall or right.tall)


def _matrix(rows: Rows) -> str:
    inside = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{bmatrix}} {inside} \end{{bmatrix}}"


def _under(text: str, shape: str) -> str:
    return rf"\underset{{\,{shape}\,}}{{{text}}}"


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

LATEX = Notation(
    name="latex",
    number=_number,
    symbol=_symbol,
    partial=_partial,
    brackets=_brackets,
    words=_words,
    signs={
        "·": r" \cdot ",
        "−": "-",
        "≥": r"\ge",
        "≤": r"\le",
        "≠": r"\ne",
        "⊙": r"\odot",
        "⊗": r"\otimes",
        "ᵀ": r"\top",
        "⁻¹": "-1",
        "⁻ᵀ": r"-\top",
        "𝟏": r"\mathbf{1}",
        "𝟎": r"\mathbf{0}",
        "×": r" \times ",
        ", ": r",\; ",
        " … ": r" \;\ldots\; ",
        "Σ": r"\sum",
    },
    forms=LINEAR_FORMS | _FORMS,
    silent=SILENT,
    beside=" ",
    matrix=_matrix,
    under=_under,
)
