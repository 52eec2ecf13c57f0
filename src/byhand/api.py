"""What the menu serves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from byhand import collector, messages
from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive as derive_graph
from byhand.derived import Derived
from byhand.errors import InputError
from byhand.formula import choose
from byhand.graph import Graph, build
from byhand.language.errors_at import suggest
from byhand.language.parse import parse
from byhand.language.tokens import variable_name
from byhand.numeric.tolerances import METHODS, PRECISIONS, Method, Precision
from byhand.numeric.values import shape_of
from byhand.ops import CATALOGUE
from byhand.problem import Problem, load
from byhand.text import Lang
from byhand.timing import CHECK, DERIVE, PARSE, stage

if TYPE_CHECKING:
    from byhand.emit.compiled import Compiled
    from byhand.numeric.gradcheck import Report


To = Literal["numpy", "torch", "jax"]
TARGETS: tuple[To, ...] = get_args(To)


def as_problem(program: str | Problem | Path) -> Problem:
    """A program, a problem, or the path of a problem file, as a problem."""
    if isinstance(program, Path):
        return load(program)
    return Problem(program) if isinstance(program, str) else program


@collector.paused()
def derive(
    program: str | Problem | Path,
    at: Mapping[str, Any] | None = None,
    *,
    of: str | None = None,
    wrt: Sequence[str] | None = None,
    constants: Sequence[str] = (),
    exact: bool = False,
) -> Derived:
    """Derive the gradient of a program by hand.

    `program` is text in byhand's language, a `Problem`, or the path of a problem file; `at` gives
    values (numbers, or text such as "1/3") and completes those of the problem. Without values the
    derivation is in symbols. `of` defaults to the last line, `wrt` to every input that is not in
    `constants`. Raises `InputError` for whatever cannot be read or has no value.

    >>> d = derive("z = w*x + b; L = z^2", at={"w": 2, "x": 3, "b": 1})
    >>> d.gradient("w"), str(d.closed_form("w"))
    (42.0, '2*z*x')
    """
    problem = as_problem(program)
    with stage(PARSE):
        graph = build(parse(problem.program))
    given = {variable_name(name): value for name, value in {**problem.given, **(at or {})}.items()}
    with stage(DERIVE):
        derivation = derive_graph(
            graph,
            given,
            of=of or problem.of,
            wrt=wrt if wrt is not None else problem.wrt,
            constants=constants or problem.constants,
            exact=exact,
        )
    return Derived(derivation, problem)


@collector.paused()
def compile(
    program: str | Problem | Path,
    *,
    of: str | None = None,
    wrt: Sequence[str] | None = None,
    constants: Sequence[str] = (),
    dtype: str = "float64",
    batch: Sequence[str] = (),
    threads: int = 1,
) -> Compiled:
    """The value and the gradients of a program as one fast function of its inputs.

    `f(**inputs)` gives `(value, {name: gradient})`; `f.source` is the Python or NumPy that runs.
    Shapes come from declarations, `X: (N, D)`, and else from the values of a problem, which then
    fix them. `dtype` is that of arrays. Inputs named in `batch` carry a first axis of n points: the
    value then has shape (n,), every gradient (n, ...). Numbers are computed in blocks that stay in
    the cache, by `threads` threads, nan or inf where no value exists; arrays point by point.
    Raises `InputError` as `derive` does.

    >>> f = compile("z = w*x + b; L = z^2", wrt=["w"])
    >>> f(w=2.0, x=3.0, b=1.0)
    (49.0, {'w': 42.0})
    >>> many = compile("L = (w*x)^2", wrt=["w"], batch=["x"])
    >>> value, gradients = many(w=2.0, x=[1.0, 2.0, 3.0])
    >>> value.tolist(), gradients["w"].tolist()
    ([4.0, 16.0, 36.0], [4.0, 16.0, 36.0])
    """
    asked = {"of": of, "wrt": wrt, "constants": constants}
    return _function(as_problem(program), asked, dtype, batch, threads)


def _function(
    problem: Problem, asked: Mapping[str, Any], dtype: str, batch: Sequence[str], threads: int
) -> Compiled:
    from byhand.emit.many import function_of

    with stage(PARSE):
        graph = build(parse(problem.program))
    question = {
        "of": asked["of"] or problem.of,
        "wrt": problem.wrt if asked["wrt"] is None else asked["wrt"],
        "constants": asked["constants"] or problem.constants,
    }
    with stage(DERIVE):
        return function_of(graph, _shaping(graph, problem), question, batch, dtype, threads)


def source(
    program: str | Problem | Path,
    to: To = "numpy",
    at: Mapping[str, Any] | None = None,
    *,
    of: str | None = None,
    wrt: Sequence[str] | None = None,
    constants: Sequence[str] = (),
) -> str:
    """The source of a program and its gradients, for NumPy, PyTorch or JAX.

    For `numpy` it is what `compile` runs. For `torch` and `jax` it is a module that runs alone:
    the program, byhand's gradients, and a check that compares them with the library's own at `at`
    or at some arrays where everything is defined. Raises `InputError`, with the line of the
    program, for what a library lacks.

    >>> print(source("L = sin(w*x)", to="jax", wrt=["w"]).split("\\n\\n\\n")[1])
    def forward(w, x):
        L = jnp.sin(w * x)
        return L
    """
    choose("to", to, TARGETS)
    problem = as_problem(program)
    if to == "numpy":
        problem = replace(problem, given={**problem.given, **(at or {})})
        asked = {"of": of, "wrt": wrt, "constants": constants}
        return _function(problem, asked, "float64", (), 1).source
    from byhand.emit.checked import checked_source
    from byhand.emit.targets import TARGETS as LIBRARIES

    derived = derive(problem, at, of=of, wrt=wrt, constants=constants)
    return checked_source(derived.derivation, LIBRARIES[to])


def _shaping(graph: Graph, problem: Problem) -> Mapping[str, Any]:
    """The given values where they say a shape; with every shape declared, none is built in."""
    declared = {d.name for d in graph.program.declarations}
    arrays = {name for name, value in problem.given.items() if shape_of(name, value)}
    return problem.given if arrays - declared else {}


def gradcheck(
    program: str | Problem | Path,
    at: Mapping[str, Any] | None = None,
    *,
    of: str | None = None,
    wrt: Sequence[str] | None = None,
    constants: Sequence[str] = (),
    method: Method = "auto",
    dtype: Precision = "float64",
    eps: float | None = None,
    atol: float | None = None,
    rtol: float | None = None,
) -> Report:
    """Compare the derived gradients with slopes found without rules, worst first.

    Prints name | exact | approximate | maxdiff | verdict | method. `central` is the difference
    quotient, good to about ten digits; `complex` is Im L(x + ih)/h, good to all of them, where
    every operation has complex values; `auto` takes the better one for every line; `directional`
    moves each array along one random direction. An array has a line for every entry, `W1[0,2]`;
    of a large one some entries are checked, and a direction `W1·d` that moves all of them; the
    report's `partly` says how many. `dtype="float32"` evaluates in single precision. Defaults of
    `eps`, `atol`, `rtol` go with method and dtype; for central differences they are those of
    `torch.autograd.gradcheck`. The report is false where a gradient differs. Raises `InputError`
    for a complex step through an operation that has none.

    >>> bool(gradcheck("L = sin(x)", at={"x": 1}, method="complex", rtol=1e-15))
    True
    """
    choose("method", method, METHODS)
    choose("dtype", dtype, PRECISIONS)
    derivation = derive(program, at, of=of, wrt=wrt, constants=constants).derivation
    derivation.require_values()
    names = [name for name in derivation.wrt if derivation.graph.nodes[name].is_input]
    if not names:
        raise InputError(messages.NOTHING_TO_CHECK)
    how = {"method": method, "dtype": dtype, "eps": eps, "atol": atol, "rtol": rtol}
    with stage(CHECK):
        return _checked(derivation, names, how)


def _checked(derivation: Derivation, names: Sequence[str], how: Mapping[str, Any]) -> Report:
    from byhand.numeric.gradcheck import gradcheck as check_gradients

    graph, arrays = derivation.graph, derivation.is_arrays
    gradients = {name: derivation.gradients[name] for name in names}
    inputs: Mapping[str, Any] = derivation.inputs or {}
    kinked: set[str] = set()
    if not arrays:  # of an array only some entries may sit on a kink
        kinked = {n for kink in derivation.kinks for n in graph.ancestors(kink)}
        inputs, gradients = ({n: float(x) for n, x in v.items()} for v in (inputs, gradients))
    return check_gradients(
        graph, derivation.of, inputs, gradients, frozenset(kinked), **how, arrays=arrays
    )


def rules(names: Iterable[str] = ()) -> Rules:
    """The catalogue of operations with their derivatives, as a table that prints itself.

    Raises `InputError` for an operation that does not exist.
    """
    wanted = [names] if isinstance(names, str) else list(names)
    for name in wanted:
        if name not in CATALOGUE:
            hint = suggest(name, CATALOGUE)
            raise InputError(messages.UNKNOWN_FUNCTION.fill(name=name, hint=hint))
    return Rules(wanted)


class Rules:
    """The table of operations."""

    def __init__(self, names: Sequence[str]) -> None:
        from byhand.page.rules import rules_document

        self.document = rules_document(names)

    def __str__(self) -> str:
        return self.pages("txt")["rules.txt"].decode()

    def pages(self, suffix: str, stem: str = "rules", lang: Lang = "en") -> dict[str, bytes]:
        """The files of the table in a format."""
        from byhand.writers import writer_for

        return writer_for(suffix).write(self.document, lang, {}, stem)
