"""Shapes and counts, worked out without TensorFlow, against Keras's own."""

from typing import Any

import numpy as np
import pytest

from mnist_desktop.errors import UserError
from mnist_desktop.networks.build import build_network
from mnist_desktop.networks.presets import preset, presets
from mnist_desktop.networks.shapes import check_output, parameter_count, summarize
from mnist_desktop.networks.spec import (
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    NetworkSpec,
)

_PADDED = NetworkSpec(
    layers=(
        Conv2D(filters=4, kernel_size=5, strides=2, padding="same", activation="leaky_relu"),
        BatchNormalization(),
        AveragePooling2D(pool_size=3, strides=2, padding="same"),
        MaxPooling2D(pool_size=2, strides=1),
        GlobalAveragePooling2D(),
        Dense(units=10, activation="softmax"),
    )
)


@pytest.mark.parametrize("network", [*(preset.network for preset in presets()), _PADDED])
def test_that_shapes_and_parameters_are_those_of_keras(network: Any) -> None:
    model = build_network(network, seed=1)
    for row, layer in zip(summarize(network), model.layers, strict=True):
        assert row.output_shape == layer.output.shape[1:]
        assert row.parameters == layer.count_params()
        assert row.trainable_parameters == sum(int(np.prod(weight.shape)) for weight in layer.trainable_weights)


def test_that_the_first_preset_has_101770_numbers_to_learn() -> None:
    assert parameter_count(preset("softmax-dense").network) == 101_770


@pytest.mark.parametrize(
    ("layers", "says"),
    [
        ((Dense(units=10),), "Put a Flatten layer before it"),
        ((Flatten(), Conv2D(filters=3)), "Move it before the Flatten layer"),
        ((MaxPooling2D(pool_size=14), Conv2D(filters=3, kernel_size=3)), "only 2 × 2 are left"),
    ],
)
def test_that_a_layer_that_does_not_fit_is_named(layers: tuple[Any, ...], says: str) -> None:
    with pytest.raises(UserError, match=says) as caught:
        summarize(NetworkSpec(layers=layers))
    assert caught.value.field == f"layers.{len(layers) - 1}"


@pytest.mark.parametrize(
    ("last", "loss", "classes", "fits"),
    [
        (Dense(units=10, activation="softmax"), "sparse_categorical_crossentropy", 10, True),
        (Dense(units=10), "sparse_categorical_crossentropy", 10, False),
        (Dense(units=9, activation="softmax"), "categorical_crossentropy", 10, False),
        (Dense(units=1, activation="sigmoid"), "binary_crossentropy", 2, True),
        (Dense(units=1, activation="sigmoid"), "binary_crossentropy", 10, False),
        (Dense(units=2, activation="softmax"), "sparse_categorical_crossentropy", 2, True),
        (Dense(units=10, activation="softmax"), "mean_squared_error", 10, True),
    ],
)
def test_that_last_layer_loss_and_classes_must_fit(last: Any, loss: Any, classes: int, fits: bool) -> None:
    network = NetworkSpec(layers=(Flatten(), last))
    if fits:
        check_output(network, loss, classes)
        assert summarize(network)[-1].output_shape == (last.units,)
    else:
        with pytest.raises(UserError):
            check_output(network, loss, classes)
