"""A sigmoid neuron, and a submission to it with a verdict of every kind, made by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

from byhand.graph import Edge
from byhand.language.expr import Name, Partial
from byhand.language.parse import parse_expression
from byhand.marking.answers import Answer, Link, Target
from byhand.marking.asking import key_of
from byhand.marking.key import Key
from byhand.marking.mistakes.table import MISTAKES
from byhand.marking.report import Report
from byhand.marking.verdicts import Explained, Line, Marked, Verdict
from byhand.page.blocks import prose
from byhand.problem import Problem
from byhand.text import Text, same

AT = {"w": 2, "x": -1, "b": 0.5, "y": 1}
ASK = ("z", "a", "dL/da", "dL/dz", "dL/dw", "dL/db")
PROBLEM = Problem(
    "z = w*x + b; a = sigmoid(z); L = (a - y)^2",
    AT,
    title=Text(en="Sigmoid neuron", zh="Sigmoid 神经元"),
    constants=("y",),
    ask=ASK,
)
RIGHT = """z = -1.5
a = 0.1824
dL/da = 2(a - y) = -1.6351
dL/dz = dL/da * a*(1 - a) = -0.2439
dL/dw = 0.2439
dL/db = -0.2439
"""
"""Every asked line, right; worked out with a pocket calculator."""


@cache
def key() -> Key:
    return key_of(PROBLEM)


def gradient(name: str) -> Partial:
    return Partial("L", name)


def written(line: int, text: str, target: Target | None, verdict: Verdict, **more: Any) -> Line:
    """One line of a student."""
    link = Link(
        text.partition("=")[2].strip(), None, more.pop("value", None), None, more.pop("read", "")
    )
    answer = Answer(line, text, target, (link,), more.pop("error", None), more.pop("at", 0))
    return Line(target, verdict, answer, **more)


def mistake() -> Explained:
    return Explained(MISTAKES["one_branch"], gradient("a"), Edge("a", "v2", 0))


def sample(student: str = "Ann", injected: str = "") -> Report:
    """A submission with every verdict; what is injected stands in every text of the student."""
    remark = prose(Text(en="This is σ(z).", zh="这就是 σ(z)。"))
    wrong = parse_expression("2*(a - y)")
    error = same(f"This bracket was never opened {injected}.")
    lines = (
        written(1, f"z = -1.5 {injected}", Name("z"), "correct", value=-1.5),
        written(2, "a = 1/(1+exp(-z))", Name("a"), "other_form", read=injected, says=(remark,)),
        written(
            3,
            f"dL/da = a - y {injected}",
            gradient("a"),
            "mistake",
            value=-0.8176,
            mistakes=(mistake(),),
            expected=wrong,
            expected_value=-1.63515,
        ),
        written(4, "dL/dz = -0.1219", gradient("z"), "follows", value=-0.1219),
        written(5, f"dL/dw = 1)( {injected}", gradient("w"), "unreadable", error=error, at=9),
        written(6, f"delta = 3 {injected}", Name("delta"), "unjudged", value=3.0),
        Line(gradient("b"), "missing"),
    )
    return Report(Marked(student, lines), key(), PROBLEM)
