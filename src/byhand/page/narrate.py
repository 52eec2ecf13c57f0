"""From the steps of a derivation to the page a teacher would write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from byhand.calculus.closed import closed_form
from byhand.calculus.derivation import Derivation
from byhand.calculus.proof import Proof
from byhand.calculus.steps import Forward, Push
from byhand.calculus.sympy_bridge import names_only
from byhand.language.expr import ONE, Expr, Name, Partial
from byhand.numeric.kinks import gap
from byhand.ops import CATALOGUE
from byhand.page import phrases
from byhand.page.backward import gradients
from byhand.page.blocks import (
    Block,
    Document,
    Equations,
    Figure,
    Paragraph,
    Part,
    Row,
    Table,
    prose,
)
from byhand.page.data import data_of
from byhand.page.rows import (
    chain,
    forward_row,
    given_row,
    here_row,
    local_row,
    value_part,
    worth,
)
from byhand.page.telling import AS_USUAL, listed, sections
from byhand.page.telling import Detail as Detail
from byhand.page.telling import Telling as Telling
from byhand.text import Text

if TYPE_CHECKING:
    from byhand.calculus.array_proof import ArrayProof

# Beyond this many operations closed forms would fill pages nobody reads.
_CLOSED_LIMIT = 300


def narrate(
    derivation: Derivation, proof: Proof | ArrayProof, telling: Telling = AS_USUAL
) -> Document:
    """The four steps of hand backpropagation as a document: graph, forward, local, backward."""
    if not isinstance(proof, Proof):
        from byhand.page.array_narrate import narrate_arrays

        return narrate_arrays(derivation, proof, telling)
    full = telling.detail == "full"
    closed = dict(_closed_forms(derivation))
    parts: list[tuple[Text | None, list[Block]]] = [
        (None, list(_problem(derivation, telling))),
        (phrases.GRAPH, [*_intro(derivation, telling), *_figures(derivation, telling)]),
        (phrases.FORWARD, [_forward(derivation, telling)]),
        (phrases.LOCAL, [_local(derivation, telling)] if full and derivation.pushes else []),
        (phrases.BACKWARD, list(_backward(derivation, telling))),
        (phrases.CLOSED, list(_closed(derivation, closed))),
        (phrases.CHECKED, list(_checked(derivation, proof, telling)) if full else []),
    ]
    return Document(telling.title, sections(parts), data_of(derivation, closed, proof))


def _problem(derivation: Derivation, telling: Telling) -> Iterator[Block]:
    """The program as written, the values, and where it comes from."""
    statements = derivation.graph.program.statements
    yield Equations(tuple(chain(Name(s.target), [Part("=", worth(s.expr))]) for s in statements))
    if derivation.inputs is not None and not derivation.inputs:
        pass  # a program of constants has nothing to say here
    elif derivation.inputs:
        yield Paragraph(
            listed(
                phrases.AT,
                [given_row(n, v, exact=derivation.exact) for n, v in derivation.inputs.items()],
            )
        )
    else:
        yield Paragraph(prose(phrases.SYMBOLIC))
    if telling.source:
        yield Paragraph(prose(phrases.SOURCE, source=telling.source), "note")


def _figures(derivation: Derivation, telling: Telling) -> list[Figure]:
    return [figure(derivation, style) for style in telling.figures]


def _intro(derivation: Derivation, telling: Telling) -> Iterator[Paragraph]:
    """What a box of the graph is, and where v1, v2, ... come from."""
    if telling.detail != "full":
        return
    unnamed = [node.id for node in derivation.relevant if not node.named]
    if not unnamed:
        yield Paragraph(prose(phrases.GRAPH_INTRO_NAMED))
    elif len(unnamed) > 1:
        first, second = (Name(name) for name in unnamed[:2])
        yield Paragraph(prose(phrases.GRAPH_INTRO, first=first, second=second))
    else:
        yield Paragraph(prose(phrases.GRAPH_INTRO_ONE, name=Name(unnamed[0])))


def figure(derivation: Derivation, style: str) -> Figure:
    """A figure of the graph, with its outline for formats without pictures."""
    branches = any(len(pushes) > 1 for pushes in derivation.pushes.values())
    captions = {
        "values": phrases.FIGURE_VALUES if branches else phrases.FIGURE_VALUES_PLAIN,
        "formulas": phrases.FIGURE_FORMULAS,
        "structure": phrases.FIGURE_STRUCTURE,
        "blank": phrases.FIGURE_BLANK,
    }
    outline = tuple(
        Row((Part("", Name(node.id)), Part("=", worth(derivation.graph.spelled(node).expr))))
        for node in derivation.relevant
        if not node.is_input
    )
    return Figure(style, prose(captions[style]), outline)


def _forward(derivation: Derivation, telling: Telling) -> Equations:
    steps = [step for step in derivation.steps if isinstance(step, Forward)]
    return Equations(tuple(forward_row(derivation, step, telling.digits) for step in steps))


def _local(derivation: Derivation, telling: Telling) -> Table:
    """One line per node: what it computes, its derivatives, and their numbers."""
    by_head: dict[str, list[Push]] = {}
    for pushes in derivation.pushes.values():
        for push in pushes:
            by_head.setdefault(push.edge.head, []).append(push)
    rows = []
    for node in derivation.relevant:
        found = sorted(by_head.get(node.id, []), key=lambda push: push.edge.slot)
        if not found:
            continue
        expr = worth(derivation.graph.spelled(node).expr)
        cells = [chain(Name(node.id), [Part("=", expr, dots=True)]), local_row(found)]
        if derivation.has_values:
            cells.append(here_row(derivation, found, telling.digits))
        rows.append(tuple(cells))
    header = (phrases.NODE, phrases.DERIVATIVE, phrases.HERE)
    return Table(header[: 3 if derivation.has_values else 2], tuple(rows))


def _backward(derivation: Derivation, telling: Telling) -> Iterator[Block]:
    """Every gradient once the ones it needs are known, then what there is to remark."""
    seed = Row((Part("", Partial(derivation.of, derivation.of)), Part("=", ONE)))
    yield Paragraph(prose(phrases.BACKWARD_START, seed=seed))
    yield from gradients(derivation, telling.digits, rules=telling.detail == "full")
    yield from _remarks(derivation)


def _remarks(derivation: Derivation) -> Iterator[Paragraph]:
    """Kinks and ties, and gradients that are 0 for want of a path."""
    for node in derivation.kinks:
        sentence = CATALOGUE[derivation.graph.nodes[node].op].at_kink
        distance = gap(derivation.graph.nodes[node], derivation.values, derivation.backend)
        if distance:
            yield Paragraph(prose(phrases.NEAR_KINK, node=Name(node)), "note")
        elif sentence is not None:
            yield Paragraph(prose(phrases.KINK, node=Name(node), sentence=sentence), "note")
    if not derivation.wrt:
        yield Paragraph(prose(phrases.NO_INPUTS), "note")
    ancestors = derivation.graph.ancestors(derivation.of)
    for name in derivation.wrt:
        if name not in derivation.active:
            text = phrases.CONDITION_ONLY if name in ancestors else phrases.INDEPENDENT
            yield Paragraph(prose(text, of=Name(derivation.of), name=Name(name)), "note")


def _closed_forms(derivation: Derivation) -> Iterator[tuple[str, Expr]]:
    if len(derivation.relevant) > _CLOSED_LIMIT:
        return
    for name in derivation.wrt:
        yield name, closed_form(derivation, name)


def _closed(derivation: Derivation, closed: dict[str, Expr]) -> Iterator[Block]:
    if not closed:
        return
    rows = [
        chain(Partial(derivation.of, n), [Part("=", worth(form))]) for n, form in closed.items()
    ]
    yield Equations(tuple(rows))
    if not all(names_only(form) for form in closed.values()):
        yield Paragraph(prose(phrases.NODE_LOCAL), "note")


def _checked(derivation: Derivation, proof: Proof, telling: Telling) -> Iterator[Block]:
    """What the derivation has been held against, in one note."""
    yield Paragraph(prose(phrases.CHECK_REPLAY, steps=proof.steps), "note")
    if len(proof.skipped) < len(derivation.wrt):
        text = phrases.CHECK_WHOLE if proof.whole else phrases.CHECK_BY_OPERATION
        yield Paragraph(prose(text), "note")
    if proof.differences:
        rows = [
            Row((Part("", Partial(derivation.of, name)), value_part(value, telling.digits)))
            for name, value in proof.differences.items()
        ]
        yield Paragraph(listed(phrases.CHECK_DIFFERENCES, rows), "note")
    if proof.directions:
        yield Paragraph(prose(phrases.CHECK_DIRECTIONS, count=proof.directions), "note")
    if proof.chosen:
        rows = [given_row(name, value) for name, value in proof.point.items()]
        yield Paragraph(listed(phrases.CHECK_POINT, rows), "note")
    if proof.skipped:
        rows = [Row((Part("", Partial(derivation.of, name)),)) for name in proof.skipped]
        text = Text(
            en=phrases.CHECK_SKIPPED.en.replace("{names}", "{values}"),
            zh=phrases.CHECK_SKIPPED.zh.replace("{names}", "{values}"),
        )
        yield Paragraph(listed(text, rows), "note")
    if derivation.has_values:
        yield Paragraph(prose(phrases.EXACT if derivation.exact else phrases.ROUNDING), "note")
