"""Initialisers: `bh.init.xavier_uniform_(W)` fills an array in place.

Names, arguments and defaults are those of `torch.nn.init`. Weight arrays are `(out, in)` as in
PyTorch unless `layout="in_out"` says that they stand in `X @ W`.

>>> import numpy as np
>>> W = xavier_uniform_(np.empty((64, 32)), generator=0, layout="in_out")
>>> xavier_uniform_.at(W.shape), bool(abs(W).max() <= 0.25)
({'low': -0.25, 'high': 0.25}, True)
"""

from __future__ import annotations

from byhand.training.fans import calculate_gain as calculate_gain
from byhand.training.fans import fans as fans
from byhand.training.initialisers import INITIALISERS as INITIALISERS
from byhand.training.initialisers import constant_ as constant_
from byhand.training.initialisers import kaiming_normal_ as kaiming_normal_
from byhand.training.initialisers import kaiming_uniform_ as kaiming_uniform_
from byhand.training.initialisers import lecun_normal_ as lecun_normal_
from byhand.training.initialisers import lecun_uniform_ as lecun_uniform_
from byhand.training.initialisers import normal_ as normal_
from byhand.training.initialisers import ones_ as ones_
from byhand.training.initialisers import orthogonal_ as orthogonal_
from byhand.training.initialisers import trunc_normal_ as trunc_normal_
from byhand.training.initialisers import uniform_ as uniform_
from byhand.training.initialisers import xavier_normal_ as xavier_normal_
from byhand.training.initialisers import xavier_uniform_ as xavier_uniform_
from byhand.training.initialisers import zeros_ as zeros_
