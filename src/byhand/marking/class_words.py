"""What is said while a class is marked."""

from __future__ import annotations

from byhand.text import Text

NOT_MARKED = Text(en="This submission was not marked: {reason}", zh="这份作业没有批改：{reason}")
TOO_LONG = Text(
    en="marking it took longer than {seconds} seconds.", zh="批改用时超过 {seconds} 秒。"
)
TOO_LARGE = Text(
    en="The file has {size:,} bytes; {limit:,} are the limit.",
    zh="文件有 {size:,} 字节，上限为 {limit:,}。",
)
BROKE = Text(
    en="the marker broke down over it ({reason}). Please report this.",
    zh="批改程序处理它时出错（{reason}）。请反馈这个问题。",
)
DIED = Text(
    en="the process that marked it died, perhaps for want of memory.",
    zh="批改它的进程异常退出，可能是内存不足。",
)
A_LINK = Text(
    en="it is a link to another place, and links are not followed.",
    zh="它是指向别处的链接，不予读取。",
)
UNREADABLE_FILE = Text(en="the file cannot be read ({reason}).", zh="文件无法读取（{reason}）。")
NO_DASK = Text(
    en="--dask needs the package distributed: pip install 'byhand[cluster]'",
    zh="使用 --dask 需要安装 distributed：pip install 'byhand[cluster]'",
)
NO_CLUSTER = Text(
    en="There is no Dask cluster at '{address}' ({reason}).",
    zh="“{address}”处没有 Dask 集群（{reason}）。",
)
CLUSTER_BROKE = Text(
    en="The cluster could not finish: {reason}. What was marked is kept; start again to go on.",
    zh="集群未能完成：{reason}。已批改的结果已保存，重新运行即可继续。",
)
SAME_FOLDER = Text(
    en="{path} holds the submissions; results need another folder, or one inside it.",
    zh="{path} 是作业所在的文件夹；结果请放到别的文件夹，或其中的子文件夹。",
)
NO_SUBMISSIONS = Text(en="There are no submissions in {path}.", zh="{path} 里没有作业。")
TOO_MANY_FILES = Text(
    en="{path} has more than {limit:,} files, which is the limit.",
    zh="{path} 中的文件超过了上限 {limit:,} 个。",
)
