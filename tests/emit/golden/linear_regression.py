import numpy as np


def f(X, w, b, y):
    f_ = X @ w  # N
    f_ += b  # N
    r = np.subtract(f_, y, out=f_)  # N
    v2 = r ** 2  # N
    L = v2.mean()
    dL_dr = np.multiply(r, 1 / v2.size * 2, out=r)  # ∂L/∂r = 2 · ∂L/∂v₂ ⊙ r  N
    dL_db = dL_dr.sum()  # ∂L/∂b = sum(∂L/∂f)
    dL_dw = X.T @ dL_dr  # ∂L/∂w = Xᵀ ∂L/∂f  D
    return L, {"w": dL_dw, "b": dL_db}
