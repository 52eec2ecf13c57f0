"""JSON and notebooks, read back."""

from __future__ import annotations

import json
import re
from base64 import b64decode

import pytest
from tests.writers.sample import BLOCKS, HOSTILE, PAGE, PICTURES

from byhand.language.notations import PLAIN
from byhand.language.parse import parse_expression
from byhand.language.show import show
from byhand.text import LANGS, Lang
from byhand.writers import json_, notebook


@pytest.mark.parametrize("lang", LANGS)
def test_json_holds_every_block(lang: Lang) -> None:
    page = json.loads(json_.write(PAGE, lang, {}, "p")["p.json"])
    assert (page["title"], page["lang"], page["data"]) == (HOSTILE.say(lang), lang, PAGE.data)
    kinds = [block["type"] for block in page["blocks"]]
    assert kinds == [type(block).__name__.lower() for block in BLOCKS]


def test_json_rows_keep_their_signs_and_roles() -> None:
    blocks = json.loads(json_.write(PAGE, "en", {}, "p")["p.json"])["blocks"]
    row = next(block for block in blocks if len(block.get("rows", [])) == 4)["rows"][3]
    assert row["role"] == "gradient"
    assert [part["sign"] for part in row["parts"]] == ["", "=", "≈"]
    assert row["parts"][2]["plain"] == "-1.6351"
    assert row["unicode"] == "∂L/∂loss = 2 · (a − y)/|x| ≈ −1.6351"


def test_json_formulas_read_back() -> None:
    blocks = json.loads(json_.write(PAGE, "zh", {}, "p")["p.json"])["blocks"]
    found = [
        part["plain"]
        for b in blocks
        if b["type"] == "equations"
        for r in b["rows"]
        for part in r["parts"]
        if not part["plain"].startswith("dL")
    ]
    assert len(found) > 8
    again = [show(parse_expression(text), PLAIN) for text in found]
    assert [text.replace(" * ", "*") for text in again] == [f.replace(" * ", "*") for f in found]


@pytest.mark.parametrize("lang", LANGS)
def test_a_notebook_has_the_form_of_4_5(lang: Lang) -> None:
    book = json.loads(notebook.write(PAGE, lang, PICTURES, "p")["p.ipynb"])
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert set(book) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    ids = [cell["id"] for cell in book["cells"]]
    assert len(set(ids)) == len(ids) == 2
    for cell in book["cells"]:
        assert cell["cell_type"] == "markdown"
        assert re.fullmatch(r"[a-zA-Z0-9-_]{1,64}", cell["id"])
        assert all(line.endswith("\n") for line in cell["source"][:-1])


def test_a_notebook_carries_its_pictures() -> None:
    book = json.loads(notebook.write(PAGE, "en", PICTURES, "p")["p.ipynb"])
    cell = book["cells"][1]
    assert "](attachment:values.png)" in "".join(cell["source"])
    png = b64decode(cell["attachments"]["values.png"]["image/png"])
    assert png.startswith(b"\x89PNG")
    assert "attachments" not in book["cells"][0]
