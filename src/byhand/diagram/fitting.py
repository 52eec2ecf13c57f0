"""Which of several pictures a page can show best."""

from __future__ import annotations

from collections.abc import Iterable

from byhand.diagram.draw import Diagram

# The room for a figure on a page, in points, and how small a picture may be set in it.
_ROOM = (470.0, 620.0)
_READABLE = 0.5


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
