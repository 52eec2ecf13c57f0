"""A formula as primitive operations in order, worked out once and followed for every use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from byhand.language.constants import constant_value
from byhand.language.expr import Apply, Expr, Leaf, Name, Number, fold, substitute
from byhand.language.parse import parse_expression
from byhand.numeric.functions import Settings, all_settings
from byhand.ops import CATALOGUE


@dataclass(frozen=True, slots=True)
class Recipe:
    """Steps over a list of values: first the words, then the constants, then a value per step."""

    constants: tuple[Fraction, ...]
    steps: tuple[tuple[str, tuple[int, ...]], ...]
    """An operation and the places of its operands in the list."""
    result: int


def recipe_of(expr: Expr, words: Sequence[str], *, arrays: bool = False) -> Recipe:
    """The recipe of an expression over some words, for numbers or for arrays.

    >>> from byhand.language.parse import parse_expression
    >>> recipe_of(parse_expression("out*(1 - out)"), ["out"])
    Recipe(constants=(Fraction(1, 1),), steps=(('sub', (1, 0)), ('mul', (0, 2))), result=3)
    """
    recorder = _Recorder(len(words), arrays=arrays)
    result = recorder.expression(expr, {word: place for place, word in enumerate(words)})
    return recorder.recipe(result)


def definition_of(name: str, settings: Settings, *, arrays: bool = False) -> Expr | None:
    """What an operation is in simpler ones, in a form that does not overflow; None if primitive."""
    op = CATALOGUE[name]
    text = (op.quiet_stable if arrays else "") or op.stable or op.formula
    if not text:
        return None
    expr = parse_expression(text)
    return substitute(expr, all_settings(op, settings)) if op.settings else expr


class _Recorder:
    """Writes steps down; until all constants are known, constant k is called −1 − k."""

    def __init__(self, words: int, *, arrays: bool) -> None:
        self.words, self.arrays = words, arrays
        self.constants: dict[Fraction, int] = {}
        self.steps: list[tuple[str, tuple[int, ...]]] = []

    def recipe(self, result: int) -> Recipe:
        """The steps with the constants in their places behind the words."""
        steps = tuple((op, tuple(self.place(arg) for arg in args)) for op, args in self.steps)
        return Recipe(tuple(self.constants), steps, self.place(result))

    def place(self, called: int) -> int:
        if called < 0:
            return self.words - 1 - called
        return called if called < self.words else called + len(self.constants)

    def expression(self, expr: Expr, words: Mapping[str, int]) -> int:
        def leaf(node: Leaf) -> int:
            if isinstance(node, Number):
                return self.number(node.value)
            assert isinstance(node, Name), node
            return words[node.name]

        def join(node: Apply, parts: list[int]) -> int:
            value = constant_value(node) if max(parts) < 0 else None
            if value is not None:
                return self.number(value)
            wanted = len(CATALOGUE[node.op].operands)
            result = self.apply(node.op, parts[:wanted], node.settings)
            for part in parts[wanted:]:
                result = self.apply(node.op, [result, part], node.settings)
            return result

        return fold(expr, leaf, join)

    def apply(self, op: str, args: list[int], settings: Settings) -> int:
        definition = definition_of(op, settings, arrays=self.arrays)
        if definition is not None:
            return self.expression(definition, dict(zip(CATALOGUE[op].operands, args, strict=True)))
        self.steps.append((op, tuple(args)))
        return self.words + len(self.steps) - 1

    def number(self, value: Fraction) -> int:
        return -1 - self.constants.setdefault(value, len(self.constants))
