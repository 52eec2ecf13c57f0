"""THE DRAWING: the computation graph, in the order written."""

from byhand.graph.build import build as build
from byhand.graph.graph import Edge as Edge
from byhand.graph.graph import Graph as Graph
from byhand.graph.graph import Node as Node
