import jax
import jax.numpy as jnp


def windows(x, rows, columns, stride):
    """All windows over the last two axes: ... H W to ... rows columns (window)."""
    down = jnp.arange(0, x.shape[-2] - rows + 1, stride)[:, None] + jnp.arange(rows)
    across = jnp.arange(0, x.shape[-1] - columns + 1, stride)[:, None] + jnp.arange(columns)
    return x[..., down[:, None, :, None], across[None, :, None, :]]


def spread_over(parts, shape, size, stride):
    """Values for every place of every window, added up in an image."""
    out = jnp.zeros(shape)
    for i in range(size):
        for j in range(size):
            rows = slice(i, i + stride * parts.shape[-3], stride)
            columns = slice(j, j + stride * parts.shape[-2], stride)
            out = out.at[..., rows, columns].add(parts[..., i * size + j])
    return out


def pools(x, size, stride):
    """The entries of every pooling window, side by side on a last axis."""
    seen = windows(x, size, size, stride or size)
    return seen.reshape(*seen.shape[:-2], size * size)


def four(x):
    """An image or a kernel with the axes in front that it leaves out."""
    return x.reshape((1,) * (4 - x.ndim) + x.shape)


def conv2d_weight(s, x, like, stride=1, padding=0):
    """For every weight the sum over windows of value × the entry that it met there."""
    value, image, kernel = four(s), four(x), four(like)
    image = jnp.pad(image, [(0, 0), (0, 0)] + [(padding, padding)] * 2)
    seen = windows(image, *kernel.shape[2:], stride)
    seen = seen[:, :, : value.shape[2], : value.shape[3]]
    return jnp.einsum("nohw,nchwij->ocij", value, seen).reshape(like.shape)


def max_unpool2d(s, x, size, stride=None):
    """Every value put at the first largest entry of its window of x."""
    largest = jax.nn.one_hot(pools(x, size, stride).argmax(-1), size * size)
    return spread_over(s[..., None] * largest, x.shape, size, stride or size)


def maxpool2d(x, size, stride=None):
    """The largest entry of every window."""
    return pools(x, size, stride).max(-1)


def conv2d(x, K, stride=1, padding=0):
    """Σ over window and channels of image × kernel, for every window."""
    room = [(padding, padding)] * 2
    out = jax.lax.conv_general_dilated(four(x), four(K), (stride, stride), room)
    return out.reshape(out.shape[4 - x.ndim :])


def forward(X, K, c, W, y):
    C = conv2d(X, K) + c  # 4 × 4
    A = jax.nn.relu(C)  # 4 × 4
    M = maxpool2d(A, size=2)  # 2 × 2
    v = M.reshape((4,))  # 4
    s = v @ W  # 2
    p = jax.nn.softmax(s)  # 2
    L = -(y * jnp.log(p)).sum()
    return L


def gradients(X, K, c, W, y):
    C = conv2d(X, K) + c
    A = jax.nn.relu(C)
    M = maxpool2d(A, size=2)
    v = M.reshape((4,))
    s = v @ W
    p = jax.nn.softmax(s)
    dL_ds = p - y  # ∂L/∂s = p(∂L/∂p − sum[-1](∂L/∂p · p))
    dL_dW = jnp.outer(v, dL_ds)  # ∂L/∂W = outer(v, ∂L/∂s)
    dL_dv = W @ dL_ds  # ∂L/∂v = W ∂L/∂s
    dL_dM = dL_dv.reshape(M.shape)  # ∂L/∂M = reshape(∂L/∂v, M)
    dL_dA = max_unpool2d(dL_dM, A, size=2)  # ∂L/∂A = unpool₂(∂L/∂M, A)
    dL_dC = jnp.where(A > 0, dL_dA, 0)  # ∂L/∂C = ∂L/∂A · 𝟙[C > 0]
    dL_dc = dL_dC.sum()  # ∂L/∂c = sum(∂L/∂C)
    dL_dK = conv2d_weight(dL_dC, X, K)  # ∂L/∂K = corr(∂L/∂C, X, K)
    return {"K": dL_dK, "c": dL_dc, "W": dL_dW}


def check():
    """Print both gradients where they differ most; 1 if they differ anywhere, else 0."""
    jax.config.update("jax_enable_x64", True)
    given = {
        "X": jnp.array([[1.0, 0.0, 2.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.0, 2.0], [2.0, 1.0, 0.0, 1.0, 1.0], [0.0, 2.0, 1.0, 0.0, 1.0], [1.0, 0.0, 1.0, 2.0, 0.0]], dtype=jnp.float64),
        "K": jnp.array([[0.5, -0.5], [-0.25, 1.0]], dtype=jnp.float64),
        "c": jnp.array(-0.2, dtype=jnp.float64),
        "W": jnp.array([[0.2, -0.1], [0.1, 0.3], [-0.3, 0.2], [0.4, 0.1]], dtype=jnp.float64),
        "y": jnp.array([0.0, 1.0], dtype=jnp.float64),
    }
    wanted = {"K": "K", "c": "c", "W": "W"}
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
