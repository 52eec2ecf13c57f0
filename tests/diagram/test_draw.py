import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from byhand.diagram import Box, Diagram, Label, Scene, Wire
from byhand.errors import OutputError

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="needs the program dot")


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.svg", b"<svg"),
        ("a.PDF", b"%PDF"),
        ("a.png", b"\x89PNG"),
        ("a.dot", b"digraph"),
        ("a.gv", b"digraph"),
    ],
)
def test_the_suffix_says_the_format(scenes: ModuleType, tmp_path: Path, name: str, start: bytes):
    written = Diagram(scenes.neuron()).save(tmp_path / name)
    assert written.read_bytes().startswith(start)
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize("name", ["a.jpeg", "a", "a.svg.txt"])
def test_another_suffix_is_told_what_is_possible(scenes: ModuleType, tmp_path: Path, name: str):
    with pytest.raises(OutputError, match=r"\.svg, \.pdf, \.png, \.dot"):
        Diagram(scenes.neuron()).save(tmp_path / name)
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_not_there_is_made(scenes: ModuleType, tmp_path: Path):
    diagram = Diagram(scenes.neuron())
    target = diagram.save(tmp_path / "nowhere" / "a.svg")
    assert target.read_text(encoding="utf-8") == diagram.svg


def test_an_old_picture_survives_a_failure(
    scenes: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    target = tmp_path / "a.svg"
    target.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("byhand.files.os.replace", fail)
    with pytest.raises(OutputError, match="No space left"):
        Diagram(scenes.neuron()).save(target)
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.svg"]


def test_a_notebook_shows_the_picture(scenes: ModuleType):
    diagram = Diagram(scenes.neuron())
    assert diagram._repr_svg_() == diagram.svg
    assert diagram._repr_mimebundle_()["image/svg+xml"] == diagram.svg
    assert "8 boxes" in repr(diagram)


def test_nothing_happens_before_it_is_looked_at(scenes: ModuleType):
    diagram = Diagram(scenes.neuron(), engine="nowhere")  # type: ignore[arg-type]
    assert diagram.source.startswith("digraph")
    with pytest.raises(OutputError):
        _ = diagram.svg


def test_the_note_reaches_the_reader(scenes: ModuleType):
    assert Diagram(scenes.neuron()).note is None
    assert Diagram(scenes.tangle(200, 400), time_limit=0.01).note is not None


def test_a_very_long_picture_still_becomes_pixels():
    boxes = tuple(Box(f"n{i}", (Label("x"),)) for i in range(300))
    wires = tuple(Wire(f"w{i}", f"n{i}", f"n{i + 1}") for i in range(299))
    png = Diagram(Scene(boxes, wires), engine="layered").png(400)
    assert 15_000 < int.from_bytes(png[16:20], "big") <= 16_001


PROGRAM = """
import hashlib
from byhand.diagram import Box, Diagram, Label, Scene, Wire
boxes = tuple(Box(n, (Label(n),), role="input") for n in "abcdef")
wires = tuple(Wire(t + h, t, h, i, Label("1.0"), beside=None) for i, (t, h) in
              enumerate(["ab", "ac", "bd", "cd", "de", "ae", "ef"]))
for engine in ("embedded", "layered"):
    diagram = Diagram(Scene(boxes, wires), engine)
    whole = diagram.svg.encode() + diagram.source.encode() + diagram.pdf
    print(hashlib.sha256(whole).hexdigest())
"""


def test_bytes_are_the_same_in_every_process():
    runs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(runs) == 1


# The plain .dot file -----------------------------------------------------------------------------


def dot_svg(source: str) -> str:
    done = subprocess.run(["dot", "-Tsvg"], input=source.encode(), capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode().replace("&#45;", "-")


def test_parallel_wires_are_both_written(scenes: ModuleType):
    source = Diagram(scenes.square()).source
    assert len(re.findall(r"^\s*x -> m ", source, re.MULTILINE)) == 2
    assert source.index("edge-x-m-0") < source.index("edge-x-m-1")


def test_operands_are_written_in_the_order_of_their_slots(scenes: ModuleType):
    scene = scenes.neuron()
    backwards = Scene(scene.boxes, scene.wires[::-1], scene.direction, scene.title)
    assert Diagram(backwards).source == Diagram(scene).source
    assert "ordering=in" in Diagram(scene).source


@needs_dot
def test_any_graphviz_reads_the_file(scenes: ModuleType):
    for scene in (scenes.neuron(), scenes.square("TB"), scenes.beside(), scenes.neuron("LR", "bw")):
        drawn = dot_svg(Diagram(scene).source)
        assert drawn.count('class="edge"') == len(scene.wires)
        assert all(f'id="node-{box.id}"' in drawn for box in scene.boxes)


@needs_dot
def test_awkward_names_survive_any_graphviz():
    names = ["a b", "a:n", "a<b>&", 'say "x"', "back\\slash", "\\N", "损失", "a_b", ""]
    boxes = tuple(
        Box(n, (Label(plain=n),), "plain" if i % 2 else "box") for i, n in enumerate(names)
    )
    wires = tuple(Wire(n, n, names[0], i) for i, n in enumerate(names[1:]))
    drawn = dot_svg(Diagram(Scene(boxes, wires, title='<"\\N">')).source)
    assert drawn.count('class="node"') == len(names)
    assert "back\\\u2060slash" in drawn
    assert ">\\\u2060N<" in drawn
    assert "a&lt;b&gt;&amp;" in drawn
