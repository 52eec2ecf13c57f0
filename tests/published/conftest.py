"""The script imports PyTorch, which the tests do without."""

collect_ignore = ["record_initialisers.py"]
