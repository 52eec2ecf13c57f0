"""The view by layer: what belongs together, what repeats, and where time runs."""

from __future__ import annotations

import re

import pytest

from byhand.graph import build
from byhand.graph.infer import bound, infer
from byhand.graph.layers import by_layer
from byhand.graph.views import View
from byhand.language.parse import parse


def layers(source: str, *, collapse: bool = True, data: frozenset[str] = frozenset()) -> View:
    if source.startswith(SHAPES):  # a shape may be declared of what the program uses only
        program = source.removeprefix(SHAPES)
        used = [
            d for d in SHAPES.strip().split("; ") if re.search(rf"\b{d.split(':')[0]}\b", program)
        ]
        source = "; ".join(used) + "\n" + program
    graph = build(parse(source))
    known, _ = bound(graph, {})
    shapes = infer(graph, known)
    nodes = list(graph.nodes.values())
    return by_layer(graph, nodes, shapes, graph.program.last, data, collapse=collapse)


SHAPES = "X: (N, D); W1: (D, H); b1: H; W2: (H, C); b2: C; Y: (N, C)\n"


def told(view: View) -> list[str]:
    """Every box as `name: lines inside | weights`, inputs by their name."""
    found = []
    for box in view.boxes:
        if box.layer is None:
            found.append(box.id)
            continue
        lines = ",".join(name for name, _ in box.layer.lines)
        count = f" x{box.layer.count}" if box.layer.count > 1 else ""
        found.append(f"{lines} | {','.join(box.layer.parameters)}{count}")
    return found


def deep(depth: int, width: str = "H") -> str:
    head = f"X: (N, D); Y: (N, C); W1: (D, {width}); b1: {width}; W{depth}: ({width}, C)"
    head += f"; b{depth}: C; "
    head += "; ".join(f"W{i}: ({width}, {width}); b{i}: {width}" for i in range(2, depth))
    lines = []
    for i in range(1, depth + 1):
        lines.append(f"Z{i} = {'X' if i == 1 else f'A{i - 1}'} @ W{i} + b{i}")
        if i < depth:
            lines.append(f"A{i} = relu(Z{i})")
    return "\n".join([head, *lines, f"L = mean((Z{depth} - Y)^2)"])


GROUPS = {
    "an activation belongs to its product": (
        SHAPES + "Z1 = X @ W1 + b1; A1 = relu(Z1); Z2 = A1 @ W2 + b2; P = softmax(Z2)\n"
        "L = -sum(Y*log(P))",
        ["X", "Y", "Z1,A1 | W1,b1", "Z2 | W2,b2", "P,L | "],
    ),
    "a softmax that is written out, too": (
        SHAPES + "Z1 = X @ W1; E = exp(Z1); P = E/sum(E, axis=1, keepdims=True); L = sum(P)",
        ["X", "Z1 | W1", "E,P,L | "],
    ),
    "a bias on a line of its own": (
        SHAPES + "U1 = X @ W1; Z1 = U1 + b1; A1 = tanh(Z1); L = sum(A1)",
        ["X", "U1,Z1,A1 | W1,b1", "L | "],
    ),
    "a network on one line is cut at its activation": (
        SHAPES + "L = mean((relu(X @ W1 + b1) @ W2 + b2 - Y)^2)",
        ["X", "Y", "v3 | W1,b1", "L | W2,b2"],
    ),
    "a value with two uses ends its layer": (
        SHAPES + "Z1 = X @ W1; A1 = relu(Z1); S = A1 + Z1; L = sum(S)",
        ["X", "Z1 | W1", "A1 | ", "S,L | "],
    ),
    "a normalisation takes in its mean and variance": (
        SHAPES + "g: H; Z1 = X @ W1; m = mean(Z1, axis=0); v = var(Z1, axis=0)\n"
        "N1 = (Z1 - m)/sqrt(v + 1); A1 = relu(g*N1); Z2 = A1 @ W2; L = sum(Z2)",
        ["X", "Z1 | W1", "m,v,N1,A1 | g", "Z2 | W2", "L | "],
    ),
    "attention is one layer, its inputs stay outside": (
        "Q: (n, d); K: (m, d); V: (m, e)\nS = Q @ K.T/2; A = softmax(S); O = A @ V; L = sum(O)",
        ["Q", "K", "V", "S,A,O | ", "L | "],
    ),
    "gates meet in boxes of their own": (
        "x: D; Wf: (D, H); Wi: (D, H); c0: H\n"
        "f = sigmoid(x @ Wf); i = tanh(x @ Wi); c = f*c0 + i; L = sum(c)",
        ["x", "c0", "f | Wf", "i | Wi", "c,L | "],
    ),
    "convolution, pooling, linear": (
        "X: (N, 1, 8, 8); K: (2, 1, 3, 3); W: (72, 3)\n"
        "C = conv2d(X, K, padding=0); A = relu(C); M = maxpool2d(A, 1)\n"
        "F = reshape(M, -1, 72); Z = F @ W; L = sum(Z)",
        ["X", "C,A | K", "M,F | ", "Z | W", "L | "],
    ),
}


@pytest.mark.parametrize(("source", "expected"), GROUPS.values(), ids=GROUPS)
def test_groups(source: str, expected: list[str]) -> None:
    found = told(layers(source))
    print(found, expected)
    assert sorted(found) == sorted(expected)


def test_weights_that_are_known_to_be_data_stay_outside() -> None:
    source = SHAPES + "Z1 = X @ W1; L = sum(Z1)"
    assert told(layers(source)) == ["X", "Z1 | W1", "L | "]
    assert told(layers(source, data=frozenset({"X", "W1"}))) == ["X", "W1", "Z1 | ", "L | "]


def test_a_weight_of_two_layers_stands_outside_both() -> None:
    source = "X: (N, D); W: (D, D)\nA = relu(X @ W); B = tanh(A @ W.T); C = B @ W; L = sum(C)"
    view = layers(source)
    assert "W" in {box.id for box in view.boxes if box.is_input}
    assert {edge.head for edge in view.edges if edge.tail == "W"} == {"A", "B", "C"}


# Layers that repeat -------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [3, 4, 5, 12])
def test_equal_layers_are_one_box(depth: int) -> None:
    view = layers(deep(depth))
    counts = [box.layer.count for box in view.boxes if box.layer]
    inner = depth - 2  # the first and the last have other shapes
    assert counts == ([1, inner, 1, 1] if inner >= 3 else [1] * (depth + 1))
    whole = layers(deep(depth), collapse=False)
    assert [box.layer.count for box in whole.boxes if box.layer] == [1] * (depth + 1)


def test_all_layers_are_accounted_for() -> None:
    view = layers(deep(12))
    (pile,) = [box.layer for box in view.boxes if box.layer and box.layer.count > 1]
    assert [block.parameters for block in pile.repeats] == [
        (f"W{i}", f"b{i}") for i in range(2, 12)
    ]
    assert pile.count == len(pile.repeats)
    assert set(view.home) == {node for box in view.boxes for node in _nodes(view, box.id)}
    assert {view.home[edge.tail] for edge in view.edges} <= {box.id for box in view.boxes}


def _nodes(view: View, box: str) -> set[str]:
    return {node for node, home in view.home.items() if home == box}


def test_layers_that_differ_are_not_thrown_together() -> None:
    source = deep(8).replace("A4 = relu(Z4)", "A4 = tanh(Z4)")
    counts = [box.layer.count for box in layers(source).boxes if box.layer]
    assert counts == [1, 1, 1, 1, 3, 1, 1]


def test_a_value_used_elsewhere_keeps_its_layer_apart() -> None:
    source = deep(8).replace("L = mean((Z8 - Y)^2)", "L = mean((Z8 - Y)^2) + sum(A4)")
    counts = {box.id: box.layer.count for box in layers(source).boxes if box.layer}
    assert counts["A4"] == 3  # layers 2, 3, 4, of which the last may be used elsewhere
    assert counts["A7"] == 3


def test_residual_blocks_repeat_as_blocks() -> None:
    lines = [f"H{i} = relu(A{i - 1} @ W{i}); A{i} = A{i - 1} + H{i} @ V{i}" for i in range(1, 6)]
    shapes = "; ".join(f"W{i}: (D, D); V{i}: (D, D)" for i in range(1, 6))
    view = layers(f"X: (N, D); {shapes}; A0 = X\n" + "\n".join(lines) + "\nL = sum(A5)")
    (pile,) = [box.layer for box in view.boxes if box.layer and box.layer.count > 1]
    assert pile.count >= 4
    assert len(pile.parts) == 2


# Time ---------------------------------------------------------------------------------------

RNN = "x1: D; x2: D; x3: D; Wx: (D, H); Wh: (H, H); Wy: (H, C); h0: H; t1: C; t2: C; t3: C\n"
RNN += "".join(f"h{t} = tanh(x{t} @ Wx + h{t - 1} @ Wh)\n" for t in (1, 2, 3))
RNN += "".join(f"y{t} = h{t} @ Wy; L{t} = sum((y{t} - t{t})^2)\n" for t in (1, 2, 3))
RNN += "L = L1 + L2 + L3"
CELL = "x1: D; x2: D; x3: D; Wf: (D, H); Uf: (H, H); Ui: (H, H); h0: H; c0: H\n" + "".join(
    f"f{t} = sigmoid(x{t} @ Wf + h{t - 1} @ Uf); i{t} = tanh(h{t - 1} @ Ui)\n"
    f"c{t} = f{t}*c{t - 1} + i{t}; h{t} = tanh(c{t})\n"
    for t in (1, 2, 3)
)


def test_steps_of_a_recurrent_network() -> None:
    view = layers(RNN)
    place = {box.id: (box.step, box.row) for box in view.boxes}
    for t in (1, 2, 3):
        assert place[f"h{t}"] == (t - 1, 0)
        assert place[f"y{t}"] == (t - 1, 1)
        assert place[f"L{t}"] == (t - 1, 2)
        assert place[f"x{t}"] == (t - 1, -1)
        assert place[f"t{t}"] == (t - 1, 1)
    assert place["h0"] == (-1, 0)
    assert place["L"][0] is None
    assert view.shared == ("Wx", "Wh", "Wy")
    assert not {edge.tail for edge in view.edges} & set(view.shared)


def test_lines_that_depend_on_each_other_through_time_are_one_cell() -> None:
    view = layers(CELL + "L = sum(h3)")
    cells = [box for box in view.boxes if box.layer and box.step is not None]
    lines = [[name for name, _ in box.layer.lines] for box in cells if box.layer]
    assert lines == [[f"f{t}", f"i{t}", f"c{t}", f"h{t}"] for t in (1, 2, 3)]
    states = {(edge.tail, edge.head) for edge in view.edges if edge.tail[0] in "ch"}
    assert {("c1", "h2"), ("h1", "h2"), ("c2", "h3"), ("h2", "h3")} <= states


@pytest.mark.parametrize(
    "source",
    [
        deep(6),
        "X: (N, D); Y: (N, D); W: (D, H)\nA = relu(X @ W); B = relu(Y @ W); L = sum(A*B)",
        "X: (N, D); W: (D, D)\nA = relu(X @ W); B = tanh(A @ W.T); L = sum(B)",
    ],
    ids=["a deep network", "two branches with one weight", "tied weights"],
)
def test_other_programs_have_no_time(source: str) -> None:
    view = layers(source)
    assert all(box.step is None for box in view.boxes)
    assert view.shared == ()


def test_a_sequence_that_all_steps_read_is_shared() -> None:
    source = "X: (3, D); Wx: (D, H); Wh: (H, H); h0: H\n"
    source += "".join(f"h{t + 1} = tanh(X[{t}] @ Wx + h{t} @ Wh)\n" for t in range(3))
    view = layers(source + "L = sum(h3)")
    assert view.shared == ("X", "Wx", "Wh")
    assert [box.id for box in view.boxes if box.is_input] == ["h0"]
    assert [box.step for box in view.boxes if box.layer] == [0, 1, 2, None]


def test_a_first_step_without_a_state_stands_before_the_others() -> None:
    source = "x1: D; x2: D; x3: D; Wx: (D, H); Wh: (H, H)\nh1 = tanh(x1 @ Wx)\n"
    source += "h2 = tanh(x2 @ Wx + h1 @ Wh); h3 = tanh(x3 @ Wx + h2 @ Wh); L = sum(h3)"
    view = layers(source)
    assert view.shared == ("Wx", "Wh")
    assert {box.id: box.step for box in view.boxes if box.layer} == {
        "h1": None,
        "h2": 0,
        "h3": 1,
        "L": None,
    }
