"""Homework in files: every kind says the same, and a bad file is told and never raised."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from byhand.language.expr import Name, Partial
from byhand.marking.answers import Submission, Vocabulary
from byhand.marking.read_files import read_class, read_file
from byhand.marking.read_sheets import CLASS_LIMIT, FILE_LIMIT

WORDS = Vocabulary("L", frozenset(["w", "x", "z", "a", "y", "L"]))
TEXT = "z = 0.5\ndL/da = 2(a − y)\n"
EXPECTED = [(Name("z"), 0.5), (Partial("L", "a"), None)]


def told(submission: Submission) -> list[tuple[Any, Any]]:
    assert submission.error is None, submission.error
    errors = [answer.error.en for answer in submission.answers if answer.error is not None]
    assert errors == []
    return [(answer.target, answer.links[0].value) for answer in submission.answers]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16-le", "utf-16-be", "windows", "old mac"],
)
def test_encodings(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ann.txt"
    path.write_bytes(content)
    submission = read_file(path, WORDS)
    assert submission.student == "ann"
    assert told(submission) == EXPECTED


def notebook(cells: list[dict[str, Any]]) -> str:
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}})


FILES = {
    "ann.md": f"# Homework\n\nSome words.\n\n```\n{TEXT}```\n",
    "ann.ipynb": notebook(
        [
            {"cell_type": "markdown", "source": ["Some words.\n", "$z = 0.5$\n"]},
            {
                "cell_type": "code",
                "source": "import numpy as np\nmodel = make(3)\nplot(z, c='r')\nif z == 3: pass\n"
                "dL_da = 2 * (a - y)\nprint(dL_da)",
                "outputs": [{"text": "dL/dw = 3"}],
            },
        ]
    ),
    "ann.html": '<input name="z" value="0.5"><textarea name="dL/da">2(a − y)</textarea>',
    "ann.htm": '<p><b data-answer="z"> 0.5 </b><td data-answer="dL/da">2(<i>a</i> − y)</td>',
    "ann.json": json.dumps({"z": "0.5", "dL/da": "2(a - y)"}),
    "hand in.json": json.dumps({"student": "ann", "answers": {"z": 0.5, "dL/da": "2(a - y)"}}),
    "one.json": json.dumps({"ann": {"z": 0.5, "dL/da": "2(a - y)"}}),
    "lines.json": json.dumps({"student": "ann", "answers": ["z = 0.5", "dL/da = 2(a - y)"]}),
    "table.csv": 'student,z,dL/da\nann,0.5,"2(a − y)"\n',
    "semicolons.csv": "z;name;dL/da\n0.5;ann;2(a − y)\n",
}


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_file_says_the_same(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(FILES[name], encoding="utf-8")
    submission = read_file(path, WORDS)
    assert submission.student == "ann"
    assert told(submission) == EXPECTED


def test_arrays_in_json_keep_the_digits_that_were_written(tmp_path: Path) -> None:
    path = tmp_path / "ann.json"
    path.write_text('{"ann": {"dL/dw": [[0.50, -1e-3], [2, 0.10]], "z": 0.250}}')
    first, second = read_file(path, WORDS).answers
    assert first.links[0].value.tolist() == [[0.5, -0.001], [2, 0.1]]
    assert np.allclose(first.links[0].half, [[0.005, 5e-4], [0, 0.005]])
    assert second.links[0].half == pytest.approx(0.0005)


def test_a_class(tmp_path: Path) -> None:
    (tmp_path / "bob.txt").write_text("z = 1")
    (tmp_path / "ann.txt").write_text("z = 2")
    (tmp_path / "cid").mkdir()
    (tmp_path / "cid" / "work.md").write_text("z = 3")
    (tmp_path / "dan").mkdir()
    (tmp_path / "dan" / "one.md").write_text("z = 4")
    (tmp_path / "dan" / "two.md").write_text("z = 5")
    (tmp_path / "eve.docx").write_bytes(b"PK")
    (tmp_path / ".hidden.txt").write_text("z = 6")
    (tmp_path / "fay.csv").write_text("student,z\n../../etc,7\nGus,x,8\nHal,9\n\n")
    found = list(read_class(tmp_path, WORDS))
    assert [(s.student, [a.links[0].value for a in s.answers]) for s in found] == [
        ("ann", [2.0]),
        ("bob", [1.0]),
        ("cid", [3.0]),
        ("dan/one.md", [4.0]),
        ("dan/two.md", [5.0]),
        ("eve", []),
        ("../../etc", [7.0]),
        ("Gus", []),
        ("Hal", [9.0]),
    ]
    assert [s.student for s in found if s.error is not None] == ["eve", "Gus"]


def test_a_class_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "class.json"
    path.write_text(
        json.dumps({"ann": {"z": 1}, "bob": {"answers": {"z": "2"}}, "cid": {"z": None}})
    )
    assert [(s.student, len(s.answers)) for s in read_class(path, WORDS)] == [
        ("ann", 1),
        ("bob", 1),
        ("cid", 0),
    ]
    assert read_file(path, WORDS).error is not None, "several students are no one's homework"
    path.write_text(json.dumps([{"name": "ann", "answers": {"z": 1}}, {"id": "7", "z": "2"}]))
    assert [(s.student, len(s.answers)) for s in read_class(path, WORDS)] == [("ann", 1), ("7", 1)]


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("z = 42")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "ann.txt").symlink_to(secret)
    (folder / "bob").symlink_to(tmp_path, target_is_directory=True)
    found = list(read_class(folder, WORDS))
    assert [s.student for s in found] == ["ann", "bob"]
    assert all(s.error is not None and not s.answers for s in found)


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    for name in ("pipe.txt", "folder.txt", "missing.txt", "nul\0.txt"):
        submission = read_file(tmp_path / name, WORDS)
        assert submission.error is not None, name


def test_damaged_text_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "ann.txt"
    path.write_bytes(b"z = 0.5\ncaf\xe9 = 3\ndL/da = \xff1\nL = 1")
    answers = read_file(path, WORDS).answers
    assert answers[0].error is not None
    assert "2 damaged" in answers[0].error.en
    assert answers[0].line == 2
    assert [answer.error is None for answer in answers[1:]] == [True, False, False, True]


BAD = {
    "cut.json": '{"ann": {"z": 1',
    "deep.json": "[" * 200_000,
    "deep answers.json": '{"ann": {"z": ' + "[" * 500 + "]" * 500 + "}}",
    "number.json": "9" * 100_000,
    "empty.json": "",
    "nothing.json": "{}",
    "word.json": '"z = 1"',
    "cut.ipynb": '{"cells": [',
    "no cells.ipynb": '{"cells": 3}',
    "many cells.ipynb": notebook([{"cell_type": "raw", "source": ""}] * 2_000),
    "empty.csv": "",
    "one column.csv": "student\nann\n",
    "quote.csv": 'student,z\nann,"' + "x" * 200_000,
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(BAD[name])
    submission = read_file(path, WORDS)
    assert submission.error is not None
    assert submission.error.zh
    assert submission.answers == ()


STRANGE = {
    "odd.ipynb": '{"cells": [1, null, [], {"source": 3}, {"source": [1, "z = 2"]}]}',
    "attachments.ipynb": notebook(
        [{"cell_type": "markdown", "source": "z = 1", "attachments": {"x": {"a": "A" * 900_000}}}]
    ),
    "open.html": "<!--" * 100_000,
    "tags.html": "<a " * 200_000,
    "quotes.html": '<input name="z" value="' * 40_000,
    "fields.html": '<input name="z" value="1">' * 40_000,
    "nested.html": '<div data-answer="z">' * 40_000,
    "script.html": '<input name="z" value="<script>alert(1)</script>"><script>z = 3</script>',
    "lines.html": '<input name="z\n= 3\nL" value="1">',
    "nul.txt": "z = 1\0" * 1_000,
    "binary.txt": "\x7fELF\x02\x01" * 1_000,
}


@pytest.mark.parametrize("name", STRANGE)
def test_strange_files_end(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(STRANGE[name])
    began = time.perf_counter()
    submission = read_file(path, WORDS)
    assert time.perf_counter() - began < 20
    assert isinstance(submission, Submission)


def test_large_files_are_not_opened(tmp_path: Path) -> None:
    for name, limit in [("ann.txt", FILE_LIMIT), ("ann.ipynb", FILE_LIMIT), ("c.csv", CLASS_LIMIT)]:
        path = tmp_path / name
        with path.open("wb") as file:
            file.truncate(limit + 1)
        submission = read_file(path, WORDS)
        assert submission.error is not None
        assert f"{limit:,}" in submission.error.en


def test_names_are_shown_on_one_line(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_text('student,z\n"a\n\x1b[31mb",1\n')
    (submission,) = read_class(path, WORDS)
    assert submission.student == "a \ufffd[31mb"
