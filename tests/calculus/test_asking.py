"""What can be asked: of which value, by which variables, and the answer where nothing depends."""

from __future__ import annotations

import pytest

import byhand as bh
from byhand.calculus.steps import Push
from byhand.errors import InputError

NEURON = "z = w*x + b; a = sigmoid(z); L = (a - y)^2"
POINT = {"w": 2, "x": -1, "b": 0.5, "y": 1}


def test_by_default_every_given_value_gets_a_gradient() -> None:
    assert bh.derive(NEURON, at=POINT).derivation.wrt == ("w", "x", "b", "y")


def test_constants_get_none() -> None:
    d = bh.derive(NEURON, at=POINT, constants=["x", "y"])
    assert d.derivation.wrt == ("w", "b")
    tails = {s.edge.tail for s in d.steps if isinstance(s, Push)}
    assert tails == {"v2", "a", "z", "v1", "w", "b"}


def test_only_the_paths_that_are_asked_for_are_walked() -> None:
    d = bh.derive(NEURON, at=POINT, wrt=["b"])
    assert [s.edge.tail for s in d.steps if isinstance(s, Push)] == ["v2", "a", "z", "b"]


def test_by_an_intermediate_value() -> None:
    d = bh.derive(NEURON, at=POINT, wrt=["z"])
    a = d.value("a")
    assert d.gradient("z") == pytest.approx(2 * (a - 1) * a * (1 - a), rel=1e-14)
    assert d.proof.steps == len(d.steps)
    with pytest.raises(InputError, match="The gradient of 'w' was not computed"):
        d.gradient("w")


def test_of_an_intermediate_value() -> None:
    d = bh.derive(NEURON, at=POINT, of="z")
    assert {name: d.gradient(name) for name in "wxb"} == {"w": -1, "x": 2, "b": 1}
    assert d.derivation.wrt == ("w", "x", "b")


def test_of_one_version_of_a_name() -> None:
    d = bh.derive("d = a*b; d = d + a; d = d^2", at={"a": 2, "b": 3}, of="d'2")
    assert (d.gradient("a"), d.gradient("b"), d.value("d'2")) == (4, 2, 8)


def test_by_an_input_that_is_reassigned() -> None:
    d = bh.derive("x = x^2; x = x + 1; L = 3*x", at={"x": 5})
    assert (d.gradient("x"), d.gradient("x'2"), d.value("x"), d.value("x'3")) == (30, 3, 5, 26)


# The gradient is 0 where the output does not depend on the variable, and nothing is pushed there.
INDEPENDENT = [
    ("a = x^2; b = y; L = a", ["x", "y"], {"x": 6, "y": 0}),
    ("L = x^2; M = y", ["y"], {"y": 0}),
    ("L = y; L = x^2 + 0*x", ["y"], {"y": 0}),
    ("L = ind(y > 0) + x", ["y", "x"], {"y": 0, "x": 1}),
]


@pytest.mark.parametrize(("program", "wrt", "gradients"), INDEPENDENT)
def test_independent_variable(program: str, wrt: list[str], gradients: dict[str, float]) -> None:
    d = bh.derive(program, at={"x": 3, "y": 2}, of="L", wrt=wrt)
    assert {name: d.gradient(name) for name in wrt} == gradients
    for name in wrt:
        if gradients[name] == 0:
            assert str(d.closed_form(name)) == "0"
            assert str(d.formula(name)) == "0"
    assert d.proof.steps == len(d.steps)


def test_not_computed_is_not_zero() -> None:
    d = bh.derive("a = x*y; L = a^2; M = L + x", at={"x": 1, "y": 2}, of="L")
    assert "M" not in d.derivation.gradients
    with pytest.raises(InputError, match="The gradient of 'M' was not computed"):
        d.gradient("M")


REFUSED = [
    ({"wrt": ["q"]}, "The program has no variable 'q'."),
    ({"wrt": ["ww"]}, "The program has no variable 'ww'. Did you mean 'w'?"),
    ({"of": "LL"}, "The program has no variable 'LL'. Did you mean 'L'?"),
    ({"constants": ["q"]}, "The program has no variable 'q'."),
    ({"wrt": ["w"], "constants": ["w"]}, "'w' is declared a constant"),
]


@pytest.mark.parametrize(("asked", "message"), REFUSED)
def test_what_cannot_be_asked(asked: dict[str, list[str]], message: str) -> None:
    with pytest.raises(InputError) as caught:
        bh.derive(NEURON, at=POINT, **asked)  # type: ignore[arg-type]
    assert caught.value.message.en.startswith(message)
    assert caught.value.message.zh != caught.value.message.en


def test_numbers_are_asked_for_in_vain_without_values() -> None:
    d = bh.derive(NEURON)
    with pytest.raises(InputError, match="There are no values"):
        d.gradient("w")
    with pytest.raises(InputError, match="There are no values"):
        d.value("z")


@pytest.mark.parametrize("program", ["L = 5", "a = 2; L = a*3"])
def test_a_program_without_inputs_has_a_value(program: str) -> None:
    d = bh.derive(program)
    assert d.proof.steps == len(d.steps)
    assert d.derivation.wrt == ()
