"""Operations with shared parts: an equal operation on equal operands is one node.

Values are small integers, so that a program of a hundred thousand operations is a few lists. What a
person would not write is not built: `x + 0`, `1*x`, `−(−x)`, the sum of two numbers.
"""

from __future__ import annotations

from fractions import Fraction

from byhand.calculus.local import slope_of
from byhand.emit.recipes import definition_of, recipe_of
from byhand.emit.shorter import ALWAYS, SHORTER, TELLING, folded
from byhand.language.expr import Apply, Expr, Name, Number
from byhand.numeric.functions import Settings
from byhand.ops import CATALOGUE

_PAIRED = frozenset(("add", "mul"))
_OUTPUT = -1
"""Where a slot is asked for: the operation itself, not one of its local derivatives."""

Steps = tuple[list[int], tuple[tuple[str, tuple[int, ...]], ...], int]
"""A recipe with the nodes of its constants."""


class Dag:
    """Nodes by number: `ops[i]` applied to the nodes `args[i]`; inputs and numbers have no args."""

    def __init__(self, *, arrays: bool = False) -> None:
        self.arrays = arrays
        """Whether the values will be NumPy arrays, in which an overflow is a quiet infinity."""
        self.ops: list[str] = []
        self.args: list[tuple[int, ...]] = []
        self.places: list[int] = []
        """For every node the offset in the program that it comes from."""
        self.at = -1
        """The offset that new nodes come from."""
        self.numbers: dict[int, Fraction] = {}
        self.names: dict[int, str] = {}
        """The inputs."""
        self._known: dict[tuple[str, tuple[int, ...]], int] = {}
        self._constants: dict[Fraction, int] = {}
        self._literals: dict[str, int] = {}
        self._recipes: dict[tuple[str, int, Settings], Steps | None] = {}
        self.telling: set[int] = set()
        """The nodes that make a rule for a shorter form worth a look."""
        self.zero, self.one = self.number(Fraction(0)), self.number(Fraction(1))

    def input(self, name: str) -> int:
        """A given value."""
        self.names[len(self.ops)] = name
        return self.new("", ())

    def number(self, value: Fraction) -> int:
        """A constant."""
        known = self._constants.get(value)
        if known is None:
            known = self._constants[value] = self.new("number", ())
            self.numbers[known] = value
        return known

    def new(self, op: str, args: tuple[int, ...]) -> int:
        """A node of its own, whatever is there already."""
        node = len(self.ops)
        self.ops.append(op)
        self.args.append(args)
        self.places.append(self.at)
        if op in TELLING:
            self.telling.add(node)
        return node

    def node(self, op: str, *args: int) -> int:
        """A primitive operation; one that is there already is not made again."""
        # a·b and b·a are one product; the order in which it was first written stays.
        swapped = op in _PAIRED and args[1] < args[0]
        key = (op, args[::-1] if swapped else args)
        known = self._known.get(key)
        if known is not None:
            return known
        if op in ALWAYS or not self.telling.isdisjoint(args):
            known = self._shorter(op, args)
        if known is None:
            known = self.new(op, args)
        self._known[key] = known
        return known

    def _shorter(self, op: str, args: tuple[int, ...]) -> int | None:
        rule = SHORTER.get(op)
        if rule is None:
            return None
        if all(arg in self.numbers for arg in args):
            value = folded(op, [self.numbers[arg] for arg in args])
            if value is not None:
                return self.number(value)
        return rule(self, *args)

    def negative_of(self, i: int) -> int | None:
        """x for a node −x, and for a negative number its size."""
        if self.ops[i] == "neg":
            return self.args[i][0]
        value = self.numbers.get(i)
        return self.number(-value) if value is not None and value < 0 else None

    def apply(self, op: str, args: list[int], settings: Settings) -> int:
        """An operation of the catalogue, by its definition down to primitives."""
        steps = self._steps(op, _OUTPUT, settings)
        return self.node(op, *args) if steps is None else self._follow(steps, args)

    def slope(self, op: str, slot: int, settings: Settings, words: list[int]) -> int:
        """The local derivative by an operand; `words` are the operands and the result."""
        steps = self._steps(op, slot, settings)
        assert steps is not None
        return self._follow(steps, words)

    def constant(self, expr: Expr) -> int:
        """An expression without names."""
        if not isinstance(expr, Number):
            recipe = recipe_of(expr, ())
            return self._follow(
                ([self.number(c) for c in recipe.constants], recipe.steps, recipe.result), []
            )
        known = self._literals.get(expr.text)
        if known is None:
            known = self._literals[expr.text] = self.number(expr.value)
        return known

    def _steps(self, op: str, slot: int, settings: Settings) -> Steps | None:
        key = (op, slot, settings)
        if key not in self._recipes:
            self._recipes[key] = self._worked_out(op, slot, settings)
        return self._recipes[key]

    def _worked_out(self, op: str, slot: int, settings: Settings) -> Steps | None:
        words = CATALOGUE[op].operands
        if slot == _OUTPUT:
            if definition_of(op, settings, arrays=self.arrays) is None:
                return None
            expr: Expr = Apply(op, tuple(Name(word) for word in words), settings)
        else:
            expr, words = slope_of(op, slot, settings), (*words, "out")
        recipe = recipe_of(expr, words, arrays=self.arrays)
        return [self.number(c) for c in recipe.constants], recipe.steps, recipe.result

    def _follow(self, steps: Steps, words: list[int]) -> int:
        constants, instructions, result = steps
        values = words + constants
        for op, places in instructions:
            values.append(self.node(op, *[values[place] for place in places]))
        return values[result]
