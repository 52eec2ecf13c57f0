"""What is fixed when a program is read: shapes, axes, switches and indices."""

from __future__ import annotations

from collections.abc import Callable

from byhand import shape_messages as messages
from byhand.language.constants import constant_value
from byhand.language.cursor import Cursor
from byhand.language.expr import Expr, Gap, Literal, Name, Slice, Static

_WORDS: dict[str, Static] = {"True": True, "False": False, "None": None}
LARGEST = 10_000_000


def is_tuple(cursor: Cursor) -> bool:
    """Whether a bracket opens here that holds a comma of its own, or nothing: `(2, 3)`, `()`."""
    if not cursor.sees("("):
        return False
    depth, position = 0, cursor.position
    for token in cursor.tokens[position:]:
        if token.text in ("(", "["):
            depth += 1
        elif token.text in (")", "]"):
            depth -= 1
            if depth == 0:
                return cursor.tokens[position + 1].text == ")"
        elif token.text == "," and depth == 1:
            previous = cursor.tokens[position - 1]
            return previous.kind != "name" or previous.text in ("=", ",")
    return False


def static_tuple(cursor: Cursor) -> tuple[Static, ...]:
    """`(2, 3)`, `(N, D)`, `(0, -1)`: whole numbers and names of dimensions."""
    cursor.enter(cursor.take())
    items: list[Static] = []
    while not cursor.sees(")"):
        items.append(_item(cursor))
        if not cursor.takes(","):
            break
    cursor.leave()
    return tuple(items)


def _item(cursor: Cursor) -> Static:
    token = cursor.peek()
    if token.text == ":":
        return _slice(cursor, None)
    if token.kind == "name":
        cursor.take()
        return Gap() if token.text == "_" else _WORDS.get(token.text, token.text)
    number = whole(cursor)
    return _slice(cursor, number) if cursor.sees(":") else number


def whole(cursor: Cursor) -> int:
    """A whole number with an optional minus sign."""
    negative = cursor.takes("-")
    token = cursor.peek()
    if token.kind != "number" or not token.text.isdigit() or int(token.text) > LARGEST:
        raise cursor.error(messages.WHOLE_NUMBER, token.at)
    cursor.take()
    return -int(token.text) if negative else int(token.text)


def index_of(
    cursor: Cursor, choice: Callable[[], Expr]
) -> tuple[tuple[Static, ...], tuple[Expr, ...]]:
    """The inside of square brackets: its plan, and the index arrays that fill its gaps."""
    spec: list[Static] = []
    arrays: list[Expr] = []
    while not cursor.sees("]"):
        part = _index_part(cursor, choice)
        if isinstance(part, Literal):
            spec.append(part.value)
        else:
            spec.append(Gap())
            arrays.append(part)
        if not cursor.takes(","):
            break
    if not spec:
        raise cursor.error(messages.EMPTY_INDEX, cursor.peek().at)
    return tuple(spec), tuple(arrays)


def _index_part(cursor: Cursor, choice: Callable[[], Expr]) -> Expr:
    token = cursor.peek()
    if token.text == ":":
        return Literal(_slice(cursor, None))
    if token.kind == "name" and token.text == "None":
        cursor.take()
        return Literal(None)
    if _stands_alone(cursor):
        number = whole(cursor)
        return Literal(_slice(cursor, number) if cursor.sees(":") else number)
    return choice()


def _stands_alone(cursor: Cursor) -> bool:
    """Whether a number comes here with nothing behind it: `-1`, `0:`, but not `2*i`."""
    ahead = cursor.tokens[cursor.position : cursor.position + 3]
    if ahead[0].text == "-":
        ahead = ahead[1:]
    return ahead[0].kind == "number" and ahead[1].text in (",", "]", ":")


def _slice(cursor: Cursor, start: int | None) -> Slice:
    bounds: list[int | None] = [start]
    while cursor.takes(":") and len(bounds) < 3:
        bounds.append(None if cursor.sees(":", ",", "]", ")") else whole(cursor))
    return Slice(*bounds)


def as_static(expr: Expr) -> Literal | None:
    """An expression given as a setting that must be fixed: `-1`, `True`, `None`, `N`."""
    if isinstance(expr, Literal):
        return expr
    if isinstance(expr, Name):
        return Literal(_WORDS.get(expr.name, expr.name))
    value = constant_value(expr)
    if value is None or value.denominator != 1 or abs(value) > LARGEST:
        return None
    return Literal(int(value))


def spelled(value: Static) -> str:
    """A fixed setting as it is typed.

    >>> spelled((0, -1)), spelled(Slice(None, 5)), spelled((Gap(),))
    ('(0, -1)', ':5', '(_,)')
    """
    if isinstance(value, Gap):
        return "_"
    if isinstance(value, Slice):
        start, stop, step = ("" if part is None else str(part) for part in _bounds(value))
        return f"{start}:{stop}" + (f":{step}" if step else "")
    if isinstance(value, tuple):
        inner = ", ".join(spelled(item) for item in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    return str(value)


def _bounds(value: Slice) -> tuple[int | None, int | None, int | None]:
    return value.start, value.stop, value.step


def spelled_index(
    spec: tuple[Static, ...], arrays: list[str], words: Callable[[str], str] = str
) -> str:
    """The inside of square brackets as it is typed.

    >>> spelled_index((Gap(), Slice(0, 2), None), ["rows"])
    'rows, 0:2, None'
    """
    waiting = iter(arrays)
    return ", ".join(next(waiting) if item == Gap() else words(spelled(item)) for item in spec)
