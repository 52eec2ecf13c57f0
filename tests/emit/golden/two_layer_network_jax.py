import jax
import jax.numpy as jnp


def forward(X, W1, b1, W2, b2, Y):
    Z1 = X @ W1 + b1  # 2 × 3
    A1 = jax.nn.relu(Z1)  # 2 × 3
    Z2 = A1 @ W2 + b2  # 2 × 2
    P = jax.nn.softmax(Z2)  # 2 × 2
    L = -(Y * jnp.log(P)).sum() / 2
    return L


def gradients(X, W1, b1, W2, b2, Y):
    Z1 = X @ W1 + b1
    A1 = jax.nn.relu(Z1)
    Z2 = A1 @ W2 + b2
    P = jax.nn.softmax(Z2)
    dL_dZ2 = (P - Y) / 2  # ∂L/∂Z₂ = P(∂L/∂P − sum[-1](∂L/∂P · P))
    dL_db2 = dL_dZ2.sum(axis=0)  # ∂L/∂b₂ = sum₀(∂L/∂Z₂)
    dL_dW2 = A1.T @ dL_dZ2  # ∂L/∂W₂ = A₁ᵀ ∂L/∂Z₂
    dL_dA1 = dL_dZ2 @ W2.T  # ∂L/∂A₁ = ∂L/∂Z₂ W₂ᵀ
    dL_dZ1 = jnp.where(A1 > 0, dL_dA1, 0)  # ∂L/∂Z₁ = ∂L/∂A₁ · 𝟙[Z₁ > 0]
    dL_db1 = dL_dZ1.sum(axis=0)  # ∂L/∂b₁ = sum₀(∂L/∂Z₁)
    dL_dW1 = X.T @ dL_dZ1  # ∂L/∂W₁ = Xᵀ ∂L/∂Z₁
    return {"W1": dL_dW1, "b1": dL_db1, "W2": dL_dW2, "b2": dL_db2}


def check():
    """Print both gradients where they differ most; 1 if they differ anywhere, else 0."""
    jax.config.update("jax_enable_x64", True)
    given = {
        "X": jnp.array([[1.0, 0.5], [-1.0, 2.0]], dtype=jnp.float64),
        "W1": jnp.array([[0.5, -0.4, 0.3], [0.2, 0.6, -0.5]], dtype=jnp.float64),
        "b1": jnp.array([0.2, -0.1, 0.2], dtype=jnp.float64),
        "W2": jnp.array([[0.3, -0.2], [0.5, 0.4], [-0.6, 0.1]], dtype=jnp.float64),
        "b2": jnp.array([0.0, 0.1], dtype=jnp.float64),
        "Y": jnp.array([[1.0, 0.0], [0.0, 1.0]], dtype=jnp.float64),
    }
    wanted = {"W1": "W1", "b1": "b1", "W2": "W2", "b2": "b2"}
    ours = gradients(**given)
    places = [list(given).index(word) for word in wanted.values()]
    found = jax.grad(forward, argnums=places)(*given.values())
    wrong = 0
    print("    name  by hand                 automatic               difference")
    for (name, word), automatic in zip(wanted.items(), found):
        hand = jnp.broadcast_to(jnp.asarray(ours[name]) + 0.0, given[word].shape)
        difference = abs(hand - automatic).reshape(-1)
        at = int(difference.argmax())
        one, other = float(hand.reshape(-1)[at]), float(automatic.reshape(-1)[at])
        agree = float(difference[at]) <= 1e-8 * max(1.0, abs(other))
        wrong += not agree
        print(f"{name:>8}  {one:<22.15g}  {other:<22.15g}  {float(difference[at]):.1e}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(check())
