"""One sentence in every language byhand speaks."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = get_args(Lang)


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in English and Chinese; leaving a language out is a type error.

    >>> Text(en="loss", zh="损失").say("zh")
    '损失'
    """

    en: str
    zh: str

    def say(self, lang: Lang) -> str:
        """The sentence in the language asked for."""
        return getattr(self, lang)

    def fill(self, **parts: object) -> Text:
        """The sentence with its placeholders filled, in every language.

        A part that is itself a `Text` is said in the language of the sentence around it.

        >>> Text(en="{n} nodes", zh="{n} 个节点").fill(n=3).zh
        '3 个节点'
        """
        return Text(**{f.name: _fill(getattr(self, f.name), f.name, parts) for f in fields(self)})


def _fill(sentence: str, lang: str, parts: dict[str, object]) -> str:
    said = {k: getattr(v, lang) if isinstance(v, Text) else v for k, v in parts.items()}
    return sentence.format(**said)


def same(words: str) -> Text:
    """A text that reads alike in every language: a name, a number, a path."""
    return Text(en=words, zh=words)
