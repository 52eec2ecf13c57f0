"""Broadcasting said in words: what was repeated receives a sum."""

from __future__ import annotations

from byhand.calculus.derivation import Derivation
from byhand.calculus.pullback import raw_contribution
from byhand.calculus.steps import Pull
from byhand.graph.shape_rules import product_of
from byhand.graph.shapes import shape_of
from byhand.language.expr import ONE, Name
from byhand.language.parse import parse_expression
from byhand.language.program import Shape
from byhand.page import array_phrases as phrases
from byhand.page.blocks import Prose, prose
from byhand.text import Text


def broadcast_sentence(derivation: Derivation, pull: Pull) -> Prose:
    """`b was added to each of the N rows, so its gradient is the sum over the rows.`"""
    repeated = _repeated_in(derivation, pull)
    count = parse_expression(str(product_of(tuple(repeated[axis] for axis in pull.summed))))
    name = Name(pull.edge.tail)
    units = _units(repeated, pull.summed)
    if units is None:
        axes = ", ".join(map(str, pull.summed))
        text = phrases.AXIS if len(pull.summed) == 1 else phrases.AXES
        return prose(phrases.REPEATED, name=name, count=count, axes=text.fill(axes=axes))
    plural, each, over = units
    # The words are put into the sentence first, so that equal sentences are recognised.
    text = _how(derivation, pull).fill(
        name="{name}", count="{count}", units=plural, each=each, over=over
    )
    return prose(text, name=name, count=count)


def _repeated_in(derivation: Derivation, pull: Pull) -> Shape:
    """The shape of what comes back before it is summed."""
    graph, shapes = derivation.graph, derivation.shapes
    node = graph.spelled(graph.nodes[pull.edge.head])
    upstream = ONE if node.id == derivation.of else pull.upstream
    return shape_of(raw_contribution(graph, node, pull.edge.slot, upstream, shapes), shapes)


def _units(shape: Shape, axes: tuple[int, ...]) -> tuple[Text, Text, Text] | None:
    if axes == tuple(range(len(shape))):
        return phrases.ENTRIES
    if len(shape) == 2:
        return phrases.ROWS if axes == (0,) else phrases.COLUMNS
    return None


def _how(derivation: Derivation, pull: Pull) -> Text:
    op, slot = derivation.graph.nodes[pull.edge.head].op, pull.edge.slot
    if op == "add":
        return phrases.ADDED
    if op == "sub" and slot == 1:
        return phrases.SUBTRACTED
    return phrases.MULTIPLIED if op == "mul" else phrases.USED
