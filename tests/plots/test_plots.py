"""Plots: the same bytes every time, what is drawn is where it should be, words in each language."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from byhand.errors import OutputError
from byhand.plots import Contours, Line, Panel, Plot, maths
from byhand.text import Text

LABEL = Text(en="loss by $t$", zh="损失随 $t$")


def bowl() -> Plot:
    x = np.linspace(-1, 1, 21)
    surface = Contours(x, x, x[:, None] ** 2 + x**2, [0.1, 0.5, 1])
    walked = Line([-0.8, -0.4, 0.1], [0.8, 0.4, 0.1], LABEL, "path")
    return Plot((Panel((walked,), maths("x"), maths("y"), contours=surface),))


def curves() -> Plot:
    t = np.arange(5)
    return Plot((Panel((Line(t, 2.0**-t, LABEL, "joined"),), x=LABEL, y_log=True),))


@pytest.mark.parametrize("plot", [bowl(), curves()], ids=["bowl", "curves"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_plot_is_the_same_every_time(plot: Plot, lang: str) -> None:
    first, second = (plot.in_language(lang).svg for _ in range(2))  # type: ignore[arg-type]
    assert first == second
    assert "<style" not in first, "a style sheet would hold for the whole page"
    assert "<date" not in first
    assert "metadata" not in first


def test_words_are_drawn_in_each_language() -> None:
    english, chinese = (curves().in_language(lang).svg for lang in ("en", "zh"))
    assert english != chinese
    assert english.count("<use") != chinese.count("<use")


def test_a_point_is_where_it_should_be() -> None:
    """Two markers on a panel of known range: their distance in points against that of the axes."""
    line = Line([0.0, 1.0], [0.0, 1.0], look="joined")
    plot = Plot((Panel((line,), x_range=(0, 2), y_range=(0, 2), floor=False),))
    svg = plot.in_language("en").svg
    outline = re.search(r'id="patch_2".*?M ([\d.]+) ([\d.]+)\s+L ([\d.]+)', svg, re.DOTALL)
    markers = re.findall(r'<use xlink:href="#\w+" x="([\d.]+)" y="([\d.]+)" style="[^"]*"', svg)
    assert outline is not None
    width = float(outline[3]) - float(outline[1])
    across = float(markers[-1][0]) - float(markers[-2][0])
    assert abs(across - width / 2) < 0.1, (across, width / 2)


def test_a_walk_is_animated() -> None:
    gif = Image.open(io.BytesIO(bowl().in_language("zh").gif))
    assert getattr(gif, "n_frames", 1) == 3, "one picture for every point"
    first = np.asarray(gif.convert("RGB"), int)
    gif.seek(2)
    assert np.abs(np.asarray(gif.convert("RGB"), int) - first).max() > 50


def test_formats(tmp_path: Path) -> None:
    for suffix, start in ((".svg", b"<svg"), (".pdf", b"%PDF"), (".png", b"\x89PNG")):
        path = curves().save(tmp_path / f"a{suffix}")
        assert path.read_bytes().startswith(start)
    with pytest.raises(OutputError, match=r"\.svg, \.pdf, \.png\."):
        curves().save(tmp_path / "a.gif")
    with pytest.raises(OutputError, match=r"\.gif"):
        bowl().save(tmp_path / "a.jpg")
    assert not (tmp_path / "a.gif").exists()


def test_panels_stand_in_rows() -> None:
    panel = curves().panels[0]
    wide, high = (Plot((panel,) * 4, columns=n).in_language().size for n in (4, 2))
    assert wide[0] == pytest.approx(2 * high[0]), (wide, high)
    assert high[1] == pytest.approx(2 * wide[1]), (wide, high)
