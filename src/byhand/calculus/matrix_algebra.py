"""Products of matrices: transposes, identities, inverses, and common factors on one side."""

from __future__ import annotations

from fractions import Fraction

from byhand.calculus import rewrite_words as words
from byhand.calculus.rewrite import Reason, weight
from byhand.calculus.rewrite_context import Context
from byhand.calculus.rewrite_monomials import Monomial, added, monomial, terms
from byhand.calculus.terms import opposite, terms_of
from byhand.calculus.tidy import is_neg
from byhand.language.expr import Apply, Expr, Name

Step = "tuple[Expr, Reason] | None"


def transposed(node: Apply, ctx: Context) -> tuple[Expr, Reason] | None:
    """A transpose moved into a product, (AB)ᵀ = BᵀAᵀ, or gone where it changes nothing."""
    if node.op != "transpose" or node.settings:
        return None
    (x,) = node.args
    bare = x.args[0] if isinstance(x, Apply) and x.op == "inv" else x
    if isinstance(bare, Name) and "symmetric" in ctx.facts.get(bare.name, ()):
        return x, Reason(words.SYMMETRIC, (("name", bare),))
    match x:
        case Apply("transpose", (inner,), ()):
            return inner, Reason(words.TRANSPOSED)
        case Apply("identity"):
            return x, Reason(words.IDENTITY)
        case Apply("outer", (a, b)):
            return Apply("outer", (b, a)), Reason(words.TRANSPOSED)
        case Apply("matmul", (a, b)) if len(ctx.shape(a)) == 2 == len(ctx.shape(b)):
            turned = Apply("transpose", (b,)), Apply("transpose", (a,))
            return Apply("matmul", turned), Reason(words.TRANSPOSED)
        case Apply("mul" | "div" | "neg"):
            front, rest = scalars(monomial(x), ctx)
            if front != Monomial(Fraction(1)) and rest.factors:
                inner = Apply("transpose", (rest.expr(),))
                return (front * monomial(inner)).expr(), Reason(words.TRANSPOSED)
    return None


def scalars(product: Monomial, ctx: Context) -> tuple[Monomial, Monomial]:
    """A product as its number and scalar factors, and the rest."""
    front = tuple((f, n) for f, n in product.factors if ctx.shape(f) == ())
    rest = tuple((f, n) for f, n in product.factors if ctx.shape(f) != ())
    return Monomial(product.coefficient, front), Monomial(Fraction(1), rest)


def numbers_out(node: Apply, ctx: Context) -> tuple[Expr, Reason] | None:
    """`(c*A) @ B` as `c * (A @ B)`, and the same for outer and dot products."""
    if node.op not in ("matmul", "outer", "dot"):
        return None
    front = Monomial(Fraction(1))
    rests: list[Expr] = []
    for arg in node.args:
        shape = ctx.shape(arg)
        out, rest = scalars(_signed(monomial(arg)), ctx)
        inner = rest.expr()
        if not rest.factors or ctx.shape(inner) != shape:
            out, inner = Monomial(Fraction(1)), arg
        front *= out
        rests.append(inner)
    if front == Monomial(Fraction(1)):
        return None
    product = Monomial(Fraction(1), ((Apply(node.op, tuple(rests), node.settings), Fraction(1)),))
    return (front * product).expr(), Reason(words.SCALARS)


def _signed(product: Monomial) -> Monomial:
    """A minus sign moved into a difference where there is one: −(y − a) as a − y."""
    for factor, n in product.factors if product.coefficient < 0 else ():
        if n.denominator == 1 and n.numerator % 2 and any(map(is_neg, terms_of(factor)[1:])):
            turned = tuple((opposite(f) if f is factor else f, m) for f, m in product.factors)
            return Monomial(-product.coefficient, turned)
    return product


def chain_of(expr: Expr, ctx: Context) -> list[Expr]:
    """The factors of a matrix product from left to right.

    A vector ends a chain on its right: `(A @ x) @ y` is a dot product, not A x y.
    """
    if not isinstance(expr, Apply) or expr.op != "matmul":
        return [expr]
    left, right = expr.args
    if max(len(ctx.shape(left)), len(ctx.shape(right))) > 2:
        return [left, right]
    first = chain_of(left, ctx) if len(ctx.shape(left)) == 2 else [left]
    if len(ctx.shape(left)) == 1 and _starts_with_vector(left, ctx):
        first = chain_of(left, ctx)
    then = chain_of(right, ctx) if len(ctx.shape(right)) == 2 or _ends(right, ctx) else [right]
    return first + then


def _starts_with_vector(expr: Expr, ctx: Context) -> bool:
    return isinstance(expr, Apply) and expr.op == "matmul" and len(ctx.shape(expr.args[1])) == 2


def _ends(expr: Expr, ctx: Context) -> bool:
    return isinstance(expr, Apply) and expr.op == "matmul" and len(ctx.shape(expr.args[0])) == 2


def chain(factors: list[Expr]) -> Expr:
    """A matrix product of factors, grouped from the left."""
    product = factors[0]
    for factor in factors[1:]:
        product = Apply("matmul", (product, factor))
    return product


def cancelled(node: Apply, ctx: Context) -> tuple[Expr, Reason] | None:
    """A matrix product without identities, inverses beside their matrices, QᵀQ; outer products."""
    if node.op != "matmul":
        return None
    factors = chain_of(node, ctx)
    for i, factor in enumerate(factors):
        if _is_identity(factor) and len(factors) > 1:
            return chain(factors[:i] + factors[i + 1 :]), Reason(words.IDENTITY)
    for i in range(len(factors) - 1):
        left, right = factors[i], factors[i + 1]
        reason = _inverse(left, right, ctx)
        if reason:
            rest = factors[:i] + factors[i + 2 :]
            one = Apply("identity", (left if not _is_transpose(left) else right,))
            return (chain(rest) if rest else one), reason
        merged = _outer(left, right, ctx)
        if merged is not None:
            return chain([*factors[:i], merged, *factors[i + 2 :]]), Reason(words.OUTER)
    return None


def _is_identity(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.op == "identity"


def _is_transpose(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.op == "transpose" and not expr.settings


def _bare(expr: Expr) -> Expr:
    return expr.args[0] if isinstance(expr, Apply) and _is_transpose(expr) else expr


def _inverse(left: Expr, right: Expr, ctx: Context) -> Reason | None:
    if _is_transpose(left) and _is_transpose(right):
        return _inverse(_bare(right), _bare(left), ctx)
    for one, other in ((left, right), (right, left)):
        if _defined(one, ctx) == Apply("inv", (other,)):
            return Reason(words.INVERSE)
    bare = _bare(left)
    if isinstance(bare, Name) and bare == _bare(right) and left != right:
        orthogonal = "orthogonal" in ctx.facts.get(bare.name, ())
        return Reason(words.ORTHOGONAL, (("name", bare),)) if orthogonal else None
    return None


def _defined(expr: Expr, ctx: Context) -> Expr:
    """What a name stands for, where it stands for one operation."""
    return ctx.graph.nodes[expr.name].expr if isinstance(expr, Name) else expr


def _outer(left: Expr, right: Expr, ctx: Context) -> Expr | None:
    """An outer product times a matrix is the outer product with one vector multiplied."""
    match left, right:
        case Apply("outer", (a, b)), _ if len(ctx.shape(right)) == 1:
            return Apply("mul", (Apply("dot", (b, right)), a))
        case _, Apply("outer", (a, b)) if len(ctx.shape(left)) == 1:
            return Apply("mul", (Apply("dot", (left, a)), b))
    return None


def matrix_collected(expr: Expr, ctx: Context) -> Expr:
    """A sum of matrix products with a common factor on the left or right taken out.

    `A @ x + A.T @ x` becomes `(A + A.T) @ x`.
    """
    parts = terms(expr)
    if not 1 < len(parts) <= 8:
        return expr
    i, count = 0, len(parts)
    while i < len(parts):
        for j in range(i + 1, len(parts)):
            merged = _merged(parts[i], parts[j], ctx)
            if merged is not None:
                parts[i] = merged
                del parts[j]
                break
        else:
            i += 1
    if len(parts) == count:
        return expr
    better = added(parts)
    return better if weight(better)[0] <= weight(expr)[0] else expr


def _merged(one: Monomial, other: Monomial, ctx: Context) -> Monomial | None:
    (first, rest), (second, beside) = _product(one), _product(other)
    if first is None or second is None or set(rest.factors) != set(beside.factors):
        return None
    ratio = beside.coefficient / rest.coefficient
    inner = _joined(first, second, ratio, ctx)
    return rest * Monomial(Fraction(1), ((inner, Fraction(1)),)) if inner is not None else None


def _product(product: Monomial) -> tuple[Apply | None, Monomial]:
    found = [f for f, n in product.factors if n == 1 and _is_product(f)]
    if len(found) != 1 or not isinstance(found[0], Apply):
        return None, product
    return found[0], Monomial(product.coefficient, product.without(found).factors)


def _is_product(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.op in ("matmul", "outer", "scatter")


def _joined(first: Apply, second: Apply, ratio: Fraction, ctx: Context) -> Expr | None:
    """The sum of two products, the second times a ratio, as one product."""
    if first.op != second.op:
        return None
    if first.op == "scatter":
        (a, *place), (b, *other) = first.args, second.args
        if place != other or first.settings != second.settings:
            return None
        return Apply("scatter", (_weighted(a, b, ratio, ctx), *place), first.settings)
    if first.op == "outer":
        (a, b), (c, d) = first.args, second.args
        if a == c:
            return Apply("outer", (a, _weighted(b, d, ratio, ctx)))
        return Apply("outer", (_weighted(a, c, ratio, ctx), b)) if b == d else None
    one, two = _column(chain_of(first, ctx), ctx), _column(chain_of(second, ctx), ctx)
    shorter = min(len(one), len(two))
    same = 0
    while same < shorter - 1 and one[same] == two[same]:
        same += 1
    if same:
        return chain([*one[:same], _weighted(chain(one[same:]), chain(two[same:]), ratio, ctx)])
    while same < shorter - 1 and one[-1 - same] == two[-1 - same]:
        same += 1
    if not same:
        return None
    left = _weighted(chain(one[:-same]), chain(two[:-same]), ratio, ctx)
    return chain([left, *one[-same:]])


def _column(factors: list[Expr], ctx: Context) -> list[Expr]:
    """A row vector times matrices as transposed matrices times the vector: x A as Aᵀx."""
    if len(ctx.shape(factors[0])) != 1 or len(ctx.shape(factors[-1])) != 2:
        return factors
    turned = [_bare(f) if _is_transpose(f) else Apply("transpose", (f,)) for f in factors[1:]]
    return [*reversed(turned), factors[0]]


def _weighted(x: Expr, y: Expr, ratio: Fraction, ctx: Context) -> Expr:
    parts = [*terms(x), *(Monomial(ratio) * term for term in terms(y))]
    if len(parts) == 2 and _turned_first(parts):
        parts.reverse()  # A + Aᵀ, not Aᵀ + A
    total = added(parts)
    return matrix_collected(total, ctx)


def _turned_first(parts: list[Monomial]) -> bool:
    first, second = (len(p.factors) == 1 and _is_transpose(p.factors[0][0]) for p in parts)
    return first and not second


def folded_transpose(expr: Expr, ctx: Context) -> Expr:
    """A product of transposes as the transpose of a product, where that is shorter to write."""
    factors = chain_of(expr, ctx)
    if len(factors) < 3 or any(len(ctx.shape(f)) != 2 for f in factors):
        return expr  # AᵀBᵀ is what books print, not (BA)ᵀ
    turned = [_bare(f) if _is_transpose(f) else Apply("transpose", (f,)) for f in factors]
    whole = Apply("transpose", (chain(turned[::-1]),))
    return whole if weight(whole) < weight(expr) else expr
