"""Varies pictures inside the graph, anew at every step: place and shape, width of strokes, closed loops, noise.

All of it is gathers and arithmetic that XLA fuses: on two cores 2.6 µs a picture, against 16 µs for
``ImageProjectiveTransformV3``, which XLA cannot compile.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.networks.spec import AugmentationSpec

_SIDE = 28
_GRID = 6  # bumps to a side of the elastic field: parts of about five pixels are pushed about together
_PADDED = _SIDE + 3  # one pixel of background before, two after: where bilinear sampling may look
_OFFSETS = (104_729, 224_737, 350_377, 479_909, 611_953)  # primes: from the dropouts' seeds, and from each other
_WIDEST_CLOSING = 3  # pixels; a pen of which loops of that size are left is as wide as a third of the digit


def settings_array(spec: AugmentationSpec) -> NDArray[np.float32]:
    """The settings as an argument of ``varied``: float32, shape (8,), angles in radians."""
    angle, slant = np.radians(spec.rotation), np.tan(np.radians(spec.shear))
    place = [angle, spec.shift, spec.zoom, slant, spec.elastic]
    return np.array([*place, spec.noise, spec.thickness, spec.closing], np.float32)


def varied(images: Any, settings: Any, seed: int, step: Any) -> Any:
    """Varies a batch of pictures; what comes out depends on the arguments alone.

    Rotation, shift, zoom, shear and thickness are drawn evenly from between minus and plus their settings. The
    elastic field is a sum of smooth bumps with normal heights, after Simard, Steinkraus and Platt: Best Practices for
    Convolutional Neural Networks (2003). Pixels are sampled bilinearly; the background is 0.

    Args:
        images: uint8 tensor, shape (n, 28, 28).
        settings: What ``settings_array`` returned, or a tensor of it.
        seed: The run's.
        step: int32 tensor, steps trained before.

    Returns:
        float32 tensor, shape (n, 28, 28), 0 to 255. With settings of 0 each value is what it was.
    """
    import tensorflow as tf

    count = tf.shape(images)[0]
    seeds = [tf.stack([seed + offset, step]) for offset in _OFFSETS]
    draws = tf.random.stateless_uniform([count, 5], seeds[0], -1.0, 1.0, alg="philox")
    angle, shear = draws[:, 0] * settings[0], draws[:, 4] * settings[3]
    zoom = 1.0 + draws[:, 3] * settings[2]
    right, down = (draws[:, axis, tf.newaxis, tf.newaxis] * settings[1] for axis in (1, 2))
    cosine, sine = tf.cos(angle) / zoom, tf.sin(angle) / zoom
    # From where each pixel is taken: the affine change about the centre, turned round.
    place = tf.range(_SIDE, dtype=tf.float32) - (_SIDE - 1) / 2
    x, y = place[tf.newaxis, tf.newaxis, :], place[tf.newaxis, :, tf.newaxis]
    from_x = _each(cosine) * x + _each(sine + shear * cosine) * y + (_SIDE - 1) / 2 - right
    from_y = _each(cosine - shear * sine) * y - _each(sine) * x + (_SIDE - 1) / 2 - down
    pushes = tf.cond(
        settings[4] > 0.0,
        lambda: settings[4] * _elastic_field(count, seeds[1]),
        lambda: tf.zeros([2, count, _SIDE, _SIDE]),
    )
    values = _sampled(images, from_x + pushes[0], from_y + pushes[1])
    values = tf.cond(settings[6] > 0.0, lambda: _thickened(values, settings[6], seeds[3]), lambda: values)
    values = tf.cond(settings[7] > 0.0, lambda: _closed(values, settings[7], seeds[4]), lambda: values)
    return tf.cond(settings[5] > 0.0, lambda: _noisy(values, settings[5], seeds[2]), lambda: values)


def _sampled(images: Any, x: Any, y: Any) -> Any:
    """Values at fractional places: float32, shape (n, 28, 28)."""
    import tensorflow as tf

    x, y = (tf.clip_by_value(places, -1.0, float(_SIDE)) for places in (x, y))
    left, top = tf.floor(x), tf.floor(y)
    right_share, bottom_share = x - left, y - top
    padded = tf.reshape(tf.pad(images, [[0, 0], [1, 2], [1, 2]]), [-1])
    first = (tf.range(tf.shape(images)[0]) * _PADDED**2)[:, tf.newaxis, tf.newaxis]
    corner = first + (tf.cast(top, tf.int32) + 1) * _PADDED + tf.cast(left, tf.int32) + 1

    def value(offset: int) -> Any:
        return tf.cast(tf.gather(padded, corner + offset), tf.float32)

    above = value(0) * (1.0 - right_share) + value(1) * right_share
    below = value(_PADDED) * (1.0 - right_share) + value(_PADDED + 1) * right_share
    return above * (1.0 - bottom_share) + below * bottom_share


def _elastic_field(count: Any, seed: Any) -> Any:
    """Smooth random pushes with a standard deviation of one pixel: float32, shape (2, count, 28, 28)."""
    import tensorflow as tf

    bumps = _bumps()
    heights = tf.random.stateless_normal([2 * count * _GRID, _GRID], seed, alg="philox")
    rows = tf.reshape(tf.matmul(heights, bumps, transpose_b=True), [2 * count, _GRID, _SIDE])
    columns = tf.reshape(tf.transpose(rows, [0, 2, 1]), [2 * count * _SIDE, _GRID])
    field = tf.reshape(tf.matmul(columns, bumps, transpose_b=True), [2, count, _SIDE, _SIDE])
    return tf.transpose(field, [0, 1, 3, 2])


def _bumps() -> NDArray[np.float32]:
    """Gaussian bumps along one side, float32 of shape (28, grid); the squares of each row add up to 1."""
    centres = np.linspace(0, _SIDE - 1, _GRID)
    width = centres[1] - centres[0]
    values = np.exp(-0.5 * ((np.arange(_SIDE)[:, np.newaxis] - centres) / width) ** 2)
    bumps: NDArray[np.float32] = (values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32)
    return bumps


def _thickened(values: Any, most: Any, seed: Any) -> Any:
    """Goes a share of the way to what is lightest, or darkest, among each pixel and the four beside it."""
    import tensorflow as tf

    share = _each(most * tf.random.stateless_uniform([tf.shape(values)[0]], seed, -1.0, 1.0, alg="philox"))
    framed = tf.pad(values, [[0, 0], [1, 1], [1, 1]])
    beside = [framed[:, 1:-1, :-2], framed[:, 1:-1, 2:], framed[:, :-2, 1:-1], framed[:, 2:, 1:-1]]
    thicker, thinner = values, values
    for neighbour in beside:
        thicker, thinner = tf.maximum(thicker, neighbour), tf.minimum(thinner, neighbour)
    return values + tf.abs(share) * (tf.where(share > 0.0, thicker, thinner) - values)


def _closed(values: Any, share: Any, seed: Any) -> Any:
    """Closes up gaps and loops in a share of the pictures: what a disc of 1, 2 or 3 pixels cannot reach is ink."""
    import tensorflow as tf

    drawn = _each(tf.random.stateless_uniform([tf.shape(values)[0]], seed, alg="philox"))
    dilated = tf.pad(values, [[0, 0], *[[_WIDEST_CLOSING] * 2] * 2])
    inner = slice(_WIDEST_CLOSING, -_WIDEST_CLOSING)
    closed = values
    for radius in range(1, _WIDEST_CLOSING + 1):
        dilated = eroded = _dilated(dilated, radius)
        for step in range(radius, 0, -1):
            eroded = 255.0 - _dilated(255.0 - eroded, step)
        closed = tf.where(drawn < share * (1 - (radius - 1) / _WIDEST_CLOSING), eroded[:, inner, inner], closed)
    return closed


def _dilated(values: Any, step: int) -> Any:
    """The lightest among each pixel and those beside it: the four in odd steps, all eight in even ones; in turn a disc.

    What lies beyond the edge is as light as the edge.
    """
    import tensorflow as tf

    framed = tf.pad(values, [[0, 0], [1, 1], [1, 1]], "SYMMETRIC")
    across = tf.maximum(tf.maximum(framed[:, :, :-2], framed[:, :, 2:]), framed[:, :, 1:-1])
    if step % 2:
        return tf.maximum(across[:, 1:-1], tf.maximum(framed[:, :-2, 1:-1], framed[:, 2:, 1:-1]))
    return tf.maximum(across[:, 1:-1], tf.maximum(across[:, :-2], across[:, 2:]))


def _noisy(values: Any, noise: Any, seed: Any) -> Any:
    import tensorflow as tf

    added = 255.0 * noise * tf.random.stateless_normal(tf.shape(values), seed, alg="philox")
    return tf.clip_by_value(values + added, 0.0, 255.0)


def _each(values: Any) -> Any:
    """One number a picture, ready to be multiplied with its pixels."""
    import tensorflow as tf

    return values[:, tf.newaxis, tf.newaxis]
