"""THE PICTURE: a scene of boxes and wires, laid out, typeset and painted."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from byhand.diagram.draw import Diagram as Diagram
    from byhand.diagram.scene import Box as Box
    from byhand.diagram.scene import Label as Label
    from byhand.diagram.scene import Scene as Scene
    from byhand.diagram.scene import Wire as Wire
    from byhand.diagram.themes import THEMES as THEMES

# Served on first use: a page without pictures asks this room only for the names of the styles.
_MENU = {
    "Diagram": "byhand.diagram.draw",
    "Box": "byhand.diagram.scene",
    "Label": "byhand.diagram.scene",
    "Scene": "byhand.diagram.scene",
    "Wire": "byhand.diagram.scene",
    "THEMES": "byhand.diagram.themes",
}


def __getattr__(name: str) -> Any:
    if name not in _MENU:
        raise AttributeError(f"module 'byhand.diagram' has no attribute {name!r}")
    return getattr(import_module(_MENU[name]), name)
