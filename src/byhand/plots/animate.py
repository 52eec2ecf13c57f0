"""The paths of a plot as they are walked, as a GIF."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from byhand.plots.paint import figure_of
from byhand.text import Lang

if TYPE_CHECKING:
    from byhand.plots.plot import Plot

_FRAMES = 60
"""The most pictures; longer walks take several steps from one to the next."""
_DPI = 110
_MILLISECONDS = 90
_REST = 1800
"""How long the last picture stays."""


def animate(plot: Plot, lang: Lang) -> bytes:
    """A GIF in which every path grows, all at the same pace, and then starts over."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    frames = []
    with figure_of(plot, lang) as (figure, walked):
        figure.set_dpi(_DPI)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        figure.set_layout_engine("none")  # it has found its places, which hold for every picture
        whole = [artist.get_xydata().copy() for artist in walked[::2]]
        for count in _counts(max(map(len, whole))):
            for points, trail, end in zip(whole, walked[::2], walked[1::2], strict=True):
                trail.set_data(points[:count].T)
                end.set_data(points[:count][-1:].T)
            canvas.draw()
            pixels = bytes(canvas.buffer_rgba())
            picture = Image.frombytes("RGBA", canvas.get_width_height(), pixels)
            frames.append(picture.convert("RGB").quantize(64, dither=Image.Dither.NONE))
    buffer = io.BytesIO()
    durations = [*[_MILLISECONDS] * (len(frames) - 1), _REST]
    more = {"append_images": frames[1:], "duration": durations, "loop": 0}
    frames[0].save(buffer, format="GIF", save_all=True, **more)
    return buffer.getvalue()


def _counts(longest: int) -> list[int]:
    """How many points of a path each picture shows.

    >>> _counts(4)
    [1, 2, 3, 4]
    """
    stride = -(-longest // _FRAMES)
    return [*range(1, longest, stride), longest]
