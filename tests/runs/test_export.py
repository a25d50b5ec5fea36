"""Exported files: they work without this program, answer as the run does, and are there whole or not at all."""

import csv
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from mnist_desktop.errors import UserError
from mnist_desktop.inference.predictor import Predictor
from mnist_desktop.networks import backend
from mnist_desktop.networks.build import build_members, build_network, values_of
from mnist_desktop.networks.code import keras_notebook, keras_script
from mnist_desktop.networks.presets import preset
from mnist_desktop.networks.spec import changed
from mnist_desktop.runs import export as exports
from mnist_desktop.runs.export import check_target, export
from mnist_desktop.runs.export_kinds import SUFFIXES, ExportKind
from mnist_desktop.runs.run import DataSummary, Run, Weights
from mnist_desktop.training.events import EpochRecord, SettingChange

_PICTURES = np.random.default_rng(5).integers(0, 256, (40, 28, 28), dtype=np.uint8)

# What someone does with the files who has Keras but not this program.
_ELSEWHERE = """
import sys, warnings
sys.modules["mnist_desktop"] = None
import keras, numpy as np
pictures = np.load("pictures.npy").astype("float32")[..., np.newaxis] / 255
with warnings.catch_warnings():
    warnings.simplefilter("error")
    model = keras.models.load_model("run.keras")
answers = {"keras": model.predict(pictures, verbose=0)}
one_hot = keras.utils.to_categorical(np.arange(40) % 10, 10)
model.evaluate(pictures, one_hot, verbose=0)
model.fit(pictures, one_hot, verbose=0)

from keras import layers
source = open("run.py", encoding="utf-8").read()
exec(source[source.index("model = keras.Sequential") : source.index("model.summary()")])
model.load_weights("run.weights.h5")
answers["weights"] = model.predict(pictures, verbose=0)

import tensorflow as tf
interpreter = tf.lite.Interpreter("run.tflite")
interpreter.allocate_tensors()
entry, exit_ = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
assert list(entry["shape"]) == [1, 28, 28, 1]
rows = []
for picture in pictures:
    interpreter.set_tensor(entry["index"], picture[np.newaxis])
    interpreter.invoke()
    rows.append(interpreter.get_tensor(exit_["index"])[0])
answers["tflite"] = np.array(rows)
np.savez("answers.npz", **answers)
"""


def _run(name: str = "dense-batchnorm", **changes: Any) -> tuple[Run, Weights]:
    """A run with weights as after a training, normalisation and biases included."""
    chosen = preset(name)
    backend.load()
    random = np.random.default_rng(3)
    initial = values_of(build_network(chosen.network, 1).weights)
    # Biases, means and spreads too are other than at the beginning.
    weights = tuple(
        random.uniform(0.2, 1.0, value.shape).astype(np.float32) if value.ndim == 1 else value for value in initial
    )
    training = changed(chosen.training, changes)
    run = Run(name="A run", network=chosen.network, training=training, created=datetime(2026, 1, 2, tzinfo=UTC))
    return run, weights


def _record(epoch: int, val_loss: float | None) -> EpochRecord:
    return EpochRecord(
        epoch=epoch,
        seconds=1.5,
        loss=0.5 / epoch,
        accuracy=0.9,
        val_loss=val_loss,
        val_accuracy=None if val_loss is None else 0.91,
        learning_rate=0.001,
    )


def test_that_exported_files_answer_alike_without_this_program(tmp_path: Path) -> None:
    run, weights = _run(label_smoothing=0.1)
    kinds: tuple[ExportKind, ...] = ("keras", "weights", "tflite", "script")
    for kind in kinds:
        exported = export(run, weights, kind, tmp_path / f"run{SUFFIXES[kind]}", pictures=_PICTURES)
        assert exported.size == exported.file.stat().st_size
        assert (exported.checked, exported.same) == ((40, 40) if kind == "tflite" else (0, 0))
    np.save(tmp_path / "pictures.npy", _PICTURES)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [sys.executable, "-I", "-c", _ELSEWHERE],
        cwd=tmp_path,
        env=environment | {"TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    expected = Predictor(run.network, weights).probabilities(_PICTURES)
    assert expected.std(axis=0).max() > 1e-3  # the pictures get answers of their own
    with np.load(tmp_path / "answers.npz") as answers:
        for kind in ("keras", "weights", "tflite"):
            np.testing.assert_allclose(answers[kind], expected, atol=2e-6)


def test_that_an_exported_ensemble_answers_as_its_members_do_together(tmp_path: Path) -> None:
    run, _weights = _run()
    update = {"members": 3, "variants": (preset("softmax-dense").network.layers,)}
    run = run.model_copy(update={"network": run.network.model_copy(update=update)})
    weights = tuple(value for member in build_members(run.network, 4) for value in values_of(member.weights))
    expected = Predictor(run.network, weights).probabilities(_PICTURES)
    export(run, weights, "keras", tmp_path / "run.keras")
    model = keras.models.load_model(tmp_path / "run.keras")
    np.testing.assert_allclose(model(_PICTURES[..., None] / np.float32(255.0)), expected, atol=2e-6)
    exported = export(run, weights, "tflite", tmp_path / "run.tflite", pictures=_PICTURES)
    assert (exported.checked, exported.same) == (40, 40)


@pytest.mark.parametrize("name", ["cnn", "one-digit"])
def test_that_a_tflite_model_is_checked(name: str, tmp_path: Path) -> None:
    run, weights = _run(name)
    exported = export(run, weights, "tflite", tmp_path / "run.tflite", pictures=_PICTURES)
    assert (exported.checked, exported.same) == (40, 40)


def test_that_a_tflite_model_that_answers_otherwise_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, weights = _run("softmax-dense")
    good = exports._tflite

    def broken(model: Any) -> bytes:
        other = build_network(run.network, 99)
        return good(other)

    monkeypatch.setattr(exports, "_tflite", broken)
    file = tmp_path / "run.tflite"
    file.write_bytes(b"what was there before")
    with pytest.raises(UserError, match=r"answers only \d+ of 40 pictures as the model does; it was not written"):
        export(run, weights, "tflite", file, pictures=_PICTURES, overwrite=True)
    assert file.read_bytes() == b"what was there before"
    assert list(tmp_path.iterdir()) == [file]


def test_that_an_untrained_run_is_exported_with_its_initial_weights(tmp_path: Path) -> None:
    import keras

    run, _ = _run("softmax-dense")
    export(run, None, "keras", tmp_path / "run.keras")
    answers = keras.models.load_model(tmp_path / "run.keras").predict(_PICTURES[..., np.newaxis] / 255.0, verbose=0)
    expected = Predictor(run.network, None, run.training.seed).probabilities(_PICTURES)
    np.testing.assert_allclose(answers, expected, atol=2e-6)


def test_that_script_and_notebook_load_the_runs_data(tmp_path: Path) -> None:
    run, weights = _run("softmax-dense")
    export(run, weights, "script", tmp_path / "run.py")
    export(run, weights, "notebook", tmp_path / "run.ipynb")
    assert (tmp_path / "run.py").read_text(encoding="utf-8") == keras_script(run.network, run.training)
    assert (tmp_path / "run.ipynb").read_text(encoding="utf-8") == keras_notebook(run.network, run.training)
    json.loads((tmp_path / "run.ipynb").read_text(encoding="utf-8"))
    names = tuple(f"kind {number}" for number in range(10))
    data = DataSummary(
        name="Fashion/MNIST 2", sha256="", class_names=names, training_count=1, validation_count=1, test_count=1
    )
    export(run.model_copy(update={"data": data}), weights, "script", tmp_path / "run.py", overwrite=True)
    script = (tmp_path / "run.py").read_text(encoding="utf-8")
    assert 'DATA_FILE = "fashion-mnist-2.npz"' in script
    assert '"kind 9"' in script


def test_that_script_and_notebook_say_first_what_was_changed_on_the_way(tmp_path: Path) -> None:
    run, weights = _run("softmax-dense")
    change = SettingChange(epoch=1.0, setting="optimizer.learning_rate", before=0.1, after=0.01)
    run = run.model_copy(update={"changes": (change,)})
    export(run, weights, "script", tmp_path / "run.py")
    export(run, weights, "notebook", tmp_path / "run.ipynb")
    assert "(optimizer.learning_rate)" in (tmp_path / "run.py").read_text(encoding="utf-8").split("\n\n")[0]
    first = json.loads((tmp_path / "run.ipynb").read_text(encoding="utf-8"))["cells"][0]["source"]
    assert "(optimizer.learning_rate)" in first[0]


def test_that_a_table_has_one_row_an_epoch(tmp_path: Path) -> None:
    run, weights = _run("softmax-dense")
    file = tmp_path / "run.csv"
    with pytest.raises(UserError, match="no finished epoch"):
        export(run, weights, "csv", file)
    assert not file.exists()
    history = (_record(1, 0.4), _record(2, None))
    export(run.model_copy(update={"history": history}), weights, "csv", file)
    with file.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == list(EpochRecord.model_fields)
    assert [(row["epoch"], row["loss"], row["val_loss"]) for row in rows] == [("1", "0.5", "0.4"), ("2", "0.25", "")]


@pytest.mark.parametrize(
    ("to", "name", "says"),
    [
        ("keras", "run.h5", r"The name of the file is 'run.h5'; .*ends in \.keras\. Call it run\.keras\."),
        ("keras", "run", r"Call it run\.keras\."),
        ("keras", ".keras", r"Call it model\.keras\."),
        ("keras", "run.KERAS", r"Call it run\.keras\."),
        ("weights", "run.h5", r"Call it run\.weights\.h5\."),
        ("script", "run.weights.h5", r"Call it run\.py\."),
        ("csv", "folder.csv", r"folder\.csv is a folder"),
        ("csv", "there.csv", r"There is already a file .*there\.csv"),
        ("csv", "nowhere/run.csv", r"There is no folder .*nowhere\. Make it"),
    ],
)
def test_that_a_wrong_target_is_a_sentence(to: ExportKind, name: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "there.csv").write_text("mine")
    with pytest.raises(UserError, match=says) as caught:
        check_target(to, tmp_path / name)
    assert caught.value.field == "path"


def test_that_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run, weights = _run("softmax-dense")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="cannot be written: No space left on device"):
        export(run, weights, "script", tmp_path / "run.py")
    assert list(tmp_path.iterdir()) == []
