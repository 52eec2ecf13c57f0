"""Every sentence of a report, in every language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from byhand.marking.verdicts import Verdict
from byhand.text import Text

TITLE = Text(en="Marked: {problem}", zh="批改：{problem}")
TITLE_ALONE = Text(en="Marked homework", zh="作业批改")
STUDENT = Text(en="Student: {student}", zh="学生：{student}")
SCORE = Text(en="Score: {score} of {total}.", zh="得分：{score} / {total}。")
SCORE_FULL = Text(
    en="Score: {score} of {total}. Everything that was asked is right.",
    zh="得分：{score} / {total}。要求的内容全部正确。",
)

LINES = Text(en="Line by line", zh="逐行批改")
FIRST_WRONG = Text(en="The first wrong line", zh="第一处错误")
REMARKS = Text(en="Remarks", zh="说明")
GRAPH = Text(en="On the graph", zh="在计算图上")

LINE = Text(en="line", zh="行")
WRITTEN = Text(en="written", zh="所写内容")
VERDICT = Text(en="verdict", zh="评判")
MARKS = Text(en="marks", zh="得分")
MARK = Text(en="{mark}/{of}", zh="{mark}/{of}")

SIGNS: Mapping[Verdict, str] = MappingProxyType(
    {
        "correct": "✓",
        "other_form": "✓",
        "follows": "~",
        "mistake": "✗",
        "wrong": "✗",
        "missing": "–",
        "unreadable": "✗",
        "unjudged": "–",
    }
)
"""Told apart without colour; the words behind them say the same."""
VERDICTS: Mapping[Verdict, Text] = MappingProxyType(
    {
        "correct": Text(en="right", zh="正确"),
        "other_form": Text(en="right, in another form", zh="正确（写法不同）"),
        "follows": Text(en="follows from earlier lines", zh="承接前面的结果，推导正确"),
        "mistake": Text(en="wrong", zh="错误"),
        "wrong": Text(en="wrong", zh="错误"),
        "missing": Text(en="missing", zh="缺少"),
        "unreadable": Text(en="cannot be read", zh="无法读懂"),
        "unjudged": Text(en="not judged", zh="未评判"),
    }
)
OWN_NAME = Text(en="a name of your own", zh="自己引入的记号")
NAMED = Text(en="{sign} {verdict}: {title}", zh="{sign} {verdict}：{title}")
UNNAMED = Text(en="{sign} {verdict}", zh="{sign} {verdict}")
EITHER = Text(en="{one} or {other}", zh="{one}，或{other}")
BOTH = Text(en="{one} and {other}", zh="{one}，并且{other}")

FIRST_IS = Text(
    en="The first mistake is in line {line}: “{written}”.",
    zh="第一处错误在第 {line} 行：“{written}”。",
)
FIRST_UNREADABLE = Text(
    en="The first line that cannot be read is line {line}: “{written}”.",
    zh="第一处无法读懂的是第 {line} 行：“{written}”。",
)
UNREAD = Text(
    en="Line {line}, at column {column}: {error}", zh="第 {line} 行第 {column} 列：{error}"
)
UNREAD_PLAIN = Text(en="Line {line}: {error}", zh="第 {line} 行：{error}")
CANDIDATES = Text(
    en="Each of these mistakes leads to this line; which one it was cannot be told from it:",
    zh="以下每种错误都会得到这一行，仅凭结果无法判断是哪一种：",
)
TOGETHER = Text(en="Two mistakes together lead to this line:", zh="这一行由两处错误共同造成：")
RIGHT_IS = Text(en="What would have been right:", zh="正确的写法：")
NO_REASON = Text(
    en="No single slip that I know leads to this line.", zh="没有找到能解释这一行的常见错误。"
)
REMARK = Text(en="Line {line}: ", zh="第 {line} 行：")
REMARK_ON_LINES = Text(en="Lines {line}: ", zh="第 {line} 行：")
AND = Text(en="{one} and {other}", zh="{one}、{other}")
COMMA = Text(en="{one}, {other}", zh="{one}、{other}")
READ_AS = Text(
    en="Line {line}: “{written}” is read as {read_as}.",
    zh="第 {line} 行：“{written}”理解为 {read_as}。",
)
MISSING = Text(en="Still missing: {values}.", zh="还缺少：{values}。")
NONE_WRITTEN = Text(en="Nothing was handed in.", zh="没有提交任何内容。")
WHOLE_UNREADABLE = Text(
    en="The submission cannot be read: {error}", zh="提交的内容无法读取：{error}"
)
FOLLOWS_COUNT = Text(
    en="~ marks a line that is right if the student's own earlier lines are taken as they are: the "
    "slip is above, so it gets its marks.",
    zh="~ 表示按学生自己前面的结果推下来是对的：错在前面，不在这一行，所以照常得分。",
)
FOLLOWS_LOSE = Text(
    en="~ marks a line that is right if the student's own earlier lines are taken as they are; by "
    "the rules of this problem it gets no marks.",
    zh="~ 表示按学生自己前面的结果推下来是对的；按本题规则不得分。",
)
THE_LAST = Text(
    en="Several lines are about {target}; this one is the last, so it counts.",
    zh="有多行写的是 {target}；这是最后一行，以它为准。",
)
MORE_LINES = Text(en="{count} more lines are not shown here.", zh="另有 {count} 行未在此列出。")

FIGURE = Text(
    en="The graph with the verdicts: ✓ right, ~ follows from an earlier slip, ✗ wrong; values "
    "above (or left of) the wires, gradients on the other side. What was not judged is grey.",
    zh="计算图上的评判：✓ 正确，~ 承接前面的结果，✗ 错误；导线上方（或左侧）为值，"
    "另一侧为梯度。未评判的为灰色。",
)
FIGURE_WRONG = Text(
    en="The graph with the verdicts: ✓ right, ~ follows from an earlier slip, ✗ wrong; values "
    "above (or left of) the wires, gradients on the other side. What was not judged is grey. The "
    "thick wire is where the first mistake was made.",
    zh="计算图上的评判：✓ 正确，~ 承接前面的结果，✗ 错误；导线上方（或左侧）为值，"
    "另一侧为梯度。未评判的为灰色。粗线处是第一处错误。",
)
DRAWN = Text(en="computation graph with verdicts", zh="带评判的计算图")

ASK_UNKNOWN = Text(
    en="The problem asks for '{target}', which it does not have.{hint}",
    zh="题目要求“{target}”，但题目里没有这个量。{hint}",
)
MARKS_UNASKED = Text(
    en="There are marks for '{target}', which is not asked for.{hint}",
    zh="“{target}”设了分值，但题目没有要求它。{hint}",
)
