"""What is said about a line of homework that cannot be read, in every language."""

from __future__ import annotations

from byhand.errors import InputError
from byhand.text import Text


class Unreadable(Exception):
    """Why a line cannot be read, and the offset in it that is to blame."""

    def __init__(self, message: Text, at: int) -> None:
        super().__init__(message)
        self.message = message
        self.at = at

    @classmethod
    def because(cls, error: InputError, at: int) -> Unreadable:
        """The same as an error of the language, at an offset of this line."""
        return cls(error.message, at)


TEXT_TOO_LONG = Text(
    en="The text is too long: only its first {limit:,} characters were read.",
    zh="文本太长：只读取了前 {limit:,} 个字符。",
)
TOO_MANY_LINES = Text(
    en="The text has too many lines: only the first {limit:,} were read.",
    zh="行数太多：只读取了前 {limit:,} 行。",
)
LINE_TOO_LONG = Text(
    en="This line has {length:,} characters; {limit:,} are the limit.",
    zh="这一行有 {length:,} 个字符，上限为 {limit:,}。",
)
TOO_MANY_PIECES = Text(
    en="This formula has more than {limit} numbers, names and signs, which is the limit.",
    zh="这个式子里的数、变量名和符号超过了上限 {limit} 个。",
)
NO_TARGET = Text(
    en="To the left of '=' there must be one name or one derivative, such as z or dL/dz.",
    zh="等号左边应当是一个变量名或一个导数，例如 z 或 dL/dz。",
)
ENTRY_TARGET = Text(
    en="A single entry stands to the left of '='. Please write the whole array: {name} = [ ... ]",
    zh="等号左边只是一个元素。请写出整个数组：{name} = [ …… ]",
)
SIDE_MISSING = Text(
    en="Nothing stands between these two equals signs.", zh="这两个等号之间没有内容。"
)
AFTER_VALUE = Text(
    en="The value ends before '{rest}'. Behind it there may only be another '=', or a comment "
    "after '#'.",
    zh="数值到“{rest}”之前为止。后面只能再接等号，或在 # 之后写注释。",
)
STRAY_SIGN = Text(en="'{sign}' has no meaning here.", zh="这里的“{sign}”没有意义。")
UNFINISHED = Text(
    en="The line ends before the formula does.", zh="式子还没有写完，这一行就结束了。"
)
BROKEN_TEXT = Text(
    en="There is a damaged character here. Save the file as UTF-8 and type the line again.",
    zh="这里有一个损坏的字符。请把文件存为 UTF-8，重新输入这一行。",
)
SUM_SIGN = Text(
    en="A sum with a running index cannot be read. Write sum(...), with axis=0 if needed.",
    zh="带求和指标的和式无法读取。请写成 sum(...)，需要时加上 axis=0 或 axis=1。",
)
COMMAND = Text(en="I don't know the LaTeX command '{name}'.", zh="没有名为“{name}”的 LaTeX 命令。")
NO_DERIVATIVE = Text(
    en="byhand has no derivative of '{name}' to put in here; write it out.",
    zh="这里无法代入“{name}”的导数，请把它写出来。",
)
DERIVATIVE_EXPECTED = Text(
    en="A derivative is written dL/dz or ∂L/∂z, with two names that the problem has.",
    zh="导数写作 dL/dz 或 ∂L/∂z，其中两个都应是题目里的变量。",
)
RAGGED = Text(en="The rows of this array differ in length.", zh="这个数组各行的长度不一样。")
ENTRY = Text(
    en="Every entry of an array must be a number, such as -0.5, 1e-3 or 2/3.",
    zh="数组的每个元素都必须是数，例如 -0.5、1e-3 或 2/3。",
)
EMPTY_ARRAY = Text(en="This array has no entries.", zh="这个数组没有元素。")
DIVISION_BY_ZERO = Text(
    en="A fraction with the denominator 0 has no value.", zh="分母为 0，分数没有值。"
)
UNREADABLE = Text(en="This line cannot be read.", zh="这一行无法读取。")
INDEX = Text(
    en="An index is a whole number, a slice such as 0:2, or an array of indices.",
    zh="下标应是整数、0:2 这样的切片，或由下标组成的数组。",
)

# Files -----------------------------------------------------------------------------------------

FILE_KIND = Text(
    en="Homework is read from {kinds} files, not from {name}.",
    zh="作业只能从 {kinds} 文件读取，不能读取 {name}。",
)
FILE_TOO_LARGE = Text(
    en="{name} has {size:,} bytes; {limit:,} are the limit.",
    zh="{name} 有 {size:,} 字节，上限为 {limit:,}。",
)
FILE_MISSING = Text(en="There is no file {name}.", zh="找不到文件 {name}。")
FILE_LINK = Text(
    en="{name} is a link to another place. Links are not followed; hand in the file itself.",
    zh="{name} 是指向别处的链接。程序不跟随链接，请提交文件本身。",
)
FILE_OUTSIDE = Text(
    en="{name} lies outside the folder of submissions.", zh="{name} 不在作业文件夹之内。"
)
FILE_UNREADABLE = Text(en="{name} cannot be read: {reason}", zh="无法读取 {name}：{reason}")
NOT_JSON = Text(
    en="{name} is not valid JSON (line {line}).", zh="{name} 不是有效的 JSON（第 {line} 行）。"
)
TOO_NESTED = Text(en="{name} is nested too deeply.", zh="{name} 的嵌套层数太多。")
NO_ANSWERS = Text(
    en='{name} holds no answers. They are written {{"student": {{"dL/dw": "0.39"}}}}.',
    zh='{name} 里没有答案。答案应写成 {{"学生": {{"dL/dw": "0.39"}}}}。',
)
SEVERAL_STUDENTS = Text(
    en="{name} holds the answers of several students.", zh="{name} 里有多个学生的答案。"
)
NOT_A_NOTEBOOK = Text(
    en="{name} is not a notebook: it has no list of cells.",
    zh="{name} 不是笔记本文件：没有单元格列表。",
)
TOO_MANY_CELLS = Text(
    en="{name} has {count:,} cells; {limit:,} are the limit.",
    zh="{name} 有 {count:,} 个单元格，上限为 {limit:,}。",
)
NO_COLUMNS = Text(
    en="The first line of {name} must name a column for the student and one for every answer.",
    zh="{name} 的第一行应写明学生一列和每个答案一列。",
)
WRONG_COLUMNS = Text(
    en="This row has {given} entries, and the first line of the file names {wanted}.",
    zh="这一行有 {given} 项，而文件第一行有 {wanted} 项。",
)
NOT_UTF8 = Text(
    en="The file is not valid UTF-8; {count} damaged places were replaced by \ufffd.",
    zh="文件不是有效的 UTF-8，有 {count} 处损坏，已用 \ufffd 代替。",
)
TOO_MANY_FILES = Text(
    en="The folder has more than {limit:,} files, which is the limit.",
    zh="文件夹里的文件超过了上限 {limit:,} 个。",
)
