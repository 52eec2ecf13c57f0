"""The plan of a picture: which boxes, which wires, what is written on them; no positions yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["LR", "TB", "RL", "BT"]
Shape = Literal["box", "plain", "dot"]
Role = Literal["input", "operation", "output", "branch", "constant"]


@dataclass(frozen=True, slots=True)
class Label:
    """Something written: a formula in the typeset picture, plain characters in the `.dot` file."""

    math: str = ""  # Typst mathematics; when empty, `plain` is set as upright text
    plain: str = ""  # Unicode, for a Graphviz that cannot typeset
    color: str = "ink"  # a role that the theme gives a colour: ink faint value gradient local
    size: float = 11  # points
    blank: bool = False  # an empty answer box in place of the text
    grid: tuple[int, int] = (1, 1)  # the rows and columns of numbers that it must hold
    link: str = ""  # where a click on it leads, in the SVG


@dataclass(frozen=True, slots=True)
class Box:
    """A place that wires lead to: a rounded box, bare text, or the point where a wire splits."""

    id: str
    lines: tuple[Label, ...] = ()  # one above the other, centred
    shape: Shape = "box"
    role: Role = "operation"
    faded: bool = False
    table: tuple[tuple[Label, ...], ...] = ()  # below the lines: rows of cells in columns
    stacked: bool = False  # stands for several boxes like it, and is drawn as a pile of them
    step: int | None = None  # the column that it must stand in, where time runs through a picture
    row: int = 0  # its row in that column, the first nearest to where the picture starts


@dataclass(frozen=True, slots=True)
class Wire:
    """An arrow from one box to one slot of another; two wires may join the same two boxes."""

    id: str
    tail: str
    head: str
    slot: int = 0  # among the wires into the head; slot 0 comes above, or left
    over: Label | None = None  # set on the wire: above it, or left of it where it runs down
    under: Label | None = None  # set on the wire: below it, or right of it
    beside: Label | None = None  # set next to the wire
    faded: bool = False
    highlighted: bool = False
    arrow: bool = True
    ink: str = ""  # a role of labels whose colour the line takes


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture, before anything has a place."""

    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...] = ()
    direction: Direction = "LR"
    title: str = ""
    theme: str = "default"
    name: str = "computation graph"  # what a screen reader says where there is no title

    def __post_init__(self) -> None:
        names = {box.id for box in self.boxes}
        if len(names) < len(self.boxes) or len({w.id for w in self.wires}) < len(self.wires):
            raise ValueError("every box and every wire of a scene needs an id of its own")
        for wire in self.wires:
            if wire.tail not in names or wire.head not in names:
                raise ValueError(f"wire {wire.id!r} joins a box that is not in the scene")

    @property
    def sideways(self) -> bool:
        """Whether the wires run horizontally."""
        return self.direction in ("LR", "RL")
