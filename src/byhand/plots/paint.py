"""Drawing a plot with matplotlib as an SVG that a page can take in.

Letters are drawn as paths, so no font is needed where the picture is shown. The rules of
matplotlib's style sheet would hold for a whole HTML page, so they become attributes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from byhand.text import Lang
from byhand.typeset import font_file

if TYPE_CHECKING:
    from byhand.plots.plot import Contours, Line, Panel, Plot

# Okabe and Ito's colours, which the colour-blind can tell apart.
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
GREY = "#999999"
_SETTINGS: dict[str, Any] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "byhand",
    "mathtext.fontset": "cm",
    "axes.formatter.use_mathtext": True,
    "axes.unicode_minus": False,
    "font.size": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "legend.frameon": False,
    "legend.handlelength": 1.6,
    "lines.linewidth": 1.3,
    "path.simplify": False,
}
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_STYLE = re.compile(r"\s*<style[^>]*>.*?</style>", re.DOTALL)
_PROLOG = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_ROOT = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
# Hundredths of a point are finer than any screen or printer.
_LONG = re.compile(r"\b([1-9]\d*\.\d\d)\d+")
_ROUND = '<g stroke-linejoin="round" stroke-linecap="butt">'


def paint(plot: Plot, lang: Lang) -> str:
    """The plot as an SVG without a date, a style sheet, or anything else that changes."""
    with figure_of(plot, lang) as (figure, _):
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        FigureCanvasSVG(figure)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None}, transparent=True)
    return _cleaned(buffer.getvalue())


@contextmanager
def figure_of(plot: Plot, lang: Lang) -> Iterator[tuple[Any, list[Any]]]:
    """The figure, and the artists of its paths, while byhand's settings are in force."""
    import matplotlib
    from matplotlib.figure import Figure

    count = len(plot.panels)
    columns = min(plot.columns or count, count)
    rows = -(-count // columns)
    size = (columns * plot.ratio * plot.height, rows * plot.height)
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        settings: dict[Any, Any] = {**_SETTINGS, "font.family": _family(lang)}
        matplotlib.rcParams.update(settings)
        figure = Figure(figsize=size, layout="constrained")
        every = figure.subplots(rows, columns, squeeze=False).ravel()
        walked: list[Any] = []
        for axes, panel in zip(every, plot.panels, strict=False):
            walked += _panel(axes, panel, lang)
        for axes in every[count:]:
            axes.remove()
        yield figure, walked


def _family(lang: Lang) -> list[str]:
    """The font of words by matplotlib's name for it; a Chinese one is made known to matplotlib.

    Words beside a formula are set in the first font alone, so a Chinese one sets Latin letters too.
    """
    path = font_file(lang)
    if path is None:
        return ["cmr10"]
    from matplotlib import font_manager

    known = {entry.fname: entry.name for entry in font_manager.fontManager.ttflist}
    if str(path) not in known:
        font_manager.fontManager.addfont(path)
        known[str(path)] = font_manager.fontManager.ttflist[-1].name
    return [known[str(path)]]


def _cleaned(svg: str) -> str:
    body = _STYLE.sub("", _METADATA.sub("", _PROLOG.sub("", svg, count=1)))
    root = _ROOT.search(body)
    assert root is not None, "matplotlib writes an SVG"
    inside = body[root.end() :].rpartition("</svg>")[0]
    return _LONG.sub(r"\1", f"{root[0]}{_ROUND}{inside.rstrip()}</g></svg>\n")


def size_of(svg: str) -> tuple[float, float]:
    """Width and height of a plot in points."""
    found = _SIZE.search(svg)
    assert found is not None, "matplotlib writes a viewBox"
    return float(found[1]), float(found[2])


def _panel(axes: Any, panel: Panel, lang: Lang) -> list[Any]:
    """Draw one panel; gives the artists of its paths."""
    if panel.contours is not None:
        _contours(axes, panel.contours)
    walked = [artist for line in panel.lines for artist in _line(axes, line, lang)]
    if panel.x_log:
        axes.set_xscale("log")
    if panel.y_log:
        axes.set_yscale("log")
    elif panel.floor and panel.contours is None:
        axes.axhline(0, color=GREY, linewidth=0.5, zorder=0)
    if panel.x_range is not None:
        axes.set_xlim(*panel.x_range)
    if panel.y_range is not None:
        axes.set_ylim(*panel.y_range)
    if panel.ticks:
        axes.set_xticks([x for x, _ in panel.ticks], [text.say(lang) for _, text in panel.ticks])
    if panel.whole:
        axes.yaxis.get_major_locator().set_params(integer=True)
    axes.set_xlabel(panel.x.say(lang))
    axes.set_ylabel(panel.y.say(lang))
    told = any(line.label.say(lang) for line in panel.lines)
    above = told and (panel.above or panel.contours is not None)
    axes.set_title(panel.title.say(lang), fontsize=9.5, pad=20 if above else 6)
    if told:
        _legend(axes, above=above)
    return walked


def _legend(axes: Any, *, above: bool) -> None:
    """A legend in the emptiest corner; over contours there is none, so it stands on top."""
    if above:
        place = {"loc": "lower center", "bbox_to_anchor": (0.5, 1.0), "ncols": 3}
        axes.legend(**place, columnspacing=1.0, handletextpad=0.4, fontsize=8)
    else:
        axes.legend(fontsize=8)


def _contours(axes: Any, surface: Contours) -> None:
    grid = (surface.x, surface.y, surface.z)
    if surface.boundary is not None:
        levels = [float("-inf"), surface.boundary, float("inf")]
        axes.contourf(*grid, levels=levels, colors=["#DCE9F5", "#FBE6DA"])
        axes.contour(*grid, levels=[surface.boundary], colors=["#333333"], linewidths=1.2)
    if len(surface.levels):
        axes.contour(*grid, levels=surface.levels, colors=[GREY], linewidths=0.5)


def _line(axes: Any, line: Line, lang: Lang) -> list[Any]:
    color, label = COLORS[line.color % len(COLORS)], line.label.say(lang) or None
    match line.look:
        case "steps":
            axes.stairs(line.y, line.x, color=color, label=label, fill=True, alpha=0.45)
        case "vertical":
            for index, x in enumerate(line.x):
                said = None if index else label
                axes.axvline(x, color=color, linewidth=0.8, linestyle=":", label=said)
        case "points":
            axes.plot(line.x, line.y, "o", markersize=3, color=color, label=label)
        case "joined":
            axes.plot(line.x, line.y, "o-", markersize=3, color=color, label=label)
        case "path":
            return _path(axes, line, color, label)
        case _:
            style = {"line": "-", "dashed": "--", "dotted": ":"}[line.look]
            axes.plot(line.x, line.y, style, color=color, label=label)
    return []


def _path(axes: Any, line: Line, color: str, label: str | None) -> list[Any]:
    style = {"markersize": 1.8, "linewidth": 0.9}
    (trail,) = axes.plot(line.x, line.y, "o-", color=color, label=label, **style)
    (end,) = axes.plot(line.x[-1:], line.y[-1:], "o", color=color, markersize=4.5)
    axes.plot(line.x[:1], line.y[:1], "o", mfc="white", color=color, markersize=5)
    return [trail, end]
