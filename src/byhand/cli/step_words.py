"""What `byhand step` says about itself."""

from __future__ import annotations

from byhand.text import Text

STEP = Text(
    en="""Take steps of an optimizer by hand: every line of its rule with its numbers.

Optimizers: sgd momentum nesterov adagrad rmsprop adadelta adam adamw nadam adamax amsgrad radam
lion, with PyTorch's settings and defaults. Gradients come from the derivation of the program.
Without -o the page is printed. With -o the suffix decides: .txt .md .tex .typ .pdf .html .ipynb
.json.

\b
byhand step -e "L = (w*x - y)^2" --at w=1,x=2,y=3 --wrt w --lr 0.1
byhand step neuron.toml --optimizer adam --lr 0.1 --steps 3 -o adam.pdf
byhand step neuron.toml --optimizer sgd --set momentum=0.9,nesterov=true
byhand step neuron.toml --optimizer adam --set betas=[0.9,0.99],clip_norm=1
byhand step neuron.toml --set schedule=cosine,T_max=10 --lr 0.5 --steps 10""",
    zh="""手算优化器的每一步：更新规则的每一行都代入数值。

可用的优化器：sgd momentum nesterov adagrad rmsprop adadelta adam adamw nadam adamax amsgrad radam
lion，参数名和默认值与 PyTorch 相同。梯度由程序的推导给出。不写 -o 时直接显示；
写了 -o 则由后缀决定格式：.txt .md .tex .typ .pdf .html .ipynb .json。

\b
byhand step -e "L = (w*x - y)^2" --at w=1,x=2,y=3 --wrt w --lr 0.1 --lang zh
byhand step neuron.toml --optimizer adam --lr 0.1 --steps 3 -o adam.pdf
byhand step neuron.toml --optimizer sgd --set momentum=0.9,nesterov=true
byhand step neuron.toml --optimizer adam --set betas=[0.9,0.99],clip_norm=1
byhand step neuron.toml --set schedule=cosine,T_max=10 --lr 0.5 --steps 10""",
)
OPTIMIZER = Text(
    en="The optimizer (that of the problem, else sgd).", zh="优化器（默认取题目里的，否则为 sgd）。"
)
LR = Text(en="The learning rate.", zh="学习率。")
SET = Text(
    en="Other settings: momentum=0.9,nesterov=true. May be repeated.",
    zh="其他参数：momentum=0.9,nesterov=true。可多次使用。",
)
STEPS = Text(en="How many steps (3).", zh="走多少步（默认 3）。")
WORKED = Text(en="How many steps are worked out line by line (2).", zh="逐行写出的步数（默认 2）。")
WORKING = Text(en="deriving and stepping", zh="推导并更新")
