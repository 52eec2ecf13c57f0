"""A fact about an operation is written in the catalogue and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import byhand
from byhand.ops import CATALOGUE, activations

SOURCE = Path(byhand.__file__).parent

# tanh and max are elementary functions too, which notations and kinds of numbers must know.
ELEMENTARY = {"tanh"}
ACTIVATIONS = sorted({op.name for op in activations.OPS} - ELEMENTARY)

# Where an activation may be named: what people type for it, examples in help and messages, and the
# identities between functions that closed forms use.
ALLOWED = {"language/letters.py", "cli/words.py", "cli/check_words.py", "messages.py"}
ALLOWED |= {
    "training/initialisers.py",
    "cli/explain_words.py",
}  # what an initialiser was made for, in words
# The pages of the course speak of them by name, as the course does.
COURSE = tuple(f"training/{room}/" for room in ("experiments", "facts", "course"))
# What people confuse, and what they write for it.
COURSE += ("marking/mistakes/", "marking/read_names.py")
ALLOWED |= {f"calculus/rewrite_{part}.py" for part in ("functions", "rules", "words")}


def _words_of_code(path: Path) -> Iterator[tuple[int, str]]:
    """Names and strings of a module with their lines; comments and docstrings are not code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }  # a string standing alone is a docstring
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in docstrings:
                yield node.lineno, text
            case ast.Name(id=text) | ast.Attribute(attr=text) | ast.keyword(arg=str(text)):
                yield getattr(node, "lineno", 0), text
            case ast.FunctionDef(name=text) | ast.ClassDef(name=text):
                yield node.lineno, text


def _mentions(path: Path) -> list[str]:
    pattern = re.compile(rf"(?<![a-z])({'|'.join(ACTIVATIONS)})(?![a-z])", re.IGNORECASE)
    return [
        f"{path.relative_to(SOURCE)}:{line}: {text[:60]}"
        for line, text in _words_of_code(path)
        if pattern.search(text)
    ]


def test_no_code_outside_the_catalogue_names_an_activation() -> None:
    modules = [
        path
        for path in sorted(SOURCE.rglob("*.py"))
        if path.relative_to(SOURCE).parts[0] != "ops"
        and path.relative_to(SOURCE).as_posix() not in ALLOWED
        and not path.relative_to(SOURCE).as_posix().startswith(COURSE)
    ]
    assert len(modules) > 30
    assert [mention for path in modules for mention in _mentions(path)] == []


def test_the_search_finds_what_it_looks_for() -> None:
    assert len(_mentions(SOURCE / "ops" / "activations.py")) >= len(ACTIVATIONS)


def test_every_entry_is_listed_under_its_own_name() -> None:
    assert {name: op.name for name, op in CATALOGUE.items()} == {name: name for name in CATALOGUE}
