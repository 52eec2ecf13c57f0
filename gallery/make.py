"""Make every page of the gallery, in both languages.

python gallery/make.py                rewrite the pages beside the problems, and those of the course
python gallery/make.py --into FOLDER  write them elsewhere, as CI does; exits with 1 if a Markdown
                                      page differs from the committed one
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import byhand as bh
from byhand.problem import Problem
from byhand.text import Lang
from byhand.training.lessons import phrases
from byhand.training.lessons.lesson import Lesson
from byhand.training.lessons.table import TOPICS
from byhand.training.lessons.topic import KINDS

HERE = Path(__file__).resolve().parent
COURSE = "course"
HOMEWORK = "homework"
LANGS: tuple[Lang, ...] = ("en", "zh")
SUFFIXES = ("md", "pdf", "html")
CLASS = "-class"
MARKED = {"three_mistakes": "三处错误", "unusual_form": "写法少见而全部正确"}
"""What the marked submissions show, by the end of their names."""
# There are many pages of the course; `byhand explain NAME -o NAME.pdf` makes the others' PDF.
TOPIC_SUFFIXES = ("md", "html")
DOWNWARDS = {"direction": "TB"}
# A picture so many times as wide as it is high would be too small in the width of a page.
WIDEST = 4

Job = Callable[[], list[Path]]


def jobs(folder: Path) -> Iterator[Job]:
    """What is to be made, each part on its own."""
    for problem in sorted(HERE.glob("*.toml")):
        yield partial(problem_files, problem, folder)
    for name in TOPICS:
        yield partial(topic_files, name, folder / COURSE)
    for answers in submissions():
        yield partial(report_files, answers, folder / HOMEWORK)
    for answers in classes():
        yield partial(class_files, answers, folder / HOMEWORK)
    yield partial(rule_files, folder)
    yield partial(contents_file, folder)


def problem_files(path: Path, folder: Path) -> list[Path]:
    """All files of one problem, about its training or its steps where it asks for them."""
    problem = bh.load(path)
    if problem.train:
        return pages(bh.train(problem), path.stem, folder)
    if problem.optimizer:
        return pages(bh.step(problem), path.stem, folder)
    derived = bh.derive(problem)
    return pages(derived, path.stem, folder) + diagrams(derived, path.stem, folder)


def pages(told: Any, name: str, folder: Path, suffixes: tuple[str, ...] = SUFFIXES) -> list[Path]:
    """Something in all formats and languages."""
    return [
        written
        for lang in LANGS
        for suffix in suffixes
        for written in told.write(folder / f"{name}.{lang}.{suffix}", lang=lang)
    ]


def diagrams(derived: bh.Derived, name: str, folder: Path) -> list[Path]:
    """The graph of a problem in three styles."""
    written = []
    for kind, style, options in (
        ("values.png", "values", {}),
        ("formulas.svg", "formulas", {"view": "statements", **DOWNWARDS}),
        ("blank.svg", "blank", {}),
    ):
        diagram = derived.draw(style, **options)
        width, height = diagram.size
        if derived.derivation.is_arrays and width > WIDEST * height:
            diagram = derived.draw(style, **{**options, **DOWNWARDS})
        written.append(Path(diagram.save(folder / f"{name}-{kind}")))
    return written


def topic_files(name: str, folder: Path) -> list[Path]:
    """The page of a topic, and the walks on its plots as animations."""
    lesson = bh.explain(name)
    written = pages(lesson, name, folder, SUFFIXES if is_map(lesson) else TOPIC_SUFFIXES)
    walks = {key: plot for key, plot in lesson.plots.items() if getattr(plot, "moves", False)}
    for lang in LANGS:
        written += [plot.save(folder / f"{name}.{lang}-{k}.gif", lang) for k, plot in walks.items()]
    return written


def is_map(lesson: Lesson) -> bool:
    """Whether this is the page that leads to all others."""
    return lesson.topic.name == "knowledge_map"


def submissions() -> list[Path]:
    """The files of homework that is shown marked, `problem-what_it_shows.txt`."""
    return sorted((HERE / HOMEWORK).glob("*.txt"))


def classes() -> list[Path]:
    """The folders of submissions, `problem-class`."""
    return sorted((HERE / HOMEWORK).glob(f"*{CLASS}"))


def problem_of(answers: Path) -> Problem:
    """The problem that a submission or a class answers."""
    return bh.load(HERE / f"{answers.stem.partition('-')[0]}.toml")


def report_files(answers: Path, folder: Path) -> list[Path]:
    """A marked submission, and its graph with the verdicts."""
    return pages(bh.check(problem_of(answers), answers), answers.stem, folder)


def class_files(answers: Path, folder: Path) -> list[Path]:
    """The summary of a class; the results of single students are nobody else's business."""
    with TemporaryDirectory() as results:
        summary = bh.check_class(problem_of(answers), answers, results)
        return pages(summary, answers.stem, folder)


def rule_files(folder: Path) -> list[Path]:
    """The update rules of all optimizers."""
    written = []
    for lang in LANGS:
        for suffix in SUFFIXES:
            made = bh.optim.rules().pages(suffix, f"optimizers.{lang}", lang)
            for name, content in made.items():
                written.append(folder / name)
                written[-1].write_bytes(content)
    return written


def contents_file(folder: Path) -> list[Path]:
    """What is here, with a link to every page."""
    path = folder / "README.md"
    path.write_text("\n".join([*contents(), ""]), encoding="utf-8")
    return [path]


def contents() -> Iterator[str]:
    """The lines of the contents."""
    yield "# Gallery · 图库"
    yield ""
    yield "Made by `python gallery/make.py`; the problems and the homework are written by hand."
    yield "本目录除习题和学生作业外都由 `python gallery/make.py` 生成。"
    yield ""
    yield "| | | |"
    yield "|---|---|---|"
    yield row(COURSE + "/", "knowledge_map", TOPICS["knowledge_map"].title.en, "一页看懂整门课程")
    yield row("", "optimizers", "Update rules of all optimizers", "所有优化器的更新公式")
    yield from table("Programs · 手算", [(p.stem, *titles(bh.load(p))) for p in problems()], "")
    yield from table("Homework, marked · 批改作业", list(homework()), HOMEWORK + "/")
    for kind in KINDS:
        title = f"{phrases.KINDS[kind].en} · {phrases.KINDS[kind].zh}"
        topics = [t for t in TOPICS.values() if t.kind == kind]
        yield from table(title, [(t.name, t.title.en, t.title.zh) for t in topics], COURSE + "/")


def problems() -> list[Path]:
    """The files of all problems."""
    return sorted(HERE.glob("*.toml"))


def titles(problem: Problem) -> tuple[str, str]:
    """The title of a problem in English and in Chinese, with the optimizer that it is about."""
    assert problem.title
    rule = f" ({problem.optimizer['name']})" if problem.optimizer else ""
    return problem.title.en + rule, problem.title.zh + rule


def homework() -> Iterator[tuple[str, str, str]]:
    """What is marked: one submission, or a class."""
    for answers in [*submissions(), *classes()]:
        en, zh = titles(problem_of(answers))
        shown = answers.stem.partition("-")[2]
        what = (shown.replace("_", " "), MARKED[shown]) if shown in MARKED else ("a class", "全班")
        yield answers.stem, f"{en}: {what[0]}", f"{zh}：{what[1]}"


def table(title: str, entries: list[tuple[str, str, str]], folder: str) -> Iterator[str]:
    """A section of the contents."""
    yield ""
    yield f"## {title}"
    yield ""
    yield "| | | |"
    yield "|---|---|---|"
    for entry in entries:
        yield row(folder, *entry)


def row(folder: str, name: str, en: str, zh: str) -> str:
    """A line of the contents: two pages and their name."""
    links = (f"[{t}]({folder}{name}.{lang}.md)" for t, lang in zip((en, zh), LANGS, strict=True))
    return f"| `{name}` | {' | '.join(links)} |"


NUMBER = re.compile(r"\d+(?:\.\d+)?")


def differ(one: str, other: str) -> bool:
    """Whether two pages differ by more than the last digit of a number.

    Libraries for linear algebra add in an order of their own on every processor.
    """
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return True
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return any(abs(float(a) - float(b)) > 1.01 * last_digit(a, b) for a, b in pairs)


def last_digit(*numbers: str) -> float:
    """One unit in the last place of the number with fewer places; nothing for whole numbers."""
    places = min(len(number.partition(".")[2]) for number in numbers)
    return 10.0**-places if places else 0.0


def stale(folder: Path) -> list[str]:
    """The Markdown pages that are not what is committed."""
    names = sorted(path.relative_to(folder) for path in folder.rglob("*.md"))
    return [
        str(name)
        for name in names
        if differ((folder / name).read_text("utf-8"), (HERE / name).read_text("utf-8"))
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=HERE)
    folder = parser.parse_args().into
    for part in (COURSE, HOMEWORK):
        (folder / part).mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor() as pool:
        for made in [pool.submit(job) for job in jobs(folder)]:
            for path in made.result():
                print(f"{path.relative_to(folder)}: {path.stat().st_size:,} bytes", flush=True)
    old = stale(folder)
    if old:
        print("differs from the committed page:", ", ".join(old), file=sys.stderr)
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
