"""Problem files: everything they may say, and every way to get one wrong."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import byhand as bh
from byhand.errors import InputError
from byhand.problem import Problem, files, load
from byhand.text import Text

NEURON = 'program = "z = w*x + b; L = z^2"\n'


def write(folder: Path, text: str, name: str = "problem.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_whole_problem(tmp_path: Path) -> None:
    text = '''
        title = { en = "A neuron", zh = "一个神经元" }
        source = "Rosenblatt (1958)"
        program = """
        z = w*x + b
        L = z^2
        """
        of = "L"
        wrt = ["w"]
        constants = ["x"]
        [given]
        w = 2
    '''
    problem = load(write(tmp_path, text))
    assert problem.title == Text(en="A neuron", zh="一个神经元")
    assert problem.source == "Rosenblatt (1958)"
    assert (problem.of, problem.wrt, problem.constants) == ("L", ("w",), ("x",))
    assert dict(problem.given) == {"w": 2}
    assert problem.program.split() == ["z", "=", "w*x", "+", "b", "L", "=", "z^2"]


def test_a_short_problem(tmp_path: Path) -> None:
    problem = load(write(tmp_path, 'program = "L = x^2"'))
    assert problem == Problem("L = x^2")
    assert (problem.title, problem.of, problem.wrt) == (None, None, None)


def test_a_title_may_be_one_text(tmp_path: Path) -> None:
    problem = load(write(tmp_path, 'title = "Neuron"\n' + NEURON))
    assert problem.title == Text(en="Neuron", zh="Neuron")


@pytest.mark.parametrize("name", ["program.txt", "program", "program.bh"])
def test_a_bare_program(tmp_path: Path, name: str) -> None:
    assert load(write(tmp_path, "L = x^2\n", name)) == Problem("L = x^2\n")


def test_a_byte_order_mark_is_no_part_of_the_program(tmp_path: Path) -> None:
    assert load(write(tmp_path, "\ufeffL = x^2", "program.txt")).program == "L = x^2"
    assert load(write(tmp_path, "\ufeff" + NEURON)).program == "z = w*x + b; L = z^2"


# A value as the problem file spells it, and the number that it stands for.
NUMBERS = [
    ("0.1", Fraction(1, 10)),
    ("3", Fraction(3)),
    ("-2.5e-3", Fraction(-1, 400)),
    ('"1/3"', Fraction(1, 3)),
    ('"0.5"', Fraction(1, 2)),
    ('"-7/2"', Fraction(-7, 2)),
    ('"1e3"', Fraction(1000)),
    ('"−2"', Fraction(-2)),
    ('" 4 "', Fraction(4)),
    ("0x10", Fraction(16)),
    ("1_000", Fraction(1000)),
]


@pytest.mark.parametrize(("spelled", "number"), NUMBERS, ids=[row[0] for row in NUMBERS])
def test_a_given_number(tmp_path: Path, spelled: str, number: Fraction) -> None:
    path = write(tmp_path, f'program = "L = 2*x"\n[given]\nx = {spelled}\n')
    assert bh.derive(path, exact=True).value("L") == 2 * number


def test_a_given_value_may_be_overruled(tmp_path: Path) -> None:
    path = write(tmp_path, NEURON + "[given]\nw = 2\nx = 3\nb = 1\n")
    assert bh.derive(path).gradient("b") == 14
    assert bh.derive(path, {"b": 2}).gradient("b") == 16


@pytest.mark.parametrize("kind", [".json", ".npz", ".csv", ".toml"])
def test_values_from_a_file_beside_the_problem(tmp_path: Path, kind: str) -> None:
    write_values(tmp_path / f"values{kind}")
    path = write(tmp_path, NEURON + f'given = "values{kind}"\n')
    assert bh.derive(path).gradient("w") == 42


@pytest.mark.parametrize("kind", [".json", ".npz", ".csv", ".toml"])
def test_one_value_from_a_file_beside_the_problem(tmp_path: Path, kind: str) -> None:
    write_values(tmp_path / f"values{kind}")
    text = NEURON + f'[given]\nw = 2\nx = "values{kind}"\nb = 1\n'
    assert bh.derive(write(tmp_path, text)).gradient("w") == 42


def test_a_value_that_its_file_does_not_hold(tmp_path: Path) -> None:
    write(tmp_path, '{"y": 3}', "values.json")
    path = write(tmp_path, 'program = "L = x^2"\n[given]\nx = "values.json"\n')
    message = error_of(path).message.en
    assert "'x'" in message
    assert "values.json" in message, "which file lacks the value"
    assert "None" not in message


def test_decimals_in_files_are_exact(tmp_path: Path) -> None:
    write(tmp_path, '{"x": 0.1}', "values.json")
    path = write(tmp_path, 'program = "L = 3*x"\ngiven = "values.json"')
    assert bh.derive(path, exact=True).value("L") == Fraction(3, 10)


MISTAKES = [
    ('progam = "L = x"', "problem.toml has an entry 'progam'.* Did you mean 'program'?"),
    (NEURON + "foo = 1", "problem.toml has an entry 'foo' that problem files don't know."),
    ("program = 3", "In problem.toml, 'program' must be a text."),
    (NEURON + "of = 1", "In problem.toml, 'of' must be a text."),
    (NEURON + "source = []", "In problem.toml, 'source' must be a text."),
    (NEURON + 'wrt = "w"', "In problem.toml, 'wrt' must be a list of names."),
    (NEURON + "constants = [1]", "In problem.toml, 'constants' must be a list of names."),
    (NEURON + "title = 1", "In problem.toml, 'title' must be a text, or a table"),
    (NEURON + 'title = { en = "x" }', "In problem.toml, 'title' must be a text, or a table"),
    (NEURON + "given = 3", "In problem.toml, 'given' must be a table of values"),
    (NEURON + "given = []", "In problem.toml, 'given' must be a table of values"),
    ('title = "x"', 'problem.toml has no program. Add for example: program = "'),
    ('program = ""', 'problem.toml has no program. Add for example: program = "'),
    ("", 'problem.toml has no program. Add for example: program = "'),
    ("program = ", "problem.toml is not valid TOML: "),
    ("L = x^2", "problem.toml is not valid TOML: "),
    ("x = " + "[" * 50_000, "problem.toml is not valid TOML: "),
    (NEURON + 'given = "none.json"', "There is no file .*none.json."),
    (NEURON + 'given = "values.xlsx"', "I can read values from .* files, not from values.xlsx."),
    (NEURON + 'given = "../x.json"', "../x.json lies outside the folder of the problem file"),
    (NEURON + 'given = "/etc/passwd"', "/etc/passwd lies outside the folder"),
    (NEURON + '[given]\nx = "../x.json"', "../x.json lies outside the folder"),
    (NEURON + '[given]\nx = "/etc/x.json"', "/etc/x.json lies outside the folder"),
    (NEURON + 'given = ".."', ".. lies outside the folder"),
    (NEURON + 'given = "a\\u0000b.json"', ".*"),
]


@pytest.mark.parametrize(("text", "says"), MISTAKES, ids=[row[0][-40:] for row in MISTAKES])
def test_a_mistake_in_a_problem_file(tmp_path: Path, text: str, says: str) -> None:
    error = error_of(write(tmp_path, text))
    assert re.match(says, error.message.en), error.message.en
    assert re.search(r"[\u4e00-\u9fff]", error.message.zh), error.message.zh


@pytest.mark.parametrize("given", ["link.json", "folder/x.json"])
def test_a_link_that_points_out_of_the_folder(tmp_path: Path, given: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    outside = write(tmp_path, '{"x": 1}', "x.json")
    (home / "link.json").symlink_to(outside)
    (home / "folder").symlink_to(tmp_path)
    error = error_of(write(home, NEURON + f'given = "{given}"'))
    assert error.message.en.startswith(f"{given} lies outside the folder")


def test_a_file_in_a_folder_below(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    write_values(tmp_path / "data" / "values.json")
    path = write(tmp_path, NEURON + 'given = "data/values.json"')
    assert bh.derive(path).gradient("w") == 42


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_values(tmp_path / "values.json")
    path = write(tmp_path, NEURON + 'given = "values.json"' + "#" * 100)
    monkeypatch.setattr(files, "SIZE_LIMIT", 100)
    assert "bytes; 100 are the limit" in error_of(path).message.en
    monkeypatch.setattr(files, "SIZE_LIMIT", path.stat().st_size)
    assert bh.derive(path).gradient("w") == 42
    with (tmp_path / "values.json").open("a", encoding="utf-8") as file:
        file.write(" " * path.stat().st_size)
    assert "values.json has" in error_of(path).message.en


@pytest.mark.parametrize("name", ["problem.toml", "program.txt"])
def test_a_file_that_is_no_text(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"program = 'L = \xff'")
    assert f"{name} is not a text file in UTF-8." in error_of(path).message.en


def test_a_pickled_array_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "values.npz", x=np.array([{"a": 1}], dtype=object))
    error = error_of(write(tmp_path, NEURON + 'given = "values.npz"'))
    assert error.message.en.startswith("I can't read values.npz: ")


@pytest.mark.parametrize("name", ["none.toml", ".", "none/problem.toml"])
def test_a_file_that_does_not_exist(tmp_path: Path, name: str) -> None:
    assert error_of(tmp_path / name).message.en.startswith("There is no file ")


def error_of(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        bh.derive(path)
    return caught.value


def write_values(path: Path) -> None:
    texts: dict[str, Any] = {
        ".json": '{"w": 2, "x": 3, "b": 1}',
        ".csv": "w, x, b\n2, 3, 1\n",
        ".toml": "w = 2\nx = 3\nb = 1\n",
    }
    if path.suffix == ".npz":
        np.savez(path, w=np.array(2.0), x=np.array(3.0), b=np.array(1.0))
    else:
        path.write_text(texts[path.suffix], encoding="utf-8")


def test_a_path_may_be_a_string(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text('program = "L = x^2"\n', encoding="utf-8")
    assert bh.load(str(path)) == bh.load(path)
