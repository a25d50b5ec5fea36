from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from mnist_desktop.networks.normalization import batch_norm


def test_that_batch_norm_does_what_keras_does() -> None:
    random = np.random.default_rng(1)
    values = tf.constant(random.normal(2.0, 3.0, (5, 4, 4, 3)).astype(np.float32))
    upstream = tf.constant(random.normal(size=values.shape).astype(np.float32))
    layers = [keras.layers.BatchNormalization(momentum=0.9) for _ in range(2)]
    results: list[list[Any]] = []
    for layer in layers:
        layer.build(values.shape)
        layer.gamma.assign([0.5, 1.0, 2.0])
        layer.beta.assign([1.0, 0.0, -1.0])
    functions: list[Callable[[], Any]] = [
        lambda: layers[0].call(values, training=True),
        lambda: batch_norm(layers[1], values),
    ]
    for layer, normalize in zip(layers, functions, strict=True):
        variables = [layer.gamma.value, layer.beta.value]
        with tf.GradientTape() as tape:
            tape.watch([values, *variables])
            normalized = normalize()
        gradients = tape.gradient(normalized, [values, *variables], upstream)
        results.append([normalized, *gradients, layer.moving_mean, layer.moving_variance])
    for expected, came in zip(*results, strict=True):
        np.testing.assert_allclose(came, expected, rtol=2e-5, atol=2e-5)
