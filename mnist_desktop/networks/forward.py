"""The forward pass of a network up to its logits, as TensorFlow operations, for training and for answers alike."""

import math
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from mnist_desktop.networks.normalization import batch_norm
from mnist_desktop.networks.pooling import max_pool

if TYPE_CHECKING:
    import keras

# TensorFlow has no types that mypy could read; a tensor is anything here.
Tensor = Any

DropoutFunction = Callable[[Tensor, int], Tensor]
"""Drops out units of a tensor; the number says which Dropout layer it is, from 0."""


def logits(
    model: "keras.Sequential", images: Tensor, *, dropout: DropoutFunction | None = None, mask: Tensor = None
) -> Tensor:
    """Goes through the layers, leaving out the softmax or sigmoid that ends the network.

    Args:
        model: A network that ``build_network`` made.
        images: uint8, shape (batch, 28, 28).
        dropout: Applies dropout while training; None outside training, when dropout does nothing.
        mask: While training: bool, shape (batch,), False for rows that only fill up the batch, which batch
            normalisation then leaves out; None where every row counts.

    Returns:
        float32, shape (batch, outputs).
    """
    import keras
    import tensorflow as tf

    training = dropout is not None
    values = tf.cast(images, tf.float32)[..., tf.newaxis] / 255.0
    if training:
        side = _side_that_counts(model)
        values = values[:, :side, :side]
    dropout_index = 0
    last = model.layers[-1]
    pooled = None
    for layer, after in zip_longest(model.layers, model.layers[1:]):
        if layer is pooled:
            continue
        if training and _may_pool_first(layer, after):
            # Bias and activation keep the order of values: pooling first gives the same for a quarter of the work.
            values = max_pool(layer.convolution_op(values, layer.kernel), after.pool_size[0])
            values = layer.activation(values + layer.bias)
            pooled = after
        elif isinstance(layer, keras.layers.Dropout):
            # Keras's own Dropout picks a random generator that is slow under XLA, and its rate is fixed when traced.
            if dropout is not None:
                values = dropout(values, dropout_index)
            dropout_index += 1
        elif isinstance(layer, keras.layers.BatchNormalization) and training:
            rows = None
            if mask is not None:
                rows = tf.broadcast_to(tf.reshape(mask, [-1] + [1] * (len(values.shape) - 2)), tf.shape(values)[:-1])
            if rows is None and len(values.shape) == 4:
                values = batch_norm(layer, values)
            else:
                # call() itself: __call__ would hang the mask on its result and warn about the layers after it.
                values = layer.call(values, training=True, mask=rows)
        elif training and _side_by_side(layer):
            values = max_pool(values, layer.pool_size[0])
        elif layer is last and ends_in_probabilities(model):
            if isinstance(layer, keras.layers.Dense):
                values = tf.matmul(values, layer.kernel) + layer.bias
        else:
            values = layer(values, training=training)
    return values


def outputs(model: "keras.Sequential", images: Tensor) -> list[Tensor]:
    """The output of every layer while training, dropout left out; the last one is the logits.

    Batch normalisation uses the statistics of these pictures and leaves its moving averages as they are.

    Args:
        model: A network that ``build_network`` made.
        images: uint8, shape (batch, 28, 28).
    """
    import keras
    import tensorflow as tf

    values = tf.cast(images, tf.float32)[..., tf.newaxis] / 255.0
    found = []
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            mean, variance = tf.nn.moments(values, list(range(len(values.shape) - 1)))
            values = tf.nn.batch_normalization(values, mean, variance, layer.beta, layer.gamma, layer.epsilon)
        elif isinstance(layer, keras.layers.Dropout):
            pass
        elif layer is model.layers[-1] and ends_in_probabilities(model):
            if isinstance(layer, keras.layers.Dense):
                values = tf.matmul(values, layer.kernel) + layer.bias
        else:
            values = layer(values, training=False)
        found.append(values)
    return found


def together(members: Sequence[Tensor], model: "keras.Sequential") -> Tensor:
    """The logits of an ensemble: those that stand for the mean of its members' probabilities.

    Args:
        members: The logits of each member, float32, shape (batch, outputs). One alone comes back as it is.
        model: One of the members, whose last layer says what probabilities are made of logits.

    Returns:
        float32, shape (batch, outputs). Outputs that are no probabilities are averaged themselves.
    """
    import keras
    import tensorflow as tf

    if len(members) == 1:
        return members[0]
    values = tf.stack(members)
    if not ends_in_probabilities(model):
        return tf.reduce_mean(values, axis=0)
    if model.layers[-1].activation is keras.activations.sigmoid:
        return tf.reduce_logsumexp(tf.math.log_sigmoid(values), axis=0) - tf.reduce_logsumexp(
            tf.math.log_sigmoid(-values), axis=0
        )
    return tf.reduce_logsumexp(tf.nn.log_softmax(values), axis=0) - math.log(len(members))


def probabilities(model: "keras.Sequential", images: Tensor) -> Tensor:
    """What the network answers: float32, shape (batch, outputs), with its last softmax or sigmoid applied."""
    import tensorflow as tf

    return as_probabilities(logits(model, images), tf.shape(images)[0], model)


def as_probabilities(values: Tensor, batch: Tensor, model: "keras.Sequential") -> Tensor:
    """Applies the softmax or sigmoid that ends the network to its logits."""
    import tensorflow as tf

    outputs = model.output_shape[-1]
    applied = model.layers[-1].activation(values) if ends_in_probabilities(model) else values
    return tf.reshape(applied, [batch, outputs])


def ends_in_probabilities(model: "keras.Sequential") -> bool:
    """Whether the last layer applies softmax or sigmoid, so that the loss is better taken from its logits."""
    import keras

    activation = getattr(model.layers[-1], "activation", None)
    return activation in (keras.activations.softmax, keras.activations.sigmoid)


def _side_by_side(layer: "keras.Layer") -> bool:
    import keras

    pools = isinstance(layer, keras.layers.MaxPooling2D)
    return pools and layer.padding == "valid" and layer.strides == layer.pool_size


def _side_that_counts(model: "keras.Sequential") -> int:
    """How many rows and columns of the picture reach the network's answer.

    Pooling drops what fills no window: of 11 × 11 values, windows of 2 keep 10 × 10. What is dropped depends on the
    last rows and columns of the picture alone, through all convolutions before; without them the answer is the same,
    and a small CNN's step takes a seventh less.
    """
    import keras

    side: int = model.input_shape[1]
    before: list[tuple[int, int]] = []  # window and stride of each layer, from the picture on
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D) and layer.padding == "valid":
            window, stride = layer.kernel_size[0], layer.strides[0]
        elif _side_by_side(layer):
            window = stride = layer.pool_size[0]
        else:
            break  # such as batch normalisation, whose averages are over all places
        side = (side - window) // stride + 1
        before.append((window, stride))
    for window, stride in reversed(before):
        side = (side - 1) * stride + window
    return side


def _may_pool_first(layer: "keras.Layer", after: "keras.Layer | None") -> bool:
    """Whether a convolution can be pooled before its bias and activation."""
    import keras

    rising = (keras.activations.relu, keras.activations.linear)
    return isinstance(layer, keras.layers.Conv2D) and layer.activation in rising and _side_by_side(after)


def losses(
    values: Tensor, labels: Tensor, loss: str, model: "keras.Sequential", label_smoothing: float = 0.0
) -> Tensor:
    """The loss of each picture, taken from logits: float32, shape (batch,).

    Args:
        values: Logits, float32, shape (batch, outputs).
        labels: int32, shape (batch,), indices of the right answers.
        loss: A loss by its Keras name.
        model: The network that gave the logits.
        label_smoothing: Share of certainty that is spread over all answers; mean squared error has none.
    """
    import tensorflow as tf

    outputs = model.output_shape[-1]
    targets = tf.cast(labels, tf.float32)[:, tf.newaxis] if outputs == 1 else tf.one_hot(labels, outputs)
    if label_smoothing and loss != "mean_squared_error":
        # Two answers share one output: there half of it goes to the other side.
        targets = targets * (1.0 - label_smoothing) + label_smoothing / max(2, outputs)
    match loss:
        case "sparse_categorical_crossentropy" if not label_smoothing:
            return tf.nn.sparse_softmax_cross_entropy_with_logits(labels, values)
        case "sparse_categorical_crossentropy" | "categorical_crossentropy":
            return tf.nn.softmax_cross_entropy_with_logits(targets, values)
        case "binary_crossentropy":
            return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(targets, values), axis=-1)
        case "mean_squared_error":
            answers = as_probabilities(values, tf.shape(values)[0], model)
            return tf.reduce_mean(tf.square(answers - targets), axis=-1)
        case _:
            raise ValueError(loss)


def right_answers(values: Tensor, labels: Tensor) -> Tensor:
    """Which pictures were answered rightly: bool, shape (batch,)."""
    import tensorflow as tf

    return tf.equal(answers(values), labels)


def answers(values: Tensor) -> Tensor:
    """The answers that logits stand for: int32, shape (batch,)."""
    import tensorflow as tf

    if values.shape[-1] == 1:
        return tf.cast(values[:, 0] > 0.0, tf.int32)
    return tf.argmax(values, axis=-1, output_type=tf.int32)
