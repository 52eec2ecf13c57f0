"""Files are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from byhand import files
from byhand.errors import OutputError
from byhand.files import write_bytes


class Broken(OSError):
    """What a full disk says."""

    def __init__(self) -> None:
        super().__init__(28, "No space left on device")


def fail(*_: Any, **__: Any) -> Any:
    raise Broken


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_bytes(b"old")
    return path


def test_a_file_is_replaced(old: Path) -> None:
    write_bytes(old, b"new")
    assert old.read_bytes() == b"new"
    assert list(old.parent.iterdir()) == [old]


def test_folders_are_made(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a" / "b" / "page.txt", b"new")
    assert (tmp_path / "a" / "b" / "page.txt").read_bytes() == b"new"


@pytest.mark.parametrize("step", ["fdopen", "chmod", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    old: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(files.os, step, fail)
    with pytest.raises(OutputError, match="No space left on device"):
        write_bytes(old, b"new")
    monkeypatch.undo()
    assert old.read_bytes() == b"old"
    assert list(old.parent.iterdir()) == [old]


def test_an_interruption_leaves_the_old_file_and_nothing_else(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(old, b"new")
    assert old.read_bytes() == b"old"
    assert list(old.parent.iterdir()) == [old]


def test_a_new_file_has_ordinary_permissions(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        write_bytes(tmp_path / "page.txt", b"new")
    finally:
        os.umask(mask)
    assert (tmp_path / "page.txt").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("name", ["file/page.txt", "folder", "x" * 300])
def test_a_place_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="I can't write ") as caught:
        write_bytes(tmp_path / name, b"new")
    assert "无法写入" in caught.value.say("zh")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder"]
    assert (tmp_path / "file").read_bytes() == b"old"


def test_a_long_but_legal_name(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 251 + ".txt")
    write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
