"""Elementwise formulas as calls of NumPy that write into memory that is there already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from byhand.emit.factors import Factors
from byhand.emit.inplace_numbers import Numbers
from byhand.errors import InputError, printable
from byhand.language.expr import Apply, Expr, Name, Number, leaves, names
from byhand.text import Text

if TYPE_CHECKING:
    from byhand.emit.inplace import Update

_NOT_IN_A_RULE = Text(
    en="'{name}' of arrays cannot be used in an update rule. There are: + - * / ^ {known}.",
    zh="更新规则里不能对数组用“{name}”。可用的有：+ - * / ^ {known}。",
)
_UNARY = {
    "neg": "negative",
    "abs": "abs",
    "sign": "sign",
    "sqrt": "sqrt",
    "exp": "exp",
    "log": "log",
    "tanh": "tanh",
}
_BINARY = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "div": "divide",
    "max": "maximum",
    "min": "minimum",
    "pow": "power",
}
_INDENT = "    "


class Calls:
    """The lines of the loop over blocks."""

    def __init__(self, factors: Factors, numbers: Numbers, own: Sequence[str]) -> None:
        self.factors, self.numbers = factors, numbers
        self.own = tuple(own)
        self.names = {name: numbers.python.free(name) for name in own}
        self._buffers: list[str] = []
        self._free: list[str] = []
        self._held: dict[str, str] = {}
        self._uses: Counter[str] = Counter()
        self._rows: list[str] = []

    @property
    def buffers(self) -> int:
        """How many scratch arrays the calls need."""
        return len(self._buffers)

    def body(self, lines: Sequence[Update]) -> list[str]:
        """The whole loop, with the line that it carries out above every group of calls."""
        self._uses = Counter(
            leaf.name for line in lines for leaf in leaves(line.expr) if isinstance(leaf, Name)
        )
        for line in lines:
            self._line(line)
        arrays = [*self.names.values(), *self._buffers]
        return [
            f"for {', '.join(arrays)} in blocks:",
            *(_INDENT + row for row in self._rows),
        ]

    def _line(self, line: Update) -> None:
        rows = self._rows
        rows += [f"# {printable(text)}" for text in line.text.splitlines()]
        self._rows = rows if line.when is None else []
        own = line.target in self.names
        target = self.names[line.target] if own else self._buffer()
        found = self._into(line.expr, target)
        if found != target:
            self._rows.append(f"np.copyto({target}, {found})")
        if not own:
            self._held[line.target] = target
        if line.when is not None and self._rows:
            rows.append(f"if {self.numbers.hoist(line.when, condition=True)}:")
            rows += [_INDENT + row for row in self._rows]
        self._rows = rows

    def _buffer(self) -> str:
        if self._free:
            return self._free.pop()
        self._buffers.append(self.numbers.python.free(f"b{self.buffers + 1}"))
        return self._buffers[-1]

    def _reads(self, expr: Expr) -> set[str]:
        return {self._held.get(n) or self.names.get(n, n) for n in names(expr)}

    def _leaf(self, expr: Expr) -> tuple[str, bool]:
        """How an operand without calls is written, and whether its memory is free from now on."""
        if self.factors.is_scalar(expr):
            return self.numbers.hoist(expr), False
        assert isinstance(expr, Name)
        if expr.name not in self._held:
            return self.names[expr.name], False
        self._uses[expr.name] -= 1
        return self._held[expr.name], self._uses[expr.name] == 0

    def _is_leaf(self, expr: Expr) -> bool:
        return isinstance(expr, Name) or self.factors.is_scalar(expr)

    def _into(self, expr: Expr, target: str) -> str:
        """Compute a formula into `target`; a plain name is returned as it is."""
        if self._is_leaf(expr):
            return self._leaf(expr)[0]
        self._call(expr, target)
        return target

    def _operand(self, expr: Expr, target: str | None) -> tuple[str, bool]:
        """An operand, in `target` if that is free; true for a buffer that is free afterwards."""
        if self._is_leaf(expr):
            return self._leaf(expr)
        if target is not None:
            self._call(expr, target)
            return target, False
        buffer = self._buffer()
        self._call(expr, buffer)
        return buffer, True

    def _call(self, expr: Expr, out: str) -> None:
        """One operation, its result in `out`."""
        assert isinstance(expr, Apply)
        op, args = expr.op, list(expr.args)
        if len(args) > 2 and op in _BINARY:  # max(x, y, z)
            args = [Apply(op, expr.args[:-1]), args[-1]]
        if op == "pow" and args[1] == Number("2"):
            op, args = "square", args[:1]
        if len(args) == 1 and (op in _UNARY or op == "square"):
            text, free = self._operand(args[0], out)
            self._rows.append(f"np.{_UNARY.get(op, op)}({text}, out={out})")
            self._release(text, free)
            return
        if len(args) != 2 or op not in _BINARY:
            known = " ".join(sorted({*_UNARY, "max", "min"} - {"neg"}))
            raise InputError(_NOT_IN_A_RULE.fill(name=op, known=known))
        left, right = args
        if op in ("add", "sub") and self._scaled_onto(op, left, right, out):
            return
        # `out` may hold one operand while the other is computed, unless that one reads it.
        first = None if out in self._reads(right) else out
        a, a_free = self._operand(left, first)
        second = None if a == out or (out in self._reads(left) and self._is_leaf(left)) else out
        b, b_free = self._operand(right, second)
        self._rows.append(f"np.{_BINARY[op]}({a}, {b}, out={out})")
        self._release(a, a_free)
        self._release(b, b_free)

    def _scaled_onto(self, op: str, left: Expr, right: Expr, out: str) -> bool:
        """`left ± number*array` as one pass over memory, if `left` can be in `out` before it."""
        if op == "add" and self._scaled(right) is None:
            left, right = right, left
        scaled = self._scaled(right)
        here = isinstance(left, Name) and self.names.get(left.name) == out
        if scaled is None or (self._is_leaf(left) and not here):
            return False
        factor, array = scaled
        if out in self._reads(array) and (not here or isinstance(array, Name)):
            return False
        if not here:
            self._call(left, out)
        text, free = self._operand(array, None)
        number = self.numbers.hoist(factor)
        self._rows.append(f"axpy({text}, {out}, a={'-' if op == 'sub' else ''}{number})")
        self._release(text, free)
        return True

    def _scaled(self, expr: Expr) -> tuple[Expr, Expr] | None:
        """The number and the array of a product of the two."""
        match expr:
            case Apply("mul", (x, y)) if self.factors.is_scalar(x) != self.factors.is_scalar(y):
                return (x, y) if self.factors.is_scalar(x) else (y, x)
        return None

    def _release(self, buffer: str, free: bool) -> None:
        if free:
            self._free.append(buffer)
