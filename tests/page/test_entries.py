"""The chain rule for one entry, in index notation, is what the matrix rule computes."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from tests.ops.samples import SAMPLES, Sample, derived

import byhand as bh
from byhand.calculus.derivation import Derivation
from byhand.language.expr import Apply, Expr, Leaf, Name, Number, Partial, leaves
from byhand.language.forms_of import TOTAL
from byhand.language.identifiers import symbol
from byhand.language.notations import NOTATIONS
from byhand.language.show import show
from byhand.numeric.backends import FLOAT
from byhand.numeric.functions import function_of
from byhand.page.blocks import Row
from byhand.page.entries import justification


def _array(name: str) -> str:
    return name.partition("[")[0]


class Reader:
    """Works a line of index notation out, letter by letter, without any array operation."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.sizes: dict[str, int] = {}

    def learn(self, expr: Expr) -> None:
        """How far each letter runs, from the entries that carry it."""
        for leaf in self.every_leaf(expr):
            name = leaf.name if isinstance(leaf, Name) else getattr(leaf, "wrt", "")
            for axis, index in enumerate(symbol(name).entry):
                if index.isalpha() and _array(name) in self.derivation.values:
                    size = np.shape(self.derivation.values[_array(name)])[axis]
                    assert self.sizes.setdefault(index, size) == size, name

    def every_leaf(self, expr: Expr) -> list[Leaf]:
        found: list[Leaf] = list(leaves(expr))
        of = [Name(leaf.of) for leaf in found if isinstance(leaf, Partial)]
        return [*found, *of]

    def value(self, expr: Expr, at: Mapping[str, int]) -> float:
        if isinstance(expr, Apply) and expr.op == TOTAL:
            letters = str(dict(expr.settings)["over"].value)  # type: ignore[union-attr]
            ranges = [range(self.sizes[letter]) for letter in letters]
            return sum(
                self.value(expr.args[0], {**at, **dict(zip(letters, place, strict=True))})
                for place in itertools.product(*ranges)
            )
        if isinstance(expr, Apply):
            parts = [self.value(arg, at) for arg in expr.args]
            return function_of(expr.op, expr.settings, FLOAT)(*parts)
        if isinstance(expr, Number):
            return float(expr.value)
        name = expr.name if isinstance(expr, Name) else expr.wrt  # type: ignore[union-attr]
        entry = tuple(at[i] if i.isalpha() else int(i) for i in symbol(name).entry)
        if name.startswith("delta["):
            return float(entry[0] == entry[1])
        known = self.derivation.values if isinstance(expr, Name) else self.derivation.gradients
        return float(np.asarray(known[_array(name)])[entry])


def worked_out(derivation: Derivation, row: Row, link: int) -> np.ndarray:
    """A link of a line at every entry of what stands on its left."""
    reader = Reader(derivation)
    left = row.parts[0].expr
    for part in row.parts:
        reader.learn(part.expr)
    name = left.name if isinstance(left, Name) else left.wrt  # type: ignore[union-attr]
    letters = symbol(name).entry
    found = np.zeros(np.shape(derivation.values[_array(name)]))
    for place in np.ndindex(*found.shape):
        at = {i: p for i, p in zip(letters, place, strict=True) if i.isalpha()}
        found[place] = reader.value(row.parts[link].expr, at)
    return found


EXPLAINED = [
    sample
    for sample in SAMPLES
    if any(justification(derived(sample), p) for ps in derived(sample).pulls.values() for p in ps)
]


def test_rules_that_index_notation_explains() -> None:
    there = {sample.op for sample in EXPLAINED}
    wanted = "matmul dot outer transpose trace sum mean norm logsumexp softmax log_softmax add mul"
    assert set(wanted.split()) <= there, set(wanted.split()) - there


@pytest.mark.parametrize("sample", EXPLAINED, ids=lambda sample: f"{sample.op}: {sample}")
def test_every_line_holds_on_a_small_instance(sample: Sample) -> None:
    derivation = derived(sample)
    for name, pulls in derivation.pulls.items():
        for pull in pulls:
            for row in justification(derivation, pull):
                left = row.parts[0].expr
                if isinstance(left, Name):
                    expected = np.asarray(derivation.values[_array(left.name)])
                    found = worked_out(derivation, row, 1)
                    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)
                    continue
                expected = np.asarray(derivation.gradients[name])
                # The second link, ∂out/∂x, is the chain rule itself and has no value of its own.
                links = [i for i, part in enumerate(row.parts) if i and _has_value(part.expr)]
                for link in links:
                    found = worked_out(derivation, row, link)
                    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-13)
                assert links, row


def _has_value(expr: Expr) -> bool:
    return all("[" not in leaf.of for leaf in leaves(expr) if isinstance(leaf, Partial)) and all(
        leaf.of == "L" for leaf in leaves(expr) if isinstance(leaf, Partial)
    )


def _lines(source: str, variable: str, notation: str = "unicode") -> list[str]:
    derivation = bh.derive(source).derivation
    return [
        "".join(
            (f" {part.sign} " if part.sign else "") + show(part.expr, NOTATIONS[notation])
            for part in row.parts
        )
        for pull in derivation.pulls[variable]
        for row in justification(derivation, pull)
    ]


LINES = [
    (
        "X: (N, D); W: (D, H); Z = X @ W; L = sum(Z^2)",
        "W",
        [
            "Z[i,j] = Σ_k X[i,k]·W[k,j]",
            "∂L/∂W[k,j] = Σ_i ∂L/∂Z[i,j] · ∂Z[i,j]/∂W[k,j] = Σ_i ∂L/∂Z[i,j] · X[i,k]",
        ],
    ),
    (
        "V: (N, H); b: H; Z = V + b; L = sum(Z^2)",
        "b",
        [
            "Z[i,j] = V[i,j] + b[j]",
            "∂L/∂b[j] = Σ_i ∂L/∂Z[i,j] · ∂Z[i,j]/∂b[j] = Σ_i ∂L/∂Z[i,j]",
        ],
    ),
    (
        "Z: (N, C); P = softmax(Z); L = sum(P^2)",
        "Z",
        [
            "∂L/∂Z[i,k] = Σ_j ∂L/∂P[i,j] · ∂P[i,j]/∂Z[i,k]"
            " = Σ_j ∂L/∂P[i,j] · P[i,j](δ[j,k] − P[i,k])"
            " = P[i,k](∂L/∂P[i,k] − Σ_j ∂L/∂P[i,j] · P[i,j])",
        ],
    ),
    (
        "X: (N, D); m = mean(X, axis=0); L = sum(m^2)",
        "X",
        [
            "m[j] = Σ_i X[i,j]/N",
            "∂L/∂X[i,j] = ∂L/∂m[j] · ∂m[j]/∂X[i,j] = ∂L/∂m[j] · (1/N)",
        ],
    ),
    (
        "A: (n, n); t = trace(A); L = t^2",
        "A",
        ["t = Σ_i A[i,i]", "∂L/∂A[i,j] = ∂L/∂t · ∂t/∂A[i,j] = ∂L/∂t · δ[i,j]"],
    ),
    ("x: (2, 3); r = reshape(x, 3, 2); L = sum(r^2)", "x", []),
]


@pytest.mark.parametrize(("source", "variable", "expected"), LINES)
def test_lines(source: str, variable: str, expected: list[str]) -> None:
    assert _lines(source, variable) == expected


def test_in_latex_the_indices_are_subscripts() -> None:
    source, variable, _ = LINES[0]
    assert _lines(source, variable, "latex")[0] == r"Z_{ij} = \sum_{k} X_{ik} W_{kj}"


def test_a_variable_named_like_an_index_keeps_its_name() -> None:
    lines: Any = _lines("i: (N, D); k: D; z = i @ k; L = sum(z^2)", "k")
    assert lines[0] == "z[j] = Σ_l i[j,l]·k[l]"


def test_a_variable_with_other_uses_is_not_said_to_be_the_whole() -> None:
    lines = _lines("A: (n, n); B: (n, n); Z = A @ B; Y = A * B; L = sum(Z * Y)", "A")
    assert not any(line.startswith("∂L/∂A[") for line in lines), lines
