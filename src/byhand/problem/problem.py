"""A problem: a program, its values, and what is asked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from byhand import messages
from byhand.errors import InputError
from byhand.language.errors_at import suggest
from byhand.problem.files import inside, read_text, read_values
from byhand.problem.typed import array_from, is_array_text
from byhand.text import Text, same

# Entries of later parts of a problem file are allowed here and read by the commands they concern.
_KEYS = (
    "title",
    "source",
    "program",
    "given",
    "of",
    "wrt",
    "constants",
    "ask",
    "marks",
    "variants",
    "optimizer",
    "train",
)
_TRAIN = ("steps", "epochs", "batch_size", "data", "per_sample", "seed", "every", "init")
_MOST_MARKS = 1000


@dataclass(frozen=True)
class Problem:
    """What a problem file says."""

    program: str
    given: Mapping[str, Any] = field(default_factory=dict)
    title: Text | None = None
    source: str = ""
    of: str | None = None
    wrt: tuple[str, ...] | None = None
    constants: tuple[str, ...] = ()
    optimizer: Mapping[str, Any] = field(default_factory=dict)
    """The table `[optimizer]` as it is written: `name`, `lr`, `steps`, ..."""
    train: Mapping[str, Any] = field(default_factory=dict)
    """The table `[train]`: `steps` or `epochs`, `batch_size`, `data`, `per_sample`, `seed`,
    `every`, `init`."""
    ask: tuple[str, ...] = ()
    """What homework asks for: `z`, `dL/da`, ..., as it is written."""
    marks: Mapping[str, float] = field(default_factory=dict)
    """The table `[marks]`: what each of them is worth."""
    follow_through: bool = True
    """Whether a line that is right from the student's own earlier values gets its marks."""


def load(path: str | Path) -> Problem:
    """Read a problem file (TOML), or a bare program from any other text file.

    Raises `InputError` for a file that is missing or not TOML, for unknown entries, and for value
    files outside the problem's folder.
    """
    path = Path(path)
    text = read_text(path)
    if path.suffix != ".toml":
        return Problem(text)
    try:
        table = tomllib.loads(text, parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(messages.TOML_BAD.fill(path=path.name, reason=error)) from error
    return _Reading(path, table).problem()


class _Reading:
    """One problem file, entry by entry."""

    def __init__(self, path: Path, table: dict[str, Any]) -> None:
        self.path, self.table = path, table

    def problem(self) -> Problem:
        for key in self.table:
            if key not in _KEYS:
                hint = suggest(key, _KEYS)
                raise InputError(messages.PROBLEM_KEY.fill(path=self.path.name, key=key, hint=hint))
        program = self.string("program")
        if not program:
            raise InputError(messages.PROGRAM_MISSING.fill(path=self.path.name))
        return Problem(
            program,
            self.given(),
            self.title(),
            self.string("source"),
            self.string("of") or None,
            self.names("wrt") if "wrt" in self.table else None,
            self.names("constants"),
            self.table_of("optimizer"),
            self.training(),
            self.names("ask"),
            *self.marking(),
        )

    def bad(self, key: str, wanted: Text) -> InputError:
        return InputError(messages.PROBLEM_TYPE.fill(path=self.path.name, key=key, wanted=wanted))

    def string(self, key: str) -> str:
        value = self.table.get(key, "")
        if not isinstance(value, str):
            raise self.bad(key, messages.A_STRING)
        return value

    def table_of(self, key: str) -> dict[str, Any]:
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            raise self.bad(key, messages.A_TABLE)
        return value

    def training(self) -> dict[str, Any]:
        """How the problem is trained; raises for a key that does not exist."""
        table = self.table_of("train")
        for key in table:
            if key not in _TRAIN:
                hint, path = suggest(key, _TRAIN), self.path.name
                raise InputError(messages.PROBLEM_KEY.fill(path=path, key=key, hint=hint))
        return table

    def marking(self) -> tuple[dict[str, float], bool]:
        """What each line is worth, and whether follow-through counts."""
        table = self.table_of("marks")
        follow = table.pop("follow_through", True)
        if not isinstance(follow, bool):
            raise self.bad("marks.follow_through", messages.A_SWITCH)
        return {target: self.mark(target, worth) for target, worth in table.items()}, follow

    def mark(self, target: str, worth: Any) -> float:
        """A number of marks, which a TOML file spells as a whole number or a decimal."""
        try:
            value = -1.0 if isinstance(worth, bool | dict | list) else float(worth)
        except (TypeError, ValueError, OverflowError):
            value = -1.0
        if not 0 <= value <= _MOST_MARKS:
            raise self.bad(f"marks.{target}", messages.A_MARK.fill(most=_MOST_MARKS))
        return value

    def names(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise self.bad(key, messages.A_LIST)
        return tuple(value)

    def title(self) -> Text | None:
        match self.table.get("title"):
            case None:
                return None
            case str(title):
                return same(title)
            case {"en": str(en), "zh": str(zh)}:
                return Text(en=en, zh=zh)
            case _:
                raise self.bad("title", messages.A_TITLE)

    def given(self) -> dict[str, Any]:
        """Numbers and arrays as they are; any other text names a file beside the problem."""
        given = self.table.get("given", {})
        folder = self.path.parent
        if isinstance(given, str):
            return read_values(inside(folder, given))
        if not isinstance(given, dict):
            raise self.bad("given", messages.A_TABLE)
        return {name: self.value(name, value) for name, value in given.items()}

    def value(self, name: str, value: Any) -> Any:
        if isinstance(value, str) and is_array_text(value):
            return array_from(name, value)
        if isinstance(value, str) and _names_a_file(value):
            values = read_values(inside(self.path.parent, value))
            if name not in values:
                raise InputError(messages.VALUE_NOT_IN_FILE.fill(name=name, path=value))
            return values[name]
        return value


def _names_a_file(value: str) -> bool:
    """`0.5` and `1/3` are numbers; `data/x.npz`, `../x` and `/etc/passwd` are paths."""
    try:
        float(value)
    except ValueError:
        return any(char.isalpha() for char in value) or ".." in value
    return False
