"""The page of hand-worked steps: what stands on it, and that it tells which convention was used."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import byhand as bh
from byhand import optim
from byhand.errors import InputError
from byhand.training.optimizers import walk

GALLERY = Path(__file__).parents[2] / "gallery"
NEURON = GALLERY / "adam_neuron.toml"


def _text(steps: walk.Steps, **options: Any) -> str:
    return steps.pages("txt", **options)["steps.txt"].decode()


def test_adam_on_the_sigmoid_neuron_line_by_line() -> None:
    """Every number of the first step, recomputed with a calculator's operations."""
    text = _text(bh.step(NEURON))
    g = 2 * (0.182425523806 - 1) * 0.182425523806 * (1 - 0.182425523806) * -1
    assert f"g₁ = ∂L/∂w ≈ {g:.4f}" in text
    assert f"m₁ = 0.9 · 0 + 0.1 · 0.2439 ≈ {0.1 * g:.5f}" in text
    assert f"v₁ = 0.999 · 0 + 0.001 · 0.2439² ≈ {1e5 * 0.001 * g * g:.3f}·10⁻⁵" in text
    assert f"m̂₁ = 0.02439/(1 − 0.9¹) ≈ {g:.4f}" in text
    assert f"v̂₁ = 5.948·10⁻⁵/(1 − 0.999¹) ≈ {g * g:.5f}" in text
    assert "w₁ = 2 − 0.1 · 0.2439/(√0.05948 + 10⁻⁸) ≈ 1.9" in text
    assert "This is how PyTorch does it." in text


def test_the_rule_in_letters() -> None:
    assert optim.Adam(weight_decay=0.1, clip_value=1).formulas == [
        "g̃ₜ = max(−c, min(c, gₜ))",
        "g\u0304ₜ = g̃ₜ + λ·θₜ₋₁",
        "mₜ = β₁·mₜ₋₁ + (1 − β₁)·g\u0304ₜ",
        "vₜ = β₂·vₜ₋₁ + (1 − β₂)·g\u0304ₜ²",
        "m̂ₜ = mₜ/(1 − β₁^t)",
        "v̂ₜ = vₜ/(1 − β₂^t)",
        "θₜ = θₜ₋₁ − η·m̂ₜ/(√v̂ₜ + ε)",
    ]
    assert optim.AdamW().formulas[0] == "θ̃ₜ = θₜ₋₁ − η·λ·θₜ₋₁"
    assert optim.AdamW().formulas[-1] == "θₜ = θ̃ₜ − η·m̂ₜ/(√v̂ₜ + ε)"
    assert optim.SGD(momentum=0.9, dampening=0.5).formulas[:2] == [
        "vₜ = gₜ, t = 1",
        "vₜ = μ·vₜ₋₁ + (1 − τ)·gₜ, t > 1",
    ]
    assert optim.SGD(momentum=0.9, lr_inside=True, lookahead=True).formulas == [
        "θ̂ₜ = θₜ₋₁ − μ·vₜ₋₁",
        "vₜ = μ·vₜ₋₁ + η·gₜ",
        "θₜ = θₜ₋₁ − vₜ",
    ]
    assert r"\hat{v}_{t} &= \frac{v_{t}}{1 - \beta_2^{t}}" in optim.Adam().latex


CONVENTIONS: dict[str, tuple[optim.Optimizer, str, str]] = {
    "plain": (optim.Adagrad(), "This is how PyTorch does it.", "写法与 PyTorch 一致。"),
    "eps inside": (optim.RMSprop(eps_inside=True), "Here ε stands inside the root", "根号内"),
    "eps before": (optim.Adam(eps_uncorrected=True), "Here ε is added to √v before", "先把 ε"),
    "no correction": (optim.Adam(bias_correction=False), "used as they are", "不做偏差修正"),
    "lr inside": (optim.SGD(momentum=0.9, lr_inside=True), "v = μ·v + η·g", "v = μ·v + η·g"),
    "dampened": (
        optim.SGD(momentum=0.9, dampening=0.9, dampen_first=True),
        "the first gradient is dampened",
        "第一步的梯度同样受阻尼",
    ),
    "lookahead": (
        optim.SGD(momentum=0.9, lookahead=True),
        "where momentum alone would lead",
        "只按动量走到的地方",
    ),
    "decay": (optim.SGD(weight_decay=0.1), "Weight decay adds λ·θ", "权重衰减把 λ·θ"),
    "ascent": (optim.SGD(maximize=True), "The loss is to grow", "增大函数值"),
}


@pytest.mark.parametrize("name", CONVENTIONS)
def test_the_page_says_which_convention_it_used(name: str) -> None:
    optimizer, english, chinese = CONVENTIONS[name]
    steps = bh.step("L = (w*x - y)^2", {"w": 1, "x": 2, "y": 3}, wrt=["w"], optimizer=optimizer)
    for lang, said in (("en", english), ("zh", chinese)):
        text = re.sub(r"\n(?!\n)", "" if lang == "zh" else " ", _text(steps, lang=lang))
        assert said in text, text
        if name not in ("plain", "decay", "ascent"):
            assert "写法与 PyTorch 一致" not in text
            assert "This is how PyTorch does it" not in text


@pytest.mark.parametrize("name", [*optim.RULES, *optim.ALIASES])
@pytest.mark.parametrize("suffix", ["txt", "md", "tex", "typ", "html", "ipynb", "json"])
def test_every_rule_in_every_format(name: str, suffix: str) -> None:
    steps = bh.step(
        "p = W @ x + b; L = sum(p^2)",
        {"W": [[1.0, 2.0], [3.0, 4.0]], "x": [1, -1], "b": [0.5, 0.5]},
        wrt=["W", "b"],
        optimizer=optim.make(name, clip_norm=1.0),
        steps=2,
    )
    for lang in ("en", "zh"):
        page = next(iter(steps.pages(suffix, lang=lang).values())).decode()
        assert "None" not in page
        assert "`" not in page or suffix in ("md", "ipynb", "typ", "tex")


def test_results_are_those_of_the_stepper() -> None:
    steps = bh.step(NEURON)
    params = {"w": 2.0, "b": 0.5}
    stepper = optim.Adam(lr=0.1).start(params)
    f = bh.compile(NEURON, wrt=["w", "b"])
    for t in range(1, 4):
        loss, gradients = f(x=-1.0, y=1.0, **params)
        assert steps.losses[t - 1] == pytest.approx(loss, rel=1e-12)
        stepper.step(gradients)
        assert steps.parameters[t] == pytest.approx(params, rel=1e-12)
        assert steps.states[t]["w.v"] == pytest.approx(float(stepper.state["w.v"]), rel=1e-12)
    assert len(steps.losses) == len(steps.parameters) == len(steps.states) == 4


def test_losses_are_at_the_parameters_also_when_looking_ahead() -> None:
    steps = bh.step(
        "f = x^2/2", {"x": 1}, lr=0.1, momentum=0.9, lr_inside=True, lookahead=True, steps=4
    )
    xs = [float(params["x"]) for params in steps.parameters]
    assert steps.losses == pytest.approx([x * x / 2 for x in xs])
    assert xs[:3] == pytest.approx([1, 0.9, 0.729])


def test_json_has_every_number() -> None:
    steps = bh.step(NEURON)
    facts = json.loads(steps.pages("json")["steps.json"])["data"]
    assert facts["optimizer"] == "Adam"
    assert facts["rule"][0] == "m = beta1*m + (1 - beta1)*g"
    assert facts["losses"] == steps.losses
    assert [step["parameters"] for step in facts["steps"]] == facts["parameters"][1:]
    assert facts["steps"][0]["lines"]["w"][0] == [facts["rule"][0], steps.states[1]["w.m"]]


def test_a_schedule_of_a_problem_file(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(
        'program = "L = w^2"\n[given]\nw = 1.0\n[optimizer]\nname = "sgd"\nlr = 0.4\nsteps = 3\n'
        'schedule = { name = "step", step_size = 1, gamma = 0.5 }\n',
        encoding="utf-8",
    )
    steps = bh.step(path)
    assert [step.rate for step in steps.steps] == pytest.approx([0.4, 0.2, 0.1])
    w = 1.0
    for t, rate in enumerate((0.4, 0.2, 0.1), 1):
        w -= rate * 2 * w
        assert steps.parameters[t]["w"] == pytest.approx(w)
    assert "The schedule gives η₂ = 0.2." in _text(steps)


def test_a_choice_beside_the_problem_counts_before_it() -> None:
    assert bh.step(NEURON).optimizer.settings["lr"] == 0.1
    assert bh.step(NEURON, lr=0.5).optimizer.settings["lr"] == 0.5
    assert bh.step(NEURON, optimizer="adam").optimizer.settings["lr"] == 0.1
    assert bh.step(NEURON, optimizer="sgd").optimizer.settings["lr"] == 1e-3
    assert bh.step(NEURON, optimizer=optim.SGD(0.3), steps=1).optimizer.settings["lr"] == 0.3


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: bh.step("L = w^2", {"w": 1}, steps=0), "from 1 to 1000; it is 0"),
        (lambda: bh.step("z = w*x; L = z^2", {"w": 1, "x": 2}, wrt=["z"]), "z is computed"),
        (lambda: bh.step("L = w^2"), "There are no values"),
        (lambda: bh.step("L = w^2", {"w": 1}, lr=1e200), "not a finite number"),
        (lambda: bh.step("L = log(w)", {"w": 0.1}, lr=10), "not positive"),
        (lambda: bh.step("L = w^2", {"w": 1}, optimizer="adm"), "Did you mean 'adam'?"),
    ],
)
def test_what_cannot_be_stepped(call: Any, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        call()


def test_a_disagreement_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the emitted NumPy and the lines part, there is no page."""
    from byhand.errors import ProofError
    from byhand.training.optimizers.stepper import Stepper

    whole = Stepper.step

    def wrong(self: Stepper, grads: Any, **more: Any) -> None:
        whole(self, {name: np.asarray(g) * 1.001 for name, g in grads.items()}, **more)

    monkeypatch.setattr(Stepper, "step", wrong)
    with pytest.raises(ProofError, match="disagree on w in step 1"):
        bh.step("L = w^2", {"w": 1.0}, lr=0.1)


def test_the_gallery_of_the_ravine_has_the_published_numbers() -> None:
    last = bh.step(GALLERY / "momentum_ravine.toml").parameters[-1]
    assert (last["x1"], last["x2"]) == pytest.approx((-0.126340, -0.186632), abs=5e-7)
