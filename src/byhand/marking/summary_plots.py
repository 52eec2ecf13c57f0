"""The plots of a class: marks, lines, mistakes, as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from byhand.marking import summary_words as words
from byhand.marking.report_data import number_of
from byhand.marking.tally import Tally
from byhand.plots import Line, Panel, Plot
from byhand.text import Text, same

_BARS = 12
"""About as many bars as a distribution of marks has."""
_MOST_MISTAKES = 25
_WIDE = 0.4


def plots_of(tally: Tally, total: float, ticks: Sequence[Text]) -> Mapping[str, Plot]:
    """The plots by name; `ticks` are the asked lines as labels."""
    lost = [line.losers for line in tally.lines.values()]
    students = [one.students for one in tally.mistakes.values()][:_MOST_MISTAKES]
    numbers = [same(str(i)) for i in range(1, len(students) + 1)]
    return {
        "marks": _plot(_spread(tally.scores, total)),
        "lines": _plot(_bars(lost, ticks, words.ASKED)),
        "mistakes": _plot(_bars(students, numbers, words.AXIS_MISTAKE)),
    }


def _plot(panel: Panel) -> Plot:
    return Plot((panel,), height=2.0, ratio=2.2)


def _spread(scores: Sequence[float], total: float) -> Panel:
    """A bar for every range of marks."""
    found = spread_of(scores, total)
    labels = [same(number_of(low)) for low, _, _ in found]
    return _bars([count for _, _, count in found], labels, words.AXIS_MARKS)


def spread_of(scores: Sequence[float], total: float) -> list[tuple[float, float, int]]:
    """Ranges of marks, both ends included, and how many have them; full marks stand alone.

    >>> spread_of([0, 0.5, 1, 2], 2.0)
    [(0.0, 0.0, 1), (0.5, 0.5, 1), (1.0, 1.0, 1), (1.5, 1.5, 0), (2.0, 2.0, 1)]
    """
    finest = 0.5 if any(score != int(score) for score in (*scores, total)) else 1.0
    step = step_of(total, finest)
    found: list[tuple[float, float, int]] = []
    low = 0.0
    while low < total:
        high = min(low + step, total) - finest
        inside = sum(low <= score < min(low + step, total) for score in scores)
        found.append((low, max(low, high), inside))
        low += step
    return [*found, (total, total, sum(score >= total for score in scores))]


def step_of(total: float, finest: float) -> float:
    """The width of a range: as fine as marks are given, or so wide that there are about a dozen.

    >>> step_of(2, 0.5), step_of(8, 1.0), step_of(100, 1.0)
    (0.5, 1.0, 10.0)
    """
    step = finest
    for wider in (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0):
        if total / step > _BARS:
            step = wider
    return step


def _bars(heights: Sequence[int], labels: Sequence[Text], axis: Text) -> Panel:
    """A bar for every label, with a gap between them."""
    edges, filled = [1 - _WIDE], list[float]()
    for place, height in enumerate(heights, 1):
        edges += [place + _WIDE, place + 1 - _WIDE]
        filled += [height, 0]
    bars = Line(edges[:-1], filled[:-1], look="steps")
    ticks = tuple((float(i), label) for i, label in enumerate(labels, 1))
    return Panel((bars,), axis, words.AXIS_STUDENTS, ticks=ticks, whole=True)
