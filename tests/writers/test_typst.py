"""Typst source and PDF."""

from __future__ import annotations

import re

import pytest
from tests.writers.sample import (
    BLOCKS,
    EQUATIONS,
    FIGURE,
    FORWARD,
    HOSTILE,
    PAGE,
    PICTURES,
    Square,
    row,
    said,
)

from byhand.page.blocks import Document, Equations, Heading, Paragraph, Table, prose
from byhand.text import LANGS, Lang, same
from byhand.typeset import svg_pages
from byhand.writers import pdf, typst
from byhand.writers.typst_page import escaped


def pages(
    document: Document, pictures: dict[str, Square] = PICTURES, lang: Lang = "en"
) -> list[str]:
    files = typst.write(document, lang, pictures, "p")
    return svg_pages(files.pop("p.typ").decode(), files)


def sizes(made: list[str]) -> list[tuple[int, int]]:
    found = [re.search(r'viewBox="0 0 (\d+)[\d.]* (\d+)', page) for page in made]
    return [(int(each[1]), int(each[2])) for each in found if each]


@pytest.mark.parametrize("lang", LANGS)
def test_the_source_compiles_by_itself(lang: Lang) -> None:
    assert sizes(pages(PAGE, lang=lang)) == [(595, 841)]


@pytest.mark.parametrize("lang", LANGS)
def test_the_pdf_has_the_pages_of_the_source(lang: Lang) -> None:
    document = Document(HOSTILE, BLOCKS * 3)
    made = pdf.write(document, lang, PICTURES, "p")["p.pdf"]
    assert made.startswith(b"%PDF-")
    count = re.search(rb"/Type/Pages/Count (\d+)", made)
    assert count
    assert int(count[1]) == len(pages(document, lang=lang)) > 1


@pytest.mark.parametrize(
    "words",
    [
        HOSTILE.en,
        HOSTILE.zh,
        "#panic()",
        "a // b /* c */ d",
        "- a",
        "= a",
        "/ a: b",
        "1. a",
        "<label> @ref",
        '"quoted" \\" \\',
        "a -- b ... c ~ d",
        "$ ] [ { } )",
        "https://example.org/x",
    ],
)
def test_words_are_only_words(words: str) -> None:
    plain = Document(same(words), (Heading(same(words)), Paragraph(said(words), "note")))
    table = Table((same(words),), ((said(words),),))
    assert len(pages(Document(plain.title, (*plain.blocks, table)))) == 1


def test_escaping_leaves_ordinary_words_alone() -> None:
    words = "Backpropagation, step by step (2015): and/or 1.5, a = b; 100%"
    assert escaped(words) == words


def shapes(page: str) -> set[str]:
    return set(re.findall(r'<path [^>]*d="([^"]+)"', page))


def test_a_heading_is_never_the_last_thing_on_a_page() -> None:
    filler, heading = Paragraph(prose(same("x"))), Heading(same("Q"))
    rule = Paragraph(prose(same("J")), "rule")
    bare = shapes(pages(Document(same("x"), (filler,)))[0])
    announced = shapes(pages(Document(same("x"), (Equations((row("w"),)),)))[0]) - bare
    for block in (heading, rule):
        marks = shapes(pages(Document(same("x"), (block,)))[0]) - bare
        places = set()
        for lines in range(26, 42):
            blocks = (*[filler] * lines, block, Equations((row("w"),)), filler)
            made = pages(Document(same("x"), blocks))
            held = [index for index, page in enumerate(made) if marks & shapes(page)]
            assert held == [index for index, page in enumerate(made) if announced & shapes(page)]
            places.update(held)
        assert places == {0, 1}


def test_a_wide_picture_gets_a_sheet_on_its_side_with_its_heading() -> None:
    document = Document(same("T"), (EQUATIONS, Heading(FORWARD), FIGURE, EQUATIONS))
    assert sizes(pages(document, {"values": Square(1000, 100)})) == [
        (595, 841),
        (841, 595),
        (595, 841),
    ]


@pytest.mark.parametrize(
    ("size", "width"), [((300, 80), 300), ((600, 80), 470), ((400, 1200), 200)]
)
def test_a_picture_fits_on_the_page(size: tuple[float, float], width: float) -> None:
    source = typst.write(PAGE, "en", {"values": Square(*size)}, "p")["p.typ"].decode()
    assert f"width: {width:.1f}pt" in source


def test_a_table_too_wide_for_a_sheet_turns_the_page() -> None:
    cell = row("y", ("=", " + ".join(f"longname{i}" for i in range(9))))
    table = Table((same("a"), same("b"), same("c")), ((cell, cell, cell),))
    assert sizes(pages(Document(same("T"), (table,)))) == [(841, 595)]


@pytest.mark.parametrize(("lang", "words"), [("en", "Figure 1"), ("zh", "图 1")])
def test_a_picture_that_floats_away_is_announced_under_its_heading(lang: Lang, words: str) -> None:
    document = Document(same("T"), (Heading(same("Graph")), FIGURE))
    tall = {FIGURE.style: Square(300.0, 600.0)}
    source = typst.write(document, lang, tall, "p")["p.typ"].decode()
    heading, figure = source.index("= Graph"), source.index("#figure(")
    assert f"@figure-{FIGURE.style}" in source[heading:figure]
    assert f"<figure-{FIGURE.style}>" in source[figure:]
    assert len(pages(document, tall, lang)) == 1, words
    small = typst.write(document, lang, PICTURES, "p")["p.typ"].decode()
    assert "@figure" not in small


def test_long_formulas_of_a_table_break_at_their_signs() -> None:
    terms = " + ".join(f"alpha_{i}*(beta_{i} - gamma_{i})" for i in range(8))
    (line,) = [
        line
        for line in typst.write(
            Document(same("T"), (Table((same("formula"),), ((row("z", ("=", terms)),),)),)),
            "en",
            {},
            "p",
        )["p.typ"]
        .decode()
        .splitlines()
        if "#lines(" in line and "α" in line
    ]
    broken = line.split(" \\ ")
    assert len(broken) > 1
    starts = [piece.removeprefix('&quad "" ')[0] for piece in broken[1:]]
    assert starts == ["+"] * len(starts), broken
