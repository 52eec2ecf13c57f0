"""THE CATALOGUE: one entry per operation, data only."""

from byhand.ops.catalogue import CATALOGUE as CATALOGUE
from byhand.ops.catalogue import adding as adding
from byhand.ops.op import Need as Need
from byhand.ops.op import Op as Op
