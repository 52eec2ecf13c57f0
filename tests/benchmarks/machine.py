"""Where and with what a run was made."""

from __future__ import annotations

import os
import platform
import sys
from importlib import import_module, util
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = ("byhand", "numpy", "sympy")
PEERS = ("micrograd", "autograd", "torch", "jax", "casadi", "symengine")


def machine() -> dict[str, Any]:
    """Processor, cores, system, Python, BLAS, and how busy the machine was."""
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": sys.version.split()[0],
        "blas": blas(),
        "load": [round(load, 2) for load in os.getloadavg()] if hasattr(os, "getloadavg") else [],
    }


def processor() -> str:
    """What the processor calls itself."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def blas() -> str:
    """The library of NumPy's matrix products, and its kernels where that can be told."""
    import numpy as np

    config: Any = np.show_config(mode="dicts")
    library = config["Build Dependencies"]["blas"]
    said = f"{library.get('name', 'unknown')} {library.get('version', '')}".strip()
    if util.find_spec("threadpoolctl") is None:
        return said
    pools = import_module("threadpoolctl").threadpool_info()
    kernels = sorted({pool["architecture"] for pool in pools if pool.get("architecture")})
    return said + "".join(f" ({kernel})" for kernel in kernels)


def versions() -> dict[str, str]:
    """Python, byhand, and all peers that are installed."""
    found = {"python": sys.version.split()[0]}
    for package in (*PACKAGES, *PEERS):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
