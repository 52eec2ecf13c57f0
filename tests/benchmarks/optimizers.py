"""Steps of optimizers beside the same by hand: ratios of medians from interleaved runs.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m tests.benchmarks.optimizers [--runs 60]

A million parameters in one array, and a network of 100 small arrays. "By hand" is in-place NumPy
with buffers made before, the best of two: over whole arrays, and over blocks that fit into a
processor's cache. It does not look for gradients that are not finite; byhand does unless told
`check=False`, so by hand is also measured with such a look. Below 1 is faster than by hand. Where
PyTorch is installed, its single-tensor loop is measured beside byhand, both on one thread.
"""

from __future__ import annotations

import argparse
import importlib
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from byhand import optim

COUNT, COPIES = 1_000_000, 3
CHECKS = (False, True)
RULES: dict[str, Callable[[], optim.Optimizer]] = {
    "sgd": lambda: optim.SGD(lr=1e-3),
    "momentum": lambda: optim.SGD(lr=1e-3, momentum=0.9),
    "adagrad": lambda: optim.Adagrad(lr=1e-3),
    "adam": lambda: optim.Adam(lr=1e-3),
}
STATES = {"sgd": 0, "momentum": 1, "adagrad": 1, "adam": 2}


def sgd(t: int, w: Any, g: Any, scratch: Any) -> None:
    np.multiply(g, 1e-3, out=scratch)
    np.subtract(w, scratch, out=w)


def momentum(t: int, w: Any, g: Any, scratch: Any, v: Any) -> None:
    np.multiply(v, 0.9, out=v)
    np.add(v, g, out=v)
    np.multiply(v, 1e-3, out=scratch)
    np.subtract(w, scratch, out=w)


def adagrad(t: int, w: Any, g: Any, scratch: Any, s: Any) -> None:
    np.multiply(g, g, out=scratch)
    np.add(s, scratch, out=s)
    np.sqrt(s, out=scratch)
    np.add(scratch, 1e-10, out=scratch)
    np.divide(g, scratch, out=scratch)
    np.multiply(scratch, 1e-3, out=scratch)
    np.subtract(w, scratch, out=w)


def adam(t: int, w: Any, g: Any, scratch: Any, m: Any, v: Any) -> None:
    np.multiply(m, 0.9, out=m)
    np.multiply(g, 0.1, out=scratch)
    np.add(m, scratch, out=m)
    np.multiply(v, 0.999, out=v)
    np.multiply(g, g, out=scratch)
    np.multiply(scratch, 0.001, out=scratch)
    np.add(v, scratch, out=v)
    root = (1 - 0.999**t) ** 0.5
    np.sqrt(v, out=scratch)
    np.add(scratch, 1e-8 * root, out=scratch)
    np.divide(m, scratch, out=scratch)
    np.multiply(scratch, 1e-3 * root / (1 - 0.9**t), out=scratch)
    np.subtract(w, scratch, out=w)


HAND: dict[str, Callable[..., None]] = {
    "sgd": sgd,
    "momentum": momentum,
    "adagrad": adagrad,
    "adam": adam,
}


def by_hand(name: str, start: Any, g: Any, block: int, check: bool) -> Callable[[], None]:
    """A hand-written step over blocks of one array."""
    rule, w = HAND[name], start.copy()
    state = [np.zeros_like(w) for _ in range(STATES[name])]
    scratch = np.empty(min(block, w.size), w.dtype)
    t = 0

    def step() -> None:
        nonlocal t
        t += 1
        if check and not np.isfinite(np.dot(g, g)):
            raise ValueError
        for i in range(0, w.size, block):
            j = i + block
            rule(t, w[i:j], g[i:j], scratch[: w[i:j].size], *(s[i:j] for s in state))

    return step


def by_byhand(name: str, start: Any, g: Any, check: bool) -> Callable[[], None]:
    """A step of byhand."""
    stepper = RULES[name]().start({"w": start.copy()}, check=check)
    grads = {"w": g}
    return lambda: stepper.step(grads)


def by_torch(name: str, start: Any, g: Any) -> Callable[[], None] | None:
    """A step of PyTorch's single-tensor loop, if it is installed."""
    try:
        torch = importlib.import_module("torch")
    except ImportError:
        return None
    torch.set_num_threads(1)
    w = torch.tensor(start, requires_grad=True)
    w.grad = torch.tensor(g)
    kinds = {"sgd": ("SGD", {}), "momentum": ("SGD", {"momentum": 0.9})}
    kind, more = kinds.get(name, (name.capitalize(), {}))
    return getattr(torch.optim, kind)([w], lr=1e-3, foreach=False, **more).step


def all_of(steps: list[Callable[[], None]]) -> None:
    for step in steps:
        step()


def medians(contestants: dict[str, list[Callable[[], Any]]], runs: int) -> dict[str, float]:
    """Median seconds over the copies of each, one run of each in turn after three to warm up."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for run in range(runs + 3):
        for name, copies in contestants.items():
            for contestant in copies:
                start = time.perf_counter()
                contestant()
                if run >= 3:
                    times[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


def million(runs: int) -> None:
    """One large array: byhand, by hand, PyTorch."""
    print("1,000,000 parameters   by hand   byhand / by hand   / PyTorch, single tensor")
    print("                            ms   plain   checked      plain   checked")
    rng = np.random.default_rng(0)
    for dtype in ("float64", "float32"):
        start, g = (rng.normal(size=COUNT).astype(dtype) for _ in range(2))
        block = (1 << 20) // start.itemsize
        for name in RULES:
            best = partial(by_hand, name, start, g)
            ours = partial(by_byhand, name, start, g)
            torch = partial(by_torch, name, start, g)
            ratios: list[float] = []
            seconds = 0.0
            for check in CHECKS:
                makers = [partial(best, n, check) for n in (COUNT, block)]
                *hand, here = fastest([*makers, partial(ours, check)], runs)
                seconds = seconds or min(hand)
                ratios.append(here / min(hand))
            if by_torch(name, start, g) is not None:
                peer, plain, checked = fastest([torch, *(partial(ours, c) for c in CHECKS)], runs)
                ratios += [plain / peer, checked / peer]
            shown = " ".join(f"{ratio:>8.2f}" for ratio in ratios)
            print(f"  {dtype + ' ' + name:<18} {1e3 * seconds:>9.3f} {shown}")


def fastest(makers: list[Callable[[], Any]], runs: int) -> list[float]:
    """Median seconds of some contestants, each there several times.

    Where an array lies in memory changes its time by some percent, so there are some that lie
    elsewhere.
    """
    made = {str(i): [make() for _ in range(COPIES)] for i, make in enumerate(makers)}
    return list(medians(made, runs).values())


def network(runs: int) -> None:
    """Many small arrays: the loop over arrays, one flat array by hand, and byhand."""
    print("100 arrays of float64, Adam     us flat by hand   loop by hand   byhand   packed")
    rng = np.random.default_rng(1)
    for side in (4, 16, 64, 120):
        arrays = {f"w{i}": rng.normal(size=(side, side)) for i in range(100)}
        grads = {name: rng.normal(size=(side, side)) for name in arrays}
        flat = np.concatenate([a.ravel() for a in arrays.values()])
        flat_g = np.concatenate([g.ravel() for g in grads.values()])
        pairs = [(arrays[n].ravel(), grads[n].ravel()) for n in arrays]
        loop = [by_hand("adam", a, g, a.size, False) for a, g in pairs]
        plain = optim.Adam(lr=1e-3).start({name: a.copy() for name, a in arrays.items()})
        packed = optim.Adam(lr=1e-3).start(optim.pack(arrays))
        own = packed.gradients
        for name, g in grads.items():
            own[name][...] = g
        found = medians(
            {
                "flat": [by_hand("adam", flat, flat_g, 1 << 17, False)],
                "loop": [partial(all_of, loop)],
                "byhand": [partial(plain.step, grads)],
                "packed": [partial(packed.step, own)],
            },
            runs,
        )
        ratios = "".join(f"{found[n] / found['flat']:>13.2f}" for n in ("loop", "byhand", "packed"))
        print(f"  {side:>3} by {side:<3} {1e6 * found['flat']:>32.0f} {ratios}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=60)
    runs = parser.parse_args().runs
    million(runs)
    network(runs)


if __name__ == "__main__":
    main()
