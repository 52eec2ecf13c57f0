"""The four stages: prepare the data, choose the model, train, infer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from byhand.plots import Line, Panel, Plot
from byhand.text import Text
from byhand.training.experiments.walks import STEP
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

DATA = Path(__file__).parent / "data" / "cars.csv"
"""50 cars: speed in miles an hour, stopping distance in feet (Ezekiel 1930)."""
_NEW = 21
"""The speed of the car whose stopping distance is asked for."""
_PROGRAM = "x: (N,)\ny: (N,)\na = w*x + b\nL = mean((a - y)^2)"


@dataclass(frozen=True)
class Result:
    """The data in two parts, the run, and what came of it."""

    given: Given
    train: tuple[Any, Any]
    test: tuple[Any, Any]
    mean: float
    deviation: float
    history: Any
    best: tuple[float, float]
    """Slope and offset of least squares on the scaled training data."""

    def predict(self, speed: Any) -> Any:
        """The stopping distance that the trained model says."""
        params = self.history.params
        return params["w"] * (speed - self.mean) / self.deviation + params["b"]

    def error(self, x: Any, y: Any) -> float:
        """The root of the mean squared error, in feet."""
        return float(((self.predict(x) - y) ** 2).mean() ** 0.5)

    @property
    def baseline(self) -> float:
        """The error of always saying the mean distance of the training data."""
        return float(((self.train[1].mean() - self.test[1]) ** 2).mean() ** 0.5)


def read() -> tuple[Any, Any]:
    """The whole data set, speeds and distances."""
    import numpy as np

    from byhand.problem.files import read_values

    values = read_values(DATA)
    return np.array(values["speed"], float), np.array(values["distance"], float)


def run(given: Given) -> Result:
    """All four stages."""
    import numpy as np

    from byhand.problem import Problem
    from byhand.training.loop.train import How, train_problem

    x, y = read()
    order = np.random.default_rng(given["seed"]).permutation(len(x))
    held = order[: given["test"]]
    kept = order[given["test"] :]
    train, test = (x[kept], y[kept]), (x[held], y[held])
    mean, deviation = float(train[0].mean()), float(train[0].std())
    scaled = (train[0] - mean) / deviation
    at = {"x": scaled, "y": train[1], "w": 0.0, "b": 0.0}
    how = How(steps=given["steps"], data=["x", "y"])
    asked = (None, ["w", "b"], ())
    history = train_problem(Problem(_PROGRAM), at, "sgd", {"lr": given["lr"]}, asked, how)
    slope, offset = np.polyfit(scaled, train[1], 1)
    return Result(given, train, test, mean, deviation, history, (float(slope), float(offset)))


def tell(story: Story, result: Result) -> None:
    """The page."""
    story.say(_INTRO)
    _prepare(story, result)
    _model(story)
    _train(story, result)
    _infer(story, result)
    _claims(story, result)


_INTRO = Text(
    en="Every project of supervised learning goes through four stages. Here they are on one small "
    "data set: how far does a car go from braking to a stop?",
    zh="有监督学习项目都要经过四个阶段。这里用一个小数据集走一遍：一辆车从刹车到停下要走多远？",
)
_PREPARE = Text(
    en="The set has {count} cars, with their speed in miles an hour and the distance in feet. "
    "They are shuffled with a seed; {held} are set aside for the test, and nothing is learned from "
    "those, not even mean and standard deviation. The first of the others:",
    zh="数据集有 {count} 辆车，给出速度（英里/小时）和刹车距离（英尺）。先按随机种子打乱，"
    "留出 {held} 辆作测试，测试数据不参与学习，连均值和标准差也不能取自它们。"
    "其余数据的前几行：",
)
_SCALE = Text(
    en="The speeds are scaled to mean 0 and standard deviation 1, so that one learning rate suits "
    "both parameters. With `m` and `s`, the mean and the standard deviation of the training "
    "speeds, a speed of `v` = {speed} becomes",
    zh="把速度标准化为均值 0、标准差 1，同一个学习率才适合两个参数。"
    "记训练数据中速度的均值为 `m`、标准差为 `s`，速度 `v` = {speed} 变成",
)


def _prepare(story: Story, result: Result) -> None:
    story.section(Text(en="Prepare the data", zh="准备数据"))
    story.say(_PREPARE, count=len(result.train[0]) + len(result.test[0]), held=len(result.test[0]))
    x, y = result.train
    header = (Text(en="speed", zh="速度"), Text(en="distance", zh="距离"))
    story.table(header, [(float(x[i]), float(y[i])) for i in range(4)])
    story.say(_SCALE, "rule", speed=_NEW)
    at = {"v": _NEW, "m": result.mean, "s": result.deviation}
    story.worked(("x", "(v - m)/s", at))


def _model(story: Story) -> None:
    story.section(Text(en="Choose the model", zh="选择模型"))
    story.say(
        Text(
            en="A straight line, the squared error of one sample, and its gradients:",
            zh="取一条直线；单个样本的平方误差及其梯度：",
        ),
        "rule",
    )
    story.gradients("a = w*x + b; L = (a - y)^2", ["w", "b"])


def _train(story: Story, result: Result) -> None:
    history = result.history
    story.section(Text(en="Train", zh="训练"))
    story.say(
        Text(
            en="{steps} steps of gradient descent on the mean over the training data, with a "
            "learning "
            "rate of {lr}, from w = b = 0:",
            zh="从 w = b = 0 出发，对训练数据上的平均损失做 {steps} 步梯度下降，学习率 {lr}：",
        ),
        "rule",
        steps=history.t,
        lr=result.given["lr"],
    )
    shown = [t for t in (0, 1, 2, 5, 10, 20) if t < history.t] + [history.t]
    rows = [
        (t, history.parameters[t]["w"], history.parameters[t]["b"], history.losses[t])
        for t in shown
    ]
    story.table(("t", "w", "b", Text(en="cost", zh="代价")), rows)
    story.plot(
        "four_stages",
        _plot(result),
        Text(
            en="Left: the data and the trained line. Right: the cost.",
            zh="左：数据与训练得到的直线。右：代价。",
        ),
    )


def _plot(result: Result) -> Plot:
    ends = [3.0, 26.0]
    lines = (
        Line(*result.train, Text(en="training", zh="训练数据"), "points"),
        Line(*result.test, Text(en="test", zh="测试数据"), "points", 1),
        Line(ends, [float(result.predict(x)) for x in ends], color=6),
    )
    history = result.history
    cost = Line(history.recorded, history.losses)
    speed = Text(en="speed (miles an hour)", zh="速度（英里/小时）")
    distance = Text(en="distance (feet)", zh="距离（英尺）")
    return Plot(
        (
            Panel(lines, speed, distance),
            Panel((cost,), STEP, Text(en="cost", zh="代价"), y_log=True),
        )
    )


def _infer(story: Story, result: Result) -> None:
    story.section(Text(en="Infer", zh="推断"))
    story.say(
        Text(
            en="A new car at a speed of {speed} is scaled like the others and put into the model:",
            zh="来了一辆速度 {speed} 的新车，同样标准化后代入模型：",
        ),
        "rule",
    )
    params = result.history.params
    x = (_NEW - result.mean) / result.deviation
    story.worked(("a", "w*x + b", {"w": params["w"], "x": x, "b": params["b"]}))


def _claims(story: Story, result: Result) -> None:
    params, best = result.history.params, result.best
    story.claim(
        Text(
            en="Gradient descent arrives at least squares: w = {w} and b = {b}, where the "
            "least-squares formula (normal equations) gives {ls_w} and {ls_b}.",
            zh="梯度下降走到了最小二乘解：w = {w}，b = {b}；正规方程的解为 {ls_w} 和 {ls_b}。",
        ),
        math.isclose(params["w"], best[0], rel_tol=1e-3)
        and math.isclose(params["b"], best[1], rel_tol=1e-3),
        w=params["w"],
        b=params["b"],
        ls_w=best[0],
        ls_b=best[1],
    )
    test, train = result.error(*result.test), result.error(*result.train)
    story.claim(
        Text(
            en="On cars it has never seen the model is off by {test} feet (root mean square), on "
            "the "
            "training data by {train}; always saying the mean is off by {baseline}.",
            zh="对没见过的车，模型误差 {test} 英尺（均方根），训练数据上 {train}；"
            "若总是猜平均值，误差 {baseline}。",
        ),
        test < result.baseline,
        test=test,
        train=train,
        baseline=result.baseline,
    )


TOPIC = Topic(
    name="four_stages",
    kind="course",
    title=Text(
        en="Four stages: data, model, training, inference", zh="四个阶段：数据、模型、训练、推断"
    ),
    says=Text(
        en="A linear model from the data set to a prediction, on the stopping distances of 50 "
        "cars.",
        zh="用 50 辆车的刹车距离，从数据集到预测走一遍线性模型。",
    ),
    run=run,
    tell=tell,
    settings={
        "test": Setting(10, 2, 40, Text(en="cars set aside for the test", zh="留作测试的车数")),
        "lr": Setting(0.1, 1e-4, 0.9, Text(en="the learning rate", zh="学习率")),
        "steps": Setting(60, 1, 5000, Text(en="how many steps", zh="步数")),
        "seed": Setting(0, 0, 2**32, Text(en="seed of the shuffle", zh="打乱的随机种子")),
    },
    source=Text(
        en="Ezekiel, Methods of Correlation Analysis (1930), the data set cars of R",
        zh="Ezekiel, Methods of Correlation Analysis (1930)，即 R 的 cars 数据集",
    ),
)
