"""Reports: what a page says, in every format and language, and what the graph shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.marking.report_samples import PROBLEM, gradient, key, mistake, sample, written

from byhand.language.expr import Name, Partial
from byhand.marking import remarks
from byhand.marking.places import first_edge
from byhand.marking.report import Report
from byhand.marking.report_words import SIGNS, VERDICTS
from byhand.marking.verdicts import VERDICTS as ALL
from byhand.marking.verdicts import Line, Marked
from byhand.page.blocks import prose
from byhand.text import LANGS, Lang, Text, same

FORMATS = ["txt", "md", "html", "tex", "typ", "ipynb", "json"]


def page(report: Report, lang: Lang = "en", suffix: str = "txt") -> str:
    return report.pages(suffix, "page", lang=lang)[f"page.{suffix}"].decode()


def test_the_page_in_english() -> None:
    text = page(sample())
    for said in (
        "Student: Ann",
        "Score: 3 of 6.",
        "✓ right",
        "✓ right, in another form",
        "✗ wrong: one branch only",
        "~ follows from earlier lines",
        "✗ cannot be read",
        "– a name of your own",
        "Still missing: ∂L/∂b.",
        "The first mistake is in line 3: “dL/da = a - y”.",
        "∂L/∂a collects what comes back",
        "∂L/∂a = 2(a − y) ≈ −1.6352",
        "Line 5, at column 10: This bracket was never opened .",
        "Line 2: This is σ(z).",
    ):
        assert said in text, f"not said: {said}\n{text}"


def test_the_page_in_chinese() -> None:
    text = page(sample(), "zh")
    for said in (
        "学生：Ann",
        "得分：3 / 6。",
        "✗ 错误：只算了一条支路",
        "还缺少：∂L/∂b。",
        "第一处错误在第 3 行",
    ):
        assert said in text, f"not said: {said}\n{text}"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_and_language(lang: Lang, suffix: str) -> None:
    said = {"en": "missing", "zh": "缺少"}[lang] if suffix != "json" else "one_branch"
    assert said in page(sample(), lang, suffix)


def test_verdicts_are_told_apart_in_words_and_by_sign() -> None:
    assert set(SIGNS) == set(VERDICTS) == set(ALL)
    for lang in LANGS:
        said = {VERDICTS[verdict].say(lang) for verdict in ALL if verdict != "mistake"}
        assert len(said) == len(ALL) - 1


def test_a_perfect_submission_has_no_section_about_mistakes() -> None:
    lines = tuple(written(i, "…", t, "correct") for i, t in enumerate(key().asked, 1))
    report = Report(Marked("Ann", lines), key(), PROBLEM)
    assert report.right
    assert "Everything that was asked is right." in page(report)
    assert "first wrong" not in page(report)


def test_an_empty_submission() -> None:
    lines = tuple(Line(target, "missing") for target in key().asked)
    report = Report(Marked("", lines), key(), PROBLEM)
    assert not report.right
    assert "Nothing was handed in." in page(report)


def test_what_should_have_been_is_said_once() -> None:
    says = (prose(remarks.WRONG, target=gradient("a"), expected=Name("q")),)
    line = written(1, "dL/da = 1", gradient("a"), "wrong", says=says, expected_value=-1.63515)
    text = page(Report(Marked("Ann", (line,)), key(), PROBLEM))
    assert "∂L/∂a ≈ −1.6352" in text
    assert "It should be" not in text


def test_candidates_and_pairs_are_named() -> None:
    other = mistake().__class__(
        mistake().mistake.__class__(
            **{**vars(mistake().mistake), "name": "x", "title": same("slip")}
        ),
        gradient("a"),
    )
    either = written(1, "dL/da = 1", gradient("a"), "wrong", mistakes=(mistake(), other))
    both = written(2, "dL/dz = 1", gradient("z"), "mistake", together=(mistake(), other))
    text = page(Report(Marked("Ann", (either, both)), key(), PROBLEM))
    assert "one branch only or slip" in text
    assert "one branch only and slip" in text


def test_a_long_submission_is_cut() -> None:
    lines = tuple(written(i, f"z = {i}", Name("z"), "wrong") for i in range(1, 1001))
    text = page(Report(Marked("Ann", lines), key(), PROBLEM))
    assert "800 more lines are not shown here." in text
    assert len(text) < 100_000


def test_json_has_everything() -> None:
    data = json.loads(page(sample(), suffix="json"))["data"]
    assert (data["student"], data["score"], data["total"], data["first_wrong"]) == ("Ann", 3, 6, 3)
    third = data["lines"][2]
    assert third["verdict"] == "mistake"
    assert third["mistakes"][0]["name"] == "one_branch"
    assert third["mistakes"][0]["edge"] == ["a", "v2", 0]
    assert (third["mark"], third["of"], third["target"]) == (0, 1, "dL/da")
    assert third["expected"] == "2*(a - y)"
    assert data["lines"][4]["column"] == 10
    assert data["lines"][6]["line"] is None


def test_a_report_prints_itself_and_is_written(tmp_path: Path) -> None:
    report = sample()
    assert str(report) == report.pages("txt")["report.txt"].decode()
    assert repr(report) == "<Report: 3 of 6, 7 lines>"
    written_ = report.write(tmp_path / "deep" / "r.md", lang="zh")
    assert {path.name for path in written_} == {"r.md", "r-marked.svg"}
    assert all(path.stat().st_size > 100 for path in written_)


# The graph ---------------------------------------------------------------------------------------


def labels(report: Report) -> dict[str, tuple[str, str]]:
    """What stands above and below every wire, with its colour."""
    return {
        wire.id: tuple(f"{x.plain} {x.color}" if x else "" for x in (wire.over, wire.under))  # pyright: ignore[reportReturnType]
        for wire in report.draw().scene.wires
    }


def test_the_graph_shows_verdicts_on_its_edges() -> None:
    found = labels(sample())
    assert found["z a 0"] == ("✓ −1.5 value", "~ −0.1219 ink")
    assert found["a v2 0"] == ("✓ 0.1824 value", "✗ −0.8176 gradient")
    assert found["b z 1"] == ("0.5 faint", "– faint")
    assert found["w v1 0"] == ("2 faint", "✗ gradient")


def test_the_edge_of_the_first_mistake_is_thick_and_red() -> None:
    wires = {wire.id: wire for wire in sample().draw().scene.wires}
    assert [w.id for w in wires.values() if w.highlighted] == ["a v2 0"]
    assert wires["a v2 0"].ink == "gradient"
    assert "✗" in sample().draw().source


def test_a_mistake_with_an_edge_of_its_own_gets_a_cross_there() -> None:
    line = written(1, "dL/dw = 1", gradient("w"), "wrong")
    report = Report(Marked("Ann", (line,)), key(), PROBLEM)
    assert first_edge(report.marked, key().derivation) == "w"
    struck = [wire for wire in report.draw().scene.wires if wire.highlighted]
    assert [wire.id for wire in struck] == ["w v1 0"]
    none = Report(Marked("Ann", ()), key(), PROBLEM)
    assert not any(wire.highlighted for wire in none.draw().scene.wires)


def test_a_local_derivative_stands_beside_its_edge() -> None:
    line = written(1, "da/dz = 0.1491", Partial("a", "z"), "correct", value=0.1491)
    wires = {w.id: w for w in Report(Marked("A", (line,)), key(), PROBLEM).draw().scene.wires}
    beside = wires["z a 0"].beside
    assert beside is not None
    assert beside.plain == "✓ 0.1491"


@pytest.mark.parametrize("theme", ["default", "colorblind", "bw"])
def test_the_graph_is_drawn_in_every_theme(theme: str) -> None:
    svg = sample().draw("zh", theme=theme).svg
    assert "带评判的计算图" in svg


def test_braces_in_a_remark_are_not_placeholders() -> None:
    says = (prose(Text(en="I don't know {x}.", zh="不认识 {x}。")),)
    line = written(1, "z = {x}", Name("z"), "wrong", says=says)
    note = (prose(same("broken {file}")),)
    text = page(Report(Marked("Ann", (line,), note), key(), PROBLEM))
    assert "I don't know {x}." in text
    assert "broken {file}" in text


def test_behind_an_unreadable_line_the_first_wrong_one_is_told_too() -> None:
    error = same("Here is something missing.")
    unread = written(1, "dL/da = )", None, "unreadable", error=error, at=8)
    wrong = written(2, "dL/dz = 1", gradient("z"), "wrong")
    report = Report(Marked("Ann", (unread, wrong)), key(), PROBLEM)
    text = page(report)
    assert "The first line that cannot be read is line 1" in text
    assert "The first mistake is in line 2" in text
    assert [wire.id for wire in report.draw().scene.wires if wire.highlighted] == ["z a 0"]
    alone = Report(Marked("Ann", (unread,)), key(), PROBLEM)
    assert not any(wire.highlighted for wire in alone.draw().scene.wires)
    assert "thick" not in page(alone, suffix="md")
