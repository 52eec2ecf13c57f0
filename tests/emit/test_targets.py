"""Source for PyTorch and JAX: whole, readable, and, where they are installed, in agreement."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from tests.ops.samples import SAMPLES, derived

import byhand as bh
from byhand.emit.checked import checked_source
from byhand.emit.targets import TARGETS
from byhand.errors import InputError
from byhand.ops import CATALOGUE

GALLERY = Path(__file__).parents[2] / "gallery"
PROBLEMS = sorted(GALLERY.glob("*.toml"))
GOLDEN = Path(__file__).parent / "golden"
WRITTEN = ("sigmoid_neuron", "two_layer_network", "convolution_network")
LIBRARIES = ("torch", "jax")
INSIDE = {"first_max", "first_min", "ones_like", "onehot_like", "identity"}
"""Only a derivative holds these, and the samples have it."""
CONSTANTS = (
    "x: (2, 2); L = sum((x - eye(2))^2*ones(2, 2) + zeros(2, 2)*x)",
    "x: (3, 4); L = sum(onehot(k, classes=4)*x)/size(x, axis=0)",
    "x: 3; y: 3; L = sum(stack(x, y)^2)",
    "L = where(x > 0, softplus(x, beta=2), silu(x)) + selu(x) + gelu(x) + dropout(x, m)",
)


def names_defined(tree: ast.Module) -> set[str]:
    """What a module defines or imports at its top."""
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Import):
            found |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
    return found


def stands_alone(source: str) -> None:
    """Nothing is called that the file neither defines nor imports; NumPy is not mentioned."""
    tree = ast.parse(source)
    known = names_defined(tree) | set(dir(__import__("builtins")))
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        local = {
            node.id
            for node in ast.walk(function)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        arguments = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
        read = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        missing = read - local - arguments - known
        assert not missing, f"{function.name} reads {missing}"
    assert "np." not in source.replace("jnp.", "")


def run(source: str, folder: Path, library: str) -> None:
    """Run the check that a file brings along; it must end with 0."""
    path = folder / f"emitted_{library}.py"
    path.write_text(source, encoding="utf-8")
    ran = subprocess.run([sys.executable, path], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_operation_is_written(library: str) -> None:
    """Each entry of the catalogue that a program can hold, with its gradients."""
    for sample in SAMPLES:
        stands_alone(checked_source(derived(sample), TARGETS[library]))
    for program in CONSTANTS:
        stands_alone(bh.source(program, to=library))  # type: ignore[arg-type]
    arrays = {name for name, op in CATALOGUE.items() if not op.elementwise}
    missing = arrays - {sample.op for sample in SAMPLES} - INSIDE
    assert all(any(f"{name}(" in program for program in CONSTANTS) for name in missing), missing


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_gallery(path: Path, library: str, tmp_path: Path) -> None:
    source = bh.source(path, to=library)  # type: ignore[arg-type]
    stands_alone(source)
    emitted = tmp_path / "emitted.py"
    emitted.write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", emitted]
    linted = subprocess.run(command, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_library_agrees(library: str, tmp_path: Path) -> None:
    """Only where it is installed: the package needs neither."""
    if importlib.util.find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    for name in WRITTEN:
        run(bh.source(GALLERY / f"{name}.toml", to=library), tmp_path, library)  # type: ignore[arg-type]


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", WRITTEN)
def test_golden(name: str, library: str) -> None:
    """The files are read by people; a change to them is reviewed like prose."""
    source = bh.source(GALLERY / f"{name}.toml", to=library)  # type: ignore[arg-type]
    assert source == (GOLDEN / f"{name}_{library}.py").read_text(encoding="utf-8")


def test_what_a_library_lacks_is_told_with_its_line() -> None:
    program = "x: 4\ny = 2*x\nL = sum(y[::-1]*x)"
    assert "[::-1]" in bh.source(program, to="jax")
    with pytest.raises(InputError, match=r"Line 3 uses index.*PyTorch") as caught:
        bh.source(program, to="torch")
    assert "第 3 行" in caught.value.say("zh")


def test_a_kink_is_not_compared() -> None:
    source = bh.source("L = relu(x) + 3*w", to="torch", at={"x": 0, "w": 1})
    assert 'if name in ("x",):' in source
    assert "if name in" not in bh.source("L = relu(x) + 3*w", to="torch", at={"x": 1, "w": 1})


def test_comparisons_are_numbers_in_arithmetic_and_conditions_in_choices() -> None:
    source = bh.source("c = x > y; L = where(c, x, y)*c + c", to="torch", at={"x": 2, "y": 1})
    assert "c = torch.where(x > y, 1.0, 0.0)" in source
    assert "torch.where(c != 0, x, y)" in source


def test_too_much_data_for_a_file() -> None:
    with pytest.raises(InputError, match="30000 entries"):
        bh.source("L = sum(x^2)", to="jax", at={"x": [1.0] * 30_000})


def test_an_unknown_library() -> None:
    with pytest.raises(InputError, match="torch"):
        bh.source("L = x^2", to="tensorflow")  # type: ignore[arg-type]


def test_numpy_is_what_compile_runs() -> None:
    path = GALLERY / "two_layer_network.toml"
    assert bh.source(path) == bh.compile(path).source
