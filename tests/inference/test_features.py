import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.inference import features as module
from mnist_desktop.inference.features import PIXELS, HiddenFeatures, describing_layers, principal_axes
from mnist_desktop.networks.build import build_network, values_of
from mnist_desktop.networks.presets import preset
from mnist_desktop.networks.spec import Dense, Flatten, NetworkSpec


@pytest.mark.parametrize(
    ("name", "layers", "last"),
    [
        ("softmax-dense", (PIXELS, 1), 1),
        ("dense-dropout", (PIXELS, 1), 1),
        ("dense-batchnorm", (PIXELS, 3, 6, 10), 10),
        ("cnn", (2, 3), 3),
    ],
)
def test_that_a_picture_is_described_where_activations_stand(name: str, layers: tuple[int, ...], last: int) -> None:
    assert describing_layers(preset(name).network) == (layers, last)


def test_that_features_are_what_keras_computes(mnist: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    import keras

    monkeypatch.setattr(module, "_CHUNK", 3)
    network = preset("cnn").network
    model = build_network(network, seed=4)
    images = mnist.test.images[:7]
    features = HiddenFeatures(network, values_of(model.weights)).of(images)
    assert features is not None
    inputs = images[..., np.newaxis] / np.float32(255.0)
    maps = keras.Sequential(model.layers[:3])(inputs).numpy()
    np.testing.assert_allclose(features.layers[0], maps.mean(axis=(1, 2)), atol=1e-5)
    pooled = keras.Sequential(model.layers[:4])(inputs).numpy()
    np.testing.assert_allclose(features.last, pooled.reshape(7, -1), atol=1e-5)


def test_that_without_a_hidden_layer_pixels_are_the_features(mnist: Dataset) -> None:
    network = NetworkSpec(layers=(Flatten(), Dense(units=10, activation="softmax")))
    assert describing_layers(network) == ((PIXELS,), PIXELS)
    features = HiddenFeatures(network, None).of(mnist.test.images[:2])
    assert features is not None
    np.testing.assert_allclose(features.last, mnist.test.images[:2].reshape(2, -1) / 255.0, atol=1e-6)
    assert HiddenFeatures(network, None).of(mnist.test.images[:2], lambda: True) is None


def test_that_axes_are_those_of_the_largest_spreads() -> None:
    rng = np.random.default_rng(2)
    values = (rng.normal(size=(500, 4)) * [1.0, 9.0, 3.0, 0.1]).astype(np.float32)
    axes, spreads = principal_axes(values - values.mean(axis=0), 2)
    np.testing.assert_allclose(np.abs(axes).argmax(axis=0), [1, 2])
    np.testing.assert_allclose(spreads, [81.0, 9.0], rtol=0.2)
