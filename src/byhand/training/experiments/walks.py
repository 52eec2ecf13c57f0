"""Panels of walks: the paths over the contours, and the loss along them."""

from __future__ import annotations

from collections.abc import Sequence

from byhand.plots import Line, Panel, maths
from byhand.text import Text, same
from byhand.training.experiments.surfaces import Surface, Walk

STEP = Text(en="step $t$", zh="步数 $t$")
LOSS = Text(en="loss $L$", zh="损失 $L$")

_NONE = same("")

Told = tuple[Text, Walk]
"""A walk and what it is called in a legend."""


def path_panel(surface: Surface, walks: Sequence[Told], title: Text = _NONE) -> Panel:
    """The paths over the lines of equal loss."""
    lines = tuple(Line(walk.x, walk.y, label, "path", i) for i, (label, walk) in enumerate(walks))
    return Panel(
        lines,
        maths("x"),
        maths("y"),
        title,
        x_range=surface.x,
        y_range=surface.y,
        contours=surface.contours(),
    )


def loss_panel(
    walks: Sequence[Told], y_range: tuple[float, float], *, labels: bool = False
) -> Panel:
    """The losses over the steps."""
    lines = tuple(
        Line(range(len(walk.losses)), walk.losses, label if labels else _NONE, color=i)
        for i, (label, walk) in enumerate(walks)
    )
    return Panel(lines, STEP, LOSS, y_log=True, y_range=y_range)
