"""How much a layer may shrink its signal, and so by how much its weights are made larger.

These are the numbers of `torch.nn.init.calculate_gain`. A gain of g asks for weights whose standard
deviation is g times that of a layer without an activation.
"""

from __future__ import annotations

GAINS: dict[str, str] = {
    "linear": "1",
    "conv1d": "1",
    "conv2d": "1",
    "conv3d": "1",
    "conv_transpose1d": "1",
    "conv_transpose2d": "1",
    "conv_transpose3d": "1",
    "sigmoid": "1",
    "tanh": "5/3",
    "relu": "sqrt(2)",
    "leaky_relu": "sqrt(2/(1 + negative_slope^2))",
    "selu": "3/4",
}
"""The gain of every nonlinearity, in byhand's language."""

GAIN_SETTINGS: dict[str, dict[str, float]] = {"leaky_relu": {"negative_slope": 0.01}}
"""The settings that a gain depends on, with their defaults."""

KAIMING_NONLINEARITY = "leaky_relu"
"""What Kaiming initialisation assumes unless told otherwise; with slope 0 it is the plain gate."""
