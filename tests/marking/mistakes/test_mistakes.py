"""Every entry of the table, against the wrong formula as a person writes it."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.calculus.random_arrays import program
from tests.calculus.test_random_programs import Line, _text, lines
from tests.marking.mistakes.cases import CASES, Case
from tests.marking.mistakes.explaining import effect, explaining, key_of, leaf, same, values

from byhand.calculus.derive import derive
from byhand.errors import InputError
from byhand.graph import build
from byhand.language.parse import parse
from byhand.marking.key import Key
from byhand.marking.mistakes.mistake import Mistake, Variant
from byhand.marking.mistakes.steps import StepMistake
from byhand.marking.mistakes.table import MISTAKES, variants_of
from byhand.marking.mistakes.updated import updated_weight
from byhand.marking.relations import Leaf
from byhand.problem import load
from byhand.text import LANGS

GALLERY = sorted((Path(__file__).parents[3] / "gallery").glob("*.toml"))
IDS = [f"{i}-{case.name}" for i, case in enumerate(CASES)]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_entry_writes_what_a_person_writes(case: Case) -> None:
    key = key_of(case.program, case.at, case.constants)
    target, wrong = leaf(key, case.target), values(key, case.wrong)
    truth = [world[target] for world in key.spaces()]
    assert not same([*map(_array, truth)], wrong), "the formula of the case is right"
    mistake = MISTAKES[case.name]
    found = explaining(key, target, wrong, [mistake])
    tried = [effect(key, v, target) for v in variants_of(key.derivation, key.relations,
                                                         key.spaces(), [mistake])]  # fmt: skip
    assert found, f"written: {wrong[-1]}\n{case.name} leads to: {[t and t[-1] for t in tried]}"


def _array(value: object) -> object:
    import numpy as np

    return np.asarray(value, dtype=float)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_entry_is_the_first_that_explains(case: Case) -> None:
    key = key_of(case.program, case.at, case.constants)
    found = explaining(key, leaf(key, case.target), values(key, case.wrong))
    names = [variant.mistake.name for variant in found]
    assert names[0] == case.name, names


def test_every_entry_has_a_case() -> None:
    assert set(MISTAKES) == {case.name for case in CASES}
    assert len(MISTAKES) >= 30


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=str)
def test_the_words_of_an_entry(mistake: Mistake) -> None:
    check_words(mistake)


def check_words(
    mistake: Mistake | StepMistake, known: frozenset[str] = frozenset({"target", "edge"})
) -> None:
    """Both languages, known placeholders, whole sentences, and a source."""
    assert mistake.source
    used = []
    for lang in LANGS:
        title, says = mistake.title.say(lang), mistake.says.say(lang)
        fields = {field for _, field, _, _ in string.Formatter().parse(says) if field is not None}
        assert fields <= known, fields
        used.append(fields)
        assert title
        assert "{" not in title
        assert says[-1] in ".。"
        assert title[-1] not in ".。"
    assert used[0] == used[1], f"{used[0]} in English, {used[1]} in Chinese"


def test_no_two_entries_are_called_alike() -> None:
    for lang in LANGS:
        titles = [mistake.title.say(lang) for mistake in MISTAKES.values()]
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_an_edge_that_is_spoken_of_is_there(case: Case) -> None:
    key = key_of(case.program, case.at, case.constants)
    check_variants(key, list(variants_of(key.derivation, key.relations, key.spaces())))


def check_variants(key: Key, variants: list[Variant]) -> None:
    """No variant is the truth or another one, and sentences find the edge they speak of."""
    seen: dict[Leaf, list[list[object]]] = {}
    for variant in variants:
        if "{edge}" in variant.mistake.says.en:
            assert variant.edge is not None, variant.mistake.name
        if variant.also:
            continue
        found = effect(key, variant, variant.leaf)
        assert found is not None
        for other in seen.setdefault(variant.leaf, []):
            assert not same(found, other), f"{variant.mistake.name} again at {variant.leaf}"
        seen[variant.leaf].append(found)


@pytest.mark.parametrize("path", GALLERY, ids=[path.stem for path in GALLERY])
def test_the_problems_of_the_gallery(path: Path) -> None:
    problem = load(path)
    graph = build(parse(problem.program))
    given, constants = problem.given, problem.constants
    key = Key(derive(graph, given, of=problem.of, wrt=problem.wrt, constants=constants))
    variants = list(variants_of(key.derivation, key.relations, key.spaces()))
    assert 5 <= len(variants) < 500, f"{len(variants)} variants"
    check_variants(key, variants)


@pytest.mark.parametrize("seed", range(60))
def test_random_programs_of_arrays_never_fail(seed: int) -> None:
    sample = program(seed)
    at = {**sample.inputs, **sample.indices}
    try:
        key = Key(derive(build(parse(sample.text)), at, of="L", wrt=list(sample.inputs)))
    except InputError:
        pytest.skip("no random point has a value")
    variants = list(variants_of(key.derivation, key.relations, key.spaces()))
    for variant in variants[:40]:
        changed = key.follow(key.spaces()[0], {}, variant.ways)
        assert changed.keys() <= key.relations.keys(), changed.keys() - key.relations.keys()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(lines)
def test_random_programs_of_numbers_never_fail(program: list[Line]) -> None:
    try:
        key = Key(derive(build(parse(_text(program))), {}, of="L", wrt=["x", "y", "z"]))
    except InputError:  # max(x, x) is a tie everywhere
        return
    for variant in variants_of(key.derivation, key.relations, key.spaces()):
        assert variant.leaf in key.relations


def test_an_updated_weight() -> None:
    """δ sent back through w2 − η ∂L/∂w2, with η = 0.5."""
    key = key_of("h = sigmoid(w1*x); o = w2*h; L = (o - t)^2/2")
    wrong = values(key, "(o - t)*(w2 - 0.5*(o - t)*h)*h*(1 - h)*x")
    mistake = updated_weight(0.5)
    found = explaining(key, leaf(key, "dw1"), wrong, [mistake])
    assert [variant.mistake.name for variant in found] == ["updated_weight"]
    check_words(mistake)


def test_a_habit_is_a_variant_of_all_places_at_once() -> None:
    """Both activation derivatives left out, and no single one of them."""
    key = key_of("h = sigmoid(w1*x); o = sigmoid(w2*h); L = (o - t)^2/2")
    found = explaining(key, leaf(key, "dw1"), values(key, "(o - t)*w2*x"))
    assert found[0].mistake.name == "activation_missing"
    assert len(found[0].also) == 1


def test_a_long_program_has_a_bounded_number_of_variants() -> None:
    steps = "; ".join(f"h{i + 1} = tanh(w*h{i} + u*x{i})" for i in range(40))
    key = key_of(f"{steps}; L = h40^2")
    count = sum(1 for _ in variants_of(key.derivation, key.relations, key.spaces()))
    assert count < 60 * len(MISTAKES), f"{count} variants"
