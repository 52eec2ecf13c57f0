"""What PyTorch and JAX have in common where they differ from NumPy."""

from __future__ import annotations

import re
from collections.abc import Mapping

from byhand.emit.numpy_forms import ATOM, PRODUCT, RELATION, RELATIONS, Piece, Writes, python_text
from byhand.emit.numpy_text import NumpyText
from byhand.graph.shapes import fixed_settings
from byhand.language.expr import ZERO, Apply, Expr, Name, leaves
from byhand.language.templates import filled, template
from byhand.numeric.functions import all_settings
from byhand.ops import CATALOGUE


class LacksError(Exception):
    """An operation that a library does not have."""

    def __init__(self, op: str) -> None:
        super().__init__(op)
        self.op = op


class TargetText(NumpyText):
    """Writes expressions for a library that differentiates by itself."""

    library: str
    """The name of the library in the catalogue."""
    sources: Mapping[str, str] = {}
    """The functions that stand in for what the library has no word for, by operation."""

    def apply(self, node: Apply) -> Piece:
        """An operation in the library's words, or else by its definition."""
        whole = CATALOGUE[node.op].elsewhere.get(self.library)
        if whole is not None:
            text = self.arguments(node)
            return (whole.format(text) if "{}" in whole else f"{whole}({text})"), ATOM
        if node.op in self.functions and node.op not in self.special:
            return self.called(node)
        return super().apply(node)

    def called(self, node: Apply) -> Piece:
        """A function of the library, one of byhand's own, or the definition."""
        if node.op in self.functions or node.op in self.sources:
            return super().called(node)
        definition = definition_of_call(node)
        if definition is None:
            raise LacksError(node.op)
        return self.piece(definition)

    def arguments(self, node: Apply) -> str:
        """Operands, and the settings that differ from the default."""
        parts = [self.text(arg) for arg in node.args]
        given, fixed = dict(node.settings), setting_texts(node)
        for key, default in CATALOGUE[node.op].settings.items():
            if key in given:
                text = fixed.get(key) or self.text(given[key])
                parts += [f"{key}={text}"] if text != default else []
        return ", ".join(parts)

    def condition(self, expr: Expr) -> str:
        """An operand as a truth value."""
        if isinstance(expr, Apply) and expr.op in RELATIONS:
            return self.text(expr)
        if isinstance(expr, Apply) and expr.op == "ind":
            return self.condition(expr.args[0])
        return f"{self.held(expr, RELATION + 1)} != 0"

    def line(self, expr: Expr) -> str:
        """The right side of a line; a comparison counts as 1 or 0."""
        return self.text(Apply("ind", (expr,)) if is_comparison(expr) else expr)

    def helper_text(self) -> str:
        """The functions that were used, and those that they call."""
        found: dict[str, None] = {}
        waiting = list(self.helpers)
        while waiting:
            name = waiting.pop(0)
            source = self.sources[name]
            found.setdefault(name)
            called = set(re.findall(r"(?<![.\w])\w+(?=\()", source))
            waiting += [other for other in self.sources if other in called - found.keys()]
        return "\n\n\n".join(self.sources[name] for name in reversed(found))


def definition_of_call(node: Apply) -> Expr | None:
    """What an operation is in simpler ones, with the operands and settings of a call."""
    op = CATALOGUE[node.op]
    text = op.stable or op.formula
    if not text:
        return None
    words = dict(zip(op.operands, node.args, strict=True))
    return filled(template(text), words, all_settings(op, node.settings))


def is_comparison(expr: Expr) -> bool:
    """Whether an expression is true or false."""
    return isinstance(expr, Apply) and expr.op in RELATIONS


def is_constant(expr: Expr) -> bool:
    """Whether no name stands in an expression."""
    return not any(isinstance(leaf, Name) for leaf in leaves(expr))


def setting_texts(node: Apply) -> dict[str, str]:
    """The fixed settings of a call as Python writes them."""
    fixed = fixed_settings(CATALOGUE[node.op], node.settings)
    return {key: python_text(value) for key, value in fixed.items()}


def with_settings(function: str) -> Writes:
    """A function whose settings are called as byhand calls them."""

    def written(writer: NumpyText, node: Apply) -> Piece:
        return f"{function}({writer.arguments(node)})", ATOM

    return written


def _product(writer: NumpyText, node: Apply) -> Piece:
    """A product; a condition in it picks, so that nothing is multiplied by a truth value."""
    left, right = node.args
    for gate, other in ((left, right), (right, left)):
        if isinstance(gate, Apply) and gate.op == "ind" and not is_constant(other):
            return writer.piece(Apply("where", (gate.args[0], other, ZERO)))
    return f"{writer.held(left, PRODUCT)} * {writer.held(right, PRODUCT + 1)}", PRODUCT


def _where(writer: NumpyText, node: Apply) -> Piece:
    assert isinstance(writer, TargetText)
    condition, x, y = node.args
    return f"np.where({writer.condition(condition)}, {writer.text(x)}, {writer.text(y)})", ATOM


def _indicator(writer: NumpyText, node: Apply) -> Piece:
    assert isinstance(writer, TargetText)
    return f"np.where({writer.condition(node.args[0])}, 1.0, 0.0)", ATOM


CONDITIONS: dict[str, Writes] = {"mul": _product, "where": _where, "ind": _indicator}
"""How the operations are written that take a truth value."""
