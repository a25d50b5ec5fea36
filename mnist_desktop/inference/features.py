"""What the hidden layers of a network make of a picture, as short lists of numbers that pictures can be compared by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.networks.build import build_network
from mnist_desktop.networks.shapes import summarize
from mnist_desktop.networks.spec import Activation, Conv2D, Dense, LeakyReLU, NetworkSpec

_CHUNK = 500  # pictures at once: a convolution's outputs for 1,000 took 100 MB
_LAST_LAYERS = 2  # that are looked at in quarters; with a third, fewer digits that were drawn passed for digits
_ENOUGH_FILTERS = 2  # layers; more of them need no Dense layer to describe a picture
_FEW_FEATURES = 400  # up to which exact directions are found sooner than approximate ones
PIXELS = -1
"""Stands for the picture itself where a layer's place is asked for."""


@dataclass(frozen=True, eq=False)
class Features:
    """What hidden layers make of n pictures.

    Attributes:
        layers: For each layer of ``HiddenFeatures.layers``, float32, shape (n, features).
        last: Of the last hidden layer, float32, shape (n, units).
        quarters: Of the last two of ``layers``, side by side, each map's means over its four quarters: roughly what
            is to be seen where. A layer that is no map stands there whole. float32, shape (n, more features).
    """

    layers: tuple[NDArray[np.float32], ...]
    last: NDArray[np.float32]
    quarters: NDArray[np.float32]


class HiddenFeatures:
    """Computes the features of pictures; may be called in any thread.

    Of a layer of filters each filter's mean over all places is taken: what is to be seen on a picture, wherever it is.
    Of the last hidden layer all is taken.

    Args:
        network: The network's layers.
        weights: The values of ``keras.Model.weights``, in their order; None for initial weights.
        seed: Decides the initial weights.

    Attributes:
        layers: The places of the layers that describe a picture, from 0; ``PIXELS`` where there is no hidden layer.
        last: The place of the last hidden layer, or ``PIXELS``.
    """

    def __init__(self, network: NetworkSpec, weights: Sequence[NDArray[np.float32]] | None, seed: int = 1) -> None:
        import tensorflow as tf

        # Nobody trains this copy, so that a call never waits for its variables.
        self._model = build_network(network, seed)
        if weights is not None:
            self._model.set_weights(list(weights[: len(self._model.weights)]))  # of an ensemble, the first member
        self.layers, self.last = describing_layers(network)
        self._compiled = tf.function(self._compute, autograph=False, reduce_retracing=True)

    def of(self, images: NDArray[np.uint8], cancelled: Callable[[], bool] | None = None) -> Features | None:
        """The features of pictures.

        Args:
            images: uint8, shape (n, 28, 28), n from 1 on.
            cancelled: Asked before every 500 pictures.

        Returns:
            The features; None when it was cancelled.
        """
        parts = []
        for start in range(0, len(images), _CHUNK):
            if cancelled is not None and cancelled():
                return None
            parts.append(
                [part.numpy() for part in self._compiled(np.ascontiguousarray(images[start : start + _CHUNK]))]
            )
        *layers, last, quarters = (np.concatenate(column) for column in zip(*parts, strict=True))
        return Features(tuple(layers), last, quarters)

    def _compute(self, images: Any) -> list[Any]:
        import tensorflow as tf

        values = tf.cast(images, tf.float32)[..., tf.newaxis] / 255.0
        found = {PIXELS: _flat(values)}
        quarters = {PIXELS: _flat(values)}
        for index, layer in enumerate(self._model.layers[: max((*self.layers, self.last)) + 1]):
            values = layer(values, training=False)
            if index in self.layers:
                is_map = len(values.shape) == 4 and index != self.last
                found[index] = tf.reduce_mean(values, [1, 2]) if is_map else _flat(values)
                quarters[index] = _quarters(values) if is_map else _flat(values)
            if index == self.last:
                last = _flat(values)
        return [
            *(found[index] for index in self.layers),
            found[PIXELS] if self.last == PIXELS else last,
            tf.concat([quarters[index] for index in self.layers[-_LAST_LAYERS:]], axis=1),
        ]


def describing_layers(network: NetworkSpec) -> tuple[tuple[int, ...], int]:
    """Which layers describe a picture, and which hidden layer is the last; works without TensorFlow.

    Described is a picture by every layer of filters but the first, which sees little more than how much ink there
    is. Dense layers after three or more layers of filters are left out: they keep of a picture only what tells the
    classes apart, and find a heart a perfect 0. A network with fewer filters needs its last hidden layer, and one
    without filters all its hidden layers and the pixels, and even so sees less.

    Returns:
        The places of the describing layers, and of the last hidden layer before the output; ``PIXELS`` for none.
    """
    shapes = [summary.output_shape for summary in summarize(network)]
    computing = [i for i, layer in enumerate(network.layers) if isinstance(layer, Conv2D | Dense)]
    # Each computing layer ends where its activation stands, itself or a layer of its own before the next one.
    hidden = [_activated(network, start, stop) for start, stop in pairwise(computing)]
    if not hidden:
        return (PIXELS,), PIXELS
    last = _before_output(network, computing[-1], hidden)
    filters = [index for index in hidden if len(shapes[index]) == 3]
    if not filters:
        return (PIXELS, *hidden), last
    return tuple(filters[1:] if len(filters) > _ENOUGH_FILTERS else sorted({*filters[1:], last})), last


def principal_axes(centred: NDArray[np.float32], count: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The directions in which features differ most, and the variance along each.

    Args:
        centred: float32, shape (n, features), their mean taken off.
        count: Directions wanted; there are no more than features and pictures.

    Returns:
        float32, shape (features, d), and float32, shape (d,), the largest first.
    """
    most = min(count, *centred.shape)
    if centred.shape[1] <= _FEW_FEATURES:
        variances, vectors = np.linalg.eigh(centred.T @ centred)
        kept = slice(None, -most - 1, -1)
        spread = np.maximum(variances[kept], 0.0) / max(len(centred) - 1, 1)
        return vectors[:, kept].astype(np.float32), spread.astype(np.float32)
    from sklearn.utils.extmath import randomized_svd

    # For a map of 1,600 numbers the exact eigenvectors take ten times as long, and differ in the last ones only.
    _left, scales, rows = randomized_svd(centred, most, n_iter=4, random_state=0)
    return rows.T.astype(np.float32), np.square(scales).astype(np.float32) / np.float32(max(len(centred) - 1, 1))


def _activated(network: NetworkSpec, start: int, stop: int) -> int:
    return next((i for i in range(start, stop) if isinstance(network.layers[i], Activation | LeakyReLU)), start)


def _before_output(network: NetworkSpec, output: int, hidden: list[int]) -> int:
    """What the output layer sees: the last hidden layer's activation, or what pooling and flattening make of it."""
    shapes = [summary.output_shape for summary in summarize(network)]
    last = hidden[-1]
    for index in range(hidden[-1] + 1, output):
        if prod(shapes[index]) < prod(shapes[last]):
            last = index
    return last


def _flat(values: Any) -> Any:
    import tensorflow as tf

    return tf.reshape(values, [-1, prod(values.shape[1:])])


def _quarters(maps: Any) -> Any:
    """Means over the quarters of maps; the middle row and column of an odd number belong to both sides."""
    import tensorflow as tf

    sides = maps.shape[1:3]
    windows, steps = [(side + 1) // 2 for side in sides], [max(side // 2, 1) for side in sides]
    return _flat(tf.nn.avg_pool2d(maps, windows, steps, "VALID"))
