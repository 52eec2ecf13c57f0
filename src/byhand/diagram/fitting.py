"""Which of several pictures a page can show best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from byhand.calculus.derivation import Derivation
from byhand.diagram.draw import Diagram
from byhand.diagram.styles import views_from

# The room for a figure on a page, in points, and how small a picture may be set in it.
_ROOM = (470.0, 620.0)
_READABLE = 0.5


def looks(derivation: Derivation, options: Mapping[str, Any]) -> list[dict[str, str]]:
    """The views and directions that a page may choose among, where none is asked for."""
    views = [options["view"]] if options.get("view") else views_from(derivation)
    directions = [options["direction"]] if options.get("direction") else ["LR", "TB"]
    return [{"view": view, "direction": way} for view in views for way in directions]


def best_fit(pictures: Iterable[Diagram]) -> Diagram:
    """The first picture that can be read on a page, else the one that is least too large."""
    tried: list[Diagram] = []
    for picture in pictures:
        if scale(picture) >= _READABLE:
            return picture
        tried.append(picture)
    return max(tried, key=scale)


def scale(picture: Diagram) -> float:
    """By how much a picture must shrink to fit on a page."""
    width, height = picture.size
    return min(1.0, _ROOM[0] / width, _ROOM[1] / height)
