"""Activations, losses and initialisers: what is said of them, computed and shown."""
