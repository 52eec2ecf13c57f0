"""Training a program: its samples, its cost, the loop, and the history that is kept."""
