"""Shared nodes as Python text over `math`: what stands on a line, and how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from byhand.emit.dag import Dag

_SIGNS = {"add": ("+", 10), "sub": ("-", 10), "mul": ("*", 20), "div": ("/", 20)}
_RELATIONS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "eq": "==", "ne": "!="}
_ATOM, _POWER, _NEG, _CHOICE = 100, 40, 30, 1
MATH = ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "erf", "expm1", "log1p")

Piece = tuple[str, int]
"""A text, and how tightly it holds together."""


def spelled(value: Fraction) -> str:
    """A constant as Python writes it: 2, 0.5, 1e-08."""
    if value.denominator == 1 and abs(value) < 10**16:
        return f"{value.numerator}.0"
    return repr(float(value))


class Writer:
    """Writes nodes; those that have a name of their own are written by it."""

    def __init__(self, dag: Dag, names: Mapping[int, str], *, plain: bool = True) -> None:
        self.dag, self.names = dag, names
        self.plain = plain
        """Whether reading counts more than the time of a call."""

    def text(self, i: int) -> str:
        """The right side of the line of a node."""
        return self.whole(i)[0]

    def operand(self, i: int, level: int) -> str:
        """An operand, in brackets where it binds looser."""
        text, holds = self.piece(i)
        return text if holds >= level else f"({text})"

    def piece(self, i: int) -> Piece:
        """A node by its name, or written out."""
        name = self.names.get(i)
        if name is not None:
            return name, _ATOM
        return self.whole(i)

    def whole(self, i: int) -> Piece:
        """A node written out."""
        op, args = self.dag.ops[i], self.dag.args[i]
        if op == "number":
            text = spelled(self.dag.numbers[i])
            return text, _NEG if text[0] == "-" else _ATOM
        if op in _SIGNS:
            sign, level = _SIGNS[op]
            space = " " if level == 10 else ""
            left, right = self.operand(args[0], level), self.operand(args[1], level + 1)
            return f"{left}{space}{sign}{space}{right}", level
        return self.other(op, args)

    def other(self, op: str, args: tuple[int, ...]) -> Piece:
        """What is neither a number nor a sum or product."""
        match op:
            case "neg":
                return f"-{self.operand(args[0], _NEG)}", _NEG
            case "pow":
                return f"{self.operand(args[0], _ATOM)}**{self.operand(args[1], _POWER)}", _POWER
            case "abs":
                return f"abs({self.text_of(args[0])})", _ATOM
            case "where":
                return self.choice(*args), _CHOICE
            case "max" | "min":
                if self.plain:
                    return f"{op}({self.text_of(args[0])}, {self.text_of(args[1])})", _ATOM
                sign = ">=" if op == "max" else "<="
                x, y = (self.operand(arg, 10) for arg in args)
                return f"{x} if {x} {sign} {y} else {y}", _CHOICE
            case "sign":
                x = self.operand(args[0], 10)
                return f"({x} > 0.0) - ({x} < 0.0)", 10
            case "ind" | "gt" | "ge" | "lt" | "le" | "eq" | "ne":
                return f"1.0 if {self.condition_of(op, args)} else 0.0", _CHOICE
        return f"{op}({self.text_of(args[0])})", _ATOM

    def text_of(self, i: int) -> str:
        """A node by its name, or written out, without brackets."""
        return self.piece(i)[0]

    def choice(self, c: int, x: int, y: int) -> str:
        """`x if c else y`."""
        return f"{self.operand(x, 10)} if {self.condition(c)} else {self.operand(y, _CHOICE)}"

    def condition(self, c: int) -> str:
        """A node where a condition is wanted."""
        if c in self.names:
            return self.names[c]
        return self.condition_of(self.dag.ops[c], self.dag.args[c])

    def condition_of(self, op: str, args: tuple[int, ...]) -> str:
        """A comparison as Python writes it."""
        if op in _RELATIONS:
            left, right = (self.operand(arg, 10) for arg in args)
            return f"{left} {_RELATIONS[op]} {right}"
        if op == "ind":
            return self.condition(args[0])
        return self.other(op, args)[0] if op not in _SIGNS else "True"
