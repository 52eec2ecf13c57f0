"""Make the page and pictures of every problem in the gallery, in both languages.

python gallery/make.py                rewrite the files beside the problems
python gallery/make.py --into FOLDER  write them elsewhere, as CI does; exits with 1 if a Markdown
                                      page differs from the one beside its problem
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import byhand as bh
from byhand.text import Lang

HERE = Path(__file__).resolve().parent
LANGS: tuple[Lang, ...] = ("en", "zh")
SUFFIXES = ("md", "pdf", "html")
DOWNWARDS = {"direction": "TB"}
# A picture so many times as wide as it is high would be too small in the width of a page.
WIDEST = 4


def make(problem: Path, folder: Path) -> list[Path]:
    """All files of one problem; one with an optimizer is about its steps."""
    if bh.load(problem).optimizer:
        steps = bh.step(problem)
        pages = [(lang, suffix) for lang in LANGS for suffix in SUFFIXES]
        return [
            path
            for lang, suffix in pages
            for path in steps.write(folder / f"{problem.stem}.{lang}.{suffix}", lang=lang)
        ]
    derived = bh.derive(problem)
    written = []
    for lang in LANGS:
        for suffix in SUFFIXES:
            path = folder / f"{problem.stem}.{lang}.{suffix}"
            written += derived.write(path, lang=lang)
    for name, style, options in (
        ("values.png", "values", {}),
        ("formulas.svg", "formulas", {"view": "statements", **DOWNWARDS}),
        ("blank.svg", "blank", {}),
    ):
        diagram = derived.draw(style, **options)
        width, height = diagram.size
        if derived.derivation.is_arrays and width > WIDEST * height:
            diagram = derived.draw(style, **{**options, **DOWNWARDS})
        written.append(Path(diagram.save(folder / f"{problem.stem}-{name}")))
    return written


def differing(folder: Path) -> list[str]:
    """The Markdown pages that are not what lies beside their problems."""
    pages = sorted(folder.glob("*.md"))
    return [page.name for page in pages if page.read_bytes() != (HERE / page.name).read_bytes()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=HERE)
    folder = parser.parse_args().into
    folder.mkdir(parents=True, exist_ok=True)
    for problem in sorted(HERE.glob("*.toml")):
        for path in make(problem, folder):
            print(f"{path.name}: {path.stat().st_size:,} bytes")
    for lang in LANGS:
        for suffix in SUFFIXES:
            stem = f"optimizers.{lang}"
            for name, content in bh.optim.rules().pages(suffix, stem, lang).items():
                (folder / name).write_bytes(content)
                print(f"{name}: {len(content):,} bytes")
    stale = differing(folder)
    if stale:
        print("differs from the committed page:", ", ".join(stale), file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
