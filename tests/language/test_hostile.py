"""Whatever is typed ends at once in a clear error: nothing is run, hangs or crashes."""

from __future__ import annotations

import re

import pytest

from byhand.errors import InputError
from byhand.language.parse import parse

HOSTILE = {
    "import": "L = __import__('os').system('x')",
    "import without quotes": "L = __import__(os)",
    "attribute": "L = x.__class__.__bases__",
    "attribute of a number": "L = (1).real",
    "lambda": "L = lambda x: x",
    "lambda in brackets": "L = (lambda: 0)()",
    "comprehension": "L = [x for x in y]",
    "generator": "L = max(x for x in y)",
    "f-string": 'L = f"{x}"',
    "walrus": "L = (y := 3)",
    "conditional": "L = x if y else z",
    "dictionary": "L = {x: 1}",
    "star": "L = max(*x)",
    "decorator": "@x\nL = 1",
    "backslash": "L = x + \\\n y",
    "semicolon import": "import os; L = 1",
    "tower": "L = 9**9**9**9",
    "tower in brackets": "L = 9**(9**(9**9))",
    "power of a power": "L = x**(10**9)",
    "negative power": "L = x**-(10**9)",
    "power of decimals": "L = x^(1e300)",
    "tower of inverse powers": "L = x^(2^(2^(2^(2^2))))",
    "brackets": "L = " + "(" * 10_000 + "x" + ")" * 10_000,
    "only opening": "(" * 10_000,
    "only closing": ")" * 10_000,
    "calls": "L = " + "sin(" * 10_000 + "x" + ")" * 10_000,
    "signs": "L = " + "-" * 10_000 + "x",
    "plus signs": "L = " + "+" * 10_000 + "x",
    "powers": "L = " + "x^" * 10_000 + "x",
    "long line": "L = " + "x" * 10_000_000,
    "long comment": "L = x # " + "x" * 10_000_000,
    "long program": "L = 1\n" * 4_000_000,
    "null byte": "L = x\0 + y",
    "escape": "L = x\x1b[2J",
    "bidirectional": "L = x\u202e + y",
    "bidirectional isolate": "L = \u2066x\u2069",
    "zero width": "L = x\u200by",
    "zero width joiner": "L = x\u200dy",
    "soft hyphen": "L = x\u00ady",
    "no-break space": "L =\u00a0x",
    "line separator": "L = x\u2028y = 1",
    "lone surrogate": "L = \ud800",
    "private use": "L = \ue000",
    "huge exponent": "L = 1e999999999",
    "huge negative exponent": "L = 1e-999999999",
    "many digits": "L = " + "1" * 10_000,
    "many decimals": "L = 0." + "1" * 10_000,
    "many superscripts": "L = x" + "⁹" * 10_000,
    "emoji": "L = 🙂",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_is_a_clear_error(source: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(source)
    error = caught.value
    assert re.fullmatch(r"[^\n]{15,250}", error.message.en), error.message.en
    assert re.search(r"[\u4e00-\u9fff]{3}", error.message.zh), error.message.zh
    assert len(error.quote) < 400, error.quote


@pytest.mark.parametrize("name", ["null byte", "escape", "bidirectional", "lone surrogate"])
def test_control_characters_never_reach_the_terminal(name: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(HOSTILE[name])
    said = str(caught.value).replace("\n", "")
    assert said.isprintable(), ascii(said)


@pytest.mark.parametrize("count", [99, 100])
def test_ordinary_depth_is_allowed(count: int) -> None:
    assert parse("L = " + "(" * count + "x" + ")" * count).inputs() == ["x"]


def test_a_long_name_is_only_a_long_name() -> None:
    name = "x" * 5_000
    assert parse(f"L = {name}^2").inputs() == [name]
