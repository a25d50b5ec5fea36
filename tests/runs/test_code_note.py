"""What the code of a run says first."""

from datetime import UTC, datetime
from typing import Any

from mnist_desktop.networks.presets import preset
from mnist_desktop.networks.spec import TrainingSpec, changed
from mnist_desktop.runs.code_note import code_note, code_training
from mnist_desktop.runs.run import Run
from mnist_desktop.training.events import EpochRecord, SettingChange


def _run(*settings: str, epochs: int = 3, **training: Any) -> Run:
    chosen = preset("softmax-dense")
    record = EpochRecord(
        epoch=1, seconds=1.0, loss=1.0, accuracy=0.5, val_loss=1.0, val_accuracy=0.5, learning_rate=0.1
    )
    return Run(
        name="mine",
        network=chosen.network,
        training=changed(chosen.training, training),
        created=datetime.now(UTC),
        history=tuple(record.model_copy(update={"epoch": number + 1}) for number in range(epochs)),
        changes=tuple(SettingChange(epoch=1.5, setting=name, before=1, after=2) for name in settings),
    )


def test_that_a_run_that_was_left_alone_needs_no_word() -> None:
    run = _run()
    assert code_note(run) == ""
    assert code_training(run) == run.training


def test_that_changed_settings_are_named_once() -> None:
    note = code_note(_run("optimizer.learning_rate", "layers.2.rate", "optimizer.learning_rate"))
    assert "(optimizer.learning_rate, layers.2.rate)" in note
    assert note.count(".") == 4  # one sentence: three are in the names


def test_that_more_epochs_count_only_where_the_learning_rate_follows_them() -> None:
    assert code_note(_run("epochs")) == ""
    assert "(epochs)" in code_note(_run("epochs", schedule={"name": "cosine"}))


def test_that_a_time_limit_becomes_epochs() -> None:
    run = _run(time_limit=60.0)
    assert "60 seconds, which made 3 epochs" in code_note(run)
    assert code_training(run) == TrainingSpec.model_validate({**run.training.model_dump(), "epochs": 3})
    assert "(optimizer.learning_rate)" in code_note(_run("optimizer.learning_rate", time_limit=60.0))


def test_that_a_time_limit_without_an_epoch_changes_nothing_yet() -> None:
    run = _run(epochs=0, time_limit=60.0)
    assert code_note(run) == ""
    assert code_training(run) == run.training
