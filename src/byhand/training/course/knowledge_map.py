"""The knowledge map: the whole course as one graph, every entry a link to its page."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from byhand.diagram.draw import Diagram
from byhand.diagram.scene import Box, Direction, Label, Role, Scene, Wire
from byhand.text import Lang, Text
from byhand.training.course.map_places import LEADS, SUBJECTS, Subject
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Topic

TITLE = Text(en="The course on one page", zh="一页看懂整门课程")
_TASKS = ("regression", "classification", "clustering", "reduction")


def page_of(name: str, lang: Lang) -> str:
    """Where a page of the gallery is found from its folder of the course."""
    from byhand.training.lessons.table import TOPICS

    return f"{'' if name in TOPICS else '../'}{name}.{lang}.html"


_STRUT = "#box(width: 0pt, height: 1.05em, baseline: 25%)"
"""Makes every line as high as any other, whatever letters it has."""


def _line(text: str, link: str) -> Label:
    return Label(f'"{text}"{_STRUT}', text, "link", 9, link=link)


@dataclass(frozen=True)
class Map:
    """Subjects as boxes, their pages as lines, and arrows to what builds on them."""

    subjects: tuple[Subject, ...] = SUBJECTS
    leads: tuple[tuple[str, str], ...] = LEADS
    link: Callable[[str, Lang], str] = page_of
    """Where a page is found."""
    direction: Direction = "TB"

    def in_language(self, lang: Lang = "en") -> Diagram:
        """The map as a picture."""
        boxes = tuple(self._box(subject, lang) for subject in self.subjects)
        wires = tuple(Wire(f"{tail} {head}", tail, head) for tail, head in self.leads)
        return Diagram(Scene(boxes, wires, self.direction, TITLE.say(lang)))

    def save(self, path: str | os.PathLike[str], lang: Lang = "en") -> Path:
        """Write the picture in the format of the name's suffix, whole or not at all."""
        return self.in_language(lang).save(path)

    def _box(self, subject: Subject, lang: Lang) -> Box:
        lines = [_line(title.say(lang), self.link(name, lang)) for name, title in subject.pages]
        deep = -(-len(lines) // subject.columns)
        rows = tuple(tuple(lines[i::deep]) for i in range(deep))
        role = self._role(subject)
        return Box(subject.name, (Label(plain=subject.title.say(lang)),), role=role, table=rows)

    def _role(self, subject: Subject) -> Role:
        if subject.name == self.subjects[0].name:
            return "input"
        return "output" if subject.name in _TASKS else "operation"


@dataclass(frozen=True)
class Result:
    """What is on the map, and what is not."""

    map: Map
    pages: int
    missing: tuple[str, ...]
    """Topics that no box shows."""
    unreached: tuple[str, ...]
    """Subjects to which no path leads from the first."""
    ordered: bool
    """Whether no arrow leads back."""


def run(given: Given) -> Result:
    """Look for every topic on the map, and for a way to every subject."""
    from byhand.training.lessons.table import TOPICS

    drawn = Map()
    shown = {name for subject in drawn.subjects for name, _ in subject.pages}
    places = {subject.name: i for i, subject in enumerate(drawn.subjects)}
    reached = {drawn.subjects[0].name}
    for tail, head in sorted(drawn.leads, key=lambda lead: places[lead[0]]):
        reached |= {head} if tail in reached else set()
    return Result(
        drawn,
        len(shown),
        tuple(name for name in TOPICS if name not in shown and name != TOPIC.name),
        tuple(s.name for s in drawn.subjects if s.name not in reached),
        all(places[tail] < places[head] for tail, head in drawn.leads),
    )


_INTRO = Text(
    en="Every box is a subject, every line in it a page; an arrow leads from what is needed first "
    "to what builds on it. Green is where to begin, orange are the four tasks that a model is "
    "trained for. In a browser every line is a link.",
    zh="每个方框是一个主题，框里每一行是一页；箭头从先学的指向后学的。绿色是起点，"
    "橙色是模型要完成的"
    "四类任务。在浏览器里，每一行都可以点开。",
)
_CAPTION = Text(en="The subjects of the course.", zh="课程的各个主题。")
_WHOLE = Text(
    en="The map shows {pages} pages; apart from the map itself none of the tool's topics is "
    "missing.",
    zh="图上共有 {pages} 页；除了这张图本身，程序能讲解的主题一个不缺。",
)
_REACHED = Text(
    en="From the first subject arrows lead to each of the other {others}, and no arrow leads back.",
    zh="从第一个主题出发，沿箭头可以走到其余 {others} 个主题，没有箭头往回指。",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    story.say(_INTRO)
    story.plot("map", result.map, _CAPTION)
    header = (Text(en="subject", zh="主题"), Text(en="pages", zh="页"))
    rows = [(s.title, ", ".join(name for name, _ in s.pages)) for s in result.map.subjects]
    story.table(header, rows)
    story.claim(_WHOLE, not result.missing, pages=result.pages)
    others = len(result.map.subjects) - 1
    story.claim(_REACHED, result.ordered and not result.unreached, others=others)


TOPIC = Topic(
    name="knowledge_map",
    kind="course",
    title=TITLE,
    says=Text(
        en="All subjects of the course, what builds on what, and the pages of each.",
        zh="课程的所有主题、先后关系，以及每个主题的页面。",
    ),
    run=run,
    tell=tell,
)
