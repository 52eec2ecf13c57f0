"""The table of update rules, with PyTorch's names, arguments and defaults.

The order of operations is that of PyTorch's single-tensor implementations (Lion: of optax).
"""

from __future__ import annotations

from byhand.text import Text
from byhand.training.optimizers.rule import Line, Rule

EPS_INSIDE = Text(
    en="Here `epsilon` stands inside the root; PyTorch adds it outside.",
    zh="这里 `epsilon` 写在根号内；PyTorch 把它加在根号外。",
)
EPS_UNCORRECTED = Text(
    en="Here `epsilon` is added to `sqrt(v)` before the bias is corrected, as in Keras and in "
    "the second form of the paper; PyTorch adds it afterwards.",
    zh="这里先把 `epsilon` 加到 `sqrt(v)` 上、再做偏差修正（Keras 以及论文中的第二种写法）；"
    "PyTorch 是修正之后再加。",
)
NO_CORRECTION = Text(
    en="Here the averages are used as they are; PyTorch divides out their bias towards 0.",
    zh="这里直接使用滑动平均，不做偏差修正；PyTorch 会修正其偏向 0 的偏差。",
)

SGD = Rule(
    name="SGD",
    settings={
        "lr": 1e-3,
        "momentum": 0.0,
        "dampening": 0.0,
        "weight_decay": 0.0,
        "nesterov": False,
    },
    options={"lr_inside": False, "dampen_first": False, "lookahead": False},
    state={"v": "0"},
    lines=(
        Line("theta = theta - lr*g", "momentum == 0"),
        Line("v = momentum*v + g", "momentum > 0, lr_inside == 0, dampening == 0"),
        Line(
            "v = g",
            "momentum > 0, lr_inside == 0, dampening > 0, dampen_first == 0, t == 1",
        ),
        Line(
            "v = momentum*v + (1 - dampening)*g",
            "momentum > 0, lr_inside == 0, dampening > 0, dampen_first == 0, t > 1",
        ),
        Line(
            "v = momentum*v + (1 - dampening)*g",
            "momentum > 0, lr_inside == 0, dampening > 0, dampen_first > 0",
        ),
        Line("v = momentum*v + lr*g", "momentum > 0, lr_inside > 0, dampening == 0"),
        Line("v = momentum*v + lr*(1 - dampening)*g", "momentum > 0, lr_inside > 0, dampening > 0"),
        Line("theta = theta - lr*v", "momentum > 0, lr_inside == 0, nesterov == 0"),
        Line("theta = theta - lr*(g + momentum*v)", "momentum > 0, lr_inside == 0, nesterov > 0"),
        Line("theta = theta - v", "momentum > 0, lr_inside > 0, nesterov == 0"),
        Line("theta = theta - (lr*g + momentum*v)", "momentum > 0, lr_inside > 0, nesterov > 0"),
    ),
    ahead=(
        Line("theta = theta - lr*momentum*v", "lookahead > 0, momentum > 0, lr_inside == 0"),
        Line("theta = theta - momentum*v", "lookahead > 0, momentum > 0, lr_inside > 0"),
    ),
    title=Text(en="gradient descent", zh="梯度下降"),
    titles={
        "nesterov > 0": Text(en="Nesterov's momentum", zh="Nesterov 动量法"),
        "momentum > 0": Text(en="momentum", zh="动量法"),
    },
    says=Text(
        en="A step against the gradient. With the gradient of one sample it is called stochastic, "
        "with that of a few samples mini-batch gradient descent.",
        zh="沿梯度的反方向走一步。梯度若来自单个样本，叫随机梯度下降；若来自一小批样本，"
        "叫小批量梯度下降。",
    ),
    also={
        "momentum > 0": Text(
            en="With momentum the step goes along `v`, a decaying sum of all gradients so far: "
            "what they agree on adds up, what changes its sign cancels.",
            zh="加上动量后，沿 `v` 前进，`v` 是历次梯度的衰减累加：方向一致的分量不断积累，"
            "符号来回变化的分量互相抵消。",
        ),
        "nesterov > 0": Text(
            en="Nesterov's momentum looks one step of momentum ahead.",
            zh="Nesterov 动量再按动量往前多看一步。",
        ),
    },
    source="torch.optim.SGD; Polyak (1964); Nesterov (1983); Sutskever et al. (2013)",
    told={
        "lr_inside > 0": Text(
            en="Here the learning rate is inside the momentum, `v = mu*v + eta*g`, as in "
            "Sutskever et al.; PyTorch multiplies by it outside.",
            zh="这里学习率写在动量里面，`v = mu*v + eta*g`（Sutskever 等的写法）；PyTorch "
            "把它乘在外面。",
        ),
        "dampen_first > 0": Text(
            en="Here the first gradient is dampened like all others; PyTorch takes it whole.",
            zh="这里第一步的梯度同样受阻尼；PyTorch 第一步取整个梯度。",
        ),
        "lookahead > 0": Text(
            en="Here the gradient is taken where momentum alone would lead; PyTorch takes it at "
            "the "
            "parameters and corrects the step instead.",
            zh="这里的梯度取自“只按动量走到的地方”；PyTorch 在参数处求梯度，再对这一步作修正。",
        ),
    },
)

Adagrad = Rule(
    name="Adagrad",
    settings={
        "lr": 1e-2,
        "lr_decay": 0.0,
        "weight_decay": 0.0,
        "initial_accumulator_value": 0.0,
        "eps": 1e-10,
    },
    options={"eps_inside": False},
    state={"s": "initial_accumulator_value"},
    lines=(
        Line("s = s + g^2"),
        Line("theta = theta - lr*g/(sqrt(s) + eps)", "lr_decay == 0, eps_inside == 0"),
        Line("theta = theta - lr*g/sqrt(s + eps)", "lr_decay == 0, eps_inside > 0"),
        Line(
            "theta = theta - lr/(1 + (t - 1)*lr_decay)*g/(sqrt(s) + eps)",
            "lr_decay > 0, eps_inside == 0",
        ),
        Line(
            "theta = theta - lr/(1 + (t - 1)*lr_decay)*g/sqrt(s + eps)",
            "lr_decay > 0, eps_inside > 0",
        ),
    ),
    title=Text(en="Adagrad", zh="Adagrad"),
    says=Text(
        en="Every parameter has a learning rate of its own, divided by the root of the sum of its "
        "squared gradients. The sum only grows, so steps become ever smaller.",
        zh="每个参数有各自的学习率：除以历次梯度平方和的平方根。平方和只增不减，所以步子越走越小。",
    ),
    source="torch.optim.Adagrad; Duchi, Hazan and Singer (2011)",
    told={"eps_inside > 0": EPS_INSIDE},
)

RMSprop = Rule(
    name="RMSprop",
    settings={
        "lr": 1e-2,
        "alpha": 0.99,
        "eps": 1e-8,
        "weight_decay": 0.0,
        "momentum": 0.0,
        "centered": False,
    },
    options={"eps_inside": False},
    state={"v": "0", "m": "0", "b": "0"},
    lines=(
        Line("v = alpha*v + (1 - alpha)*g^2"),
        Line("m = alpha*m + (1 - alpha)*g", "centered > 0"),
        Line("d = sqrt(v) + eps", "centered == 0, eps_inside == 0"),
        Line("d = sqrt(v + eps)", "centered == 0, eps_inside > 0"),
        Line("d = sqrt(v - m^2) + eps", "centered > 0, eps_inside == 0"),
        Line("d = sqrt(v - m^2 + eps)", "centered > 0, eps_inside > 0"),
        Line("theta = theta - lr*g/d", "momentum == 0"),
        Line("b = momentum*b + g/d", "momentum > 0"),
        Line("theta = theta - lr*b", "momentum > 0"),
    ),
    title=Text(en="RMSprop", zh="RMSprop"),
    says=Text(
        en="Like Adagrad, but with a moving average of the squared gradients in the place of their "
        "sum: what is long past is forgotten, and steps need not vanish.",
        zh="与 Adagrad 类似，但用梯度平方的滑动平均代替总和：久远的梯度会被遗忘，"
        "步长不会一直缩小。",
    ),
    source="torch.optim.RMSprop; Hinton, lecture 6e (2012); centred: Graves (2013)",
    told={"eps_inside > 0": EPS_INSIDE},
)

Adadelta = Rule(
    name="Adadelta",
    settings={"lr": 1.0, "rho": 0.9, "eps": 1e-6, "weight_decay": 0.0},
    state={"v": "0", "u": "0"},
    lines=(
        Line("v = rho*v + (1 - rho)*g^2"),
        Line("d = sqrt(u + eps)/sqrt(v + eps)*g"),
        Line("u = rho*u + (1 - rho)*d^2"),
        Line("theta = theta - lr*d"),
    ),
    title=Text(en="Adadelta", zh="Adadelta"),
    says=Text(
        en="Like RMSprop, but every step is also scaled by the average size of the steps before "
        "it, "
        "so that it carries the unit of the parameter and needs no learning rate.",
        zh="在 RMSprop 的基础上，再乘以以往步长的平均大小。这样步长与参数同量纲，可以不设学习率。",
    ),
    source="torch.optim.Adadelta; Zeiler (2012)",
)
