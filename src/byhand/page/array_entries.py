"""The section of a page that says why the matrix rules hold: one entry at a time."""

from __future__ import annotations

from collections.abc import Iterator

from byhand.calculus.derivation import Derivation
from byhand.calculus.index_notation import DELTA
from byhand.calculus.steps import Pull
from byhand.language.expr import Name, leaves
from byhand.language.identifiers import entry_name
from byhand.ops import CATALOGUE
from byhand.page import array_phrases
from byhand.page.blocks import Block, Equations, Paragraph, Row, prose
from byhand.page.entries import justification
from byhand.text import Text

_DELTA = Text(
    en="{delta} is 1 where its two indices are equal, and 0 elsewhere.",
    zh="两个下标相同时 {delta} 为 1，否则为 0。",
)


def entry_blocks(derivation: Derivation) -> Iterator[Block]:
    """For every operation of arrays, once, why its pullbacks are what they are."""
    rows: list[Row] = []
    for pulls in _chosen(derivation):
        found = [row for pull in pulls for row in justification(derivation, pull)]
        rows += dict.fromkeys(found)  # the definition that all operands share is said once
    if not rows:
        return
    yield Paragraph(prose(array_phrases.ENTRIES_INTRO), "rule")
    yield Equations(tuple(rows))
    if any(_holds_delta(row) for row in rows):
        delta = Name(entry_name(DELTA, ("i", "j")))
        yield Paragraph(prose(_DELTA, delta=delta), "note")


def _chosen(derivation: Derivation) -> Iterator[list[Pull]]:
    """Of each operation the uses that explain it best, one for each operand, at one node.

    Where an operand is used once, the line starts with its whole gradient.
    """
    nodes: dict[str, dict[str, dict[int, Pull]]] = {}
    for step in derivation.steps:
        if isinstance(step, Pull):
            op = derivation.graph.nodes[step.edge.head].op
            if not CATALOGUE[op].elementwise:
                uses = nodes.setdefault(op, {}).setdefault(step.edge.head, {})
                uses.setdefault(step.edge.slot, step)
    for found in nodes.values():
        told = [list(uses.values()) for uses in found.values()]
        most = max(map(len, told))
        full = [pulls for pulls in told if len(pulls) == most]
        yield max(full, key=lambda pulls: sum(_alone(derivation, pull) for pull in pulls))


def _alone(derivation: Derivation, pull: Pull) -> bool:
    return len(derivation.pulls[pull.edge.tail]) == 1


def _holds_delta(row: Row) -> bool:
    names = [leaf for part in row.parts for leaf in leaves(part.expr) if isinstance(leaf, Name)]
    return any(leaf.name.startswith(f"{DELTA}[") for leaf in names)
