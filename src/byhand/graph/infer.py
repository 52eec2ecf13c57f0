"""Shapes through a whole program, and what is said where they do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from byhand import shape_messages as messages
from byhand.errors import InputError
from byhand.graph.graph import Graph, Node
from byhand.graph.patterns import ShapeError, TooLargeError
from byhand.graph.shapes import ARRAY_LIMIT, entries, result_shape, shape_of
from byhand.language.errors_at import suggest
from byhand.language.expr import Apply, Expr, Name, names, substitute
from byhand.language.notations import PLAIN, UNICODE
from byhand.language.program import Shape
from byhand.language.show import show
from byhand.ops import CATALOGUE
from byhand.text import Text, same

PROGRAM_LIMIT = 100_000_000
"""How many entries all values of a program may have together."""
_SPELLED = 4
"""How many operations deep the operands of a line are written out in a message."""


def shape_text(shape: Shape) -> str:
    """A shape as a person writes it.

    >>> shape_text(("N", 3)), shape_text((3,)), shape_text(())
    ('(N, 3)', '(3,)', '()')
    """
    inner = ", ".join(map(str, shape))
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


def is_array_program(graph: Graph, given: Mapping[str, Shape]) -> bool:
    """Whether a program works on arrays anywhere."""
    if any(given.values()) or any(d.shape for d in graph.program.declarations):
        return True
    used = {op for node in graph.nodes.values() for op in operations_in(node)}
    return not all(CATALOGUE[op].elementwise for op in used)


def operations_in(node: Node) -> Iterator[str]:
    """The operations of a node, those of its constants included."""
    if node.op:
        yield node.op
    waiting = [arg for arg in node.args if isinstance(arg, Apply)]
    while waiting:
        expr = waiting.pop()
        yield expr.op
        waiting.extend(arg for arg in expr.args if isinstance(arg, Apply))


def declared_shapes(graph: Graph) -> dict[str, Shape]:
    """The declared shapes by node; raises `InputError` for one declared twice or of nothing."""
    found: dict[str, Shape] = {}
    for declaration in graph.program.declarations:
        name = declaration.name
        node = name if name in graph.nodes else graph.latest.get(name)
        if node is None:
            hint = suggest(name, [n for n in graph.nodes if "'" not in n])
            raise _at(graph, declaration.at, messages.DECLARED_UNKNOWN, name=name, hint=hint)
        if node in found:
            raise _at(graph, declaration.at, messages.DECLARED_TWICE, name=name)
        found[node] = declaration.shape
    return found


def _at(graph: Graph, at: int, message: Text, **parts: object) -> InputError:
    return graph.error(message, Node("", at=at), **parts)


def bound(graph: Graph, given: Mapping[str, Shape]) -> tuple[dict[str, Shape], dict[str, int]]:
    """The shapes of the inputs, and the numbers that their letters stand for.

    A letter is bound by the given arrays; without values it stays a letter. Raises `InputError`
    where a value contradicts a declaration, or two values disagree about a letter.
    """
    declared = declared_shapes(graph)
    dims: dict[str, int] = {}
    first: dict[str, str] = {}
    for name, shape in declared.items():
        if name not in given:
            continue
        if len(shape) != len(given[name]):
            raise _otherwise(name, shape, given[name], messages.THE_VALUE)
        for dim, size in zip(shape, given[name], strict=True):
            assert isinstance(size, int)
            if isinstance(dim, str):
                if dims.setdefault(dim, size) != size:
                    parts = {"dim": dim, "first": dims[dim], "second": size}
                    message = messages.DIMENSION_CONFLICT
                    raise InputError(message.fill(one=first[dim], other=name, **parts))
                first.setdefault(dim, name)
            elif dim != size:
                raise _otherwise(name, shape, given[name], messages.THE_VALUE)
    shapes = {name: tuple(dims.get(str(d), d) for d in s) for name, s in declared.items()}
    return {**shapes, **given}, dims


def _otherwise(name: str, declared: Shape, found: Shape, source: Text) -> InputError:
    parts = {"declared": shape_text(declared), "shape": shape_text(found)}
    return InputError(messages.DECLARED_OTHERWISE.fill(name=name, source=source, **parts))


def infer(graph: Graph, known: Mapping[str, Shape]) -> dict[str, Shape]:
    """The shape of every node; inputs that nothing is known about are numbers.

    Raises `InputError` that quotes the line where shapes do not fit, with both shapes, where they
    come from, and what would fit.
    """
    shapes: dict[str, Shape] = {}
    room = _Room(graph)
    for node in graph.nodes.values():
        if node.is_input:
            shapes[node.id] = known.get(node.id, ())
            room.take(node, shapes[node.id])
            continue
        try:
            operands = [shape_of(arg, shapes) for arg in node.args]
            shapes[node.id] = result_shape(node.op, operands, node.settings)
            room.take(node, shapes[node.id])
        except TooLargeError as error:
            raise room.error(node, error.size) from error
        except ShapeError as error:
            raise misfit(graph, node, shapes, known, error.reason) from error
        declared = known.get(node.id)
        if declared is not None and declared != shapes[node.id]:
            source = messages.ITS_LINE.fill(line=graph.line_of(node))
            raise _otherwise(node.id, declared, shapes[node.id], source)
    return shapes


class _Room:
    """The entries of all values so far, which must not outgrow the memory of a small machine."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.taken = graph, 0

    def take(self, node: Node, shape: Shape) -> None:
        size = entries(shape)
        self.taken += size
        if size > ARRAY_LIMIT:
            raise self.error(node, size)
        if self.taken > PROGRAM_LIMIT:
            line, limit = self.graph.line_of(node), PROGRAM_LIMIT
            parts = {"line": line, "size": self.taken, "limit": limit}
            raise self.graph.error(messages.PROGRAM_TOO_LARGE, node, **parts)

    def error(self, node: Node, size: int) -> InputError:
        """One value is too large by itself."""
        what = show(_spelled(self.graph, node.expr), UNICODE)
        parts = {"line": self.graph.line_of(node), "size": size, "limit": ARRAY_LIMIT}
        return self.graph.error(messages.RESULT_TOO_LARGE, node, what=what, **parts)


def misfit(
    graph: Graph,
    node: Node,
    shapes: Mapping[str, Shape],
    known: Mapping[str, Shape],
    reason: Text | None = None,
) -> InputError:
    """Which line does not fit, the shapes of its operands, and what would fit."""
    parts: list[Text] = []
    for arg in node.args:
        shape = shape_text(_shape_or_empty(arg, shapes))
        source = _source(graph, arg, known)
        name = show(_spelled(graph, arg), UNICODE)
        parts.append(messages.OPERAND.fill(name=name, shape=shape, source=source))
    listed = Text(
        en=messages.AND.en.join(p.en for p in parts), zh=messages.AND.zh.join(p.zh for p in parts)
    )
    return graph.error(
        messages.MISFIT,
        node,
        line=graph.line_of(node),
        what=show(_spelled(graph, node.expr), UNICODE),
        operands=listed,
        hint=reason or _hint(graph, node, shapes),
    )


def _shape_or_empty(arg: Expr, shapes: Mapping[str, Shape]) -> Shape:
    try:
        return shape_of(arg, shapes)
    except ShapeError:
        return ()


def _spelled(graph: Graph, expr: Expr) -> Expr:
    """An expression with its unnamed operands written out, as the person wrote them."""
    for _ in range(_SPELLED):
        unnamed = {
            name: graph.nodes[name].expr
            for name in names(expr)
            if name in graph.nodes and not graph.nodes[name].named
        }
        if not unnamed:
            break
        expr = substitute(expr, unnamed)
    return expr


def _source(graph: Graph, arg: Expr, known: Mapping[str, Shape]) -> Text:
    if not isinstance(arg, Name):
        return messages.SOURCE_NUMBER
    node = graph.nodes[arg.name]
    if not node.is_input:
        return messages.SOURCE_LINE.fill(line=graph.line_of(node))
    declared = {d.name for d in graph.program.declarations}
    if arg.name in declared:
        return messages.SOURCE_DECLARED
    return messages.SOURCE_GIVEN if arg.name in known else messages.SOURCE_NUMBER


def _hint(graph: Graph, node: Node, shapes: Mapping[str, Shape]) -> Text:
    """A small change that would make the shapes fit."""
    if node.op == "transpose":
        return messages.NEEDS_AXES
    for changed in _changes(node):
        try:
            operands = [shape_of(arg, shapes) for arg in changed.args]
            result_shape(node.op, operands, node.settings)
        except ShapeError:
            continue
        return messages.SUGGEST.fill(form=show(_spelled(graph, changed.expr), PLAIN))
    return same("")


def _changes(node: Node) -> Iterator[Node]:
    """The line with one operand, or both, transposed, and with its operands swapped."""

    def turned(*slots: int) -> Node:
        args = tuple(
            Apply("transpose", (arg,)) if i in slots else arg for i, arg in enumerate(node.args)
        )
        return replace(node, args=args)

    if len(node.args) == 2 and node.op != "concat":
        yield turned(1)
        yield turned(0)
        yield replace(node, args=node.args[::-1])
        yield turned(0, 1)
