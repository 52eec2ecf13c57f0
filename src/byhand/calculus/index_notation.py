"""One entry of a formula of arrays, in index notation: `(X @ W)[i,k]` is `Σ_j X[i,j] W[j,k]`.

How an operation reads its operands is one line of its catalogue entry, `entries`. Where the result
is a sum of products that line is the definition, `out[i, j] = sum_k A[i, k] B[k, j]`; elsewhere it
is the derivative of one entry by another along the axis, `out[j] * (delta[j, k] - out[k])`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce

from byhand.calculus.tidy import times
from byhand.graph.patterns import case_of
from byhand.graph.shape_rules import axes_of, product_of
from byhand.graph.shapes import fixed_settings, shape_of
from byhand.language.expr import ONE, Apply, Expr, Literal, Name, Number, Partial, number
from byhand.language.forms_of import TOTAL
from byhand.language.identifiers import entry_name
from byhand.language.program import Shape
from byhand.ops import CATALOGUE

At = tuple[str, ...]
"""The indices of an entry: letters that stand for any, or `0` on an axis of length 1."""
Shapes = Mapping[str, Shape]

LETTERS = "ijklmnpqrstuvw"
DELTA = "delta"


class NoEntriesError(LookupError):
    """An operation whose entries no short formula says."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`out[i, j] = sum_k A[i, k] B[k, j]`."""

    out: At
    factors: tuple[tuple[str, At], ...]
    share: bool = False
    """Whether the sum is divided by the number of its terms."""

    @property
    def letters(self) -> At:
        """All letters, those of the result first."""
        found = [*self.out, *(letter for _, at in self.factors for letter in at)]
        return tuple(dict.fromkeys(found))

    def renamed(self, names: Mapping[str, str]) -> Rule:
        """The rule in other letters."""
        out = tuple(names[letter] for letter in self.out)
        factors = tuple((o, tuple(names[letter] for letter in at)) for o, at in self.factors)
        return Rule(out, factors, self.share)


_RULE = re.compile(r"out(?:\[(?P<out>[^]]*)\])? = (?:sum_\w+ )?(?P<factors>.*?)(?P<share> / n)?")
_FACTOR = re.compile(r"(\w+)(?:\[([^]]*)\])?")


@lru_cache(maxsize=64)
def rule(text: str) -> Rule:
    """Read the definition of an entry.

    >>> rule("out[i, j] = sum_k A[i, k] B[k, j]").factors
    (('A', ('i', 'k')), ('B', ('k', 'j')))
    """
    found = _RULE.fullmatch(text)
    assert found is not None, text
    factors = tuple((name, _at(at)) for name, at in _FACTOR.findall(found["factors"]))
    return Rule(_at(found["out"] or ""), factors, bool(found["share"]))


def _at(text: str) -> At:
    return tuple(letter.strip() for letter in text.split(",") if letter.strip())


def rule_of(node: Apply, shapes: Shapes) -> Rule | None:
    """The definition of an entry of an operation's result, on the axes that its operands have."""
    op = CATALOGUE[node.op]
    dims = [shape_of(arg, shapes) for arg in node.args]
    if op.shape == "reduce" and "=" in op.entries:
        return _reduction(node, dims[0], share=rule(op.entries).share)
    if op.shape == "transpose" and op.entries:
        return _permutation(node, len(dims[0]))
    if op.cases:
        found = case_of(op, dims)
        text = found[0].entries if found else ""
    else:
        text = op.entries
    if "=" not in text:
        return None
    read = rule(text)
    ranks = dict(zip(op.operands, map(len, dims), strict=False))
    return read if all(len(at) == ranks[name] for name, at in read.factors) else None


def _permutation(node: Apply, rank: int) -> Rule:
    op = CATALOGUE[node.op]
    axes = fixed_settings(op, node.settings)["axes"]
    letters = tuple(LETTERS[:rank])
    order = axes_of(axes, rank) if axes is not None else tuple(reversed(range(rank)))
    return Rule(tuple(letters[axis] for axis in order), ((op.operands[0], letters),))


def _reduction(node: Apply, shape: Shape, *, share: bool) -> Rule:
    op = CATALOGUE[node.op]
    fixed = fixed_settings(op, node.settings)
    gone = axes_of(fixed["axis"], len(shape))
    letters = tuple(LETTERS[: len(shape)])
    kept = [letter for axis, letter in enumerate(letters) if axis not in gone]
    if fixed["keepdims"]:
        kept = ["0" if axis in gone else letter for axis, letter in enumerate(letters)]
    return Rule(tuple(kept), ((op.operands[0], letters),), share)


def total(expr: Expr, over: At) -> Expr:
    """`Σ_ij expr`, or the expression itself where there is nothing to add over."""
    return Apply(TOTAL, (expr,), (("over", Literal("".join(over))),)) if over else expr


def product(factors: list[Expr]) -> Expr:
    """The factors side by side; a 1 among them is not written."""
    kept = [factor for factor in factors if factor != ONE]
    return reduce(times, kept) if kept else ONE


def fresh(taken: set[str], count: int) -> list[str]:
    """Letters that nothing else has."""
    free = [letter for letter in LETTERS if letter not in taken][:count]
    if len(free) < count:
        raise NoEntriesError
    taken.update(free)
    return free


def aligned(at: At, shape: Shape) -> At:
    """The indices of an operand that broadcasts to the axes of the result."""
    own = at[len(at) - len(shape) :]
    return tuple("0" if dim == 1 else index for index, dim in zip(own, shape, strict=True))


def entry_of(expr: Expr, at: At, shapes: Shapes, taken: set[str]) -> Expr:
    """The entry of a formula at indices; `taken` are the letters that are in use already.

    Raises `NoEntriesError` for operations whose entries no short formula says.
    """
    match expr:
        case Name(name):
            return Name(entry_name(name, at))
        case Partial(of, wrt):
            return Partial(of, entry_name(wrt, at))
        case Apply("size", (x,)):
            return size_of(expr, shape_of(x, shapes))
        case Apply("ones_like", _):
            return ONE
        case Apply("expand", (s, like)):
            return _expanded(expr, s, shape_of(like, shapes), at, shapes, taken)
        case Apply("unsqueeze", (x,)):
            axis = fixed_settings(CATALOGUE["unsqueeze"], expr.settings)["axis"] % len(at)
            return entry_of(x, at[:axis] + at[axis + 1 :], shapes, taken)
        case Apply():
            return _joined(expr, at, shapes, taken)
        case _:
            return expr


def _joined(expr: Apply, at: At, shapes: Shapes, taken: set[str]) -> Expr:
    op = CATALOGUE[expr.op]
    if op.elementwise:
        args = [
            entry_of(arg, aligned(at, shape_of(arg, shapes)), shapes, taken) for arg in expr.args
        ]
        return Apply(expr.op, tuple(args), expr.settings)
    found = rule_of(expr, shapes)
    if found is None:
        raise NoEntriesError
    named = placed(found, at, taken)
    words = dict(zip(op.operands, expr.args, strict=False))
    factors = [entry_of(words[name], where, shapes, taken) for name, where in named.factors]
    inside = product(factors)
    if found.share:
        count = size_of(expr, shape_of(expr.args[0], shapes))
        return Apply("div", (total(inside, summed(named)), count))
    return total(inside, summed(named))


def summed(found: Rule) -> At:
    """The letters that a definition adds over."""
    return tuple(letter for letter in found.letters if letter not in found.out)


def placed(found: Rule, at: At, taken: set[str]) -> Rule:
    """A definition with the indices of the wanted entry, and letters of its own to add over."""
    names = dict(zip(found.out, at, strict=True))
    names["0"] = "0"
    for letter in found.letters:
        if letter not in names:
            free = letter not in taken and letter not in at
            names[letter] = letter if free else fresh(taken | set(at), 1)[0]
            taken.add(names[letter])
    return found.renamed(names)


def _expanded(expr: Apply, s: Expr, like: Shape, at: At, shapes: Shapes, taken: set[str]) -> Expr:
    fixed = fixed_settings(CATALOGUE["expand"], expr.settings)
    gone = axes_of(fixed["axis"], len(like))
    if fixed["keepdims"]:
        return entry_of(s, aligned(at, shape_of(s, shapes)), shapes, taken)
    kept = tuple(index for axis, index in enumerate(at) if axis not in gone)
    return entry_of(s, kept, shapes, taken)


def size_of(node: Apply, shape: Shape) -> Expr:
    """The number of entries along the axes of a reduction: a number, or letters of dimensions."""
    axis = fixed_settings(CATALOGUE[node.op], node.settings)["axis"]
    count = product_of(tuple(shape[a] for a in axes_of(axis, len(shape))))
    if isinstance(count, int):
        return number(count)
    factors: list[Expr] = [
        Number(part) if part.isdigit() else Name(part) for part in count.split("*")
    ]
    return product(factors)
