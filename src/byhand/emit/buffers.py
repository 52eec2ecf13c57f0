"""Which line may write over an array that nobody looks at any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from byhand.emit.array_lines import ArrayLine
from byhand.emit.numpy_text import FUNCTIONS, UFUNCS, NumpyText, simple
from byhand.language.expr import Apply, Expr, Name, Number, fold
from byhand.language.program import Shape
from byhand.ops import CATALOGUE
from byhand.ops.forms import Relation

_SIGNS = {"add": "+=", "sub": "-=", "mul": "*=", "div": "/="}
_UFUNCS = {"add": "np.add", "sub": "np.subtract", "mul": "np.multiply", "div": "np.divide"}
_UNARY = frozenset(name for name in UFUNCS if name != "sign")
POWERS = tuple(Number(str(2**i)) for i in range(1, 31))
_LIMITS = {"max": "np.maximum", "min": "np.minimum"}
# What may share its memory with an operand must not be written over.
_MOVED = "copy transpose mT index reshape reshape_like unsqueeze squeeze expand first last diag"
SHARED = frozenset(_MOVED.split(" "))
# All entries of the operand, each once: writing to the one is writing to the other.
_WHOLE = frozenset(["copy", "transpose", "mT", "reshape", "reshape_like", "unsqueeze", "squeeze"])
_SHAPE_ONLY = frozenset(("size", "ones_like", "identity"))


def values_in(expr: Expr) -> set[str]:
    """The names whose entries an expression reads, and not only their shape."""

    def join(node: Apply, parts: list[set[str]]) -> set[str]:
        if node.op in _SHAPE_ONLY:
            return set()
        op = CATALOGUE[node.op]
        return set().union(*(part for i, part in enumerate(parts) if op.operand(i) != "like"))

    return fold(expr, lambda leaf: {leaf.name} if isinstance(leaf, Name) else set(), join)


class Buffers:
    """For every line the variable it is written to, and whether it writes over its operand."""

    def __init__(
        self, lines: Sequence[ArrayLine], shapes: Mapping[str, Shape], kept: Set[str]
    ) -> None:
        self.shapes = shapes
        self.last: dict[str, int] = {}
        for index, line in enumerate(lines):
            self.last.update(dict.fromkeys(values_in(line.expr), index))
        self.over: dict[str, tuple[str, Expr | None]] = {}
        """For a line, the dead operand that it writes over, and the other operand."""
        self.names: dict[str, str] = {}
        self.memory: dict[str, set[str]] = {}
        """For every array made here, all that share its memory."""
        self.kept = set(kept)
        for index, line in enumerate(lines):
            found = self._reusable(line, index)
            if found is not None:
                self.over[line.name] = found
            self._shares(line)
        self._name(lines)

    def _shares(self, line: ArrayLine) -> None:
        """Note whose memory the array of a line is."""
        if not line.shape or not isinstance(line.expr, Apply):
            return
        if line.name in self.over:
            self._joins(line.name, self.over[line.name][0])
            return
        inner: Expr = line.expr
        while isinstance(inner, Apply) and inner.op in _WHOLE:
            inner = inner.args[0]
        if isinstance(inner, Name):
            if inner.name in self.memory:
                self._joins(line.name, inner.name)
        elif isinstance(inner, Apply) and _is_own(inner.op):
            self.memory[line.name] = {line.name}
        else:  # a part of an array, or one that repeats its entries, is not written to
            for name in values_in(inner):
                for other in self.memory.get(name, set[str]()).copy():
                    self.memory.pop(other, None)

    def _joins(self, name: str, other: str) -> None:
        together = self.memory[other]
        together.add(name)
        self.memory[name] = together

    def _is_free(self, name: str, index: int) -> bool:
        """Whether nobody looks at an array after a line, under any name."""
        together = self.memory.get(name)
        if together is None or together & self.kept:
            return False
        return all(self.last.get(other, -1) <= index for other in together)

    def _reusable(self, line: ArrayLine, index: int) -> tuple[str, Expr | None] | None:
        expr = simple(line.expr)
        if not isinstance(expr, Apply) or not line.shape:
            return None
        choices: list[tuple[Expr, Expr | None]] = []
        if expr.op in _SIGNS:
            choices.append((expr.args[0], expr.args[1]))
            choices.append((expr.args[1], expr.args[0]))
        elif expr.op in _UNARY:
            choices.append((expr.args[0], None))
        elif expr.op in _LIMITS and isinstance(expr.args[0], Number):
            choices.append((expr.args[1], expr.args[0]))
        for old, other in choices:
            if not isinstance(old, Name) or not self._is_free(old.name, index):
                continue
            again = other is not None and not self.memory[old.name].isdisjoint(values_in(other))
            if self.shapes[old.name] == line.shape and not again:
                return old.name, other
        return None

    def _name(self, lines: Sequence[ArrayLine]) -> None:
        """A chain of v1, v2, ... that ends in a name of the program carries that name."""
        forward = {line.name for line in lines if not line.of}
        for line in lines:
            self.names[line.name] = line.name
        for line in reversed(lines):
            old = self.over[line.name][0] if line.name in self.over else ""
            # A value of the forward pass is not called a gradient, though its memory becomes one.
            if old and _is_ours(old) and (old in forward) == (line.name in forward):
                self.names[old] = self.names[line.name]

    def text(self, line: ArrayLine, writer: NumpyText) -> str:
        """The statement of a line."""
        name = writer.names[line.name]
        if line.name not in self.over:
            return f"{name} = {writer.text(line.expr)}"
        old, other = self.over[line.name]
        buffer = writer.names[old]
        expr = simple(line.expr)
        assert isinstance(expr, Apply)
        op = expr.op
        if op in _LIMITS and other is not None:
            return f"{name} = {_LIMITS[op]}({buffer}, {writer.text(other)}, out={buffer})"
        if other is None:
            return self._unary(op, name, buffer)
        if op == "div" and other in POWERS and expr.args[0] == Name(old):
            op, other = "mul", Number(repr(1 / int(other.text)))  # exact, and faster
        right = writer.held(other, 20) if op in ("mul", "div") else writer.text(other)
        if isinstance(other, Apply) and other.op == "ind" and op == "mul":
            right = writer.text(other.args[0])  # True counts as 1
        if op in ("sub", "div") and expr.args[1] == Name(old):  # it is the second operand that ends
            first = _unbracketed(writer.text(other))
            return f"{name} = {_UFUNCS[op]}({first}, {buffer}, out={buffer})"
        if name == buffer:
            return f"{name} {_SIGNS[op]} {_unbracketed(right)}"
        return f"{name} = {_UFUNCS[op]}({buffer}, {_unbracketed(right)}, out={buffer})"

    def _unary(self, op: str, name: str, buffer: str) -> str:
        call = f"{FUNCTIONS[op]}({buffer}, out={buffer})"
        return call if name == buffer else f"{name} = {call}"


def _is_own(op: str) -> bool:
    """Whether a result is an array of numbers of its own; a comparison is one of truth values."""
    return op not in SHARED and not isinstance(CATALOGUE[op].form, Relation)


def _unbracketed(text: str) -> str:
    if text.startswith("(") and text.endswith(")"):
        depth = 0
        for index, char in enumerate(text):
            depth += (char == "(") - (char == ")")
            if depth == 0 and index < len(text) - 1:
                return text
        return text[1:-1]
    return text


def _is_ours(name: str) -> bool:
    return name[:1] == "v" and name[1:].isdigit()
