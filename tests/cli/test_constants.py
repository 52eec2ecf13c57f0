"""A constant without a value is a mistake of its line, with and without numbers for the names."""

from __future__ import annotations

from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

Byhand = Callable[..., CompletedProcess[str]]

NO_VALUE = ["L = 1/0", "L = x + 1/0", "L = x^2*log(-1)", "L = x*(2 - 2)^-1", "L = x/(2 - 2)"]


@pytest.mark.parametrize("at", ["x=1", ""])
@pytest.mark.parametrize("program", NO_VALUE)
def test_a_constant_without_a_value(byhand: Byhand, program: str, at: str) -> None:
    values = ["--at", at] if at and "x" in program else []
    run = byhand("derive", "-e", program, *values)
    assert run.returncode == 2
    assert run.stdout == ""
    message, quoted, caret = run.stderr.splitlines()
    assert message.startswith("Error: Line 1 has no value: ")
    assert quoted == f"  {program}"
    assert caret.strip() == "^"
