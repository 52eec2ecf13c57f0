"""A program of arrays as NumPy: value and gradients in one pass, with buffers used again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from byhand.calculus.array_derive import whole_numbers
from byhand.calculus.derivation import Derivation
from byhand.calculus.dress import dress
from byhand.emit.array_lines import ArrayLine, array_lines, names_in
from byhand.emit.buffers import SHARED, Buffers
from byhand.emit.helpers import helper_source
from byhand.emit.lean import lean, leaner
from byhand.emit.names import Names
from byhand.emit.numpy_text import NumpyText
from byhand.emit.routine import Routine
from byhand.emit.weights import with_shared_weights
from byhand.language.expr import Expr, Name, Partial, substitute
from byhand.language.notations import UNICODE
from byhand.language.program import Shape
from byhand.language.show import show

_INDENT = "    "
_WIDTH = 99
# A view, or a number at once: where it is used once it needs no line.
_VIEWS = SHARED | {"size"}


def array_routine(derivation: Derivation) -> Routine:
    """The source of a function of the inputs that returns the value and the gradients."""
    return _Source(derivation).routine()


class _Source:
    """One function in the making."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.lines, self.wanted = array_lines(derivation)
        self.outputs = {derivation.of, *self.wanted.values()}
        self.shapes: dict[str, Shape] = dict(derivation.shapes)
        self.shapes.update({line.name: line.shape for line in self.lines})
        self.lines = with_shared_weights(leaner(self.lines, self.shapes), self.shapes)
        self.shapes.update({line.name: line.shape for line in self.lines})
        self.names = Names()
        used = {name for line in self.lines for name in names_in(line.expr)}
        inputs = [n for n in derivation.graph.inputs if n in used or n in self.outputs]
        self.parameters = {name: self.names.free(name) for name in inputs}
        often = {name for name, count in self.uses().items() if count > 1}
        self.inline({line.name for line in self.lines})
        self.inline(often)  # where an array was repeated, its shape was asked for, and no longer is
        self.spelled = dict(self.parameters)
        self.buffers = Buffers(self.lines, self.shapes, self.outputs | set(inputs))
        for line in self.lines:
            name = self.buffers.names[line.name]
            self.spelled[line.name] = self.spelled.get(name) or self.names.free(name)
            self.spelled[name] = self.spelled[line.name]

    def uses(self) -> Counter[str]:
        """How often every name is read."""
        return Counter(name for line in self.lines for name in names_in(line.expr))

    def inline(self, names: set[str]) -> None:
        """Put lines that byhand named, and that are used once, where they are used."""
        uses = self.uses()
        heads = {name: line for line in self.lines for name in names_in(line.expr)}
        written: dict[str, Expr] = {}
        kept: list[ArrayLine] = []
        for line in self.lines:
            expr = line.expr
            if written and any(name in written for name in names_in(expr)):
                expr = lean(substitute(expr, written), self.shapes)
            fresh = ArrayLine(line.name, expr, line.shape, line.at, line.of)
            if line.name in names and self.may_go(fresh, uses, heads):
                written[line.name] = expr
            else:
                kept.append(fresh)
        self.lines = kept

    def may_go(
        self, line: ArrayLine, uses: Mapping[str, int], heads: Mapping[str, ArrayLine]
    ) -> bool:
        node = line.of or line.name
        graph = self.derivation.graph
        known = graph.nodes.get(node)
        if line.name in self.outputs or uses[line.name] != 1 or known is None or known.named:
            return False
        root = getattr(line.expr, "op", "")
        # An array that its only reader changes in place is better kept.
        return not line.shape or root in _VIEWS or heads[line.name].shape != line.shape

    def routine(self) -> Routine:
        writer = NumpyText(self.spelled, self.shapes)
        body: list[tuple[str, int]] = []
        for line in self.lines:
            text = self.buffers.text(line, writer)
            body.append((self.commented(_INDENT + text, line), line.at))
        value = writer.text(Name(self.derivation.of))
        pairs = ", ".join(
            f'"{name}": {writer.text(Name(word))}' for name, word in self.wanted.items()
        )
        head = self.head(writer)
        rows = [(row, -1) for row in head.split("\n")] + body
        rows.append((f"{_INDENT}return {value}, {{{pairs}}}", -1))
        source = "\n".join(text for text, _ in rows) + "\n"
        whole = whole_numbers(self.derivation.graph)
        indices = frozenset(word for name, word in self.parameters.items() if name in whole)
        return Routine(source, "f", self.parameters, tuple(at for _, at in rows), indices)

    def head(self, writer: NumpyText) -> str:
        helpers = helper_source(writer.helpers)
        imports = ["import math"] if "math." in helpers else []
        imports.append("import numpy as np")
        if "sliding_window_view" in helpers:
            imports.append("from numpy.lib.stride_tricks import sliding_window_view")
        parts = ["\n".join(imports), *([helpers] if helpers else [])]
        return "\n\n\n".join([*parts, f"def f({', '.join(self.parameters.values())}):"])

    def commented(self, text: str, line: ArrayLine) -> str:
        """A line with its shape, and a gradient with the line of the derivation, if they fit."""
        shape = " × ".join(map(str, line.shape))
        comment = shape
        if line.of:
            shown = dress(self.derivation.formula(line.of), self.derivation.shapes)
            left = show(Partial(self.derivation.of, line.of), UNICODE)
            comment = f"{left} = {show(shown, UNICODE)}" + (f"  {shape}" if shape else "")
        for words in (comment, shape):
            if words and len(text) + len(words) + 4 <= _WIDTH:
                return f"{text}  # {words}"
        return text
