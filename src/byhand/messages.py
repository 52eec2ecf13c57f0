"""What byhand says when something cannot be used: one table, every language."""

from __future__ import annotations

from byhand.text import Text

# Reading a program ---------------------------------------------------------------------------

EMPTY = Text(
    en="The program is empty. Write for example: z = w*x + b; L = (z - y)^2",
    zh="程序是空的。可以这样写：z = w*x + b; L = (z - y)^2",
)
LINE_TOO_LONG = Text(
    en="Line {line} has {length:,} characters; {limit:,} are the limit.",
    zh="第 {line} 行有 {length:,} 个字符，上限为 {limit:,}。",
)
PROGRAM_TOO_LONG = Text(
    en="The program has {length:,} characters; {limit:,} are the limit.",
    zh="程序有 {length:,} 个字符，上限为 {limit:,}。",
)
TOO_MANY_OPERATIONS = Text(
    en="The program has more than {limit:,} operations, which is the limit.",
    zh="程序的运算超过了上限 {limit:,} 个。",
)
TOO_DEEP = Text(
    en="Brackets, powers and minus signs are nested more than {limit} deep, which is the limit.",
    zh="括号、幂或负号的嵌套超过了上限 {limit} 层。",
)
INVISIBLE = Text(
    en="There is an invisible character ({code}) here. Delete it and type the line again.",
    zh="这里有一个看不见的字符（{code}）。请删掉它，重新输入这一行。",
)
CHARACTER = Text(
    en="I can't read the character '{char}' here.",
    zh="这里的字符“{char}”无法识别。",
)
QUOTES = Text(
    en="Text in quotes is not mathematics. A program has numbers, names and functions only.",
    zh="引号里的文字不是数学式。程序里只能有数、变量名和函数。",
)
SQUARE_BRACKETS = Text(
    en="A square or curly bracket cannot stand here. Group with ( ); index with x[0]; give arrays "
    "as values.",
    zh="这里不能写方括号或花括号。分组请用 ( )，取元素请写 x[0]，数组请作为数值给出。",
)
WALRUS = Text(
    en="':' has no meaning here. To give a name to a value, write it on a line of its own: z = w*x",
    zh="这里不能用“:”。要给一个值起名，请单独写一行：z = w*x",
)
UNCLOSED = Text(en="This bracket is never closed.", zh="这个括号没有配对的右括号。")
UNOPENED = Text(en="This bracket was never opened.", zh="这个括号没有配对的左括号。")
ATTRIBUTE = Text(
    en="'.{name}' is not allowed: nothing can follow a dot but T, and that only after a matrix.",
    zh="不允许写“.{name}”：点号后面只能是 T（转置），而且只能用在矩阵后面。",
)
NO_EQUALS = Text(
    en="This line gives its value no name. Write for example: L = {line}",
    zh="这一行没有给结果起名。可以这样写：L = {line}",
)
ASSIGN_TO_EXPRESSION = Text(
    en="Only a name can stand to the left of '='; '{left}' is an expression.",
    zh="等号左边只能是一个变量名，而“{left}”是表达式。",
)
AUGMENTED = Text(
    en="Write the sum out: {name} = {name} {sign} ...",
    zh="请把式子写全：{name} = {name} {sign} ……",
)
TWO_EQUALS = Text(
    en="There is a second '=' in this line. Write one assignment a line.",
    zh="这一行有第二个等号。每行只写一个赋值。",
)
VERSION_ASSIGNED = Text(
    en="{name} is how byhand calls a later value of a variable; assign to the plain name.",
    zh="{name} 是 byhand 对变量后来取值的叫法；赋值时请写不带撇号的名字。",
)
EXPECTED_VALUE = Text(
    en="Here a number, a name or a bracket is missing{before}.",
    zh="这里缺少一个数、变量名或括号{before}。",
)
BEFORE = Text(en=" before '{token}'", zh="（在“{token}”之前）")
MISSING_OPERATOR = Text(
    en="Between '{left}' and '{right}' an operator is missing. For a product write {left}*{right}.",
    zh="“{left}”和“{right}”之间缺少运算符。若是乘积，请写 {left}*{right}。",
)
CHAINED_RELATION = Text(
    en="Comparisons cannot be chained. Compare two values at a time.",
    zh="比较不能连写，每次只比较两个值。",
)
UNKNOWN_FUNCTION = Text(
    en="I don't know the function '{name}'.{hint}",
    zh="没有名为“{name}”的函数。{hint}",
)
SUGGESTION = Text(en=" Did you mean '{name}'?", zh="是不是想写“{name}”？")
PRODUCT_HINT = Text(en=" For a product write {name}*( ... ).", zh="若是乘积，请写 {name}*( …… )。")
ARGUMENT_COUNT = Text(
    en="'{name}' takes {wanted}, and here are {given}.",
    zh="“{name}”需要{wanted}，这里给了 {given} 个。",
)
ARGUMENTS = Text(en="{n} argument(s)", zh=" {n} 个参数")
ARGUMENTS_AT_LEAST = Text(en="at least {n} arguments", zh="至少 {n} 个参数")
UNKNOWN_SETTING = Text(
    en="'{name}' has no setting '{key}'.{hint}",
    zh="“{name}”没有名为“{key}”的设置。{hint}",
)
SETTINGS_ARE = Text(en=" It has: {names}.", zh="它的设置有：{names}。")
SETTING_TWICE = Text(en="The setting '{key}' is given twice.", zh="设置“{key}”给了两次。")
SETTING_NOT_CONSTANT = Text(
    en="The setting '{key}' must be a number.", zh="设置“{key}”必须是一个数。"
)
POSITIONAL_AFTER_SETTING = Text(
    en="An argument without a name cannot follow one with a name.",
    zh="带名字的设置后面不能再跟不带名字的参数。",
)
EXPONENT_TOO_LARGE = Text(
    en="This exponent is too large; {limit} is the limit.",
    zh="指数太大，上限为 {limit}。",
)
NUMBER_TOO_LONG = Text(
    en="This number has too many digits or too large an exponent.",
    zh="这个数位数太多或指数太大。",
)

# Names and values ----------------------------------------------------------------------------

UNKNOWN_NAME = Text(
    en="The program has no variable '{name}'.{hint}",
    zh="程序里没有变量“{name}”。{hint}",
)
MISSING_VALUE = Text(
    en="'{name}' has no value. Give it one, for example --at {name}=0.5{hint}",
    zh="“{name}”没有给值。请给它一个值，例如 --at {name}=0.5{hint}",
)
VALUE_FOR_ASSIGNED = Text(
    en="'{name}' is computed by the program, so it cannot be given a value too.",
    zh="“{name}”由程序算出，不能再另外给值。",
)
VALUE_NOT_FINITE = Text(
    en="The value of '{name}' is {value}; a finite number is needed.",
    zh="“{name}”的值是 {value}，而这里需要有限的数。",
)
VALUE_NOT_NUMBER = Text(
    en="The value of '{name}' is not a number: {value}",
    zh="“{name}”的值不是数：{value}",
)
ARRAY_TOO_LARGE = Text(
    en="The value of '{name}' has {size:,} entries; {limit:,} are the limit.",
    zh="“{name}”的值有 {size:,} 个元素，上限为 {limit:,}。",
)
UNDEFINED = Text(
    en="Line {line} has no value: in {what} {reason}{where}.",
    zh="第 {line} 行算不出值：{what} {reason}{where}。",
)
WITH_VALUES = Text(en=" ({values})", zh="（{values}）")
OVERFLOW = Text(en="the result is not a finite number", zh="的结果不是有限的数")
SLOPE_UNDEFINED = Text(
    en="Line {line} has no derivative here: ∂{of}/∂{wrt} of {what} is not a finite number{where}.",
    zh="第 {line} 行在此处没有导数：{what} 的 ∂{of}/∂{wrt} 不是有限的数{where}。",
)
NOT_RATIONAL = Text(
    en="Line {line}: {what} is not a rational number, so --exact cannot be used here.",
    zh="第 {line} 行：{what} 不是有理数，不能使用 --exact。",
)
NO_GRADIENT = Text(
    en="The gradient of '{name}' was not computed: it is not among the variables asked for, "
    "nor on a path from them to {of}.",
    zh="没有计算“{name}”的梯度：它不在所求变量之中，也不在这些变量通往 {of} 的路径上。",
)
NO_VALUES = Text(
    en="There are no values: this derivation has symbols only. Give values with --at w=2,x=3 "
    "(in Python: at={{...}}).",
    zh="没有数值：这份推导只用了符号。请用 --at w=2,x=3 给出数值（在 Python 中写 at={{...}}）。",
)
WRT_IS_CONSTANT = Text(
    en="'{name}' is declared a constant, so no gradient can be asked for it.",
    zh="“{name}”已声明为常量，不能对它求梯度。",
)
NO_POINT = Text(
    en="I found no point at which '{of}' and its derivatives exist, so nothing could be proved. "
    "Give values with --at.",
    zh="没有找到使“{of}”及其导数存在的点，无法验证。请用 --at 给出数值。",
)
PROOF_FAILED = Text(
    en="The derivation failed its own proof: for ∂{of}/∂{name} one way gives {found:.12g} and "
    "another {expected:.12g}. Float64 may have lost its digits here (try --exact); otherwise this "
    "is a mistake of byhand, and nothing was written.",
    zh="推导没有通过自身的检验：∂{of}/∂{name} 一种算法得 {found:.12g}，另一种得 {expected:.12g}。"
    "可能是双精度在此处丢失了有效数字（可试 --exact）；否则就是 byhand 的错误。没有写出任何文件。",
)
VALUE_FAILED = Text(
    en="Float64 loses the digits of '{name}': it gives {found:.12g}, and with more digits it is "
    "{expected:.12g}. Try --exact. Nothing was written.",
    zh="双精度丢失了“{name}”的有效数字：得 {found:.12g}，而用更多位数应为 {expected:.12g}。"
    "可试 --exact。没有写出任何文件。",
)
STEP_MISSING = Text(
    en="The derivation failed its own proof: a step for '{name}' is missing. This is a mistake of "
    "byhand, and nothing was written.",
    zh="推导没有通过自身的检验：缺少关于“{name}”的一步。这是 byhand 的错误，没有写出任何文件。",
)
NOTHING_TO_CHECK = Text(
    en="There is nothing to check: none of the variables asked for is an input with a value.",
    zh="没有可检查的内容：所求变量中没有给了值的输入。",
)
WRT_EMPTY = Text(
    en="No variable to differentiate by is named. Write for example --wrt w,b",
    zh="没有写出要对哪些变量求导。例如：--wrt w,b",
)
VALUE_TWICE = Text(en="'{name}' is given two values.", zh="“{name}”给了两个值。")
NO_PATH = Text(en="There is no path through {names}.", zh="没有经过 {names} 的路径。")

# Files ---------------------------------------------------------------------------------------

FILE_MISSING = Text(en="There is no file {path}.", zh="找不到文件 {path}。")
FILE_TOO_LARGE = Text(
    en="{path} has {size:,} bytes; {limit:,} are the limit.",
    zh="{path} 有 {size:,} 字节，上限为 {limit:,}。",
)
FILE_NOT_TEXT = Text(en="{path} is not a text file in UTF-8.", zh="{path} 不是 UTF-8 文本文件。")
FILE_OUTSIDE = Text(
    en="{path} lies outside the folder of the problem file; only files beside it are read.",
    zh="{path} 在题目文件所在的文件夹之外；只读取同一文件夹内的文件。",
)
FILE_KIND = Text(
    en="I can read values from {kinds} files, not from {path}.",
    zh="只能从 {kinds} 文件读取数值，不能读取 {path}。",
)
FILE_UNREADABLE = Text(en="I can't read {path}: {reason}", zh="无法读取 {path}：{reason}")
FILE_UNWRITABLE = Text(en="I can't write {path}: {reason}", zh="无法写入 {path}：{reason}")
VALUE_NOT_IN_FILE = Text(en="{path} holds no value for '{name}'.", zh="{path} 里没有“{name}”的值。")
TOML_BAD = Text(en="{path} is not valid TOML: {reason}", zh="{path} 不是有效的 TOML:{reason}")
PROBLEM_KEY = Text(
    en="{path} has an entry '{key}' that problem files don't know.{hint}",
    zh="{path} 里的“{key}”不是题目文件的条目。{hint}",
)
PROBLEM_TYPE = Text(
    en="In {path}, '{key}' must be {wanted}.",
    zh="{path} 中的“{key}”必须是{wanted}。",
)
A_STRING = Text(en="a text", zh="一段文字")
A_TITLE = Text(
    en="a text, or a table with the entries en and zh", zh="一段文字，或含 en 和 zh 两项的表"
)
A_LIST = Text(en="a list of names", zh="由变量名组成的列表")
A_TABLE = Text(en="a table of values, or the path of a file", zh="一张数值表，或一个文件路径")
A_SWITCH = Text(en="true or false", zh=" true 或 false")
A_MARK = Text(en="a number from 0 to {most}", zh=" 0 到 {most} 之间的数")
PROGRAM_MISSING = Text(
    en='{path} has no program. Add for example: program = "L = (w*x - y)^2"',
    zh='{path} 里没有程序。请加上，例如：program = "L = (w*x - y)^2"',
)
AT_SYNTAX = Text(
    en="I can't read '{part}' as a value. Write for example: --at w=2,x=-1",
    zh="无法把“{part}”读作取值。可以这样写：--at w=2,x=-1",
)
FORMAT_UNKNOWN = Text(
    en="I don't know the format '{name}'. There are: {known}.",
    zh="没有“{name}”这种格式。可用的有：{known}。",
)
NOTHING_GIVEN = Text(
    en="Give a problem file, or a program after -e. Try: {example}",
    zh="请给出题目文件，或在 -e 后写程序。例如：{example}",
)
TWO_SOURCES = Text(
    en="Give either a problem file or a program after -e, not both.",
    zh="题目文件和 -e 程序只能给一个。",
)
UNKNOWN_CHOICE = Text(
    en="I don't know the {what} '{name}'. There are: {known}.",
    zh="没有名为“{name}”的{what}。可用的有：{known}。",
)
NOT_SINGLE = Text(
    en="Line {line}: {what} leaves the range of float32.",
    zh="第 {line} 行：{what} 超出 float32 的范围。",
)
NO_COMPLEX_STEP = Text(
    en="Line {line}: the complex step does not pass through {what}, which is computed for real "
    "numbers only. Use the method central, or auto.",
    zh="第 {line} 行：{what} 只能用实数计算，复数步长法行不通。请改用 central 或 auto。",
)
