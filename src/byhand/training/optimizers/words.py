"""What byhand says when an optimizer cannot be made or cannot step."""

from __future__ import annotations

from byhand.text import Text

OPTIMIZER = Text(en="optimizer", zh="优化器")
SCHEDULE = Text(en="schedule", zh="学习率调度")
SETTING = Text(en="setting of {name}", zh=" {name} 参数")
TOO_MANY = Text(
    en="{name} takes {most} settings by position; {count} were given.",
    zh="{name} 最多接受 {most} 个位置参数，这里给了 {count} 个。",
)
NOT_NUMBER = Text(
    en="{name}: {key} must be {wanted}; it is {value}.",
    zh="{name}：{key} 应为{wanted}，这里是 {value}。",
)
AT_LEAST_0 = Text(en="a number of at least 0", zh="不小于 0 的数")
ABOVE_0 = Text(en="a number above 0", zh="大于 0 的数")
BELOW_1 = Text(en="at least 0 and below 1", zh="不小于 0 且小于 1 的数")
TWO_BELOW_1 = Text(en="two numbers, each at least 0 and below 1", zh="两个数，且都不小于 0、小于 1")
WHOLE = Text(en="a whole number of at least 1", zh="不小于 1 的整数")
FINITE = Text(en="a finite number", zh="有限的数")
YES_NO = Text(en="True or False", zh=" True 或 False")
NESTEROV = Text(
    en="{name}: Nesterov momentum needs momentum above 0 and dampening 0.",
    zh="{name}：使用 Nesterov 动量时，momentum 必须大于 0，dampening 必须为 0。",
)

NO_PARAMETERS = Text(en="There are no parameters to step.", zh="没有可更新的参数。")
NOT_FLOATS = Text(
    en="The parameter {name} holds {kind}; an optimizer moves floating-point numbers by small "
    "steps. "
    "Write 2.0 for 2, or convert the array with .astype(float).",
    zh="参数 {name} 的类型是 {kind}。优化器每步只移动一点点，参数必须是浮点数："
    "请把 2 写成 2.0，或用 .astype(float) 转换数组。",
)
READ_ONLY = Text(
    en="The parameter {name} is read-only, so it cannot be updated in place.",
    zh="参数 {name} 是只读数组，无法就地更新。",
)
PARAMETER_NOT_FINITE = Text(
    en="The parameter {name} is not finite before the first step.",
    zh="第一步之前，参数 {name} 就已经不是有限的数。",
)
SHARED = Text(
    en="The parameters {one} and {two} share memory, so their common entries would be stepped "
    "twice. "
    "Give one name, and the sum of the gradients.",
    zh="参数 {one} 和 {two} 共用内存，公共的元素会被更新两次。请只保留一个名字，并把两个梯度相加。",
)
NO_GRADIENT = Text(
    en="There is no gradient for the parameter {name}.{hint} Nothing was changed.",
    zh="缺少参数 {name} 的梯度。{hint}参数和状态都没有改动。",
)
SHAPES_DIFFER = Text(
    en="The gradient of {name} has shape {gradient}, but {name} itself has shape {parameter}. "
    "Nothing was changed.",
    zh="{name} 的梯度形状是 {gradient}，而 {name} 本身的形状是 {parameter}，两者必须相同。"
    "参数和状态都没有改动。",
)
GRADIENT_NOT_NUMBERS = Text(
    en="The gradient of {name} holds {kind}, not real numbers. Nothing was changed.",
    zh="{name} 的梯度类型是 {kind}，不是实数。参数和状态都没有改动。",
)
GRADIENT_NOT_FINITE = Text(
    en="In step {t} the gradient of {name} is not finite: {value}{place}. Nothing was changed. "
    "Often "
    "the learning rate is too large, or a logarithm or a root was taken of 0.",
    zh="第 {t} 步中，{name} 的梯度不是有限的数：{value}{place}。参数和状态都没有改动。"
    "常见原因是学习率过大，或对 0 取了对数、开了平方。",
)
AT_PLACE = Text(en=" at {place}", zh="（位置 {place}）")
LOSS_NOT_FINITE = Text(
    en="In step {t} the loss is {value}, not a finite number. Nothing was changed. Often the "
    "learning "
    "rate is too large.",
    zh="第 {t} 步的损失是 {value}，不是有限的数。参数和状态都没有改动。常见原因是学习率过大。",
)
STATE_UNKNOWN = Text(
    en="This saved state has an entry '{key}' that {name} does not have.{hint}",
    zh="保存的状态里有“{key}”，但 {name} 没有这一项。{hint}",
)
STATE_MISSING = Text(
    en="This saved state has no entry '{key}', which {name} needs.",
    zh="保存的状态里缺少 {name} 需要的“{key}”。",
)
STATE_SHAPE = Text(
    en="In this saved state '{key}' has shape {found}; it should have {wanted}.",
    zh="保存的状态里“{key}”的形状是 {found}，应为 {wanted}。",
)
UNKNOWN_IN_RULE = Text(
    en="'{name}' means nothing in this rule: it is no setting and no state, and no line before "
    "gives "
    "it a value.{hint}",
    zh="这条规则里的“{name}”没有含义：它既不是参数，也不是状态，前面也没有哪一行给它赋值。{hint}",
)
RESERVED = Text(
    en="'{name}' is given in every rule, so it cannot be a setting, nor be assigned.",
    zh="“{name}”是每条规则里已有的量，不能用作参数名，也不能赋值。",
)
NOTHING_MOVES = Text(
    en="No line of this rule moves theta. Write for example: theta = theta - lr*g",
    zh="这条规则没有哪一行更新 theta。可以这样写：theta = theta - lr*g",
)
NO_NUMBER = Text(
    en="Step {t} of this rule has no value: {reason}. Nothing was changed.",
    zh="这条规则的第 {t} 步无法计算：{reason}。参数和状态都没有改动。",
)
STEP_COUNT = Text(
    en="The number of steps must be a whole number from 1 to {most}; it is {value}.",
    zh="步数应为 1 到 {most} 的整数，这里是 {value}。",
)
NOT_AN_INPUT = Text(
    en="{name} is computed by the program; only inputs can be stepped.",
    zh="{name} 是由程序算出来的；只有输入量才能更新。",
)
