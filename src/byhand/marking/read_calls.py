"""Functions and methods in a student's line: byhand's own, NumPy's, PyTorch's, and σ'(z)."""

from __future__ import annotations

from abc import abstractmethod
from functools import lru_cache

from byhand import messages
from byhand.errors import InputError
from byhand.language.calls import make_call
from byhand.language.checks import short
from byhand.language.errors_at import suggest
from byhand.language.expr import Apply, Expr, Literal, Name, Number, Partial, Static
from byhand.language.forms_of import callable_names, ops_typed
from byhand.language.statics import LARGEST
from byhand.language.tokens import Token
from byhand.marking import read_words
from byhand.marking.read_cursor import as_value, indicator
from byhand.marking.read_index import Indices
from byhand.marking.read_names import (
    OPERATORS,
    SPECIAL,
    function_of,
    one_operand,
    plain_word,
    slope_of,
)
from byhand.marking.read_words import Unreadable
from byhand.ops import CATALOGUE

_KEYS = {"dim": "axis", "keepdim": "keepdims", "ddof": "correction", "dims": "axis"}
_SWITCHES: dict[str, Static] = {
    "True": True,
    "False": False,
    "None": None,
    "true": True,
    "false": False,
}
_SUGGESTED = 30
"""How many letters of an unknown word are compared with known ones, which takes time."""
_STARTS = frozenset(["word", "num", "(", "|", "√", "∂", "∇", "𝟙"])
"""What a function may be applied to without brackets."""


class Calls(Indices):
    """Reads what functions are applied to."""

    __slots__ = ()

    @abstractmethod
    def power(self) -> Expr:
        """A base, and perhaps an exponent."""

    @abstractmethod
    def postfix(self) -> Expr:
        """An atom with what stands behind it."""

    @abstractmethod
    def indicated(self, at: int) -> Expr:
        """The condition in the bracket that opens here."""

    def applies(self, function: str) -> bool:
        """Whether the word of a function is followed by something to apply it to."""
        kind = self.kind(1)
        if self.text() == "I":
            return kind in ("(", "[", "{") and self.holds_relation(1)
        if kind == "(" or (kind in ("[", "{") and function == "ind"):
            return True
        if kind == "'":
            return self.kind(2) == "("
        if kind == "^":
            return self.kind(2) == "num" and self.kind(3) in _STARTS and one_operand(function)
        return kind in _STARTS and one_operand(function)

    def applied(self, function: str, axis: int | None = None) -> Expr:
        """A function and what it is applied to, along an axis if its subscript says so."""
        at = self.pieces[self.i][2]
        self.i += 1
        kind = self.pieces[self.i][0]
        if kind == "(" and not (function == "ind" and self.holds_relation()):
            return self.call(function, at, axis=axis)
        if function == "ind":
            return self.indicated(at)
        self.chosen = True
        if kind == "'":
            self.i += 1
            return self.slope(function, at)
        if kind == "^":
            exponent = Number(self.text(1), at)
            self.i += 2
            bare = self.kind() != "("
            base = (
                self.made(function, [self.postfix()], [], at) if bare else self.call(function, at)
            )
            return Apply("pow", (base, exponent), (), at)
        return self.made(function, [self.power()], [], at)

    def library_call(self) -> Expr:
        """`np.sum(...)`, `torch.nn.functional.relu(...)`: what stands behind the dot."""
        while self.kind() == "word" and self.kind(1) == ".":
            self.i += 2
        kind, text, at, _ = self.pieces[self.i]
        if text in ("pi", "e") and kind == "word":
            return self.word()
        function = function_of(text) if kind == "word" else ""
        if not function or self.kind(1) != "(":
            raise self.no_function(text, at)
        self.i += 1
        return self.call(function, at)

    @abstractmethod
    def word(self) -> Expr:
        """A word, and what belongs to it."""

    def no_function(self, name: str, at: int) -> Unreadable:
        """The error of a function that does not exist."""
        hint = suggest(name[:_SUGGESTED], callable_names())
        return Unreadable(messages.UNKNOWN_FUNCTION.fill(name=short(name), hint=hint), at)

    def unknown(self, word: str) -> Expr:
        """A word without a meaning: a name of the student's own, or several names in a row."""
        _, text, at, _ = self.pieces[self.i]
        if self.kind(1) == "(" and (function := slope_of(plain_word(text))):
            self.i += 1
            self.chosen = True
            return self.slope(function, at)
        if not self.names.strict:
            self.i += 1
            self.free.append(word)
            return Name(word, at)
        if word == "Sigma" or word.startswith("sum_"):
            raise Unreadable(read_words.SUM_SIGN, at)
        parts = self.names.split(word)
        if not parts:
            if self.kind(1) == "(":
                raise self.no_function(text, at)
            hint = suggest(word[:_SUGGESTED], self.names.suggestions())
            raise Unreadable(messages.UNKNOWN_NAME.fill(name=short(text), hint=hint), at)
        self.i += 1
        self.chosen = True
        expr: Expr = Name(parts[0], at)
        for part in parts[1:]:
            expr = self.times(expr, Name(part, at), at)
        return expr

    @abstractmethod
    def times(self, left: Expr, right: Expr, at: int, sign: str = "") -> Expr:
        """A product whose kind the shapes decide."""

    def call(
        self, function: str, at: int, first: Expr | None = None, axis: int | None = None
    ) -> Expr:
        """The operands and settings in the bracket that opens here, put into the function."""
        self.enter()
        args: list[Expr] = [] if first is None else [first]
        settings: list[tuple[Token, Expr]] = []
        if axis is not None:
            settings.append((Token("name", "axis", at), Number(str(axis))))
        given = len(settings)
        while self.pieces[self.i][0] != ")":
            kind, text, start, _ = self.pieces[self.i]
            if kind == "word" and self.kind(1) == "=":
                self.i += 2
                key = Token("name", _KEYS.get(text, text), start)
                settings.append((key, self.setting()))
            elif len(settings) > given:
                raise Unreadable(messages.POSITIONAL_AFTER_SETTING, start)
            else:
                args.append(self.argument())
            if not self.takes(","):
                break
        self.leave(")")
        return self.made(function, args, settings, at)

    def argument(self) -> Expr:
        """An operand: a value, or a tuple such as the shape (2, 3)."""
        if self.pieces[self.i][0] in ("(", "[", "word") and (fixed := self.fixed()) is not None:
            return fixed
        return self.choice()

    def setting(self) -> Expr:
        """The value of a setting."""
        fixed = self.fixed()
        return fixed if fixed is not None else self.choice()

    def fixed(self) -> Literal | None:
        """`True`, `None`, or a tuple of whole numbers; nothing is passed where there is none."""
        kind, text, _, _ = self.pieces[self.i]
        if kind == "word" and text in _SWITCHES and not self.names.known(text):
            self.i += 1
            return Literal(_SWITCHES[text])
        if kind not in ("(", "["):
            return None
        close = ")" if kind == "(" else "]"
        items: list[Static] = []
        place, comma = self.i + 1, False
        while self.pieces[place][0] in ("num", "-", ","):
            what, digits, _, _ = self.pieces[place]
            comma = comma or what == ","
            negative = self.pieces[place - 1][0] == "-"
            if what == "num":
                if not digits.isdigit() or len(digits) > 8 or int(digits) > LARGEST:
                    return None
                items.append(-int(digits) if negative else int(digits))
            place += 1
        if self.pieces[place][0] != close or not (comma or kind == "["):
            return None
        self.i = place + 1
        return Literal(tuple(items))

    def made(
        self, function: str, args: list[Expr], settings: list[tuple[Token, Expr]], at: int
    ) -> Expr:
        """The function with its operands counted and its settings checked."""
        if function not in ("where", "ind", "copy"):
            args = [as_value(arg, at) for arg in args]
        if len(args) == 1 and not settings and function in _plain_functions():
            return Apply(function, (args[0],), (), at)
        if function in OPERATORS and len(args) == 2 and not settings:
            return Apply(OPERATORS[function], (args[0], args[1]), (), at)
        if function in SPECIAL:
            return self._special(function, args, settings, at)
        if function in OPERATORS:
            raise self.no_function(function, at)
        if function == "ind" and len(args) == 1 and not settings:
            return indicator(args[0], at)
        try:
            return make_call(function, Token("name", function, at), args, settings, "")
        except InputError as error:
            raise Unreadable.because(error, at) from error

    def _special(
        self, function: str, args: list[Expr], settings: list[tuple[Token, Expr]], at: int
    ) -> Expr:
        match function, args:
            case "square", [x]:
                return Apply("pow", (x, Number("2", at)), (), at)
            case "len", [x]:
                self.chosen = True
                return Apply("size", (x,), (("axis", Literal(0)),), at)
            case "dot", [x, y]:
                return self.dot(x, y, at)
            case "grad" | "gradient", [Name(wrt)]:
                self.chosen = True
                return Partial(self.names.words.of, wrt)
            case "grad" | "gradient", [Name(of), Name(wrt)]:
                self.chosen = True
                return Partial(of, wrt)
            case _:
                raise self.no_function(function, at)

    def dot(self, x: Expr, y: Expr, at: int) -> Expr:
        """NumPy's `dot`: of numbers, of vectors, or of matrices."""
        if not self.names.arrays:
            return Apply("mul", (x, y), (), at)
        left, right = self.shapes.of(x), self.shapes.of(y)
        self.chosen = True
        if left is not None and right is not None:
            if not left or not right:
                return Apply("mul", (x, y), (), at)
            if len(left) == len(right) == 1:
                return Apply("dot", (x, y), (), at)
        return Apply("matmul", (x, y), (), at)

    def transposed(self, expr: Expr, at: int) -> Expr:
        """The transpose; a number is its own, but 1ᵀ stands for ones that nobody counted."""
        if isinstance(expr, Number):
            raise Unreadable(read_words.STRAY_SIGN.fill(sign=self.text(-1)), at)
        if not self.names.arrays:
            self.chosen = True
            return expr
        return Apply("transpose", (expr,), (), at)

    @abstractmethod
    def slope(self, function: str, at: int) -> Expr:
        """The derivative of a function at what stands in the bracket behind."""


@lru_cache(maxsize=1)
def _plain_functions() -> frozenset[str]:
    """Functions of one value without settings, which need no checks."""
    return frozenset(
        op.name
        for op in CATALOGUE.values()
        if one_operand(op.name) and not op.settings and ops_typed(op.name) == [op]
    )
