"""Formulas of the catalogue with a call's own operands and settings put in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from byhand.language.cursor import Cursor
from byhand.language.defaults import differs
from byhand.language.expr import Apply, Expr, Leaf, Literal, Name, Static, fold
from byhand.language.grammar import Grammar

Word = Expr | tuple[Expr, ...]
"""What stands in for an operand name: an expression, or several for an operand given many times."""


@lru_cache(maxsize=1024)
def template(text: str) -> Expr:
    """Read a formula of the catalogue, where the name of a setting may stand for its value.

    >>> template("sum(g, axis=axis)").settings
    (('axis', Literal(value='axis')),)
    """
    cursor = Cursor(text)
    expr = Grammar(cursor, template=True).choice()
    cursor.expect_end()
    return expr


def filled(formula: Expr, words: Mapping[str, Word], settings: Mapping[str, Expr]) -> Expr:
    """A formula with operands for its names and values for the settings it mentions.

    `axes_inverse` stands for the permutation that undoes `axes`, `reverse_not` for the other way.
    """

    def leaf(node: Leaf) -> Word:
        if not isinstance(node, Name):
            return node
        return words.get(node.name, settings.get(node.name, node))

    def join(node: Apply, parts: list[Word]) -> Word:
        args: list[Expr] = []
        for part in parts:
            args += part if isinstance(part, tuple) else (part,)
        inner = tuple(
            (key, value)
            for key, value in ((key, _setting(old, settings)) for key, old in node.settings)
            if differs(node.op, key, value)
        )
        return Apply(node.op, tuple(args), inner, node.at)

    result = fold(formula, leaf, join)
    assert not isinstance(result, tuple)
    return result


def _setting(value: Expr, settings: Mapping[str, Expr]) -> Expr:
    if isinstance(value, Name):
        return settings.get(value.name, value)
    if not isinstance(value, Literal) or not isinstance(value.value, str):
        return value
    word = value.value
    if word in settings:
        return settings[word]
    for ending, change in (("_inverse", _inverse), ("_not", _not)):
        if word.endswith(ending) and word.removesuffix(ending) in settings:
            known = settings[word.removesuffix(ending)]
            assert isinstance(known, Literal)
            return Literal(change(known.value))
    return value


def _inverse(axes: Static) -> Static:
    if not isinstance(axes, tuple):
        return axes
    places = [axis % len(axes) for axis in axes if isinstance(axis, int)]
    return tuple(places.index(i) for i in range(len(axes)))


def _not(switch: Static) -> Static:
    return not switch
