"""What stands behind a value or a function: `.T`, `.sum(axis=0)`, `.shape[0]`, and σ'(z)."""

from __future__ import annotations

from byhand import messages
from byhand.language.defaults import default_of
from byhand.language.expr import Apply, Expr, Literal, Name, Partial
from byhand.language.templates import filled, template
from byhand.marking import read_words
from byhand.marking.read_calls import Calls
from byhand.marking.read_names import function_of, one_operand
from byhand.marking.read_words import Unreadable
from byhand.ops import CATALOGUE

_SAME = frozenset(
    ("astype", "float", "double", "item", "detach", "numpy", "copy", "clone", "cpu", "data")
)
"""Methods that change no number."""
_SLOPES = 2
"""How many derivatives of activations may stand in one another: each is written out, and holds what
it is taken of several times."""


class Methods(Calls):
    """Reads methods and derivatives of functions."""

    __slots__ = ()

    def slope(self, function: str, at: int) -> Expr:
        """`σ'(z)`: the derivative of an activation by its definition, with z put in."""
        if self.kind() != "(":
            raise self.missing()
        self.slopes += 1
        if self.slopes > _SLOPES:
            raise Unreadable(read_words.SLOPES.fill(limit=_SLOPES), at)
        arg = self.call("copy", at)
        self.slopes -= 1
        op = CATALOGUE.get(function)
        formula = op.partials.get(op.operands[0], "") if op and one_operand(function) else ""
        if op is None or not formula:
            raise Unreadable(read_words.NO_DERIVATIVE.fill(name=function), at)
        assert isinstance(arg, Apply)
        words = {op.operands[0]: arg.args[0], "out": Apply(function, arg.args, (), at)}
        defaults = {key: default_of(function, key) for key in op.settings}
        known = {key: value for key, value in defaults.items() if value is not None}
        return filled(template(formula), words, known)

    def method(self, expr: Expr) -> Expr:
        """`.T`, `.grad`, `.sum(axis=0)`, `.dot(B)`: what stands behind the dot."""
        at = self.pieces[self.i][2]
        name = self.text(1) if self.kind(1) == "word" else ""
        self.i += 2
        if name == "T":
            return self.transposed(expr, at)
        if name == "grad" and isinstance(expr, Name):
            return Partial(self.names.words.of, expr.name)
        if name in ("shape", "size") and self.kind() != "(":
            return self._length(expr, name, at)
        if name in ("t", "transpose") and self.kind() == "(" and self.kind(1) == ")":
            self.i += 2
            return self.transposed(expr, at)
        if name in _SAME:
            self._skip_bracket()
            return expr
        function = function_of(name) if name else ""
        if not function or self.kind() != "(":
            self.i -= 2
            raise Unreadable(messages.ATTRIBUTE.fill(name=name), at)
        return self.call(function, at, expr)

    def _length(self, expr: Expr, name: str, at: int) -> Expr:
        """`X.shape[0]`, `X.size`."""
        if name == "size":
            return Apply("size", (expr,), (), at)
        if [self.kind(k) for k in (0, 2)] != ["[", "]"] or self.text(1) not in ("0", "1", "2"):
            raise Unreadable(messages.ATTRIBUTE.fill(name=name), at)
        axis = Literal(int(self.text(1)))
        self.i += 3
        return Apply("size", (expr,), (("axis", axis),), at)

    def _skip_bracket(self) -> None:
        if self.kind() == "(":
            self.enter()
            while self.kind() in ("word", ".", "num"):
                self.i += 1
            self.leave(")")
