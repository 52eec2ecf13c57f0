"""What byhand says about shapes and arrays that cannot be used: one table, every language."""

from __future__ import annotations

from byhand.text import Text

# Reading -------------------------------------------------------------------------------------

WHOLE_NUMBER = Text(en="Here a whole number is needed.", zh="这里需要一个整数。")
EMPTY_INDEX = Text(
    en="The square brackets are empty. Write for example x[0], x[:, 1] or x[rows, y].",
    zh="方括号里是空的。可以这样写：x[0]、x[:, 1] 或 x[rows, y]。",
)
SETTING_MISSING = Text(en="'{name}' needs the setting '{key}'.", zh="“{name}”还需要给出“{key}”。")
SETTING_NOT_STATIC = Text(
    en="The setting '{key}' must be a whole number, a tuple of them, True, False or None.",
    zh="设置“{key}”必须是整数、整数元组、True、False 或 None。",
)
TUPLE_AS_VALUE = Text(
    en="A tuple cannot be an operand of '{name}'; write its values as separate arguments.",
    zh="元组不能作“{name}”的运算对象；请把各个值写成单独的参数。",
)
DECLARATION = Text(
    en="A shape is declared with positive whole numbers or letters: {name}: (N, 3)",
    zh="声明形状请用正整数或字母：{name}: (N, 3)",
)
UNKNOWN_FACT = Text(
    en="I don't know the fact '{fact}'.{hint} There are: {known}.",
    zh="不认识性质“{fact}”。{hint}可用的有：{known}。",
)

# Shapes --------------------------------------------------------------------------------------

MISFIT = Text(
    en="Line {line}: the shapes in {what} do not fit: {operands}.{hint}",
    zh="第 {line} 行：{what} 中的形状不匹配：{operands}。{hint}",
)
OPERAND = Text(en="{name} has shape {shape} ({source})", zh="{name} 的形状是 {shape}（{source}）")
AND = Text(en=", ", zh="，")
SOURCE_GIVEN = Text(en="given", zh="给定")
SOURCE_DECLARED = Text(en="declared", zh="声明")
SOURCE_NUMBER = Text(en="a number", zh="一个数")
SOURCE_LINE = Text(en="from line {line}", zh="由第 {line} 行得到")
SUGGEST = Text(en=" Did you mean {form}?", zh="是不是想写 {form}？")
NO_AXIS = Text(
    en=" There is no axis {axis}: the array has {rank}, and they are counted from 0.",
    zh="没有第 {axis} 轴：这个数组有 {rank} 个轴，从 0 数起。",
)
AXIS_TWICE = Text(en=" An axis is named twice.", zh="有一个轴写了两次。")
NOT_IN_AXIS = Text(
    en=" There is no entry {index} along an axis of length {length}; they are counted from 0.",
    zh="长度为 {length} 的轴上没有第 {index} 个元素（从 0 数起）。",
)
TOO_MANY_INDICES = Text(en=" There are more indices than axes.", zh="下标的个数比轴的个数多。")
EMPTY_SLICE = Text(en=" The slice holds nothing.", zh="这个切片里没有元素。")
STEP_ZERO = Text(en=" A step of 0 leads nowhere.", zh="步长不能是 0。")
WINDOW_LETTERS = Text(
    en=" Windows need a height and width that are numbers.", zh="窗口运算要求高和宽是具体的数。"
)
WINDOW_NUMBERS = Text(
    en=" A size and a stride are at least 1, a padding at least 0.",
    zh="窗口大小和步长至少为 1，填充至少为 0。",
)
WINDOW_TOO_LARGE = Text(
    en=" A window of {size} does not fit into a length of {length}.",
    zh="长度 {length} 放不下大小为 {size} 的窗口。",
)
CONV_RANKS = Text(
    en=" An image is (H, W), (C, H, W) or (N, C, H, W); a kernel (h, w), or (O, C, h, w) with "
    "channels.",
    zh="图像的形状是 (H, W)、(C, H, W) 或 (N, C, H, W)；卷积核是 (h, w)，有通道时是 (O, C, h, w)。",
)
CHANNELS = Text(
    en=" The kernel takes {kernel} channels, and the image has {image}.",
    zh="卷积核要求 {kernel} 个通道，而图像有 {image} 个。",
)
PER_FEATURE = Text(
    en=" The scale and the shift must have shape {shape} here.",
    zh="这里缩放和平移参数的形状必须是 {shape}。",
)
LAST_AXES = Text(en=" Layer norm runs over the last axes.", zh="层归一化只能沿最后若干个轴进行。")
SAME_SHAPE = Text(
    en=" A loss compares entry by entry, so both need the same shape.",
    zh="损失逐元素比较，所以两者的形状必须相同。",
)
RESHAPED = Text(
    en=" {size} entries cannot be arranged as {shape}.", zh="{size} 个元素排不成 {shape}。"
)
RESULT_TOO_LARGE = Text(
    en="Line {line}: {what} would have {size:,} entries; {limit:,} are the limit.",
    zh="第 {line} 行：{what} 会有 {size:,} 个元素，上限为 {limit:,}。",
)
PROGRAM_TOO_LARGE = Text(
    en="Line {line}: up to here all values together have {size:,} entries; "
    "{limit:,} are the limit.",
    zh="第 {line} 行：到这里为止，所有的值共有 {size:,} 个元素，上限为 {limit:,}。",
)
LENGTH_UNKNOWN = Text(
    en="Nothing tells how long {dim} is. Write a number, or declare a shape with it: X: ({dim}, 3)",
    zh="不知道 {dim} 是多长。请写成数字，或在声明形状时用到它：X: ({dim}, 3)",
)
DECLARED_TWICE = Text(
    en="The shape of '{name}' is declared twice.", zh="“{name}”的形状声明了两次。"
)
DECLARED_UNKNOWN = Text(
    en="'{name}' has a declared shape, but the program does not use it.{hint}",
    zh="声明了“{name}”的形状，但程序里没有用到它。{hint}",
)
DECLARED_OTHERWISE = Text(
    en="'{name}' is declared with shape {declared}, but {source} has shape {shape}.",
    zh="“{name}”声明的形状是 {declared}，而{source}的形状是 {shape}。",
)
THE_VALUE = Text(en="its value", zh="给出的值")
ITS_LINE = Text(en="line {line}", zh="第 {line} 行")
DIMENSION_CONFLICT = Text(
    en="The dimension {dim} is {first} for '{one}' and {second} for '{other}'.",
    zh="维数 {dim} 在“{one}”中是 {first}，在“{other}”中却是 {second}。",
)
NOT_SCALAR = Text(
    en="'{name}' is not a single number: its shape is {shape}. Only a scalar has a gradient; "
    "add up its entries with sum({name}), or take their mean({name}).",
    zh="“{name}”不是一个数：它的形状是 {shape}。只有标量才能求梯度；"
    "请用 sum({name}) 求和，或用 mean({name}) 求均值。",
)
EMPTY_ARRAY = Text(
    en="'{name}' has no entries: its shape is {shape}.",
    zh="“{name}”没有元素：它的形状是 {shape}。",
)
NEEDS_AXES = Text(
    en=" An array of more than two axes is transposed with transpose(x, axes=(0, 2, 1)) or mT(x).",
    zh="超过两个轴的数组请用 transpose(x, axes=(0, 2, 1)) 或 mT(x) 转置。",
)
FACT_FAILS = Text(
    en="'{name}' is declared {fact}, but its value is not: {why}.",
    zh="“{name}”声明为 {fact}，但给出的值并不是：{why}。",
)

# Values --------------------------------------------------------------------------------------

UNDEFINED_ENTRY = Text(
    en="Line {line} has no value: in {what} {reason}{where}.",
    zh="第 {line} 行算不出值：{what} {reason}{where}。",
)
AT_ENTRY = Text(en=" (entry [{at}])", zh="（元素 [{at}]）")
NOT_FINITE = Text(en="the result is not a finite number", zh="的结果不是有限的数")
BAD_INDEX = Text(
    en="an index is not a whole number inside the array", zh="的下标不是整数，或超出了数组的范围"
)
SINGULAR = Text(en="the matrix has no inverse", zh="矩阵不可逆")
NOT_POSITIVE = Text(en="the determinant is not positive", zh="行列式不是正数")
BAD_ENTRY = Text(
    en="The value of '{name}' holds {value} at [{at}]; finite numbers are needed.",
    zh="“{name}”的值在 [{at}] 处是 {value}，而这里需要有限的数。",
)
RAGGED = Text(
    en="The rows of '{name}' differ in length, so it is no array.",
    zh="“{name}”各行长短不一，不能组成数组。",
)
ENTRY_NOT_NUMBER = Text(
    en="An entry of '{name}' is not a number: {value}", zh="“{name}”中有元素不是数：{value}"
)
ARRAY_SYNTAX = Text(
    en="I can't read {text} as the array '{name}'. Write for example: x=[1, 2, 3] or "
    "W=[[1, 2], [3, 4]]",
    zh="无法把 {text} 读作数组“{name}”。可以这样写：x=[1, 2, 3] 或 W=[[1, 2], [3, 4]]",
)
TOO_MANY_AXES = Text(
    en="The value of '{name}' is nested more than {limit} deep, which is the limit.",
    zh="“{name}”的值嵌套超过了上限 {limit} 层。",
)
OBJECTS = Text(
    en="it holds Python objects, and those are never loaded.",
    zh="其中含有 Python 对象，出于安全不予加载。",
)
PULLBACK_FAILS = Text(
    en="∂{of}/∂{name} cannot be computed here: {reason}.",
    zh="∂{of}/∂{name} 在此处算不出来：{reason}。",
)
INDEX_NOT_WHOLE = Text(
    en="'{name}' is used as an index, but its value {value} is not a whole number.",
    zh="“{name}”用作下标，但它的值 {value} 不是整数。",
)
EXACT_ARRAYS = Text(
    en="--exact works with single numbers only; this program has arrays.",
    zh="--exact 只用于单个的数，而这个程序里有数组。",
)
DIRECTION_SHAPE = Text(
    en="The direction for '{name}' has shape {shape}; it must have that of '{name}', {wanted}.",
    zh="“{name}”的方向形状是 {shape}，它必须与“{name}”的形状 {wanted} 相同。",
)
NO_DIRECTION = Text(
    en="No direction is given. Write for example: hvp({{'w': [1, 0]}})",
    zh="没有给出方向。可以这样写：hvp({{'w': [1, 0]}})",
)
HESSIAN_TOO_LARGE = Text(
    en="The Hessian of '{name}' and '{other}' would have {rows:,} × {columns:,} entries, which is "
    "too large; take products with directions instead: hvp.",
    zh="“{name}”与“{other}”的黑塞矩阵会有 {rows:,} × {columns:,} 个元素，太大了；"
    "请改用与方向的乘积 hvp。",
)
NO_PULLBACK = Text(
    en="'{name}' cannot be differentiated a second time yet.",
    zh="“{name}”暂时还不能再求一次导。",
)
GRADIENT_UNDEFINED = Text(
    en="∂{of}/∂{name} does not exist here: an entry is not a finite number.",
    zh="∂{of}/∂{name} 在此处不存在：有元素不是有限的数。",
)
NOT_SQUARE = Text(en="the matrix is not square", zh="它不是方阵")
NO_ROWS = Text(en="it is a single number", zh="它只是一个数")
ROWS_DIFFER = Text(
    en="a row does not add up to 1, or holds a negative number", zh="有一行之和不为 1，或含有负数"
)
NOT_ZERO_ONE = Text(en="an entry is neither 0 nor 1", zh="有元素既不是 0 也不是 1")
NOT_EQUAL_TRANSPOSE = Text(en="it differs from its transpose", zh="它与自己的转置不相等")
NOT_ORTHOGONAL = Text(en="its transpose is not its inverse", zh="它的转置不等于它的逆")
SHAPE_FAILED = Text(
    en="The derivation failed its own proof: ∂{of}/∂{name} has shape {found} one way and "
    "{expected} another. This is a mistake of byhand, and nothing was written.",
    zh="推导没有通过自身的检验：∂{of}/∂{name} 的形状一种算法得 {found}，另一种得 {expected}。"
    "这是 byhand 的错误，没有写出任何文件。",
)
EXPAND_LETTERS = Text(
    en="To write '{name}' out entry by entry, its size must be a number.",
    zh="要逐个元素写出“{name}”，它的大小必须是确定的数。",
)
EXPAND_LIMIT = Text(
    en="Written out entry by entry, this program has more than {limit} operations; "
    "take smaller arrays.",
    zh="把这个程序逐个元素写出来会超过 {limit} 个运算；请换小一些的数组。",
)
NO_ENTRY = Text(
    en="'{name}' has shape {shape}, so it has no entry [{entry}].",
    zh="“{name}”的形状是 {shape}，没有元素 [{entry}]。",
)
ENTRY_TYPED = Text(
    en="I can't read '{entry}' as an entry of an array. Write for example W1[0,1].",
    zh="无法把“{entry}”读作数组的元素。可以这样写：W1[0,1]。",
)
RUN_FAILED = Text(
    en="Line {line} has no value here: {reason}.", zh="第 {line} 行在此处算不出值：{reason}。"
)
POINTS_COMPUTED = Text(
    en="'{name}' is computed by the program; only a given value can differ from point to point.",
    zh="“{name}”由程序算出；只有给定的输入才能逐点取值。",
)
POINTS_DIFFER = Text(
    en="'{first}' has {count} points, but '{name}' has {other}.",
    zh="“{first}”有 {count} 个点，“{name}”却有 {other} 个。",
)
POINTS_RANK = Text(
    en="'{name}' has shape {shape}. At many points it has {axes} axes, the first for the points.",
    zh="“{name}”的形状是 {shape}。多点计算时它应有 {axes} 个轴，第一个轴对应各点。",
)
POINTS_SHARED = Text(
    en="'{name}' has shape {shape}, but it is the same at every point and has {axes} axes. "
    "If it differs by point, name it in batch.",
    zh="“{name}”的形状是 {shape}，但它在各点取同一值，应有 {axes} 个轴。"
    "若要逐点取值，请把它列入 batch。",
)
POINTS_KIND = Text(
    en="'{name}' should hold real numbers; it holds {kind}.",
    zh="“{name}”应由实数组成，现在的类型是 {kind}。",
)
THREADS = Text(
    en="The number of threads is {threads}; it should be between 1 and {limit}.",
    zh="线程数为 {threads}，应在 1 到 {limit} 之间。",
)
TARGET_LACKS = Text(
    en="Line {line} uses {op} in a way that {target} does not have. "
    "Write it with other operations.",
    zh="第 {line} 行用到的 {op} 在 {target} 里没有对应的写法，请改用别的运算。",
)
CHECK_TOO_LARGE = Text(
    en="'{name}' has {count} entries; the check that is written with the source holds {limit} at "
    "most. Give smaller arrays with --at.",
    zh="“{name}”有 {count} 个元素；随源代码写出的检验最多容纳 {limit} 个。"
    "请用 --at 给小一些的数组。",
)
