"""The gradient check: which lines it passes, which it fails, and what it says at a kink."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

import byhand as bh
from byhand.graph import Graph, build
from byhand.language.parse import parse
from byhand.numeric.differences import central, central_digits, scattered
from byhand.numeric.gradcheck import gradcheck
from byhand.numeric.tolerances import Tolerance


def _graph(source: str) -> Graph:
    return build(parse(source))


def test_right_gradients_pass() -> None:
    report = bh.gradcheck("L = (sigmoid(w*x) - y)^2*exp(b)", at={"w": 2, "x": -1, "b": 0.5, "y": 1})
    assert [line.verdict for line in report.lines] == ["ok"] * 4
    assert report.ok
    assert bool(report)
    assert {line.method for line in report.lines} == {"complex"}
    assert max(line.maxdiff for line in report.lines) < 1e-15


def test_wrong_gradients_differ_and_the_worst_comes_first() -> None:
    right = {"x": 3.0, "y": 2.0, "z": 1.0}
    wrong = {**right, "y": 2.5, "z": -1.0}
    report = gradcheck(_graph("L = x*y + z"), "L", {"x": 2.0, "y": 3.0, "z": 0.0}, wrong)
    found = [(line.name, line.verdict) for line in report.lines]
    assert found == [("z", "differs"), ("y", "differs"), ("x", "ok")]
    assert not report
    assert report.lines[0].maxdiff == pytest.approx(2.0, abs=1e-6)
    assert report.lines[0].approximate == pytest.approx(1.0, abs=1e-6)


TOLERANCES = [(1e-5, "ok"), (9e-4, "ok"), (1.2e-3, "differs"), (0.1, "differs")]


@pytest.mark.parametrize(("error", "verdict"), TOLERANCES)
def test_tolerances_are_those_of_pytorch(error: float, verdict: str) -> None:
    # |exact − approximate| ≤ 1e-5 + 1e-3·|approximate|, with a gradient of 1.
    report = gradcheck(_graph("L = x"), "L", {"x": 5.0}, {"x": 1.0 + error}, method="central")
    assert report.tolerances == {"central": Tolerance(1e-6, 1e-5, 1e-3)}
    assert report.lines[0].verdict == verdict


def test_at_a_kink_a_difference_is_no_failure() -> None:
    report = bh.gradcheck("L = relu(x) + y^2", at={"x": 0, "y": 1})
    lines = {line.name: line for line in report.lines}
    assert lines["x"].verdict == "kink"
    assert lines["x"].exact == 0
    assert lines["x"].approximate == pytest.approx(0.5)
    assert lines["y"].verdict == "ok"
    assert report.ok


def test_at_the_edge_of_the_domain_nothing_is_judged() -> None:
    report = bh.gradcheck("L = x^1.5 + y", at={"x": 0, "y": 1})
    lines = {line.name: line for line in report.lines}
    assert lines["x"].verdict == "edge"
    assert math.isnan(lines["x"].approximate)
    assert [line.name for line in report.lines] == ["y", "x"]  # what is not judged comes last
    assert report.ok


def test_report_reads_as_a_table() -> None:
    header, row = str(bh.gradcheck("L = x^2", at={"x": 3})).split("\n")
    assert [part.strip() for part in header.split("|")][:4] == [
        "name",
        "exact",
        "approximate",
        "maxdiff",
    ]
    cells = [part.strip() for part in row.split("|")]
    assert (cells[0], cells[1], *cells[-2:]) == ("x", "6", "ok", "complex")


def test_gradcheck_needs_values() -> None:
    with pytest.raises(bh.InputError, match="There are no values"):
        bh.gradcheck("L = x^2")


def test_central_difference_of_a_cubic_has_an_error_of_eps_squared() -> None:
    graph = _graph("L = x^3")
    for eps in (1e-1, 1e-2, 1e-3):
        error = central(graph, "L", {"x": 2.0}, "x", eps) - 12
        assert error == pytest.approx(eps**2, rel=1e-3), f"{eps}: {error} and {eps**2}"


def test_central_difference_with_many_digits() -> None:
    at = {"x": Fraction(1), "y": Fraction(2)}
    found = central_digits(_graph("L = exp(x)*y"), "L", at, {"x": Fraction(1)})
    assert found == pytest.approx(2 * math.e, rel=1e-15)


def test_scattered_directions_are_the_same_on_every_run_and_never_zero() -> None:
    names = [f"x{i}" for i in range(50)]
    first, second = scattered(names, 4), scattered(names, 4)
    assert first == second
    assert len({tuple(d.values()) for d in first}) == 4
    assert all(all(d.values()) for d in first), first
