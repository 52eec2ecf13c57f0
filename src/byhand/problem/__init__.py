"""THE TASK: a problem file, read safely."""

from byhand.problem.files import read_text as read_text
from byhand.problem.problem import Problem as Problem
from byhand.problem.problem import load as load
