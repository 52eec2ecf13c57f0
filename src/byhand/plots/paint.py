"""Drawing a plot with matplotlib as an SVG that a page can take in.

Letters are drawn as paths, so no font is needed where the picture is shown. The rules of
matplotlib's style sheet would hold for a whole HTML page, so they become attributes.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from byhand.plots.plot import Line, Panel, Plot

# Okabe and Ito's colours, which the colour-blind can tell apart.
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_RATIO = 1.35
_SETTINGS: dict[str, Any] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "byhand",
    "mathtext.fontset": "cm",
    "font.family": "serif",
    "font.serif": ["cmr10"],
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
_ROUND = '<g stroke-linejoin="round" stroke-linecap="butt">'


def paint(plot: Plot) -> str:
    """The plot as an SVG without a date, a style sheet, or anything else that changes."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        count = len(plot.panels)
        figure = Figure(figsize=(count * _RATIO * plot.height, plot.height), layout="constrained")
        FigureCanvasSVG(figure)
        for axes, panel in zip(figure.subplots(1, count, squeeze=False)[0], plot.panels, strict=True):
            _panel(axes, panel)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None}, transparent=True)
    return _cleaned(buffer.getvalue())


def _cleaned(svg: str) -> str:
    body = _STYLE.sub("", _METADATA.sub("", _PROLOG.sub("", svg, count=1)))
    root = _ROOT.search(body)
    assert root is not None, "matplotlib writes an SVG"
    inside = body[root.end() :].rpartition("</svg>")[0]
    return f"{root[0]}{_ROUND}{inside.rstrip()}</g></svg>\n"


def size_of(svg: str) -> tuple[float, float]:
    """Width and height of a plot in points."""
    found = _SIZE.search(svg)
    assert found is not None, "matplotlib writes a viewBox"
    return float(found[1]), float(found[2])


def _panel(axes: Any, panel: Panel) -> None:
    for line in panel.lines:
        _line(axes, line)
    if panel.x_log:
        axes.set_xscale("log")
    if panel.y_log:
        axes.set_yscale("log")
    else:
        axes.axhline(0, color="#999999", linewidth=0.5, zorder=0)
    if panel.y_range is not None:
        axes.set_ylim(*panel.y_range)
    axes.set_xlabel(_math(panel.x))
    axes.set_ylabel(_math(panel.y))
    axes.set_title(_math(panel.title), fontsize=9.5)
    if any(line.label for line in panel.lines):
        axes.legend()


def _line(axes: Any, line: Line) -> None:
    color, label = COLORS[line.color % len(COLORS)], _math(line.label) or None
    match line.look:
        case "steps":
            axes.stairs(line.y, line.x, color=color, label=label, fill=True, alpha=0.35)
        case "vertical":
            for index, x in enumerate(line.x):
                said = None if index else label
                axes.axvline(x, color=color, linewidth=0.8, linestyle=":", label=said)
        case "points":
            axes.plot(line.x, line.y, "o", markersize=3, color=color, label=label)
        case "joined":
            axes.plot(line.x, line.y, "o-", markersize=3, color=color, label=label)
        case _:
            style = {"line": "-", "dashed": "--", "dotted": ":"}[line.look]
            axes.plot(line.x, line.y, style, color=color, label=label)


def _math(latex: str) -> str:
    return f"${latex}$" if latex else ""
