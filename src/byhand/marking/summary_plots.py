"""The plots of a class: marks, lines, mistakes, as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from byhand.marking import summary_words as words
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
    """A histogram of marks; a bar stands over the marks that it counts."""
    step = step_of(total)
    count = int(round(total / step)) + 1 if total else 1
    heights = [0] * count
    for score in scores:
        heights[min(int(score / step + 0.5), count - 1)] += 1
    edges = [(i - 0.5) * step for i in range(count + 1)]
    bars = Line(edges, heights, look="steps")
    return Panel((bars,), words.AXIS_MARKS, words.AXIS_STUDENTS, whole=True)


def step_of(total: float) -> float:
    """The width of a bar: 1, or a half, or so many that there are about a dozen.

    >>> step_of(2), step_of(8), step_of(100)
    (0.5, 1.0, 10.0)
    """
    step = 0.5 if total <= _BARS / 3 else 1.0
    for wider in (2.0, 5.0, 10.0, 20.0, 50.0, 100.0):
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
