from datetime import UTC, datetime
from typing import Any

import pytest

from mnist_desktop.networks.presets import preset
from mnist_desktop.networks.spec import Activation, Dense, Dropout, Flatten, Layer, NetworkSpec, changed
from mnist_desktop.runs.differences import NOTHING, differences, same_pictures
from mnist_desktop.runs.run import DataSummary, Run
from mnist_desktop.training.events import EpochRecord


def _run(
    settings: dict[str, Any] | None = None, *, name: str = "dense-dropout", sha256: str = "a" * 64, epochs_done: int = 0
) -> Run:
    chosen = preset(name)
    data = DataSummary(
        name="MNIST", sha256=sha256, class_names=("0", "1"), training_count=9, validation_count=1, test_count=1
    )
    record = EpochRecord(epoch=1, seconds=1, loss=1, accuracy=0.5, val_loss=None, val_accuracy=None, learning_rate=0.1)
    return Run(
        name=name,
        network=chosen.network,
        training=changed(chosen.training, settings or {}),
        data=data,
        created=datetime.now(UTC),
        history=tuple(record.model_copy(update={"epoch": number}) for number in range(1, epochs_done + 1)),
    )


def _with_layers(*layers: Layer) -> Run:
    return _run().model_copy(update={"network": NetworkSpec(layers=layers)})


def _found(*runs: Run) -> dict[str, tuple[str, ...]]:
    return {each.title: each.values for each in differences(runs)}


def test_that_only_what_differs_is_named() -> None:
    other = _run({"optimizer.learning_rate": 0.01, "seed": 7})
    assert _found(_run(), other) == {"Learning rate": ("0.001", "0.01"), "Seed": ("1", "7")}
    assert _found(_run(), _run()) == {}
    assert _found() == {}


def test_that_of_the_layers_only_those_in_which_networks_part_are_named() -> None:
    assert _found(_run(name="softmax-dense"), _run(name="dense-relu"))["Layers"] == (NOTHING, "64 units relu")
    start, end = (Flatten(), Dense(units=128, activation="relu")), Dense(units=10, activation="softmax")
    runs = [_with_layers(*start, Dropout(rate=rate), end) for rate in (0.2, 0.5)]
    assert _found(*runs)["Layers"] == ("dropout 0.2", "dropout 0.5")
    same_twice = [_with_layers(*start, *start[1:], end), _with_layers(*start, end)]
    assert _found(*same_twice)["Layers"] == ("128 units relu", NOTHING), "what stands at both ends counts once"


def test_that_data_of_one_name_are_told_by_their_hash() -> None:
    mine, other = _run(), _run(sha256="b" * 64)
    assert _found(mine, other)["Data"] == ("MNIST (aaaaaa)", "MNIST (bbbbbb)")
    assert not same_pictures(mine, other)
    untrained = mine.model_copy(update={"data": None})
    assert same_pictures(untrained, other)
    assert _found(untrained, mine) == {}


def test_that_a_run_that_was_stopped_says_how_far_it_came() -> None:
    assert _found(_run({"epochs": 5}, epochs_done=5), _run({"epochs": 5}, epochs_done=2))["Epochs"] == ("5", "2 of 5")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("task", {"type": "one_against_rest", "label": 3}),
        ("optimizer.name", "sgd"),
        ("optimizer.momentum", 0.9),
        ("optimizer.nesterov", True),
        ("loss", "mean_squared_error"),
        ("batch_size", 77),
        ("validation_split", 0.33),
        ("training_limit", 500),
        ("schedule", {"name": "reduce_on_plateau"}),
        ("schedule.name", "one_cycle"),
        ("label_smoothing", 0.1),
        ("class_weights", [1.0, 2.0]),
        ("stop_after", 7),
        ("use_best_epoch", True),
    ],
)
def test_that_every_setting_is_said(name: str, value: object) -> None:
    (difference,) = differences([_run(), _run({name: value})])
    assert difference.title
    assert len(set(difference.values)) == 2


def test_that_other_layers_of_further_members_are_said() -> None:
    alone = _with_layers(Flatten(), Dense(units=10))
    update = {"members": 2, "variants": ((Flatten(), Dense(units=20), Dense(units=10)),)}
    together = alone.model_copy(update={"network": alone.network.model_copy(update=update)})
    assert _found(alone, together) == {
        "Networks that answer together": ("1", "2"),
        "Layers of network 2": (NOTHING, "flatten, 20 units, 10 units"),
    }


def test_that_every_kind_of_layer_can_be_said() -> None:
    every = [layer for name in ("cnn", "dense-batchnorm", "dense-dropout") for layer in preset(name).network.layers]
    (difference,) = differences([_with_layers(*every), _with_layers(Activation(function="tanh"))])
    assert difference.values[1] == "tanh"
    assert "32 filters 3 × 3 relu, largest of 2 × 2" in difference.values[0]
    assert "batch normalisation, leaky ReLU 0.3" in difference.values[0]
