"""Functions that emitted NumPy needs besides NumPy, as source that stands alone.

A kernel of the catalogue is taken from its own module, without its type hints; an elementwise
operation is written from its definition. So no formula is written twice.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable
from functools import cache
from types import ModuleType

from byhand.emit.numpy_text import FUNCTIONS, NumpyText
from byhand.language.expr import Apply, Expr, Name, fold
from byhand.language.templates import filled, template
from byhand.ops import CATALOGUE, Op

_TABLES = ("KERNELS", "LAYER_KERNELS", "WINDOW_KERNELS")


def helper_source(names: Iterable[str]) -> str:
    """The definitions of some operations, each once, what they call first."""
    texts: dict[str, str] = {}
    for name in names:
        for part in [OWN[name]] if name in OWN else _parts(CATALOGUE[name]):
            texts.setdefault(part, part)
    return "\n\n\n".join(texts)


_SCATTER = '''def scatter(values, shape, at):
    """Zeros of a shape, with values added at an index."""
    out = np.zeros(shape, np.asarray(values).dtype)
    np.add.at(out, at, values)
    return out'''

_PLACED = '''def placed(values, shape, at):
    """Zeros of a shape, with values put at slices, which meet no entry twice."""
    out = np.zeros(shape, np.asarray(values).dtype)
    out[at] = values
    return out'''

# What an index puts back is no operation of a program, but of its derivative.
OWN = {"scatter": _SCATTER, "placed": _PLACED}


def _parts(op: Op) -> list[str]:
    if op.elementwise and not (op.kernel and _table_entry(op.kernel)):
        if op.kernel == "erf":
            return ["erf = np.vectorize(math.erf, otypes=[float])"]
        return _from_formula(op)
    if op.formula and _table_entry(op.kernel or op.name) is None:
        return _from_formula(op)
    return list(_from_kernel(op.kernel or op.name, op.name))


# From a definition in byhand's language -----------------------------------------------------------


def _from_formula(op: Op) -> list[str]:
    """`def sigmoid(x): ...`, with what stands in it twice computed once."""
    expr = template(op.stable or op.formula)
    settings = {key: Name(key) for key in op.settings}
    expr = filled(expr, {name: Name(name) for name in op.operands}, settings)
    writer = NumpyText({}, {})
    lines: list[str] = []
    for index, shared in enumerate(_shared(expr)):
        name = f"t{index + 1}"
        lines.append(f"    {name} = {writer.text(shared)}")
        expr = _with(expr, shared, Name(name))
    defaults = [f"{key}={value}" for key, value in op.settings.items()]
    head = f"def {op.name}({', '.join([*op.operands, *defaults])}):"
    own = "\n".join([head, *lines, f"    return {writer.text(expr)}"])
    needed = [
        part for other in writer.helpers if other != op.name for part in _parts(CATALOGUE[other])
    ]
    return [*needed, own]


def _shared(expr: Expr) -> list[Expr]:
    """The largest calls that stand in an expression more than once."""
    counts: dict[Expr, int] = {}

    def join(node: Apply, parts: list[Expr]) -> Expr:
        if node.op in FUNCTIONS and node.op not in ("abs", "max", "min"):
            counts[node] = counts.get(node, 0) + 1
        return node

    fold(expr, lambda leaf: leaf, join)
    return [node for node, count in counts.items() if count > 1]


def _with(expr: Expr, old: Expr, new: Expr) -> Expr:
    def join(node: Apply, parts: list[Expr]) -> Expr:
        made = Apply(node.op, tuple(parts), node.settings)
        return new if made == old else made

    return fold(expr, lambda leaf: leaf, join)


# From a kernel ------------------------------------------------------------------------------------


@cache
def _modules() -> dict[str, ast.stmt]:
    """Every function and constant of the kernel modules, by name."""
    from byhand.numeric import array_kernels, layer_kernels, window_kernels

    found: dict[str, ast.stmt] = {}
    for module in (window_kernels, layer_kernels, array_kernels):
        for node in ast.parse(_source(module)).body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = node
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if isinstance(target, ast.Name):
                    found[target.id] = node
    return found


def _source(module: ModuleType) -> str:
    return inspect.getsource(module)


@cache
def _table_entry(kernel: str) -> ast.expr | None:
    for table in _TABLES:
        node = _modules()[table]
        assert isinstance(node, ast.AnnAssign)
        assert isinstance(node.value, ast.Dict)
        for key, value in zip(node.value.keys, node.value.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == kernel:
                return value
    return None


def _from_kernel(kernel: str, name: str) -> Iterable[str]:
    value = _table_entry(kernel)
    assert value is not None, kernel
    yield from _called(value, set())
    match value:
        case ast.Name(id=own) if own == name:
            return
        case ast.Lambda(args=args, body=body):
            yield f"def {name}({ast.unparse(args)}):\n    return {ast.unparse(body)}"
        case _:
            yield f"{name} = {ast.unparse(value)}"


def _called(node: ast.AST, seen: set[str]) -> Iterable[str]:
    """The definitions that a piece of source reads, those that it needs first."""
    own = {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}
    for part in ast.walk(node):
        if not isinstance(part, ast.Name) or part.id in own:
            continue
        if part.id in _modules() and part.id not in seen:
            seen.add(part.id)
            definition = _bare(_modules()[part.id])
            yield from _called(definition, seen)
            if part.id not in ("Array", *_TABLES):
                yield _plain(ast.unparse(definition))


def _bare(node: ast.stmt) -> ast.stmt:
    """A definition without type hints."""
    if not isinstance(node, ast.FunctionDef):
        return node
    fresh = _Plain().visit(ast.parse(ast.unparse(node))).body[0]
    for part in ast.walk(fresh):
        if isinstance(part, ast.FunctionDef):
            part.returns = None
            for arg in [*part.args.args, *part.args.kwonlyargs, *_starred(part.args)]:
                arg.annotation = None
    return fresh


class _Plain(ast.NodeTransformer):
    """Assignments without the types of their targets."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        if node.value is None:
            return node
        return ast.copy_location(ast.Assign([node.target], node.value), node)


def _starred(args: ast.arguments) -> list[ast.arg]:
    return [arg for arg in (args.vararg, args.kwarg) if arg is not None]


def _plain(text: str) -> str:
    """Without the conversion to float64: what comes in as float32 stays it."""
    return re.sub(r", dtype=float\b", "", text)
