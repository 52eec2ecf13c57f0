"""Every sentence of the page of a training run."""

from __future__ import annotations

from byhand.text import Text

TITLE = Text(en="{problem}: training with {name}", zh="{problem}：用{name}训练")
TITLE_ALONE = Text(en="Training with {name}", zh="用{name}训练")
PROBLEM = Text(en="The program", zh="程序")
SAMPLES = Text(en="There are {count} samples: {values}.", zh="共有 {count} 个样本：{values}。")
OTHERS = Text(en="Held fixed: {values}.", zh="保持不变：{values}。")
MEAN = Text(
    en="The program is the loss of one sample; the cost is the mean of {loss} over the samples.",
    zh="程序给出单个样本的损失；代价是 {loss} 在各样本上的平均。",
)
RULE = Text(en="The rule", zh="更新规则")
RUN = Text(en="The run", zh="训练过程")
WHOLE = Text(
    en="{steps} steps, each with the gradient over all samples.",
    zh="共 {steps} 步，每步都用全部样本的梯度。",
)
ALONE = Text(en="{steps} steps.", zh="共 {steps} 步。")
BATCHES = Text(
    en="{steps} steps on mini-batches of {size}; {epoch} steps see every sample once. The order is "
    "drawn anew for every pass, with seed {seed}.",
    zh="共 {steps} 步，每步取 {size} 个样本的小批量；{epoch} 步看完全部样本一遍。"
    "每一遍都重新打乱次序，随机种子为 {seed}。",
)
SINGLE = Text(
    en="{steps} steps, each on a single sample; {epoch} steps see every sample once. The order is "
    "drawn anew for every pass, with seed {seed}.",
    zh="共 {steps} 步，每步只用一个样本；{epoch} 步看完全部样本一遍。"
    "每一遍都重新打乱次序，随机种子为 {seed}。",
)
LOSS_PLOT = Text(
    en="The cost over all samples after every recorded step.", zh="各记录步之后全部样本上的代价。"
)
BOTH_PLOT = Text(
    en="Left: the cost over all samples. Right: the parameters.",
    zh="左：全部样本上的代价。右：参数。",
)
STEP = Text(en="step $t$", zh="步数 $t$")
BATCH = Text(en="cost of the batch", zh="小批量上的代价")
ALL = Text(en="cost of all samples", zh="全部样本上的代价")
COST = Text(en="cost", zh="代价")
T = Text(en="t", zh="t")
GRADIENT = Text(en="norm of the gradient", zh="梯度的范数")
RESULT = Text(en="The result", zh="结果")
TRAINED = Text(en="After {t} steps, {values}.", zh="经过 {t} 步，{values}。")
FELL = Text(en="{loss} went from {before} to {after}.", zh="{loss} 从 {before} 变为 {after}。")
PROVED = Text(
    en="The gradients come from the derivation of the program, which was proved at the start of "
    "the run.",
    zh="梯度来自程序的推导，推导在训练起点处经过检验。",
)
