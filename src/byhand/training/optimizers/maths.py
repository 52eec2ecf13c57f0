"""Sentences with mathematics in them."""

from __future__ import annotations

import re

from byhand.language.expr import Expr
from byhand.language.parse import parse_expression
from byhand.page.blocks import Part, Prose, Row, prose
from byhand.text import LANGS, Text

_FORMULA = re.compile("`([^`]*)`")


def with_maths(text: Text) -> Prose:
    """A sentence whose formulas stand between backticks, in byhand's language.

    >>> from byhand.page.blocks import spans
    >>> sentence = Text(en="`v = mu*v + g` decays", zh="`v = mu*v + g` 衰减")
    >>> [type(span).__name__ for span in spans(with_maths(sentence), "en")]
    ['Row', 'str']
    """
    formulas: dict[str, str] = {}
    said: dict[str, str] = {}
    for lang in LANGS:
        said[lang] = _FORMULA.sub(
            lambda match: "{" + formulas.setdefault(match[1], f"f{len(formulas)}") + "}",
            text.say(lang),
        )
    parts: dict[str, Row | Expr] = {key: _formula(formula) for formula, key in formulas.items()}
    return prose(Text(en=said["en"], zh=said["zh"]), **parts)


def _formula(text: str) -> Row | Expr:
    left, sign, right = text.partition(" = ")
    if not sign:
        return parse_expression(left)
    return Row((Part("", parse_expression(left)), Part("=", parse_expression(right))))
