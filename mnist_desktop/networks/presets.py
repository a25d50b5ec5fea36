"""The networks that are ready to use."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mnist_desktop.data.task import OneAgainstRest
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import (
    Activation,
    AugmentationSpec,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Layer,
    LeakyReLU,
    MaxPooling2D,
    NetworkSpec,
    OptimizerSpec,
    ScheduleSpec,
    TrainingSpec,
    changed,
)
from mnist_desktop.paths import resources_folder


@dataclass(frozen=True)
class MeasuredAccuracy:
    """Test accuracy on all 10,000 test pictures over several seeds, 0 to 1.

    ``python -m tests.benchmarks.presets`` measures it and writes it into ``resources/presets/accuracy.json``.
    """

    mean: float
    lowest: float
    highest: float
    seeds: int


@dataclass(frozen=True)
class Preset:
    """A network with its training, ready to use.

    Attributes:
        name: How commands call it.
        title: Its human name.
        teaches: One sentence on what it teaches.
        network: Its layers.
        training: How it is trained.
        optimizers: The optimizers it is meant for, the default first.
        accuracy: What it reaches, None before it was measured.
        own: The user saved it; the others came with the program.
    """

    name: str
    title: str
    teaches: str
    network: NetworkSpec
    training: TrainingSpec
    optimizers: tuple[str, ...]
    accuracy: MeasuredAccuracy | None
    own: bool = False


def accuracy_file() -> Path:
    """Where the measured accuracies of the presets are."""
    return resources_folder() / "presets" / "accuracy.json"


@cache
def presets() -> tuple[Preset, ...]:
    """All presets, from the simplest on."""
    return (
        _preset(
            "softmax-dense",
            _("One hidden layer"),
            _("The smallest network worth the name: one layer finds features, the next one votes."),
            [Flatten(), Dense(units=128, activation="relu"), _softmax()],
            TrainingSpec(epochs=5, batch_size=32, validation_split=0.1),
        ),
        _preset(
            "dense-relu",
            _("Two hidden layers"),
            _("A second hidden layer builds on what the first one found."),
            [Flatten(), Dense(units=128, activation="relu"), Dense(units=64, activation="relu"), _softmax()],
            TrainingSpec(epochs=10, batch_size=32, validation_split=0.2),
        ),
        _preset(
            "dense-dropout",
            _("With dropout"),
            _("Switching off random units while learning keeps the network from memorising."),
            [Flatten(), Dense(units=128, activation="relu"), Dropout(rate=0.2), _softmax()],
            TrainingSpec(epochs=10, batch_size=32, validation_split=0.15),
        ),
        _preset(
            "dense-stack",
            _("Wide layers, one-hot labels"),
            _("The same labels as rows of ten numbers, and another rule for learning: RMSprop."),
            [Flatten(), Dense(units=256, activation="relu"), Dense(units=128, activation="relu"), _softmax()],
            TrainingSpec(
                optimizer=OptimizerSpec(name="rmsprop"),
                loss="categorical_crossentropy",
                epochs=10,
                batch_size=128,
                validation_split=0.1,
            ),
            optimizers=("rmsprop", "adam"),
        ),
        _preset(
            "dense-batchnorm",
            _("Deep, with batch normalisation"),
            _("Batch normalisation keeps the numbers inside a deep network in range, so that it learns fast."),
            [
                Flatten(),
                *_normalized(512),
                *_normalized(256),
                Dropout(rate=0.2),
                *_normalized(128),
                Dropout(rate=0.1),
                _softmax(),
            ],
            TrainingSpec(loss="categorical_crossentropy", epochs=12, batch_size=128, validation_split=0.15),
        ),
        _preset(
            "one-digit",
            _("One digit against the rest"),
            _("A yes-or-no question, is it a 5?, shows why 90 % right can be worth nothing."),
            [
                Flatten(),
                Dense(units=64, activation="relu"),
                Dense(units=32, activation="relu"),
                Dense(units=1, activation="sigmoid"),
            ],
            TrainingSpec(
                task=OneAgainstRest(label=5),
                optimizer=OptimizerSpec(name="rmsprop"),
                loss="binary_crossentropy",
                epochs=5,
                batch_size=128,
                validation_split=0.1,
            ),
        ),
        _preset(
            "cnn",
            _("Convolutional network"),
            _("Small filters slide over the picture, so a stroke is found wherever it stands."),
            [
                Conv2D(filters=32, activation="relu"),
                MaxPooling2D(),
                Conv2D(filters=64, activation="relu"),
                MaxPooling2D(),
                Flatten(),
                Dropout(rate=0.5),
                _softmax(),
            ],
            # Twice Adam's usual rate: over seeds 1 to 3 it reached 99.05 % in these 8 epochs, the usual one 98.98 %.
            TrainingSpec(optimizer=OptimizerSpec(learning_rate=0.002), epochs=8, batch_size=128, validation_split=0.1),
        ),
        _sprint(
            "sprint-dense",
            _("Sprint to 98 %"),
            _("98 % in the least time: half-size pictures, normalised units, two epochs."),
            [Flatten(), *_fast(Dense(units=320, initializer="he_normal"))],
        ),
        _sprint(
            "sprint-cnn",
            _("Sprint to 99 %"),
            _("99 % in the least time: half-size pictures, two small convolutions, two epochs."),
            [
                Conv2D(filters=16, initializer="he_normal"),
                MaxPooling2D(),
                *_fast(),
                *_fast(Conv2D(filters=32, initializer="he_normal")),
                Flatten(),
                *_fast(Dense(units=64, initializer="he_normal")),
            ],
        ),
        _champion(),
        _ensemble(),
    )


def sprint_file() -> Path:
    """Where ``python -m tests.benchmarks.sprint`` writes the accuracies and seconds of the sprint presets."""
    return resources_folder() / "presets" / "sprint.json"


def preset(name: str) -> Preset:
    """The preset of that name.

    Raises:
        UserError: There is none.
    """
    for candidate in presets():
        if candidate.name == name:
            return candidate
    raise UserError(
        _("There is no preset called {name}; there are {known}.").format(
            name=repr(name), known=", ".join(candidate.name for candidate in presets())
        ),
        _("Choose one of these, or name a file that ends in .json."),
        "preset",
    )


def _preset(
    name: str,
    title: str,
    teaches: str,
    layers: list[Layer],
    training: TrainingSpec,
    optimizers: tuple[str, ...] = (),
    members: int = 1,
    variants: tuple[tuple[Layer, ...], ...] = (),
) -> Preset:
    return Preset(
        name=name,
        title=title,
        teaches=teaches,
        network=NetworkSpec(layers=tuple(layers), members=members, variants=variants),
        training=training,
        optimizers=optimizers or (training.optimizer.name,),
        accuracy=_measured_accuracies().get(name),
    )


@cache
def _measured_accuracies() -> dict[str, MeasuredAccuracy]:
    try:
        measured = json.loads(accuracy_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {
        name: MeasuredAccuracy(
            mean=sum(figures) / len(figures), lowest=min(figures), highest=max(figures), seeds=len(figures)
        )
        for name, figures in measured["test_accuracy"].items()
    }


def _sprint(name: str, title: str, teaches: str, layers: list[Layer]) -> Preset:
    """A preset for the impatient: the learning rate rises and falls once, over two epochs of batches of 128."""
    training = TrainingSpec(
        optimizer=OptimizerSpec(learning_rate=0.015),
        schedule=ScheduleSpec(name="one_cycle"),
        label_smoothing=0.1,
        epochs=2,
        batch_size=128,
        validation_split=0.01,
        training_limit=464 * 128,  # whole batches: batch normalisation need not look which rows count
    )
    measured = _measured_sprints().get(name)
    if measured is not None:
        from statistics import median  # 15 ms that the commands without it need not wait for

        reached = _("Median of {seeds} seeds: {accuracy:.2f} % after {seconds:.1f} s on two cores.")
        teaches += " " + reached.format(
            seeds=len(measured["seconds"]),
            accuracy=100 * median(measured["accuracy"]),
            seconds=median(measured["seconds"]),
        )
    return _preset(name, title, teaches, [AveragePooling2D(), *layers, _softmax()], training)


def _champion() -> Preset:
    """Four convolutions, trained on pictures that are varied anew at every step."""
    training = TrainingSpec(
        optimizer=OptimizerSpec(learning_rate=0.006),
        schedule=ScheduleSpec(name="one_cycle"),
        label_smoothing=0.05,
        augmentation=AugmentationSpec(
            rotation=12.0, shift=2.0, zoom=0.12, shear=12.0, elastic=0.7, thickness=0.5, closing=0.12, plain_epochs=3
        ),
        epochs=24,
        batch_size=125,  # whole batches of 57,000 pictures: batch normalisation need not look which rows count
        validation_split=0.05,
    )
    return _preset(
        "champion",
        _("Champion"),
        _("The best that one small network can do: four convolutions, and pictures never twice the same."),
        [
            *_pooled(Conv2D(filters=32, initializer="he_normal")),
            *_fast(Conv2D(filters=64, padding="same", initializer="he_normal")),
            *_pooled(Conv2D(filters=64, initializer="he_normal")),
            *_fast(Conv2D(filters=160, initializer="he_normal")),
            *_ended(320, 0.4),
        ],
        training,
    )


def _ensemble() -> Preset:
    """The champion's layers, wide windows, and two convolutions before each pooling, which err on different pictures.

    They learn without closed loops, which would leave all of them with the same errors. Networks of the same layers
    alone did not reach what these do together; nor, with most seeds, did three of them.
    """
    champion = _champion()
    wide = (
        *_pooled(Conv2D(filters=32, kernel_size=7, initializer="he_normal")),
        *_fast(Conv2D(filters=56, kernel_size=7, padding="same", initializer="he_normal")),
        *_fast(Conv2D(filters=96, kernel_size=7, initializer="he_normal")),
        *_ended(128, 0.4),
    )
    in_pairs = (
        *_fast(Conv2D(filters=32, initializer="he_normal")),
        *_pooled(Conv2D(filters=32, initializer="he_normal")),
        *_fast(Conv2D(filters=64, initializer="he_normal")),
        *_pooled(Conv2D(filters=64, initializer="he_normal")),
        *_ended(512, 0.25),
    )
    return _preset(
        "ensemble",
        _("Six networks that vote"),
        _("Networks of different layers err on different pictures: together they are better than any of them."),
        list(champion.network.layers),
        changed(champion.training, {"epochs": 32, "augmentation.elastic": 1.0, "augmentation.closing": 0.0, "seed": 3}),
        members=6,
        variants=(wide, in_pairs),
    )


def _ended(units: int, dropout: float) -> list[Layer]:
    """One hidden layer between two of dropout, and the answer."""
    return [
        Flatten(),
        Dropout(rate=dropout),
        *_fast(Dense(units=units, initializer="he_normal")),
        Dropout(rate=dropout),
        _softmax(),
    ]


def _pooled(convolution: Conv2D) -> list[Layer]:
    """Pooled before it is normalised: a quarter of the work."""
    return [convolution, MaxPooling2D(), *_fast()]


def _fast(*layers: Layer) -> list[Layer]:
    """Batch normalisation whose averages follow fast enough for a few epochs."""
    return [*layers, BatchNormalization(momentum=0.9), Activation(function="relu")]


@cache
def _measured_sprints() -> dict[str, dict[str, list[float]]]:
    try:
        measured: dict[str, dict[str, list[float]]] = json.loads(sprint_file().read_text(encoding="utf-8"))["presets"]
    except FileNotFoundError:
        return {}
    return measured


def _softmax() -> Dense:
    return Dense(units=10, activation="softmax")


def _normalized(units: int) -> list[Layer]:
    return [Dense(units=units), BatchNormalization(), LeakyReLU()]
