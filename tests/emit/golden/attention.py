import numpy as np


def softmax(x, axis):
    """exp x / Σ exp x, shifted by the largest entry."""
    x = np.asarray(x)
    weights = np.exp(x - x.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def f(Q, K, V, T):
    v1 = K.T  # D × M
    S = Q @ v1  # N × M
    S /= np.sqrt(2)  # N × M
    P = softmax(S, axis=1)  # N × M
    A = P @ V  # N × E
    v3 = np.subtract(A, T, out=A)  # N × E
    L = (v3 ** 2).sum() / 2
    dL_dV = P.T @ v3  # ∂L/∂V = Pᵀ ∂L/∂A  M × E
    dL_dP = v3 @ V.T  # ∂L/∂P = ∂L/∂A Vᵀ  N × M
    dL_dS = P * (dL_dP - (dL_dP * P).sum(axis=1, keepdims=True))  # N × M
    dL_dv2 = np.divide(dL_dS, np.sqrt(2), out=dL_dS)  # ∂L/∂v₂ = 1/√2 · ∂L/∂S  N × M
    dL_dK = (Q.T @ dL_dv2).T  # ∂L/∂K = (∂L/∂v₁)ᵀ  M × D
    dL_dQ = dL_dv2 @ v1.T  # ∂L/∂Q = ∂L/∂v₂ v₁ᵀ  N × D
    return L, {"Q": dL_dQ, "K": dL_dK, "V": dL_dV}
