"""What training says when it cannot begin, cannot go on, or has stopped."""

from __future__ import annotations

from byhand.text import Text

COUNT = Text(
    en="{name} must be a whole number from {low} to {high}; it is {value}.",
    zh="{name} 必须是 {low} 到 {high} 之间的整数，这里是 {value}。",
)
NO_DATA = Text(
    en="Mini-batches need samples: an array among the inputs that are not trained, one sample a "
    "row. Name them with data, for example data=['X', 'y'].",
    zh="小批量训练需要样本：不参与训练的输入里至少有一个数组，每行一个样本。"
    "请用 data 指明，例如 data=['X', 'y']。",
)
DATA_DIFFER = Text(
    en="{one} has {count} samples but {other} has {more}. All inputs with samples must have "
    "equally "
    "many rows; name those that do with data.",
    zh="{one} 有 {count} 个样本，而 {other} 有 {more} 个。各样本数组的行数必须相同；"
    "请用 data 指明哪些输入是样本。",
)
DATA_NUMBER = Text(
    en="{name} is one number and holds no samples.", zh="{name} 只是一个数，不含样本。"
)
DATA_TRAINED = Text(
    en="{name} holds samples, so it cannot be trained as well.",
    zh="{name} 是样本，不能同时作为参数训练。",
)
BATCH_LARGE = Text(
    en="A batch of {size} is larger than the {count} samples.",
    zh="批量大小 {size} 超过了样本总数 {count}。",
)
NOT_SCALAR = Text(
    en="'{name}' is not one number: its shape is {shape}. {hint}",
    zh="“{name}”不是一个数：它的形状是 {shape}。{hint}",
)
PER_SAMPLE = Text(
    en="Take the mean over the samples; or, if the program is the loss of one sample, say so: "
    "per_sample=True (--per-sample).",
    zh="请对样本取平均；如果程序写的是单个样本的损失，请加上 per_sample=True（--per-sample）。",
)
NO_START = Text(
    en="The parameter {name} has no value to start from. Give one, or say how to draw it: "
    "init='xavier_uniform' (--init).",
    zh="参数 {name} 没有起始值。请给出数值，或指定初始化方法：init='xavier_uniform'（--init）。",
)
NO_SHAPE = Text(
    en="{name} cannot be drawn: the size {dim} of its shape {shape} is not known. Declare it with "
    "numbers, such as {name}: (2, 16).",
    zh="无法初始化 {name}：形状 {shape} 中的 {dim} 未知。请在声明中写出数字，例如 {name}: (2, "
    "16)。",
)
INITIALISER = Text(en="initialiser", zh="初始化方法")
DIVERGED = Text(
    en="Stopped after {t} steps: {name} went from {first} to {last}, so training diverges. The "
    "steps are too long; try a smaller learning rate, for example {rate}.",
    zh="第 {t} 步之后停止：{name} 从 {first} 变为 {last}，训练发散。"
    "步子太大了，请减小学习率，例如取 {rate}。",
)
BROKEN = Text(
    en="Stopped after {t} steps, where the next gradient has no finite value: {reason}",
    zh="第 {t} 步之后停止：下一个梯度不是有限的数。{reason}",
)
OTHER_RUN = Text(
    en="The saved run cannot be continued: its {what} is {saved}, but {now} is asked for.",
    zh="无法接着保存的训练继续：其{what}为 {saved}，而现在要求的是 {now}。",
)
OTHER_DATA = Text(
    en="The saved run cannot be continued: it was made with other values of {name}.",
    zh="无法接着保存的训练继续：当时 {name} 的值与现在不同。",
)
NOT_A_RUN = Text(
    en="{path} is not a saved run of byhand.", zh="{path} 不是 byhand 保存的训练记录。"
)
PROGRAM = Text(en="program", zh="程序")
OPTIMIZER = Text(en="optimizer", zh="优化器")
SEED = Text(en="seed", zh="随机种子")
BATCH = Text(en="batch size", zh="批量大小")
KIND = Text(en="way of counting samples", zh="样本的计法")
NO_NODE = Text(
    en="The trained program has no value '{name}'.{hint}",
    zh="训练的程序里没有名为“{name}”的量。{hint}",
)
TRAINING = Text(en="training", zh="训练")
NO_DATA_VALUE = Text(en="The samples {name} have no values.", zh="样本 {name} 没有给出数值。")
STEPS_AND_EPOCHS = Text(
    en="Give steps or epochs, not both: an epoch is as many steps as see every sample once.",
    zh="steps 和 epochs 只能给一个：一个 epoch 就是把全部样本看一遍所需的步数。",
)
