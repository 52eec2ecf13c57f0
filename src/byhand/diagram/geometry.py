"""Where a curve meets an outline, and the part of a curve between two places on it.

A curve is cubic Bezier segments end to end. A place on it is one number: 2.25 is a quarter of the
way through the third segment.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, hypot

from byhand.diagram.placement import Curve, Point

Test = Callable[[Point], bool]

_SAMPLES = 12  # looks per segment before bisecting
_HALVINGS = 12  # to a few thousandths of a point


def at(curve: Curve, place: float) -> Point:
    """The point at a place on the curve."""
    i = min(int(place), segments(curve) - 1)
    a, b, c, d = curve[3 * i : 3 * i + 4]
    return _on(a, b, c, d, place - i)


def first(curve: Curve, wanted: Test) -> float | None:
    """The first place on the curve where something becomes true, None if it never does."""
    for i in range(segments(curve)):
        a, b, c, d = curve[3 * i : 3 * i + 4]
        for step in range(1, _SAMPLES + 1):
            high = step / _SAMPLES
            if wanted(_on(a, b, c, d, high)):
                low = high - 1 / _SAMPLES
                for _ in range(_HALVINGS):
                    middle = (low + high) / 2
                    if wanted(_on(a, b, c, d, middle)):
                        high = middle
                    else:
                        low = middle
                return i + high
    return None


def backwards(curve: Curve) -> Curve:
    """The same curve from its end to its start."""
    return curve[::-1]


def segments(curve: Curve) -> int:
    """How many Bezier segments a curve has."""
    return (len(curve) - 1) // 3


def part(curve: Curve, start: float, end: float) -> Curve:
    """The curve between two places on it."""
    low, high = int(start), max(int(start), ceil(end) - 1)
    points: list[Point] = []
    for i in range(low, high + 1):
        a, b, c, d = curve[3 * i : 3 * i + 4]
        piece = _sub(a, b, c, d, max(start - i, 0.0), min(end - i, 1.0))
        points += piece[1:] if points else piece
    return tuple(points)


def outside_rounded(
    centre: Point, width: float, height: float, radius: float, clear: float = 0.0
) -> Test:
    """A test: is a point further than `clear` from a rectangle with rounded corners?"""
    (x, y), r = centre, min(radius, width / 2, height / 2)
    inner_w, inner_h = width / 2 - r, height / 2 - r

    def outside(point: Point) -> bool:
        u, v = abs(point[0] - x) - inner_w, abs(point[1] - y) - inner_h
        return hypot(max(u, 0.0), max(v, 0.0)) + min(max(u, v), 0.0) > r + clear

    return outside


def _on(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    s = 1 - t
    p, q, r, u = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
    return p * a[0] + q * b[0] + r * c[0] + u * d[0], p * a[1] + q * b[1] + r * c[1] + u * d[1]


def _sub(a: Point, b: Point, c: Point, d: Point, t: float, u: float) -> Curve:
    """One segment between two of its parameters, by de Casteljau's blossom."""

    def blossom(r: float, s: float, q: float) -> Point:
        ab, bc, cd = _mix(a, b, r), _mix(b, c, r), _mix(c, d, r)
        return _mix(_mix(ab, bc, s), _mix(bc, cd, s), q)

    return blossom(t, t, t), blossom(t, t, u), blossom(t, u, u), blossom(u, u, u)


def _mix(p: Point, q: Point, t: float) -> Point:
    return p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t
