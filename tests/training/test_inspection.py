"""Looks inside a network: gradients, inactive units, weights."""

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.networks.spec import (
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPooling2D,
    NetworkSpec,
    TrainingSpec,
)
from mnist_desktop.training.control import Pace, TrainingControl
from mnist_desktop.training.engine import EngineState, TrainingEngine
from mnist_desktop.training.events import Inspection, Watched
from mnist_desktop.training.inspection import Inspector

_ALL: frozenset[Watched] = frozenset({"gradients", "inactive", "first_layer", "weights"})
_DENSE = NetworkSpec(
    layers=(
        Flatten(),
        Dense(units=8, activation="relu"),
        BatchNormalization(),
        Dropout(rate=0.5),
        Dense(units=10, activation="softmax"),
    )
)
_CNN = NetworkSpec(
    layers=(
        Conv2D(filters=4, activation="relu"),
        MaxPooling2D(),
        Flatten(),
        Dense(units=10, activation="softmax"),
    )
)


def test_that_the_gradient_norm_is_that_of_the_loss(mnist: Dataset) -> None:
    """Against differences of the loss along the gradient of a network without batch normalisation."""
    import tensorflow as tf

    engine = TrainingEngine(_CNN, TrainingSpec(), mnist.train[:256])
    norms = _norms(Inspector(engine, TrainingControl()).look(0.0, _ALL))
    model = engine.model
    images = mnist.train.images[:256, ..., np.newaxis].astype(np.float32) / 255.0
    with tf.GradientTape() as tape:
        answers = model(images)
        loss = tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy(mnist.train.labels[:256], answers))
    gradients = tape.gradient(loss, [variable.value for variable in model.trainable_variables])
    assert set(norms) == {0, 3}
    assert norms[0] == pytest.approx(float(tf.linalg.global_norm(gradients[:2])), rel=1e-3)
    assert norms[3] == pytest.approx(float(tf.linalg.global_norm(gradients[2:])), rel=1e-3)


def test_that_units_that_say_nothing_are_counted(mnist: Dataset) -> None:
    engine = TrainingEngine(_DENSE, TrainingSpec(), mnist.train[:256])
    weights = list(engine.weights)
    bias = weights[1].copy()
    bias[:3] = -1000.0  # these three never answer above 0 again
    engine.restore(EngineState((weights[0], bias, *weights[2:])))
    look = Inspector(engine, TrainingControl()).look(0.0, frozenset({"inactive"}))
    assert {layer.index: layer.inactive for layer in look.layers} == {1: pytest.approx(3 / 8)}
    assert look.first_layer is None
    assert look.layers[0].gradient_norm is None


def test_that_weights_are_compared_with_those_at_the_start(mnist: Dataset) -> None:
    engine = TrainingEngine(_DENSE, TrainingSpec(), mnist.train[:256])
    inspector = Inspector(engine, TrainingControl())
    first = {layer.index: layer for layer in inspector.look(0.0, frozenset({"weights"})).layers}
    assert set(first) == {1, 4}
    assert first[1].now is not None
    np.testing.assert_array_equal(first[1].now, first[1].start)
    assert first[1].now.sum() == pytest.approx(1.0)
    engine.restore(EngineState(tuple(2.0 * values for values in engine.weights)))
    later = {layer.index: layer for layer in inspector.look(1.0, frozenset({"weights"})).layers}[1]
    assert later.edges is not None
    assert first[1].edges is not None
    assert later.edges[-1] == pytest.approx(2.0 * first[1].edges[-1], rel=0.01)
    assert later.now is not None
    assert later.start is not None
    assert not np.array_equal(later.now, later.start)


def test_that_the_first_layer_shows_as_pictures(mnist: Dataset) -> None:
    dense = TrainingEngine(_DENSE, TrainingSpec(), mnist.train[:256])
    units = Inspector(dense, TrainingControl()).look(0.0, _ALL).first_layer
    assert units is not None
    assert units.shape == (8, 28, 28)
    np.testing.assert_array_equal(units[3].ravel(), dense.weights[0][:, 3])
    filters = Inspector(TrainingEngine(_CNN, TrainingSpec(), mnist.train[:256]), TrainingControl()).look(0.0, _ALL)
    assert filters.first_layer is not None
    assert filters.first_layer.shape == (4, 3, 3)


def test_that_a_look_is_taken_only_when_one_is_due(mnist: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("mnist_desktop.training.inspection.time.monotonic", lambda: now[0])
    engine = TrainingEngine(_DENSE, TrainingSpec(), mnist.train[:256])
    control = TrainingControl()
    inspector = Inspector(engine, control)
    looks: list[Inspection] = []
    inspector.look_if_due(0.0, looks.append)
    assert looks == []  # nothing is watched
    control.watch(frozenset({"first_layer"}))

    def slow(look: Inspection) -> None:
        looks.append(look)
        now[0] += 0.1

    inspector.look_if_due(0.1, slow)
    inspector.look_if_due(0.2, slow)
    now[0] += 0.5
    inspector.look_if_due(0.3, slow)
    assert [look.epoch for look in looks] == [0.1, 0.3]
    now[0] += 2.0  # this look took 0.1 s: the next may come after 2.5 s, 4 % of the time
    inspector.look_if_due(0.4, slow)
    assert len(looks) == 2
    now[0] += 0.6
    inspector.look_if_due(0.5, slow)
    assert len(looks) == 3
    control.set_pace(Pace.STEP)
    inspector.look_if_due(0.6, slow)
    assert len(looks) == 4


def _norms(look: Inspection) -> dict[int, float]:
    return {layer.index: layer.gradient_norm for layer in look.layers if layer.gradient_norm is not None}
