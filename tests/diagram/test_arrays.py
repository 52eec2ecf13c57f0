"""Pictures of array programs: what stands on wires and in boxes, and that nothing overlaps."""

from __future__ import annotations

import itertools
import shutil
import subprocess

import numpy as np
import pytest

import byhand as bh
from byhand.derived import Derived
from byhand.diagram import Diagram, Label, Scene
from byhand.diagram.array_labels import range_label, shape_label, value_label
from byhand.diagram.engines import place
from byhand.diagram.fitting import best_fit, scale
from byhand.diagram.measure import WIRE_GAP, blank_size, measure
from byhand.diagram.placement import Placement
from byhand.diagram.scene import Direction, Wire
from byhand.diagram.styles import default_view, views_from
from byhand.errors import InputError

rng = np.random.default_rng(3)


def entries(*shape: int) -> np.ndarray:
    return np.round(rng.normal(size=shape), 2)


MLP = """Z1 = X @ W1 + b1
A1 = relu(Z1)
Z2 = A1 @ W2 + b2
P = softmax(Z2)
L = -sum(Y*log(P))/3"""
MLP_AT = {
    "X": entries(3, 2),
    "W1": entries(2, 3),
    "b1": entries(3),
    "W2": entries(3, 2),
    "b2": entries(2),
    "Y": np.eye(2)[[0, 1, 0]],
}
RNN = "".join(
    f"h{t} = tanh(x{t} @ Wx + h{t - 1} @ Wh)\ny{t} = h{t} @ Wy\nL{t} = sum((y{t} - t{t})^2)\n"
    for t in (1, 2, 3)
)
RNN += "L = L1 + L2 + L3"
RNN_AT = {"Wx": entries(2, 3), "Wh": entries(3, 3), "Wy": entries(3, 1), "h0": entries(3)}
RNN_AT |= {f"x{t}": entries(2) for t in (1, 2, 3)} | {f"t{t}": entries(1) for t in (1, 2, 3)}
LSTM = "".join(
    f"f{t} = sigmoid(x{t} @ Wf + h{t - 1} @ Uf)\ni{t} = tanh(x{t} @ Wi + h{t - 1} @ Ui)\n"
    f"c{t} = f{t}*c{t - 1} + i{t}\nh{t} = tanh(c{t})\n"
    for t in (1, 2, 3)
)
LSTM += "L = sum(h3)"
LSTM_AT = {name: entries(2, 2) for name in ("Wf", "Uf", "Wi", "Ui")}
LSTM_AT |= {name: entries(2) for name in ("x1", "x2", "x3", "h0", "c0")}


@pytest.fixture(scope="module")
def mlp() -> Derived:
    return bh.derive(MLP, MLP_AT, constants=["X", "Y"])


@pytest.fixture(scope="module")
def rnn() -> Derived:
    return bh.derive(
        RNN, RNN_AT, constants=["h0", *RNN_AT.keys() & {"x1", "x2", "x3", "t1", "t2", "t3"}]
    )


@pytest.fixture(scope="module")
def lstm() -> Derived:
    return bh.derive(LSTM, LSTM_AT, constants=["x1", "x2", "x3", "h0", "c0"])


def deep(depth: int, width: int) -> Derived:
    at = {"X": entries(4, 5), "Y": entries(4, 2)}
    lines = []
    for i in range(1, depth + 1):
        rows, columns = (5 if i == 1 else width), (2 if i == depth else width)
        at |= {f"W{i}": entries(rows, columns), f"b{i}": entries(columns)}
        lines.append(f"Z{i} = {'X' if i == 1 else f'A{i - 1}'} @ W{i} + b{i}")
        if i < depth:
            lines.append(f"A{i} = tanh(Z{i})")
    return bh.derive("\n".join([*lines, f"L = mean((Z{depth} - Y)^2)"]), at, constants=["X", "Y"])


# What is written ----------------------------------------------------------------------------


def test_a_small_matrix_is_shown_entry_by_entry() -> None:
    label = value_label(np.array([[1.0, -0.25], [0.0, 3.0]]), 4, "value")
    assert label.plain == "[1, −0.25]\n[0, 3]"
    assert label.math.startswith("mat(")
    assert "1, −0.25; 0, 3" in label.math


def test_a_vector_is_no_matrix() -> None:
    assert value_label(np.array([1.0, 2.0]), 4, "value").plain == "(1, 2)"
    assert value_label(np.array([[1.0, 2.0]]), 4, "value").math.startswith("mat(")


@pytest.mark.parametrize("shape", [(5,), (5, 2), (2, 4), (2, 2, 2)])
def test_a_large_array_is_shown_by_shape_and_range(shape: tuple[int, ...]) -> None:
    array = np.linspace(-2.125, 3.5, int(np.prod(shape))).reshape(shape)
    above, below = value_label(array, 4, "value").plain.split("\n")
    assert above == "×".join(map(str, shape))
    assert below == "−2.13 … 3.5" or below == "−2.12 … 3.5"
    assert value_label(array, 4, "gradient", shape=False).plain == below


def test_long_entries_are_rounded_before_they_are_given_up() -> None:
    label = value_label(np.array([[0.123456, -1.98765]]), 8, "value")
    assert label.plain == "[0.123, −1.988]"
    assert value_label(np.array([[1.5e-9, -2.123e-12]]), 4, "value").plain.count("·10") == 2


def test_a_number_that_is_not_zero_is_never_written_as_zero() -> None:
    assert "0.00042" in range_label(np.array([0.00042, 1.0]), "value").plain


def test_shapes() -> None:
    label = shape_label(("N", 512))
    assert label is not None
    assert (label.plain, label.math) == ("N×512", "N times 512")
    assert shape_label(()) is None


def wires(scene: Scene) -> dict[tuple[str, str], Wire]:
    return {(wire.tail, wire.head): wire for wire in scene.wires}


def plain(label: Label | None) -> str | None:
    return None if label is None else label.plain


def test_values_and_gradients_on_wires(mlp: Derived) -> None:
    scene = mlp.draw("values", view="statements").scene
    found = wires(scene)
    into_relu = found["Z1", "A1"]
    shown = value_label(mlp.gradient("Z1"), 4, "gradient").plain
    assert plain(into_relu.over) == value_label(mlp.value("Z1"), 4, "value").plain
    assert plain(into_relu.under) == shown
    assert found["X", "Z1"].under is None, "a constant has no gradient, and none is 0"


def test_pullbacks_beside_wires(mlp: Derived) -> None:
    found = wires(mlp.draw("formulas", view="statements").scene)
    assert plain(found["W1", "Z1"].beside) == "Xᵀ ∂L/∂Z₁"
    assert plain(found["b1", "Z1"].beside) == "sum₀(∂L/∂Z₁)"
    assert plain(found["A1", "Z2"].beside) == "∂L/∂Z₂ W₂ᵀ"
    assert plain(found["Z1", "A1"].beside) == "∂L/∂A₁ ⊙ 𝟙[Z₁ > 0]"
    assert found["X", "Z1"].beside is None


def test_shapes_on_wires_without_numbers() -> None:
    source = "X: (N, D); W: (D, H)\nZ = X @ W; L = sum(Z)"
    derived = bh.derive(source)
    found = wires(derived.draw("structure", view="statements").scene)
    assert plain(found["X", "Z"].beside) == "N×D"
    assert plain(found["Z", "L"].beside) == "N×H"
    assert plain(wires(derived.draw("values").scene)["X", "Z"].over) == "N×D"


def test_a_sum_over_an_array_counts_its_entries() -> None:
    derived = bh.derive("r: (N, 3)\nL = mean(r^2)")
    found = wires(derived.draw("formulas", view="statements").scene)
    text = plain(found["r", "L"].beside) or ""
    assert "expand" not in text
    assert "3" in text
    assert "N" in text


def test_the_shares_of_a_value_add_up() -> None:
    source = "Z = X @ W; A = tanh(Z)*Z + Z; L = sum(A)"
    derived = bh.derive(source, {"X": entries(3, 2), "W": entries(2, 2)}, constants=["X"])
    from byhand.diagram.array_told import Arrays
    from byhand.graph.views import by_operation

    view = by_operation(derived.graph, derived.derivation.relevant)
    told = Arrays(derived.derivation, view, 4)
    shares = [told.share(edge) for edge in view.edges if edge.tail == "Z"]
    assert len(shares) == 3
    np.testing.assert_allclose(np.sum(np.array(shares), axis=0), derived.gradient("Z"), rtol=1e-12)


# Layers -------------------------------------------------------------------------------------


def test_weights_stand_in_their_layer(mlp: Derived) -> None:
    scene = mlp.draw("values", view="layers").scene
    boxes = {box.id: box for box in scene.boxes}
    assert set(boxes) == {"X", "Y", "A1", "Z2", "L", "output"}
    assert boxes["A1"].lines[0].plain == "linear + ReLU"
    names = [row[0].plain for row in boxes["A1"].table]
    assert names == ["W₁", "b₁"]
    gradient = boxes["A1"].table[0][-1]
    assert gradient.color == "gradient"
    assert gradient.plain == value_label(mlp.gradient("W1"), 4, "gradient").plain
    assert boxes["L"].lines[0].plain == "softmax + loss"


def test_formulas_inside_a_layer(mlp: Derived) -> None:
    scene = mlp.draw("formulas", view="layers").scene
    box = next(box for box in scene.boxes if box.id == "A1")
    lines = [row[0].plain for row in box.table]
    assert lines == [
        "Z₁ = X W₁ + b₁",
        "A₁ = ReLU(Z₁)",
        "∂L/∂Z₁ = ∂L/∂A₁ ⊙ 𝟙[Z₁ > 0]",
        "∂L/∂W₁ = Xᵀ ∂L/∂Z₁",
        "∂L/∂b₁ = sum₀(∂L/∂Z₁)",
        "W₁: 2×3, b₁: 3",
    ]


def test_words_follow_the_language(mlp: Derived) -> None:
    scene = mlp.draw("structure", view="layers", lang="zh").scene
    box = next(box for box in scene.boxes if box.id == "A1")
    assert box.lines[0].plain == "线性 + ReLU"


def test_a_deep_network_is_one_pile() -> None:
    derived = deep(12, 6)
    scene = derived.draw("formulas", view="layers").scene
    (pile,) = [box for box in scene.boxes if box.stacked]
    assert [line.plain for line in pile.lines] == ["linear + tanh", "× 10", "ℓ = 2, …, 11"]
    lines = [row[0].plain for row in pile.table]
    assert lines[:2] == ["Zₗ = Aₗ₋₁ Wₗ + bₗ", "Aₗ = tanh(Zₗ)"]
    assert "∂L/∂Wₗ = Aₗ₋₁ᵀ ∂L/∂Zₗ" in lines
    assert not any("W₃" in line or "W₂" in line for line in lines)
    assert len(derived.draw(view="layers", collapse=False).scene.boxes) == len(scene.boxes) + 10


def test_the_ranges_of_a_pile_span_all_its_weights() -> None:
    derived = deep(7, 6)
    scene = derived.draw("values", view="layers").scene
    (pile,) = [box for box in scene.boxes if box.stacked]
    weights = np.concatenate([np.ravel(derived.value(f"W{i}")) for i in range(2, 7)])
    name, shape, value, _ = pile.table[0]
    assert (name.plain, shape.plain) == ("Wₗ", "6×6")
    assert value.plain == range_label(weights, "value", shape=False).plain


def test_a_deep_network_fits_on_a_page() -> None:
    derived = deep(12, 6)
    assert default_view(derived.derivation) == "layers"
    picture = best_fit(derived.draw(direction=way) for way in ("LR", "TB"))
    assert scale(picture) >= 0.5


def test_the_default_view_depends_on_the_size(mlp: Derived) -> None:
    small = bh.derive("X: (N, D); w: D\nz = X @ w; L = sum(z)")
    assert default_view(small.derivation) == "operations"
    assert default_view(mlp.derivation) == "statements"
    assert views_from(mlp.derivation) == ("statements", "layers")
    assert views_from(bh.derive("L = w*x").derivation) == ("operations",)
    with pytest.raises(InputError, match="layers"):
        mlp.draw(view="lines")  # type: ignore[arg-type]


def test_a_highlighted_weight_lights_its_layer(mlp: Derived) -> None:
    scene = mlp.draw(view="layers", highlight=["W1"]).scene
    lit = {(wire.tail, wire.head) for wire in scene.wires if wire.highlighted}
    assert lit == {("A1", "Z2"), ("Z2", "L"), ("L", "output")}
    assert [box.id for box in scene.boxes if box.faded] == ["X", "Y"]


def test_a_neuron_of_numbers_has_layers_too() -> None:
    derived = bh.derive(
        "z = w*x + b; a = sigmoid(z); L = (a - y)^2", {"w": 2, "x": -1, "b": 0.5, "y": 1}
    )
    scene = derived.draw("values", view="layers").scene
    box = next(box for box in scene.boxes if box.id == "a")
    rows = {row[0].plain: [cell.plain for cell in row[1:]] for row in box.table if len(row) > 1}
    # By the chain rule: 2(a − 1)·a(1 − a)·x with a = σ(−1.5).
    a = 1 / (1 + np.exp(1.5))
    slope = 2 * (a - 1) * a * (1 - a)
    assert rows == {"w": ["2", f"{-slope:.4f}"], "b": ["0.5", f"−{-slope:.4f}"]}


# Time ---------------------------------------------------------------------------------------

DIRECTIONS: tuple[Direction, ...] = ("LR", "TB", "RL", "BT")


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_time_steps_stand_in_line(rnn: Derived, direction: Direction) -> None:
    scene = rnn.draw(view="layers", direction=direction).scene
    centre = place(scene, measure(scene)).boxes
    along = 0 if direction in ("LR", "RL") else 1
    sign = 1 if direction in ("LR", "TB") else -1
    for step in (1, 2, 3):
        column = [centre[f"{name}{step}"][along] for name in "xhyL"]
        assert max(column) - min(column) < 0.01, column
    for name in "xhyL":
        row = [centre[f"{name}{step}"][1 - along] for step in (1, 2, 3)]
        assert max(row) - min(row) < 0.01, row
        steps = [sign * centre[f"{name}{step}"][along] for step in (1, 2, 3)]
        assert steps == sorted(steps)
    assert sign * centre["h0"][along] < sign * centre["h1"][along]
    assert sign * centre["L"][along] > sign * centre["L3"][along]


def test_shared_weights_are_told_once_with_their_whole_gradient(rnn: Derived) -> None:
    boxes = {box.id: box for box in rnn.draw("values", view="layers").scene.boxes}
    rows = {row[0].plain: row for row in boxes["shared weights"].table}
    assert set(rows) == {"Wx", "Wh", "Wy"}
    assert rows["Wh"][-1].plain == value_label(rnn.gradient("Wh"), 4, "gradient").plain
    cell = {row[0].plain: row for row in boxes["h2"].table if len(row) > 1}
    # The second step's share, worked out from the gradient that arrives: h₁ᵀ (∂L/∂h₂ ⊙ (1 − h₂²)).
    arriving = rnn.gradient("h2") * (1 - rnn.value("h2") ** 2)
    share = np.outer(rnn.value("h1"), arriving)
    assert cell["Wh"][-1].plain == value_label(share, 4, "gradient").plain


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("style", ["values", "formulas", "structure", "blank"])
@pytest.mark.parametrize("name", ["rnn", "lstm"])
def test_nothing_overlaps_in_time(
    request: pytest.FixtureRequest, name: str, style: str, direction: Direction
) -> None:
    derived: Derived = request.getfixturevalue(name)
    scene = derived.draw(style, view="layers", direction=direction).scene  # type: ignore[arg-type]
    _assert_apart(scene)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_what_is_given_behind_the_last_step_stands_beside_what_reads_it(
    direction: Direction,
) -> None:
    program = """
    h1 = tanh(u*x1 + w*h0); h2 = tanh(u*x2 + w*h1); h3 = tanh(u*x3 + w*h2)
    L = (v @ h3 - y)^2
    """
    numbers = {"u": 0.5, "w": 0.3, "y": 0.2, "v": np.array([1.0, -1.0])}
    vectors = {name: np.array([0.5, -0.2]) for name in ("x1", "x2", "x3", "h0")}
    derived = bh.derive(program, at={**numbers, **vectors}, constants=[*vectors, "y"])
    scene = derived.draw("values", view="layers", direction=direction).scene
    centre = place(scene, measure(scene)).boxes
    along = 0 if direction in ("LR", "RL") else 1
    assert centre["y"][along] == pytest.approx(centre["L"][along])
    _assert_apart(scene)


@pytest.mark.parametrize("engine", ["embedded", "layered"])
@pytest.mark.parametrize("view", ["operations", "statements", "layers"])
@pytest.mark.parametrize("style", ["values", "blank"])
def test_boxes_and_labels_keep_apart(mlp: Derived, view: str, style: str, engine: str) -> None:
    scene = mlp.draw(style, view=view).scene  # type: ignore[arg-type]
    _assert_apart(scene, engine)


Rectangle = tuple[float, float, float, float]


def _assert_apart(scene: Scene, engine: str = "auto") -> None:
    sizes = measure(scene)
    placed = place(scene, sizes, engine)  # type: ignore[arg-type]
    found: list[tuple[str, Rectangle]] = [
        (box.id, _around(placed.boxes[box.id], sizes.boxes[box.id])) for box in scene.boxes
    ]
    for wire in scene.wires:
        found += _labels(scene, wire, placed, sizes)
    for (one, a), (other, b) in itertools.combinations(found, 2):
        assert not _overlap(a, b), (one, other, a, b)


def _labels(scene: Scene, wire: Wire, placed: Placement, sizes) -> list[tuple[str, Rectangle]]:
    route = placed.routes[wire.id]
    level = scene.sideways if route.upright is None else not route.upright
    found = []
    for label, side in ((wire.over, -1), (wire.under, 1)):
        if label and route.on:
            w, h = sizes.label(label)
            x, y = route.on
            off = side * ((h if level else w) / 2 + WIRE_GAP)
            centre = (x, y + off) if level else (x + off, y)
            found.append((f"{wire.id} {side}", _around(centre, (w, h))))
    if wire.beside and route.beside:
        found.append((f"{wire.id} beside", _around(route.beside, sizes.label(wire.beside))))
    return found


def _around(centre: tuple[float, float], size: tuple[float, float]) -> Rectangle:
    (x, y), (w, h) = centre, size
    return x - w / 2, y - h / 2, x + w / 2, y + h / 2


def _overlap(a: Rectangle, b: Rectangle) -> bool:
    return a[0] < b[2] - 0.5 and b[0] < a[2] - 0.5 and a[1] < b[3] - 0.5 and b[1] < a[3] - 0.5


# Files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mlp", "rnn"])
@pytest.mark.parametrize("theme", ["default", "colorblind", "bw"])
def test_the_same_picture_every_time(request: pytest.FixtureRequest, name: str, theme: str) -> None:
    derived: Derived = request.getfixturevalue(name)
    one, other = (derived.draw(view="layers", theme=theme).svg for _ in range(2))
    assert one == other
    assert one.startswith("<svg")


@pytest.mark.skipif(shutil.which("dot") is None, reason="needs the program dot")
@pytest.mark.parametrize("view", ["operations", "statements", "layers"])
def test_any_graphviz_draws_it(mlp: Derived, rnn: Derived, view: str) -> None:
    for derived in (mlp, rnn, deep(6, 5)):
        source = derived.draw("values", view=view).source  # type: ignore[arg-type]
        done = subprocess.run(["dot", "-Tsvg"], input=source.encode(), capture_output=True)
        assert (done.returncode, done.stderr) == (0, b"")


def test_a_pile_is_drawn_as_one() -> None:
    derived = deep(6, 5)
    picture: Diagram = derived.draw(view="layers")
    assert picture.svg.split('id="node-A5"')[1].split('id="node-')[0].count("<rect") == 3


def test_a_blank_has_room_for_every_number_of_a_small_array() -> None:
    at = {"X": np.ones((3, 2)), "w": np.ones(2), "B": np.ones((9, 9))}
    derived = bh.derive("p = X @ w; L = sum(p) * sum(B)", at=at)
    wires = {wire.id: wire for wire in derived.draw("blank", view="operations").scene.wires}
    found = {wire.tail: wire.over.grid for wire in wires.values() if wire.over is not None}
    assert (found["X"], found["w"], found["p"]) == ((3, 2), (1, 2), (1, 3))
    assert found["B"] == found["L"] == (1, 1)  # 81 numbers go on a sheet of their own
    assert blank_size(Label(blank=True, grid=(3, 2)))[1] == 3 * blank_size(Label(blank=True))[1]
