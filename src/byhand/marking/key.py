"""The key of a problem: what is true of every quantity, at the given values and everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.calculus.tidy import plus
from byhand.errors import InputError
from byhand.language.expr import Expr, Name, Partial
from byhand.marking.answers import Target, Vocabulary
from byhand.marking.relations import Leaf, Relation, leaf_of, needed, relations_of
from byhand.marking.worlds import World, world_of, worlds_of
from byhand.numeric.arrays import numpy_backend
from byhand.numeric.functions import evaluator

MISFITS = (LookupError, ValueError, ArithmeticError, TypeError, AssertionError)
"""What a formula raises whose parts do not fit together."""
Way = Callable[[Mapping[Any, Any]], Any]
"""A formula, ready to be evaluated."""


class Key:
    """What a marker knows of a problem.

    `worlds` are random points, `given` the problem's own (None in a problem without numbers).
    """

    def __init__(self, derivation: Derivation, asked: Sequence[Target] = ()) -> None:
        self.derivation = derivation
        self.relations = {r.leaf: r for r in relations_of(derivation)}
        wrt = (Partial(derivation.of, name) for name in derivation.wrt)
        self.asked: tuple[Target, ...] = tuple(asked) or tuple(wrt)
        self.worlds: tuple[World, ...] = tuple(map(self._named_too, worlds_of(derivation)))
        given = world_of(derivation) if derivation.has_values else None
        self.given: World | None = None if given is None else self._named_too(given)
        self._ways = {leaf: way_of(r.expr) for leaf, r in self.relations.items()}
        self._needs = {leaf: r.needs() for leaf, r in self.relations.items()}
        self.written: dict[Leaf, Expr] = {}
        """Relations in the names that a student has, where they were needed."""
        self.right_forms: dict[tuple[Leaf, str], Any] = {}
        """Formulas that were found to be right, as they were written, with the verdict."""
        self._across: dict[Partial, list[Any] | None] = {}
        self._steps: dict[Partial, bool] = {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names by which lines are understood; v1, v2, ... are not among them."""
        derivation = self.derivation
        nodes = derivation.graph.nodes
        latest = derivation.graph.latest
        names = {name for name, node in nodes.items() if node.named and "'" not in name}
        of = next((name for name, node in latest.items() if node == derivation.of), derivation.of)
        letters = letter_sizes(derivation, self.worlds[0]).keys()
        shapes = {**dict.fromkeys(letters, ()), **derivation.shapes} if letters else {}
        known = frozenset(names | latest.keys() | letters)
        shapes = shapes or dict(derivation.shapes)
        return Vocabulary(of, known, shapes, frozenset(letters))

    def _named_too(self, world: World) -> World:
        """The world with the bare name of what is assigned again, which means the last value."""
        names = {node: name for name, node in self.derivation.graph.latest.items()}

        def bare(leaf: Leaf) -> Leaf:
            if isinstance(leaf, str):
                return names.get(leaf, leaf)
            return Partial(names.get(leaf.of, leaf.of), names.get(leaf.wrt, leaf.wrt))

        sizes = letter_sizes(self.derivation, world)
        return {**sizes, **world, **{bare(leaf): value for leaf, value in world.items()}}

    def resolved(self, target: Target) -> Target:
        """A target by the nodes of the graph: a bare name means the last value of that name."""
        latest = self.derivation.graph.latest
        if isinstance(target, Name):
            return Name(latest.get(target.name, target.name))
        return Partial(latest.get(target.of, target.of), latest.get(target.wrt, target.wrt))

    def spaces(self) -> list[World]:
        """The random points, and the given one last, if there is one."""
        return [*self.worlds, *([self.given] if self.given is not None else [])]

    def truth(self, target: Target) -> list[Any] | None:
        """The value of a target in all `spaces`; None for what cannot be judged."""
        leaf = leaf_of(target)
        if isinstance(leaf, str) and leaf not in self.derivation.graph.nodes:
            return None
        if isinstance(leaf, Partial) and leaf.of != self.derivation.of:
            return self._derivative(leaf)
        spaces = self.spaces()
        return [world[leaf] for world in spaces] if leaf in spaces[0] else None

    def _derivative(self, leaf: Partial) -> list[Any] | None:
        """∂a/∂z of a variable that is not the output."""
        if leaf not in self._across:
            self._across[leaf] = self._across_nodes(leaf)
        return self._across[leaf]

    def _across_nodes(self, leaf: Partial) -> list[Any] | None:
        nodes, shapes = self.derivation.graph.nodes, self.derivation.shapes
        if leaf.of not in nodes or leaf.wrt not in nodes:
            return None
        if shapes.get(leaf.of) or shapes.get(leaf.wrt):
            return self._elementwise(leaf)
        return [self._slope(leaf, world) for world in self.spaces()]

    def whole(self, leaf: Leaf) -> Partial | None:
        """∂L/∂z, if it is ∂L/∂a · ∂a/∂z by this derivative ∂a/∂z alone; else None."""
        of = self.derivation.of
        if isinstance(leaf, str) or leaf.of == of:
            return None
        if leaf not in self._steps:
            parts = [self.truth(Partial(of, leaf.of)), self.truth(leaf)]
            whole = self.truth(Partial(of, leaf.wrt))
            self._steps[leaf] = whole is not None and _is_product(whole, *parts)
        return Partial(of, leaf.wrt) if self._steps[leaf] else None

    def _through(self, leaf: Leaf) -> Way:
        assert not isinstance(leaf, str), "a derivative"
        upstream = Partial(self.derivation.of, leaf.of)
        return lambda world: world[upstream] * world[leaf]

    def local(self, leaf: Leaf) -> Way | None:
        """The derivative of a variable by one of its operands, in a program of numbers."""
        if isinstance(leaf, str) or leaf.of == self.derivation.of:
            return None
        relation = self.relations.get(Partial(self.derivation.of, leaf.wrt))
        terms = relation.terms if relation is not None else ()
        found = [t.local for t in terms if t.edge.head == leaf.of and t.local is not None]
        return way_of(plus(found)) if found else None

    def _elementwise(self, leaf: Partial) -> list[Any] | None:
        """∂A/∂Z where every entry of A depends on its own entry of Z alone."""
        import numpy as np

        from byhand.ops import CATALOGUE

        relation = self.relations.get(Partial(self.derivation.of, leaf.wrt))
        terms = [t for t in relation.terms if t.edge.head == leaf.of] if relation else []
        head = self.derivation.graph.nodes[leaf.of]
        same = self.derivation.shapes.get(leaf.of) == self.derivation.shapes.get(leaf.wrt)
        if not (terms and same and CATALOGUE[head.op].elementwise):
            return None
        ways = [(way_of(term.product), term.upstream) for term in terms]
        return [
            sum(way({**world, up: np.ones(np.shape(world[leaf.of]))}) for way, up in ways)
            for world in self.spaces()
        ]

    def _slope(self, leaf: Partial, world: World) -> Any:
        """∂a/∂z along all paths, in a program of numbers; in a world of many points, at each."""
        import numpy as np

        graph = self.derivation.graph
        columns = np.broadcast_arrays(*(np.asarray(world[n], dtype=float) for n in graph.inputs))
        found = []
        for point in zip(*(column.ravel() for column in columns), strict=True):
            at = dict(zip(graph.inputs, map(float, point), strict=True))
            try:
                one = derive(graph, at, of=leaf.of, wrt=[leaf.wrt])
            except InputError:
                return None
            found.append(float(one.gradients[leaf.wrt]))
        return np.array(found) if np.ndim(world[leaf.of]) else found[0]

    def follow(
        self,
        world: World,
        fixed: Mapping[Leaf, Any],
        instead: Mapping[Leaf, Way] | None = None,
        wanted: Iterable[Leaf] | None = None,
    ) -> dict[Leaf, Any]:
        """What changes in a world where some values are fixed and some relations are replaced.

        Values that follow from these are worked out again, in order; others are not in the answer.
        A fixed ∂a/∂z is taken for the factor of its step, where it is one.
        Stops after the last of `wanted`. A relation that does not fit together any more is left out
        with all that needs it.
        """
        import numpy as np

        steps = {whole: self._through(x) for x in fixed if (whole := self.whole(x))}
        with np.errstate(all="ignore"):
            return self._followed(world, fixed, {**steps, **(instead or {})}, wanted)

    def _followed(
        self,
        world: World,
        fixed: Mapping[Leaf, Any],
        replaced: Mapping[Leaf, Way],
        wanted: Iterable[Leaf] | None,
    ) -> dict[Leaf, Any]:
        changed: dict[Leaf, Any] = dict(fixed)
        left = set(wanted) if wanted is not None else None
        broken: set[Leaf] = set()
        for leaf, needs in self._needs.items():
            if left is not None:
                if not left:
                    break
                left.discard(leaf)
            if leaf in fixed:
                continue
            if not needs.isdisjoint(broken):
                broken.add(leaf)
            elif leaf in replaced or not needs.isdisjoint(changed):
                way = replaced.get(leaf) or self._ways[leaf]
                try:
                    changed[leaf] = way({**world, **changed})
                except MISFITS:
                    broken.add(leaf)
        return changed

    def way(self, leaf: Leaf) -> Way:
        """The relation of a quantity, ready to be evaluated."""
        return self._ways[leaf]

    def relation(self, target: Target) -> Relation | None:
        """The relation of a quantity, if the derivation has one."""
        return self.relations.get(leaf_of(target))

    def named(self, leaf: Leaf) -> bool:
        """Whether a student has a name for a quantity."""
        node = leaf if isinstance(leaf, str) else leaf.wrt
        return node in self.vocabulary.names or node in self._last

    @cached_property
    def _last(self) -> frozenset[str]:
        """The last values of names that are assigned again."""
        return frozenset(self.derivation.graph.latest.values())


def letter_sizes(derivation: Derivation, world: World) -> dict[str, float]:
    """The sizes that a program's declarations call by letters, `N` of `X: (N, D)`, in a world."""
    found: dict[str, float] = {}
    for declared in derivation.graph.program.declarations:
        shape = getattr(world.get(declared.name), "shape", ())
        for letter, size in zip(declared.shape, shape, strict=False):
            if isinstance(letter, str) and letter not in derivation.graph.nodes:
                found[letter] = float(size)
    return found


def way_of(expr: Expr) -> Way:
    """A formula as a function of a world."""
    return evaluator(expr, numpy_backend())


def _is_product(whole: list[Any], *factors: list[Any] | None) -> bool:
    """Whether values are the products of others, entry by entry, in all spaces."""
    import numpy as np

    one, other = factors
    if one is None or other is None or any(value is None for value in other):
        return False
    rows = zip(whole, one, other, strict=True)
    return all(np.shape(w) == np.shape(a * b) and np.allclose(w, a * b) for w, a, b in rows)


def names_in(expr: Expr) -> frozenset[Leaf]:
    """The keys that a formula needs."""
    return frozenset(needed(expr))


def target_of(leaf: Leaf) -> Target:
    """The target that is kept under a key."""
    return Name(leaf) if isinstance(leaf, str) else leaf
