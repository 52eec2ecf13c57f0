import numpy as np


def softmax(x, axis):
    """exp x / Σ exp x, shifted by the largest entry."""
    x = np.asarray(x)
    weights = np.exp(x - x.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def f(X, W1, b1, W2, b2, Y):
    Z1 = X @ W1  # N × H
    Z1 += b1  # N × H
    A1 = np.maximum(Z1, 0, out=Z1)  # N × H
    Z2 = A1 @ W2  # N × C
    Z2 += b2  # N × C
    P = softmax(Z2, axis=-1)  # N × C
    v3 = np.log(P)  # N × C
    L = -(Y * v3).sum() / Y.shape[0]
    dL_dZ2 = (P - Y) / X.shape[0]  # ∂L/∂Z₂ = P ⊙ (∂L/∂P − sum₁(∂L/∂P ⊙ P))  N × C
    dL_db2 = dL_dZ2.sum(axis=0)  # ∂L/∂b₂ = sum₀(∂L/∂Z₂)  C
    dL_dW2 = A1.T @ dL_dZ2  # ∂L/∂W₂ = A₁ᵀ ∂L/∂Z₂  H × C
    dL_dA1 = dL_dZ2 @ W2.T  # ∂L/∂A₁ = ∂L/∂Z₂ W₂ᵀ  N × H
    dL_dZ1 = np.multiply(dL_dA1, A1 > 0, out=dL_dA1)  # ∂L/∂Z₁ = ∂L/∂A₁ ⊙ 𝟙[Z₁ > 0]  N × H
    dL_db1 = dL_dZ1.sum(axis=0)  # ∂L/∂b₁ = sum₀(∂L/∂Z₁)  H
    dL_dW1 = X.T @ dL_dZ1  # ∂L/∂W₁ = Xᵀ ∂L/∂Z₁  D × H
    return L, {"W1": dL_dW1, "b1": dL_db1, "W2": dL_dW2, "b2": dL_db2}
