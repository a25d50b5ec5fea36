"""Code made from specs: it runs on its own, builds the same network, and comes to the same accuracy."""

import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.data.task import OneAgainstRest
from mnist_desktop.networks import backend
from mnist_desktop.networks.build import build_network, build_optimizer
from mnist_desktop.networks.code import CodeData, keras_notebook, keras_script
from mnist_desktop.networks.presets import preset, presets
from mnist_desktop.networks.spec import ActivationName, LossName, NetworkSpec, TrainingSpec, changed, parse
from mnist_desktop.service import ModelService
from mnist_desktop.training.control import TrainingControl
from mnist_desktop.training.schedules import learning_rates

_TEN: list[dict[str, Any]] = [{"type": "Flatten"}, {"type": "Dense", "units": 10, "activation": "softmax"}]
_ONE: list[dict[str, Any]] = [{"type": "Flatten"}, {"type": "Dense", "units": 1, "activation": "sigmoid"}]
_EVERY_LAYER: list[dict[str, Any]] = [
    {"type": "Rescaling", "scale": 2.0, "offset": -1.0},
    {"type": "Conv2D", "filters": 4, "kernel_size": 5, "strides": 2, "padding": "same", "activation": "elu",
     "initializer": "he_normal", "l2": 0.001},
    {"type": "BatchNormalization", "momentum": 0.9, "epsilon": 0.01},
    {"type": "MaxPooling2D", "pool_size": 3, "strides": 1, "padding": "same"},
    {"type": "AveragePooling2D"},
    {"type": "LeakyReLU", "negative_slope": 0.1},
    {"type": "LeakyReLU"},
    {"type": "Conv2D", "filters": 3, "initializer": "random_normal"},
    {"type": "GlobalAveragePooling2D"},
    {"type": "Flatten"},
    {"type": "Dropout", "rate": 0.25},
    {"type": "Dense", "units": 8, "initializer": "zeros", "l2": 0.0001},
    {"type": "Dense", "units": 8, "activation": "leaky_relu", "initializer": "he_uniform"},
    {"type": "Activation", "function": "gelu"},
    {"type": "Dense", "units": 10, "activation": "softmax", "initializer": "glorot_normal"},
]  # fmt: skip

_OPTIMIZERS: list[dict[str, Any]] = [
    {"name": "adam", "learning_rate": 0.003},
    {"name": "adamw", "learning_rate": 1e-5, "weight_decay": 0.02},
    {"name": "nadam", "momentum": 0.5},
    {"name": "rmsprop", "momentum": 0.9},
    {"name": "sgd", "learning_rate": 0.01234567890123456, "momentum": 0.12345678901234567, "nesterov": True},
]
_SCHEDULES: list[dict[str, Any]] = [
    {"name": "constant"},
    {"name": "cosine"},
    {"name": "one_cycle"},
    {"name": "reduce_on_plateau", "factor": 0.3, "patience": 4},
]
_EVERY_ACTIVATION: list[dict[str, Any]] = [
    {"type": "Flatten"},
    *({"type": "Activation", "function": name} for name in get_args(ActivationName)),
    *({"type": "Dense", "units": 10, "activation": name} for name in get_args(ActivationName)),
]
_LAYERS_AND_LOSSES: list[tuple[list[dict[str, Any]], dict[str, Any]]] = [
    (_TEN, {}),
    (_EVERY_LAYER, {"loss": "categorical_crossentropy"}),
    (_EVERY_ACTIVATION, {"loss": "mean_squared_error"}),
    (_TEN, {"label_smoothing": 0.1}),
    (_TEN, {"loss": "mean_squared_error", "label_smoothing": 0.1}),
    (
        _TEN,
        {
            "augmentation": {
                "rotation": 10,
                "shift": 2,
                "zoom": 0.1,
                "shear": 5,
                "elastic": 1,
                "thickness": 0.5,
                "closing": 0.1,
                "noise": 0.1,
            }
        },
    ),
    (_TEN, {"augmentation": {"elastic": 1}}),
    (_ONE, {"loss": "binary_crossentropy", "task": {"type": "two_classes", "first": 3, "second": 8}}),
    (_ONE, {"loss": "binary_crossentropy", "task": {"type": "even_odd"}}),
    (_TEN, {"class_weights": [0.5] * 10, "training_limit": 700}),
    (_ONE, {"loss": "binary_crossentropy", "task": {"type": "one_against_rest", "label": 3}, "label_smoothing": 0.2}),
    (_ONE, {"loss": "mean_squared_error", "task": {"type": "one_against_rest", "label": 3}, "class_weights": [1, 9]}),
]
_STOPPING: list[dict[str, Any]] = [
    {"validation_split": 0.0, "stop_after": 3, "use_best_epoch": True, "epochs": 1},
    {"stop_after": 3},
    {"use_best_epoch": True},
    {"stop_after": 2, "use_best_epoch": True},
    {"metrics": [], "time_limit": 60.0},
]


def _many_specs() -> list[tuple[NetworkSpec, TrainingSpec]]:
    """Every value of every setting at least once, each with several others."""
    return [
        (
            parse(NetworkSpec, {"layers": layers}),
            parse(TrainingSpec, {**settings, **stopping, "optimizer": optimizer, "schedule": schedule}),
        )
        for layers, settings in _LAYERS_AND_LOSSES
        for number, optimizer in enumerate(_OPTIMIZERS)
        for schedule, stopping in [(_SCHEDULES[number % 4], _STOPPING[number]), (_SCHEDULES[number // 2], {})]
    ] + [(preset.network, preset.training) for preset in presets() if preset.network.members == 1]


_NAMES = ("T-shirt/top", "a \"b\" 'c'", "\nimport os", "\\", "{x}", "é\u2028\x00\ud800", *"6789")


def _code_of(notebook: str) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(notebook)["cells"] if cell["cell_type"] == "code"]


def test_that_every_script_compiles_and_satisfies_ruff(tmp_path: Path) -> None:
    ensembles = [(network.model_copy(update={"members": 3}), training) for network, training in _many_specs()]
    variants = tuple(preset(name).network.layers for name in ("cnn", "champion"))
    ensembles += [
        (network.model_copy(update={"members": 4, "variants": variants}), training)
        for network, training in _many_specs()[::8]
    ]
    for number, (network, training) in enumerate([*_many_specs(), *ensembles]):
        data = CodeData("fashion.npz", _NAMES) if number % 3 == 0 else None
        script = keras_script(network, training, data)
        compile(script, "script", "exec")
        (tmp_path / f"script_{number}.py").write_text(script, encoding="utf-8")
        notebook = keras_notebook(network, training, data)
        for cell in _code_of(notebook):
            compile(cell, "cell", "exec")
    ruff = [sys.executable, "-m", "ruff"]
    options = ["--isolated", "--line-length", "100", str(tmp_path)]
    for command in (["check", "--select", "E,F,I,B007,SIM,W"], ["format", "--diff"]):
        done = subprocess.run([*ruff, *command, *options], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_that_a_name_from_a_file_is_never_code() -> None:
    """Class names come with data from strangers."""
    training = parse(TrainingSpec, {"task": {"type": "one_against_rest", "label": 2}, "loss": "binary_crossentropy"})
    network = parse(NetworkSpec, {"layers": _ONE})
    script = keras_script(network, training, CodeData('"; import os #', ("a", "b", '\nimport os\n"""', "d")))
    assert not [line for line in script.splitlines() if line.startswith("import os")]
    names: dict[str, Any] = {}
    exec("\n".join(re.findall(r"^(?:DATA_FILE|CLASS_NAMES) = .*$", script, re.MULTILINE)), names)
    assert names["DATA_FILE"] == '"; import os #'
    assert names["CLASS_NAMES"] == ["a", "b", '\nimport os\n"""', "d"]


def test_that_a_script_says_only_what_its_spec_needs() -> None:
    plain = keras_script(preset("softmax-dense").network, preset("softmax-dense").training)
    for word in ("callbacks", "class_weight", "smoothing", "schedules", "math", "to_categorical", "L2", "initializer"):
        assert word not in plain
    assert "mnist_desktop" not in plain
    full = keras_script(
        parse(NetworkSpec, {"layers": _EVERY_LAYER}),
        parse(
            TrainingSpec,
            {"schedule": {"name": "cosine"}, "class_weights": [1.0] * 10, "label_smoothing": 0.1, "stop_after": 3},
        ),
    )
    for word in ("callbacks", "class_weight", "smoothing", "schedules", "math", "to_categorical", "L2", "initializer"):
        assert word in full


def test_that_a_notebook_is_of_format_4_5_and_holds_the_script() -> None:
    chosen = preset("dense-batchnorm")
    notebook = json.loads(keras_notebook(chosen.network, chosen.training))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert set(notebook) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    kinds = [cell["cell_type"] for cell in notebook["cells"]]
    assert kinds == ["markdown", "code"] * (len(kinds) // 2)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(kinds)
    for cell in notebook["cells"]:
        assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"])
        needed = {"cell_type", "id", "metadata", "source"}
        assert set(cell) == (needed | {"execution_count", "outputs"} if cell["cell_type"] == "code" else needed)
    script = keras_script(chosen.network, chosen.training)
    for cell in notebook["cells"][1::2]:
        assert "".join(cell["source"]) in script


def test_that_the_code_builds_the_same_network() -> None:
    backend.load()
    import keras

    seen = set()
    for network, training in _many_specs():
        script = keras_script(network, training)
        source = script[script.index("model = keras.Sequential") : script.index("model.summary()")]
        if source in seen:
            continue
        seen.add(source)
        names: dict[str, Any] = {"keras": keras, "layers": keras.layers}
        exec(source, names)
        model, ours = names["model"], build_network(network, training.seed)
        varying = [layer for layer in model.layers if type(layer).__name__.startswith(("Random", "Gaussian"))]
        left_out = {"elastic", "thickness", "closing", "plain_epochs"}
        wanted = training.augmentation.model_dump(exclude=left_out).values()
        assert len(varying) == sum(map(bool, wanted))
        assert _configuration(model)[len(varying) :] == _configuration(ours)
        assert model.count_params() == ours.count_params()
        assert model.input_shape == ours.input_shape
    assert len(seen) > len(presets())


def test_that_the_code_builds_different_members_in_their_order() -> None:
    backend.load()
    import keras

    layers = [preset(name).network.layers for name in ("dense-dropout", "softmax-dense", "dense-dropout")]
    network = NetworkSpec(layers=layers[0], members=4, variants=tuple(layers[1:]))
    script = keras_script(network, preset("dense-dropout").training)
    source = (
        script[script.index("members = []") : script.index("    model = build()")] + "    members.append(build())\n"
    )
    names: dict[str, Any] = {"keras": keras, "layers": keras.layers}
    exec(source, names)
    assert [_configuration(member) for member in names["members"]] == [
        _configuration(build_network(member, 1)) for member in network.each
    ]
    assert "def network_3" not in script  # the third kind is the first one again


def test_that_the_code_compiles_with_the_same_loss_as_an_exported_model() -> None:
    backend.load()
    import keras

    losses = set()
    for network, training in _many_specs():
        losses.add(training.loss)
        script = keras_script(network, training)
        source = script[script.index("model.compile") : script.index("# Train: ")]
        model, names = keras.Sequential(), {"keras": keras, "optimizer": "sgd"}
        exec(source, names | {"model": model})
        theirs = keras.losses.get(model.loss)
        classes = 1 if "one_against" in str(training.task) else 10
        truth = np.eye(10, dtype=np.float32)[[3, 1]]
        answers = np.full((2, 10), 0.1, np.float32)
        if training.loss == "binary_crossentropy" or classes == 1:
            truth, answers = np.array([[1.0], [0.0]], np.float32), np.array([[0.8], [0.3]], np.float32)
        labels = truth.argmax(1) if "to_categorical" not in script and truth.shape[1] > 1 else truth
        smoothed = truth
        if training.label_smoothing and training.loss != "mean_squared_error":
            middle = 0.5 if truth.shape[1] == 1 else 0.1
            smoothed = truth * (1 - training.label_smoothing) + training.label_smoothing * middle
        match training.loss:
            case "mean_squared_error":
                expected = ((answers - smoothed) ** 2).mean()
            case "binary_crossentropy":
                expected = -(smoothed * np.log(answers) + (1 - smoothed) * np.log(1 - answers)).mean()
            case _:
                expected = -(smoothed * np.log(answers)).sum(1).mean()
        assert float(np.mean(theirs(labels, answers))) == pytest.approx(expected, rel=1e-4)
    assert losses == set(get_args(LossName))


def test_that_a_note_is_the_first_comment_and_the_first_words_of_the_notebook() -> None:
    chosen = preset("softmax-dense")
    note = "The program was asked to hurry.\nimport os"
    script = keras_script(chosen.network, chosen.training, note=note)
    assert script.startswith("# The program was asked to hurry. import os\n\n# Set up: ")
    assert script.endswith(keras_script(chosen.network, chosen.training))
    first = json.loads(keras_notebook(chosen.network, chosen.training, note=note))["cells"][0]
    assert first["cell_type"] == "markdown"
    assert "".join(first["source"]).startswith("The program was asked to hurry.")


def test_that_the_code_compiles_with_the_same_optimizer_and_schedule() -> None:
    backend.load()
    import keras

    seen = set()
    for network, training in _many_specs():
        script = keras_script(network, training)
        source = script[script.index("# Compile: ") : script.index("model.compile")]
        if source in seen:
            continue
        seen.add(source)
        steps = 10 * training.epochs
        names: dict[str, Any] = {"keras": keras, "math": math, "EPOCHS": training.epochs, "BATCH_SIZE": 10}
        names["x_train"] = range(95)
        exec(source, names)
        ours, theirs = (
            {key: value for key, value in optimizer.get_config().items() if key != "name"}
            for optimizer in (build_optimizer(training.optimizer), names["optimizer"])
        )
        if training.schedule.name in {"cosine", "one_cycle"}:
            ours.pop("learning_rate"), theirs.pop("learning_rate")
            rates = names["optimizer"]._learning_rate(np.arange(steps))
            expected = learning_rates(training, (), 0, steps, steps)
            np.testing.assert_allclose(rates, expected, rtol=1e-5, atol=1e-7 * training.optimizer.learning_rate)
        assert theirs == ours


def _configuration(model: Any) -> list[tuple[str, dict[str, Any]]]:
    """The layers' settings without names and seeds, which each side chooses for itself."""

    def stripped(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: stripped(part) for key, part in value.items() if key not in {"name", "seed"}}
        return value

    return [(type(layer).__name__, stripped(layer.get_config())) for layer in model.layers]


@pytest.fixture(scope="module")
def small(mnist: Dataset) -> Dataset:
    return Dataset(
        "MNIST",
        LabelledImages(mnist.train.images[:3000], mnist.train.labels[:3000]),
        LabelledImages(mnist.test.images[:2000], mnist.test.labels[:2000]),
        mnist.class_names,
        "",
    )


@pytest.fixture
def folder(tmp_path: Path, small: Dataset) -> Path:
    np.savez(
        tmp_path / "mnist.npz",
        x_train=small.train.images,
        y_train=small.train.labels,
        x_test=small.test.images,
        y_test=small.test.labels,
    )
    return tmp_path


def _accuracy_here(network: NetworkSpec, training: TrainingSpec, dataset: Dataset, home: Path) -> float:
    service = ModelService(home)
    model = service.untrained(network, training, name="here")
    trained = service.train(model, dataset, lambda event: None, TrainingControl())
    return service.evaluate(trained, dataset)[1].accuracy


def _accuracy_of(code: list[str], folder: Path) -> float:
    """Runs pieces of code in order in one plain Python, which has Keras and NumPy but not this program."""
    file = folder / "run.py"
    prelude = "import sys\nsys.modules['mnist_desktop'] = None\n"
    runs = [f"exec(compile({piece!r}, 'cell', 'exec'), names)" for piece in code]
    file.write_text(prelude + "names = {'__name__': '__main__'}\n" + "\n".join(runs), encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [sys.executable, "-I", str(file)],
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env=environment | {"PYTHONIOENCODING": "utf-8", "TF_CPP_MIN_LOG_LEVEL": "3"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = re.search(r"^Test accuracy: ([0-9.]+)%$", done.stdout, re.MULTILINE)
    assert found is not None, done.stdout
    return float(found[1]) / 100


def test_that_a_script_comes_to_the_programs_accuracy(folder: Path, small: Dataset) -> None:
    """With a schedule, smoothing, weights and the best epoch at once."""
    chosen = preset("dense-batchnorm")
    settings = {
        "epochs": 6,
        "batch_size": 64,
        "schedule.name": "one_cycle",
        "label_smoothing": 0.1,
        "class_weights": [1.0] * 9 + [2.0],
        "stop_after": 3,
        "use_best_epoch": True,
        "training_limit": 2000,
    }
    training = changed(chosen.training, settings)
    there = _accuracy_of([keras_script(chosen.network, training)], folder)
    here = _accuracy_here(chosen.network, training, small, folder)
    assert here > 0.8
    # On 2,000 pictures both are known to 0.8 % (a standard error), to which seeds add as much again.
    assert there == pytest.approx(here, abs=0.035)


def test_that_a_notebook_comes_to_the_programs_accuracy(folder: Path, small: Dataset) -> None:
    chosen = preset("one-digit")
    training = changed(
        chosen.training, {"epochs": 6, "schedule.name": "reduce_on_plateau", "validation_split": 0.2, "batch_size": 32}
    )
    assert training.task == OneAgainstRest(label=5)
    there = _accuracy_of(_code_of(keras_notebook(chosen.network, training)), folder)
    here = _accuracy_here(chosen.network, training, small, folder)
    assert here > 0.95
    assert there == pytest.approx(here, abs=0.02)
