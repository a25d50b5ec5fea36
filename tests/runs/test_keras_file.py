"""Models made elsewhere: read as data, or refused with a sentence."""

import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.inference.predictor import Predictor
from mnist_desktop.networks import backend
from mnist_desktop.networks.spec import changed
from mnist_desktop.runs.keras_file import read_keras_file
from mnist_desktop.service import ModelService
from mnist_desktop.service.model import Model
from mnist_desktop.training.control import TrainingControl

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


def _row_rescaled_to_a_picture() -> Any:
    from keras import layers

    return _sequential(
        layers.Rescaling(2.0, offset=-1.0),
        layers.Reshape((28, -1, 1)),
        layers.Conv2D(3, 3, activation="leaky_relu", use_bias=False),
        layers.Flatten(),
        layers.ELU(),
        layers.Dense(10, activation="softmax"),
        shape=(784,),
    )


def _reshaped_to_a_row() -> Any:
    from keras import layers

    return _sequential(
        layers.Reshape((784,)),
        layers.Dense(12),
        layers.ReLU(negative_slope=0.1),
        layers.Dense(12, activation="leaky_relu"),
        layers.Activation("leaky_relu"),
        layers.Dense(10, activation="softmax"),
        shape=(28, 28, 1),
    )


def _built_without_input() -> Any:
    import keras
    from keras import layers

    model = keras.Sequential([layers.Flatten(), layers.Dense(10), layers.Softmax()])
    model.build((None, 28, 28))
    return model


def _of_half_precision(policy: str) -> Any:
    from keras import layers

    return _sequential(
        layers.Flatten(dtype=policy),
        layers.Dense(10, activation="tanh", dtype=policy),
        layers.Dense(10, activation="softmax", dtype=policy),
    )


@pytest.mark.parametrize(
    "make",
    [
        _dense,
        _flat,
        _reshaped,
        _functional,
        _row_rescaled_to_a_picture,
        _reshaped_to_a_row,
        _built_without_input,
    ],
)
def test_that_an_opened_model_answers_as_it_does_in_keras(make: Callable[[], Any], tmp_path: Path) -> None:
    backend.load()
    model = make()
    file = tmp_path / "model.keras"
    model.save(file)
    read = read_keras_file(file)
    shape = (-1, *model.input_shape[1:])
    expected = model(_IMAGES.reshape(shape).astype(np.float32) / 255.0).numpy()
    np.testing.assert_allclose(Predictor(read.network, read.weights).probabilities(_IMAGES), expected, atol=1e-5)


@pytest.mark.parametrize("policy", ["mixed_float16", "float16", "bfloat16", "float64"])
def test_that_other_precisions_are_read_as_float32(policy: str, tmp_path: Path) -> None:
    backend.load()
    model = _of_half_precision(policy)
    file = tmp_path / "model.keras"
    model.save(file)
    read = read_keras_file(file)
    assert read.notes == (f"It was made for {policy}; here it computes in float32.",)
    expected = model.get_weights()
    assert [array.dtype for array in read.weights] == [np.float32] * 4
    for came, wanted in zip(read.weights, expected, strict=True):
        np.testing.assert_array_equal(came, wanted.astype(np.float32))


def test_that_code_in_a_file_is_refused_and_never_runs(tmp_path: Path) -> None:
    import keras
    from keras import layers

    model = _sequential(layers.Flatten(), layers.Lambda(lambda values: values * 2), layers.Dense(10))
    file = tmp_path / "lambda.keras"
    model.save(file)
    with pytest.raises(UserError, match="a layer Lambda that this program does not know"):
        read_keras_file(file)
    assert keras


def _rewritten(file: Path, change: Callable[[dict[str, Any]], object]) -> None:
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
        (lambda config: config["config"]["layers"][0]["config"].update(batch_shape=None), "no fixed shape"),
        (lambda config: config["config"]["layers"][1]["config"].update(activation="mish"), r"layers\.1\.activation"),
        (lambda config: config["config"]["layers"][1]["config"].update(units=10**12), r"layers\.1\.units"),
        (lambda config: config["config"]["layers"][1]["config"].update(dtype="int8_from_float32"), "quantised"),
        (lambda config: config["config"].update(layers=[]), "no undamaged"),
        (lambda config: config["config"]["layers"].extend(config["config"]["layers"][1:] * 70), "layers"),
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


def _repacked(file: Path, change: Callable[[dict[str, bytes]], object], compression: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    change(contents)
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)


def _many_members(contents: dict[str, bytes]) -> None:
    contents.update({f"member {number}".ljust(100, "x"): b"" for number in range(8000)})


@pytest.mark.parametrize(
    ("change", "compression", "says"),
    [
        (lambda parts: parts.update({"../../evil": b""}), zipfile.ZIP_STORED, "whose path leads out of it: ../../evil"),
        (lambda parts: parts.update({"/etc/evil": b""}), zipfile.ZIP_STORED, "whose path leads out"),
        (lambda parts: parts.update({"C:\\evil": b""}), zipfile.ZIP_STORED, "whose path leads out"),
        (lambda parts: parts.update({"a\\..\\..\\evil": b""}), zipfile.ZIP_STORED, "whose path leads out"),
        (lambda parts: parts, zipfile.ZIP_LZMA, "packed in a way that Keras does not use"),
        (lambda parts: parts, zipfile.ZIP_BZIP2, "packed in a way that Keras does not use"),
        (lambda parts: parts.update({"config.json": b" " * 2**23}), zipfile.ZIP_DEFLATED, "8,388,608 bytes long"),
        (lambda parts: parts.update({"config.json": b"[" * 10**6}), zipfile.ZIP_DEFLATED, "no undamaged"),
        (lambda parts: parts.update({"config.json": b"7"}), zipfile.ZIP_STORED, "no undamaged"),
        (lambda parts: parts.update({"metadata.json": b'{"keras_version": "2.15.0"}'}), 0, "saved by Keras 2.15.0"),
        (lambda parts: parts.pop("model.weights.h5"), zipfile.ZIP_STORED, "no undamaged"),
        (_many_members, zipfile.ZIP_STORED, "too many members"),
    ],
)
def test_that_an_archive_that_means_harm_is_refused(
    change: Callable[[dict[str, bytes]], object], compression: int, says: str, tmp_path: Path
) -> None:
    backend.load()
    file = tmp_path / "model.keras"
    _flat().save(file)
    _repacked(file, change, compression)
    with pytest.raises(UserError, match=says):
        read_keras_file(file)
    assert list(tmp_path.iterdir()) == [file]


def _kernel_of(file: h5py.File) -> tuple[h5py.Group, np.ndarray]:
    group = file["layers/dense/vars"]
    values = group["0"][()]
    del group["0"]
    return group, values


def _linked_elsewhere(file: h5py.File) -> None:
    group, _ = _kernel_of(file)
    group["0"] = h5py.ExternalLink("/etc/other.h5", "/secret")


def _linked_softly(file: h5py.File) -> None:
    group, _ = _kernel_of(file)
    group["0"] = h5py.SoftLink("/layers/dense/vars/1")


def _stored_elsewhere(file: h5py.File) -> None:
    group, values = _kernel_of(file)
    group.create_dataset("0", values.shape, "f4", external=[("/etc/passwd", 0, values.nbytes)])


def _huge(file: h5py.File) -> None:
    """A few bytes that stand for a terabyte."""
    group, _ = _kernel_of(file)
    group.create_dataset("0", (2**19, 2**19), "f4", chunks=(64, 64), compression="gzip")


def _in_huge_pieces(file: h5py.File) -> None:
    group, values = _kernel_of(file)
    dataset = group.create_dataset(
        "0", values.shape, "f4", chunks=(2**11, 2**10), maxshape=(None, None), compression="gzip"
    )
    dataset[0, 0] = 1.0


def _of_type(dtype: str) -> Callable[[h5py.File], None]:
    def change(file: h5py.File) -> None:
        group, values = _kernel_of(file)
        group["0"] = values.astype(dtype)

    return change


def _infinite(file: h5py.File) -> None:
    file["layers/dense/vars/0"][3, 3] = np.inf


def _overflowing(file: h5py.File) -> None:
    group, values = _kernel_of(file)
    group["0"] = values.astype(np.float64) + 1e300


def _one_too_many(file: h5py.File) -> None:
    file["layers/dense/vars/2"] = np.zeros(10, np.float32)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_linked_elsewhere, "point to other places"),
        (_linked_softly, "point to other places"),
        (_stored_elsewhere, "point to other files"),
        (_huge, "have the shape 524288 × 524288, its layers need 784 × 10"),
        (_in_huge_pieces, "packed in pieces larger than they are"),
        (_of_type("i1"), "of type int8, no floating-point numbers"),
        (_of_type("S4"), "no floating-point numbers"),
        (_infinite, "infinite or no numbers"),
        (_overflowing, "infinite or no numbers"),
        (_one_too_many, "has 3 weights, where 2 belong"),
        (lambda file: file.pop("layers/dense/vars"), "no weights called vars"),
        (lambda file: file.pop("layers"), "no weights called layers"),
    ],
)
def test_that_weights_that_mean_harm_are_refused(
    change: Callable[[h5py.File], object], says: str, tmp_path: Path
) -> None:
    backend.load()
    file = tmp_path / "model.keras"
    _flat().save(file)

    def rewrite(parts: dict[str, bytes]) -> None:
        stream = io.BytesIO(parts["model.weights.h5"])
        with h5py.File(stream, "r+") as weights:
            change(weights)
        parts["model.weights.h5"] = stream.getvalue()

    _repacked(file, rewrite)
    with pytest.raises(UserError, match=says):
        read_keras_file(file)


@pytest.fixture(scope="module")
def good_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a layer of every kind that has weights."""
    from keras import layers

    backend.load()
    model = _sequential(
        layers.Conv2D(2, 3, activation="relu"),
        layers.MaxPooling2D(3),
        layers.BatchNormalization(),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
        shape=(28, 28, 1),
    )
    file = tmp_path_factory.mktemp("good") / "good.keras"
    model.save(file)
    return file


@hypothesis.settings(max_examples=150, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
@hypothesis.given(
    part=st.sampled_from(["whole", "config.json", "metadata.json", "model.weights.h5"]),
    changes=st.lists(st.tuples(st.floats(0.0, 1.0), st.binary(min_size=1, max_size=8)), min_size=1, max_size=8),
    cut=st.floats(0.3, 1.0) | st.just(1.0),
)
def test_that_mutated_bytes_give_a_model_or_a_sentence(
    part: str, changes: list[tuple[float, bytes]], cut: float, good_file: Path
) -> None:
    """Also where the checksums of the archive are right, so that JSON and HDF5 get to see the changed bytes."""

    def mutated(content: bytes) -> bytes:
        changed = bytearray(content)
        for place, new in changes:
            start = int(place * (len(changed) - 1))
            changed[start : start + len(new)] = new
        return bytes(changed[: max(1, int(cut * len(changed)))])

    file = good_file.with_name("mutated.keras")
    file.write_bytes(good_file.read_bytes())
    if part == "whole":
        file.write_bytes(mutated(good_file.read_bytes()))
    else:
        _repacked(file, lambda parts: parts.update({part: mutated(parts[part])}))
    tracemalloc.start()
    try:
        read = read_keras_file(file)
    except UserError:
        pass
    else:
        assert all(np.isfinite(array).all() for array in read.weights)
        Predictor(read.network, read.weights)
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 64 * 2**20


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
    with pytest.raises(UserError, match="layer dense have the shape 784 × 10, its layers need 784 × 11"):
        read_keras_file(file)


@pytest.mark.parametrize("hidden", ["tanh", "relu"])
@pytest.mark.parametrize(("top", "ends_in"), [(1.0, "softmax"), (255.0, "linear")])
def test_that_pixel_range_and_logits_are_found_out(
    top: float, ends_in: str, hidden: str, tmp_path: Path, mnist: Dataset
) -> None:
    import keras
    from keras import layers

    backend.load()
    keras.utils.set_random_seed(2)
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Flatten(),
            layers.Dense(32, activation=hidden),
            layers.Dense(10, activation=ends_in),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy" if ends_in == "softmax" else _logits_loss())
    # Trained on 0-1 pixels; the model that wants 0-255 has its first kernel divided by that. With ReLU it reads a few
    # more of the same pictures rightly from 0 to 255 than from 0 to 1.
    model.fit(mnist.train.images[:3000] / 255.0, mnist.train.labels[:3000], epochs=3, verbose=0)
    weights = model.get_weights()
    model.set_weights([weights[0] / top, *weights[1:]])
    file = tmp_path / "elsewhere.keras"
    model.save(file)

    service = ModelService(tmp_path)
    opened = service.open_keras_file(file, mnist)
    assert opened.run.state == "opened"
    assert f"pixels from 0 to {top:.0f}" in opened.run.note
    assert ("ends in logits" in opened.run.note) == (ends_in == "linear")
    _, evaluation = service.evaluate(opened, mnist)
    answers = model.predict(mnist.test.images * (top / 255.0), verbose=0).argmax(axis=1)
    assert evaluation.accuracy == pytest.approx((answers == mnist.test.labels).mean(), abs=5e-4)
    assert evaluation.accuracy > 0.8


def test_that_an_opened_model_learns_on_from_its_weights(tmp_path: Path, mnist: Dataset) -> None:
    service = ModelService(tmp_path)
    file = tmp_path / "from elsewhere.keras"
    service.export(service.open_run("starter"), "keras", file)
    opened = service.open_keras_file(file, mnist)
    assert (opened.run.name, opened.run.state) == ("from elsewhere", "opened")
    before = service.evaluate(opened, mnist)[1].accuracy
    assert before > 0.98

    settings = {"training_limit": 500, "epochs": 1, "validation_split": 0.9, "optimizer.learning_rate": 1e-5}
    training = changed(opened.run.training, settings)
    model = Model(opened.run.model_copy(update={"training": training}), opened.weights)
    trained = service.train(model, mnist, lambda event: None, TrainingControl())
    assert (trained.run.state, len(trained.run.history)) == ("finished", 1)
    assert trained.run.history[0].accuracy > 0.95  # it has not begun again
    assert opened.weights is not None
    assert trained.weights is not None
    assert any(not np.array_equal(a, b) for a, b in zip(opened.weights, trained.weights, strict=True))


def test_that_what_was_learned_elsewhere_is_kept_before_the_first_epoch(tmp_path: Path, mnist: Dataset) -> None:
    service = ModelService(tmp_path)
    file = tmp_path / "elsewhere.keras"
    service.export(service.open_run("starter"), "keras", file)
    opened = service.open_keras_file(file, mnist)
    control = TrainingControl()
    control.stop()
    stopped = service.train(opened, mnist, lambda event: None, control)
    assert (stopped.run.state, stopped.run.history) == ("stopped", ())
    reopened = ModelService(tmp_path).open_run(stopped.run.id)
    for model in (stopped, reopened):
        assert model.weights is not None
        assert opened.weights is not None
        for came, wanted in zip(model.weights, opened.weights, strict=True):
            np.testing.assert_array_equal(came, wanted)

    service.save_file(opened, tmp_path / "saved.mnistrun")
    read = service.open_file(tmp_path / "saved.mnistrun")
    assert read.run.state == "opened"
    assert ModelService(tmp_path).open_run(read.run.id).weights is not None


def _logits_loss() -> Any:
    import keras

    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)
