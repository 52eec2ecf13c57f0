"""The numbers of a step in place: worked out once, before the loop over the arrays."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from byhand.emit.dag import Dag
from byhand.emit.names import Names
from byhand.emit.scalar_python import MATH, Writer
from byhand.language.expr import Apply, Expr, Leaf, Name, Number, fold, names
from byhand.language.identifiers import version_name
from byhand.ops import CATALOGUE

if TYPE_CHECKING:
    from byhand.emit.inplace import Update

_OURS = ("numbers", "blocks", "scalars", "update", "out")


class Numbers:
    """The lines of `scalars`, and the names under which `update` gets what it needs."""

    def __init__(self, updates: Sequence[Update], arrays: Set[str], carried: Sequence[str]) -> None:
        self.python = Names(_OURS)
        self.now: dict[str, Expr] = {}
        """What a name stands for after the lines so far."""
        self.rows: list[str] = []
        self.hoisted: dict[str, Expr] = {}
        """What `update` is given, by its Python name."""
        self._dag = Dag()
        self._nodes: dict[str, int] = {}
        self._spelled: dict[int, str] = {}
        assigned = {u.target for u in updates} - set(carried)
        used = [n for u in updates for e in (u.expr, u.when) if e is not None for n in names(e)]
        wanted = [n for n in used if n not in arrays and n not in assigned]
        self.parameters = tuple(dict.fromkeys([*wanted, *carried]))
        self.words = [self._known_as(name) for name in self.parameters]

    @property
    def functions(self) -> list[str]:
        """What the lines need from `math`."""
        text = "\n".join(self.rows)
        return sorted(word for word in MATH if f"{word}(" in text)

    def _known_as(self, name: str) -> str:
        node = self._nodes[name] = self._dag.input(name)
        self._spelled[node] = self.python.free(name)
        return self._spelled[node]

    def assign(self, target: str, expr: Expr, when: Expr | None) -> None:
        """A line of numbers; a name that has a value already gets another."""
        text = self.text(expr)
        name, version = target, 1
        while name in self._nodes:
            name, version = version_name(target, version), version + 1
        if when is not None:
            before = self.last(target) if target in self._nodes else "0.0"
            text = f"{text} if {self.text(when, condition=True)} else {before}"
        self.rows.append(f"{self._known_as(name)} = {text}")
        self.now[target] = Name(name)

    def last(self, name: str) -> str:
        """The Python name of the last value of a variable."""
        now = self.now.get(name)
        return self._spelled[self._nodes[now.name if isinstance(now, Name) else name]]

    def text(self, expr: Expr, *, condition: bool = False) -> str:
        """An expression of numbers as Python over `math`."""
        node = fold(expr, self._leaf, self._join)
        writer = Writer(self._dag, self._spelled)
        return writer.condition(node) if condition else writer.piece(node)[0]

    def _leaf(self, node: Leaf) -> int:
        return self._nodes[node.name] if isinstance(node, Name) else self._dag.constant(node)

    def _join(self, node: Apply, parts: list[int]) -> int:
        result, *rest = parts
        if len(parts) <= len(CATALOGUE[node.op].operands):
            return self._dag.apply(node.op, parts, node.settings)
        for part in rest:
            result = self._dag.apply(node.op, [result, part], node.settings)
        return result

    def hoist(self, expr: Expr, *, condition: bool = False) -> str:
        """The name under which `update` has a number; a constant as it is."""
        text = self.text(expr, condition=condition)
        if isinstance(expr, (Number, Name)) or text.replace(".", "").replace("-", "").isdigit():
            if isinstance(expr, Name):
                self.hoisted.setdefault(text, expr)
            return text
        for name, known in self.hoisted.items():
            if known == expr:
                return name
        name = self.python.fresh()
        self.rows.append(f"{name} = {text}")
        self.hoisted[name] = expr
        return name
