"""Running numbers of layers that are drawn once: `W2, W3, …, W11` is written `W_ℓ`."""

from __future__ import annotations

import re
from dataclasses import replace

from byhand.diagram.scene import Label
from byhand.graph.views import Layer
from byhand.language.expr import Apply, Expr, Leaf, Name, Partial, fold, leaves

_NUMBERED = re.compile(r"([A-Za-z]+)_?(\d+)$", re.ASCII)
_MATH = re.compile(r'upright\("ix([pm])(\d+)"\)')
_PLAIN = re.compile(r"_ix([pm])(\d+)")
_SUBSCRIPT = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")


class Numbering:
    """How the names of the first of several equal blocks are written for all of them."""

    def __init__(self, layer: Layer) -> None:
        self.count = layer.count
        self.first: int | None = None
        self.names: dict[str, str] = {}
        blocks = [_names(block) for block in layer.repeats]
        start = _NUMBERED.match(layer.repeats[0].lines[-1][0]) if blocks else None
        if start is None:
            return
        found: dict[str, str] = {}
        for same in zip(*blocks, strict=True):
            if len(set(same)) == 1:
                continue
            offset = _offset(same, int(start[2]))
            if offset is None:
                return  # no running number: the names of the first block stand for all
            word = _NUMBERED.match(same[0])
            assert word
            found[same[0]] = f"{word[1]}_ix{'m' if offset < 0 else 'p'}{abs(offset)}"
        self.first, self.names = int(start[2]), found

    def note(self) -> Label | None:
        """`ℓ = 2, …, 11`."""
        if self.first is None:
            return None
        last = self.first + self.count - 1
        return Label(
            f"ell = {self.first}, dots, {last}", f"ℓ = {self.first}, …, {last}", "faint", 8.5
        )

    def renamed(self, expr: Expr) -> Expr:
        """The expression with a letter in place of the running numbers."""

        def leaf(node: Leaf) -> Expr:
            if isinstance(node, Name):
                return Name(self.names.get(node.name, node.name))
            if isinstance(node, Partial):
                return Partial(node.of, self.names.get(node.wrt, node.wrt))
            return node

        return fold(expr, leaf, lambda node, parts: Apply(node.op, tuple(parts), node.settings))

    @staticmethod
    def finished(label: Label) -> Label:
        """The label of a renamed expression."""
        math = _MATH.sub(lambda m: f"ell{_shift(m)}" if m[2] != "0" else "ell", label.math)
        plain = _PLAIN.sub(
            lambda m: "ₗ" + (_shift(m).translate(_SUBSCRIPT) if m[2] != "0" else ""), label.plain
        )
        return replace(label, math=math, plain=plain)


def _shift(found: re.Match[str]) -> str:
    return f"{'-' if found[1] == 'm' else '+'}{found[2]}"


def _names(block: Layer) -> list[str]:
    """All names of a block, in the same order for equal blocks."""
    found: list[str] = []
    for name, expr in block.lines:
        found.append(name)
        found += [leaf.name for leaf in leaves(expr) if isinstance(leaf, Name)]
    return [*found, *block.parameters]


def _offset(names: tuple[str, ...], start: int) -> int | None:
    """By how much the running number of some names differs from that of their block."""
    words = [_NUMBERED.match(name) for name in names]
    if not all(words) or len({word[1] for word in words if word}) > 1:
        return None
    numbers = [int(word[2]) for word in words if word]
    offset = numbers[0] - start
    return offset if all(n == start + i + offset for i, n in enumerate(numbers)) else None
