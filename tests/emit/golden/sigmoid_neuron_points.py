import numpy as np

BLOCK = 16384  # points at a time: what is in use stays in the cache


def block(w, x, b, y, L, dL_db, dL_dw, t):
    t1, t2, t3 = t[:, :len(L)]
    np.multiply(w, x, out=t1)  # v₁ = w·x
    np.add(t1, b, out=t1)  # z = v₁ + b
    np.negative(t1, out=t1)
    np.exp(t1, out=t1)
    np.add(1.0, t1, out=t1)
    np.divide(1.0, t1, out=t1)  # a = σ(z)
    np.subtract(t1, y, out=t2)  # v₂ = a − y
    np.multiply(t2, t2, out=L)  # L = v₂²
    np.multiply(2.0, t2, out=t2)  # ∂L/∂v₂ = 2v₂
    np.subtract(1.0, t1, out=t3)
    np.multiply(t1, t3, out=t3)
    np.multiply(t2, t3, out=dL_db)  # ∂L/∂z = ∂L/∂a · a(1 − a)
    np.multiply(dL_db, x, out=dL_dw)  # ∂L/∂w = ∂L/∂v₁ · x


def f(w, x, b, y):
    n = len(x)
    L, dL_db, dL_dw = np.empty((3, n), x.dtype)
    t = np.empty((3, min(n, BLOCK)), x.dtype)
    with np.errstate(all="ignore"):  # a point without a value gives nan or inf
        for i in range(0, n, BLOCK):
            at = slice(i, i + BLOCK)
            block(w, x[at], b, y[at], L[at], dL_db[at], dL_dw[at], t)
    return L, {"w": dL_dw, "b": dL_db}
