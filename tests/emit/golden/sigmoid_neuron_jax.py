import jax
import jax.numpy as jnp


def forward(w, x, b, y):
    z = w * x + b
    a = jax.nn.sigmoid(z)
    L = (a - y) ** 2
    return L


def gradients(w, x, b, y):
    z = w * x + b
    a = jax.nn.sigmoid(z)
    dL_dv2 = 2 * (a - y)  # ∂L/∂v₂ = 2v₂
    dL_dz = dL_dv2 * a * (1 - a)  # ∂L/∂z = ∂L/∂a · a(1 − a)
    dL_dx = dL_dz * w  # ∂L/∂x = ∂L/∂v₁ · w
    dL_dw = dL_dz * x  # ∂L/∂w = ∂L/∂v₁ · x
    return {"w": dL_dw, "x": dL_dx, "b": dL_dz}


def check():
    """Print both gradients where they differ most; 1 if they differ anywhere, else 0."""
    jax.config.update("jax_enable_x64", True)
    given = {
        "w": jnp.array(2.0, dtype=jnp.float64),
        "x": jnp.array(-1.0, dtype=jnp.float64),
        "b": jnp.array(0.5, dtype=jnp.float64),
        "y": jnp.array(1.0, dtype=jnp.float64),
    }
    wanted = {"w": "w", "x": "x", "b": "b"}
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
