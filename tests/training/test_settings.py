"""Settings that change while a network learns."""

import pytest

from mnist_desktop.errors import UserError
from mnist_desktop.networks.presets import preset
from mnist_desktop.networks.spec import Dense, Dropout, Flatten, NetworkSpec, TrainingSpec
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


def test_that_a_rate_of_dropout_holds_for_all_members_of_an_ensemble() -> None:
    def rates(network: NetworkSpec) -> list[list[float]]:
        return [[layer.rate for layer in member.layers if layer.type == "Dropout"] for member in network.each]

    ends = (Flatten(), Dense(units=10, activation="softmax"))
    variants = ((Dropout(rate=0.1), Dropout(rate=0.2), *ends), (Flatten(), Dropout(rate=0.3), ends[1]), ends)
    network = NetworkSpec(
        layers=(Dropout(rate=0.4), Flatten(), Dropout(rate=0.5), ends[1]), members=4, variants=variants
    )
    settings = Settings(network, TrainingSpec())
    first, second = settings.changed({"layers.0.rate": 0.6}), settings.changed({"layers.2.rate": 0.6})
    assert rates(first.network) == [[0.6, 0.5], [0.6, 0.2], [0.6], []]
    assert rates(second.network) == [[0.4, 0.6], [0.1, 0.6], [0.3], []]
    changes = changes_between(settings, first, 1.0)
    assert [(change.setting, change.before, change.after) for change in changes] == [("layers.0.rate", 0.4, 0.6)]
