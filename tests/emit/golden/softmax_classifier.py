import numpy as np


def softmax(x, axis):
    """exp x / Σ exp x, shifted by the largest entry."""
    x = np.asarray(x)
    weights = np.exp(x - x.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def f(X, W, b, Y):
    Z = X @ W  # N × C
    Z += b  # N × C
    P = softmax(Z, axis=-1)  # N × C
    v2 = np.log(P)  # N × C
    L = -(Y * v2).sum() / Y.shape[0]
    dL_dZ = (P - Y) / X.shape[0]  # ∂L/∂Z = P ⊙ (∂L/∂P − sum₁(∂L/∂P ⊙ P))  N × C
    dL_db = dL_dZ.sum(axis=0)  # ∂L/∂b = sum₀(∂L/∂Z)  C
    dL_dW = X.T @ dL_dZ  # ∂L/∂W = Xᵀ ∂L/∂Z  D × C
    return L, {"W": dL_dW, "b": dL_db}
