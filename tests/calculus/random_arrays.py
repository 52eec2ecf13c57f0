"""Random programs of arrays, told twice: in byhand's language, and as calls on autograd's arrays.

    python -m tests.calculus.random_arrays --count 2000

derives them all and prints the largest deviation from HIPS autograd, an independent library. The
second telling never passes through byhand. Ties, kinks and ill-conditioned values are avoided when
a program is made, and nowhere else.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from typing import Any

import numpy as np
from tests.calculus.array_moves import MAKERS, OUTSIDE
from tests.calculus.array_programs import Maker, Sample, anp

import byhand as bh

grad: Any = import_module("autograd").grad

TOLERANCE = 1e-9


def program(seed: int) -> Sample:
    """The program of a seed; the same on every run."""
    return Maker(seed, MAKERS, OUTSIDE).make()


def deviation(sample: Sample) -> float:
    """How far byhand's value and gradients are from autograd's, relative to their size."""
    given = {**sample.inputs, **sample.indices}
    d = bh.derive(sample.text, at=given, of="L", wrt=list(sample.inputs))
    expected = grad(sample.run)({n: anp.array(x) for n, x in sample.inputs.items()})
    pairs = [(d.value("L"), sample.run(sample.inputs))]
    pairs += [(d.gradient(name), expected[name]) for name in sample.inputs]
    return max(apart(ours, theirs) for ours, theirs in pairs)


def apart(ours: Any, theirs: Any) -> float:
    """The largest distance relative to the largest entry, or to 0.001 where all are smaller."""
    ours, theirs = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    assert ours.shape == theirs.shape, f"{ours.shape} and {theirs.shape}"
    distance = float(np.abs(ours - theirs).max(initial=0.0))
    return distance / max(1e-3, float(np.abs(theirs).max(initial=0.0)))


def main() -> int:
    """Derive many programs and say what came out."""
    from rich.progress import track

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.count)
    worst, place, failed = 0.0, -1, 0
    for seed in track(seeds, "programs", disable=not sys.stdout.isatty()):
        sample = program(seed)
        try:
            found = deviation(sample)
        except Exception as error:  # every failure is counted, and the run goes on
            failed += 1
            print(f"seed {seed}: {type(error).__name__}: {error}\n{sample.text}\n")
            continue
        if found > TOLERANCE:
            failed += 1
            print(f"seed {seed}: deviation {found:.3g}\n{sample.text}\n")
        if found > worst:
            worst, place = found, seed
    print(
        f"{options.count} programs, {failed} failed; largest deviation {worst:.2g} (seed {place})"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
