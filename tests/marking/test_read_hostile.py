"""Nothing a student types can raise, hang or run; times are bounded generously."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from byhand.errors import printable
from byhand.marking.answers import Vocabulary
from byhand.marking.read_grouping import LINES_LIMIT, TEXT_LIMIT
from byhand.marking.read_line import LINE_LIMIT
from byhand.marking.read_readers import forget
from byhand.marking.read_text import read_answers

SCALARS = Vocabulary("L", frozenset(["w", "x", "b", "z", "a", "y", "L"]))
ARRAYS = Vocabulary("L", frozenset(["X", "W", "Z", "L"]), {"X": (4, 3), "W": (3, 2), "Z": (4, 2)})
SECONDS = 20.0
"""What a second or two may become on a busy machine; a hang takes longer."""

NASTY = [
    "z = __import__('os').system('id')",
    "z = eval('1')",
    "z = (lambda: 1)()",
    "z = {{7*7}}",
    "z = ${7*7}",
    "z = #{7*7}",
    "z = <script>alert(1)</script>",
    "z = <img src=x onerror=alert(1)>",
    r"z = \input{/etc/passwd}",
    r"z = \write18{id}",
    r"z = \def\x{\x\x}\x",
    r"z = \catcode`\@=11",
    'z = #import "x.typ"',
    "z = %s %n %x",
    "z = {0.__class__}",
    "z = '; DROP TABLE students; --",
    "z = \x00",
    "z = 1\x00",
    "z\x1b[31m = 1",
    "z = \u202e1 + 2",
    "z = \u2066a\u2069",
    "z\u200b = 1",
    "z = \ufeff1",
    "z = \ud800",
    "z = \udfff1",
    "z = \ufffd",
    "z = 1\x0bz = 2",
    "z = 1\x85z = 2",
    "z = 1\u2028z = 2",
    "z = " + "9" * 1_900,
    "z = 1e999999999",
    "z = 1e-999999999",
    "z = 9^9^9^9^9",
    "z = 2^(10^10)",
    "z = (9^999)^(9^999)",
    "z = 1/0",
    "z = 0/0 = nan = inf",
    "z = NaN",
    "z = [" * 400,
    "z = " + "(" * 1_900,
    "z = " + "[" * 1_900,
    "z = " + "{" * 1_900,
    "z = " + ")" * 1_900,
    "z = " + "-" * 1_900,
    "z = " + "|" * 1_900,
    "z = " + "1(" * 900,
    "z = " + "1[" * 900,
    "z = " + "x " * 900,
    "z = " + "wx" * 900,
    "z = " + "x'" * 900,
    "z = " + "x.T" * 600,
    "z = " + "σ'(" * 25 + "x" + ")" * 25,
    "z = " + "sin " * 400 + "x",
    "z = " + "np." * 600 + "sum(x)",
    "z = " + r"\frac{" * 300,
    "z = " + r"\frac{1}{" * 100 + "1" + "}" * 100,
    "z = " + r"\begin{bmatrix}" * 100,
    "z = " + "\\" * 1_900,
    "z = " + "dL/da" * 300,
    "z = " + "sum(x, axis=" * 100,
    "dL/d" + "d" * 1_900 + " = 1",
    "z" + "_" * 1_900 + " = 1",
    "z = x" + "_1" * 900,
    "=" * 1_900,
    "z = " * 480,
    "*" * 1_900 + "= 1",
    "a: " * 600 + "z = 1",
    "so " * 600 + "z = 1",
    "1. " * 600 + "z = 1",
    "中" * 1_900 + " = 1",
    "z = " + "ŷ" * 1_900,
    "z = reshape(x, 99999999999)",
    "z = ones(100000, 100000, 100000)",
    "z = x[99999999999999999999]",
    "z = x[0:1:2:3:4]",
    "z = onehot(x)",
]


@pytest.mark.parametrize("words", [SCALARS, ARRAYS], ids=["numbers", "arrays"])
@pytest.mark.parametrize("line", NASTY, ids=[repr(line[:24]) for line in NASTY])
def test_nasty_lines_are_read_or_refused(line: str, words: Vocabulary) -> None:
    began = time.perf_counter()
    answers = read_answers(f"{line}\nL = 0.5", words)
    assert time.perf_counter() - began < SECONDS
    assert answers[-1].links[0].value == 0.5, "the line below must not suffer"
    for answer in answers:
        answer.text.encode("utf-8")
        if answer.error is not None:
            assert answer.error.en == printable(answer.error.en), (
                "an error must not carry the attack"
            )
            assert 0 <= answer.at <= len(answer.text)


@pytest.mark.parametrize(
    "line",
    [
        "z = \x00",
        "z = \u202e1",
        "z = 1\x0b",
        "z = \ud800",
        "z = \ufffd1",
        "z\u200b = 1",
        "z = \x1b1",
    ],
)
def test_invisible_and_damaged_characters_are_named(line: str) -> None:
    (answer,) = read_answers(line, SCALARS)
    assert answer.error is not None
    assert "character" in answer.error.en


MASSES = {
    "a million lines": "dL/da = 2(a - y)\n" * 1_000_000,
    "a million blank lines": "\n" * 1_000_000,
    "a million brackets": "z = " + "(" * 1_000_000,
    "a million square brackets": "[" * 500_000 + "=" + "]" * 500_000,
    "a million equals signs": "=" * 1_000_000,
    "lists that are never closed": "z = [\n" * 10_000,
    "one list that is never closed": "z = [\n" + "1 2 3\n" * 10_000,
    "long lines": ("z = " + "x + " * 480 + "1\n") * 32,
    "long products": ("Z = " + "X W " * 450 + "\n") * 32,
    "names": "".join(f"q{i} = q{i + 1}\n" for i in range(1_900)),
    "unknown names": "".join(f"q{i} = {i}\nz = p{i}p\n" for i in range(1_000)),
    "carriage returns": "z = 1\r" * 100_000,
}


@pytest.mark.parametrize("words", [SCALARS, ARRAYS], ids=["numbers", "arrays"])
@pytest.mark.parametrize("name", MASSES)
def test_masses_end(name: str, words: Vocabulary) -> None:
    forget()
    began = time.perf_counter()
    answers = read_answers(MASSES[name], words)
    assert time.perf_counter() - began < SECONDS
    assert len(answers) <= LINES_LIMIT + 1


def test_beyond_the_limits_the_rest_is_one_unreadable_answer() -> None:
    answers = read_answers("z = 1\n" * (LINES_LIMIT + 5), SCALARS)
    assert len(answers) == LINES_LIMIT + 1
    assert answers[-1].error is not None
    assert answers[-1].line == LINES_LIMIT + 1
    answers = read_answers("z = 1\n" + " " * TEXT_LIMIT, SCALARS)
    assert [answer.error is None for answer in answers] == [True, False]
    assert len(read_answers("z = 1\n" * LINES_LIMIT, SCALARS)) == LINES_LIMIT
    (answer,) = read_answers("z = 1" + "0" * LINE_LIMIT, SCALARS)
    assert answer.error is not None


_SIGNS = "zaywxLd∂δσ∇_'^*/+-=≈()[]{}|.,;:<>0123456789 \t\n\\&$`#%·⊙²ᵀ½𝟙中—"
_PARTS = ["dL/da", "σ'(", "\\frac{", "\\left", "np.", "axis=", "[1 2; 3", "1{z>0}", "sum(", "e^"]


@settings(max_examples=600, deadline=None)
@given(text=st.text(st.sampled_from(_SIGNS), max_size=60))
def test_any_mixture_of_signs_is_read_or_refused(text: str) -> None:
    for words in (SCALARS, ARRAYS):
        for answer in read_answers(f"z = {text}", words):
            assert answer.error is not None or answer.links


@settings(max_examples=400, deadline=None)
@given(parts=st.lists(st.one_of(st.sampled_from(_PARTS), st.text(max_size=6)), max_size=12))
def test_any_text_is_read_or_refused(parts: list[str]) -> None:
    text = "".join(parts)
    for words in (SCALARS, ARRAYS, Vocabulary("L", frozenset("Lz"), {}, decimal_comma=True)):
        for line in (text, f"z = {text}", f"{text} = 1"):
            for answer in read_answers(line, words):
                assert answer.error is not None or answer.links, line
