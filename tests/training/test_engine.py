"""The compiled loop against ``keras.Model.fit``: the same steps, to float32 rounding."""

from typing import Any

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.networks.build import build_network, build_optimizer
from mnist_desktop.networks.spec import (
    Activation,
    AugmentationSpec,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    LeakyReLU,
    MaxPooling2D,
    NetworkSpec,
    OptimizerSpec,
    TrainingSpec,
)
from mnist_desktop.training.engine import EngineState, TrainingEngine

_DENSE = NetworkSpec(
    layers=(
        Flatten(),
        Dense(units=24, activation="relu", l2=0.001),
        BatchNormalization(),
        LeakyReLU(),
        Dense(units=10, activation="softmax"),
    )
)
_CNN = NetworkSpec(
    layers=(
        Conv2D(filters=4, kernel_size=3, strides=2, activation="relu"),
        BatchNormalization(),
        MaxPooling2D(),
        Flatten(),
        Dense(units=10),
        Activation(function="softmax"),
    )
)
_POOLED = NetworkSpec(
    layers=(
        Conv2D(filters=4, kernel_size=3, activation="relu", l2=0.001),
        MaxPooling2D(),
        Conv2D(filters=6, kernel_size=4),
        MaxPooling2D(pool_size=3),
        Flatten(),
        Dense(units=10, activation="softmax"),
    )
)
_DROPPING = NetworkSpec(layers=(Flatten(), Dense(units=16), Dropout(rate=0.4), Dense(units=10, activation="softmax")))
_BINARY = NetworkSpec(layers=(Flatten(), Dense(units=8, activation="tanh"), Dense(units=1, activation="sigmoid")))

_COUNT = 500  # 15 batches of 32 and one of 20: the last one is smaller


@pytest.mark.parametrize(
    ("network", "optimizer", "loss"),
    [
        (_DENSE, OptimizerSpec(name="adam"), "sparse_categorical_crossentropy"),
        (_DENSE, OptimizerSpec(name="adamw"), "categorical_crossentropy"),
        (_DENSE, OptimizerSpec(name="nadam"), "sparse_categorical_crossentropy"),
        (_DENSE, OptimizerSpec(name="rmsprop"), "categorical_crossentropy"),
        (
            _DENSE,
            OptimizerSpec(name="sgd", learning_rate=0.01, momentum=0.9, nesterov=True),
            "sparse_categorical_crossentropy",
        ),
        (_DENSE, OptimizerSpec(name="sgd", learning_rate=0.1), "mean_squared_error"),
        (_CNN, OptimizerSpec(name="adam"), "sparse_categorical_crossentropy"),
        (_POOLED, OptimizerSpec(name="sgd", learning_rate=0.05, momentum=0.5), "sparse_categorical_crossentropy"),
        (_BINARY, OptimizerSpec(name="adamw", weight_decay=0.1), "binary_crossentropy"),
        (_BINARY, OptimizerSpec(name="rmsprop", momentum=0.5), "binary_crossentropy"),
    ],
)
def test_that_the_loop_takes_the_steps_of_fit(network: Any, optimizer: Any, loss: Any, mnist: Dataset) -> None:
    part = mnist.train[:_COUNT]
    if network is _BINARY:
        part = LabelledImages(part.images, (part.labels == 5).astype(np.uint8))
    engine = TrainingEngine(network, TrainingSpec(optimizer=optimizer, loss=loss), part)
    losses, right = engine.train(*_in_order(), last_size=20)

    model = build_network(network, seed=1)
    model.compile(build_optimizer(optimizer), loss, metrics=["accuracy"])
    targets = part.labels if network is _BINARY or loss.startswith("sparse") else np.eye(10)[part.labels]
    history = model.fit(_scaled(part), targets, batch_size=32, shuffle=False, verbose=0).history

    sizes = np.array([32] * 15 + [20])
    np.testing.assert_allclose(np.average(losses, weights=sizes), history["loss"][0], rtol=2e-5)
    assert right.sum() / _COUNT == pytest.approx(history["accuracy"][0], abs=1e-6)
    for ours, theirs in zip(engine.weights, model.weights, strict=True):
        if not _has_no_gradient(theirs, network):
            np.testing.assert_allclose(ours, theirs.numpy(), atol=2e-5, err_msg=theirs.path)
    loss_and_accuracy = model.evaluate(_scaled(part), targets, batch_size=100, verbose=0)
    np.testing.assert_allclose(engine.validate(part), loss_and_accuracy, rtol=2e-4)


@pytest.mark.parametrize(
    ("loss", "smoothing"),
    [
        ("categorical_crossentropy", 0.1),
        ("sparse_categorical_crossentropy", 0.1),
        ("sparse_categorical_crossentropy", 0.0),
        ("binary_crossentropy", 0.1),
    ],
)
def test_that_class_weights_and_label_smoothing_are_those_of_fit(loss: Any, smoothing: float, mnist: Dataset) -> None:
    import keras

    network, part, classes = _DENSE, mnist.train[:_COUNT], 10
    if loss == "binary_crossentropy":
        network, classes = _BINARY, 2
        part = LabelledImages(part.images, (part.labels == 5).astype(np.uint8))
    weights = tuple(0.5 + 0.25 * label for label in range(classes))
    training = TrainingSpec(loss=loss, label_smoothing=smoothing, class_weights=weights)
    engine = TrainingEngine(network, training, part)
    losses, _ = engine.train(*_in_order(), last_size=20)

    model = build_network(network, seed=1)
    # Keras's sparse loss knows no smoothing: its one-hot twin is the same loss.
    losses_of_keras = keras.losses.BinaryCrossentropy if classes == 2 else keras.losses.CategoricalCrossentropy
    model.compile(build_optimizer(training.optimizer), losses_of_keras(label_smoothing=smoothing))
    targets = part.labels if classes == 2 else np.eye(10)[part.labels]
    each = np.array(weights, np.float32)[part.labels]
    history = model.fit(_scaled(part), targets, sample_weight=each, batch_size=32, shuffle=False, verbose=0).history

    for ours, theirs in zip(engine.weights, model.weights, strict=True):
        if not _has_no_gradient(theirs, network):
            np.testing.assert_allclose(ours, theirs.numpy(), atol=2e-5, err_msg=theirs.path)
    assert np.average(losses, weights=[32] * 15 + [20]) == pytest.approx(history["loss"][0], rel=0.02)


@pytest.mark.parametrize(
    ("network", "augmentation"),
    [
        (_DROPPING, AugmentationSpec()),
        (_DROPPING, AugmentationSpec(rotation=10.0, elastic=1.0, noise=0.1)),
        (_POOLED, AugmentationSpec()),
        (_POOLED, AugmentationSpec(shift=2.0, zoom=0.1, shear=5.0)),
        (_CNN, AugmentationSpec()),
    ],
)
def test_that_the_same_seed_gives_the_same_bits_however_the_steps_are_divided(
    network: NetworkSpec, augmentation: AugmentationSpec, mnist: Dataset
) -> None:
    part, training = mnist.train[:_COUNT], TrainingSpec(seed=7, augmentation=augmentation)
    batches, _ = _in_order()
    whole = TrainingEngine(network, training, part)
    losses, _ = whole.train(batches, 0, last_size=20)

    first = TrainingEngine(network, training, part)
    early, _ = first.train(batches[:5], 0, last_size=32)
    # The rest in another engine, from the state that a run keeps.
    second = TrainingEngine(network, training, part, EngineState(first.state.weights, first.state.optimizer))
    late, _ = second.train(batches[5:], 5, last_size=20)

    np.testing.assert_array_equal(losses, np.concatenate([early, late]))
    for one, other in zip(
        whole.state.weights + whole.state.optimizer, second.state.weights + second.state.optimizer, strict=True
    ):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("networks", "augmentation"),
    [
        ((_DROPPING, _DROPPING), AugmentationSpec()),
        ((_DROPPING, _DENSE), AugmentationSpec()),
        ((_CNN, _CNN), AugmentationSpec(rotation=20.0, elastic=1.0)),
        ((_DROPPING, _POOLED), AugmentationSpec()),
    ],
    ids=["dense", "two dense", "cnn", "dense and cnn"],
)
def test_that_members_learn_what_their_seeds_make_of_each_network_alone(
    networks: tuple[NetworkSpec, NetworkSpec], augmentation: AugmentationSpec, mnist: Dataset
) -> None:
    part, steps = mnist.train[:_COUNT], 6
    orders = [np.random.default_rng(seed).permutation(steps * 32).astype(np.int32) for seed in (7, 8)]
    batches = np.stack([order.reshape(steps, 32) for order in orders], axis=1)
    training = TrainingSpec(seed=7, augmentation=augmentation)
    ensemble = NetworkSpec(layers=networks[0].layers, members=2, variants=(networks[1].layers,))
    together = TrainingEngine(ensemble, training, part)
    losses, right = together.train(batches, 0, last_size=32)
    alone: list[Any] = []
    sums = []
    for number, network in enumerate(networks):
        engine = TrainingEngine(network, training.model_copy(update={"seed": 7 + number}), part)
        sums.append(engine.train(batches[:, number : number + 1], 0, last_size=32))
        alone.extend(engine.weights)
    # XLA may add up in another order in a larger graph.
    for came, expected in zip(together.weights, alone, strict=True):
        np.testing.assert_allclose(came, expected, atol=2e-6)
    np.testing.assert_allclose(losses, (sums[0][0] + sums[1][0]) / 2, rtol=1e-5)
    np.testing.assert_allclose(right, (sums[0][1] + sums[1][1]) / 2)


def test_that_an_ensemble_goes_on_from_its_state(mnist: Dataset) -> None:
    network = _DROPPING.model_copy(update={"members": 2})
    part, training = mnist.train[:_COUNT], TrainingSpec(seed=7)
    batches = np.repeat(_in_order()[0], 2, axis=1)
    whole = TrainingEngine(network, training, part)
    whole.train(batches, 0, last_size=20)
    first = TrainingEngine(network, training, part)
    first.train(batches[:5], 0, last_size=32)
    second = TrainingEngine(network, training, part, EngineState(first.state.weights, first.state.optimizer))
    second.train(batches[5:], 5, last_size=20)
    for one, other in zip(whole.weights, second.weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_that_dropout_switches_off_the_share_it_is_set_to(mnist: Dataset) -> None:
    """With dropout of 0.5 the loss of the very first step differs from that without; at rate 0 it does not."""

    def first_loss(rate: float | None) -> float:
        dropout = () if rate is None else (Dropout(rate=rate),)
        network = NetworkSpec(layers=(Flatten(), *dropout, Dense(units=10, activation="softmax")))
        engine = TrainingEngine(network, TrainingSpec(seed=3), mnist.train[:64])
        # The seed of a layer's weights depends on its place: give both the same ones.
        weights = TrainingEngine(
            network.model_copy(update={"layers": (Flatten(), network.layers[-1])}),
            TrainingSpec(seed=3),
            mnist.train[:64],
        ).weights
        engine.restore(EngineState(weights))
        return float(engine.train(np.arange(64, dtype=np.int32).reshape(1, 1, 64), 0, 64)[0][0])

    assert first_loss(0.0) == first_loss(None)
    assert abs(first_loss(0.5) - first_loss(None)) > 0.01


def _in_order() -> tuple[Any, int]:
    padded = np.zeros(16 * 32, np.int32)
    padded[:_COUNT] = np.arange(_COUNT)
    return padded.reshape(16, 1, 32), 0


def _scaled(part: LabelledImages) -> Any:
    return part.images[..., np.newaxis].astype(np.float32) / 255.0


def _has_no_gradient(variable: Any, network: NetworkSpec) -> bool:
    """Biases in front of batch normalisation: rounding alone moves them."""
    if network not in (_DENSE, _CNN):
        return False
    first = network.layers[1 if network is _DENSE else 0].type.lower()
    return variable.path.endswith("bias") and first in variable.path and variable.shape != (10,)
