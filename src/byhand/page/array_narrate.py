"""The page of a derivation of arrays: shapes first, then forward and back in matrix notation."""

from __future__ import annotations

from collections.abc import Iterator

from byhand.calculus.array_proof import TOLERANCE, ArrayProof
from byhand.calculus.derivation import Derivation
from byhand.calculus.dress import dress
from byhand.calculus.steps import Forward
from byhand.language.expr import ONE, Name, Partial
from byhand.language.program import Shape
from byhand.ops import CATALOGUE
from byhand.page import array_phrases, phrases
from byhand.page.array_broadcast import broadcast_sentence
from byhand.page.array_closed_forms import closed_blocks, closed_forms
from byhand.page.array_data import array_data
from byhand.page.array_entries import entry_blocks
from byhand.page.array_rows import ArrayLines, is_defined
from byhand.page.array_shapes import reading_notes, shapes_table, sizes
from byhand.page.array_values import value_of
from byhand.page.blocks import (
    Block,
    Document,
    Equations,
    Figure,
    Paragraph,
    Part,
    Prose,
    Row,
    prose,
)
from byhand.page.rows import given_row, value_part, worth
from byhand.page.telling import Telling, listed, sections
from byhand.text import Text

# In a longer derivation a sentence that differs only in the names is not said again.
_LONG = 40


def narrate_arrays(derivation: Derivation, proof: ArrayProof, telling: Telling) -> Document:
    """Shapes, graph, forward and backward pass, closed forms, and what was checked."""
    full = telling.detail == "full"
    lines = ArrayLines(derivation, telling.digits)
    forward, backward = list(_forward(lines, telling)), list(_backward(lines, telling))
    forms = closed_forms(derivation)
    closed = list(closed_blocks(derivation, forms, steps=full))
    notes = list(reading_notes([*forward, *backward, *closed]))
    parts: list[tuple[Text | None, list[Block]]] = [
        (None, [*_problem(derivation, telling), *notes]),
        (phrases.GRAPH, [array_figure(derivation, style) for style in telling.figures]),
        (phrases.FORWARD, forward),
        (phrases.BACKWARD, backward),
        (array_phrases.BY_ENTRIES, list(entry_blocks(derivation)) if full else []),
        (phrases.CLOSED, closed),
        (phrases.CHECKED, list(_checked(derivation, proof, telling)) if full else []),
    ]
    return Document(telling.title, sections(parts), array_data(derivation, proof, forms))


# The problem -------------------------------------------------------------------------------------


def _problem(derivation: Derivation, telling: Telling) -> Iterator[Block]:
    """The program as written, the shapes, and the given values."""
    shapes: dict[str, Shape] = dict(derivation.shapes)
    for name, node in derivation.graph.latest.items():
        shapes.setdefault(name, derivation.shapes.get(node, ()))
    yield Equations(
        tuple(
            Row((Part("", Name(s.target)), Part("=", dress(worth(s.expr), shapes))))
            for s in derivation.graph.program.statements
        )
    )
    yield shapes_table(derivation)
    yield from _given(derivation, telling)
    if telling.source:
        yield Paragraph(prose(phrases.SOURCE, source=telling.source), "note")


def _given(derivation: Derivation, telling: Telling) -> Iterator[Block]:
    if derivation.inputs is None:
        yield Paragraph(prose(array_phrases.SYMBOLIC))
        return
    if not derivation.inputs:
        return
    yield Paragraph(prose(array_phrases.GIVEN_VALUES), "rule")
    rows: list[Row] = []
    for name in derivation.inputs:
        value = derivation.values[name]
        if derivation.shapes[name]:
            rows.append(Row((Part("", Name(name)), value_of(value, telling.digits))))
        else:
            rows.append(given_row(name, value))
    yield Equations(tuple(rows))


def array_figure(derivation: Derivation, style: str) -> Figure:
    """A figure of the graph, with its outline for formats without pictures."""
    captions = {
        "values": _on_the_wires(derivation),
        "formulas": array_phrases.FIGURE_FORMULAS,
        "structure": phrases.FIGURE_STRUCTURE,
        "blank": phrases.FIGURE_BLANK,
    }
    outline = tuple(
        Row((Part("", Name(node.id)), Part("=", dress(worth(expr), derivation.shapes))))
        for node in derivation.relevant
        if not node.is_input
        for expr in [derivation.graph.spelled(node).expr]
    )
    return Figure(style, prose(captions.get(style, phrases.FIGURE_STRUCTURE)), outline)


def _on_the_wires(derivation: Derivation) -> Text:
    """What stands on the wires of a picture with values."""
    if not derivation.has_values:
        return array_phrases.FIGURE_SHAPES
    branches = any(len(pulls) > 1 for pulls in derivation.pulls.values())
    wires = phrases.FIGURE_VALUES if branches else phrases.FIGURE_VALUES_PLAIN
    large = array_phrases.FIGURE_LARGE
    return Text(en=f"{wires.en} {large.en}", zh=wires.zh + large.zh)


# Forward and back --------------------------------------------------------------------------------


def _forward(lines: ArrayLines, telling: Telling) -> Iterator[Block]:
    defined: set[str] = set()
    rows: list[Row] = []
    for step in lines.derivation.steps:
        if isinstance(step, Forward):
            op = lines.derivation.graph.nodes[step.node].op
            first = telling.detail == "full" and op not in defined and is_defined(step.expr)
            defined.add(op)
            rows.append(lines.forward(step, defined=first))
    yield Equations(tuple(rows))


def _backward(lines: ArrayLines, telling: Telling) -> Iterator[Block]:
    """Every gradient in the order it becomes known; each rule is said where it first applies."""
    derivation = lines.derivation
    full = telling.detail == "full"
    seed = Row((Part("", Partial(derivation.of, derivation.of)), Part("=", ONE)))
    yield Paragraph(prose(array_phrases.START, seed=seed))
    said: set[Text] = set()
    group: list[Row] = []
    for node in derivation.order:
        if node == derivation.of or node not in derivation.pulls:
            continue
        sentences = list(dict.fromkeys(_sentences(derivation, node))) if full else []
        sentences = [sentence for sentence in sentences if sentence.text not in said]
        if sentences and group:
            yield Equations(tuple(group))
            group = []
        for sentence in sentences:
            if not sentence.parts or len(derivation.relevant) > _LONG:
                said.add(sentence.text)
            yield Paragraph(sentence, "rule")
        group.append(lines.gradient(node))
    if group:
        yield Equations(tuple(group))
    yield from _remarks(derivation)


def _sentences(derivation: Derivation, node: str) -> Iterator[Prose]:
    """Why a line is what it is: the rule of the node above, the sum of broadcasting, a branch."""
    pulls = derivation.pulls[node]
    for pull in pulls:
        head = derivation.graph.nodes[pull.edge.head]
        op = CATALOGUE[head.op]
        operands = [arg for arg in head.args if isinstance(arg, Name)]
        if not pull.summed or head.op not in ("add", "sub"):
            yield prose(op.sentence(pull.edge.slot, alone=len(operands) == 1))
        if pull.summed:
            yield broadcast_sentence(derivation, pull)
    if len(pulls) > 1:  # last, because it ends in a colon
        heads = len({pull.edge.head for pull in pulls})
        count = phrases.COUNTS[len(pulls)] if len(pulls) < len(phrases.COUNTS) else None
        text = phrases.BRANCH if heads == len(pulls) else phrases.BRANCH_USES
        if heads == 1:
            text = phrases.BRANCH_TWICE
        yield prose(text, name=Name(node), count=count or str(len(pulls)))


def _remarks(derivation: Derivation) -> Iterator[Paragraph]:
    """Kinks and ties, and gradients that are 0 for want of a path."""
    for name in derivation.kinks:
        yield _kink(derivation, name)
    ancestors = derivation.graph.ancestors(derivation.of)
    for name in derivation.wrt:
        if name not in derivation.active:
            text = phrases.CONDITION_ONLY if name in ancestors else phrases.INDEPENDENT
            yield Paragraph(prose(text, of=Name(derivation.of), name=Name(name)), "note")


def _kink(derivation: Derivation, name: str) -> Paragraph:
    from byhand.numeric.array_kinks import entries_on_kink

    node = derivation.graph.nodes[name]
    sentence = CATALOGUE[node.op].at_kink
    if sentence is None:
        return Paragraph(prose(phrases.NEAR_KINK, node=Name(name)), "note")
    count = entries_on_kink(node, derivation.values)
    total = int(getattr(derivation.values[name], "size", 1))
    if total == 1:
        return Paragraph(prose(phrases.KINK, node=Name(name), sentence=sentence), "note")
    filled = {"node": Name(name), "count": count, "total": total, "sentence": sentence}
    return Paragraph(prose(array_phrases.KINK, **filled), "note")


# What was checked --------------------------------------------------------------------------------


def _checked(derivation: Derivation, proof: ArrayProof, telling: Telling) -> Iterator[Block]:
    yield Paragraph(prose(phrases.CHECK_REPLAY, steps=proof.steps), "note")
    if proof.chosen:
        text = array_phrases.CHECK_SIZES if proof.dims else array_phrases.CHECK_RANDOM
        yield Paragraph(sizes(proof.dims.items(), text), "note")
    if proof.differences:
        names = [Row((Part("", Name(name)),)) for name in proof.differences]
        # The bound that is promised, and not the distance found, which differs between machines.
        bound = value_part(TOLERANCE, telling.digits)
        sentence = listed(array_phrases.CHECK_DIFFERENCES, names)
        parts = (*sentence.parts, ("largest", bound.expr))
        yield Paragraph(Prose(sentence.text, parts), "note")
    if proof.directions:
        yield Paragraph(prose(array_phrases.CHECK_DIRECTIONS, count=proof.directions), "note")
    if proof.skipped:
        rows = [Row((Part("", Partial(derivation.of, name)),)) for name in proof.skipped]
        yield Paragraph(listed(_named(phrases.CHECK_SKIPPED), rows), "note")
    if derivation.has_values:
        yield Paragraph(prose(phrases.ROUNDING), "note")


def _named(sentence: Text) -> Text:
    """A sentence about `{names}` as one about `{values}`, which is what a list is filled into."""
    return Text(
        en=sentence.en.replace("{names}", "{values}"), zh=sentence.zh.replace("{names}", "{values}")
    )
