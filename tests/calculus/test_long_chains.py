"""Ten thousand operations: no recursion, and work that grows with the length and no faster."""

from __future__ import annotations

import math

import pytest

import byhand as bh
from byhand.calculus.steps import Forward, Push
from byhand.language.expr import size


def _chain(length: int) -> str:
    """x → sin(x)·w, over and over: two operations a line."""
    lines = ["h0 = x"]
    for i in range(length // 2):
        lines.append(f"h{i + 1} = sin(h{i}) * w")
    return "\n".join([*lines, f"L = h{length // 2}"])


def test_a_chain_of_ten_thousand_operations_derives() -> None:
    length = 10_000
    d = bh.derive(_chain(length), at={"x": 0.5, "w": 1.01})
    gradient, h = 1.0, 0.5
    for _ in range(length // 2):
        gradient, h = gradient * math.cos(h) * 1.01, math.sin(h) * 1.01
    assert d.value("L") == pytest.approx(h, rel=1e-9)
    assert d.gradient("x") == pytest.approx(gradient, rel=1e-9)
    lines = [str(d.formula(name)) for name in d.derivation.order if name != "w"]
    assert len(lines) == length + 3
    assert max(map(len, lines)) < 40, max(lines, key=len)
    assert len(d.backward.nodes) > length


def _counts(length: int) -> tuple[int, int, int]:
    d = bh.derive(_chain(length))
    forward = sum(isinstance(step, Forward) for step in d.steps)
    pushes = [step for step in d.steps if isinstance(step, Push)]
    written = sum(1 + size(step.local) for step in pushes)
    return forward, len(pushes), written


def test_steps_and_formulas_grow_linearly() -> None:
    small, large = _counts(500), _counts(2000)
    # Two operations a link: two forward steps, three pushes (through sin, and to both factors).
    assert small[:2] == (500 + 2, 3 * 250 + 2)
    assert large[:2] == (2000 + 2, 3 * 1000 + 2)
    growth = large[2] / small[2]
    assert growth == pytest.approx(4, rel=0.02), f"{small[2]} and {large[2]} symbols"


def test_a_long_sum_in_one_line_derives() -> None:
    terms = 5_000
    d = bh.derive("L = " + " + ".join(["x*y"] * terms), at={"x": 2, "y": 3})
    assert (d.gradient("x"), d.gradient("y")) == (3 * terms, 2 * terms)
    assert len(d.derivation.gathers["x"].pushes) == terms


def test_closed_form_of_a_long_chain_stays_bounded() -> None:
    form = str(bh.derive(_chain(400)).closed_form("x"))
    assert len(form) < 3000, len(form)
    assert "dL/d" in form


def test_a_long_chain_is_proved() -> None:
    d = bh.derive(_chain(2_000), at={"x": 0.5, "w": 1.01})
    assert d.proof.steps == len(d.steps)
    assert set(d.proof.differences) | set(d.proof.skipped) == {"x", "w"}


def test_a_page_adds_up_hundreds_of_uses_of_one_weight() -> None:
    """A recurrent net: its weight is used at every step, so one line sums them all."""
    steps = 600
    d = bh.derive("; ".join(["h = h*w + x"] * steps) + "; L = h", {"h": 0, "w": 1, "x": 1})
    # h after n steps is x(1 + w + ... + w^(n-1)), so its slope at w = 1 is x·(0 + 1 + ... + n-1).
    assert d.gradient("w") == steps * (steps - 1) / 2
    assert d.formula("w") == d.formula("w")
    assert d.document(detail="full").blocks == d.document(detail="full").blocks
