"""From a program to its computation graph."""

from __future__ import annotations

from collections import Counter

from byhand import messages
from byhand.errors import InputError
from byhand.graph.graph import Graph, Node
from byhand.language.expr import Apply, Expr, Leaf, Name, fold
from byhand.language.identifiers import version_name
from byhand.language.program import Program, Statement
from byhand.ops import CATALOGUE
from byhand.ops.forms import Relation

OPERATION_LIMIT = 1_000_000


def build(program: Program) -> Graph:
    """The graph of a program; reassigned names become versions, unnamed values v1, v2, ...

    A constant operand such as the 2 of `z^2` stays inside its node. Raises `InputError` beyond
    the limit of operations.

    >>> from byhand.language.parse import parse
    >>> list(build(parse("L = (w*x - y)^2")).nodes)
    ['w', 'x', 'v1', 'y', 'v2', 'L']
    """
    builder = _Builder(program)
    for index, statement in enumerate(program.statements):
        builder.add(index, statement)
    return Graph(builder.nodes, program, builder.latest)


class _Builder:
    """The nodes so far, and which version of each name is current."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.nodes: dict[str, Node] = {}
        self.latest: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.assignments = Counter(statement.target for statement in program.statements)
        self.taken = {statement.target for statement in program.statements}
        self.taken |= set(program.inputs())
        self.count = 0
        self.statement = -1

    def add(self, index: int, statement: Statement) -> None:
        self.statement = index
        value = fold(statement.expr, self.leaf, self.join)
        name = self.next_version(statement.target)
        if isinstance(value, Node) and not value.named:
            node = Node(name, value.op, value.args, value.settings, index, True, value.at)
            if value.id == f"v{self.count}":
                self.count -= 1  # the last of a line takes the line's name
            del self.nodes[value.id]
        else:
            operand = Name(value.id) if isinstance(value, Node) else value
            node = Node(name, "copy", (operand,), (), index, True, statement.at)
        self.nodes[name] = node
        self.latest[statement.target] = name

    def next_version(self, target: str) -> str:
        given = target in self.nodes and self.nodes[target].is_input
        if self.assignments[target] == 1 and not given:
            return target
        version = self.versions.get(target, 1 if given else 0) + 1
        self.versions[target] = version
        return version_name(target, version)

    def leaf(self, leaf: Leaf) -> Node | Expr:
        if not isinstance(leaf, Name):
            return leaf
        name = self.latest.get(leaf.name, leaf.name)
        if name not in self.nodes:
            self.nodes[name] = Node(name, at=leaf.at)
        return self.nodes[name]

    def join(self, apply: Apply, parts: list[Node | Expr]) -> Node | Expr:
        if not any(isinstance(part, Node) for part in parts):
            return Apply(apply.op, tuple(_operand(p) for p in parts), apply.settings, apply.at)
        if apply.op == "ind" and isinstance(parts[0], Node) and _compares(parts[0]):
            return parts[0]  # a comparison is worth 1 or 0 already
        result = parts[0]
        op = CATALOGUE[apply.op]
        if len(parts) <= len(op.operands) or op.many:
            return self.make(apply, parts)
        for part in parts[1:]:  # more operands than the entry has: two by two from the left
            result = self.make(apply, [result, part])
        return result

    def make(self, apply: Apply, parts: list[Node | Expr]) -> Node:
        args = tuple(_operand(part) for part in parts)
        self.count += 1
        while f"v{self.count}" in self.taken:
            self.count += 1
        node = Node(
            f"v{self.count}", apply.op, args, apply.settings, self.statement, False, apply.at
        )
        self.nodes[node.id] = node
        if len(self.nodes) > OPERATION_LIMIT:
            raise InputError(messages.TOO_MANY_OPERATIONS.fill(limit=OPERATION_LIMIT))
        return node


def _operand(part: Node | Expr) -> Expr:
    return Name(part.id) if isinstance(part, Node) else part


def _compares(node: Node) -> bool:
    return not node.named and isinstance(CATALOGUE[node.op].form, Relation) if node.op else False
