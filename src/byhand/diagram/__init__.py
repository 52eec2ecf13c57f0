"""THE PICTURE: a scene of boxes and wires, laid out, typeset and painted."""

from byhand.diagram.draw import Diagram as Diagram
from byhand.diagram.scene import Box as Box
from byhand.diagram.scene import Label as Label
from byhand.diagram.scene import Scene as Scene
from byhand.diagram.scene import Wire as Wire
from byhand.diagram.themes import THEMES as THEMES
