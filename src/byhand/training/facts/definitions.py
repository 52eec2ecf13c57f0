"""The definition of an activation and its derivative, with the letters of its settings."""

from __future__ import annotations

from typing import Any

from byhand.graph import build
from byhand.language.expr import Expr, Name, Partial, substitute
from byhand.language.parse import parse, parse_expression
from byhand.ops import CATALOGUE, Op
from byhand.page.blocks import Part, Row
from byhand.page.rows import chain, numbers_in, value_part
from byhand.text import Text
from byhand.training.curves import curve
from byhand.training.facts.maths import equals
from byhand.training.lessons.derived import prove_at
from byhand.training.lessons.story import Story

PLACE = 1
"""Where a derivative is worked out."""
LETTERS = {"negative_slope": "alpha", "scale": "lambda"}
"""Settings whose letter in a formula is not their name."""
WRITTEN = {"tanh": "(exp(x) - exp(-x))/(exp(x) + exp(-x))"}
"""Definitions of what the catalogue takes from a library."""
_DEFINED = Text(en="The definition:", zh="定义：")
_SETTINGS = Text(en="The definition, with {told}:", zh="定义，其中 {told}：")


def defined(story: Story, name: str) -> None:
    """Display what an activation is, and its derivative at one place."""
    op = CATALOGUE[name]
    formula = parse_expression(WRITTEN.get(name, op.formula))
    if op.settings:
        parts: dict[str, Any] = {key: _setting(op, key, story.digits) for key in op.settings}
        story.say(_SETTINGS.fill(told=_told(op)), "rule", **parts)
    else:
        story.say(_DEFINED, "rule")
    story.formulas(equals(parse_expression(f"{name}(x)"), _lettered(op, formula)))
    if op.settings:
        prove_at(build(parse(f"a = {name}(x)")), {"x": PLACE}, "a", ["x"])
        story.formulas(Row((Part("", Name("a")), Part("=", parse_expression(f"{name}(x)")))))
        story.formulas(derivative(op, story.digits))
    else:
        story.gradients(f"a = {name}(x)", ["x"], {"x": PLACE})


def derivative(op: Op, digits: int) -> Row:
    """The derivative in letters, in numbers, and its value."""
    import numpy as np

    place = np.array([float(PLACE)])
    found = curve(op.name)
    form = substitute(_lettered(op, parse_expression(op.partials["x"])), {"out": Name("a")})
    at: dict[str, Any] = {_letter(key): float(value) for key, value in op.settings.items()}
    at |= {"x": PLACE, "a": float(found.value(place)[0])}
    slope = float(found.slope(place)[0])
    filled, last = numbers_in(form, at, digits), value_part(slope, digits)
    middle = [] if filled == last.expr else [Part("=", filled, dots=True)]
    return chain(Partial("a", "x"), [Part("=", form), *middle, last], "gradient")


def _letter(key: str) -> str:
    return LETTERS.get(key, key)


def _lettered(op: Op, expr: Expr) -> Expr:
    """A formula with the letters of the settings in the place of their names."""
    return substitute(expr, {key: Name(_letter(key)) for key in op.settings})


def _told(op: Op) -> Text:
    """The settings with places for their values; an argument of another name is told too."""
    en, zh = [], []
    for key in op.settings:
        place, other = f"{{{key}}}", _letter(key) != key
        en.append(f"{place} (the argument {key})" if other else place)
        zh.append(f"{place}（即参数 {key}）" if other else place)
    return Text(en=" and ".join(en), zh="、".join(zh))


def _setting(op: Op, key: str, digits: int) -> Row:
    """A setting and its value: `α = 1`."""
    return Row((Part("", Name(_letter(key))), value_part(float(op.settings[key]), digits)))
