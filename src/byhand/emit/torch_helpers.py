"""Functions that emitted PyTorch needs where `torch` has no word of its own."""

from __future__ import annotations

_ROWS = '''def as_rows(x, axis):
    """The axes of a reduction as one last axis, and what puts them back."""
    axes = tuple(range(x.ndim)) if axis is None else axis
    axes = [a % x.ndim for a in (axes if isinstance(axes, tuple) else (axes,))]
    order = [a for a in range(x.ndim) if a not in axes] + axes
    moved = x.permute(order)
    back = sorted(range(x.ndim), key=order.__getitem__)
    rows = moved.reshape(*moved.shape[: x.ndim - len(axes)], -1)
    return rows, lambda rows: rows.reshape(moved.shape).permute(back)'''

_OTHERS = '''def others(x, axis=None):
    """For every entry the product of the others; exact where an entry is 0."""
    rows, back = as_rows(x, axis)
    one = torch.ones_like(rows[..., :1])
    before = torch.cumprod(torch.cat([one, rows[..., :-1]], -1), -1)
    after = torch.cumprod(torch.cat([one, rows[..., 1:].flip(-1)], -1), -1).flip(-1)
    return back(before * after)'''

_FIRST = '''def first_{word}(x, axis=None):
    """1 at the first place where the {size} entry is reached, 0 elsewhere."""
    rows, back = as_rows(x, axis)
    place = rows.arg{word}(-1, keepdim=True)
    return back(torch.zeros_like(rows).scatter(-1, place, 1.0))'''

_CUMSUM = '''def cumsum(x, axis=0, reverse=False):
    """The running sum along an axis, from its start or from its end."""
    return x.flip(axis).cumsum(axis).flip(axis) if reverse else x.cumsum(axis)'''

_SCATTER = '''def scatter(values, shape, at):
    """Zeros of a shape, with values added at an index."""
    places = torch.arange(math.prod(shape)).reshape(shape)[at]
    values = torch.as_tensor(values).expand(places.shape).reshape(-1)
    zeros = torch.zeros(math.prod(shape), dtype=values.dtype)
    return zeros.index_add(0, places.reshape(-1), values).reshape(shape)'''

_PIECE = {
    "first": '''def first(s, like, axis=0):
    """As much of s from its start along an axis as another tensor is long."""
    return s.narrow(axis, 0, like.shape[axis])''',
    "last": '''def last(s, like, axis=0):
    """As much of s up to its end along an axis as another tensor is long."""
    return s.narrow(axis, s.shape[axis] - like.shape[axis], like.shape[axis])''',
    "place_first": '''def place_first(s, like, axis=0):
    """s at the start of an axis, zeros up to the length of another tensor."""
    rest = like.narrow(axis, s.shape[axis], like.shape[axis] - s.shape[axis])
    return torch.cat([s, torch.zeros_like(rest)], axis)''',
    "place_last": '''def place_last(s, like, axis=0):
    """s at the end of an axis, zeros up to the length of another tensor."""
    rest = like.narrow(axis, 0, like.shape[axis] - s.shape[axis])
    return torch.cat([torch.zeros_like(rest), s], axis)''',
}

_LOGITS = '''def bce_with_logits(z, y):
    """−mean(y log σ(z) + (1 − y) log(1 − σ(z))), so that nothing overflows."""
    return (z.clamp(min=0) - z * y + torch.log1p(torch.exp(-torch.abs(z)))).mean()'''

_FOUR = '''def four(x):
    """An image or a kernel with the axes in front that it leaves out."""
    return x.reshape((1,) * (4 - x.ndim) + tuple(x.shape))'''

_CONV = {
    "conv2d": '''def conv2d(x, K, stride=1, padding=0):
    """Σ over window and channels of image × kernel, for every window."""
    out = torch.nn.functional.conv2d(four(x), four(K), stride=stride, padding=padding)
    return out.reshape(out.shape[4 - x.ndim :])''',
    "conv2d_input": '''def conv2d_input(s, K, like, stride=1, padding=0):
    """Every value spread over its window of the image, weighted by the kernel."""
    value, kernel, image = four(s), four(K), four(like)
    parts = torch.einsum("nohw,ocij->nchwij", value, kernel)
    out = torch.nn.functional.pad(torch.zeros_like(image), (padding,) * 4)
    for i in range(kernel.shape[2]):
        for j in range(kernel.shape[3]):
            rows = slice(i, i + stride * value.shape[2], stride)
            columns = slice(j, j + stride * value.shape[3], stride)
            out[:, :, rows, columns] += parts[..., i, j]
    inside = slice(padding, -padding or None)
    return out[..., inside, inside].reshape(like.shape)''',
    "conv2d_weight": '''def conv2d_weight(s, x, like, stride=1, padding=0):
    """For every weight the sum over windows of value × the entry that it met there."""
    value, image, kernel = four(s), four(x), four(like)
    image = torch.nn.functional.pad(image, (padding,) * 4)
    seen = windows(image, *kernel.shape[2:], stride)
    seen = seen[:, :, : value.shape[2], : value.shape[3]]
    return torch.einsum("nohw,nchwij->ocij", value, seen).reshape(like.shape)''',
}

_WINDOWS = '''def windows(x, rows, columns, stride):
    """All windows over the last two axes: ... H W to ... rows columns (window)."""
    return x.unfold(-2, rows, stride).unfold(-2, columns, stride)'''

_POOLS = '''def pools(x, size, stride):
    """The entries of every pooling window, side by side on a last axis."""
    seen = windows(x, size, size, stride or size)
    return seen.reshape(*seen.shape[:-2], size * size)'''

_SPREAD = '''def spread_over(parts, shape, size, stride):
    """Values for every place of every window, added up in an image."""
    out = torch.zeros(shape, dtype=parts.dtype)
    for i in range(size):
        for j in range(size):
            rows = slice(i, i + stride * parts.shape[-3], stride)
            columns = slice(j, j + stride * parts.shape[-2], stride)
            out[..., rows, columns] += parts[..., i * size + j]
    return out'''

_POOL = {
    "maxpool2d": '''def maxpool2d(x, size, stride=None):
    """The largest entry of every window."""
    return pools(x, size, stride).amax(-1)''',
    "avgpool2d": '''def avgpool2d(x, size, stride=None):
    """The mean of every window."""
    return pools(x, size, stride).mean(-1)''',
    "max_unpool2d": '''def max_unpool2d(s, x, size, stride=None):
    """Every value put at the first largest entry of its window of x."""
    seen = pools(x, size, stride)
    parts = torch.zeros_like(seen).scatter(-1, seen.argmax(-1, keepdim=True), s[..., None])
    return spread_over(parts, x.shape, size, stride or size)''',
    "avg_unpool2d": '''def avg_unpool2d(s, like, size, stride=None):
    """Every value shared out equally over its window."""
    parts = (s / size**2)[..., None].expand(*s.shape, size * size)
    return spread_over(parts, like.shape, size, stride or size)''',
    "max_pick2d": '''def max_pick2d(s, x, size, stride=None):
    """For every window the entry of s where x is largest."""
    largest = pools(x, size, stride).argmax(-1, keepdim=True)
    return pools(s, size, stride).gather(-1, largest)[..., 0]''',
}

SOURCES: dict[str, str] = {
    "as_rows": _ROWS,
    "windows": _WINDOWS,
    "pools": _POOLS,
    "spread_over": _SPREAD,
    "four": _FOUR,
    "scatter": _SCATTER,
    "cumsum": _CUMSUM,
    "bce_with_logits": _LOGITS,
    "others": _OTHERS,
    "first_max": _FIRST.format(word="max", size="largest"),
    "first_min": _FIRST.format(word="min", size="smallest"),
    **_PIECE,
    **_CONV,
    **_POOL,
}
