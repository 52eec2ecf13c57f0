"""The section that says why matrix rules hold."""

from __future__ import annotations

import byhand as bh
from byhand.language.notations import UNICODE
from byhand.language.show import show
from byhand.page.array_entries import entry_blocks
from byhand.page.blocks import Equations, Paragraph


def _told(source: str) -> tuple[list[str], list[str]]:
    """The left sides of the lines, and the English of the notes."""
    blocks = list(entry_blocks(bh.derive(source).derivation))
    rows = [row for block in blocks if isinstance(block, Equations) for row in block.rows]
    notes = [b.prose.text.en for b in blocks if isinstance(b, Paragraph) and b.role == "note"]
    return [show(row.parts[0].expr, UNICODE) for row in rows], notes


def test_a_definition_is_said_once_for_both_operands() -> None:
    lefts, notes = _told("X: (N, D); W: (D, H); Z = X @ W; L = sum(Z^2)")
    assert lefts.count("Z[i,j]") == 1
    assert {"∂L/∂X[i,k]", "∂L/∂W[k,j]"} <= set(lefts)
    assert notes == []


def test_an_operand_that_is_used_once_explains_a_rule_best() -> None:
    # U and W both multiply u; only V multiplies something that is read once.
    source = "U: (H, D); W: (H, D); V: (K, H); u: D; h = tanh(U @ u + W @ u); L = sum((V @ h)^2)"
    lefts, _ = _told(source)
    assert {"∂L/∂V[i,k]", "∂L/∂h[k]"} <= set(lefts), lefts


def test_delta_is_explained_where_it_is_used() -> None:
    lefts, notes = _told("S: (N, K); T: (N, K); L = sum(T*softmax(S, axis=1))")
    assert "∂L/∂S[i,k]" in lefts
    assert len(notes) == 1
    assert "equal" in notes[0]
