"""What `byhand check` says, in every language."""

from __future__ import annotations

from byhand.text import Text

CHECK = Text(
    en="""Check homework: find the first wrong line, and say why.

PROBLEM is a problem file; `ask` and [marks] in it say what is asked and what it is worth. ANSWERS
is a file, or - for standard input: one answer a line, values or formulas or both. Every line gets a
verdict; one that is right from the student's own earlier values counts as right. The report is
printed, or written by the suffix of -o. Exits with 1 if anything that was asked is not right.

Several files, a folder, or a file of a whole class (.csv, .json) are marked one by one; each result
is written to a folder as it comes, and a run that was stopped goes on where it was.

\b
byhand check neuron.toml --answers "z = -1.5; dL/da = 2(a - y)"
byhand check neuron.toml answers.txt -o report.pdf
byhand check neuron.toml submissions --jobs 2 --summary class.pdf
byhand check neuron.toml submissions --gradescope --grades moodle""",
    zh="""批改作业：找出第一处错误，并说明原因。

PROBLEM 是题目文件，其中的 `ask` 和 [marks] 写明要求什么、各占几分。ANSWERS 是答案文件，
- 表示标准输入；每行一个答案，可以写数值、公式，或两者都写。每一行都有评判；
由学生自己前面的结果推得、推导正确的行照常得分。报告直接显示，或按 -o 的后缀输出。
要求的内容若有不对，退出码为 1。

给出多个文件、一个文件夹，或含全班答案的文件（.csv、.json）时逐份批改；
每份结果随时写入文件夹，中途停下后再次运行会接着批改。

\b
byhand check neuron.toml --answers "z = -1.5; dL/da = 2(a - y)" --lang zh
byhand check neuron.toml answers.txt --lang zh -o report.pdf
byhand check neuron.toml submissions --jobs 2 --lang zh --summary class.pdf
byhand check neuron.toml submissions --lang zh --gradescope --grades moodle""",
)
ANSWERS = Text(
    en='The answers themselves: "z = 0.5; dL/dw = -0.39".',
    zh='直接写答案："z = 0.5; dL/dw = -0.39"。',
)
NO_FOLLOW = Text(
    en="Give no marks to lines that are right only from earlier wrong values.",
    zh="由前面的错误结果推得的行不给分。",
)
DECIMAL_COMMA = Text(
    en="0,5 is a half; entries are parted by ; .", zh="0,5 表示二分之一；数组元素用 ; 分隔。"
)
JOBS = Text(en="Processes that mark a class (1).", zh="用几个进程批改全班（默认 1）。")
DASK = Text(
    en="Mark on a Dask cluster, at the address of its scheduler: tcp://host:8786.",
    zh="在 Dask 集群上批改，给出调度器地址：tcp://host:8786。",
)
FOLDER = Text(
    en="Where the results of a class go (NAME-marked).", zh="全班结果的文件夹（默认 NAME-marked）。"
)
SUMMARY = Text(
    en="Write the summary of the class, by its suffix. May be repeated.",
    zh="输出全班情况，格式由后缀决定。可多次使用。",
)
GRADESCOPE = Text(
    en="Write Gradescope's results.json, for a class one for each student.",
    zh="输出 Gradescope 的 results.json；批改全班时每个学生一份。",
)
GRADES = Text(
    en="Write a table of grades that moodle or canvas imports.",
    zh="输出可导入 moodle 或 canvas 的成绩表。",
)

MARKING = Text(en="marking", zh="批改")
NOTHING_TO_MARK = Text(
    en="There is nothing to mark. Name a file of answers, or try: {example}",
    zh="没有可批改的答案。请给出答案文件，或试试：{example}",
)
NO_PROBLEM = Text(en="Which problem? Try: {example}", zh="请给出题目文件，例如：{example}")
TWICE = Text(
    en="Give the answers as a file or with --answers, not both.",
    zh="答案请用文件或 --answers 给出，不要同时用两种。",
)
FOR_A_CLASS = Text(
    en="{flag} is for a class: name several files, a folder, or a class file.",
    zh="{flag} 用于全班：请给出多个文件、一个文件夹，或含全班答案的文件。",
)
FOR_ONE = Text(
    en="-o is for one submission; use --summary for a class.",
    zh="-o 用于单份作业；全班请用 --summary。",
)
RESULTS = Text(en="{count} results in {path}", zh="{count} 份结果已写入 {path}")
FAILED = Text(
    en="{count} submissions were not marked; the summary names them.",
    zh="有 {count} 份未能批改，已在全班情况中列出。",
)
EXAMPLE = 'byhand check neuron.toml --answers "z = -1.5; dL/da = 2(a - y)"'
