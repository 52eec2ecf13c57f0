"""Nothing that a student writes is markup in a report, in any format."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.marking.report_samples import sample

from byhand.marking.quoting import LONGEST, quoted

ATTACKS = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>&lt;&#60;",
    "attribute": "\"><svg onload='alert(1)'>",
    "latex": r"\input{/etc/passwd} \write18{id} \end{document} $\undefined$ ^^5cinput %",
    "typst": '#read("/etc/passwd") #eval("1") $x$ #set page(width: 1pt) @x <y> ] ) \\',
    "markdown": "**b** [a](javascript:alert(1)) ![i](http://x/y) `c` | x | # h <u> ~~s~~ $$x$$",
    "placeholder": "{student} {0} {written} {{x}} %s %(x)s",
    "bidi": "z \u202e= 1 \u2066x\u2069 \u200b\ufeff",
    "control": "a\x00b\x1b[31mc\x07\r\n# h\n\n- i\u2028\u2029",
    "surrogate": "\ud800 x",
    "long": "x" * 100_000,
}


@pytest.fixture(params=ATTACKS.values(), ids=list(ATTACKS))
def attack(request: pytest.FixtureRequest) -> str:
    return request.param


def pages(suffix: str, attack: str) -> dict[str, bytes]:
    return sample(f"Eve {attack}", attack).pages(suffix, "page")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def tags_of(html: str) -> _Tags:
    found = _Tags()
    found.feed(html)
    return found


def test_html_has_the_same_tags_as_without_the_attack(attack: str) -> None:
    found = tags_of(pages("html", attack)["page.html"].decode())
    plain = tags_of(pages("html", "x")["page.html"].decode())
    assert found.tags == plain.tags
    assert found.attributes == plain.attributes


def test_typst_compiles_and_reads_nothing(attack: str) -> None:
    source = pages("typ", attack)["page.typ"].decode()
    assert pages("pdf", attack)["page.pdf"].startswith(b"%PDF")
    bare = source.replace(r"\#", "")
    assert not re.search(r"#(read|eval|set page\(width: 1pt)", bare)


@pytest.mark.tex
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
def test_latex_compiles_and_reads_nothing(attack: str, tmp_path: Path) -> None:
    for name, content in pages("tex", attack).items():
        (tmp_path / name).write_bytes(content)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace")
    assert run.returncode == 0, run.stdout[-1500:]
    assert "passwd" not in (tmp_path / "page.log").read_text(errors="replace")


def test_markdown_escapes_what_means_something(attack: str) -> None:
    text = pages("md", attack)["page.md"].decode()
    bare = re.sub(r"\\.", "", text)
    assert "<script" not in bare
    assert "](javascript" not in bare
    assert "![i](" not in bare


def test_json_and_notebooks_are_valid(attack: str) -> None:
    for suffix in ("json", "ipynb"):
        assert json.loads(pages(suffix, attack)[f"page.{suffix}"])


def test_nothing_invisible_reaches_a_terminal(attack: str) -> None:
    text = pages("txt", attack)["page.txt"].decode()
    assert "\x1b" not in text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\ufeff\x00]", text)
    assert max(map(len, text.splitlines())) <= 600


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=list(ATTACKS))
def test_a_quotation_is_short_and_on_one_line(attack: str) -> None:
    assert len(quoted(attack)) <= LONGEST
    assert quoted(attack).splitlines() in ([], [quoted(attack)])
