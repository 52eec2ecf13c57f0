"""These import libraries that nobody needs to have."""

collect_ignore_glob = ["*_jax.py", "*_torch.py"]
