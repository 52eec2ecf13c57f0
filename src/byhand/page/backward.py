"""The backward pass told as a person does it: what follows from one rule, in one go."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

from byhand.calculus.derivation import Derivation
from byhand.language.expr import Name
from byhand.ops import CATALOGUE
from byhand.page import phrases
from byhand.page.blocks import Block, Equations, Paragraph, Prose, Row, prose
from byhand.page.rows import gradient_row
from byhand.text import Text


def gradients(derivation: Derivation, digits: int, *, rules: bool) -> Iterator[Block]:
    """The lines of all gradients, each group below the rule that it follows."""
    said: set[Text] = set()
    group: list[Row] = []
    current: Prose | None = None
    for node, sentence in in_groups(derivation):
        if rules and sentence != current:
            if group:
                yield Equations(tuple(group))
            group, current = [], sentence
            again = not sentence.parts and sentence.text in said
            yield Paragraph(prose(phrases.again(sentence.text)) if again else sentence, "rule")
            said.add(sentence.text)
        group.append(gradient_row(derivation, node, digits, rule=rules))
    if group:
        yield Equations(tuple(group))


def in_groups(derivation: Derivation) -> Iterator[tuple[str, Prose]]:
    """Every node with its rule, when its upstream gradients are known; one rule after another.

    As long as there are nodes left that the same rule reaches, they come first.
    """
    order = [n for n in derivation.order if n != derivation.of and n in derivation.pushes]
    place = {node: i for i, node in enumerate(order)}
    missing, below = _upstream(derivation, order)
    rules = [_sentence(derivation, node) for node in order]
    ready: dict[Prose, list[int]] = {}
    waiting: list[int] = []
    told: set[int] = set()

    def found(at: int) -> None:
        heapq.heappush(ready.setdefault(rules[at], []), at)
        heapq.heappush(waiting, at)

    for node in order:
        if not missing[node]:
            found(place[node])
    rule: Prose | None = None
    while waiting:
        if rule is not None and ready.get(rule):
            at = heapq.heappop(ready[rule])
        else:
            at = heapq.heappop(waiting)
            if at in told:
                continue
            rule = rules[at]
            heapq.heappop(ready[rule])
        told.add(at)
        yield order[at], rules[at]
        for node in below.get(order[at], ()):
            missing[node] -= 1
            if not missing[node]:
                found(place[node])


def _upstream(
    derivation: Derivation, order: list[str]
) -> tuple[dict[str, int], dict[str, list[str]]]:
    """How many gradients each one waits for, and which ones wait for it."""
    missing = dict.fromkeys(order, 0)
    below: dict[str, list[str]] = {}
    for node in order:
        for head in {push.edge.head for push in derivation.pushes[node]} & missing.keys():
            missing[node] += 1
            below.setdefault(head, []).append(node)
    return missing, below


def _sentence(derivation: Derivation, node: str) -> Prose:
    """Why this line is what it is: the rule of the node above, or the sum at a branch."""
    pushes = list(derivation.pushes[node])
    if len(pushes) > 1:
        heads = len({push.edge.head for push in pushes})
        count = phrases.COUNTS[len(pushes)] if len(pushes) < len(phrases.COUNTS) else None
        text = phrases.BRANCH if heads == len(pushes) else phrases.BRANCH_USES
        if heads == 1:
            text = phrases.BRANCH_TWICE
        return prose(text, name=Name(node), count=count or str(len(pushes)))
    edge = pushes[-1].edge
    head = derivation.graph.nodes[edge.head]
    op = CATALOGUE[head.op]
    operands = [arg for arg in head.args if isinstance(arg, Name)]
    return prose(op.sentence(edge.slot, alone=len(operands) == 1))
