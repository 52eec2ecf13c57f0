import numpy as np


def f(U, x1, W, h0, b, x2, x3, V, y):
    h1 = U @ x1  # H
    v2 = W @ h0  # H
    h1 += v2  # H
    h1 += b  # H
    np.tanh(h1, out=h1)  # H
    h2 = U @ x2  # H
    v6 = W @ h1  # H
    h2 += v6  # H
    h2 += b  # H
    np.tanh(h2, out=h2)  # H
    h3 = U @ x3  # H
    v10 = W @ h2  # H
    h3 += v10  # H
    h3 += b  # H
    np.tanh(h3, out=h3)  # H
    f_ = V @ h3
    v13 = f_ - y
    L = v13 ** 2 / 2
    dL_dv13 = 1 * v13  # ∂L/∂v₁₃ = ∂L/∂v₁₄ · 2v₁₃
    dL_dV = dL_dv13 * h3  # ∂L/∂V = ∂L/∂f · h₃  H
    dL_dh3 = dL_dv13 * V  # ∂L/∂h₃ = ∂L/∂f · V  H
    dL_dv12 = np.multiply(dL_dh3, 1 - h3 ** 2, out=dL_dh3)  # ∂L/∂v₁₂ = ∂L/∂h₃ ⊙ (1 − h₃^⊙2)  H
    dL_dh2 = W.T @ dL_dv12  # ∂L/∂h₂ = Wᵀ ∂L/∂v₁₂  H
    dL_dv8 = np.multiply(dL_dh2, 1 - h2 ** 2, out=dL_dh2)  # ∂L/∂v₈ = ∂L/∂h₂ ⊙ (1 − h₂^⊙2)  H
    dL_dh1 = W.T @ dL_dv8  # ∂L/∂h₁ = Wᵀ ∂L/∂v₈  H
    dL_dv4 = np.multiply(dL_dh1, 1 - h1 ** 2, out=dL_dh1)  # ∂L/∂v₄ = ∂L/∂h₁ ⊙ (1 − h₁^⊙2)  H
    dL_db = dL_dv4 + dL_dv8 + dL_dv12  # ∂L/∂b = ∂L/∂v₄ + ∂L/∂v₈ + ∂L/∂v₁₂  H
    dL_dW = np.outer(dL_dv4, h0) + np.outer(dL_dv8, h1) + np.outer(dL_dv12, h2)  # H × H
    dL_dU = np.outer(dL_dv4, x1) + np.outer(dL_dv8, x2) + np.outer(dL_dv12, x3)  # H × D
    return L, {"U": dL_dU, "W": dL_dW, "b": dL_db, "V": dL_dV}
