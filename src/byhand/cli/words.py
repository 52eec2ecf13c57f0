"""Everything the command line says, in every language."""

from __future__ import annotations

from byhand.text import Text

APP = Text(
    en="""Write out backpropagation the way a person does it on paper.

\b
byhand derive -e "z = w*x; a = sigmoid(z); L = (a-y)^2" --at w=2,x=-1,y=1
byhand derive problem.toml -o page.pdf -o graph.svg --lang zh
byhand draw problem.toml --style formulas --direction TB -o graph.png
byhand gradcheck -e "L = relu(w*x)" --at w=1,x=2
byhand rules sigmoid""",
    zh="""像在纸上一样，一步一步写出反向传播。

\b
byhand derive -e "z = w*x; a = sigmoid(z); L = (a-y)^2" --at w=2,x=-1,y=1
byhand derive problem.toml -o page.pdf -o graph.svg --lang zh
byhand draw problem.toml --style formulas --direction TB -o graph.png
byhand gradcheck -e "L = relu(w*x)" --at w=1,x=2
byhand rules sigmoid""",
)

DERIVE = Text(
    en="""Derive a gradient by hand: graph, forward pass, local derivatives, chain rule.

FILE is a problem file (TOML) or a bare program; - reads standard input. Without -o the page is
printed. With -o the suffix decides: .txt .md .tex .typ .pdf .html .ipynb .json write the page,
.svg .png .dot the picture. Everything is proved before it is written.

\b
byhand derive -e "L = (w*x - y)^2" --at w=2,x=3,y=1
byhand derive neuron.toml -o neuron.pdf -o neuron.svg
byhand derive -e "L = log(sigmoid(z))"           # symbols only
byhand derive -e "L = x^2/3" --at x=1/2 --exact # exact fractions""",
    zh="""手工推导梯度：画计算图、前馈计算、写局部偏导数、链式法则。

FILE 是题目文件（TOML）或只含程序的文本，- 表示标准输入。不写 -o 时直接显示；
写了 -o 则由后缀决定：.txt .md .tex .typ .pdf .html .ipynb .json 输出讲义页，
.svg .png .dot 输出计算图。所有结果都在写出之前经过检验。

\b
byhand derive -e "L = (w*x - y)^2" --at w=2,x=3,y=1 --lang zh
byhand derive neuron.toml -o neuron.pdf -o neuron.svg
byhand derive -e "L = log(sigmoid(z))"           # 只推导公式
byhand derive -e "L = x^2/3" --at x=1/2 --exact # 精确分数""",
)

DRAW = Text(
    en="""Draw the computation graph.

\b
values     forward values above the wires, gradients below
formulas   the local derivative on every edge; for arrays, the pullback
structure  operations and names only
blank      boxes to fill in

\b
byhand draw neuron.toml -o neuron.svg
byhand draw neuron.toml --style formulas --direction TB -o neuron.png
byhand draw problem.toml --view layers -o network.svg
byhand draw neuron.toml --highlight w --theme colorblind -o path.pdf
byhand draw neuron.toml -o neuron.dot           # for your own Graphviz""",
    zh="""画计算图。

\b
values     导线上方为前向值，下方为梯度
formulas   每条边上写局部偏导数；数组则写回传公式
structure  只画运算和变量名
blank      留出方框供填空

\b
byhand draw neuron.toml -o neuron.svg
byhand draw neuron.toml --style formulas --direction TB -o neuron.png
byhand draw problem.toml --view layers -o network.svg
byhand draw neuron.toml --highlight w --theme colorblind -o path.pdf
byhand draw neuron.toml -o neuron.dot           # 供自己的 Graphviz 使用""",
)

RULES = Text(
    en="""List the operations, their derivatives, and the rule of each node in words.

\b
byhand rules
byhand rules max relu
byhand rules -o rules.pdf --lang zh""",
    zh="""列出所有运算、它们的导数，以及每种节点的口诀。

\b
byhand rules
byhand rules max relu
byhand rules -o rules.pdf --lang zh""",
)

EMIT = Text(
    en="""Print the value and the gradients as a function in Python, or in NumPy for arrays.

The source stands alone: copy it into a project. Declare shapes to make it general.

\b
byhand emit neuron.toml
byhand emit -e "X: (N, D); w: D; y: N; L = mean((X @ w - y)^2)" --wrt w
byhand emit network.toml -o network.py
byhand emit neuron.toml --batch x,y --threads 2
byhand emit network.toml --to torch -o network_torch.py""",
    zh="""把函数值和梯度写成一个 Python 函数；程序里有数组时用 NumPy。

生成的源代码可以单独运行，直接拷进项目即可。声明形状可使它适用于任意大小的数组。

\b
byhand emit neuron.toml
byhand emit -e "X: (N, D); w: D; y: N; L = mean((X @ w - y)^2)" --wrt w
byhand emit network.toml -o network.py
byhand emit neuron.toml --batch x,y --threads 2
byhand emit network.toml --to torch -o network_torch.py""",
)

PROGRAM = Text(
    en='The program itself, for example "z = w*x; L = z^2".',
    zh='直接写程序，例如 "z = w*x; L = z^2"。',
)
AT = Text(
    en="Values: w=2,x=-1 or a .json .toml .npz .csv file. May be repeated.",
    zh="取值：w=2,x=-1，或 .json .toml .npz .csv 文件。可多次使用。",
)
OF = Text(en="The output to differentiate (the last line).", zh="求导的输出（默认为最后一行）。")
WRT = Text(
    en="The variables to differentiate by: w,b (all inputs).",
    zh="对哪些变量求导：w,b（默认为全部输入）。",
)
CONSTANTS = Text(en="Inputs that want no gradient: x,y.", zh="不需要梯度的输入：x,y。")
TO = Text(
    en="The library to write for (numpy). With torch or jax the file also compares byhand's "
    "gradients with those of the library.",
    zh="用哪个库来写（默认 numpy）。选 torch 或 jax 时，文件里还附有与该库自动求导结果的对照检验。",
)
BATCH_NUMPY = Text(
    en="--batch writes NumPy; {to} has vmap for many points.",
    zh="--batch 只用于 NumPy；{to} 自带 vmap 处理多个点。",
)
BATCH = Text(
    en="Inputs with a first axis of points: x,y. All points are computed at once.",
    zh="带有一个“点”轴的输入：x,y。所有点一次算完。",
)
THREADS = Text(en="How many threads share the points (1).", zh="用几个线程分担这些点（默认 1）。")
OUT = Text(
    en="Where to write; - is standard output. May be repeated.",
    zh="输出文件，- 表示标准输出。可多次使用。",
)
FORMAT = Text(en="The format, where no suffix tells it.", zh="输出格式（没有后缀时使用）。")
LANG = Text(en="The language: en or zh (en).", zh="语言：en 或 zh（默认 en）。")
DIGITS = Text(en="Decimals shown (4).", zh="显示的小数位数（默认 4）。")
EXACT = Text(en="Compute with exact fractions.", zh="用精确分数计算。")
EXPAND = Text(
    en="Derive one entry of an array in scalars, e.g. W1[0,1], to see where the matrix rule comes "
    "from.",
    zh="把数组的一个元素（如 W1[0,1]）的导数用标量逐步推出来，看矩阵规则从何而来。",
)
DETAIL = Text(
    en="brief: lines only; full: with rules in words, tables and proof (full).",
    zh="brief 只写算式；full 附口诀、表格和检验（默认 full）。",
)
JSON = Text(en="Print JSON, for programs.", zh="输出 JSON，供程序读取。")
FIGURE = Text(
    en="The figures of the page: values, formulas, structure, blank. May be repeated.",
    zh="页面中的插图：values、formulas、structure、blank。可多次使用。",
)
STYLE = Text(
    en="values, formulas, structure or blank.", zh="values、formulas、structure 或 blank。"
)
DIRECTION = Text(
    en="The way the graph runs: LR, TB, RL, BT (a picture LR, a page what fits).",
    zh="图的走向：LR、TB、RL、BT（单独的图默认 LR，页面里自动选取）。",
)
THEME = Text(en="default, colorblind or bw.", zh="default、colorblind（色盲友好）或 bw（黑白）。")
VIEW = Text(
    en="A box per operation, per line (statements) or per layer: operations, statements, layers "
    "(the closest that can be read).",
    zh="每个运算一个框（operations）、每条语句一个框（statements）或每层一个框（layers）；"
    "默认取仍能看清的最细一种。",
)
COLLAPSE = Text(
    en="Draw layers that repeat once, with × 12, in the view by layer (yes).",
    zh="按层画图时，重复的层只画一次并标注 × 12（默认如此）。",
)
BRANCHES = Text(
    en="Draw a branch point where a value is used more than once (yes).",
    zh="一个值多次使用时画出分支节点（默认画）。",
)
HIGHLIGHT = Text(
    en="All paths from a name, or one path: w,z,a.", zh="突出某变量的全部路径，或一条路径：w,z,a。"
)
ENGINE = Text(
    en="The layout engine: auto, embedded, dot, layered (auto).",
    zh="布局引擎：auto、embedded、dot、layered（默认 auto）。",
)
TIME_LIMIT = Text(
    en="Seconds the layout engine may take (10).", zh="布局引擎的时间上限，单位秒（默认 10）。"
)
HELP = Text(en="Show this and exit.", zh="显示本帮助并退出。")
VERSION = Text(en="Show the version and exit.", zh="显示版本并退出。")
TIMING = Text(
    en="Say on standard error where the time went (or BYHAND_TIMING=1).",
    zh="在标准错误上列出时间花在哪里（也可设 BYHAND_TIMING=1）。",
)

HEADINGS: dict[str, Text] = {
    "Options": Text(en="Options:", zh="选项："),
    "Commands": Text(en="Commands:", zh="命令："),
    "Usage: ": Text(en="Usage: ", zh="用法："),
}

WROTE = Text(en="wrote {path}", zh="已写出 {path}")
ERROR = Text(en="Error: ", zh="错误：")
WORKING = {
    "derive": Text(en="deriving and proving", zh="推导并检验"),
    "write": Text(en="writing {path}", zh="写出 {path}"),
}
NO_OPTION = Text(en="There is no option {name}.{hint}", zh="没有选项 {name}。{hint}")
NO_COMMAND = Text(en="There is no command '{name}'.{hint}", zh="没有命令“{name}”。{hint}")
BAD_OPTION = Text(en="{name} cannot be '{value}'.{hint}", zh="{name} 不能是“{value}”。{hint}")
CHOICES = Text(en=" It can be: {known}.", zh="可选：{known}。")
NEEDS_VALUE = Text(en="{name} needs a value.", zh="{name} 后面需要一个值。")
EXTRA = Text(
    en="I don't know what to do with '{names}'.", zh="不知道“{names}”是什么意思，多余的参数请去掉。"
)
IN_RANGE = Text(en=" It must be a number, {range}.", zh="它必须是满足 {range} 的数。")
A_NUMBER = Text(en=" It must be a number.", zh="它必须是一个数。")
TRY_HELP = Text(en="Try: {command} --help", zh="查看帮助：{command} --help")
PICTURE_SUFFIX = Text(
    en="A picture ends in one of {known}; '{path}' does not.",
    zh="图片文件名须以 {known} 之一结尾，而“{path}”不是。",
)

STAGE = Text(en="where the time went", zh="时间花在哪里")
MILLISECONDS = Text(en="ms", zh="毫秒")
SHARE = Text(en="share", zh="占比")
STAGE_TOTAL = Text(en="total", zh="合计")
LOADING = Text(en="loading {name}", zh="加载 {name}")
STAGES = {
    "start": Text(en="starting Python and the command line", zh="启动 Python 和命令行"),
    "parse": Text(en="reading the program", zh="读入程序"),
    "derive": Text(en="deriving", zh="推导"),
    "prove": Text(en="proving", zh="检验"),
    "check": Text(en="checking gradients", zh="梯度检查"),
    "page": Text(en="telling the page", zh="组织页面"),
    "picture": Text(en="drawing", zh="画图"),
    "write": Text(en="writing the page", zh="写出页面"),
    "rest": Text(en="the rest", zh="其余"),
}
"""The table of --timing; by the names of the stages in `byhand.timing`."""
