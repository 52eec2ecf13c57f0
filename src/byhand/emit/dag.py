"""Operations with shared parts: an equal operation on equal operands is one node.

Values are small integers, so that a program of a hundred thousand operations is a few lists. What a
person would not write is not built: `x + 0`, `1*x`, `−(−x)`, the sum of two numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from byhand.language.constants import constant_value
from byhand.language.expr import Apply, Expr, Leaf, Name, Number, fold
from byhand.language.parse import parse_expression
from byhand.numeric.functions import Settings, all_settings
from byhand.ops import CATALOGUE
from byhand.ops.op import Op

_PAIRED = frozenset(("add", "mul"))


class Dag:
    """Nodes by number: `ops[i]` applied to the nodes `args[i]`; inputs and numbers have no args."""

    def __init__(self) -> None:
        self.ops: list[str] = []
        self.args: list[tuple[int, ...]] = []
        self.numbers: dict[int, Fraction] = {}
        self.names: dict[int, str] = {}
        """The inputs."""
        self._known: dict[tuple[str, tuple[int, ...]], int] = {}
        self._constants: dict[Fraction, int] = {}
        self._definitions: dict[tuple[str, Settings], tuple[Op, Expr | None]] = {}
        self.zero, self.one = self.number(Fraction(0)), self.number(Fraction(1))

    def input(self, name: str) -> int:
        """A given value."""
        self.names[len(self.ops)] = name
        return self._new("", ())

    def number(self, value: Fraction) -> int:
        """A constant."""
        known = self._constants.get(value)
        if known is None:
            known = self._constants[value] = self._new("number", ())
            self.numbers[known] = value
        return known

    def _new(self, op: str, args: tuple[int, ...]) -> int:
        self.ops.append(op)
        self.args.append(args)
        return len(self.ops) - 1

    def node(self, op: str, *args: int) -> int:
        """A primitive operation; one that is there already is not made again."""
        shorter = self._shorter(op, args)
        if shorter is not None:
            return shorter
        # a·b and b·a are one product; the order in which it was first written stays.
        key = (op, tuple(sorted(args)) if op in _PAIRED else args)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._new(op, args)
        return known

    def _shorter(self, op: str, args: tuple[int, ...]) -> int | None:
        rule = _SHORTER.get(op)
        if rule is None:
            return None
        if all(arg in self.numbers for arg in args):
            value = _folded(op, [self.numbers[arg] for arg in args])
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
        definition = self._definition(op, settings)
        if definition is None:
            return self.node(op, *args)
        return self.expression(definition, dict(zip(CATALOGUE[op].operands, args, strict=True)))

    def _definition(self, name: str, settings: Settings) -> Expr | None:
        op = CATALOGUE[name]
        known = self._definitions.get((name, settings))
        if known is None or known[0] is not op:
            text = op.stable or op.formula
            expr = parse_expression(text) if text else None
            if expr is not None and op.settings:
                from byhand.language.expr import substitute

                expr = substitute(expr, all_settings(op, settings))
            known = self._definitions[name, settings] = (op, expr)
        return known[1]

    def expression(self, expr: Expr, words: Mapping[str, int]) -> int:
        """An expression over nodes that stand for its names."""

        def leaf(node: Leaf) -> int:
            if isinstance(node, Number):
                return self.number(node.value)
            assert isinstance(node, Name), node
            return words[node.name]

        def join(node: Apply, parts: list[int]) -> int:
            value = constant_value(node) if not any(p not in self.numbers for p in parts) else None
            if value is not None:
                return self.number(value)
            wanted = len(CATALOGUE[node.op].operands)
            if len(parts) <= wanted:
                return self.apply(node.op, parts, node.settings)
            result = parts[0]
            for part in parts[1:]:
                result = self.apply(node.op, [result, part], node.settings)
            return result

        return fold(expr, leaf, join)


def _folded(op: str, values: list[Fraction]) -> Fraction | None:
    expr = Apply(op, tuple(_literal(value) for value in values))
    return constant_value(expr)


def _literal(value: Fraction) -> Expr:
    from byhand.language.expr import number

    return number(value)


def _add(dag: Dag, x: int, y: int) -> int | None:
    if x == dag.zero:
        return y
    if y == dag.zero:
        return x
    if (positive := dag.negative_of(y)) is not None:
        return dag.node("sub", x, positive)
    if (positive := dag.negative_of(x)) is not None:
        return dag.node("sub", y, positive)
    return None


def _sub(dag: Dag, x: int, y: int) -> int | None:
    if y == dag.zero:
        return x
    if x == dag.zero:
        return dag.node("neg", y)
    if (positive := dag.negative_of(y)) is not None:
        return dag.node("add", x, positive)
    return None


def _mul(dag: Dag, x: int, y: int) -> int | None:
    if x == dag.one:
        return y
    if y == dag.one:
        return x
    for one, other in ((x, y), (y, x)):
        if one in dag.numbers and dag.ops[other] == "mul" and dag.args[other][0] in dag.numbers:
            first, rest = dag.args[other]
            return dag.node("mul", dag.number(dag.numbers[one] * dag.numbers[first]), rest)
        if (positive := dag.negative_of(one)) is not None:
            return dag.node("neg", dag.node("mul", positive, other))
        if dag.ops[one] == "ind":  # a product with an indicator is a choice
            return dag.node("where", dag.args[one][0], other, dag.zero)
    if y in dag.numbers:
        return dag.node("mul", y, x)  # a number leads, so that it meets the next one
    return None


def _div(dag: Dag, x: int, y: int) -> int | None:
    if y == dag.one:
        return x
    if (positive := dag.negative_of(x)) is not None:
        return dag.node("neg", dag.node("div", positive, y))
    if dag.ops[y] == "number" and (value := dag.numbers[y]) and _is_short(1 / value):
        return dag.node("mul", x, dag.number(1 / value))  # dividing by 2 is exact either way
    return None


def _is_short(value: Fraction) -> bool:
    """Whether a factor is a power of two, so that multiplying rounds like dividing."""
    return value.denominator & (value.denominator - 1) == 0 and abs(value.numerator) == 1


def _neg(dag: Dag, x: int) -> int | None:
    if dag.ops[x] == "sub":
        return dag.node("sub", *reversed(dag.args[x]))
    return dag.negative_of(x)


def _pow(dag: Dag, x: int, y: int) -> int | None:
    exponent = dag.numbers.get(y)
    if exponent == 1:
        return x
    if exponent == 2:
        return dag.node("mul", x, x)
    if exponent == 3:
        return dag.node("mul", dag.node("mul", x, x), x)
    if exponent == -1:
        return dag.node("div", dag.one, x)
    if exponent == Fraction(1, 2):
        return dag.node("sqrt", x)
    return None


def _ind(dag: Dag, c: int) -> int | None:
    return dag.number(dag.numbers[c]) if c in dag.numbers else None


def _where(dag: Dag, c: int, x: int, y: int) -> int | None:
    if c in dag.numbers:
        return x if dag.numbers[c] else y
    return x if x == y else None


_SHORTER = {
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "div": _div,
    "neg": _neg,
    "pow": _pow,
    "ind": _ind,
    "where": _where,
    "copy": lambda dag, x: x,
}
