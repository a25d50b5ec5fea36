"""The service as the window and the command line use it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.networks.spec import changed
from mnist_desktop.service import ModelService
from mnist_desktop.service.model import Model
from mnist_desktop.service.training import TrainingFault
from mnist_desktop.training.control import TrainingControl
from mnist_desktop.training.events import EpochFinished, StepsDone, TrainingEvent


@pytest.fixture
def service(tmp_path: Path) -> ModelService:
    return ModelService(tmp_path)


def a_model(service: ModelService, preset: str = "dense-dropout", **changes: Any) -> Model:
    """A preset that trains on 1,000 pictures in a second."""
    chosen = service.preset(preset)
    settings = {"training_limit": 1000, "epochs": 2, "validation_split": 0.9} | changes
    return service.untrained(chosen.network, changed(chosen.training, settings), name=chosen.title, preset=preset)


def test_that_dense_dropout_reaches_its_accuracy_on_all_of_mnist(service: ModelService, mnist: Dataset) -> None:
    chosen = service.preset("dense-dropout")
    training = changed(chosen.training, {"epochs": 4})
    model = service.untrained(chosen.network, training, name=chosen.title, preset=chosen.name)
    events: list[TrainingEvent] = []
    trained = service.train(model, mnist, events.append, TrainingControl())
    records = [event.record for event in events if isinstance(event, EpochFinished)]
    assert len(records) == 4
    assert records[-1].val_accuracy is not None
    assert records[-1].val_accuracy > 0.97
    tested, evaluation = service.evaluate(trained, mnist)
    assert evaluation.accuracy > 0.97
    assert evaluation.confusion_matrix.sum() == 10_000
    assert evaluation.confusion_matrix.trace() == round(evaluation.accuracy * 10_000)
    assert min(report.f1 or 0.0 for report in evaluation.class_reports) > 0.94
    assert tested.run.test is not None
    # What is kept answers the same at the next start.
    reopened = ModelService(service._home).open_run("with-dropout")
    assert reopened.run == tested.run
    again = service.predictor(reopened).probabilities(mnist.test.images)
    np.testing.assert_array_equal(again, evaluation.probabilities)


def test_that_an_untrained_model_answers_like_a_guess(service: ModelService, mnist: Dataset) -> None:
    _, evaluation = service.evaluate(a_model(service), mnist)
    assert 0.02 < evaluation.accuracy < 0.25


def test_that_a_predictor_follows_the_training(service: ModelService, mnist: Dataset) -> None:
    model = a_model(service, epochs=1)
    predictor = service.predictor(model)
    before = predictor.probabilities(mnist.test.images[:50])
    trained = service.train(model, mnist, lambda event: None, TrainingControl(), predictor=predictor)
    after = predictor.probabilities(mnist.test.images[:50])
    assert not np.allclose(before, after)
    np.testing.assert_array_equal(after, service.predictor(trained).probabilities(mnist.test.images[:50]))


def test_that_one_digit_answers_yes_or_no(service: ModelService, mnist: Dataset) -> None:
    trained = service.train(
        a_model(service, "one-digit", epochs=6, training_limit=5000), mnist, lambda event: None, TrainingControl()
    )
    _, evaluation = service.evaluate(trained, mnist)
    assert evaluation.class_names == ("not 5", "5")
    assert evaluation.confusion_matrix.shape == (2, 2)
    np.testing.assert_allclose(evaluation.probabilities.sum(axis=1), 1.0, atol=1e-6)
    assert evaluation.accuracy > 0.93
    assert evaluation.labels.sum() == 892


def test_that_a_training_that_was_stopped_goes_on_exactly(service: ModelService, mnist: Dataset) -> None:
    whole = service.train(a_model(service, epochs=3), mnist, lambda event: None, TrainingControl())
    control = TrainingControl()

    def stop(event: TrainingEvent) -> None:
        if isinstance(event, StepsDone) and event.epoch == 2:
            control.stop()

    stopped = service.train(a_model(service, epochs=3), mnist, stop, control)
    assert (stopped.run.state, len(stopped.run.history)) == ("stopped", 1)
    reopened = service.open_run(stopped.run.id)
    resumed = service.train(reopened, mnist, lambda event: None, TrainingControl())
    assert resumed.run.id == stopped.run.id
    assert (resumed.run.state, len(resumed.run.history)) == ("finished", 3)
    for one, other in zip(whole.weights or (), resumed.weights or (), strict=True):
        np.testing.assert_array_equal(one, other)


def test_that_the_best_epoch_answers_if_asked_for_and_training_goes_on_from_the_last(
    service: ModelService, mnist: Dataset
) -> None:
    settings: dict[str, Any] = {"epochs": 8, "training_limit": 100, "optimizer.learning_rate": 0.05}
    best = service.train(
        a_model(service, **settings, use_best_epoch=True), mnist, lambda event: None, TrainingControl()
    )
    last = service.train(a_model(service, **settings), mnist, lambda event: None, TrainingControl())
    losses = [record.val_loss or 0.0 for record in best.run.history]
    assert best.run.answering_epoch == 1 + losses.index(min(losses)) < 8
    assert last.run.answering_epoch == 8
    reopened = service.open_run(best.run.id)
    for kept, came in zip(best.weights or (), reopened.weights or (), strict=True):
        np.testing.assert_array_equal(kept, came)
    # Two more epochs of each: both go on from the eighth.
    more = [
        service.train(
            Model(
                model.run.model_copy(update={"training": changed(model.run.training, {"epochs": 10})}), model.weights
            ),
            mnist,
            lambda event: None,
            TrainingControl(),
        )
        for model in (reopened, last)
    ]
    assert [record.loss for record in more[0].run.history] == [record.loss for record in more[1].run.history]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"batch_size": 60000}, "batch_size"),
        ({"training_limit": 20, "batch_size": 32}, "batch_size"),
        ({"loss": "binary_crossentropy"}, "loss"),
    ],
)
def test_that_a_training_that_cannot_be_is_refused_before_it_starts(
    service: ModelService, mnist: Dataset, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(UserError) as caught:
        service.train(a_model(service, **changes), mnist, lambda event: None, TrainingControl())
    assert caught.value.field == field
    assert all(run.bundled for run in service.runs())


def test_that_a_disk_that_fills_up_loses_no_finished_epoch(
    service: ModelService, mnist: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_after_first(event: TrainingEvent) -> None:
        if isinstance(event, EpochFinished) and event.record.epoch == 1:
            monkeypatch.setattr("os.fsync", full)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(TrainingFault, match="No space left on device") as caught:
        service.train(a_model(service, epochs=3), mnist, fill_after_first, TrainingControl())
    monkeypatch.undo()
    # All that was finished is in memory; on the disk are those that were written before it was full.
    finished = caught.value.model.run.history
    assert finished
    on_disk = service.open_run(caught.value.model.run.id).run.history
    assert on_disk == finished[: len(on_disk)]
    assert len(on_disk) < 3


def test_that_exploding_numbers_keep_the_last_good_epoch(service: ModelService, mnist: Dataset) -> None:
    first = service.train(a_model(service, epochs=1), mnist, lambda event: None, TrainingControl())
    worse = changed(first.run.training, {"epochs": 3, "optimizer.learning_rate": 1e9})
    model = Model(first.run.model_copy(update={"training": worse}), first.weights)
    with pytest.raises(TrainingFault, match="Epoch 1 is kept") as caught:
        service.train(model, mnist, lambda event: None, TrainingControl())
    assert caught.value.model.run.state == "failed"
    reopened = service.open_run(first.run.id)
    assert len(reopened.run.history) == 1
    for kept, good in zip(reopened.weights or (), first.weights or (), strict=True):
        np.testing.assert_array_equal(kept, good)


def test_that_models_are_renamed_saved_opened_and_deleted(
    service: ModelService, mnist: Dataset, tmp_path: Path
) -> None:
    trained = service.train(a_model(service, epochs=1), mnist, lambda event: None, TrainingControl())
    renamed = service.rename(trained.run.id, "  My first one ")
    assert service.open_run("my FIRST one").run == renamed
    with pytest.raises(UserError, match="is empty"):
        service.rename(renamed.id, " ")
    file = tmp_path / "anywhere.mnistrun"
    service.save_file(trained, file)
    opened = service.open_file(file)
    assert opened.run.name == "With dropout"
    assert opened.run.id != trained.run.id
    with pytest.raises(UserError, match="already a run called"):
        service.rename(opened.run.id, "My first one")
    service.delete(opened.run.id)
    with pytest.raises(UserError, match="no run called"):
        service.open_run(opened.run.id)
    assert service.restore(opened.run.id).name == "With dropout"


def test_that_the_bundled_model_is_there_and_cannot_be_changed(service: ModelService, mnist: Dataset) -> None:
    bundled = service.runs()[0]
    assert bundled.bundled
    _, evaluation = service.evaluate(service.open_run(bundled.id), mnist)
    assert evaluation.accuracy > 0.985
    for change in (lambda: service.rename(bundled.id, "mine"), lambda: service.delete(bundled.id)):
        with pytest.raises(UserError, match="came with the program"):
            change()


def test_that_service_and_command_line_import_neither_qt_nor_tensorflow() -> None:
    code = """
import sys
import mnist_desktop.cli
from mnist_desktop.service import ModelService
service = ModelService()
service.presets(); service.runs(); service.describe_data(service.load_data())
network = service.preset("cnn").network
service.summarize_network(network)
service.check_training(service.untrained(network, service.preset("cnn").training, name="x"), service.load_data())
heavy = {"PySide6", "shiboken6", "tensorflow", "keras", "sklearn", "matplotlib"}
found = {name.split(".")[0] for name in sys.modules} & heavy
sys.exit(f"imported: {found}" if found else 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
