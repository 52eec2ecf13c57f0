"""What `byhand explain` and `byhand experiment` say about themselves."""

from __future__ import annotations

from byhand.text import Text

EXPLAIN = Text(
    en="""Explain an activation, a loss, an initialiser, or a topic of the course.

Without a name: the list of all that can be explained. With one: its page, with a derivation, a run,
plots, and for every claim whether the run bears it out. Without -o the page is printed. With -o the
suffix decides: .txt .md .tex .typ .pdf .html .ipynb .json write the page, .svg .png .gif a plot.

\b
byhand explain
byhand explain sigmoid -o sigmoid.pdf
byhand explain four_stages --lang zh -o stages.html""",
    zh="""讲解激活函数、损失函数、权重初始化，或课程中的一个主题。

不写名称时列出全部主题；写了名称则给出讲义页：推导、运行、曲线图，
并逐条说明课程的论断在这次运行中是否成立。不写 -o 时直接显示；写了 -o 则由后缀决定格式：
.txt .md .tex .typ .pdf .html .ipynb .json 输出讲义页，.svg .png .gif 输出曲线图。

\b
byhand explain --lang zh
byhand explain sigmoid --lang zh -o sigmoid.pdf
byhand explain four_stages --lang zh -o stages.html""",
)
EXPERIMENT = Text(
    en="""Run an experiment of the course: numbers, a plot, a derivation, and what they show.

Without a name: the list of experiments. Every number on the page comes from the run; with other
settings it is run anew, and the page says which claims still hold. Outputs are those of
`byhand explain`; a .gif shows the paths of optimizers as they are walked.

\b
byhand experiment
byhand experiment learning_rate --set large=0.9,steps=30
byhand experiment ravine -o ravine.pdf -o ravine.gif
byhand experiment ravine --settings          # what can be changed""",
    zh="""运行课程中的一个实验：数值、曲线图、推导，以及它们说明了什么。

不写名称时列出全部实验。页面上的每个数都来自这次运行；换了参数就重新运行，
页面会说明哪些论断仍然成立。输出格式与 `byhand explain` 相同；.gif 动态显示优化器走过的路径。

\b
byhand experiment --lang zh
byhand experiment learning_rate --set large=0.9,steps=30 --lang zh
byhand experiment ravine --lang zh -o ravine.pdf -o ravine.gif
byhand experiment ravine --settings --lang zh   # 可以改哪些参数""",
)
SET = Text(
    en="Other settings: steps=30,large=0.9. May be repeated.",
    zh="改变参数：steps=30,large=0.9。可多次使用。",
)
SETTINGS = Text(en="Show what can be set, and stop.", zh="列出可以改变的参数，然后结束。")
PLOT = Text(en="Which plot a picture shows (the first).", zh="图片输出哪一幅图（默认第一幅）。")
RUNNING = Text(en="running {name}", zh="运行 {name}")
