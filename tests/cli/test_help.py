"""Help teaches by example, in both languages, and every example runs as it stands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from click.testing import CliRunner

from byhand.cli import check_words, mark_words, words
from byhand.cli.main import app
from byhand.text import LANGS, Lang, Text
from byhand.writers.common import columns_of

Byhand = Callable[..., CompletedProcess[str]]

COMMANDS = [
    "",
    "derive",
    "draw",
    "gradcheck",
    "check",
    "step",
    "train",
    "experiment",
    "explain",
    "rules",
]
PROBLEM = 'program = "L = sigmoid(w*x)"\n[given]\nw = 1\nx = 2\n'


def help_of(command: str, lang: Lang) -> str:
    shown = CliRunner().invoke(app(lang), [*command.split(), "--help"], prog_name="byhand")
    assert shown.exit_code == 0, shown.output
    return shown.output


def examples() -> dict[str, list[str]]:
    """Every example line of the help, with the remark beside it taken off, as arguments."""
    found = {}
    for lang in LANGS:
        for command in COMMANDS:
            for line in help_of(command, lang).splitlines():
                if line.startswith("  byhand "):
                    typed = re.split(r" {2,}", line.strip())[0]
                    found[typed] = shlex.split(typed, comments=True)[1:]
    return found


EXAMPLES = examples()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str, lang: Lang) -> None:
    assert f"\n  byhand {command}" in help_of(command, lang)


@pytest.mark.parametrize("args", EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_of_the_help_runs(byhand: Byhand, tmp_path: Path, args: list[str]) -> None:
    for name in ("neuron.toml", "problem.toml"):
        (tmp_path / name).write_text(PROBLEM, encoding="utf-8")
    answers = "dL/dw = 0.2099872\ndL/dx = 0.1049936\n"
    (tmp_path / "answers.txt").write_text(answers, encoding="utf-8")
    (tmp_path / "submissions").mkdir()
    (tmp_path / "submissions" / "ann.txt").write_text(answers, encoding="utf-8")
    run = byhand(*args)
    assert run.returncode == (1 if "--answers" in args else 0), run.stderr
    outputs = [args[i + 1] for i, arg in enumerate(args) if arg == "-o"]
    assert all((tmp_path / name).stat().st_size > 100 for name in outputs)
    assert outputs or run.stdout or run.stderr.startswith(("wrote ", "已写出 ")), (
        "an example shows something"
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_chinese_help_is_chinese(command: str) -> None:
    shown = help_of(command, "zh")
    assert shown.startswith("用法："), shown
    assert "选项：" in shown
    described = re.findall(r"^  -\S*.*?(?:  +|\n +)(.+)$", shown, re.MULTILINE)
    assert described
    for text in described:
        assert re.search(r"[\u4e00-\u9fff]", text), text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("command", COMMANDS)
def test_help_fits_a_terminal(command: str, lang: Lang) -> None:
    wide = {line: columns_of(line) for line in help_of(command, lang).splitlines()}
    assert {line: columns for line, columns in wide.items() if columns > 80} == {}


@pytest.mark.parametrize("args", [("--help", "--lang", "zh"), ("--lang", "zh", "derive", "-h")])
def test_the_language_may_stand_anywhere(byhand: Byhand, args: tuple[str, ...]) -> None:
    assert byhand(*args).stdout.startswith("用法：")


def test_the_environment_chooses_the_language(
    byhand: Byhand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BYHAND_LANG", "zh")
    assert "命令" in byhand("--help").stdout
    assert "错误：" in byhand("derive", "-e", "").stderr
    assert "Error: " in byhand("derive", "-e", "", "--lang", "en").stderr
    monkeypatch.setenv("BYHAND_LANG", "tlh")
    assert "Commands" in byhand("--help").stdout


TEXTS = {
    name: text
    for name, text in (vars(words) | vars(check_words) | vars(mark_words)).items()
    if isinstance(text, Text)
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_everything_the_command_line_says_is_in_both_languages(text: Text) -> None:
    assert text.en.strip()
    assert re.search(r"[\u4e00-\u9fff]", text.zh), text.zh
    assert sorted(re.findall(r"{\w+}", text.en)) == sorted(re.findall(r"{\w+}", text.zh))
