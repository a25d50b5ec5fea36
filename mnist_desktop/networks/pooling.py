"""Max pooling whose gradient is fast on the CPU: TensorFlow's own took 40 % of a small CNN's training."""

from functools import cache
from typing import Any

Tensor = Any


def max_pool(values: Tensor, size: int) -> Tensor:
    """Max pooling with windows side by side, as ``keras.layers.MaxPooling2D(size)`` does it, bit for bit.

    The gradient goes to the first of the largest values of each window, as in TensorFlow, whose own kernel goes
    through the windows one by one: 16.6 ms for 128 pictures of 26 × 26 × 32 on two cores, against 1.9 ms here.

    Args:
        values: float32, shape (batch, height, width, channels); what is left over at the right and below is dropped.
        size: Height and width of a window.

    Returns:
        float32, shape (batch, height // size, width // size, channels).
    """
    import tensorflow as tf

    def pooled(inputs: Tensor) -> Any:
        largest = tf.nn.max_pool2d(inputs, size, size, "VALID")
        return largest, lambda upstream: _gradient(size)(inputs, largest, upstream)

    return tf.custom_gradient(pooled)(values)


@cache
def _gradient(size: int) -> Any:
    import tensorflow as tf

    def gradient(values: Tensor, largest: Tensor, upstream: Tensor) -> Tensor:
        height, width, channels = values.shape[1:]
        rows, columns = height // size, width // size
        windows = tf.reshape(values[:, : rows * size, : columns * size], [-1, rows, size, columns, size, channels])
        places = [(row, column) for row in range(size) for column in range(size)]
        # Which of the places in its window, counted in reading order, is the first that holds the largest value.
        first = tf.fill(tf.shape(largest), len(places) - 1)
        for number, (row, column) in reversed(list(enumerate(places[:-1]))):
            first = tf.where(windows[:, :, row, :, column] >= largest, number, first)
        numbers = tf.reshape(tf.range(size * size), [1, 1, size, 1, size, 1])
        chosen = first[:, :, tf.newaxis, :, tf.newaxis] == numbers
        spread = tf.where(chosen, upstream[:, :, tf.newaxis, :, tf.newaxis], 0.0)
        whole = tf.reshape(spread, [-1, rows * size, columns * size, channels])
        return tf.pad(whole, [[0, 0], [0, height - rows * size], [0, width - columns * size], [0, 0]])

    # XLA fuses all of it into one pass.
    return tf.function(gradient, autograph=False, jit_compile=True)
