"""A program in PyTorch or JAX, byhand's gradients beside it, and a check of one by the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from byhand import shape_messages
from byhand.calculus.array_derive import whole_numbers
from byhand.calculus.backward import gradient_words
from byhand.calculus.derivation import Derivation
from byhand.calculus.proof import at_some_point
from byhand.calculus.tidy import tidy
from byhand.emit.array_lines import (
    ArrayLine,
    array_lines,
    gradients_named,
    names_in,
    needed,
    shared,
    without_copies,
)
from byhand.emit.names import Names
from byhand.emit.target_text import LacksError, TargetText
from byhand.emit.targets import Target
from byhand.errors import InputError
from byhand.graph import Node
from byhand.graph.views import by_statement
from byhand.language.expr import Expr, Name, Partial, substitute
from byhand.language.notations import UNICODE
from byhand.language.program import Shape
from byhand.language.show import show

_WIDTH = 99
DATA_LIMIT = 20_000
"""So many entries of given values are written into the check."""


def checked_source(derivation: Derivation, target: Target) -> str:
    """A module that runs alone: `forward`, `gradients`, and a check of both.

    Raises `InputError`, with the line of the program, for what the target lacks.
    """
    return _Module(derivation, target).source()


class _Module:
    """One module in the making."""

    def __init__(self, derivation: Derivation, target: Target) -> None:
        self.derivation, self.target = derivation, target
        self.graph = derivation.graph
        relevant = {node.id for node in derivation.relevant} | set(derivation.wrt)
        inputs = [name for name in self.graph.inputs if name in relevant]
        names = Names(target.reserved)
        self.parameters = {name: names.free(name) for name in inputs}
        self.lines, self.wanted = _lines(derivation)
        self.shapes: dict[str, Shape] = {**derivation.shapes}
        self.shapes.update({line.name: line.shape for line in self.lines})
        spelled = dict(self.parameters)
        for name in [*(n.id for n in derivation.relevant), *(line.name for line in self.lines)]:
            if name not in spelled:
                spelled[name] = names.free(name)
        self.writer: TargetText = target.text(spelled, self.shapes)

    def source(self) -> str:
        forward, gradients = self.forward(), self.gradients()
        check = self.check()
        helpers = self.writer.helper_text()
        code = "\n\n\n".join(part for part in (helpers, forward, gradients, check) if part)
        code = re.sub(r"\bnp\.", f"{self.target.module}.", code)
        imports = ["import math", ""] if "math." in code else []
        head = "\n".join([*imports, *self.target.imports])
        return f"{head}\n\n\n{code}\n"

    def written(self, expr: Expr, at: int) -> str:
        """An expression in the words of the target."""
        try:
            return self.writer.line(expr)
        except LacksError as error:
            node = Node("", at=at)
            raise self.graph.error(
                shape_messages.TARGET_LACKS,
                node,
                line=self.graph.line_of(node),
                op=error.op,
                target=self.target.title,
            ) from error

    def heading(self, name: str) -> str:
        return f"def {name}({', '.join(self.parameters.values())}):"

    def forward(self) -> str:
        """The program as it was typed, line by line."""
        rows = [self.heading("forward")]
        view = by_statement(self.graph, self.derivation.relevant)
        for box in view.boxes:
            if not box.is_input:
                text = self.written(box.expr, self.graph.nodes[box.id].at)
                shape = " × ".join(map(str, self.shapes.get(box.id, ())))
                rows.append(_commented(f"    {self.writer.names[box.id]} = {text}", shape))
        rows.append(f"    return {self.writer.names[self.derivation.of]}")
        return "\n".join(rows)

    def gradients(self) -> str:
        """The derivation: what the forward pass computes, then a line for every gradient."""
        rows = [self.heading("gradients")]
        for line in _inlined(self.lines, self.derivation, {*self.wanted.values()}):
            text = self.written(line.expr, line.at)
            said = self.said(line.of) if line.of else ""
            rows.append(_commented(f"    {self.writer.names[line.name]} = {text}", said))
        pairs = [f'"{name}": {self.writer.text(Name(word))}' for name, word in self.wanted.items()]
        return "\n".join([*rows, f"    return {{{', '.join(pairs)}}}"])

    def said(self, name: str) -> str:
        """The line of the derivation for a gradient."""
        left = show(Partial(self.derivation.of, name), UNICODE)
        return f"{left} = {show(self.derivation.formula(name), UNICODE)}"

    def check(self) -> str:
        """Both at the given values, or at some where everything is defined."""
        subject = _with_values(self.derivation)
        kinked = sorted(
            name
            for name in self.wanted
            if any(name in self.graph.ancestors(kink) for kink in subject.kinks)
        )
        whole = whole_numbers(self.graph) if subject.is_arrays else set[str]()
        given = [
            f'        "{word}": {self.target.literal(_value(subject, name), whole=name in whole)},'
            for name, word in self.parameters.items()
        ]
        # The library differentiates by inputs only, and by the mask of a dropout too, which byhand
        # takes as given.
        fixed = {node.id for node in subject.relevant} - subject.active
        compared = [n for n in self.wanted if n in self.parameters and n not in fixed]
        words = {name: self.parameters[name] for name in compared}
        return self.target.check(given, words, kinked)


def _lines(derivation: Derivation) -> tuple[list[ArrayLine], dict[str, str]]:
    """All values and gradients that are asked for, and what each gradient is called."""
    if derivation.is_arrays:
        lines, wanted = array_lines(derivation)
        return needed(lines, list(wanted.values())), wanted
    words = gradient_words(derivation)
    nodes = derivation.graph.nodes
    lines = [ArrayLine(n.id, n.expr, (), n.at) for n in derivation.relevant if not n.is_input]
    for name in derivation.order:
        pushes = derivation.pushes.get(name, ())
        at = nodes[pushes[0].edge.head].at if pushes else -1
        expr = tidy(gradients_named(derivation.formula(name), words))
        lines.append(ArrayLine(words[name], expr, (), at, name))
    lines, same = without_copies(shared(lines))
    wanted = {name: same.get(words[name], words[name]) for name in derivation.wrt}
    return needed(lines, list(wanted.values())), wanted


def _inlined(lines: Sequence[ArrayLine], derivation: Derivation, kept: set[str]) -> list[ArrayLine]:
    """The lines without those that byhand named and that are read once."""
    uses = Counter(name for line in lines for name in names_in(line.expr))
    nodes = derivation.graph.nodes
    written: dict[str, Expr] = {}
    found: list[ArrayLine] = []
    for line in lines:
        expr = substitute(line.expr, written) if written else line.expr
        ours = line.name in nodes and not nodes[line.name].named
        if ours and uses[line.name] == 1 and line.name not in kept:
            written[line.name] = expr
        else:
            found.append(replace(line, expr=expr))
    return found


def _with_values(derivation: Derivation) -> Derivation:
    """The derivation at its values, or at some where everything is defined."""
    if derivation.has_values:
        return derivation
    if derivation.is_arrays:
        from byhand.calculus.array_proof import at_some_arrays

        return at_some_arrays(derivation)[0]
    return at_some_point(derivation)


def _value(subject: Derivation, name: str) -> Any:
    inputs: Mapping[str, Any] = subject.inputs or {}
    if not subject.is_arrays:
        return float(inputs[name])
    import numpy as np

    array = np.asarray(inputs[name], dtype=float)
    if array.size > DATA_LIMIT:
        raise InputError(
            shape_messages.CHECK_TOO_LARGE.fill(name=name, count=array.size, limit=DATA_LIMIT)
        )
    return array.tolist()


def _commented(text: str, comment: str) -> str:
    fits = comment and len(text) + len(comment) + 4 <= _WIDTH
    return f"{text}  # {comment}" if fits else text
