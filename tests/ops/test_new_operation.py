"""Adding an operation is one entry: everything else follows from its formula."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import pytest
from tests.ops.samples import derived, samples
from tests.ops.test_pullbacks import by_sympy, largest_difference

import byhand as bh
from byhand.api import rules
from byhand.calculus.backward import backward_graph
from byhand.diagram.styles import Drawing, scene_of
from byhand.errors import InputError
from byhand.graph import Graph
from byhand.language.parse import parse_expression
from byhand.numeric.backends import FLOAT
from byhand.numeric.evaluate import evaluate
from byhand.ops import Op, adding
from byhand.ops.forms import Call
from byhand.text import Text

MISH = Op(
    name="mish",
    args="x",
    form=Call("Mish"),
    formula="x*tanh(softplus(x))",
    title=Text(en="Mish", zh="Mish 函数"),
    says=Text(en="Mish is x times tanh of softplus.", zh="Mish 即 x 乘以 softplus 的 tanh。"),
)
SOFTSIGN = Op(
    name="softsign",
    args="x",
    form=Call("softsign"),
    settings={"scale": "1"},
    formula="scale*x/(1 + abs(x))",
    title=Text(en="softsign", zh="Softsign 函数"),
    says=Text(en="Softsign flattens slowly.", zh="Softsign 缓慢地变平。"),
)
HYPOT = Op(
    name="hypot",
    args="x y",
    form=Call("hypot"),
    formula="sqrt(x^2 + y^2)",
    title=Text(en="hypotenuse", zh="斜边"),
    says=Text(en="The larger leg weighs more.", zh="较长的直角边权重更大。"),
)


CENTER = Op(
    name="center",
    args="x",
    form=Call("center"),
    settings={"axis": "-1"},
    static="axis",
    shape="along",
    formula="x - mean(x, axis=axis, keepdims=True)",
    pullbacks={"x": "g - mean(g, axis=axis, keepdims=True)"},
    title=Text(en="centred", zh="中心化"),
    says=Text(en="The gradient loses its mean.", zh="梯度减去自己的均值。"),
)


def _mish_slope(x: float) -> float:
    """Misra (2019), in the form of equation 2: ω and δ."""
    w = 4 * (x + 1) + 4 * math.exp(2 * x) + math.exp(3 * x) + math.exp(x) * (4 * x + 6)
    d = 2 * math.exp(x) + math.exp(2 * x) + 2
    return math.exp(x) * w / d**2


@pytest.fixture
def new() -> Iterator[None]:
    with adding(MISH), adding(SOFTSIGN), adding(HYPOT):
        yield


@pytest.mark.usefixtures("new")
@pytest.mark.parametrize("x", [-3.0, -0.5, 0.25, 2.0])
def test_value_and_derivative(x: float) -> None:
    d = bh.derive("L = mish(x)", at={"x": x})
    assert d.value("L") == pytest.approx(x * math.tanh(math.log1p(math.exp(x))), rel=1e-13)
    assert d.gradient("x") == pytest.approx(_mish_slope(x), rel=1e-12)
    assert d.proof.differences["x"] == pytest.approx(_mish_slope(x), rel=1e-12)


@pytest.mark.usefixtures("new")
def test_two_operands_and_settings() -> None:
    d = bh.derive("h = hypot(a, b); L = softsign(h, scale=2)", at={"a": 3, "b": 4})
    slope = 2 / (1 + 5) ** 2
    assert (d.value("h"), d.value("L")) == pytest.approx((5, 10 / 6), rel=1e-15)
    expected = (slope * 3 / 5, slope * 4 / 5)
    assert (d.gradient("a"), d.gradient("b")) == pytest.approx(expected, rel=1e-14)
    assert d.proof.steps == len(d.steps)


NOTATIONS = {
    "plain": "mish(z)",
    "unicode": "Mish(z)",
    "latex": r"\operatorname{Mish}(z)",
    "typst": 'op("Mish") (z)',
}


@pytest.mark.usefixtures("new")
@pytest.mark.parametrize("notation", NOTATIONS)
def test_line_in_every_notation(notation: str) -> None:
    d = bh.derive("z = w*x; L = mish(z)*y")
    assert NOTATIONS[notation] in d.closed_form("y").to(notation)


@pytest.mark.usefixtures("new")
def test_closed_form_reads_back_and_is_the_derivative() -> None:
    point = {"w": 0.7, "x": -1.2}
    closed = str(bh.derive("L = mish(w*x)").closed_form("w"))
    d = bh.derive(f"g = {closed}", at=point)
    assert d.value("g") == pytest.approx(_mish_slope(0.7 * -1.2) * -1.2, rel=1e-12)


@pytest.mark.usefixtures("new")
def test_backward_program_holds_the_derivative() -> None:
    point = {"w": 0.7, "x": -1.2}
    d = bh.derive("z = w*x; L = mish(z)", at=point)
    graph: Graph = backward_graph(d.derivation)
    known = {name: d.value(name) for name in graph.inputs}
    assert evaluate(graph, known, FLOAT)["dL_dw"] == pytest.approx(d.gradient("w"), rel=1e-13)


def test_an_operation_on_arrays_enters_the_proof_of_pullbacks_by_itself() -> None:
    with adding(CENTER):
        found = [sample for sample in samples() if sample.op == "center"]
        assert [str(sample) for sample in found][:2] == [
            "center(x, axis=-1) | x: (2, 3,)",
            "center(x, axis=0) | x: (2, 3,)",
        ]
        for sample in found:
            derivation = derived(sample)
            assert largest_difference(derivation, by_sympy(derivation)) < 1e-12
        d = bh.derive("X: (N, D); L = sum(center(X, axis=0)^2)")
        assert str(d.formula("X")) == "dL/dv1 - mean(dL/dv1, axis=0, keepdims=True)"
        data = rules(["center"]).document.data["rules"][0]
        assert data["pullbacks"][0]["x"] == "dL/dout - mean(dL/dout, axis=axis, keepdims=True)"


@pytest.mark.usefixtures("new")
def test_row_in_the_rules() -> None:
    table = rules(["mish", "hypot"]).document
    data = {row["name"]: row for row in table.data["rules"]}
    assert data["mish"]["typed"] == "mish(x)"
    assert data["mish"]["formula"] == MISH.formula
    assert data["mish"]["says"]["zh"] == MISH.says.zh
    # Each partial is said in byhand's own language.
    slope = parse_expression(data["hypot"]["partials"]["y"])
    assert slope is not None
    assert set(re.findall(r"[a-z]+", data["hypot"]["partials"]["y"])) <= {"x", "y", "sqrt", "out"}


@pytest.mark.usefixtures("new")
@pytest.mark.parametrize("style", ["values", "formulas", "structure", "blank"])
def test_label_in_the_picture(style: str) -> None:
    derivation = bh.derive("z = w*x; a = mish(z); L = a^2", at={"w": 1, "x": 2}).derivation
    boxes = {box.id: box for box in scene_of(derivation, Drawing(style=style)).boxes}  # type: ignore[arg-type]
    written = " ".join(line.plain + line.math for line in boxes["a"].lines)
    assert "mish" in written.lower(), written


@pytest.mark.usefixtures("new")
@pytest.mark.parametrize("suffix", ["txt", "md", "tex", "typ", "html", "json"])
def test_page_in_every_format(suffix: str) -> None:
    d = bh.derive("L = mish(x)^2", at={"x": 0.5})
    pages = d.pages(suffix, figures=())
    assert any("mish" in content.decode().lower() for content in pages.values())


def test_outside_the_block_it_is_unknown() -> None:
    with pytest.raises(InputError, match="I don't know the function 'mish'"):
        bh.derive("L = mish(x)")
