"""What a problem asks for, and what each of it is worth."""

from __future__ import annotations

import re
from collections.abc import Iterable

from byhand import collector
from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.errors import InputError
from byhand.graph import build
from byhand.language.errors_at import suggest
from byhand.language.expr import Name, Partial
from byhand.language.parse import parse
from byhand.language.tokens import variable_name
from byhand.marking import report_words as words
from byhand.marking.answers import Target
from byhand.marking.key import Key
from byhand.marking.relations import leaf_of
from byhand.marking.scheme import Scheme
from byhand.problem import Problem

_QUOTIENT = re.compile(r"[d∂]\s*(\w+)\s*(?:/\s*|_)[d∂]\s*(\w+)")
_SHORT = re.compile(r"grad\(\s*(\w+)\s*\)|[d∂]\s*(\w+)")


@collector.paused()
def key_of(problem: Problem) -> Key:
    """The key of a problem; `InputError` where it has none, or asks for what it does not have."""
    derivation = derivation_of(problem)
    return Key(derivation, asked_of(problem, derivation))


def derivation_of(problem: Problem) -> Derivation:
    """The derivation of a problem, at its values if it has any."""
    given = {variable_name(name): value for name, value in problem.given.items()}
    asked = {"of": problem.of, "wrt": problem.wrt, "constants": problem.constants}
    return derive(build(parse(problem.program)), given, **asked)


def asked_of(problem: Problem, derivation: Derivation) -> tuple[Target, ...]:
    """What a problem asks for, in its order; without `ask`, what has marks; else all gradients."""
    known = _known(derivation)
    return tuple(
        dict.fromkeys(_target(text, derivation.of, known) for text in problem.ask or problem.marks)
    )


def scheme_of(problem: Problem, key: Key, follow_through: bool | None = None) -> Scheme:
    """The marks of a problem: one for every asked line, unless the problem file says otherwise.

    `follow_through` overrides the file. Raises `InputError` for marks on what is not asked.
    """
    known = _known(key.derivation)
    marks = {leaf_of(target): 1.0 for target in key.asked}
    for text, worth in problem.marks.items():
        leaf = leaf_of(_target(text, key.derivation.of, known))
        if leaf not in marks:
            hint = suggest(text, problem.ask)
            raise InputError(words.MARKS_UNASKED.fill(target=text, hint=hint))
        marks[leaf] = worth
    return Scheme(marks, problem.follow_through if follow_through is None else follow_through)


def _known(derivation: Derivation) -> frozenset[str]:
    nodes = derivation.graph.nodes
    return frozenset(name for name, node in nodes.items() if node.named and "'" not in name)


def _target(text: str, of: str, known: frozenset[str]) -> Target:
    """`z`, `dL/da`, `dL_da`, `∂L/∂a`, `grad(a)`, `da`."""
    written = text.strip()
    name = variable_name(written)
    if name in known:
        return Name(name)
    for found in (_QUOTIENT.fullmatch(written), _SHORT.fullmatch(written)):
        parts = [variable_name(part) for part in found.groups() if part] if found else []
        if parts and known.issuperset(parts):
            return Partial(parts[0], parts[1]) if len(parts) == 2 else Partial(of, parts[0])
    hint = suggest(written, [*known, *_gradients(of, known)])
    raise InputError(words.ASK_UNKNOWN.fill(target=written, hint=hint))


def _gradients(of: str, known: Iterable[str]) -> list[str]:
    return [f"d{of}/d{name}" for name in known]
