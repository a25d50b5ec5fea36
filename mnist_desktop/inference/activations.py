"""What each layer of a network makes of pictures: its outputs, layer by layer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.networks.build import build_network
from mnist_desktop.networks.shapes import summarize
from mnist_desktop.networks.spec import NetworkSpec


@dataclass(frozen=True)
class LayerChoice:
    """A layer whose output can be looked at.

    Attributes:
        index: Its place in the network, from 0.
        type: Its class in Keras, such as "Dense".
        shape: Of its output for one picture.
    """

    index: int
    type: str
    shape: tuple[int, ...]

    @property
    def features(self) -> int:
        """Numbers that it gives for one picture."""
        return prod(self.shape)


def layer_choices(network: NetworkSpec) -> tuple[LayerChoice, ...]:
    """The layers of a network whose output is another one than that of the layer before them.

    Dropout does nothing outside training, and flattening only lays the same numbers end to end. Works without
    TensorFlow.
    """
    return tuple(
        LayerChoice(index, layer.type, tuple(summary.output_shape))
        for index, (layer, summary) in enumerate(zip(network.layers, summarize(network), strict=True))
        if layer.type not in {"Dropout", "Flatten"}
    )


def layer_outputs(
    network: NetworkSpec,
    weights: Sequence[NDArray[np.float32]] | None,
    seed: int,
    images: NDArray[np.uint8],
    layer: int,
    cancelled: Callable[[], bool] | None = None,
) -> NDArray[np.float32] | None:
    """The outputs of one layer, outside training; of an ensemble, those of its first member.

    Args:
        network: The network's layers.
        weights: The values of ``keras.Model.weights``, in their order; None for initial weights.
        seed: Decides the initial weights.
        images: uint8, shape (n, 28, 28).
        layer: The layer's place, from 0. The last one gives its softmax or sigmoid too, as it answers.
        cancelled: Asked before each part of the pictures.

    Returns:
        float32, shape (n, features): the output of each picture laid end to end; None when it was cancelled.
    """
    import tensorflow as tf

    model = build_network(network, seed)
    if weights is not None:
        model.set_weights(list(weights[: len(model.weights)]))
    sizes = [prod(summary.output_shape) for summary in summarize(network)[: layer + 1]]

    def compute(part: Any) -> Any:
        values = tf.cast(part, tf.float32)[..., tf.newaxis] / 255.0
        for chosen in model.layers[: layer + 1]:
            values = chosen(values, training=False)
        return tf.reshape(values, [-1, sizes[-1]])

    compiled = tf.function(compute, autograph=False, reduce_retracing=True)
    # A wide first layer gives a million numbers a picture: as many pictures at once as fit into 64 MiB.
    step = max(1, min(_CHUNK, _CHUNK_VALUES // max(sizes)))
    outputs = np.empty((len(images), sizes[-1]), np.float32)
    for start in range(0, len(images), step):
        if cancelled is not None and cancelled():
            return None
        part = np.ascontiguousarray(images[start : start + step])
        outputs[start : start + step] = compiled(part).numpy()
    return outputs


_CHUNK = 1000
_CHUNK_VALUES = 2**24
