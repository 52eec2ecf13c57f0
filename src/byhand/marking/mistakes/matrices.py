"""What goes wrong with matrix products: transposes, order, and the kind of product."""

from __future__ import annotations

from collections.abc import Iterator

from byhand.calculus.array_tidy import tidy_arrays
from byhand.language.expr import ONE, Apply, Expr
from byhand.marking.mistakes.formulas import (
    arriving,
    each_term,
    head_of,
    node_at,
    shape_at,
    shape_in,
)
from byhand.marking.mistakes.mistake import Instead, Mistake, Place
from byhand.marking.relations import Term
from byhand.text import Text


def _t(x: Expr) -> Expr:
    return Apply("transpose", (x,))


def _mm(x: Expr, y: Expr) -> Expr:
    return Apply("matmul", (x, y))


def _usable(place: Place, expr: Expr) -> Expr | None:
    """A formula whose parts fit, in the shape of the variable or of its transpose."""
    there, wanted = shape_in(place, expr), shape_at(place, place.relation.node)
    if there is None or there not in (wanted, wanted[::-1]):
        return None
    return tidy_arrays(expr, place.derivation.shapes)


def _parts(place: Place, term: Term) -> tuple[Expr, Expr] | None:
    """What arrives, and the other factor of a matrix product."""
    node, g = head_of(place, term), arriving(place, term)
    if node.op != "matmul" or g == ONE:
        return None
    return g, node.args[1 - term.edge.slot]


def _transposed(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        matrix = len(shape_at(place, term.edge.tail)) == 2
        if matrix and head_of(place, term).op in ("matmul", "outer", "transpose", "mT"):
            yield _usable(place, _t(term.product))

    return each_term(place, change)


def _transpose_missing(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        if found := _parts(place, term):
            g, other = found
            yield _usable(place, _mm(g, other) if term.edge.slot == 0 else _mm(other, g))
        elif head_of(place, term).op in ("transpose", "mT"):
            yield _usable(place, arriving(place, term))

    return each_term(place, change)


def _swapped(place: Place) -> Iterator[Instead]:
    node = node_at(place)
    if not place.relation.is_gradient:
        if node.op == "matmul":
            expr = _usable(place, _mm(node.args[1], node.args[0]))
            yield from () if expr is None else (Instead(expr),)
        return

    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        if found := _parts(place, term):
            g, other = found
            first = term.edge.slot == 0
            yield _usable(place, _mm(_t(other), g) if first else _mm(g, _t(other)))
            yield _usable(place, _mm(other, g) if first else _mm(g, other))

    yield from each_term(place, change)


def _wrong_operand(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        if found := _parts(place, term):
            g, other = found
            factors = (g, other) if term.edge.slot == 0 else (other, g)
            for x, y in (factors, factors[::-1]):
                for left in (x, _t(x)):
                    for right in (y, _t(y)):
                        yield _usable(place, _mm(left, right))

    return each_term(place, change)


def _hadamard(place: Place) -> Iterator[Instead]:
    node = node_at(place)
    if not place.relation.is_gradient:
        if node.op == "matmul":
            expr = _usable(place, Apply("mul", node.args))
            yield from () if expr is None else (Instead(expr),)
        return

    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        if found := _parts(place, term):
            g, other = found
            for factor in (other, _t(other)):
                expr = Apply("mul", (g, factor))
                if shape_in(place, expr) is not None:
                    yield tidy_arrays(expr, place.derivation.shapes)

    yield from each_term(place, change)


def _matmul(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node, g = head_of(place, term), arriving(place, term)
        if node.op == "mul" and g != ONE and len(shape_at(place, term.edge.head)) == 2:
            other = node.args[1 - term.edge.slot]
            if len(shape_in(place, other) or ()) == 2:
                for x, y in ((g, other), (g, _t(other)), (other, g), (_t(other), g)):
                    yield _usable(place, _mm(x, y))

    return each_term(place, change)


MISTAKES = (
    Mistake(
        name="transposed",
        title=Text(en="gradient transposed", zh="梯度转置了"),
        says=Text(
            en="This is {target} transposed. A gradient has the shape of its variable, row by row "
            "and column by column; for Z = X W it is Xᵀ G. Where the matrix is square no error of "
            "shape gives it away.",
            zh="这是 {target} 的转置。梯度的形状与变量相同，行对行、列对列；对 Z = X W，权重的梯度"
            "是 Xᵀ G。方阵时形状检查发现不了这种错误。",
        ),
        source="Tensor-Reloaded, softmax regression: outer(δ, x) where z = Wᵀx needs outer(x, δ)",
        vary=_transposed,
        habit=True,
    ),
    Mistake(
        name="transpose_missing",
        title=Text(en="transpose missing", zh="漏了转置"),
        says=Text(
            en="The factors of {target} stand in the right order, but the matrix from the forward "
            "pass is not transposed. For Z = X W: ∂L/∂X = G Wᵀ and ∂L/∂W = Xᵀ G.",
            zh="{target} 的因子次序对，但前向传播里的那个矩阵没有转置。对 Z = X W：∂L/∂X = G Wᵀ，"
            "∂L/∂W = Xᵀ G。",
        ),
        source="stanford-cs336/lectures pull request 10: h1.grad = h2.grad @ w2.T",
        vary=_transpose_missing,
        habit=True,
    ),
    Mistake(
        name="operands_swapped",
        title=Text(en="factors in the wrong order", zh="矩阵相乘的次序反了"),
        says=Text(
            en="Matrices do not commute. The factor stays on the side where it stood in the "
            "forward pass: for Z = X W the input stays on the left, Xᵀ G, and the weight on the "
            "right, G Wᵀ.",
            zh="矩阵乘法不能交换次序。因子在前向传播中位于哪一侧，反传时就留在哪一侧：对 Z = X W，"
            "输入在左，得 Xᵀ G；权重在右，得 G Wᵀ。",
        ),
        source="CS231n, optimization-2: for D = W.dot(X), dW = dD.dot(X.T) and dX = W.T.dot(dD)",
        vary=_swapped,
        habit=True,
    ),
    Mistake(
        name="transpose_wrong_operand",
        title=Text(en="wrong matrix transposed", zh="转置错了矩阵"),
        says=Text(
            en="A transpose stands at the wrong matrix. The gradient from above is used as it is; "
            "the other factor of the forward pass is the one that is transposed: G Wᵀ for the "
            "input, Xᵀ G for the weight.",
            zh="转置加在了不该转置的矩阵上。上游梯度保持原样，要转置的是前向传播中的另一个因子：输"
            "入的梯度是 G Wᵀ，权重的梯度是 Xᵀ G。",
        ),
        source="CS231n, optimization-2: for D = W.dot(X), dW = dD.dot(X.T) and dX = W.T.dot(dD)",
        vary=_wrong_operand,
        habit=True,
    ),
    Mistake(
        name="hadamard_for_matmul",
        title=Text(en="entrywise product for a matrix product", zh="矩阵乘法写成了逐元素相乘"),
        says=Text(
            en="Here entries are multiplied one by one where a matrix product belongs. An entry "
            "of a matrix product sums over a whole row and column, and so does its gradient.",
            zh="这里应当是矩阵乘法，写成了逐元素相乘。矩阵乘积的每个元素是一行与一列的乘积之和，它"
            "的梯度也一样。",
        ),
        source="M. Nielsen, ch. 2, equation BP2: δˡ = (wᵀδ) ⊙ σ'(z), with both kinds of product",
        vary=_hadamard,
    ),
    Mistake(
        name="matmul_for_hadamard",
        title=Text(en="matrix product for an entrywise product", zh="逐元素相乘写成了矩阵乘法"),
        says=Text(
            en="This step works entry by entry, so its gradient does as well: multiply entry by "
            "entry, ⊙, not as matrices.",
            zh="这一步是逐元素运算，梯度也逐元素相乘（⊙），不是矩阵乘法。",
        ),
        source="M. Nielsen, ch. 2, equation BP2: δˡ = (wᵀδ) ⊙ σ'(z), with both kinds of product",
        vary=_matmul,
    ),
)
