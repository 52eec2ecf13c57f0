"""Rows of the table of rules for operations on whole arrays: what they send back."""

from __future__ import annotations

from byhand.graph.patterns import pattern
from byhand.language.expr import Apply, Expr, Gap, Leaf, Literal, Name, Number, Partial, fold
from byhand.language.marks import ENTRYWISE
from byhand.language.notations import PLAIN
from byhand.language.show import show
from byhand.language.templates import filled, template
from byhand.ops import CATALOGUE, Op
from byhand.ops.forms import Index
from byhand.ops.op import Case
from byhand.page.blocks import Block, Equations, Heading, Paragraph, Part, Row, prose
from byhand.text import Text

_TITLE = Text(en="{title}: {typed}", zh="{title}：{typed}")
_SHAPES = Text(en="shapes {shapes}", zh="形状 {shapes}")
_FOLLOWS = Text(en="What it sends back follows from its definition.", zh="回传的梯度由定义推出。")
_NUMBERS = frozenset({"size", "trace", "det", "logdet", "dot"})
_SCALAR_RULES = frozenset({"loss", "number"})


def array_blocks(op: Op) -> list[Block]:
    """An operation with its definition, what it sends back, and its rule in words."""
    found: list[Block] = [Heading(_TITLE.fill(title=op.title, typed=typed(op)))]
    cases = cases_of(op)
    definition = _definition(op)
    if definition is not None:
        parts = (Part("", _entrywise(_call(op), cases[0])),)
        parts += (Part("=", _entrywise(definition, cases[0])),)
        found.append(Equations((Row(parts),)))
    for case in cases:
        rows = _sent_back(op, case)
        if len(cases) > 1 and rows:
            found.append(Paragraph(prose(_SHAPES, shapes=_shapes(case.shape)), "note"))
        if rows:
            found.append(Equations(rows))
    if op.differentiable and not any(case.pullbacks for case in cases):
        found.append(Paragraph(prose(_FOLLOWS), "note"))
    found.append(Paragraph(prose(op.says)))
    return found


def cases_of(op: Op) -> tuple[Case, ...]:
    """The patterns of shapes of an operation with what it sends back for each."""
    return op.cases or (Case(op.shape, op.pullbacks, op.entries),)


def typed(op: Op) -> str:
    """How a call is typed: `sum(x, axis=axis)`."""
    return show(_call(op), PLAIN)


def _call(op: Op) -> Expr:
    """A call with the names of its operands, and of the settings that shape the result."""
    if isinstance(op.form, Index):
        indexed = template("x[i]")
        assert isinstance(indexed, Apply)
        return Apply(op.name, indexed.args, indexed.settings)
    keys = [k for k, v in op.settings.items() if k not in op.quiet.split()]
    keys = [k for k in keys if k in op.static_names and k != "correction"]
    settings = tuple((key, Literal(key)) for key in sorted(keys) if op.settings[key] != "False")
    return Apply(op.name, tuple(Name(n) for n in op.operands), settings)


def _definition(op: Op) -> Expr | None:
    return filled(template(op.formula), {}, {}) if op.formula else None


def _shapes(text: str) -> str:
    """`(m, k), (k, n) → (m, n)`; nothing where a rule and no pattern decides."""
    if "->" not in text:
        return ""
    found = pattern(text)
    operands = ", ".join(map(_shape, found.operands))
    return f"{operands} → {_shape(found.result)}"


def _shape(letters: tuple[str, ...]) -> str:
    inner = ", ".join("…" if letter == "..." else letter for letter in letters)
    return f"({inner},)" if len(letters) == 1 else f"({inner})"


def pullback(op: Op, case: Case, operand: str) -> Expr:
    """∂L/∂operand over the operand names, `out` and ∂L/∂out."""
    words = {"g": Partial("L", "out"), "out": Name("out")}
    return filled(template(case.pullbacks[operand]), words, {"at": Literal((Gap(),))})


def _sent_back(op: Op, case: Case) -> tuple[Row, ...]:
    """A row for each operand: `∂L/∂A = ∂L/∂out Bᵀ`."""
    rows = []
    for operand in case.pullbacks:
        back = _entrywise(pullback(op, case, operand), case)
        rows.append(Row((Part("", Partial("L", operand)), Part("=", back))))
    return tuple(rows)


def _entrywise(expr: Expr, case: Case) -> Expr:
    """The formula with products of two arrays marked, so that they are written `⊙`."""
    numbers = _scalars(case)

    def leaf(node: Leaf) -> tuple[Expr, bool]:
        if isinstance(node, Name):
            return node, node.name in numbers
        return node, isinstance(node, Number) or (isinstance(node, Partial) and "out" in numbers)

    def join(node: Apply, parts: list[tuple[Expr, bool]]) -> tuple[Expr, bool]:
        args = tuple(part for part, _ in parts)
        flags = [flag for _, flag in parts]
        op = CATALOGUE[node.op]
        is_number = all(flags) if op.elementwise else node.op in _NUMBERS or _adds_up(node)
        settings = node.settings
        if (node.op in ("pow", "exp") and not flags[0]) or (node.op == "mul" and not any(flags)):
            settings = (*settings, (ENTRYWISE, Literal(True)))
        return Apply(node.op, args, settings), is_number

    return fold(expr, leaf, join)[0]


def _adds_up(node: Apply) -> bool:
    """Whether a reduction takes all axes."""
    return CATALOGUE[node.op].shape == "reduce" and not any(k == "axis" for k, _ in node.settings)


def _scalars(case: Case) -> set[str]:
    """The names that stand for single numbers: settings, and operands without axes."""
    found = {"eps", "correction", "delta"}
    if case.shape in _SCALAR_RULES:
        return found | {"out"}
    if "->" in case.shape and not pattern(case.shape).result:
        found.add("out")
    return found


def array_data(op: Op) -> dict[str, object]:
    """What an operation sends back, in byhand's language, for every pattern of shapes."""
    return {
        "pullbacks": [
            {
                "shape": case.shape,
                **{name: show(pullback(op, case, name), PLAIN) for name in case.pullbacks},
            }
            for case in cases_of(op)
        ]
    }
