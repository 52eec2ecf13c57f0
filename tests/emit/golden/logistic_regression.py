import numpy as np


def sigmoid(x):
    t1 = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, t1) / (1 + t1)


def f(X, w, b, y):
    z = X @ w  # N
    z += b  # N
    a = sigmoid(z)  # N
    v3 = np.log(a)  # N
    v3 *= y  # N
    v7 = 1 - y  # N
    v6 = 1 - a  # N
    np.log(v6, out=v6)  # N
    v7 *= v6  # N
    L = -(v3 + v7).mean()
    dL_dz = (a - y) / y.size  # ∂L/∂z = ∂L/∂a ⊙ a ⊙ (1 − a)  N
    dL_db = dL_dz.sum()  # ∂L/∂b = sum(∂L/∂z)
    dL_dw = X.T @ dL_dz  # ∂L/∂w = Xᵀ ∂L/∂z  D
    return L, {"w": dL_dw, "b": dL_db}
