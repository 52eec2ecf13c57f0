"""Optimizers: `bh.optim.Adam(lr=0.1).start(params).step(grads)` moves arrays in place.

Names, arguments and defaults are those of `torch.optim`; other published conventions are named
options (`eps_inside=True`). `make("adam", lr=0.1)` finds an optimizer by its name, `rule(...)`
makes one from lines in byhand's language. A learning rate may be a schedule:

>>> import numpy as np
>>> params = {"w": np.array([1.0, -2.0])}
>>> opt = Adam(lr=warm_up(0.1, total_iters=4).then(cosine(0.1, T_max=50), at=4), clip_norm=1.0)
>>> stepper = opt.start(params)
>>> stepper.step({"w": 2*params["w"]})
>>> np.round(params["w"], 4).tolist(), stepper.t, sorted(stepper.state)
([0.9667, -1.9667], 1, ['t', 'w.m', 'w.v'])

`Adam().formulas`, `.latex` and `rules("adam")` say the rule on paper, `bh.step` works steps out.
`start(params, stepper.state)` goes on to the same numbers, `stepper.source` is the NumPy that runs,
and `pack(params)` lays many small arrays one behind the other, so that a step copies none of them.
"""

from __future__ import annotations

from byhand.training.optimizers.adaptive import Adam as Adam
from byhand.training.optimizers.adaptive import Adamax as Adamax
from byhand.training.optimizers.adaptive import AdamW as AdamW
from byhand.training.optimizers.adaptive import Lion as Lion
from byhand.training.optimizers.adaptive import NAdam as NAdam
from byhand.training.optimizers.adaptive import RAdam as RAdam
from byhand.training.optimizers.book import rules as rules
from byhand.training.optimizers.groups import pack as pack
from byhand.training.optimizers.named import ALIASES as ALIASES
from byhand.training.optimizers.named import RULES as RULES
from byhand.training.optimizers.named import make as make
from byhand.training.optimizers.optimizer import Optimizer as Optimizer
from byhand.training.optimizers.own import rule as rule
from byhand.training.optimizers.rule import Line as Line
from byhand.training.optimizers.rule import Rule as Rule
from byhand.training.optimizers.schedules import SCHEDULES as SCHEDULES
from byhand.training.optimizers.schedules import Schedule as Schedule
from byhand.training.optimizers.schedules import constant as constant
from byhand.training.optimizers.schedules import cosine as cosine
from byhand.training.optimizers.schedules import exponential as exponential
from byhand.training.optimizers.schedules import step as step
from byhand.training.optimizers.schedules import warm_up as warm_up
from byhand.training.optimizers.stepper import Stepper as Stepper
from byhand.training.optimizers.table import SGD as SGD
from byhand.training.optimizers.table import Adadelta as Adadelta
from byhand.training.optimizers.table import Adagrad as Adagrad
from byhand.training.optimizers.table import RMSprop as RMSprop
