"""What every format has in common."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from byhand.errors import InputError
from byhand.page.blocks import Document, Picture
from byhand.text import LANGS, Lang, same
from byhand.writers import WRITERS, Writer, writer_for

BESIDE = {"md": "p-values.svg", "typ": "p-values.svg", "tex": "p-values.pdf"}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("suffix", WRITERS)
def test_the_files_are_named_after_the_page(
    suffix: str, lang: Lang, page: Document, pictures: Mapping[str, Picture]
) -> None:
    files = writer_for(suffix).write(page, lang, pictures, "p")
    assert list(files) == [f"p.{suffix}", *([BESIDE[suffix]] if suffix in BESIDE else [])]
    assert all(files.values())


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_same_page_gives_the_same_bytes(
    suffix: str, page: Document, pictures: Mapping[str, Picture]
) -> None:
    write = writer_for(suffix).write
    assert write(page, "zh", pictures, "p") == write(page, "zh", pictures, "p")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("suffix", WRITERS)
def test_a_page_without_its_pictures_shows_their_outline(
    suffix: str, lang: Lang, page: Document
) -> None:
    files = writer_for(suffix).write(page, lang, {}, "p")
    assert list(files) == [f"p.{suffix}"]
    if suffix not in ("pdf", "html"):
        assert b"v" in files[f"p.{suffix}"]
        assert b"p-values" not in files[f"p.{suffix}"]


@pytest.mark.parametrize("suffix", WRITERS)
def test_an_empty_page(suffix: str) -> None:
    files = writer_for(suffix).write(Document(same("Nothing"), ()), "en", {}, "p")
    assert files[f"p.{suffix}"]


def test_only_the_formats_that_show_pictures_ask_for_them() -> None:
    assert [suffix for suffix, writer in WRITERS.items() if not writer.draws] == ["txt", "json"]


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"'docx'.*txt, md, tex"):
        writer_for("docx")


def test_a_format_is_one_entry(monkeypatch: pytest.MonkeyPatch, page: Document) -> None:
    shout = Writer("shouting", "up", lambda d, lang, p, s: {f"{s}.up": d.title.en.upper().encode()})
    monkeypatch.setitem(WRITERS, "up", shout)
    assert b"ALERT" in writer_for(".up").write(page, "en", {}, "p")["p.up"]
