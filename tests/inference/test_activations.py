import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.inference import activations
from mnist_desktop.inference.activations import layer_choices, layer_outputs
from mnist_desktop.inference.predictor import Predictor
from mnist_desktop.networks.build import build_network, values_of
from mnist_desktop.networks.presets import preset


@pytest.mark.parametrize("name", ["dense-batchnorm", "cnn", "one-digit"])
def test_that_the_last_layer_gives_what_the_network_answers(name: str, mnist: Dataset) -> None:
    network = preset(name).network
    weights = values_of(build_network(network, seed=5).weights)
    images = mnist.test.images[:20]
    came = layer_outputs(network, weights, 1, images, len(network.layers) - 1)
    assert came is not None
    answered = Predictor(network, weights).probabilities(images)
    np.testing.assert_allclose(came, answered[:, -came.shape[1] :], atol=1e-6)


def test_that_outputs_are_those_of_keras_whatever_the_parts(mnist: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    import keras

    network = preset("cnn").network
    images = mnist.test.images[:10]
    model = build_network(network, seed=5)
    part = keras.Sequential(model.layers[:3])
    expected = part(images[..., np.newaxis] / np.float32(255)).numpy().reshape(10, -1)
    monkeypatch.setattr(activations, "_CHUNK", 4)
    came = layer_outputs(network, None, 5, images, 2)
    assert came is not None
    assert came.dtype == np.float32
    assert came.shape == (10, 11 * 11 * 64)
    np.testing.assert_allclose(came, expected, atol=1e-5)


def test_that_only_layers_that_change_their_input_are_offered() -> None:
    choices = layer_choices(preset("cnn").network)
    assert [(choice.index, choice.type, choice.features) for choice in choices] == [
        (0, "Conv2D", 26 * 26 * 32),
        (1, "MaxPooling2D", 13 * 13 * 32),
        (2, "Conv2D", 11 * 11 * 64),
        (3, "MaxPooling2D", 5 * 5 * 64),
        (6, "Dense", 10),
    ]


def test_that_it_can_be_cancelled(mnist: Dataset) -> None:
    assert layer_outputs(preset("cnn").network, None, 1, mnist.test.images[:5], 0, lambda: True) is None
