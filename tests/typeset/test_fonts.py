from pathlib import Path

import pytest

from byhand.errors import OutputError
from byhand.typeset import cjk_family, font_folders, needs_cjk
from byhand.typeset import fonts as fonts_module


@pytest.mark.parametrize(
    ("source", "needed"),
    [
        ("", False),
        ("x = σ(z) − 1 ≈ 0.5", False),
        ("“quoted”", False),
        ("损失", True),
        ("a\uff0cb", True),
    ],
)
def test_which_texts_need_a_chinese_font(source: str, needed: bool):
    assert needs_cjk(source) is needed


def test_english_needs_no_folder():
    assert font_folders("en") == []
    assert cjk_family("en") is None


def test_the_chinese_family_is_one_that_typst_knows():
    assert cjk_family("zh") in fonts_module.fonts("zh").families()


def test_without_a_font_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fonts_module, "_packaged_folder", lambda: None)
    monkeypatch.setattr(fonts_module, "_system_folder", lambda: None)
    with pytest.raises(OutputError) as told:
        font_folders("zh")
    assert 'pip install "byhand[zh]"' in told.value.say("en")
    assert "fonts-noto-cjk" in told.value.say("zh")


def test_a_system_font_is_found_by_its_file_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "cjk").mkdir()
    (tmp_path / "cjk" / "NotoSerifCJK-Regular.ttc").touch()
    (tmp_path / "wqy-zenhei.ttc").touch()
    monkeypatch.setattr(fonts_module, "_system_places", lambda: [tmp_path])
    assert fonts_module._system_folder.__wrapped__() == tmp_path / "cjk"
