"""What `byhand train` says about itself."""

from __future__ import annotations

from byhand.text import Text

TRAIN = Text(
    en="""Train a program: step its parameters with an optimizer, and report what happened.

Parameters are the inputs in --wrt, else all that are neither --constants nor --data. Samples are
arrays, a sample a row; --batch-size says how many of them a step sees (all). Values may come from a
CSV, JSON or NPZ file. The same seed gives the same numbers. A run that diverges stops, says so, and
exits with 1. --resume goes on from a saved run to the numbers of an unbroken one. Without -o the
report is printed; .svg and .png draw the loss.

\b
byhand train neuron.toml --wrt w --lr 0.5 --steps 40 -o run.pdf
byhand train neuron.toml --optimizer adam --set betas=[0.8,0.9] -o run.svg
byhand train neuron.toml --wrt w --save run.npz
byhand train -e "L = (w*x)^2" --at "x=[1,2];w=1" --wrt w --per-sample""",
    zh="""训练一个程序：用优化器反复更新参数，并报告过程与结果。

参数是 --wrt 指明的输入；不写时，既非 --constants 也非 --data 的输入都是参数。样本是数组，
每行一个；--batch-size 指定每步取几个样本（默认全部）。数值可以来自 CSV、JSON 或 NPZ 文件。
种子相同，结果就相同。训练发散时会停下、说明原因，并以 1 退出。--resume 从保存的训练接着走，
结果与一口气走完相同。不写 -o 时直接显示报告；.svg 和 .png 画出损失曲线。

\b
byhand train neuron.toml --wrt w --lr 0.5 --steps 40 -o run.pdf --lang zh
byhand train neuron.toml --optimizer adam --set betas=[0.8,0.9] -o run.svg
byhand train neuron.toml --wrt w --save run.npz
byhand train -e "L = (w*x)^2" --at "x=[1,2];w=1" --wrt w --per-sample""",
)
STEPS = Text(en="How many steps (100).", zh="走多少步（默认 100）。")
EPOCHS = Text(en="How many passes over the samples, instead.", zh="改为指定把样本看几遍。")
BATCH_SIZE = Text(en="How many samples a step sees (all).", zh="每步取几个样本（默认全部）。")
DATA = Text(
    en="The arrays that hold samples: X,y (those that are not trained).",
    zh="哪些数组是样本：X,y（默认不参与训练的数组）。",
)
PER_SAMPLE = Text(
    en="The program is the loss of one sample; the cost is the mean.",
    zh="程序是单个样本的损失，代价取平均。",
)
SEED = Text(en="Seed of the order and of drawn parameters (0).", zh="随机种子（默认 0）。")
INIT = Text(
    en="How parameters without a value are drawn: xavier_uniform, kaiming_normal, zeros, ...",
    zh="没有数值的参数如何初始化：xavier_uniform、kaiming_normal、zeros 等。",
)
EVERY = Text(en="Record every so many steps.", zh="每隔多少步记录一次。")
SAVE = Text(
    en="Save the whole run (.npz), also when it is broken off.",
    zh="保存整个训练过程（.npz），中断时也会保存。",
)
RESUME = Text(en="Go on from a saved run.", zh="从保存的训练接着走。")
TRAINING = Text(en="training", zh="训练")
LOSS = Text(en="loss {loss}", zh="损失 {loss}")
