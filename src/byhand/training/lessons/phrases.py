"""Sentences that all pages of the course share."""

from __future__ import annotations

from byhand.text import Text

DISAGREE = Text(
    en="The links of '{formula}' differ: {values}. Please report this.",
    zh="“{formula}”各环节的值不相等：{values}。请反馈此问题。",
)
SHOWN = Text(en="What this run shows", zh="这次运行说明了什么")
CLAIM = Text(en="claim", zh="论断")
VERDICT = Text(en="here", zh="本次运行")
HOLDS = Text(en="holds", zh="成立")
FAILS = Text(en="does not hold", zh="不成立")
SETTINGS = Text(
    en="Every number on this page was computed in this run, with {values}.",
    zh="本页的每个数都由这次运行算出，参数为 {values}。",
)
NO_SETTINGS = Text(
    en="Every number on this page was computed in this run.", zh="本页的每个数都由这次运行算出。"
)
AND_SOURCE = Text(en="{told} Source: {source}.", zh="{told}出处：{source}。")
FORWARD = Text(en="forward pass", zh="前向计算")
BACKWARD = Text(en="backward pass", zh="反向传播")
NO_PLOT = Text(
    en="'{name}' has no plot '{key}'.{hint}",
    zh="“{name}”没有名为“{key}”的图。{hint}",
)
PLOTLESS = Text(en="The page '{name}' has no plot.", zh="“{name}”这一页没有曲线图。")
NO_EXPERIMENT = Text(
    en="I don't know the experiment '{name}'.{hint} 'byhand experiment' lists them all.",
    zh="没有名为“{name}”的实验。{hint}用 byhand experiment 可列出全部实验。",
)
NO_TOPIC = Text(
    en="I don't know the topic '{name}'.{hint} 'byhand explain' lists them all.",
    zh="没有名为“{name}”的主题。{hint}用 byhand explain 可列出全部主题。",
)
DEFAULT = Text(en="default", zh="默认值")
MEANING = Text(en="what it is", zh="含义")
RANGE = Text(en="range", zh="取值范围")
CONTENTS = Text(en="What byhand explains", zh="byhand 讲解的内容")
KINDS = {
    "course": Text(en="The course", zh="课程"),
    "experiment": Text(en="Experiments", zh="实验"),
    "activation": Text(en="Activations", zh="激活函数"),
    "loss": Text(en="Losses", zh="损失函数"),
    "initialiser": Text(en="Initialisers", zh="权重初始化"),
}
NAME = Text(en="name", zh="名称")
ABOUT = Text(en="what it shows", zh="内容")
