import torch


def windows(x, rows, columns, stride):
    """All windows over the last two axes: ... H W to ... rows columns (window)."""
    return x.unfold(-2, rows, stride).unfold(-2, columns, stride)


def spread_over(parts, shape, size, stride):
    """Values for every place of every window, added up in an image."""
    out = torch.zeros(shape, dtype=parts.dtype)
    for i in range(size):
        for j in range(size):
            rows = slice(i, i + stride * parts.shape[-3], stride)
            columns = slice(j, j + stride * parts.shape[-2], stride)
            out[..., rows, columns] += parts[..., i * size + j]
    return out


def pools(x, size, stride):
    """The entries of every pooling window, side by side on a last axis."""
    seen = windows(x, size, size, stride or size)
    return seen.reshape(*seen.shape[:-2], size * size)


def four(x):
    """An image or a kernel with the axes in front that it leaves out."""
    return x.reshape((1,) * (4 - x.ndim) + tuple(x.shape))


def conv2d_weight(s, x, like, stride=1, padding=0):
    """For every weight the sum over windows of value × the entry that it met there."""
    value, image, kernel = four(s), four(x), four(like)
    image = torch.nn.functional.pad(image, (padding,) * 4)
    seen = windows(image, *kernel.shape[2:], stride)
    seen = seen[:, :, : value.shape[2], : value.shape[3]]
    return torch.einsum("nohw,nchwij->ocij", value, seen).reshape(like.shape)


def max_unpool2d(s, x, size, stride=None):
    """Every value put at the first largest entry of its window of x."""
    seen = pools(x, size, stride)
    parts = torch.zeros_like(seen).scatter(-1, seen.argmax(-1, keepdim=True), s[..., None])
    return spread_over(parts, x.shape, size, stride or size)


def maxpool2d(x, size, stride=None):
    """The largest entry of every window."""
    return pools(x, size, stride).amax(-1)


def conv2d(x, K, stride=1, padding=0):
    """Σ over window and channels of image × kernel, for every window."""
    out = torch.nn.functional.conv2d(four(x), four(K), stride=stride, padding=padding)
    return out.reshape(out.shape[4 - x.ndim :])


def forward(X, K, c, W, y):
    C = conv2d(X, K) + c  # 4 × 4
    A = torch.relu(C)  # 4 × 4
    M = maxpool2d(A, size=2)  # 2 × 2
    v = M.reshape((4,))  # 4
    s = v @ W  # 2
    p = torch.softmax(s, dim=-1)  # 2
    L = -(y * torch.log(p)).sum()
    return L


def gradients(X, K, c, W, y):
    C = conv2d(X, K) + c
    A = torch.relu(C)
    M = maxpool2d(A, size=2)
    v = M.reshape((4,))
    s = v @ W
    p = torch.softmax(s, dim=-1)
    dL_ds = p - y  # ∂L/∂s = p(∂L/∂p − sum[-1](∂L/∂p · p))
    dL_dW = torch.outer(v, dL_ds)  # ∂L/∂W = outer(v, ∂L/∂s)
    dL_dv = W @ dL_ds  # ∂L/∂v = W ∂L/∂s
    dL_dM = dL_dv.reshape(M.shape)  # ∂L/∂M = reshape(∂L/∂v, M)
    dL_dA = max_unpool2d(dL_dM, A, size=2)  # ∂L/∂A = unpool₂(∂L/∂M, A)
    dL_dC = torch.where(A > 0, dL_dA, 0)  # ∂L/∂C = ∂L/∂A · 𝟙[C > 0]
    dL_dc = dL_dC.sum()  # ∂L/∂c = sum(∂L/∂C)
    dL_dK = conv2d_weight(dL_dC, X, K)  # ∂L/∂K = corr(∂L/∂C, X, K)
    return {"K": dL_dK, "c": dL_dc, "W": dL_dW}


def check():
    """Print both gradients where they differ most; 1 if they differ anywhere, else 0."""
    torch.set_default_dtype(torch.float64)
    given = {
        "X": torch.tensor([[1.0, 0.0, 2.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.0, 2.0], [2.0, 1.0, 0.0, 1.0, 1.0], [0.0, 2.0, 1.0, 0.0, 1.0], [1.0, 0.0, 1.0, 2.0, 0.0]], dtype=torch.float64),
        "K": torch.tensor([[0.5, -0.5], [-0.25, 1.0]], dtype=torch.float64),
        "c": torch.tensor(-0.2, dtype=torch.float64),
        "W": torch.tensor([[0.2, -0.1], [0.1, 0.3], [-0.3, 0.2], [0.4, 0.1]], dtype=torch.float64),
        "y": torch.tensor([0.0, 1.0], dtype=torch.float64),
    }
    wanted = {"K": "K", "c": "c", "W": "W"}
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
