import re
import xml.etree.ElementTree as ET
from math import hypot
from types import ModuleType

import pytest

from byhand.diagram import THEMES, Box, Diagram, Label, Scene, Wire
from byhand.diagram.measure import measure
from byhand.diagram.paint import size_of, xml_id
from byhand.errors import OutputError

SVG = "{http://www.w3.org/2000/svg}"
SCENES = ["neuron", "square", "beside"]


def groups(svg: str, kind: str) -> dict[str, ET.Element]:
    found = ET.fromstring(svg).iter(f"{SVG}g")
    return {g.attrib["id"]: g for g in found if g.get("class") == kind}


def shift(element: ET.Element) -> tuple[float, float]:
    found = re.match(r"translate\(([\d.-]+) ([\d.-]+)\)", element.attrib["transform"])
    assert found
    return float(found[1]), float(found[2])


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("direction", ["LR", "TB"])
@pytest.mark.parametrize("engine", ["embedded", "layered"])
def test_nothing_is_clipped(scenes: ModuleType, name: str, direction: str, engine: str):
    scene = getattr(scenes, name)(direction)
    svg = Diagram(scene, engine).svg  # type: ignore[arg-type]
    width, height = size_of(svg)
    picture = ET.fromstring(svg).find(f"{SVG}g")
    assert picture is not None
    left, top = shift(picture)
    room = {f.body: (f.width, f.height) for f in measure(scene).labels.values()}
    found = re.findall(r'<g color="[^"]+" transform="translate\(([\d.-]+) ([\d.-]+)\)">', svg)
    assert len(found) >= len(scene.boxes)
    for x, y in found:
        start = svg.index(f'translate({x} {y})">') + len(f'translate({x} {y})">')
        w, h = next(size for body, size in room.items() if svg.startswith(body, start))
        assert left + float(x) > 0
        assert left + float(x) + w < width
        assert top + float(y) > 0
        assert top + float(y) + h < height
    for rect in picture.iter(f"{SVG}rect"):
        x, y, w, h = (float(rect.attrib[k]) for k in ("x", "y", "width", "height"))
        assert left + x > 0
        assert left + x + w < width
        assert top + y > 0
        assert top + y + h < height


def test_every_glyph_is_in_the_picture_once(scenes: ModuleType):
    svg = Diagram(scenes.neuron()).svg
    defined = re.findall(r'<symbol id="(\w+)"', svg)
    assert sorted(defined) == sorted(set(defined))
    assert set(re.findall(r'href="#(\w+)"', svg)) == set(defined)


def test_the_picture_stands_alone(scenes: ModuleType):
    svg = Diagram(scenes.neuron()).svg
    assert "<script" not in svg
    assert not re.search(r'(?:href|src)="(?!#)', svg)
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Neuron"
    assert root.attrib["width"].endswith("pt")


def test_ids_are_those_of_the_scene(scenes: ModuleType):
    svg = Diagram(scenes.square()).svg
    assert list(groups(svg, "node")) == ["node-x", "node-m"]
    assert list(groups(svg, "edge")) == ["edge-x-m-0", "edge-x-m-1"]


def test_awkward_names_keep_their_own_ids():
    names = ["a b", "a:20:b", "a<b", 'a"b', "∂L/∂w", "a\\b", "a'b"]
    assert len({xml_id("node", name) for name in names}) == len(names)
    scene = Scene(tuple(Box(n, (Label(plain=n),), role="input") for n in names), title="<&>")
    svg = Diagram(scene).svg
    assert len(groups(svg, "node")) == len(names)
    assert ET.fromstring(svg).findtext(f"{SVG}title") == "<&>"


@pytest.mark.parametrize("engine", ["embedded", "layered"])
def test_arrows_touch_the_outlines_they_point_at(scenes: ModuleType, engine: str):
    scene = scenes.neuron()
    svg = Diagram(scene, engine).svg  # type: ignore[arg-type]
    nodes = groups(svg, "node")
    for name, group in groups(svg, "edge").items():
        head = scene.wires[[f"edge-{w.id}" for w in scene.wires].index(name)].head
        rect = nodes[f"node-{head}"].find(f"{SVG}rect")
        arrow = group.find(f"{SVG}polygon")
        assert arrow is not None
        if rect is None:  # bare text
            continue
        tip = [float(v) for v in arrow.attrib["points"].split()[1].split(",")]
        x, y, w, h, r = (float(rect.attrib[k]) for k in ("x", "y", "width", "height", "rx"))
        u = max(abs(tip[0] - x - w / 2) - w / 2 + r, 0)
        v = max(abs(tip[1] - y - h / 2) - h / 2 + r, 0)
        assert hypot(u, v) == pytest.approx(r + float(rect.attrib["stroke-width"]) / 2, abs=0.05)


def test_blanks_are_boxes_and_hold_no_answer(scenes: ModuleType):
    group = groups(Diagram(scenes.neuron()).svg, "edge")["edge-sum-z"]
    assert len(group.findall(f"{SVG}rect")) == 1
    assert len(group.findall(f"{SVG}g")) == 1


def test_faded_and_highlighted_wires_look_it():
    boxes = (Box("a", (Label("a"),), faded=True), Box("b", (Label("b"),)))
    wires = (
        Wire("1", "a", "b", 0, faded=True),
        Wire("2", "a", "b", 1, highlighted=True),
        Wire("3", "a", "b", 2, arrow=False),
    )
    svg = Diagram(Scene(boxes, wires)).svg
    edges = groups(svg, "edge")
    assert "opacity" in groups(svg, "node")["node-a"].attrib
    assert "opacity" in edges["edge-1"].attrib
    weights = [
        float(p.attrib["stroke-width"]) for e in edges.values() for p in e.iter(f"{SVG}path")
    ]
    assert weights[1] > weights[0]
    assert edges["edge-3"].find(f"{SVG}polygon") is None


def test_values_and_gradients_look_different_in_every_theme(scenes: ModuleType):
    for name, theme in THEMES.items():
        apart = theme.ink("value") != theme.ink("gradient")
        assert apart or "gradient" in theme.bold
        assert theme.ink("value") in Diagram(scenes.neuron(theme=name)).svg


def test_black_and_white_has_no_grey(scenes: ModuleType):
    svg = Diagram(scenes.neuron(theme="bw")).svg
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", re.sub(r"#g\w+", "", svg))) == {"#000", "#fff"}


def test_an_unknown_theme_is_told(scenes: ModuleType):
    with pytest.raises(OutputError, match="sepia"):
        _ = Diagram(scenes.neuron(theme="sepia")).svg


def test_an_empty_scene_is_an_empty_picture():
    assert size_of(Diagram(Scene(())).svg) == (12, 12)
