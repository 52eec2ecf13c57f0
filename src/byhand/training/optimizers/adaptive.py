"""The table of update rules, continued: Adam and its relatives, and Lion."""

from __future__ import annotations

from dataclasses import replace

from byhand.text import Text
from byhand.training.optimizers.rule import Line, Rule
from byhand.training.optimizers.table import EPS_INSIDE, EPS_UNCORRECTED, NO_CORRECTION

_M = Line("m = beta1*m + (1 - beta1)*g")
_V = Line("v = beta2*v + (1 - beta2)*g^2")
_BETAS = (0.9, 0.999)

Adam = Rule(
    name="Adam",
    settings={"lr": 1e-3, "betas": _BETAS, "eps": 1e-8, "weight_decay": 0.0, "amsgrad": False},
    options={"eps_inside": False, "eps_uncorrected": False, "bias_correction": True},
    state={"m": "0", "v": "0", "u": "0"},
    lines=(
        _M,
        _V,
        Line("u = max(u, v)", "amsgrad > 0"),
        Line("mhat = m/(1 - beta1^t)", "bias_correction > 0"),
        Line("vhat = v/(1 - beta2^t)", "bias_correction > 0, amsgrad == 0"),
        Line("vhat = u/(1 - beta2^t)", "bias_correction > 0, amsgrad > 0"),
        Line("mhat = m", "bias_correction == 0"),
        Line("vhat = v", "bias_correction == 0, amsgrad == 0"),
        Line("vhat = u", "bias_correction == 0, amsgrad > 0"),
        Line("theta = theta - lr*mhat/(sqrt(vhat) + eps)", "eps_inside == 0, eps_uncorrected == 0"),
        Line("theta = theta - lr*mhat/sqrt(vhat + eps)", "eps_inside > 0, eps_uncorrected == 0"),
        Line(
            "theta = theta - lr*mhat/(sqrt(vhat) + eps/sqrt(1 - beta2^t))",
            "eps_uncorrected > 0, bias_correction > 0",
        ),
        Line(
            "theta = theta - lr*mhat/(sqrt(vhat) + eps)",
            "eps_uncorrected > 0, bias_correction == 0",
        ),
    ),
    title=Text(en="Adam", zh="Adam"),
    says=Text(
        en="`m` is a moving average of the gradients, `v` of their squares. Both start at 0, so "
        "they are too small at first; dividing by `1 - beta^t` corrects that exactly. The "
        "step is the average gradient over its own typical size, so about `eta` at most.",
        zh="`m` 是梯度的滑动平均，`v` 是梯度平方的滑动平均。两者都从 0 开始，起初偏小；除以 `1 "
        "- beta^t` 恰好修正这一偏差。每一步是平均梯度除以它自身的典型大小，"
        "所以步长大约不超过 `eta`。",
    ),
    source="torch.optim.Adam; Kingma and Ba (2015); AMSGrad: Reddi, Kale and Kumar (2018)",
    titles={"amsgrad > 0": Text(en="AMSGrad", zh="AMSGrad")},
    also={
        "amsgrad > 0": Text(
            en="With AMSGrad, `u` is the largest `v` so far and takes its place: no parameter's "
            "learning rate ever grows again.",
            zh="AMSGrad：`u` 是至今最大的 `v`，用它代替 `v`，"
            "因此任何参数的有效学习率都不会再变大。",
        ),
    },
    told={
        "eps_uncorrected > 0": EPS_UNCORRECTED,
        "eps_inside > 0, eps_uncorrected == 0": EPS_INSIDE,
        "bias_correction == 0": NO_CORRECTION,
    },
)

AdamW = replace(
    Adam,
    name="AdamW",
    settings={**Adam.settings, "weight_decay": 1e-2},
    options={**Adam.options, "decoupled_weight_decay": True},
    title=Text(en="AdamW", zh="AdamW"),
    titles={},
    says=Text(
        en="Adam with decoupled weight decay: the parameters shrink by the factor `1 - "
        "eta*lambda` beside the step, where L2 regularisation in the gradient would be "
        "divided by `sqrt(vhat)` like everything else.",
        zh="权重衰减与梯度解耦的 Adam：参数在更新之外按因子 `1 - eta*lambda` 缩小；若把 L2 "
        "正则写进梯度，它也会被 `sqrt(vhat)` 除。",
    ),
    source="torch.optim.AdamW; Loshchilov and Hutter (2019)",
)

NAdam = Rule(
    name="NAdam",
    settings={
        "lr": 2e-3,
        "betas": _BETAS,
        "eps": 1e-8,
        "weight_decay": 0.0,
        "momentum_decay": 4e-3,
    },
    state={"m": "0", "v": "0", "p": "1"},
    lines=(
        Line("mu = beta1*(1 - 0.5*0.96^(t*momentum_decay))"),
        Line("nu = beta1*(1 - 0.5*0.96^((t + 1)*momentum_decay))"),
        Line("p = p*mu"),
        _M,
        _V,
        Line("mhat = nu*m/(1 - p*nu) + (1 - mu)*g/(1 - p)"),
        Line("vhat = v/(1 - beta2^t)"),
        Line("theta = theta - lr*mhat/(sqrt(vhat) + eps)"),
    ),
    title=Text(en="NAdam", zh="NAdam"),
    says=Text(
        en="Adam with Nesterov's momentum: the average gradient is taken as it will be one step "
        "ahead. `mu` and `nu` are the weights of momentum now and next, `p` is the product "
        "of all `mu` so far.",
        zh="带 Nesterov 动量的 Adam：取向前看一步的平均梯度。`mu` 与 `nu` "
        "是这一步和下一步的动量系数，`p` 是至今所有 `mu` 的乘积。",
    ),
    source="torch.optim.NAdam; Dozat (2016)",
)

Adamax = Rule(
    name="Adamax",
    settings={"lr": 2e-3, "betas": _BETAS, "eps": 1e-8, "weight_decay": 0.0},
    state={"m": "0", "u": "0"},
    lines=(
        _M,
        Line("u = max(beta2*u, abs(g) + eps)"),
        Line("mhat = m/(1 - beta1^t)"),
        Line("theta = theta - lr*mhat/u"),
    ),
    title=Text(en="Adamax", zh="Adamax"),
    says=Text(
        en="Adam with the largest recent gradient in the place of the root of the average square; "
        "that maximum has no bias to correct.",
        zh="用近期梯度绝对值的最大值代替均方根的 Adam；这个最大值没有偏差，不需要修正。",
    ),
    source="torch.optim.Adamax; Kingma and Ba (2015), section 7.1",
)

RAdam = Rule(
    name="RAdam",
    settings={"lr": 1e-3, "betas": _BETAS, "eps": 1e-8, "weight_decay": 0.0},
    state={"m": "0", "v": "0"},
    lines=(
        _M,
        _V,
        Line("mhat = m/(1 - beta1^t)"),
        Line("rho_inf = 2/(1 - beta2) - 1"),
        Line("rho = rho_inf - 2*t*beta2^t/(1 - beta2^t)"),
        Line(
            "r = sqrt((rho - 4)*(rho - 2)*rho_inf/((rho_inf - 4)*(rho_inf - 2)*rho))",
            "rho > 5",
        ),
        Line("theta = theta - lr*r*mhat*sqrt(1 - beta2^t)/(sqrt(v) + eps)", "rho > 5"),
        Line("theta = theta - lr*mhat", "rho <= 5"),
    ),
    title=Text(en="RAdam", zh="RAdam"),
    says=Text(
        en="Adam that does without its adaptive learning rate until `v` rests on enough "
        "gradients (`rho > 5`), and then brings it in by the factor `r`.",
        zh="在 `v` 积累到足够多的梯度（`rho > 5`）之前不使用自适应学习率，之后按系数 `r` "
        "逐渐引入的 Adam。",
    ),
    source="torch.optim.RAdam; Liu et al. (2020)",
)

Lion = Rule(
    name="Lion",
    settings={"lr": 1e-4, "betas": (0.9, 0.99), "weight_decay": 0.0},
    options={"decoupled_weight_decay": True},
    state={"m": "0"},
    lines=(
        Line("c = beta1*m + (1 - beta1)*g"),
        Line("m = beta2*m + (1 - beta2)*g"),
        Line("theta = theta - lr*sign(c)"),
    ),
    title=Text(en="Lion", zh="Lion"),
    says=Text(
        en="Only the sign of an average of the gradients is followed, so every parameter moves "
        "by `eta` in every step.",
        zh="只取梯度平均值的符号，所以每个参数每一步都恰好移动 `eta`。",
    ),
    source="Chen et al., “Symbolic Discovery of Optimization Algorithms” (2023); optax.lion",
)
