"""What each layer makes of one picture, as pictures: a grid of channels, or a strip of units."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.inference.evidence import in_snapshot
from mnist_desktop.inference.levels import levels
from mnist_desktop.inference.predictor import Predictor


@dataclass(frozen=True, eq=False)
class LayerPicture:
    """The output of one layer for one picture.

    Attributes:
        index: The layer's place in the network, from 0.
        type: Its class in Keras, such as "Conv2D".
        function: The activation function that the layer applies, such as "relu"; "" where it has none.
        values: float32, shape (height, width, channels), or (units,).
        silent: Channels or units, from 0, that are 0 everywhere for this picture. For another one they may not be.
    """

    index: int
    type: str
    function: str
    values: NDArray[np.float32]
    silent: tuple[int, ...]

    @property
    def maps(self) -> NDArray[np.int8]:
        """As levels, -127 to 127, of the greatest absolute value: (channels, height, width), or (units, 1, 1)."""
        maps = levels(self.values)
        maps = maps.transpose(2, 0, 1) if maps.ndim == 3 else maps[:, None, None]
        return np.ascontiguousarray(maps)

    @property
    def shape(self) -> tuple[int, ...]:
        """Of its output for one picture, as in the network's table."""
        return self.values.shape


class LayerPictures:
    """Computes the outputs of all layers of a network in one call.

    Layers that hand on their input as it is are left out: dropout does nothing outside training, and flattening lays
    the same numbers end to end. The last layer comes with its softmax or sigmoid, as it answers.

    Args:
        predictor: Its network, with the snapshot that it answers with at the time of a call.
    """

    def __init__(self, predictor: Predictor) -> None:
        import tensorflow as tf

        self._predictor = predictor
        self._compiled = tf.function(self._compute, autograph=False)
        layers = predictor.model.layers
        self._shown = [index for index, layer in enumerate(layers) if type(layer).__name__ not in _THE_SAME]

    def pictures(self, image: NDArray[np.uint8]) -> tuple[LayerPicture, ...]:
        """The outputs for a picture, uint8, shape (28, 28), first layer first."""
        import tensorflow as tf

        outputs = self._compiled(tf.constant(image), self._predictor.snapshot)
        layers = self._predictor.model.layers
        return tuple(
            _layer_picture(index, layers[index], output.numpy())
            for index, output in zip(self._shown, outputs, strict=True)
        )

    def _compute(self, image: Any, snapshot: Any) -> Any:
        import tensorflow as tf

        model = self._predictor.model
        values = tf.cast(image, tf.float32)[None, ..., None] / 255.0
        outputs = []
        with in_snapshot(model, snapshot):
            for index, layer in enumerate(model.layers):
                values = layer(values, training=False)
                if index in self._shown:
                    outputs.append(values[0])
        return outputs


def _layer_picture(index: int, layer: Any, values: NDArray[np.float32]) -> LayerPicture:
    flat = values.reshape(-1, values.shape[-1])
    silent = tuple(np.flatnonzero(~flat.any(axis=0)).tolist())
    function = getattr(getattr(layer, "activation", None), "__name__", "")
    return LayerPicture(index, type(layer).__name__, "" if function == "linear" else function, values, silent)


_THE_SAME = frozenset({"Dropout", "Flatten"})
