"""Submissions that are right in many forms, or wrong in a known way, and what the marker says.

    python -m tests.marking.generated --correct 20000 --mistakes all

prints, by problem, how many correct submissions had a line marked wrong (none may), and for how
many mistakes the first wrong line was found and named. Numbers are worked out line by line from
rounded values, as a person does it.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import byhand as bh
from byhand.language.expr import Apply, Expr, Name, Number, Partial, fold
from byhand.language.notations import PLAIN, UNICODE
from byhand.language.show import show
from byhand.marking.answers import Submission, Target
from byhand.marking.forms import with_names, written_out
from byhand.marking.judge import Marker
from byhand.marking.key import Key, target_of
from byhand.marking.mistakes.mistake import Variant
from byhand.marking.read_text import read_answers
from byhand.marking.relations import Leaf
from byhand.marking.verdicts import FALSE, Marked

GALLERY = Path(__file__).parents[2] / "gallery"
DIGITS = (2, 3, 4, 6)


def problems() -> list[str]:
    """The problems of the gallery that are derivations with numbers."""
    return [p.stem for p in sorted(GALLERY.glob("*.toml")) if not bh.load(p).optimizer]


def marker_of(name: str) -> Marker:
    """The marker of a problem of the gallery."""
    return Marker(Key(bh.derive(GALLERY / f"{name}.toml").derivation))


def lines_of(key: Key) -> list[Leaf]:
    """What a person writes down: every named value and gradient, in the order of the work."""
    return [leaf for leaf in key.relations if key.named(leaf) and _is_told(key, leaf)]


def _is_told(key: Key, leaf: Leaf) -> bool:
    node = leaf if isinstance(leaf, str) else leaf.wrt
    output = isinstance(leaf, Partial) and node == key.derivation.of
    return not output and np.size(key.spaces()[-1][leaf]) <= 40


# Numbers ---------------------------------------------------------------------------------------


def worked(
    key: Key, digits: int, significant: bool, instead: dict[Leaf, Any] | None = None
) -> dict[Leaf, Any]:
    """Every quantity from the rounded ones before it, rounded where a person writes it down."""
    assert key.given is not None
    told = set(lines_of(key))
    at: dict[Leaf, Any] = {n: key.given[n] for n in key.derivation.graph.inputs}
    for leaf in key.relations:
        way = (instead or {}).get(leaf) or key.way(leaf)
        with np.errstate(all="ignore"):
            value = way(at)
        at[leaf] = rounded(value, digits, significant) if leaf in told else value
    return at


def rounded(value: Any, digits: int, significant: bool) -> Any:
    """A value to so many decimals, or to so many significant digits."""
    array = np.asarray(value, dtype=float)
    texts = [written(x, digits, significant) for x in array.ravel()]
    back = np.array([float(text) for text in texts]).reshape(array.shape)
    return back if array.ndim else float(back)


def written(x: float, digits: int, significant: bool) -> str:
    """One number as it is written."""
    if significant and x:
        return f"{x:.{digits - 1}e}"
    return f"{x:.{digits}f}"


def number_text(value: Any, digits: int, significant: bool) -> str:
    """A number or an array as text."""
    array = np.asarray(value, dtype=float)
    if array.ndim == 0:
        return written(float(array), digits, significant)
    return "[" + ", ".join(number_text(row, digits, significant) for row in array) + "]"


_OWN = {"expand", "unsum", "size", "ones_like", "zeros_like", "put", "scatter", "unwindow"}
"""What byhand writes among arrays where a person says "for every entry"."""


def _calls(expr: Expr) -> list[Apply]:
    found: list[Apply] = []

    def join(node: Apply, parts: list[None]) -> None:
        found.append(node)

    fold(expr, lambda leaf: None, join)
    return found


# Formulas --------------------------------------------------------------------------------------


def varied(key: Key, expr: Expr, rng: random.Random) -> Expr:
    """An equal formula: operands swapped, signs turned, powers and quotients written out."""
    expr = _replaced(key, expr, rng)

    def join(node: Apply, parts: list[Expr]) -> Expr:
        roll = rng.random()
        if node.op in ("add", "mul") and len(parts) == 2 and roll < 0.4:
            return Apply(node.op, (parts[1], parts[0]))
        if node.op == "sub" and roll < 0.3:
            return Apply("neg", (Apply("sub", (parts[1], parts[0])),))
        if node.op == "pow" and parts[1] == Number("2") and roll < 0.3:
            return Apply("mul", (parts[0], parts[0]))
        if node.op == "div" and roll < 0.2 and not key.derivation.is_arrays:
            return Apply("mul", (parts[0], Apply("div", (Number("1"), parts[1]))))
        if node.op == "mul" and len(parts) == 2 and roll > 0.9:
            half = Apply("mul", (Apply("mul", (Number("2"), parts[0])), parts[1]))
            return Apply("div", (half, Number("2")))
        return Apply(node.op, tuple(parts), node.settings)

    return fold(expr, lambda leaf: leaf, join)


def _replaced(key: Key, expr: Expr, rng: random.Random) -> Expr:
    """With some names and derivatives put in by their own formulas."""
    by = {
        leaf: with_names(key, leaf)
        for leaf in key.relations
        if rng.random() < 0.25 and not _is_output(key, leaf)
    }
    return written_out(expr, by)


def _is_output(key: Key, leaf: Leaf) -> bool:
    return isinstance(leaf, Partial) and leaf.wrt == key.derivation.of


def _bare(key: Key, expr: Expr) -> Expr:
    """With the last value of a name by its bare name."""
    names = {node: name for name, node in key.derivation.graph.latest.items()}

    def leaf(node: Any) -> Expr:
        if isinstance(node, Name):
            return Name(names.get(node.name, node.name))
        if isinstance(node, Partial):
            return Partial(names.get(node.of, node.of), names.get(node.wrt, node.wrt))
        return node

    return fold(expr, leaf, lambda node, parts: Apply(node.op, tuple(parts), node.settings))


def target_text(key: Key, target: Target, rng: random.Random) -> str:
    """One of the ways to write what a line is about."""
    bare = _bare(key, target)
    if isinstance(bare, Name):
        return bare.name
    assert isinstance(bare, Partial)
    target = bare
    forms = [f"d{target.of}/d{target.wrt}", f"∂{target.of}/∂{target.wrt}"]
    if f"d{target.wrt}" not in key.vocabulary.names:
        forms.append(f"d{target.wrt}")
    return rng.choice(forms)


def correct(key: Key, rng: random.Random) -> str:
    """A submission that is right: formulas, numbers, or both, in some order."""
    digits, significant = rng.choice(DIGITS), rng.random() < 0.3
    values = worked(key, digits, significant)
    leaves = lines_of(key)
    kind = rng.choice(("numbers", "formulas", "both"))
    if rng.random() < 0.3:
        leaves = [leaf for leaf in leaves if rng.random() < 0.6]
        values = _exact(key, leaves, digits, significant)
    elif kind == "formulas":  # what has no formula that a person writes is told as a number
        values = _exact(key, leaves, digits, significant)
    if rng.random() < 0.3:
        rng.shuffle(leaves)
    return "\n".join(_line(key, leaf, values, (kind, digits, significant), rng) for leaf in leaves)


def _exact(key: Key, leaves: list[Leaf], digits: int, significant: bool) -> dict[Leaf, Any]:
    """Where lines are left out or told as formulas, nothing before them was rounded."""
    assert key.given is not None
    return {leaf: rounded(key.given[leaf], digits, significant) for leaf in leaves}


def _line(
    key: Key,
    leaf: Leaf,
    values: dict[Leaf, Any],
    how: tuple[str, int, bool],
    rng: random.Random,
) -> str:
    kind, digits, significant = how
    sides = []
    if kind != "numbers":
        expr = varied(key, with_names(key, leaf), rng)
        if not _OWN & {node.op for node in _calls(expr)}:
            notations = (PLAIN,) if key.derivation.is_arrays else (PLAIN, UNICODE)
            sides.append(show(_bare(key, expr), rng.choice(notations)))
    if kind != "formulas" or not sides:
        sides.append(number_text(values[leaf], digits, significant))
    return " = ".join([target_text(key, target_of(leaf), rng), *sides])


def marked(marker: Marker, text: str) -> Marked:
    """What the marker says of a text."""
    return marker.mark(Submission("", read_answers(text, marker.key.vocabulary)))


@dataclass
class Tally:
    """What came out for one problem."""

    name: str
    correct: int = 0
    accused: list[str] = field(default_factory=list)
    mistakes: int = 0
    missed: list[str] = field(default_factory=list)


def try_correct(marker: Marker, count: int, seed: int, tally: Tally) -> None:
    """Mark correct submissions; keep the lines that were held to be wrong."""
    rng = random.Random(seed)
    for _ in range(count):
        text = correct(marker.key, rng)
        tally.correct += 1
        for line in marked(marker, text).lines:
            if line.verdict in (*FALSE, "follows"):
                said = line.answer.text if line.answer else ""
                tally.accused.append(f"{tally.name}: {said!r} is {line.verdict} in\n{text}")


# Mistakes --------------------------------------------------------------------------------------


def wrong_submissions(marker: Marker) -> Iterator[tuple[Variant, int, str, Leaf]]:
    """Every mistake at every place, to every number of digits, with the first line it spoils."""
    key = marker.key
    for index, variant in enumerate(marker.search.variants):
        if variant.mistake.convention:
            continue
        for digits in DIGITS:
            try:
                at = worked(key, digits, False, marker.search.ways[index])
            except (LookupError, ValueError, ArithmeticError, TypeError, AssertionError):
                break
            right = worked(key, digits, False)
            leaves = lines_of(key)
            spoilt = [leaf for leaf in leaves if _apart(at[leaf], right[leaf], digits)]
            if spoilt and all(np.isfinite(at[leaf]).all() for leaf in leaves):
                yield variant, digits, _numbers(key, leaves, at, digits), spoilt[0]


def _apart(value: Any, truth: Any, digits: int) -> bool:
    """Whether a value is off by clearly more than rounding."""
    if np.shape(value) != np.shape(truth):
        return True
    return bool((np.abs(np.asarray(value) - truth) > 4 * 10.0**-digits).any())


def _numbers(key: Key, leaves: list[Leaf], at: dict[Leaf, Any], digits: int) -> str:
    rng = random.Random(0)
    return "\n".join(
        f"{target_text(key, target_of(leaf), rng)} = {number_text(at[leaf], digits, False)}"
        for leaf in leaves
    )


def try_mistakes(marker: Marker, tally: Tally) -> None:
    """Mark every mistake; keep those whose first wrong line was not found or not named."""
    for variant, digits, text, leaf in wrong_submissions(marker):
        tally.mistakes += 1
        found = marked(marker, text)
        first = found.first_wrong
        where = first is not None and first.target == target_of(leaf)
        names = {e.mistake.name for e in (*first.mistakes, *first.together)} if first else set()
        if not where or variant.mistake.name not in names:
            said = f"{first.answer.text if first.answer else ''}: {names}" if first else "nothing"
            tally.missed.append(f"{tally.name} {digits} {variant.mistake.name} {leaf}: {said}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--correct", type=int, default=2000, help="correct submissions in all")
    parser.add_argument("--mistakes", choices=("all", "none"), default="all")
    parser.add_argument("--only", default="", help="problems, separated by commas")
    parser.add_argument("--show", type=int, default=3, help="so many failures in full")
    asked = parser.parse_args()
    names = asked.only.split(",") if asked.only else problems()
    for i, name in enumerate(names):
        marker, tally = marker_of(name), Tally(name)
        try_correct(marker, -(-asked.correct // len(names)), i, tally)
        if asked.mistakes == "all":
            try_mistakes(marker, tally)
        print(
            f"{name:<22} correct {tally.correct:>6}, accused {len(tally.accused):>4}; "
            f"mistakes {tally.mistakes:>5}, missed {len(tally.missed):>4}",
            flush=True,
        )
        for line in (*tally.accused[: asked.show], *tally.missed[: asked.show]):
            print("   ", line)


if __name__ == "__main__":
    main()
