import re
import subprocess
import sys

import pytest

from byhand.errors import OutputError
from byhand.typeset import Formula, font_rules, formulas, pdf, png_pages, sprite, svg_pages
from byhand.typeset import formulas as typeset


def one(source: str, size: float = 11) -> Formula:
    return typeset([source], size)[0]


def test_answers_come_in_the_order_of_the_questions():
    narrow, wide = one("x"), one("x + y + z + w")
    assert typeset(["x + y + z + w", "x", "x + y + z + w"]) == [wide, narrow, wide]


def test_equal_glyphs_share_a_symbol():
    (x, _), *_ = one("x").symbols
    assert x in dict(one("x + y").symbols)
    assert sprite([one("x"), one("x + y")]).count(f'id="{x}"') == 1


def test_every_glyph_used_is_defined():
    formula = one("sum_(i=1)^n frac(x_i, sqrt(2)) overline(Z)")
    used = set(re.findall(r'href="#(\w+)"', formula.body))
    assert used == set(dict(formula.symbols))


def test_color_comes_from_around_the_formula():
    body = one("a/b").body
    assert "currentColor" in body
    assert "#0" not in body


@pytest.mark.parametrize("source", ["x", "-x", "x_0", "frac(a, b)", "x^2", "mat(1, 2; 3, 4)"])
def test_the_baseline_is_inside_the_formula(source: str):
    formula = one(source)
    assert 0 < formula.ascent <= formula.height + 0.01


def test_letters_without_descender_stand_on_the_baseline():
    assert one("x").ascent == pytest.approx(one("x").height, abs=0.3)
    assert one("x_0").ascent == pytest.approx(one("x").ascent, abs=0.01)
    assert one("y").height > one("y").ascent + 1


def test_a_leading_minus_is_a_sign_not_a_subtraction():
    assert one("-x").width < one("0 - x").width - one("0").width


def test_size_scales_a_formula():
    assert one("x + y", 22).width == pytest.approx(2 * one("x + y", 11).width, rel=0.01)


def test_an_empty_formula_takes_no_room():
    assert one("").width < 0.1
    assert one("").symbols == ()


def test_more_formulas_than_are_remembered(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.modules[Formula.__module__], "_CACHE_LIMIT", 2)
    sources = ["a", "b", "c", "d", "a"]
    assert [f.symbols for f in formulas(sources, 13)] == [one(s, 13).symbols for s in sources]


def test_a_mistake_in_typst_is_told():
    with pytest.raises(OutputError, match="nonsense"):
        typeset(["nonsense(x)"])


@pytest.mark.parametrize("source", ["\U0010fffd", '"ก"', "x_(\U0010fffd)"])
def test_a_character_that_no_font_has_is_told(source: str):
    with pytest.raises(OutputError, match="No font"):
        typeset([source])


def test_chinese_is_drawn():
    assert one('"损失"').width > 15


def test_a_comment_in_a_formula_does_not_swallow_the_page():
    assert one("x // y").width == one("x").width


def test_pages_come_one_by_one():
    assert len(svg_pages("a #pagebreak() b")) == 2
    assert [page[:4] for page in png_pages("a #pagebreak() b", ppi=30)] == [b"\x89PNG"] * 2


def test_files_are_found_by_name():
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5"/>'
    assert pdf('#image("graph.svg")', {"graph.svg": picture}).startswith(b"%PDF")


def test_font_rules_name_a_chinese_font_only_for_chinese():
    assert "SC" not in font_rules("loss")
    assert "SC" in font_rules("损失")


PROGRAM = """
import hashlib
from byhand.typeset import formulas, pdf
made = formulas(["x_0", "a/b", "sum_i x_i"])
print(hashlib.sha256(repr(made).encode() + pdf("= Hi\\n$ x^2 $ 你好")).hexdigest())
"""


def test_bytes_are_the_same_in_every_process():
    runs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(runs) == 1


def test_every_number_is_one_that_browsers_read() -> None:
    # A coordinate of 72.0000 once became `72.`, and its whole glyph fell out of place.
    sources = [f'"{"m" * n}" + "{"w" * n}" = x_{n}' for n in range(1, 40)]
    for formula in formulas(sources):
        broken = re.findall(r"\d+\.(?!\d)", formula.body)
        assert not broken, formula.body
