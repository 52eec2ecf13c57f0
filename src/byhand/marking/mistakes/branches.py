"""What goes wrong where a variable is used more than once."""

from __future__ import annotations

from collections.abc import Iterator

from byhand.calculus.tidy import plus, times
from byhand.marking.mistakes.mistake import Instead, Mistake, Place
from byhand.text import Text


def _one_branch(place: Place) -> Iterator[Instead]:
    terms = place.relation.terms
    if len(terms) > 1:
        for kept in terms:
            yield Instead(kept.product, kept.edge)
    if len(terms) > 2:
        for dropped in terms:
            yield Instead(plus([t.product for t in terms if t is not dropped]), dropped.edge)


def _multiplied(place: Place) -> Iterator[Instead]:
    terms = place.relation.terms
    if len(terms) > 1:
        product = terms[0].product
        for term in terms[1:]:
            product = times(product, term.product)
        yield Instead(product)


def _twice(place: Place) -> Iterator[Instead]:
    terms = place.relation.terms
    if len(terms) > 1:
        for again in terms:
            yield Instead(plus([*(t.product for t in terms), again.product]), again.edge)


MISTAKES = (
    Mistake(
        name="one_branch",
        title=Text(en="one branch only", zh="只算了一条支路"),
        says=Text(
            en="{target} collects what comes back along every use; here only part of the uses is "
            "counted. Add the contributions of all of them.",
            zh="{target} 要把每一次使用传回的梯度都加起来，这里只算了其中一部分。请把各条支路的贡"
            "献相加。",
        ),
        source="A. Karpathy, micrograd lecture (2022): gradients of `b = a + a` are accumulated",
        vary=_one_branch,
    ),
    Mistake(
        name="branches_multiplied",
        title=Text(en="branches multiplied", zh="支路相乘"),
        says=Text(
            en="Along one path derivatives are multiplied, but the paths that meet at {target} "
            "are added.",
            zh="同一条路径上的导数相乘，而在 {target} 处汇合的各条路径应当相加。",
        ),
        source="M. Mazur, A step by step backpropagation example: comments on dE/dout_h1",
        vary=_multiplied,
    ),
    Mistake(
        name="branch_twice",
        title=Text(en="one branch counted twice", zh="一条支路算了两次"),
        says=Text(
            en="One of the contributions to {target} is counted twice. Every use sends its "
            "gradient back once, after its own gradient is complete.",
            zh="{target} 的某一项贡献算了两次。每次使用只在自己的梯度算完之后传回一次。",
        ),
        source="SethHWeidman/DLFS_code pull request 13: 28 where 24 is right; sebgao/cTensor "
        "issue 5",
        vary=_twice,
    ),
)
