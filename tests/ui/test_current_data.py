"""The session's data: opened, refused, changed, asked about; and what becomes of the model."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from mnist_desktop.data.dataset import Dataset, LabelledImages, arrays_sha256
from mnist_desktop.data.laboratory import DataChanges
from mnist_desktop.data.task import AllClasses, EvenOdd, OneAgainstRest, TwoClasses
from mnist_desktop.errors import UserError
from mnist_desktop.networks.shapes import summarize
from mnist_desktop.ui.answers import answer_names, askable
from mnist_desktop.ui.current_data import RECENT_COUNT
from mnist_desktop.ui.session import Session
from tests.ui.fake_service import FakeService, data_of, untrained_run

_FEW = ("cat", "dog", "owl")


def _open(session: Session, path: Path, qtbot: QtBot, labels: Path | None = None) -> None:
    with qtbot.waitSignal(session.description_changed):
        session.open_data(path, labels)


def _outputs(session: Session) -> int:
    assert session.model is not None
    return summarize(session.model.run.network)[-1].output_shape[-1]


@pytest.fixture
def few(service: FakeService, tmp_path: Path) -> Path:
    """A file that the service opens as pictures of three classes."""
    file = tmp_path / "few.csv"
    file.touch()
    service.files[file] = data_of(_FEW, name="few")
    return file


def test_that_other_classes_make_an_untrained_model_with_as_many_answers(
    started: Session, service: FakeService, few: Path, qtbot: QtBot
) -> None:
    heard: list[tuple[int, int]] = []
    started.model_changed.connect(lambda _model: heard.append((len(_names(started)), _outputs(started))))
    _open(started, few, qtbot)
    assert started.dataset is service.files[few]
    assert started.model is not None
    assert started.model.run.state == "untrained"
    assert _outputs(started) == 3
    assert answer_names(started.model.run, started.dataset) == _FEW
    assert all(classes == outputs for classes, outputs in heard), "a page saw a model that did not fit the data"


def _names(session: Session) -> tuple[str, ...]:
    assert session.dataset is not None
    return session.dataset.class_names


def test_that_the_same_classes_keep_the_model_but_seal_the_test(
    started: Session, service: FakeService, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(started.evaluation_changed, timeout=30_000):  # the first time, libraries are imported
        started.test()
    qtbot.waitUntil(lambda: not started.testing)
    service.files[tmp_path] = data_of(tuple("0123456789"), name="more digits")
    before = started.model
    _open(started, tmp_path, qtbot)
    assert started.model is before
    assert started.evaluation is None


def test_that_the_way_back_leads_to_mnist(started: Session, service: FakeService, few: Path, qtbot: QtBot) -> None:
    assert not started.other_data_open
    _open(started, few, qtbot)
    assert started.other_data_open
    with qtbot.waitSignal(started.description_changed):
        started.open_mnist()
    assert started.dataset is service.dataset
    assert not started.other_data_open
    assert _outputs(started) == 10


def test_that_what_was_open_stays_open_when_a_file_is_refused(
    started: Session, service: FakeService, tmp_path: Path, qtbot: QtBot
) -> None:
    model = started.model
    with qtbot.waitSignal(started.data_refused) as refused:
        started.open_data(tmp_path / "nothing")
    assert isinstance(refused.args[0], UserError)
    assert (started.dataset, started.model, started.opening) == (service.dataset, model, None)
    assert started.recent_data == ()


def test_that_opening_reports_how_far_it_is_and_can_be_cancelled(
    started: Session, service: FakeService, few: Path, qtbot: QtBot
) -> None:
    service.may_open.clear()
    refused: list[object] = []
    started.data_refused.connect(refused.append)
    started.open_data(few)
    qtbot.waitUntil(lambda: started.opening is not None and started.opening.fraction == 0.5)
    with pytest.raises(UserError, match="being opened"):
        started.open_mnist()
    with qtbot.waitSignal(started.opening_changed, check_params_cb=lambda opening: opening is None):
        started.cancel_opening()
    assert started.dataset is service.dataset
    assert refused == [], "who cancels knows that nothing was opened"


def test_that_nothing_is_opened_while_a_training_runs(
    started: Session, service: FakeService, few: Path, qtbot: QtBot
) -> None:
    service.hold_after = 2
    run = untrained_run()
    started.choose_network(run.network, run.training, "A", run.preset)
    started.start_training(run.training)
    requests: tuple[Callable[[], None], ...] = (
        lambda: started.open_data(few),
        started.open_mnist,
        started.undo_changes,
        lambda: started.change_data(DataChanges(picture_count=10)),
        lambda: started.ask(EvenOdd()),
    )
    for request in requests:
        with pytest.raises(UserError, match="is learning"):
            request()
    assert started.dataset is service.dataset
    with qtbot.waitSignal(started.training_changed):
        started.stop()


def test_that_the_last_eight_files_are_remembered_newest_first(
    started: Session, service: FakeService, tmp_path: Path, qtbot: QtBot
) -> None:
    files = [tmp_path / f"{number}.csv" for number in range(RECENT_COUNT + 2)]
    for file in (*files, files[5]):
        service.files[file] = data_of(_FEW, name=file.stem)
        _open(started, file, qtbot, labels=tmp_path / "labels" if file == files[5] else None)
    recent = Session(service, started.jobs, started.settings).recent_data
    assert [each.path for each in recent] == [files[5], *reversed([*files[2:5], *files[6:]])][:RECENT_COUNT]
    assert recent[0].labels == tmp_path / "labels"
    assert recent[1].labels is None


def test_that_changes_are_undone_at_once(started: Session, service: FakeService, qtbot: QtBot) -> None:
    model = started.model
    with qtbot.waitSignal(started.description_changed):
        started.change_data(DataChanges(left_out=7, picture_count=50))
    assert started.dataset is not None
    assert len(started.dataset.train) == 50
    assert 7 not in started.dataset.train.labels
    assert not started.other_data_open
    assert started.model is model
    with qtbot.waitSignal(started.description_changed):
        started.undo_changes()
    assert started.dataset is service.dataset


def test_that_a_refused_change_names_its_setting(started: Session, service: FakeService, qtbot: QtBot) -> None:
    with qtbot.waitSignal(started.data_refused) as refused:
        started.change_data(DataChanges(left_out=42))
    assert refused.args[0].field == "left_out"
    assert started.dataset is service.dataset


@pytest.mark.parametrize(
    ("task", "answers"),
    [
        (OneAgainstRest(label=7), ("not 7", "7")),
        (TwoClasses(first=3, second=8), ("3", "8")),
        (EvenOdd(), ("even", "odd")),
    ],
)
def test_that_a_question_makes_an_untrained_model_with_its_answers(
    started: Session, task: OneAgainstRest | TwoClasses | EvenOdd, answers: tuple[str, ...]
) -> None:
    started.ask(task)
    assert started.model is not None
    assert started.model.run.state == "untrained"
    assert started.model.run.training.task == task
    assert answer_names(started.model.run, started.dataset) == answers
    started.ask(AllClasses())
    assert _outputs(started) == 10


def test_that_an_impossible_question_is_refused_at_its_control(started: Session) -> None:
    model = started.model
    with pytest.raises(UserError) as refused:
        started.ask(TwoClasses(first=3, second=3))
    assert refused.value.field == "task.second"
    assert started.model is model


def test_that_a_question_that_does_not_fit_other_classes_becomes_one_that_does(
    started: Session, few: Path, qtbot: QtBot
) -> None:
    started.ask(TwoClasses(first=3, second=8))
    _open(started, few, qtbot)
    assert started.model is not None
    assert answer_names(started.model.run, started.dataset) == _FEW[:2]
    assert askable(EvenOdd(), _FEW) == AllClasses()
    assert askable(OneAgainstRest(label=9), _FEW) == OneAgainstRest(label=0)


def test_that_data_without_labels_leave_the_model_alone(
    started: Session, service: FakeService, tmp_path: Path, qtbot: QtBot
) -> None:
    model = started.model
    images = service.dataset.test.images
    nothing = service.dataset.test[:0]
    service.files[tmp_path] = Dataset(
        "unlabelled", nothing, nothing, (), arrays_sha256(nothing, nothing, images), unlabelled=images
    )
    _open(started, tmp_path, qtbot)
    assert started.model is model
    assert model is not None
    assert len(answer_names(model.run, started.dataset)) == 10


def test_that_the_counts_follow_the_validation_split_of_the_model(started: Session, qtbot: QtBot) -> None:
    run = untrained_run()
    training = run.training.model_copy(update={"validation_split": 0.25})
    with qtbot.waitSignal(started.description_changed):
        started.choose_network(run.network, training, "A", run.preset)
    assert started.description is not None
    assert sum(started.description.validation.class_counts) == 100


def test_that_what_was_learned_from_other_data_is_begun_anew(
    started: Session, service: FakeService, qtbot: QtBot
) -> None:
    run = untrained_run()
    started.choose_network(run.network, run.training, "A", run.preset)
    with qtbot.waitSignal(started.training_changed, check_params_cb=lambda training: not training):
        started.start_training(run.training)
    assert started.model is not None
    assert len(started.model.run.history) == run.training.epochs
    assert not started.learned_from_other_data
    first = started.model.run.id
    with qtbot.waitSignal(started.description_changed):
        started.change_data(DataChanges(flipped_share=0.5))
    assert started.learned_from_other_data
    more = run.training.model_copy(update={"epochs": run.training.epochs + 1})
    with qtbot.waitSignal(started.training_changed, check_params_cb=lambda training: not training):
        started.start_training(more)
    assert started.model.run.id != first, "it went on with what it had learned from other pictures"
    assert started.model.run.data is not None
    assert started.model.run.data.changes == DataChanges(flipped_share=0.5)


def test_that_saved_data_can_be_opened_again(started: Session, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "saved.npz"
    with qtbot.waitSignal(started.notified):
        started.save_data(file)
    with np.load(file) as saved:
        np.testing.assert_array_equal(saved["y_train"], _train(started).labels)


def _train(session: Session) -> LabelledImages:
    assert session.dataset is not None
    return session.dataset.train
