"""What a page marks on operations of arrays, and the brackets that such operations need."""

from __future__ import annotations

from byhand.language.expr import Apply, Expr
from byhand.language.show import Notation, Piece, factors
from byhand.ops.forms import ATOM, Superscript

ENTRYWISE = "entrywise"
"""Marks an operation that a page must show as acting entry by entry, since its operands are arrays;
only what is about to be printed carries it."""
TRANSPOSED = "transposed"
"""Marks an inverse that a page writes together with the transpose around it: `A⁻ᵀ`."""
MARKS = (ENTRYWISE, TRANSPOSED)


def is_entrywise(node: Apply) -> bool:
    """Whether an operation is shown as acting entry by entry: `A ⊙ B`, `exp(A)`."""
    return any(key == ENTRYWISE for key, _ in node.settings)


def array_factors(node: Apply, parts: list[Piece], notation: Notation) -> tuple[Piece, Piece]:
    """Both factors of a product of arrays; `A B` and `A ⊙ B` never meet without brackets."""
    held = list(parts)
    for slot, arg in enumerate(node.args):
        if not notation.exact and parts[slot].level < ATOM and _is_mixed(node, arg):
            held[slot] = notation.wrapped(parts[slot])
    return factors(held, notation)


def _is_mixed(node: Apply, operand: Expr) -> bool:
    """Whether an operand is the other kind of product, with or without numbers before it."""
    if not isinstance(operand, Apply):
        return False
    if operand.op == "neg":
        return _is_mixed(node, operand.args[0])
    if node.op == "matmul" and (operand.op == "div" or is_entrywise(operand)):
        return operand.op in ("div", "mul")
    if is_entrywise(node) and operand.op == "matmul":
        return True
    if operand.op != "mul":
        return False
    return any(_is_mixed(node, arg) for arg in operand.args if arg != operand.args[0])


def permutes(node: Apply) -> bool:
    """Whether a transpose reorders axes in a way that a raised sign cannot say."""
    return any(key == "axes" for key, _ in node.settings)


def raisable(piece: Piece, notation: Notation) -> Piece:
    """What a sign can be raised behind: not a bare ∂L/∂Z, of which it would seem to raise the Z."""
    if piece.script or (piece.first == "partial" and not notation.exact):
        return notation.wrapped(piece)
    return notation.hold(piece, ATOM)


def raised(form: Superscript, node: Apply) -> str:
    """The sign behind the operand."""
    return "⁻ᵀ" if is_transposed(node) else form.sign


def is_transposed(node: Apply) -> bool:
    """Whether an inverse is written together with the transpose around it."""
    return any(key == TRANSPOSED for key, _ in node.settings)
