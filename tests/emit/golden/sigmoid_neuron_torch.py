import torch


def forward(w, x, b, y):
    z = w * x + b
    a = torch.sigmoid(z)
    L = (a - y) ** 2
    return L


def gradients(w, x, b, y):
    z = w * x + b
    a = torch.sigmoid(z)
    dL_dv2 = 2 * (a - y)  # ∂L/∂v₂ = 2v₂
    dL_dz = dL_dv2 * a * (1 - a)  # ∂L/∂z = ∂L/∂a · a(1 − a)
    dL_dx = dL_dz * w  # ∂L/∂x = ∂L/∂v₁ · w
    dL_dw = dL_dz * x  # ∂L/∂w = ∂L/∂v₁ · x
    return {"w": dL_dw, "x": dL_dx, "b": dL_dz}


def check():
    """Print both gradients where they differ most; 1 if they differ anywhere, else 0."""
    torch.set_default_dtype(torch.float64)
    given = {
        "w": torch.tensor(2.0, dtype=torch.float64),
        "x": torch.tensor(-1.0, dtype=torch.float64),
        "b": torch.tensor(0.5, dtype=torch.float64),
        "y": torch.tensor(1.0, dtype=torch.float64),
    }
    wanted = {"w": "w", "x": "x", "b": "b"}
    with torch.no_grad():
        ours = gradients(**given)
    leaves = [given[word].requires_grad_() for word in wanted.values()]
    value = forward(**given)
    found = torch.autograd.grad(value, leaves, allow_unused=True, materialize_grads=True)
    wrong = 0
    print("    name  by hand                 automatic               difference")
    for (name, word), automatic in zip(wanted.items(), found):
        hand = torch.broadcast_to(torch.asarray(ours[name]) + 0.0, given[word].shape)
        difference = abs(hand - automatic).reshape(-1)
        at = int(difference.argmax())
        one, other = float(hand.reshape(-1)[at]), float(automatic.reshape(-1)[at])
        agree = float(difference[at]) <= 1e-8 * max(1.0, abs(other))
        wrong += not agree
        print(f"{name:>8}  {one:<22.15g}  {other:<22.15g}  {float(difference[at]):.1e}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(check())
