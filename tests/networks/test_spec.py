"""Specs: to and from JSON, and a sentence for each fault."""

import json
from typing import Any

import pytest

from mnist_desktop.errors import UserError
from mnist_desktop.networks.presets import presets
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec, changed, parse


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)
def test_that_every_preset_survives_json(preset: Any) -> None:
    network = parse(NetworkSpec, json.loads(preset.network.model_dump_json()))
    training = parse(TrainingSpec, json.loads(preset.training.model_dump_json()))
    assert (network, training) == (preset.network, preset.training)


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("epochs", 0, "epochs is 0; it must be 1 or more."),
        ("epochs", "many", "epochs is 'many'; it must be a whole number."),
        ("epochs", 2.5, "epochs is 2.5; it must be a whole number."),
        ("batch_size", 0, "batch_size is 0; it must be 1 or more."),
        ("batch_size", 70000, "batch_size is 70,000; it must be 60,000 or less."),
        ("validation_split", 0.99, "validation_split is 0.99; it must be 0.9 or less."),
        ("optimizer.learning_rate", 0, "optimizer.learning_rate is 0; it must be more than 0."),
        ("optimizer.learning_rate", float("nan"), "optimizer.learning_rate is nan; it must be a finite number."),
        ("optimizer.name", "adan", "optimizer.name is 'adan'; it must be one of 'adam'"),
        ("loss", "hinge", "loss is 'hinge'; it must be one of"),
        ("seed", -1, "seed is -1; it must be 0 or more."),
    ],
)
def test_that_a_wrong_setting_is_named_with_what_was_expected(setting: str, value: object, says: str) -> None:
    with pytest.raises(UserError) as caught:
        changed(TrainingSpec(), {setting: value})
    assert says in caught.value.problem
    assert caught.value.field == setting
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("layers", "field", "says"),
    [
        ([], "layers", "layers is []"),
        ([{"type": "Dense"}], "layers.0.units", "layers.0.units is missing"),
        ([{"units": 3}], "layers.0", "layers.0 is missing"),
        ([{"type": "Lambda", "code": "import os"}], "layers.0", "must be one of"),
        ([{"type": "Flatten", "units": 3}], "layers.0.units", "no setting called layers.0.units"),
        ([{"type": "Dropout", "rate": 1.0}], "layers.0.rate", "less than 1"),
    ],
)
def test_that_a_damaged_network_is_refused_with_its_place(layers: list[Any], field: str, says: str) -> None:
    with pytest.raises(UserError) as caught:
        parse(NetworkSpec, {"layers": layers})
    assert says in str(caught.value)
    assert caught.value.field == field
