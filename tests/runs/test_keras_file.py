"""Models made elsewhere: read as data, or refused with a sentence."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.inference.predictor import Predictor
from mnist_desktop.networks import backend
from mnist_desktop.runs.keras_file import check_weights, read_keras_file

_IMAGES = np.random.default_rng(5).integers(0, 256, (20, 28, 28), dtype=np.uint8)


def _sequential(*layers: Any, shape: tuple[int, ...] = (28, 28)) -> Any:
    import keras

    model = keras.Sequential([keras.Input(shape), *layers])
    random = np.random.default_rng(1)
    model.set_weights([random.uniform(0.1, 0.3, weight.shape).astype(np.float32) for weight in model.weights])
    return model


def _dense() -> Any:
    from keras import layers

    return _sequential(
        layers.Rescaling(1 / 255),
        layers.Flatten(),
        layers.Dense(12, use_bias=False, kernel_regularizer="l2"),
        layers.BatchNormalization(scale=False),
        layers.LeakyReLU(),
        layers.Dropout(0.3),
        layers.Dense(12, activation="tanh"),
        layers.BatchNormalization(center=False),
        layers.ReLU(),
        layers.Dense(10),
        layers.Softmax(),
    )


def _flat() -> Any:
    from keras import layers

    return _sequential(layers.Dense(10, activation="softmax"), shape=(784,))


def _reshaped() -> Any:
    from keras import layers

    return _sequential(
        layers.Reshape((28, 28, 1)),
        layers.Conv2D(3, (5, 5), strides=2, padding="same", activation="relu"),
        layers.AveragePooling2D(2),
        layers.GlobalAveragePooling2D(),
        layers.Dense(10, activation="softmax"),
        shape=(784,),
    )


def _functional() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((28, 28, 1))
    values = layers.MaxPooling2D(3, strides=2)(layers.Conv2D(4, 3, activation="elu")(inputs))
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(layers.Flatten()(values)))


@pytest.mark.parametrize("make", [_dense, _flat, _reshaped, _functional])
def test_that_an_opened_model_answers_as_it_does_in_keras(make: Callable[[], Any], tmp_path: Path) -> None:
    backend.load()
    model = make()
    file = tmp_path / "model.keras"
    model.save(file)
    read = read_keras_file(file)
    check_weights(read, file)
    shape = (-1, *model.input_shape[1:])
    expected = model(_IMAGES.reshape(shape).astype(np.float32) / 255.0).numpy()
    np.testing.assert_allclose(Predictor(read.network, read.weights).probabilities(_IMAGES), expected, atol=1e-5)


def test_that_code_in_a_file_is_refused_and_never_runs(tmp_path: Path) -> None:
    import keras
    from keras import layers

    model = _sequential(layers.Flatten(), layers.Lambda(lambda values: values * 2), layers.Dense(10))
    file = tmp_path / "lambda.keras"
    model.save(file)
    with pytest.raises(UserError, match="a layer Lambda that this program does not know"):
        read_keras_file(file)
    assert keras


def _rewritten(file: Path, change: Callable[[dict[str, Any]], None]) -> None:
    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(contents["config.json"])
    change(config)
    contents["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda config: config["config"]["layers"][1].update(module="os"), "is not Keras's own"),
        (lambda config: config["config"]["layers"][1].update(registered_name="Evil>Layer"), "is not Keras's own"),
        (lambda config: config.update(class_name="Evil"), "neither Sequential nor Functional"),
        (lambda config: config["config"]["layers"][0]["config"].update(batch_shape=[None, 32, 32, 3]), "32 × 32 × 3"),
        (lambda config: config["config"]["layers"][1]["config"].update(activation={"module": "os"}), "activation"),
        (lambda config: config["config"]["layers"][1]["config"].pop("units"), "no undamaged"),
        (lambda config: config.update(config=[]), "no undamaged"),
    ],
)
def test_that_a_strange_file_is_refused_with_its_reason(
    change: Callable[[dict[str, Any]], None], says: str, tmp_path: Path
) -> None:
    backend.load()
    file = tmp_path / "model.keras"
    _flat().save(file)
    _rewritten(file, change)
    with pytest.raises(UserError, match=says):
        read_keras_file(file)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_that_a_damaged_file_is_a_sentence(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "damaged.keras"
    file.write_bytes(content)
    with pytest.raises(UserError, match=r"no undamaged \.keras file"):
        read_keras_file(file)
    with pytest.raises(UserError, match="no file"):
        read_keras_file(tmp_path / "missing.keras")


def test_that_weights_of_other_layers_are_refused(tmp_path: Path) -> None:
    backend.load()
    file = tmp_path / "model.keras"
    _flat().save(file)
    _rewritten(file, lambda config: config["config"]["layers"][1]["config"].update(units=11))
    with pytest.raises(UserError, match="have 8,635 numbers, but it holds 7,850"):
        check_weights(read_keras_file(file), file)


@pytest.mark.parametrize(("top", "ends_in"), [(1.0, "softmax"), (255.0, "linear")])
def test_that_pixel_range_and_logits_are_found_out(top: float, ends_in: str, tmp_path: Path, mnist: Dataset) -> None:
    import keras
    from keras import layers

    from mnist_desktop.service import ModelService

    backend.load()
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Flatten(),
            layers.Dense(32, activation="tanh"),
            layers.Dense(10, activation=ends_in),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy" if ends_in == "softmax" else _logits_loss())
    # Trained on 0-1 pixels; the model that wants 0-255 has its first kernel divided by that.
    model.fit(mnist.train.images[:3000] / 255.0, mnist.train.labels[:3000], epochs=3, verbose=0)
    weights = model.get_weights()
    model.set_weights([weights[0] / top, *weights[1:]])
    file = tmp_path / "elsewhere.keras"
    model.save(file)

    service = ModelService(tmp_path)
    opened = service.open_keras_file(file, mnist)
    assert f"pixels from 0 to {top:.0f}" in opened.run.note
    assert ("ends in logits" in opened.run.note) == (ends_in == "linear")
    _, evaluation = service.evaluate(opened, mnist)
    answers = model.predict(mnist.test.images * (top / 255.0), verbose=0).argmax(axis=1)
    assert evaluation.accuracy == pytest.approx((answers == mnist.test.labels).mean(), abs=5e-4)
    assert evaluation.accuracy > 0.8


def _logits_loss() -> Any:
    import keras

    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)
