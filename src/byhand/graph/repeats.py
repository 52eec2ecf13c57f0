"""Layers that repeat: a run of equal blocks of layers becomes one box."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from byhand.graph.graph import Graph
from byhand.graph.views import Box, Layer
from byhand.language.expr import Apply, Expr, Leaf, Name, Number, fold
from byhand.language.program import Shape

_LEAST, _LONGEST_BLOCK = 3, 12


def collapsed(graph: Graph, shapes: Mapping[str, Shape], boxes: list[Box]) -> list[Box]:
    """The boxes with every run of three or more equal blocks drawn as one."""
    signs = _signs(shapes, boxes)
    found: list[Box] = []
    at = 0
    while at < len(boxes):
        length, count = _longest(graph, boxes, signs, at)
        if count:
            found.append(_joined(boxes[at : at + length * count], length))
            at += length * count
        else:
            found.append(boxes[at])
            at += 1
    return found


def _longest(graph: Graph, boxes: list[Box], signs: list[object], at: int) -> tuple[int, int]:
    """The length of a block that repeats from here on, and how often; the most layers win."""
    best = (0, 0)
    for length in range(1, _LONGEST_BLOCK + 1):
        count = 1
        while _same(signs, at, at + count * length, length):
            count += 1
        while count >= _LEAST and not _closed(graph, boxes[at : at + count * length], length):
            count -= 1
        if count >= _LEAST and length * count > best[0] * best[1]:
            best = (length, count)
    return best


def _same(signs: list[object], one: int, other: int, length: int) -> bool:
    return (
        other + length <= len(signs)
        and signs[one : one + length] == (signs[other : other + length])
    )


def _closed(graph: Graph, run: list[Box], length: int) -> bool:
    """Whether what the blocks compute, the last one's result aside, is used in the run alone."""
    inside = {node for box in run for node in _layer(box).nodes}
    inner = [node for box in run[:-length] for node in _layer(box).nodes]
    return all(edge.head in inside for node in inner for edge in graph.uses[node])


def _signs(shapes: Mapping[str, Shape], boxes: list[Box]) -> list[object]:
    """What each box computes from which boxes before it, whatever the names."""
    place = {node: i for i, box in enumerate(boxes) for node in _layer(box).nodes}
    return [_sign(shapes, place, i, box) for i, box in enumerate(boxes)]


def _sign(shapes: Mapping[str, Shape], place: Mapping[str, int], at: int, box: Box) -> object:
    layer = _layer(box)
    lines = {name: i for i, (name, _) in enumerate(layer.lines)}
    known = {name: i for i, name in enumerate(layer.parameters)}

    def leaf(node: Leaf) -> object:
        if isinstance(node, Number):
            return node.text
        if not isinstance(node, Name):
            return repr(node)
        name, shape = node.name, shapes.get(node.name, ())
        if name in lines:
            return ("line", lines[name])
        if name in known:
            return ("weight", known[name], shape)
        return ("layer", at - place[name], shape) if name in place else ("given", name)

    def join(node: Apply, parts: list[object]) -> object:
        return hash((node.op, repr(node.settings), *parts))

    def written(expr: Expr) -> object:
        return fold(expr, leaf, join)

    return tuple((written(expr), shapes.get(name, ())) for name, expr in layer.lines)


def _joined(run: list[Box], length: int) -> Box:
    """One box for a run of blocks."""
    layers = [_layer(box) for box in run]
    blocks = [_block(layers[i : i + length]) for i in range(0, len(run), length)]
    first = blocks[0]
    nodes = tuple(node for layer in layers for node in layer.nodes)
    whole = replace(
        first, nodes=nodes, count=len(blocks), repeats=tuple(blocks), head=layers[-1].head
    )
    return replace(run[-1], layer=whole)


def _block(layers: list[Layer]) -> Layer:
    return Layer(
        tuple(n for layer in layers for n in layer.nodes),
        tuple(line for layer in layers for line in layer.lines),
        tuple(p for layer in layers for p in layer.parameters),
        parts=tuple(layer.nodes for layer in layers),
    )


def _layer(box: Box) -> Layer:
    assert box.layer is not None
    return box.layer
