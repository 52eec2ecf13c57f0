"""One entry of an array, derived in scalars beside the matrix rule."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import byhand as bh
from byhand.errors import InputError
from byhand.language.notations import UNICODE
from byhand.language.show import show
from byhand.page.blocks import Document, Equations, Heading, Paragraph, Row, spans
from byhand.page.expand import expand_document
from byhand.writers import WRITERS, writer_for

NET = "Z1 = X @ W1 + b1; A1 = relu(Z1); Z2 = A1 @ W2 + b2; L = cross_entropy(Z2, Y)"
AT: dict[str, Any] = {
    "X": [[1, 2], [0.5, -1]],
    "W1": [[0.5, 1, -1], [0.25, -0.5, 2]],
    "b1": [0, 0.1, 0],
    "W2": [[1, -1], [0.5, 2], [-0.5, 0.25]],
    "b2": [0, 0],
    "Y": [[1, 0], [0, 1]],
}


def _line(row: Row) -> str:
    return "".join(
        (f" {part.sign} " if part.sign else "") + show(part.expr, UNICODE) for part in row.parts
    )


def _lines(document: Document) -> list[str]:
    return [_line(row) for b in document.blocks if isinstance(b, Equations) for row in b.rows]


def _said(document: Document, lang: Any = "en") -> str:
    words = []
    for block in document.blocks:
        if isinstance(block, Heading):
            words.append(block.text.say(lang))
        elif isinstance(block, Paragraph):
            parts = spans(block.prose, lang)
            words.append("".join(p if isinstance(p, str) else _line(p) for p in parts))
    return "\n".join(words)


def test_the_entry_is_the_sum_over_its_uses() -> None:
    d = bh.derive(NET, at=AT)
    document = expand_document(d.derivation, "W1", (0, 1))
    lines = _lines(document)
    asked = next(line for line in lines if line.startswith("∂L/∂W₁[0,1]"))
    assert asked.startswith(
        "∂L/∂W₁[0,1] = ∂L/∂Z₁[0,1] · ∂Z₁[0,1]/∂W₁[0,1] + ∂L/∂Z₁[1,1] · ∂Z₁[1,1]/∂W₁[0,1]"
        " = ∂L/∂Z₁[0,1] · X[0,0] + ∂L/∂Z₁[1,1] · X[1,0] = "
    )
    # The value of PyTorch's formula (P − Y)/N carried back by hand.
    z1 = np.array(AT["X"]) @ np.array(AT["W1"]) + np.array(AT["b1"])
    z2 = np.maximum(z1, 0) @ np.array(AT["W2"])
    p = np.exp(z2) / np.exp(z2).sum(axis=1, keepdims=True)
    g1 = ((p - np.array(AT["Y"])) / 2 @ np.array(AT["W2"]).T) * (z1 > 0)
    expected = float((np.array(AT["X"]).T @ g1)[0, 1])
    assert document.data["gradient"] == pytest.approx(expected, rel=1e-12)
    assert asked.endswith(f"≈ {expected:.4f}"), f"{asked} and {expected}"


def test_only_what_lies_between_is_shown() -> None:
    d = bh.derive(NET, at=AT)
    lines = _lines(expand_document(d.derivation, "W1", (0, 1)))
    # Column 1 of W1 reaches column 1 of Z1 and A1, and nothing of columns 0 and 2.
    assert not any("∂L/∂Z₁[0,0]" in line or "∂L/∂A₁[1,2]" in line for line in lines), lines
    starts = [line.split(" ")[0] for line in lines]
    order = ["∂L/∂Z₂[1,1]", "∂L/∂A₁[1,1]", "∂L/∂Z₁[1,1]", "∂L/∂W₁[0,1]"]
    assert [starts.index(start) for start in order] == sorted(starts.index(s) for s in order)


def test_without_values_small_arrays_are_taken() -> None:
    d = bh.derive("X: (N, D); w: D; y: N; r = X @ w - y; L = sum(r^2)")
    document = expand_document(d.derivation, "w", (-1,))
    assert "D = 2, N = 3" in _said(document)
    assert "D = 2, N = 3" in _said(document, "zh")
    asked = next(line for line in _lines(document) if line.startswith("∂L/∂w[1]"))
    ending = "∂L/∂r[0] · X[0,1] + ∂L/∂r[1] · X[1,1] + ∂L/∂r[2] · X[2,1]"
    assert asked.endswith(ending), asked


def test_an_entry_without_influence() -> None:
    d = bh.derive("L = x[0]^2", at={"x": [3, 4]})
    document = expand_document(d.derivation, "x", (1,))
    assert "L does not depend on x[1], so the derivative is 0." in _said(document)
    assert document.data["gradient"] == 0


def test_a_scalar_among_arrays_is_its_own_entry() -> None:
    d = bh.derive("L = sum(c * x)", at={"c": 2, "x": [3, 4]})
    asked = [line for line in _lines(expand_document(d.derivation, "c", ())) if "∂L/∂c" in line]
    assert asked[0] == "∂L/∂c = x[0] + x[1] = 3 + 4 = 7"


@pytest.mark.parametrize("entry", [(2, 0), (0, 3), (-3, 0), (0,), (0, 0, 0)])
def test_an_entry_that_does_not_exist(entry: tuple[int, ...]) -> None:
    d = bh.derive(NET, at=AT)
    with pytest.raises(InputError, match="'W1' has shape") as caught:
        expand_document(d.derivation, "W1", entry)
    assert "没有元素" in caught.value.say("zh")


@pytest.mark.parametrize("suffix", [s for s in WRITERS if s not in ("pdf", "ipynb")])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_format_writes_it(suffix: str, lang: Any) -> None:
    document = expand_document(bh.derive(NET, at=AT).derivation, "W2", (1, 0))
    pages = writer_for(suffix).write(document, lang, {}, "entry")
    assert all(content for content in pages.values())
