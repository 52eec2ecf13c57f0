"""Curves over axes, as pictures that pages take; matplotlib lives here."""

from byhand.plots.plot import Contours as Contours
from byhand.plots.plot import Drawn as Drawn
from byhand.plots.plot import Line as Line
from byhand.plots.plot import Panel as Panel
from byhand.plots.plot import Plot as Plot
from byhand.plots.plot import maths as maths
