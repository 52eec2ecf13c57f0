"""Initialisers, properties of activations and losses, and how networks learn."""
