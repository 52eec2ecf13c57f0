"""How many submissions of ten lines are marked a second, on one core, beside SymPy's `simplify`.

    python -m tests.benchmarks.marking [--count 400]

The submissions are right ones in varied forms, orders and roundings (`tests.marking.generated`), no
two alike; every fourth has one line changed. Reading and marking are timed, the key is made before.
SymPy decides for each formula of the scalar problem whether `simplify(a - b) == 0`.
"""

from __future__ import annotations

import argparse
import random
import time

from tests.marking.generated import correct, marked, marker_of

from byhand.language.expr import Expr
from byhand.marking.forms import written_out
from byhand.marking.judge import Marker
from byhand.marking.key import Key, names_in
from byhand.marking.read_text import read_answers
from byhand.marking.relations import leaf_of

PROBLEMS = {"sigmoid_neuron": 1000, "two_layer_network": 400}
LINES = 10


def submissions(key: Key, count: int) -> list[str]:
    """Submissions of ten lines, no two alike."""
    rng, found = random.Random(0), dict[str, None]()
    while len(found) < count:
        lines = correct(key, rng).splitlines()
        text = "\n".join((lines * LINES)[:LINES])
        if len(found) % 4 == 3:
            text = text.replace("2", "3", 1)
        found[text] = None
    return list(found)


def rate(marker: Marker, texts: list[str]) -> float:
    """Submissions read and marked in a second."""
    for text in texts[:20]:
        marked(marker, text)
    start = time.perf_counter()
    for text in texts:
        marked(marker, text)
    return len(texts) / (time.perf_counter() - start)


def sympy_rate(marker: Marker, texts: list[str], seconds: float = 20.0) -> float:
    """Lines that SymPy's `simplify` decides in a second."""
    import sympy

    from byhand.calculus.sympy_bridge import to_sympy

    key = marker.key
    names = {n: sympy.Symbol(n, real=True) for n in key.derivation.graph.inputs}
    lines, start = 0, time.perf_counter()
    for text in texts:
        for answer in read_answers(text, key.vocabulary):
            for link in answer.links:
                if link.expr is None or answer.target is None:
                    continue
                ours = to_sympy(_whole(key, key.relations[leaf_of(answer.target)].expr), names)
                theirs = to_sympy(_whole(key, link.expr), names)
                sympy.simplify(ours - theirs)
                lines += 1
        if time.perf_counter() - start > seconds:
            break
    return lines / (time.perf_counter() - start)


def _whole(key: Key, expr: Expr) -> Expr:
    """A formula in the inputs alone."""
    while by := {n: key.relations[n].expr for n in names_in(expr) if n in key.relations}:
        expr = written_out(expr, by)
    return expr


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    count = parser.parse_args().count
    for name, wanted in PROBLEMS.items():
        marker = marker_of(name)
        texts = submissions(marker.key, count)
        found = rate(marker, texts)
        print(f"{name:<20} {found:>8.0f} submissions a second (to reach {wanted})", flush=True)
    marker = marker_of("sigmoid_neuron")
    texts = submissions(marker.key, 40)
    print(f"simplify(a - b) == 0 {sympy_rate(marker, texts):>8.1f} lines a second, SymPy")


if __name__ == "__main__":
    main()
