"""Closed forms: a gradient in one formula, in given and intermediate names."""

from __future__ import annotations

from collections.abc import Mapping

from byhand.calculus.algebra import SIZE_LIMIT, cost, shortest
from byhand.calculus.derivation import Derivation
from byhand.calculus.terms import collected, in_fractions, sign_moved, split
from byhand.calculus.tidy import plus
from byhand.graph import Graph
from byhand.language.expr import (
    ONE,
    ZERO,
    Apply,
    Expr,
    Name,
    Number,
    Partial,
    leaves,
    names,
    size,
    substitute,
)

# Beyond this a formula is no help to a reader; the gradient keeps its own name instead.
_LONGEST = 40


def closed_form(derivation: Derivation, name: str) -> Expr:
    """∂of/∂name as one formula, as short as bounded algebra makes it.

    Where a part would grow beyond what a person reads, that part stays a gradient of its own,
    `∂L/∂c · b`. Raises `InputError` for a gradient that was not computed.

    >>> from byhand.calculus.derive import derive
    >>> from byhand.graph import build
    >>> from byhand.language.notations import UNICODE
    >>> from byhand.language.parse import parse
    >>> from byhand.language.show import show
    >>> d = derive(build(parse("z = w*x + b; a = sigmoid(z); L = (a - y)^2")))
    >>> show(closed_form(d, "w"), UNICODE)
    '2(a − y)·a(1 − a)·x'
    """
    form = _Composer(derivation).form(derivation.computed(name))
    return form if _has_decimals(derivation.graph) else in_fractions(form)


def _has_decimals(graph: Graph) -> bool:
    """Whether the person writes numbers with a decimal point."""
    written = (leaf for s in graph.program.statements for leaf in leaves(s.expr))
    return any(isinstance(leaf, Number) and "." in leaf.text for leaf in written)


class _Composer:
    """Gradients from the output back, each in the form a person would carry along."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.graph = derivation.graph
        self.forms: dict[str, Expr] = {}

    def form(self, target: str) -> Expr:
        """The closed form of one gradient; the gradients between it and the output come first."""
        if target != self.derivation.of and target not in self.derivation.pushes:
            return ZERO
        needed = self.above(target)
        for node in self.derivation.order:
            if node in needed:
                self.forms[node] = self.compose(node)
        return self.polished(self.forms[target])

    def above(self, target: str) -> set[str]:
        found, waiting = {target}, [target]
        while waiting:
            for push in self.derivation.pushes.get(waiting.pop(), ()):
                if push.edge.head not in found:
                    found.add(push.edge.head)
                    waiting.append(push.edge.head)
        return found

    def compose(self, node: str) -> Expr:
        if node == self.derivation.of:
            return ONE
        terms = []
        for push in self.derivation.pushes[node]:
            local = spelled_out(self.graph, push.local, _LONGEST)
            upstream = self.forms[push.edge.head]
            if size(upstream) > _LONGEST:
                upstream = Partial(self.derivation.of, push.edge.head)
            terms.append(sign_moved(split(upstream) * split(local)))
        kept = [term.expr() for term in collected(terms)]
        if len(kept) < 2:
            return kept[0] if kept else ZERO
        total = plus([self.polished(term) for term in kept])
        return shortest(total, self.definitions(total))

    def polished(self, form: Expr) -> Expr:
        """The last look at the whole: cancel what cancels, use the names the program offers."""
        if isinstance(form, Apply) and size(form) <= SIZE_LIMIT:
            better = shortest(form, self.definitions(form))
            # A form as short as the product of the chain rule is no reason to leave it.
            return better if cost(better)[0] < cost(form)[0] else form
        return form

    def definitions(self, form: Expr) -> Mapping[Expr, Expr]:
        """Named values whose definition holds an operation that also stands in the form."""
        inner = {part for part in _applies(form) if part.op not in _PLAIN}
        if not inner:
            return {}
        found: dict[Expr, Expr] = {}
        for node in self.graph.nodes.values():
            if not node.named or node.is_input:
                continue
            definition = spelled_out(self.graph, node.expr, _LONGEST)
            if any(part in inner for part in _applies(definition)):
                found[Name(node.id)] = definition
        return found


_PLAIN = ("add", "sub", "mul", "div", "neg", "pow")


def _applies(expr: Expr) -> list[Apply]:
    found: list[Apply] = []
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Apply):
            found.append(part)
            waiting.extend(part.args)
    return found


def spelled_out(graph: Graph, expr: Expr, limit: int) -> Expr:
    """An expression without v1, v2, ...: unnamed values are replaced by what they stand for.

    A value whose formula is longer than `limit` operations keeps its name.

    >>> from byhand.graph import build
    >>> from byhand.language.notations import UNICODE
    >>> from byhand.language.parse import parse
    >>> from byhand.language.show import show
    >>> show(spelled_out(build(parse("L = (a - y)^2")), Name("L"), 9), UNICODE)
    'L'
    """
    while True:
        unnamed = [n for n in names(expr) if n in graph.nodes and not graph.nodes[n].named]
        if not unnamed:
            return expr
        longer = substitute(expr, {name: graph.nodes[name].expr for name in unnamed})
        if size(longer) > limit:
            return expr
        expr = longer
