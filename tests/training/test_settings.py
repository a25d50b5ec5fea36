"""Settings that change while a network learns."""

import pytest

from mnist_desktop.errors import UserError
from mnist_desktop.networks.presets import preset
from mnist_desktop.networks.spec import TrainingSpec
from mnist_desktop.training.settings import Settings, changes_between

_SETTINGS = Settings(preset("dense-dropout").network, TrainingSpec())


def _dropout_name() -> str:
    index = next(i for i, layer in enumerate(_SETTINGS.network.layers) if layer.type == "Dropout")
    return f"layers.{index}.rate"


def test_that_what_can_change_changes_and_the_rest_stays() -> None:
    changed = _SETTINGS.changed({"optimizer.learning_rate": 0.01, _dropout_name(): 0.4, "augmentation.rotation": 10.0})
    assert changed.training.optimizer.learning_rate == changed.value("optimizer.learning_rate") == 0.01
    assert changed.value(_dropout_name()) == 0.4
    assert changed.training.augmentation.active
    assert changed.training.epochs == _SETTINGS.training.epochs
    assert _SETTINGS.training.optimizer.learning_rate == 0.001


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("optimizer.learning_rate", -1.0),
        ("optimizer.learning_rate", float("nan")),
        ("batch_size", 64),
        ("layers.0.rate", 0.5),
        ("layers.99.rate", 0.5),
        ("layers.1.units", 5),
        (_dropout_name(), 1.0),
        ("augmentation.rotation", 1e9),
        ("augmentation.colour", 1.0),
        ("epochs", 0),
    ],
)
def test_that_what_cannot_be_is_refused_with_its_name(name: str, value: float) -> None:
    with pytest.raises(UserError) as caught:
        _SETTINGS.changed({name: value})
    assert caught.value.field == name


def test_that_differences_name_what_was_before_and_after() -> None:
    after = _SETTINGS.changed({"optimizer.learning_rate": 0.01, "epochs": 12})
    changes = changes_between(_SETTINGS, after, 2.5)
    assert [(change.setting, change.before, change.after) for change in changes] == [
        ("optimizer.learning_rate", 0.001, 0.01),
        ("epochs", 10, 12),
    ]
    assert {change.epoch for change in changes} == {2.5}
    assert changes_between(after, after, 3.0) == []
    weighted = TrainingSpec(class_weights=(1.0,) * 10)
    changes = changes_between(_SETTINGS, Settings(_SETTINGS.network, weighted), 0.0)
    assert changes[0].setting == "class_weights"
