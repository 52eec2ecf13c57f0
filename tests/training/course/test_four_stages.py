"""The stopping distances of R's cars: published least squares, and descent written out."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from byhand.text import LANGS, Lang
from byhand.training.course.four_stages import read
from byhand.training.lessons.lesson import Lesson
from byhand.training.lessons.table import lesson

GIVEN = [{}, {"test": 15, "lr": 0.05, "steps": 35, "seed": 9}]


@pytest.fixture(scope="module", params=GIVEN, ids=["defaults", "others"])
def page(request: pytest.FixtureRequest) -> Lesson:
    return lesson("four_stages", request.param)


def least_squares(x: Any, y: Any) -> tuple[float, float]:
    design = np.stack([x, np.ones(len(x))], axis=1)
    slope, offset = np.linalg.lstsq(design, y, rcond=None)[0]
    return float(slope), float(offset)


def test_the_data_are_those_of_r() -> None:
    """`summary(lm(dist ~ speed, cars))` in R."""
    x, y = read()
    assert (len(x), x.mean(), y.mean()) == (50, 15.4, 42.98)
    slope, offset = least_squares(x, y)
    assert (round(slope, 6), round(offset, 6)) == (3.932409, -17.579095), (slope, offset)
    rest = y - slope * x - offset
    error = math.sqrt((rest @ rest) / 48)
    share = 1 - (rest @ rest) / ((y - y.mean()) @ (y - y.mean()))
    assert (round(error, 2), round(share, 4)) == (15.38, 0.6511), (error, share)


def parts(page: Lesson) -> tuple[Any, Any, Any, Any]:
    """Training and test data, split by hand."""
    x, y = read()
    given = page.settings
    order = np.random.default_rng(given["seed"]).permutation(50)
    held, kept = order[: given["test"]], order[given["test"] :]
    return x[kept], y[kept], x[held], y[held]


def test_the_split(page: Lesson) -> None:
    x, y, x_test, y_test = parts(page)
    assert np.array_equal(page.result.train, (x, y))
    assert np.array_equal(page.result.test, (x_test, y_test))
    both = sorted([*zip(x, y, strict=True), *zip(x_test, y_test, strict=True)])
    assert both == sorted(zip(*read(), strict=True)), "every car is in one part"


def test_scaling_by_the_training_data_alone(page: Lesson) -> None:
    x = parts(page)[0].tolist()
    mean = math.fsum(x) / len(x)
    deviation = math.sqrt(math.fsum((v - mean) ** 2 for v in x) / len(x))
    assert page.result.mean == pytest.approx(mean, rel=1e-12), (page.result.mean, mean)
    assert page.result.deviation == pytest.approx(deviation, rel=1e-12)


def test_the_new_car(page: Lesson) -> None:
    """Its speed is scaled by the training data, as its sentence says."""
    x = parts(page)[0]
    scaled = (21 - x.mean()) / x.std()
    assert page.numbers["speed"] == 21
    text = page.pages("txt")["four_stages.txt"].decode()
    line = next(line for line in text.splitlines() if "(v − m)/s" in line)
    assert float(line.split()[-1].replace("−", "-")) == pytest.approx(scaled, abs=6e-5), line


@pytest.mark.parametrize("lang", LANGS)
def test_the_source_is_named_in_its_language(page: Lesson, lang: Lang) -> None:
    said = {"en": "the data set cars of R", "zh": "即 R 的 cars 数据集"}
    text = page.pages("md", lang=lang)["four_stages.md"].decode()
    assert said[lang] in text
    assert not any(words in text for key, words in said.items() if key != lang)


def test_least_squares(page: Lesson) -> None:
    x, y, _, _ = parts(page)
    slope, offset = least_squares(x, y)
    scaled = (slope * page.result.deviation, offset + slope * page.result.mean)
    found = (page.numbers["ls_w"], page.numbers["ls_b"])
    assert found == pytest.approx(scaled, rel=1e-9), (found, scaled)


def test_the_descent_car_by_car(page: Lesson) -> None:
    x, y, _, _ = parts(page)
    scaled = [(float(v) - page.result.mean) / page.result.deviation for v in x]
    history, w, b, n = page.result.history, 0.0, 0.0, len(x)
    for t in range(page.settings["steps"] + 1):
        errors = [w * v + b - d for v, d in zip(scaled, y.tolist(), strict=True)]
        params = history.parameters[t]
        found = (params["w"], params["b"], history.losses[t])
        expected = (w, b, math.fsum(e * e for e in errors) / n)
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9), (t, found, expected)
        w -= (
            page.settings["lr"]
            * 2
            / n
            * math.fsum(e * v for e, v in zip(errors, scaled, strict=True))
        )
        b -= page.settings["lr"] * 2 / n * math.fsum(errors)
    assert len(history.losses) == page.numbers["steps"] + 1, page.numbers["steps"]


def test_the_descent_in_closed_form(page: Lesson) -> None:
    """On scaled data the Hessian is 2·identity, so the distance shrinks by 1 − 2·lr a step."""
    left = 1 - (1 - 2 * page.settings["lr"]) ** page.settings["steps"]
    for key in ("w", "b"):
        expected = left * page.numbers[f"ls_{key}"]
        assert page.numbers[key] == pytest.approx(expected, rel=1e-9), (key, page.numbers, expected)


def test_the_errors_in_feet(page: Lesson) -> None:
    x, y, x_test, y_test = parts(page)
    slope = page.numbers["w"] / page.result.deviation
    offset = page.numbers["b"] - slope * page.result.mean
    pairs = {"train": (x, y), "test": (x_test, y_test)}
    for key, (speeds, distances) in pairs.items():
        errors = slope * speeds + offset - distances
        expected = math.sqrt(sum(e * e for e in errors) / len(errors))
        assert page.numbers[key] == pytest.approx(expected, rel=1e-9), (key, page.numbers, expected)
    base = math.sqrt(sum((d - sum(y) / len(y)) ** 2 for d in y_test) / len(y_test))
    assert page.numbers["baseline"] == pytest.approx(base, rel=1e-12)
    assert float(page.result.predict(21)) == pytest.approx(slope * 21 + offset, rel=1e-12)
