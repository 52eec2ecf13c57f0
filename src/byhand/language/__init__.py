"""WORDS OF MATHEMATICS: expressions, how they are read, and how they are written."""
