"""What a picture looks like: colours and weights by role, in three themes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from byhand.diagram.scene import Role, Wire
from byhand.errors import OutputError
from byhand.text import Text


@dataclass(frozen=True, slots=True)
class Frame:
    """How a box of one role is drawn."""

    fill: str
    stroke: str
    weight: float = 1.0  # of the outline, in points


@dataclass(frozen=True, slots=True)
class Theme:
    """The look of a picture; every role that a scene can name has an entry."""

    inks: Mapping[str, str]  # colour of a label, by its role
    frames: Mapping[Role, Frame]
    wire: str
    wire_weight: float = 1.0
    highlight: str = "#1d4ed8"
    highlight_weight: float = 2.0
    bold: frozenset[str] = frozenset()  # label roles told apart by weight
    fade: float = 0.28  # opacity of what steps back

    def ink(self, role: str) -> str:
        """The colour of a label; an unknown role is written in ordinary ink."""
        return self.inks.get(role, self.inks["ink"])

    def line(self, wire: Wire) -> tuple[str, float]:
        """The colour and the weight of a wire."""
        usual = self.highlight if wire.highlighted else self.wire
        weight = self.highlight_weight if wire.highlighted else self.wire_weight
        return self.inks.get(wire.ink, usual), weight


def _frames(
    operation: Frame, source: Frame, output: Frame, constant: Frame
) -> Mapping[Role, Frame]:
    return MappingProxyType(
        {
            "operation": operation,
            "branch": operation,
            "input": source,
            "output": output,
            "constant": constant,
        }
    )


def _inks(**colors: str) -> Mapping[str, str]:
    return MappingProxyType(colors)


THEMES: Mapping[str, Theme] = MappingProxyType(
    {
        "default": Theme(
            inks=_inks(
                ink="#1b1f27",
                faint="#6b7280",
                value="#15803d",
                gradient="#c0281c",
                local="#6d28d9",
                link="#1d4ed8",
            ),
            frames=_frames(
                Frame("#edf2fb", "#41659c"),
                Frame("#f3f8ec", "#5f8f44"),
                Frame("#fdf0e8", "#b56a35"),
                Frame("#f5f5f6", "#8a919c"),
            ),
            wire="#4b5666",
        ),
        # Okabe and Ito: blue against vermilion is told apart by every common kind of colour vision.
        "colorblind": Theme(
            inks=_inks(
                ink="#1b1f27",
                faint="#5f6672",
                value="#0072b2",
                gradient="#d55e00",
                local="#8f4a75",
                link="#005a8f",
            ),
            frames=_frames(
                Frame("#eef4fa", "#3d5a80"),
                Frame("#e9f5f1", "#00795a"),
                Frame("#fdf3df", "#b37a00"),
                Frame("#f5f5f6", "#7d848f"),
            ),
            wire="#444b57",
            highlight="#000000",
        ),
        # No greys, which a copying machine loses, and no fills: boxes differ by their outlines.
        "bw": Theme(
            inks=_inks(ink="#000", faint="#000", value="#000", gradient="#000", local="#000"),
            frames=_frames(
                Frame("#fff", "#000", 0.9),
                Frame("#fff", "#000", 0.5),
                Frame("#fff", "#000", 1.8),
                Frame("#fff", "#000", 0.5),
            ),
            wire="#000",
            wire_weight=0.8,
            highlight="#000",
            highlight_weight=2.2,
            bold=frozenset({"gradient"}),
        ),
    }
)
_UNKNOWN = Text(
    en="There is no theme '{name}'. Choose one of: {known}.",
    zh="没有“{name}”这个主题。可选：{known}。",
)


def theme_named(name: str) -> Theme:
    """The theme of that name."""
    if name not in THEMES:
        raise OutputError(_UNKNOWN.fill(name=name, known=", ".join(THEMES)))
    return THEMES[name]
