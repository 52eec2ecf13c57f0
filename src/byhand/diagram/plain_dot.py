"""A scene as ordinary DOT: Unicode labels, to be opened with any Graphviz and edited by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from byhand.diagram.measure import blank_size
from byhand.diagram.paint import xml_id
from byhand.diagram.scene import Box, Label, Scene, Wire
from byhand.diagram.themes import Theme, theme_named

_FONT = "Helvetica,Arial,sans-serif"


def dot_source(scene: Scene) -> str:
    """The DOT source of a scene; boxes, wires and operands in the order of the scene."""
    import graphviz

    theme, names = theme_named(scene.theme), _names(scene)
    graph = graphviz.Digraph(
        graph_attr={
            "rankdir": scene.direction,
            "ordering": "in",
            "nodesep": "0.25",
            "ranksep": "0.45",
            "fontname": _FONT,
        },
        node_attr={"fontname": _FONT, "fontsize": "12", "margin": "0.12,0.07"},
        edge_attr={"fontname": _FONT, "fontsize": "10", "arrowsize": "0.7"},
    )
    if scene.title:
        graph.attr(label=graphviz.escape(scene.title), labelloc="t")
    for box in scene.boxes:
        graph.node(names[box.id], **_box(box, theme))
    # Graphviz keeps the operands in the order in which the wires are written.
    place = {box.id: i for i, box in enumerate(scene.boxes)}
    for wire in sorted(scene.wires, key=lambda w: (place[w.head], w.slot)):
        graph.edge(names[wire.tail], names[wire.head], **_wire(wire, theme))
    return graph.source


def _names(scene: Scene) -> dict[str, str]:
    """A name for every box that DOT reads as one word: quotes, ports and escapes never arise."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for box in scene.boxes:
        name = base = re.sub(r"[^\w.]", "_", box.id) or "_"
        number = 2
        while name in taken:
            name, number = f"{base}__{number}", number + 1
        taken.add(name)
        names[box.id] = name
    return names


def _box(box: Box, theme: Theme) -> dict[str, str]:
    frame = theme.frames[box.role]
    identity = {"id": xml_id("node", box.id)}
    if box.shape == "dot":
        return identity | {
            "shape": "point",
            "width": "0.06",
            "color": _color(theme.wire, theme, box.faded),
        }
    label = {"label": _label(box.lines, theme, box.faded, box.table)}
    if box.shape == "plain":
        return identity | label | {"shape": "plain"}
    return (
        identity
        | label
        | {
            "shape": "box",
            "style": "rounded,filled",
            "fillcolor": _color(frame.fill, theme, box.faded),
            "color": _color(frame.stroke, theme, box.faded),
            "penwidth": f"{frame.weight:g}",
            **({"peripheries": "2"} if box.stacked else {}),
        }
    )


def _wire(wire: Wire, theme: Theme) -> dict[str, str]:
    color, weight = theme.line(wire)
    attributes = {
        "id": xml_id("edge", wire.id),
        "color": _color(color, theme, wire.faded),
        "penwidth": f"{weight:g}",
    }
    labels = [label for label in (wire.over, wire.under, wire.beside) if label]
    if labels:
        attributes["label"] = _label(labels, theme, wire.faded)
    if not wire.arrow:
        attributes["arrowhead"] = "none"
    return attributes


def _label(
    labels: Sequence[Label],
    theme: Theme,
    faded: bool,
    table: Sequence[Sequence[Label]] = (),
) -> str:
    """An HTML-like label, a row for each line, so that every line has its own colour."""
    rows = "".join(f"<TR>{_cell(label, theme, faded)}</TR>" for label in labels)
    if table:
        cells = ("".join(_cell(label, theme, faded) for label in row) for row in table)
        inner = "".join(f"<TR>{row}</TR>" for row in cells)
        rule = "<HR/>" if labels else ""
        rows += f"{rule}<TR><TD>{_table(inner)}</TD></TR>"
    return f"<{_table(rows or '<TR><TD/></TR>')}>"


def _table(rows: str) -> str:
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="1">{rows}</TABLE>'


def _cell(label: Label, theme: Theme, faded: bool) -> str:
    color = _color(theme.ink(label.color), theme, faded)
    if label.blank:
        width, height = blank_size(label)
        size = f'WIDTH="{width:g}" HEIGHT="{height:g}" FIXEDSIZE="TRUE"'
        return f'<TD BORDER="1" COLOR="{color}" {size}></TD>'
    # Graphviz would replace a backslash and certain letters; an invisible character parts the two.
    words = escape(label.plain.replace("\\", "\\\u2060")) or "\u00a0"
    words = words.replace("\n", "<BR/>")
    words = f"<B>{words}</B>" if label.color in theme.bold else words
    return f'<TD><FONT COLOR="{color}" POINT-SIZE="{label.size:g}">{words}</FONT></TD>'


def _color(color: str, theme: Theme, faded: bool) -> str:
    """A colour in the only spelling that Graphviz knows, with its opacity behind it."""
    if len(color) == 4:
        color = "#" + "".join(2 * digit for digit in color[1:])
    return f"{color}{round(255 * theme.fade):02x}" if faded else color
