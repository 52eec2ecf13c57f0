"""The notations byhand can write: one value each, in one table."""

from __future__ import annotations

from byhand.language.identifiers import Symbol
from byhand.language.latex import LATEX
from byhand.language.letters import PI, SUBSCRIPT_DIGITS, SUPERSCRIPT_DIGITS
from byhand.language.linear import LINEAR_FORMS, typed_call
from byhand.language.show import Notation, Piece, Printer, Rows
from byhand.language.typst import TYPST
from byhand.ops.forms import (
    ATOM,
    PRODUCT,
    Bars,
    Call,
    Cases,
    Constant,
    Exponential,
    Form,
    Indicator,
    Norm,
    Root,
)

_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}


def _plain_number(text: str) -> Piece:
    return Piece(text, ATOM, "number", "number")


def _unicode_number(text: str) -> Piece:
    mantissa, _, exponent = text.partition("e")
    if text == PI:
        return Piece("π", ATOM, "letter", "letter")
    if not exponent:
        return Piece(text, ATOM, "number", "number")
    raised = exponent.replace("-", "⁻").translate(SUPERSCRIPT_DIGITS)
    times = "" if mantissa == "1" else f"{mantissa}·"
    return Piece(f"{times}10{raised}", PRODUCT, "number", "number")


def _unicode_symbol(symbol: Symbol) -> str:
    base = symbol.base + _ACCENTS.get(symbol.accent, "")
    for part in symbol.sub:
        base += part.translate(SUBSCRIPT_DIGITS) if part.isdigit() else f"_{part}"
    version = f"⁽{str(symbol.version).translate(SUPERSCRIPT_DIGITS)}⁾" if symbol.version else ""
    entry = f"[{','.join(symbol.entry)}]" if symbol.entry else ""
    return base + version + _STEPS.get(entry, entry)


# The value in a step and in the one before it.
_STEPS = {"[t]": "ₜ", "[t-1]": "ₜ₋₁"}


def _round_brackets(piece: Piece) -> str:
    return f"({piece.text})"


def _nested_lists(rows: Rows) -> str:
    lists = (f"[{', '.join(row)}]" for row in rows)
    return f"[{', '.join(lists)}]"


_CALLED: tuple[type[Form], ...] = (
    Call,
    Exponential,
    Root,
    Bars,
    Indicator,
    Cases,
    Norm,
    Constant,
)
_TYPED: dict[type[Form], Printer] = {**LINEAR_FORMS, **dict.fromkeys(_CALLED, typed_call)}

PLAIN = Notation(
    name="plain",
    number=_plain_number,
    symbol=lambda symbol: symbol.name,
    partial=lambda of, wrt: Piece(f"d{of}/d{wrt}", ATOM, "partial", "partial"),
    brackets=_round_brackets,
    signs={"·": "*", "−": "-", "𝟙": "ind", "⊙": "*", "×": "*"},
    forms=_TYPED,
    exact=True,
    matrix=_nested_lists,
)

UNICODE = Notation(
    name="unicode",
    number=_unicode_number,
    symbol=_unicode_symbol,
    partial=lambda of, wrt: Piece(f"∂{of}/∂{wrt}", ATOM, "partial", "partial"),
    brackets=_round_brackets,
    signs={f"^{n}": str(n).translate(SUPERSCRIPT_DIGITS) for n in range(10)},
    forms=LINEAR_FORMS,
    silent=frozenset(
        {
            ("letter", "brackets"),
            ("number", "brackets"),
            ("number", "letter"),
            ("brackets", "brackets"),
            ("call", "brackets"),
        }
    ),
)

NOTATIONS: dict[str, Notation] = {n.name: n for n in (PLAIN, UNICODE, LATEX, TYPST)}
