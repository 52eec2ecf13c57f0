"""A wrong line in words: the mistake that explains it, or what would have been right."""

from __future__ import annotations

from typing import Any

from byhand.graph import Edge
from byhand.language.expr import Partial
from byhand.marking import remarks
from byhand.marking.answers import Target
from byhand.marking.forms import with_names
from byhand.marking.judged import Judged
from byhand.marking.key import Key
from byhand.marking.relations import leaf_of
from byhand.marking.verdicts import Explained
from byhand.page.array_values import value_of
from byhand.page.blocks import Prose, prose
from byhand.text import LANGS, Text

_MOST_NAMES = 4


def said_of(
    key: Key, target: Target, found: list[tuple[Explained, ...]], values: list[Any] | None
) -> Judged:
    """The verdict on a line that is not right, from what explains it."""
    expected = _expected(key, target)
    if len(found) == 1:
        explained = found[0]
        says = [feedback(key, one) for one in explained]
        if len(explained) > 1:
            says.insert(0, prose(remarks.TOGETHER, names=_names(found)))
        return Judged("mistake", [*says, expected], found, values)
    says = [prose(remarks.CANDIDATES, names=_names(found))] if found else []
    return Judged("wrong", [*says, expected], found, values)


def feedback(key: Key, explained: Explained) -> Prose:
    """The sentence of the table, about this place."""
    edge = explained.edge
    step = _step(key, edge) if edge is not None else explained.about
    known = {"target": explained.about, "edge": step}
    text = explained.mistake.says
    used = {key: part for key, part in known.items() if f"{{{key}}}" in text.en + text.zh}
    return prose(text, **used)


def _step(key: Key, edge: Edge) -> Partial:
    """The derivative at an edge, of the next variable that has a name: ∂z/∂w in `z = w*x + b`.

    Where that is the output, it would be more than the step.
    """
    graph, head = key.derivation.graph, edge.head
    while not key.named(head) and len(graph.uses[head]) == 1:
        head = graph.uses[head][0].head
    return Partial(edge.head if head == key.derivation.of else head, edge.tail)


def _names(found: list[tuple[Explained, ...]]) -> Text:
    """The mistakes by their titles, in every language."""

    def listed(lang: str) -> str:
        comma, plus = ("; ", " + ") if lang == "en" else ("；", " + ")
        titles = [plus.join(e.mistake.title.say(lang) for e in one) for one in found[:_MOST_NAMES]]  # type: ignore[arg-type]
        return comma.join(titles) + (" …" if len(found) > _MOST_NAMES else "")

    return Text(**{lang: listed(lang) for lang in LANGS})


def _expected(key: Key, target: Target) -> Prose:
    leaf = leaf_of(target)
    formula = with_names(key, leaf)
    truth = key.truth(target)
    if key.given is None or truth is None:
        return prose(remarks.WRONG, target=target, expected=formula)
    value = value_of(truth[-1], 4).expr
    if formula in (target, value):
        return prose(remarks.WRONG, target=target, expected=value)
    return prose(remarks.WRONG_VALUE, target=target, expected=formula, value=value)
