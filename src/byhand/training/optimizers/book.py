"""All update rules on one page."""

from __future__ import annotations

from collections.abc import Iterable

from byhand.page.blocks import Block, Document, Heading
from byhand.text import Lang, Text
from byhand.training.optimizers import phrases
from byhand.training.optimizers.named import RULES, make
from byhand.training.optimizers.page import letters_told, rule_blocks

_ORDER = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "amsgrad")


class Rules:
    """Some update rules, each with its lines, its settings and its source; it prints itself."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        wanted = list(names) or [*_ORDER, *(name for name in RULES if name not in _ORDER)]
        blocks: list[Block] = [letters_told("L")]
        data = {}
        for name in wanted:
            optimizer = make(name)
            title = optimizer.title
            blocks.append(Heading(Text(en=title.en[0].upper() + title.en[1:], zh=title.zh)))
            blocks += rule_blocks(optimizer)
            data[name] = [update.text for update in optimizer.updates]
        self.document = Document(phrases.BOOK, tuple(blocks), data)

    def __str__(self) -> str:
        return next(iter(self.pages("txt").values())).decode()

    def pages(self, suffix: str, stem: str = "optimizers", lang: Lang = "en") -> dict[str, bytes]:
        """The files of the page in a format, by name."""
        from byhand.writers import writer_for

        return writer_for(suffix).write(self.document, lang, {}, stem)


def rules(*names: str) -> Rules:
    """The update rules of some optimizers, or of all, as a page that prints itself.

    Raises `InputError` for a name that does not exist.

    >>> print(rules("momentum"))  # doctest: +ELLIPSIS
    Update rules of optimizers
    ...
      vₜ = μ·vₜ₋₁ + gₜ
    ...
    """
    return Rules(names)
