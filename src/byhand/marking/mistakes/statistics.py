"""What is lost where a value also acts through a mean or variance, or through a later time step."""

from __future__ import annotations

import re
from collections.abc import Iterator

from byhand.calculus.tidy import plus
from byhand.graph import Edge, Graph, Node
from byhand.language.expr import ZERO, Apply, Expr, Literal, Name
from byhand.marking.mistakes.formulas import arriving, each_term, fitted, head_of
from byhand.marking.mistakes.mistake import Instead, Mistake, Place
from byhand.marking.relations import Term
from byhand.text import Text

_STATISTICS = {"mean", "var", "std"}
_STEP = re.compile(r"(.*?)[_']?(\d+)")
_NORMALISED = {"standardize": "", "batchnorm": "", "layernorm": ""}


def _without(place: Place, dropped: list[Term]) -> Iterator[Instead]:
    """The relation without some of its terms; 0 where nothing is left."""
    kept = [term.product for term in place.relation.terms if term not in dropped]
    if kept:
        yield Instead(plus(kept), dropped[0].edge)
    elif place.derivation.is_arrays:
        yield Instead(Apply("mul", (ZERO, Name(place.relation.node))), dropped[0].edge)
    else:
        yield Instead(ZERO, dropped[0].edge)


def _constant(place: Place) -> Iterator[Instead]:
    graph, terms = place.derivation.graph, place.relation.terms
    statistic = [t for t in terms if _leads_to_statistic(graph, graph.nodes[t.edge.head])]
    if statistic and len(statistic) < len(terms):
        yield from _without(place, statistic)

    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        if head_of(place, term).op in _NORMALISED and term.edge.slot == 0:
            yield from _normalised(place, term)

    yield from each_term(place, change)


def _leads_to_statistic(graph: Graph, node: Node) -> bool:
    """Whether a value is only on its way into a mean or variance: c² in mean(c²)."""
    for _ in range(4):
        if node.op in _STATISTICS:
            return True
        uses = graph.uses[node.id]
        if node.named or len(uses) != 1:
            return False
        node = graph.nodes[uses[0].head]
    return False


def _normalised(place: Place, term: Term) -> Iterator[Expr | None]:
    """The gradient with mean and variance constant, then with one of the two."""
    node = head_of(place, term)
    x, settings = node.args[0], dict(node.settings)
    axis = settings.get("axis", Literal(0 if node.op == "batchnorm" else -1))
    eps = settings.get("eps")
    along = (("axis", axis), ("keepdims", Literal(True)))
    hat = Apply("standardize", (x,), (("axis", axis), *((("eps", eps),) if eps else ())))
    g = arriving(place, term)
    if node.op == "batchnorm":
        g = Apply("mul", (g, Apply("expand", (node.args[1], x), (("axis", axis),))))
    elif node.op == "layernorm":
        g = Apply("mul", (g, node.args[1]))
    mean = Apply("mean", (g,), along)
    part = Apply("mul", (hat, Apply("mean", (Apply("mul", (g, hat)),), along)))
    spread = Apply("add", (Apply("var", (x,), along), eps or _default_eps()))
    for top in (g, Apply("sub", (g, mean)), Apply("sub", (g, part))):
        yield fitted(place, Apply("div", (top, Apply("sqrt", (spread,)))))


def _default_eps() -> Expr:
    from byhand.language.defaults import default_of

    eps = default_of("standardize", "eps")
    assert eps is not None
    return eps


def _dropped(place: Place) -> Iterator[Instead]:
    graph, terms = place.derivation.graph, place.relation.terms
    later = [term for term in terms if _is_later(graph, term.edge)]
    if later and _shares_weights(graph):
        yield from _without(place, later)


def _step_of(graph: Graph, node: Node) -> tuple[str, int] | None:
    """The stem and the number of the name under which a value is computed: h and 2 for `h2`."""
    statements = graph.program.statements
    name = statements[node.statement].target if node.statement >= 0 else node.id
    found = _STEP.fullmatch(node.id if node.named and node.statement < 0 else name)
    return (found[1], int(found[2])) if found else None


def _is_later(graph: Graph, edge: Edge) -> bool:
    """Whether a use belongs to the next step of a recurrence: h1 in `h2 = tanh(w*x2 + u*h1)`."""
    tail, head = graph.nodes[edge.tail], graph.nodes[edge.head]
    if tail.is_input or not tail.named:
        return False
    here, there = _step_of(graph, tail), _step_of(graph, head)
    return here is not None and there is not None and here[1] < there[1]


def _shares_weights(graph: Graph) -> bool:
    """Whether an input is used in several steps, as weights of a recurrence are."""
    for name in graph.inputs:
        steps = [_step_of(graph, graph.nodes[edge.head]) for edge in graph.uses[name]]
        seen: dict[str, set[int]] = {}
        for step in steps:
            if step is not None:
                seen.setdefault(step[0], set()).add(step[1])
        if any(len(numbers) > 1 for numbers in seen.values()):
            return True
    return False


MISTAKES = (
    Mistake(
        name="recurrent_dropped",
        title=Text(en="later time steps dropped", zh="丢掉了后面时间步的梯度"),
        says=Text(
            en="A state acts on the output of its own step and, through the next state, on all "
            "later ones. {target} also receives what comes back from the next step.",
            zh="状态既影响本步的输出，又通过下一步的状态影响后面所有的输出。{target} 还要加上从下"
            "一时间步传回的梯度。",
        ),
        source="deeplearning.ai, Sequence Models, lstm_backward: da_prev is never handed to the "
        "earlier step",
        vary=_dropped,
        habit=True,
    ),
    Mistake(
        name="statistics_constant",
        title=Text(en="mean and variance treated as constants", zh="把均值和方差当成了常数"),
        says=Text(
            en="The mean and the variance are computed from the same batch, so they change with "
            "every entry of it. {target} has a contribution through each of them, besides the "
            "direct one.",
            zh="均值和方差由同一批数据算出，会随其中每个元素变化。除了直接的一项，{target} 还有经"
            "过均值和方差传回的两项。",
        ),
        source="apache/mxnet issue 1053; Ioffe and Szegedy (2015), section 2: steps that ignore "
        "how the statistics depend on the parameters make the model blow up",
        vary=_constant,
        habit=True,
    ),
)
