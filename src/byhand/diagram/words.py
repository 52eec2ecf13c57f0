"""The few words that stand in pictures: what a layer is called."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from byhand.text import Text, same

LINEAR = Text(en="linear", zh="线性")
CONVOLUTION = Text(en="convolution", zh="卷积")
NORMALISATION = Text(en="normalisation", zh="归一化")
ATTENTION = Text(en="attention", zh="注意力")
LOSS = Text(en="loss", zh="损失")
STEP = Text(en="step {step}", zh="第 {step} 步")
SHARED = Text(en="shared by all steps", zh="各步共用")
LAYERS: Mapping[str, Text] = MappingProxyType(
    {
        "embedding": Text(en="embedding", zh="嵌入"),
        "maxpool2d": Text(en="max-pool", zh="最大池化"),
        "avgpool2d": Text(en="average pool", zh="平均池化"),
        "batchnorm": Text(en="batch norm", zh="批归一化"),
        "layernorm": Text(en="layer norm", zh="层归一化"),
        "standardize": NORMALISATION,
        "dropout": Text(en="dropout", zh="随机失活"),
        "softmax": same("softmax"),
        "log_softmax": same("log-softmax"),
        "logsumexp": same("logsumexp"),
    }
)
"""Operations that give a layer its name."""
LOSSES: Mapping[str, Text] = MappingProxyType(
    {
        "mse": Text(en="mean squared error", zh="均方误差"),
        "bce": Text(en="cross-entropy", zh="交叉熵"),
        "bce_with_logits": Text(en="σ + cross-entropy", zh="σ + 交叉熵"),
        "cross_entropy": Text(en="softmax + cross-entropy", zh="softmax + 交叉熵"),
        "cross_entropy_at": Text(en="softmax + cross-entropy", zh="softmax + 交叉熵"),
        "kl": Text(en="KL divergence", zh="KL 散度"),
        "hinge": Text(en="hinge loss", zh="铰链损失"),
        "huber": Text(en="Huber loss", zh="Huber 损失"),
    }
)
"""Operations that are a loss."""
