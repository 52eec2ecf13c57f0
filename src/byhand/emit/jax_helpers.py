"""Functions that emitted JAX needs where `jax.numpy` has no word of its own."""

from __future__ import annotations

_CUMSUM = '''def cumsum(x, axis=0, reverse=False):
    """The running sum along an axis, from its start or from its end."""
    if reverse:
        return np.flip(np.cumsum(np.flip(x, axis), axis=axis), axis)
    return np.cumsum(x, axis=axis)'''

_ROWS = '''def as_rows(x, axis):
    """The axes of a reduction as one last axis, and what puts them back."""
    axes = tuple(range(x.ndim)) if axis is None else axis
    axes = [a % x.ndim for a in (axes if isinstance(axes, tuple) else (axes,))]
    order = [a for a in range(x.ndim) if a not in axes] + axes
    moved = x.transpose(order)
    back = sorted(range(x.ndim), key=order.__getitem__)
    rows = moved.reshape(*moved.shape[: x.ndim - len(axes)], -1)
    return rows, lambda rows: rows.reshape(moved.shape).transpose(back)'''

_OTHERS = '''def others(x, axis=None):
    """For every entry the product of the others; exact where an entry is 0."""
    rows, back = as_rows(x, axis)
    one = np.ones_like(rows[..., :1])
    before = np.cumprod(np.concatenate([one, rows[..., :-1]], -1), axis=-1)
    after = np.cumprod(np.concatenate([one, rows[..., :0:-1]], -1), axis=-1)[..., ::-1]
    return back(before * after)'''

_FIRST = '''def first_{word}(x, axis=None):
    """1 at the first place where the {size} entry is reached, 0 elsewhere."""
    rows, back = as_rows(x, axis)
    return back(jax.nn.one_hot(rows.arg{word}(-1), rows.shape[-1], dtype=rows.dtype))'''

_PIECE = {
    "first": '''def first(s, like, axis=0):
    """As much of s from its start along an axis as another array is long."""
    return jax.lax.slice_in_dim(s, 0, like.shape[axis], axis=axis)''',
    "last": '''def last(s, like, axis=0):
    """As much of s up to its end along an axis as another array is long."""
    return jax.lax.slice_in_dim(s, s.shape[axis] - like.shape[axis], s.shape[axis], axis=axis)''',
    "place_first": '''def place_first(s, like, axis=0):
    """s at the start of an axis, zeros up to the length of another array."""
    room = [(0, 0)] * s.ndim
    room[axis] = (0, like.shape[axis] - s.shape[axis])
    return np.pad(s, room)''',
    "place_last": '''def place_last(s, like, axis=0):
    """s at the end of an axis, zeros up to the length of another array."""
    room = [(0, 0)] * s.ndim
    room[axis] = (like.shape[axis] - s.shape[axis], 0)
    return np.pad(s, room)''',
}

_LOSSES = {
    "bce_with_logits": '''def bce_with_logits(z, y):
    """−mean(y log σ(z) + (1 − y) log(1 − σ(z))), so that nothing overflows."""
    return np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))))''',
}

_FOUR = '''def four(x):
    """An image or a kernel with the axes in front that it leaves out."""
    return x.reshape((1,) * (4 - x.ndim) + x.shape)'''

_CONV = {
    "conv2d": '''def conv2d(x, K, stride=1, padding=0):
    """Σ over window and channels of image × kernel, for every window."""
    room = [(padding, padding)] * 2
    out = jax.lax.conv_general_dilated(four(x), four(K), (stride, stride), room)
    return out.reshape(out.shape[4 - x.ndim :])''',
    "conv2d_input": '''def conv2d_input(s, K, like, stride=1, padding=0):
    """Every value spread over its window of the image, weighted by the kernel."""
    value, kernel, image = four(s), four(K), four(like)
    parts = np.einsum("nohw,ocij->nchwij", value, kernel)
    out = np.pad(np.zeros(image.shape), [(0, 0), (0, 0)] + [(padding, padding)] * 2)
    for i in range(kernel.shape[2]):
        for j in range(kernel.shape[3]):
            rows = slice(i, i + stride * value.shape[2], stride)
            columns = slice(j, j + stride * value.shape[3], stride)
            out = out.at[:, :, rows, columns].add(parts[..., i, j])
    inside = slice(padding, -padding or None)
    return out[..., inside, inside].reshape(like.shape)''',
    "conv2d_weight": '''def conv2d_weight(s, x, like, stride=1, padding=0):
    """For every weight the sum over windows of value × the entry that it met there."""
    value, image, kernel = four(s), four(x), four(like)
    image = np.pad(image, [(0, 0), (0, 0)] + [(padding, padding)] * 2)
    seen = windows(image, *kernel.shape[2:], stride)
    seen = seen[:, :, : value.shape[2], : value.shape[3]]
    return np.einsum("nohw,nchwij->ocij", value, seen).reshape(like.shape)''',
}

_WINDOWS = '''def windows(x, rows, columns, stride):
    """All windows over the last two axes: ... H W to ... rows columns (window)."""
    down = np.arange(0, x.shape[-2] - rows + 1, stride)[:, None] + np.arange(rows)
    across = np.arange(0, x.shape[-1] - columns + 1, stride)[:, None] + np.arange(columns)
    return x[..., down[:, None, :, None], across[None, :, None, :]]'''

_POOLS = '''def pools(x, size, stride):
    """The entries of every pooling window, side by side on a last axis."""
    seen = windows(x, size, size, stride or size)
    return seen.reshape(*seen.shape[:-2], size * size)'''

_SPREAD = '''def spread_over(parts, shape, size, stride):
    """Values for every place of every window, added up in an image."""
    out = np.zeros(shape)
    for i in range(size):
        for j in range(size):
            rows = slice(i, i + stride * parts.shape[-3], stride)
            columns = slice(j, j + stride * parts.shape[-2], stride)
            out = out.at[..., rows, columns].add(parts[..., i * size + j])
    return out'''

_POOL = {
    "maxpool2d": '''def maxpool2d(x, size, stride=None):
    """The largest entry of every window."""
    return pools(x, size, stride).max(-1)''',
    "avgpool2d": '''def avgpool2d(x, size, stride=None):
    """The mean of every window."""
    return pools(x, size, stride).mean(-1)''',
    "max_unpool2d": '''def max_unpool2d(s, x, size, stride=None):
    """Every value put at the first largest entry of its window of x."""
    largest = jax.nn.one_hot(pools(x, size, stride).argmax(-1), size * size)
    return spread_over(s[..., None] * largest, x.shape, size, stride or size)''',
    "avg_unpool2d": '''def avg_unpool2d(s, like, size, stride=None):
    """Every value shared out equally over its window."""
    parts = np.repeat(s[..., None] / size**2, size * size, axis=-1)
    return spread_over(parts, like.shape, size, stride or size)''',
    "max_pick2d": '''def max_pick2d(s, x, size, stride=None):
    """For every window the entry of s where x is largest."""
    largest = pools(x, size, stride).argmax(-1)[..., None]
    return np.take_along_axis(pools(s, size, stride), largest, axis=-1)[..., 0]''',
}

SOURCES: dict[str, str] = {
    "as_rows": _ROWS,
    "windows": _WINDOWS,
    "pools": _POOLS,
    "spread_over": _SPREAD,
    "four": _FOUR,
    "cumsum": _CUMSUM,
    "others": _OTHERS,
    "first_max": _FIRST.format(word="max", size="largest"),
    "first_min": _FIRST.format(word="min", size="smallest"),
    **_PIECE,
    **_LOSSES,
    **_CONV,
    **_POOL,
}
