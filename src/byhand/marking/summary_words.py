"""Every sentence of the summary of a class, in every language."""

from __future__ import annotations

from byhand.text import Text

TITLE = Text(en="Class summary: {problem}", zh="全班情况：{problem}")
TITLE_ALONE = Text(en="Class summary", zh="全班情况")
COUNT = Text(
    en="{count} submissions. Marks: {mean} of {total} on average, median {median}, from {low} to "
    "{high}.",
    zh="共 {count} 份作业，满分 {total}：平均 {mean}，中位数 {median}，最低 {low}，最高 {high}。",
)
FULL = Text(
    en="Full marks: {full}.",
    zh="得满分的：{full} 份。",
)
FAILED = Text(
    en="Not marked, so look at them yourself: {names}.",
    zh="有几份未能批改，请人工查看：{names}。",
)
MORE = Text(en="{names} and {count} more", zh="{names} 等 {count} 份")
SPREAD = Text(en="Distribution of marks", zh="得分分布")
LINES = Text(en="Which line cost how much", zh="哪一行失分最多")
MISTAKES = Text(en="Which mistake cost how much", zh="哪种错误失分最多")
STUDENTS = Text(en="All submissions", zh="全部作业")

BETWEEN = Text(en="{low} to {high}", zh="{low}–{high}")
RANGE = Text(en="marks", zh="得分")
NUMBER = Text(en="students", zh="人数")
ASKED = Text(en="asked", zh="要求")
RIGHT = Text(en="✓ right", zh="✓ 正确")
FOLLOWS = Text(en="~ follows", zh="~ 承接")
WRONG = Text(en="✗ wrong", zh="✗ 错误")
UNREADABLE = Text(en="✗ unread", zh="✗ 难读")
MISSING = Text(en="– missing", zh="– 缺少")
FIRST = Text(en="first ✗", zh="首错")
LOST = Text(en="lost", zh="失分")
LEGEND = Text(
    en="“{follows}” counts lines that are right if the student's own earlier lines are taken as "
    "they are; “{first}” counts the students whose first mistake is in this line; “{lost}” are the "
    "marks that the class lost in it.",
    zh="“{follows}”指按学生自己前面的结果推下来是对的；“{first}”指有多少学生的第一处错误在这一行；"
    "“{lost}”为全班在这一行失去的分数。",
)
MISTAKE = Text(en="mistake", zh="错误")
WHERE = Text(en="in the line about", zh="出现在")
STUDENT = Text(en="student", zh="学生")
MARKS = Text(en="marks", zh="得分")
FIRST_WRONG = Text(en="first wrong line", zh="第一处错误")
NO_MISTAKES = Text(
    en="No line was explained by a single mistake of the table.",
    zh="没有哪一行能由错误表中的某一种错误解释。",
)
UNCERTAIN = Text(
    en="Only lines that one mistake, or one pair, explains are counted; a line with several "
    "candidates is not.",
    zh="只统计能由唯一一种（或一对）错误解释的行；有多种可能的行不计入。",
)
SPREAD_PLOT = Text(en="How many students have how many marks.", zh="各得分段的人数。")
LINES_PLOT = Text(en="How many students lost marks in each asked line.", zh="每一行失分的人数。")
MISTAKES_PLOT = Text(
    en="How many students made each mistake; the numbers are those of the table.",
    zh="每种错误的人数，编号与表中一致。",
)
AXIS_MARKS = Text(en="marks", zh="得分")
AXIS_STUDENTS = Text(en="students", zh="人数")
AXIS_MISTAKE = Text(en="mistake", zh="错误编号")
MORE_STUDENTS = Text(
    en="{count} more submissions are not listed here.", zh="另有 {count} 份未在此列出。"
)
