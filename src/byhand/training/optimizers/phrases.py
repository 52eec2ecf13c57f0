"""Every sentence of a page of steps, in every language."""

from __future__ import annotations

from byhand.text import Text

TITLE = Text(en="{problem}: {steps} of {name}", zh="{problem}：{name}走 {count} 步")
TITLE_ALONE = Text(en="{steps} of {name} by hand", zh="手算：{name}走 {count} 步")
BOOK = Text(en="Update rules of optimizers", zh="优化器的更新规则")
ONE_STEP = Text(en="one step", zh="1 步")
STEPS = Text(en="{count} steps", zh="{count} 步")
WITH = Text(en="Here {values}.", zh="这里取 {values}。")
EVERYTHING = Text(en="Everything about {name}:", zh="{name} 的全部中间结果：")
RULE = Text(en="The rule", zh="更新规则")
RULE_IS = Text(
    en="{theta} stands for any parameter, {g} for the derivative of {loss} by it, {t} for the "
    "number of the step.",
    zh="{theta} 代表任一参数，{g} 是 {loss} 对它的偏导数，{t} 是步数。",
)
TAKEN_AT = Text(
    en="The gradient {g} is taken not at the parameters but at", zh="梯度 {g} 不在参数处求，而取自"
)
STATE = Text(en="Before the first step, {values}.", zh="第一步之前，{values}。")
ENTRYWISE = Text(
    en="For an array, every entry is updated on its own.", zh="参数是数组时，逐个元素更新。"
)
PYTORCH = Text(en="This is how PyTorch does it.", zh="写法与 PyTorch 一致。")
SOURCE = Text(en="Source: {source}", zh="出处：{source}")

STEP = Text(en="Step {t}", zh="第 {t} 步")
HERE = Text(en="At {values}:", zh="在 {values} 处：")
AHEAD = Text(en="The gradient is taken at {values}:", zh="梯度取自 {values}：")
RATE = Text(en="The schedule gives {rate}.", zh="按学习率调度，这一步 {rate}。")
SHARED = Text(en="For all parameters:", zh="所有参数共用：")
FOR = Text(en="For {name}:", zh="更新 {name}：")
FOR_AS = Text(en="For {name}, which is {theta} here:", zh="更新 {name}（即规则里的 {theta}）：")
ALL = Text(en="All steps", zh="各步汇总")
NOT_WORKED_ONE = Text(
    en="Step {last} is worked out in the same way; the table has its numbers.",
    zh="第 {last} 步算法相同，结果见下表。",
)
NOT_WORKED = Text(
    en="Steps {first} to {last} are worked out in the same way; the table has their numbers.",
    zh="第 {first} 步到第 {last} 步算法相同，结果见下表。",
)
T = Text(en="t", zh="t")
CHECKED = Text(en="Checked", zh="检验")
PROVED = Text(
    en="The gradients come from the derivation of the program, which was proved first.",
    zh="梯度来自程序的推导，推导本身已先行检验。",
)
AGREES = Text(
    en="The same lines as NumPy code, run beside the page, arrive at the same parameters and "
    "state.",
    zh="把同样的几行写成 NumPy 代码与本页同时运行，得到的参数和状态与本页一致。",
)
FELL = Text(en="{loss} went from {before} to {after}.", zh="{loss} 从 {before} 变为 {after}。")
ROUNDED = Text(
    en="Numbers are rounded for display (≈); the arithmetic behind them is not.",
    zh="显示的数值经过四舍五入（≈），计算过程没有舍入。",
)
DISAGREES = Text(
    en="The lines of {name} and the NumPy made from them disagree on {key} in step {t}.",
    zh="{name} 的各行算式与由它们生成的 NumPy 代码在第 {t} 步对 {key} 的结果不一致。",
)
