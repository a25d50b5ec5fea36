"""The words of what was changed while a network learned."""

import pytest

from mnist_desktop.networks.presets import preset
from mnist_desktop.networks.spec import AugmentationSpec, changed
from mnist_desktop.training.change_words import mark_text, marks, settled
from mnist_desktop.training.events import SettingChange
from mnist_desktop.training.settings import Settings, changes_between


def change(setting: str, after: object, epoch: float = 2.5, before: object = None) -> SettingChange:
    return SettingChange.model_validate({"epoch": epoch, "setting": setting, "before": before, "after": after})


@pytest.mark.parametrize(
    ("setting", "after", "text"),
    [
        ("optimizer.learning_rate", 0.01, "rate 0.01"),
        ("optimizer.learning_rate", 3e-05, "rate 3e-05"),
        ("layers.2.rate", 0.3, "dropout 0.3"),
        ("augmentation.rotation", 10.0, "rotation 10°"),
        ("augmentation.zoom", 0.1, "zoom 10 %"),
        ("augmentation.shift", 2.0, "shift 2 px"),
        ("epochs", 12, "12 epochs"),
        ("epochs", 1, "1 epoch"),
        ("stop_after", 3, "stops after 3"),
        ("stop_after", None, "no early stop"),
        ("use_best_epoch", True, "best epoch answers"),
        ("optimizer.name", "sgd", "sgd"),
        ("schedule.name", "one_cycle", "schedule one cycle"),
        ("class_weights.3", 2.0, "class weights"),
        ("batch_size", 1024, "batch 1,024"),
    ],
)
def test_that_a_change_is_said_in_two_or_three_words(setting: str, after: object, text: str) -> None:
    assert mark_text(change(setting, after)) == text


def test_that_every_setting_has_words() -> None:
    chosen = preset("dense-dropout")
    before = Settings(chosen.network, chosen.training)
    other = changed(
        chosen.training,
        {
            "optimizer": {"name": "sgd", "learning_rate": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
            "schedule": {"name": "reduce_on_plateau", "factor": 0.2, "patience": 4},
            "augmentation": dict.fromkeys(AugmentationSpec.model_fields.keys() - {"plain_epochs"}, 0.5),
            "class_weights": (2.0,) * 10,
            "epochs": 3, "batch_size": 64, "stop_after": 3, "time_limit": 60.0, "use_best_epoch": True,
            "label_smoothing": 0.1, "training_limit": 500,
        },
    )  # fmt: skip
    for each in changes_between(before, Settings(chosen.network, other), 1.0):
        assert "." not in mark_text(each).replace("0.", ""), mark_text(each)
        assert "_" not in mark_text(each)


def test_that_turning_a_knob_is_one_mark_where_it_came_to_rest() -> None:
    turned = [change("optimizer.learning_rate", 0.001 + step / 1000, 2 + step / 50, 0.001) for step in range(5)]
    assert marks(turned) == ((2.08, "rate 0.005"),)


def test_that_what_came_back_is_no_mark() -> None:
    there = change("augmentation.noise", 0.1, 2.0, 0.0)
    back = change("augmentation.noise", 0.0, 2.1, 0.1)
    assert marks([there, back]) == ()


def test_that_changes_at_one_moment_share_a_mark_and_later_ones_do_not() -> None:
    found = marks([change("layers.2.rate", 0.3), change("optimizer.learning_rate", 0.01), change("epochs", 9, 4.0)])
    assert found == ((2.5, "dropout 0.3, rate 0.01"), (4.0, "9 epochs"))


def test_that_a_setting_is_settled_where_it_came_to_rest() -> None:
    turned = [change("batch_size", 64, 1.0, before=32), change("batch_size", 128, 1.1, before=64)]
    back = [change("stop_after", 3, 2.0), change("stop_after", None, 2.1, before=3)]
    (found,) = settled([*turned, *back][::-1])
    assert (found.epoch, found.before, found.after) == (1.1, 32, 128)
