"""Settings that change on the way: kept with the run, and in force when it goes on."""

from pathlib import Path

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.networks.spec import Dense, Dropout, Flatten, NetworkSpec, TrainingSpec, changed
from mnist_desktop.service import ModelService
from mnist_desktop.training.control import Pace, TrainingControl
from mnist_desktop.training.events import EpochFinished, PauseChanged, StepsDone, TrainingEvent

_NETWORK = NetworkSpec(
    layers=(Flatten(), Dense(units=8, activation="relu"), Dropout(rate=0.2), Dense(units=10, activation="softmax"))
)
_TRAINING = TrainingSpec(epochs=2, training_limit=640)


@pytest.fixture
def service(tmp_path: Path) -> ModelService:
    return ModelService(tmp_path)


def test_that_changes_are_kept_with_the_run_and_hold_when_it_goes_on(service: ModelService, mnist: Dataset) -> None:
    control = TrainingControl()

    def change(event: TrainingEvent) -> None:
        if isinstance(event, EpochFinished) and event.record.epoch == 1:
            control.change({"optimizer.learning_rate": 0.01, "layers.2.rate": 0.4})

    model = service.untrained(_NETWORK, _TRAINING, name="changed")
    trained = service.train(model, mnist, change, control)
    kept = service.open_run(trained.run.id).run
    assert kept.training.optimizer.learning_rate == 0.01
    assert kept.network.layers[2] == Dropout(rate=0.4)
    assert [(change.epoch, change.setting, change.after) for change in kept.changes] == [
        (1.0, "layers.2.rate", 0.4),
        (1.0, "optimizer.learning_rate", 0.01),
    ]
    assert [record.learning_rate for record in kept.history] == pytest.approx([0.001, 0.01])
    more = service.continued(trained, changed(trained.run.training, {"epochs": 3, "optimizer.learning_rate": 0.005}))
    assert [change.setting for change in more.run.changes[2:]] == ["optimizer.learning_rate", "epochs"]
    assert {change.epoch for change in more.run.changes[2:]} == {2.0}
    finished = service.train(more, mnist, lambda event: None, TrainingControl())
    assert finished.run.history[-1].learning_rate == pytest.approx(0.005)


def test_that_what_was_changed_in_an_epoch_that_was_stopped_holds_from_the_one_before(
    service: ModelService, mnist: Dataset
) -> None:
    control = TrainingControl(Pace.STEP)

    def change_and_stop(event: TrainingEvent) -> None:
        if isinstance(event, StepsDone) and event.epoch == 2 and event.step == 1:
            control.change({"optimizer.learning_rate": 0.5})
        if isinstance(event, StepsDone) and event.epoch == 2 and event.learning_rate == 0.5:
            control.stop()
        if event == PauseChanged(paused=True):
            control.step()

    model = service.untrained(_NETWORK, _TRAINING, name="stopped")
    stopped = service.train(model, mnist, change_and_stop, control).run
    assert (stopped.state, len(stopped.history)) == ("stopped", 1)
    assert [(change.epoch, change.after) for change in stopped.changes] == [(1.0, 0.5)]
    assert service.open_run(stopped.id).run.changes == stopped.changes


def test_that_another_optimizer_begins_afresh(service: ModelService, mnist: Dataset) -> None:
    model = service.untrained(_NETWORK, changed(_TRAINING, {"epochs": 1}), name="first adam")
    trained = service.train(model, mnist, lambda event: None, TrainingControl())
    other = service.continued(trained, changed(trained.run.training, {"epochs": 2, "optimizer.name": "sgd"}))
    finished = service.train(other, mnist, lambda event: None, TrainingControl())
    assert len(finished.run.history) == 2
    assert finished.run.changes[0].model_dump() == {
        "epoch": 1.0,
        "setting": "optimizer.name",
        "before": "adam",
        "after": "sgd",
    }


def test_that_class_weights_must_be_one_for_each_answer(service: ModelService, mnist: Dataset) -> None:
    training = changed(_TRAINING, {"class_weights": (1.0, 2.0)})
    with pytest.raises(UserError, match="2 class weights; the question has 10 answers") as caught:
        service.check_training(service.untrained(_NETWORK, training, name="x"), mnist)
    assert caught.value.field == "class_weights"


def test_that_pictures_are_shown_as_a_training_varies_them(service: ModelService, mnist: Dataset) -> None:
    images = mnist.train.images[:6]
    same, cost = service.varied_pictures(images, _TRAINING.augmentation)
    np.testing.assert_array_equal(same, images)
    assert 0.0 < cost < 0.01
    shifted, _cost = service.varied_pictures(images, changed(_TRAINING, {"augmentation.shift": 3}).augmentation)
    assert shifted.dtype == np.uint8
    assert (shifted != images).any(axis=(1, 2)).all()
