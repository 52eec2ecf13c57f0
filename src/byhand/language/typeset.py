"""What typeset notations share."""

from __future__ import annotations

from itertools import product

_ENDS = ("number", "letter", "brackets", "fraction")
_STARTS = ("letter", "brackets", "fraction")

SILENT = (
    frozenset(product(_ENDS, _STARTS))
    | {("call", "brackets"), ("number", "call"), ("letter", "call")}
) - {("number", "fraction"), ("fraction", "fraction")}
"""Factors that stand side by side in print: `2x`, `wx`, `a(1 − a)`; never two numbers or words."""
