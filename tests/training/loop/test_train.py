"""Training against loops written out in NumPy, and what a run promises: same seed, same numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import byhand as bh
from byhand.errors import InputError

PROGRAM = """
X: (N, D)
w: (D,)
y: (N,)
z = X @ w + b
L = mean((z - y)^2)
"""


def samples(count: int = 12, seed: int = 3) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 2))
    y = x @ [1.5, -2.0] + 0.5 + 0.1 * rng.normal(size=count)
    return {"X": x, "y": y, "w": [0.0, 0.0], "b": 0.0}


def trained(**options: Any) -> Any:
    return bh.train(PROGRAM, samples(), constants=["X", "y"], **options)


def mean_square(x: Any, y: Any, w: Any, b: float) -> tuple[float, Any, float]:
    """The cost and its gradients, by hand."""
    error = x @ w + b - y
    return float(np.mean(error**2)), 2 * x.T @ error / len(y), float(2 * error.mean())


def test_gradient_descent_on_all_samples() -> None:
    history = trained(lr=0.1, steps=40)
    at = samples()
    w, b, losses = np.zeros(2), 0.0, []
    last = (w, b)
    for _ in range(41):
        loss, dw, db = mean_square(at["X"], at["y"], w, b)
        losses.append(loss)
        last = (w, b)
        w, b = w - 0.1 * dw, b - 0.1 * db
    assert np.allclose(history.losses, losses, rtol=1e-12), (history.losses[-1], losses[-1])
    assert np.allclose(history.params["w"], last[0], rtol=1e-12)
    assert history.params["b"] == pytest.approx(last[1], rel=1e-12)
    assert history.recorded == list(range(41))


def test_adam_on_mini_batches() -> None:
    history = trained(optimizer="adam", lr=0.05, epochs=3, batch_size=5, seed=7)
    at, order = samples(), []
    w, m, v, t = np.zeros(3), np.zeros(3), np.zeros(3), 0
    for epoch in range(3):
        rows = np.random.default_rng([7, epoch]).permutation(12)
        for batch in (rows[:5], rows[5:10], rows[10:]):
            order.append(len(batch))
            _, dw, db = mean_square(at["X"][batch], at["y"][batch], w[:2], w[2])
            g, t = np.append(dw, db), t + 1
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            w = w - 0.05 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    found = np.append(history.params["w"], history.params["b"])
    assert order == [5, 5, 2] * 3
    assert np.allclose(found, w, rtol=1e-10), (found, w)
    assert history.recorded == [0, 3, 6, 9], "one record for every epoch"


@given(st.integers(1, 20), st.integers(1, 20), st.integers(0, 5))
@settings(max_examples=30, deadline=None)
def test_an_epoch_sees_every_sample_once(count: int, size: int, seed: int) -> None:
    from byhand.training.loop.samples import samples_of

    size = min(size, count)
    found = samples_of({"x": np.zeros(count)}, [], ["x"], size, seed)
    for epoch in (0, 4):
        steps = range(epoch * found.steps_of_an_epoch, (epoch + 1) * found.steps_of_an_epoch)
        rows = [row for step in steps for row in np.asarray(found.rows(step))]
        assert sorted(rows) == list(range(count)), rows


def test_the_loss_of_one_sample_and_the_mean_of_all() -> None:
    at = {"x": [1.0, 2.0, 3.0], "y": [2.0, 4.0, 7.0], "w": 0.0, "b": 0.0}
    one = bh.train("L = (w*x + b - y)^2", at, wrt=["w", "b"], per_sample=True, lr=0.1, steps=9)
    all_ = bh.train("L = mean((w*x + b - y)^2)", at, wrt=["w", "b"], lr=0.1, steps=9)
    for name in "wb":
        assert one.params[name] == pytest.approx(all_.params[name], rel=1e-12)
    with pytest.raises(InputError, match="per_sample=True"):
        bh.train("L = (w*x + b - y)^2", at, wrt=["w", "b"], lr=0.1, steps=9)


def test_samples_that_are_vectors_one_by_one() -> None:
    at = samples()
    program = "x: (D,)\nw: (D,)\nL = (dot(w, x) + b - y)^2"
    values = {"x": at["X"], "y": at["y"], "w": at["w"], "b": 0.0}
    options: dict[str, Any] = {"data": ["x", "y"], "per_sample": True, "lr": 0.1, "steps": 5}
    one, all_ = bh.train(program, values, **options), trained(lr=0.1, steps=5)
    assert np.allclose(one.params["w"], all_.params["w"], rtol=1e-12)


RESUMED: list[dict[str, Any]] = [
    {"optimizer": "sgd", "lr": 0.05},
    {"optimizer": "adam", "lr": 0.05, "batch_size": 5},
    {"optimizer": "nesterov", "lr": 0.01, "batch_size": 1, "every": 4},
    {"optimizer": "nadam", "lr": bh.optim.cosine(0.1, T_max=30), "batch_size": 4},
]


@pytest.mark.parametrize("options", RESUMED, ids=lambda o: o["optimizer"])
def test_a_run_that_goes_on_comes_to_the_same_numbers(
    options: dict[str, Any], tmp_path: Path
) -> None:
    whole = trained(steps=25, **options)
    path = tmp_path / "run.npz"
    trained(steps=11, save=path, **options)
    second = trained(steps=25, resume=path, **options)
    assert second.losses == whole.losses
    assert second.batch_losses == whole.batch_losses
    assert second.recorded == whole.recorded
    for kind in ("parameters", "gradients", "states"):
        for one, other in zip(getattr(second, kind), getattr(whole, kind), strict=True):
            assert one.keys() == other.keys()
            for key in one:
                assert np.array_equal(one[key], other[key]), (kind, key, one[key], other[key])


def test_nothing_is_lost_when_a_run_is_broken_off(tmp_path: Path) -> None:
    def stop(done: int, steps: int, loss: float) -> None:
        if done == 8:
            raise KeyboardInterrupt

    path = tmp_path / "run.npz"
    with pytest.raises(KeyboardInterrupt):
        trained(steps=20, lr=0.1, batch_size=5, save=path, watch=stop)
    resumed = trained(steps=20, lr=0.1, batch_size=5, resume=path)
    whole = trained(steps=20, lr=0.1, batch_size=5)
    assert resumed.batch_losses == whole.batch_losses
    assert np.array_equal(resumed.params["w"], whole.params["w"])


OTHERS: dict[str, tuple[dict[str, Any], str]] = {
    "optimizer": ({"lr": 0.2}, "optimizer"),
    "seed": ({"seed": 1}, "seed"),
    "batch": ({"batch_size": 4}, "batch size"),
}


@pytest.mark.parametrize(("change", "what"), OTHERS.values(), ids=OTHERS)
def test_another_run_is_not_continued(change: dict[str, Any], what: str, tmp_path: Path) -> None:
    options = {"steps": 5, "lr": 0.1, "batch_size": 3, "seed": 0}
    trained(save=tmp_path / "run.npz", **options)
    with pytest.raises(InputError, match=f"its {what} is"):
        trained(resume=tmp_path / "run.npz", **{**options, **change})
    np.savez(tmp_path / "other.npz", x=np.zeros(2))
    with pytest.raises(InputError, match="is not a saved run"):
        trained(resume=tmp_path / "other.npz", **options)


def test_other_data_is_not_continued(tmp_path: Path) -> None:
    trained(save=tmp_path / "run.npz", steps=5, lr=0.1)
    with pytest.raises(InputError, match="other values of X"):
        bh.train(
            PROGRAM,
            {**samples(), "X": np.ones((12, 2))},
            constants=["X", "y"],
            resume=tmp_path / "run.npz",
            steps=5,
            lr=0.1,
        )


def test_a_run_that_diverges_says_so_and_stops() -> None:
    history = bh.train("L = (w - 3)^2", {"w": 0.0}, lr=1.5, steps=500)
    assert history.stopped is not None
    assert "diverges" in history.stopped.en
    assert "发散" in history.stopped.zh
    # The error doubles in every step, so the loss is 9·4^t, and 1e8·(1 + 9) lies between 13 and 14.
    assert history.t == 14, history.t
    assert history.params["w"] == 3 - 3 * (-2.0) ** 14
    assert history.losses[-1] == pytest.approx(9 * 4.0**14)


def test_a_gradient_without_a_value_stops_the_run() -> None:
    history = bh.train("L = w + log(w)", {"w": 0.5}, lr=0.4, steps=50)
    assert history.stopped is not None
    assert "log" in history.stopped.en, history.stopped.en
    assert history.t == 1, "0.5 − 0.4·(1 + 1/0.5) is negative"
    assert history.params["w"] == pytest.approx(-0.7)


def test_what_cannot_begin_raises() -> None:
    with pytest.raises(InputError, match="log"):
        bh.train("L = log(w)", {"w": -1.0}, lr=0.1)


def test_parameters_are_drawn_in_their_declared_shapes() -> None:
    program = "X: (N, D)\nW: (D, 64)\nc: (64,)\nL = mean((relu(X @ W + c))^2)"
    at = {"X": np.random.default_rng(0).normal(size=(20, 16))}
    options: dict[str, Any] = {"data": "X", "init": "xavier_uniform", "steps": 1, "lr": 0.1}
    one, two = (bh.train(program, at, seed=seed, **options).parameters[0] for seed in (1, 2))
    bound = np.sqrt(6 / (16 + 64))
    assert one["W"].shape == (16, 64)
    assert 0.95 * bound < np.abs(one["W"]).max() <= bound
    assert not np.array_equal(one["W"], two["W"])
    assert np.array_equal(one["c"], np.zeros(64))
    with pytest.raises(InputError, match="no value to start from"):
        bh.train(program, at, data="X", steps=1)
    with pytest.raises(InputError, match="Did you mean 'xavier_uniform'"):
        bh.train(program, at, data="X", steps=1, init="xavier_unifrm")
    with pytest.raises(InputError, match="the size H of its shape"):
        bh.train(program.replace("64", "H"), at, data="X", steps=1, init="zeros")


def test_inference_with_trained_parameters() -> None:
    history = trained(lr=0.1, steps=30)
    new = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0]])
    expected = new @ history.params["w"] + history.params["b"]
    assert np.allclose(history.infer("z", {"X": new}), expected)
    assert history.infer("L") == pytest.approx(history.loss)
    with pytest.raises(InputError, match="no value 'zz'"):
        history.infer("zz")


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no steps": ({"steps": 0}, "steps must be a whole number"),
    "half a step": ({"steps": 2.5}, "steps must be a whole number"),
    "both": ({"steps": 2, "epochs": 2}, "not both"),
    "a large batch": ({"batch_size": 13}, "larger than the 12 samples"),
    "a seed": ({"seed": -1}, "seed must be"),
    "an optimizer": ({"optimizer": "adm"}, "Did you mean 'adam'"),
    "a rate": ({"lr": -1}, "lr must be a number"),
    "a beta": ({"optimizer": "adam", "betas": (1, 0.9)}, "below 1"),
    "data that is a number": ({"data": ["b"]}, "holds no samples"),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused(options: dict[str, Any], message: str) -> None:
    counted = options.keys() & {"steps", "epochs"}
    options = options if counted else {"steps": 3, **options}
    with pytest.raises(InputError, match=message):
        bh.train(PROGRAM, samples(), wrt=["w"], **options)


def test_a_large_model_records_fewer_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("byhand.training.loop.run.ROOM", 100)
    history = trained(lr=0.1, steps=40)
    assert len(history.recorded) <= 100 / 7 + 1
    assert history.recorded[-1] == 40


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page(lang: Any) -> None:
    history = trained(optimizer="momentum", lr=0.05, epochs=4, batch_size=4)
    text = history.pages("txt", lang=lang)["training.txt"].decode()
    assert "{" not in text
    assert "12" in text
    last = f"{history.loss:.4f}".rstrip("0")
    assert last in text, (last, text)


def test_a_problem_file_says_how(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(
        'program = "L = (w*x - y)^2"\nwrt = ["w"]\n[given]\nx = [1, 2]\ny = [2, 4]\nw = 0\n'
        '[optimizer]\nname = "momentum"\nlr = 0.1\n'
        "[train]\nepochs = 5\nbatch_size = 1\nper_sample = true\nseed = 4\n",
        encoding="utf-8",
    )
    history = bh.train(path)
    assert (history.t, history.plan.batch_size, history.plan.seed) == (10, 1, 4)
    assert bh.train(path, steps=3).t == 3
    path.write_text(path.read_text().replace("epochs", "epocs"))
    with pytest.raises(InputError, match="Did you mean 'epochs'"):
        bh.train(path)
