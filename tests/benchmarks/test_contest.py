"""The harness itself: turns, medians, ratios, and what it says when a tool is missing or wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.benchmarks import mixture, networks, points, scalars
from tests.benchmarks.contest import contest
from tests.benchmarks.rows import Row, Run, all_rows
from tests.benchmarks.table import cells, columns, markdown, missed, ratio_text

import byhand as bh

README = Path(__file__).parents[2] / "README.md"
MEASURED = Path(__file__).parent / "measured.json"

FAKE = """
import json, sys
key, tool = sys.argv[1:3]
if tool == "absent":
    print(json.dumps({"missing": "absent"}), flush=True); sys.exit()
if tool == "broken":
    sys.exit(1)
number = 3.5 if tool == "liar" else 3.0
print(json.dumps({"result": [number], "first": 0.5}), flush=True)
times = {"floor": [2.0, 2.0, 9.0], "fast": [1.0, 1.0, 1.0], "quitter": [4.0]}[tool]
for time, _ in zip(times, sys.stdin):
    print(json.dumps(time), flush=True)
"""


def row(tools: list[str]) -> Row:
    """A row of tools that only the fake worker knows."""
    return Row(
        "fake", "fake work", "floor", {tool: lambda: (list, list) for tool in tools}, {"fast": 0.4}
    )


def result(tool: Run) -> list[float]:
    """What a tool computes, as the harness compares it."""
    run, shown = tool
    return shown(run())


def test_tools_take_turns_and_medians_are_compared() -> None:
    tools = ["floor", "fast", "absent", "broken", "liar", "quitter"]
    found = contest(row(tools), tools, 3, command=[sys.executable, "-c", FAKE])
    assert found["floor"].median == 2.0
    assert found["fast"].median == 1.0
    assert found["fast"].first == 0.5
    assert found["absent"].missing == "absent"
    assert found["broken"].failed == "could not be prepared"
    assert "differs by 1.7e-01" in found["liar"].failed
    assert found["quitter"].failed == "stopped while it was measured"


def test_the_table_says_what_was_missed() -> None:
    tools = {
        "floor": {"median": 2.0, "ratio": 1.0, "missing": "", "failed": ""},
        "fast": {"median": 1.0, "ratio": 0.5, "missing": "", "failed": ""},
        "absent": {"median": float("nan"), "ratio": float("nan"), "missing": "x", "failed": ""},
    }
    line = {"key": "fake", "title": "work", "floor": "floor", "within": 0.0}
    line |= {"must": {"fast": 0.4}, "tools": tools}
    assert missed(line) == ["fast"]
    assert missed({**line, "must": {"fast": 0.5}, "within": 1.0}) == ["floor"]
    assert columns({"rows": [line]}) == ["fast", "absent"]
    assert cells(line, ["fast", "absent"])[1:] == ["floor: 2 s", "≤ 0.4", "0.50", "not installed"]


@pytest.mark.parametrize("ratio", [0.81, 9.99, 12.0, 1742.0])
def test_ratios_keep_their_digits(ratio: float) -> None:
    assert float(ratio_text(ratio)) == pytest.approx(ratio, rel=0.01)


def test_every_row_has_its_floor_among_its_tools() -> None:
    rows = all_rows()
    assert len({one.key for one in rows}) == len(rows)
    for one in rows:
        assert {one.floor, "byhand", *one.must} <= one.tools.keys(), one.key


def test_the_floors_compute_what_byhand_computes() -> None:
    """A floor that is wrong would be easy to beat."""
    lines = scalars.random_program(60)
    given = next(scalars.inputs())
    ours = bh.compile(scalars.typed(lines), wrt=scalars.INPUTS)(**given)
    theirs = scalars.straight_line(lines)(**given)
    for name in scalars.INPUTS:
        assert ours[1][name] == pytest.approx(theirs[1][name], rel=1e-12), name
    for one, other in (
        (networks._by_byhand(64, "float64"), networks._by_expert(64, "float64")),
        (mixture._by_byhand(), mixture._by_expert()),
    ):
        np.testing.assert_allclose(result(one), result(other), rtol=1e-10, atol=1e-10)


def test_the_mixture_is_that_of_the_library_too() -> None:
    ours, theirs = result(mixture._by_byhand()), result(mixture._by_autograd())
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


def test_the_neuron_by_hand_is_the_neuron(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "COUNT", 1_000)
    expected = points.shown(points.plain(**points.data()))
    np.testing.assert_allclose(points.shown(points.in_place(**points.data())), expected)
    np.testing.assert_allclose(result(points._by_byhand(2)), expected, rtol=1e-12)


def test_the_table_of_the_readme_is_the_measured_one() -> None:
    report = json.loads(MEASURED.read_text(encoding="utf-8"))
    assert markdown(report) in README.read_text(encoding="utf-8")
    assert report["machine"].keys() == {"processor", "cores", "system", "python"}
    assert {"byhand", "numpy", "python"} <= report["versions"].keys()
