"""Reading files: bounded, and inside the folder."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from byhand import messages, shape_messages
from byhand.errors import InputError

SIZE_LIMIT = 50_000_000
UNPACKED_LIMIT = 500_000_000
KINDS = (".json", ".toml", ".npz", ".csv")


def read_text(path: Path) -> str:
    """The text of a file; `InputError` where it is missing, too large, or not UTF-8."""
    _check(path)
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(messages.FILE_NOT_TEXT.fill(path=path)) from error
    except OSError as error:
        raise InputError(messages.FILE_UNREADABLE.fill(path=path, reason=error.strerror)) from error


def _check(path: Path) -> None:
    try:
        exists = path.is_file()
    except ValueError:
        exists = False
    if not exists:
        raise InputError(messages.FILE_MISSING.fill(path=path))
    size = path.stat().st_size
    if size > SIZE_LIMIT:
        raise InputError(messages.FILE_TOO_LARGE.fill(path=path, size=size, limit=SIZE_LIMIT))


def inside(folder: Path, name: str) -> Path:
    """A file that a problem file names; it must lie in the problem's own folder."""
    try:
        path = (folder / name).resolve()
    except (ValueError, OSError) as error:  # a null byte, a loop of links
        raise InputError(messages.FILE_MISSING.fill(path=name)) from error
    if not path.is_relative_to(folder.resolve()):
        raise InputError(messages.FILE_OUTSIDE.fill(path=name))
    return path


def read_values(path: Path) -> dict[str, Any]:
    """A table of values from a JSON, TOML, NPZ or CSV file (names in the first line)."""
    if path.suffix not in KINDS:
        raise InputError(messages.FILE_KIND.fill(kinds=", ".join(KINDS), path=path.name))
    _check(path)
    try:
        values = _READERS[path.suffix](path)
    except (ValueError, LookupError, OSError, RecursionError, EOFError, MemoryError) as error:
        message = messages.FILE_UNREADABLE.fill(path=path.name, reason=str(error)[:200])
        raise InputError(message) from error
    if not isinstance(values, dict):
        message = messages.PROBLEM_TYPE.fill(path=path.name, key="", wanted=messages.A_TABLE)
        raise InputError(message)
    return values


def _json(path: Path) -> Any:
    # Decimals stay as they are spelled, so that 0.1 is a tenth.
    return json.loads(read_text(path), parse_float=str)


def _toml(path: Path) -> Any:
    import tomllib

    return tomllib.loads(read_text(path), parse_float=str)


def _npz(path: Path) -> dict[str, Any]:
    import zipfile
    import zlib

    import numpy as np

    try:
        with zipfile.ZipFile(path) as archive:
            sizes = [entry.file_size for entry in archive.infolist()]
        if sum(sizes) > UNPACKED_LIMIT:
            parts = {"path": path.name, "size": sum(sizes), "limit": UNPACKED_LIMIT}
            raise InputError(messages.FILE_TOO_LARGE.fill(**parts))
        with np.load(path, allow_pickle=False) as archive:
            return {name: _array(path, archive, name) for name in archive.files}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise ValueError(str(error)) from error


def _array(path: Path, archive: Any, name: str) -> Any:
    try:
        return archive[name]
    except ValueError as error:
        if "allow_pickle" not in str(error):
            raise
        parts = {"path": path.name, "reason": shape_messages.OBJECTS}
        raise InputError(messages.FILE_UNREADABLE.fill(**parts)) from error


def _csv(path: Path) -> dict[str, Any]:
    rows = list(csv.reader(io.StringIO(read_text(path))))
    header, *body = [[cell.strip() for cell in row] for row in rows if row]
    if any(len(row) != len(header) for row in body):
        raise ValueError(f"a line has not {len(header)} entries")
    columns = {name: [row[i] for row in body] for i, name in enumerate(header)}
    return {name: column[0] if len(column) == 1 else column for name, column in columns.items()}


_READERS = {".json": _json, ".toml": _toml, ".npz": _npz, ".csv": _csv}
