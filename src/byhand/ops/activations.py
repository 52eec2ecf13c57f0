"""Activation functions, with PyTorch's names, parameters and defaults."""

from __future__ import annotations

from byhand.ops.forms import Call
from byhand.ops.op import Op
from byhand.text import Text

SIGMOID = Op(
    name="sigmoid",
    args="x",
    elsewhere={"torch": "torch.sigmoid", "jax": "jax.nn.sigmoid"},
    form=Call("σ"),
    formula="1 / (1 + exp(-x))",
    # exp only ever sees a number below 0, so nothing overflows on either side.
    stable="where(x >= 0, 1, exp(-abs(x))) / (1 + exp(-abs(x)))",
    # 1/(1 + ∞) is 0, as it should be.
    quiet_stable="1 / (1 + exp(-x))",
    partials={"x": "out * (1 - out)"},
    title=Text(en="sigmoid", zh="Sigmoid 函数"),
    says=Text(
        en="The slope of σ is its output times one minus its output.",
        zh="σ 的导数等于输出乘以（1 减输出）。",
    ),
)

TANH = Op(
    name="tanh",
    args="x",
    form=Call("tanh"),
    kernel="tanh",
    partials={"x": "1 - out^2"},
    title=Text(en="hyperbolic tangent", zh="双曲正切"),
    says=Text(
        en="The slope of tanh is one minus its output squared.",
        zh="tanh 的导数等于 1 减输出的平方。",
    ),
)

RELU = Op(
    name="relu",
    args="x",
    elsewhere={"torch": "torch.relu", "jax": "jax.nn.relu"},
    form=Call("ReLU"),
    formula="max(0, x)",
    partials={"x": "ind(x > 0)"},
    # The same gate, read off the output, so that the input need not be kept.
    stable_partials={"x": "ind(out > 0)"},
    kink="x",
    at_kink=Text(
        en="ReLU has a kink at 0; its derivative there is taken as 0.",
        zh="ReLU 在 0 处有折点，约定此处导数取 0。",
    ),
    title=Text(en="ReLU", zh="ReLU 函数"),
    says=Text(
        en="ReLU is a gate: open for a positive input, shut otherwise.",
        zh="ReLU 是一道门：输入为正则放行梯度，否则梯度为 0。",
    ),
)

LEAKY_RELU = Op(
    name="leaky_relu",
    args="x",
    elsewhere={"torch": "torch.nn.functional.leaky_relu", "jax": "jax.nn.leaky_relu"},
    form=Call("LeakyReLU"),
    settings={"negative_slope": "0.01"},
    formula="where(x > 0, x, negative_slope * x)",
    partials={"x": "where(x > 0, 1, negative_slope)"},
    kink="x",
    at_kink=Text(
        en="Leaky ReLU has a kink at 0; the slope of the negative side is taken.",
        zh="Leaky ReLU 在 0 处有折点，约定取左导数。",
    ),
    title=Text(en="Leaky ReLU", zh="Leaky ReLU 函数"),
    says=Text(
        en="Leaky ReLU passes the gradient for a positive input, a small share of it otherwise.",
        zh="Leaky ReLU：输入为正时梯度原样通过，否则只漏过一小部分。",
    ),
)

ELU = Op(
    name="elu",
    args="x",
    elsewhere={"torch": "torch.nn.functional.elu", "jax": "jax.nn.elu"},
    form=Call("ELU"),
    settings={"alpha": "1"},
    formula="where(x > 0, x, alpha * (exp(x) - 1))",
    stable="where(x > 0, x, alpha * expm1(min(x, 0)))",
    partials={"x": "where(x > 0, 1, out + alpha)"},
    kink="where(alpha == 1, 1, x)",
    at_kink=Text(
        en="ELU has a kink at 0 for this α; the slope of the negative side is taken.",
        zh="此 α 下 ELU 在 0 处有折点，约定取左导数。",
    ),
    title=Text(en="ELU", zh="ELU 函数"),
    says=Text(
        en="ELU passes the gradient for a positive input; else the slope is its output plus α.",
        zh="ELU：输入为正时梯度原样通过，否则导数为输出加 α。",
    ),
)

# Klambauer et al., "Self-Normalizing Neural Networks" (2017), equation 2.
SELU = Op(
    name="selu",
    args="x",
    form=Call("SELU"),
    settings={"alpha": "1.6732632423543772", "scale": "1.0507009873554805"},
    formula="scale * where(x > 0, x, alpha * (exp(x) - 1))",
    stable="scale * where(x > 0, x, alpha * expm1(min(x, 0)))",
    partials={"x": "where(x > 0, scale, out + scale * alpha)"},
    kink="x",
    at_kink=Text(
        en="SELU has a kink at 0; the slope of the negative side is taken.",
        zh="SELU 在 0 处有折点，约定取左导数。",
    ),
    title=Text(en="SELU", zh="SELU 函数"),
    says=Text(
        en="SELU scales the gradient by λ for a positive input, by its output plus λα otherwise.",
        zh="SELU：输入为正时梯度乘以 λ，否则乘以（输出加 λα）。",
    ),
)

# Hendrycks and Gimpel, "Gaussian Error Linear Units" (2016), section 2.
GELU = Op(
    name="gelu",
    args="x",
    elsewhere={"torch": "torch.nn.functional.gelu", "jax": "jax.nn.gelu({}, approximate=False)"},
    form=Call("GELU"),
    formula="x * (1 + erf(x / sqrt(2))) / 2",
    partials={"x": "(1 + erf(x / sqrt(2))) / 2 + x * exp(-x^2 / 2) / sqrt(2 * 3.141592653589793)"},
    title=Text(en="GELU", zh="GELU 函数"),
    says=Text(
        en="The slope of GELU is Φ(x) + x·φ(x), with the normal distribution Φ and its density φ.",
        zh="GELU 的导数为 Φ(x) + x·φ(x)，其中 Φ 与 φ 是标准正态的分布函数和密度。",
    ),
)

SILU = Op(
    name="silu",
    args="x",
    elsewhere={"torch": "torch.nn.functional.silu", "jax": "jax.nn.silu"},
    form=Call("SiLU"),
    formula="x * sigmoid(x)",
    partials={"x": "sigmoid(x) + out * (1 - sigmoid(x))"},
    title=Text(en="SiLU", zh="SiLU 函数"),
    says=Text(
        en="SiLU is x·σ(x), so the product rule gives the slope σ(x) + SiLU(x)·(1 − σ(x)).",
        zh="SiLU 即 x·σ(x)，由乘积法则得导数 σ(x) + SiLU(x)·(1 − σ(x))。",
    ),
)

SOFTPLUS = Op(
    name="softplus",
    args="x",
    elsewhere={"torch": "torch.nn.functional.softplus"},
    form=Call("softplus"),
    settings={"beta": "1"},
    formula="log(1 + exp(beta * x)) / beta",
    stable="(max(beta * x, 0) + log1p(exp(-abs(beta * x)))) / beta",
    partials={"x": "sigmoid(beta * x)"},
    title=Text(en="softplus", zh="Softplus 函数"),
    says=Text(en="The slope of softplus is the sigmoid.", zh="Softplus 的导数正是 Sigmoid。"),
)

# Goodfellow et al., "Maxout Networks" (2013): the largest of several linear pieces.
MAXOUT = Op(
    name="maxout",
    args="x y",
    form=Call("Maxout"),
    formula="max(x, y)",
    partials={"x": "ind(x >= y)", "y": "ind(y > x)"},
    kink="x - y",
    at_kink=Text(
        en="Two pieces of Maxout are tied; the gradient goes to the first.",
        zh="Maxout 的两段相等（平局），约定梯度传给第一段。",
    ),
    variadic=True,
    title=Text(en="Maxout", zh="Maxout 函数"),
    says=Text(
        en="Maxout routes: only the winning piece receives the gradient.",
        zh="Maxout 也是路由：只有胜出的那一段收到梯度。",
    ),
)

OPS = (SIGMOID, TANH, RELU, LEAKY_RELU, ELU, SELU, GELU, SILU, SOFTPLUS, MAXOUT)
