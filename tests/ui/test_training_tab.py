"""The page Train, driven by clicks and keys, against a replayed training."""

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.errors import UserError
from mnist_desktop.networks.presets import preset
from mnist_desktop.networks.spec import TrainingSpec
from mnist_desktop.service.model import Model
from mnist_desktop.service.training import TrainingFault
from mnist_desktop.training.change_words import Mark
from mnist_desktop.training.control import Pace
from mnist_desktop.training.events import EpochFinished, PauseChanged, StepsDone
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.training.inputs import DoublingSpinBox, RateBox
from mnist_desktop.ui.training.points import TrainingPoints
from mnist_desktop.ui.training.sentences import Sentence
from mnist_desktop.ui.training.table import EpochTable
from mnist_desktop.ui.training_tab import TrainingPage
from mnist_desktop.ui.widgets import Fold
from tests.ui.fake_service import FakeService, epoch_record, fake_weights, untrained_run


@pytest.fixture
def page(started: Session, service: FakeService, qtbot: QtBot) -> Iterator[TrainingPage]:
    page = make_page(started, qtbot)
    yield page
    service.go_on.set()
    started.stop()
    qtbot.waitUntil(lambda: not started.training)


def make_page(session: Session, qtbot: QtBot) -> TrainingPage:
    page = TrainingPage(session)
    qtbot.addWidget(page)
    page.resize(1366, 613)
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(lambda: page.findChild(QWidget, "curves") is not None)
    return page


def choose(page: TrainingPage, epochs: int = 3, name: str = "dense-dropout", **changes: object) -> None:
    chosen = preset(name)
    training = chosen.training.model_copy(update={"epochs": epochs, **changes})
    page.session.choose_network(chosen.network, training, chosen.title, name)


def button(page: TrainingPage, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def click(page: TrainingPage, name: str) -> None:
    QTest.mouseClick(button(page, name), Qt.MouseButton.LeftButton)


def number(page: TrainingPage, name: str) -> str:
    holder = page.findChild(QWidget, name)
    assert isinstance(holder, QWidget)
    value = holder.findChild(QLabel, "value")
    assert isinstance(value, QLabel)
    return value.text()


def sentence(page: TrainingPage) -> str:
    label = page.findChild(QLabel, "sentence")
    assert isinstance(label, QLabel)
    return label.text()


def spin(page: TrainingPage, name: str) -> QSpinBox:
    found = page.findChild(QSpinBox, name)
    assert isinstance(found, QSpinBox)
    return found


def rate(page: TrainingPage) -> RateBox:
    found = page.findChild(RateBox, "learning_rate")
    assert isinstance(found, RateBox)
    return found


def type_rate(page: TrainingPage, text: str) -> None:
    line = rate(page).lineEdit()
    line.selectAll()
    QTest.keyClicks(line, text)


def visible_faults(page: TrainingPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel, "fault") if not label.isHidden()]


def wait_for_end(page: TrainingPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.session.training)


def hold(page: TrainingPage, service: FakeService, qtbot: QtBot, events: int = 13) -> None:
    """Starts, and waits until so many events are shown."""
    service.hold_after = events
    click(page, "main_action")
    qtbot.waitUntil(lambda: number(page, "epoch_count").startswith("3 /"))


def history_of(page: TrainingPage) -> int:
    return len(page.session.model.run.history) if page.session.model is not None else -1


def test_that_without_a_model_the_page_leads_to_the_networks(session: Session, qtbot: QtBot) -> None:
    page = make_page(session, qtbot)
    assert not button(page, "main_action").isEnabled()
    with qtbot.waitSignal(session.page_requested, check_params_cb=lambda name: name == "network"):
        click(page, "sentence_action")


def test_that_a_click_on_start_trains_and_shows_how_it_went(page: TrainingPage, qtbot: QtBot) -> None:
    choose(page)
    assert sentence(page) == "Press Start: it will look at 340 pictures 3 times and correct itself after every 32."
    click(page, "main_action")
    wait_for_end(page, qtbot)
    last = epoch_record(3)
    assert number(page, "training_accuracy") == f"{100 * last.accuracy:.1f} %"
    assert number(page, "validation_accuracy") == f"{100 * (last.val_accuracy or 0):.1f} %"
    assert number(page, "epoch_count") == "3 / 3"
    assert number(page, "time_left") == "0:03"
    assert "97.0 % right on" in sentence(page)
    assert page.session.model is not None
    assert page.session.model.run.state == "finished"


def test_that_the_verdict_leads_to_the_test(page: TrainingPage, qtbot: QtBot) -> None:
    choose(page)
    click(page, "main_action")
    wait_for_end(page, qtbot)
    assert button(page, "sentence_action").text() == "Test it"
    with qtbot.waitSignal(page.session.page_requested, check_params_cb=lambda name: name == "evaluate"):
        click(page, "sentence_action")


def test_that_curves_and_table_follow(page: TrainingPage, qtbot: QtBot) -> None:
    choose(page)
    click(page, "main_action")
    wait_for_end(page, qtbot)
    curves = page._card.curves.curves
    assert curves is not None
    training, validation, *_names = curves._curves.animated_artists()
    assert len(validation.get_xdata()) == 3  # type: ignore[attr-defined]
    assert training.get_xdata()[-1] == 3  # type: ignore[attr-defined]
    click(page, "view_table")
    table = page.findChild(EpochTable)
    assert isinstance(table, EpochTable)
    assert table.isVisible()
    assert table.rowCount() == 3
    item = table.item(2, 4)
    assert item is not None
    assert item.text().strip() == "best  0.3000"
    click(page, "view_curves")
    assert not table.isVisible()


def test_that_pause_is_answered_at_once_and_continue_goes_on(
    page: TrainingPage, service: FakeService, qtbot: QtBot
) -> None:
    choose(page)
    hold(page, service, qtbot)
    click(page, "main_action")
    assert button(page, "main_action").text() == "Pausing …"
    click(page, "main_action")  # nothing to be had yet
    assert page.session.control is not None
    assert page.session.control.paused
    service.go_on.set()
    qtbot.waitUntil(lambda: button(page, "main_action").text() == "Continue")
    assert sentence(page).startswith("Paused. Nothing is lost.")
    click(page, "main_action")
    wait_for_end(page, qtbot)
    assert history_of(page) == 3


def test_that_the_main_action_keeps_the_focus_through_a_training(
    page: TrainingPage, service: FakeService, qtbot: QtBot
) -> None:
    choose(page)
    main = button(page, "main_action")
    with qtbot.waitActive(page):
        page.activateWindow()
    main.setFocus()
    service.hold_after = 8
    QTest.keyClick(main, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: main.text() == "Pause")
    assert main.hasFocus()
    QTest.keyClick(main, Qt.Key.Key_Space)
    assert main.text() == "Pausing …"
    assert main.hasFocus()


def test_that_stop_keeps_the_finished_epochs_and_continue_finishes(
    page: TrainingPage, service: FakeService, qtbot: QtBot
) -> None:
    choose(page)
    hold(page, service, qtbot, events=14)
    click(page, "stop")
    assert not button(page, "stop").isEnabled()
    wait_for_end(page, qtbot)
    assert history_of(page) == 2
    assert number(page, "epoch_count") == "2 / 3"
    assert "epoch 2 of 3" in sentence(page)
    assert max(page._state.points.data().training_epochs) <= 2
    assert button(page, "main_action").text() == "Continue"
    service.hold_after = None
    click(page, "main_action")
    wait_for_end(page, qtbot)
    assert history_of(page) == 3


def test_that_from_the_start_makes_a_new_model(page: TrainingPage, service: FakeService, qtbot: QtBot) -> None:
    choose(page)
    hold(page, service, qtbot, events=14)
    click(page, "stop")
    wait_for_end(page, qtbot)
    service.hold_after = None
    before = page.session.model
    assert before is not None
    click(page, "restart")
    wait_for_end(page, qtbot)
    assert page.session.model is not None
    assert page.session.model.run.id != before.run.id
    assert history_of(page) == 3


def test_that_a_finished_model_goes_on_when_more_epochs_are_asked_for(page: TrainingPage, qtbot: QtBot) -> None:
    assert button(page, "main_action").text() == "Train again"
    spin(page, "epochs").setValue(4)
    assert button(page, "main_action").text() == "Continue"
    assert sentence(page) == "Continue goes on after epoch 3, up to epoch 4."
    click(page, "main_action")
    wait_for_end(page, qtbot)
    assert history_of(page) == 4


def test_that_more_epochs_are_one_click_away(page: TrainingPage, qtbot: QtBot) -> None:
    click(page, "more_epochs")
    wait_for_end(page, qtbot)
    assert history_of(page) == 8


def test_that_another_optimizer_needs_a_new_beginning(page: TrainingPage, qtbot: QtBot) -> None:
    spin(page, "epochs").setValue(5)
    optimizer = page.findChild(QComboBox, "optimizer")
    assert isinstance(optimizer, QComboBox)
    optimizer.setCurrentIndex(optimizer.findData("sgd"))
    assert button(page, "main_action").text() == "Train again"
    assert "begins again" in sentence(page)
    click(page, "main_action")
    wait_for_end(page, qtbot)
    assert page.session.model is not None
    assert page.session.model.run.id != "bundled"
    assert page.session.model.run.training.optimizer.name == "sgd"
    assert history_of(page) == 5


def test_that_the_history_of_an_opened_model_is_shown(page: TrainingPage) -> None:
    assert number(page, "epoch_count") == "3 / 3"
    assert len(page._state.points.data().validation_epochs) == 3


def test_that_the_model_answers_to_ten_pictures_at_rest(page: TrainingPage, qtbot: QtBot) -> None:
    caption = page.findChild(QLabel, "watched_caption")
    assert isinstance(caption, QLabel)
    qtbot.waitUntil(lambda: caption.text().endswith("10 of 10 right"))


def test_that_wrong_answers_have_a_cross_and_a_colour(page: TrainingPage, service: FakeService, qtbot: QtBot) -> None:
    choose(page)
    hold(page, service, qtbot)
    answers = (0, 1, 2, 3, 4, 3, 6, 7, 8, 9)
    page.session.training_event.emit(StepsDone(3, 4, 4, 0.1, 0.9, 0.1, 0.9, 1.0, 1.0, answers, 10, 0.001))
    grid = page._card.watched._grid
    qtbot.waitUntil(lambda: grid._captions[5] == "3 ✗")
    assert grid._wrong == {5}
    assert grid._captions[4] == "4"


def test_that_a_question_of_yes_and_no_is_answered_in_words(page: TrainingPage, qtbot: QtBot) -> None:
    choose(page, name="one-digit")
    qtbot.waitUntil(lambda: bool(page._card.watched._grid._captions))
    watched = page._card.watched
    watched.show_answers((1, 1))
    assert watched._grid._captions == ("✗ 5", "5")
    watched.show_answers((0, 0))
    assert watched._grid._captions == ("not 5", "✗ not 5")


def test_that_a_watched_picture_can_be_drawn_at(page: TrainingPage, qtbot: QtBot) -> None:
    grid = page._card.watched._grid
    with qtbot.waitSignal(page.session.digit_for_canvas) as put:
        QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.picture_rect(4).center().toPoint())
    assert put.args[0].shape == (28, 28)


def test_that_a_batch_that_is_too_large_is_refused_at_its_field(page: TrainingPage) -> None:
    choose(page)
    spin(page, "batch_size").setValue(5000)
    click(page, "main_action")
    assert not page.session.training
    assert len(visible_faults(page)) == 1
    assert "5,000" in visible_faults(page)[0]
    spin(page, "batch_size").setValue(32)
    assert not visible_faults(page)


@pytest.mark.parametrize("text", ["abc", "", "0", "-1", "1e99", "nan"])
def test_that_an_impossible_learning_rate_unfolds_its_field(page: TrainingPage, text: str) -> None:
    choose(page)
    rate(page).lineEdit().setText(text)
    click(page, "main_action")
    assert not page.session.training
    assert len(visible_faults(page)) == 1
    fold = page.findChild(Fold, "how_it_learns")
    assert isinstance(fold, Fold)
    assert fold.is_open


def test_that_a_typed_learning_rate_is_used(page: TrainingPage, qtbot: QtBot) -> None:
    choose(page)
    click(page, "header")
    type_rate(page, "3e-4")
    click(page, "main_action")
    wait_for_end(page, qtbot)
    assert page.session.model is not None
    assert page.session.model.run.training.optimizer.learning_rate == 3e-4


def test_that_the_closed_fold_counts_what_differs_from_the_preset(page: TrainingPage) -> None:
    choose(page)
    header = button(page, "header")
    assert header.text() == "How it learns"
    rate(page).lineEdit().setText("0.01")
    split = page.findChild(QDoubleSpinBox, "validation_split")
    assert isinstance(split, QDoubleSpinBox)
    split.setValue(30)
    assert header.text() == "How it learns · 2 changed"
    rate(page).lineEdit().setText("0.001")
    assert header.text() == "How it learns · 1 changed"


def test_that_untouched_settings_stay_as_exact_as_the_model_has_them(page: TrainingPage, qtbot: QtBot) -> None:
    choose(page, validation_split=0.123456789)
    click(page, "main_action")
    wait_for_end(page, qtbot)
    assert page.session.model is not None
    assert page.session.model.run.training.validation_split == 0.123456789


def test_that_seed_and_further_optimizers_show_at_everything(page: TrainingPage) -> None:
    click(page, "header")
    optimizer = page.findChild(QComboBox, "optimizer")
    assert isinstance(optimizer, QComboBox)
    assert optimizer.count() == 2
    assert not spin(page, "seed").isVisible()
    page.session.set_level(Level.EVERYTHING)
    assert optimizer.count() == 5
    assert spin(page, "seed").isVisible()
    page.session.set_level(Level.ESSENTIALS)
    assert optimizer.count() == 2
    assert optimizer.currentData() == "adam"


def test_that_fields_are_locked_while_it_learns_but_the_pace_is_not(
    page: TrainingPage, service: FakeService, qtbot: QtBot
) -> None:
    choose(page)
    hold(page, service, qtbot)
    assert spin(page, "epochs").isEnabled()
    assert not spin(page, "batch_size").isEnabled()
    click(page, "pace_lesson")
    assert page.session.pace is Pace.LESSON
    service.go_on.set()
    wait_for_end(page, qtbot)
    assert spin(page, "epochs").isEnabled()


def test_that_at_one_step_at_a_time_the_main_action_is_the_step(
    page: TrainingPage, service: FakeService, qtbot: QtBot
) -> None:
    choose(page)
    click(page, "pace_step")
    click(page, "main_action")
    events: list[object] = []
    page.session.training_event.connect(events.append)
    qtbot.waitUntil(lambda: page.session.control is not None and page.session.control.held)
    page.session.step()
    page.session.step()
    qtbot.waitUntil(lambda: button(page, "main_action").text() == "One step")
    click(page, "main_action")
    qtbot.waitUntil(lambda: any(isinstance(event, StepsDone) for event in events))
    assert page.session.training
    click(page, "pace_full")
    wait_for_end(page, qtbot)
    assert history_of(page) == 3


def test_that_a_pause_does_not_outlive_the_change_to_single_steps(
    page: TrainingPage, service: FakeService, qtbot: QtBot
) -> None:
    choose(page)
    hold(page, service, qtbot)
    click(page, "main_action")
    click(page, "pace_step")
    assert page.session.control is not None
    assert not page.session.control.paused
    assert button(page, "main_action").text() == "One step"


def test_that_too_few_pictures_is_one_click_and_there_is_a_way_back(page: TrainingPage, qtbot: QtBot) -> None:
    click(page, "too_few_pictures")
    wait_for_end(page, qtbot)
    model = page.session.model
    assert model is not None
    assert model.run.training.training_limit == 500
    assert model.run.name == "Bundled, 500 pictures"
    assert history_of(page) == 40
    assert button(page, "too_few_pictures").text() == "Back to all pictures"
    with qtbot.waitSignal(page.session.model_changed):
        click(page, "too_few_pictures")
    assert page.session.model is not None
    assert page.session.model.run.id == "bundled"


def test_that_memorising_is_said_while_it_learns(page: TrainingPage, service: FakeService, qtbot: QtBot) -> None:
    choose(page)
    hold(page, service, qtbot)
    for epoch in (3, 4, 5, 6):
        worse = epoch_record(epoch).model_copy(update={"val_loss": 0.9})
        page.session.training_event.emit(EpochFinished(worse))
    qtbot.waitUntil(lambda: sentence(page).startswith("Since epoch 2 it has got better only"))


def test_that_validation_above_training_is_explained(page: TrainingPage, service: FakeService, qtbot: QtBot) -> None:
    choose(page)
    hold(page, service, qtbot)
    qtbot.waitUntil(lambda: sentence(page).startswith("Why is validation better?"))


def test_that_a_fault_is_said_in_place_and_the_finished_epochs_stay(
    page: TrainingPage, service: FakeService, qtbot: QtBot
) -> None:
    run = untrained_run().model_copy(
        update={"id": "burst", "state": "failed", "history": (epoch_record(1), epoch_record(2))}
    )
    cause = UserError("The numbers grew without limit in epoch 3.", "Try 0.001.", "optimizer.learning_rate")
    choose(page)
    assert page.session.model is not None
    run = run.model_copy(update={"created": page.session.model.run.created})
    service.fault = TrainingFault(cause, Model(run, fake_weights()))
    service.hold_after = None
    click(page, "main_action")
    wait_for_end(page, qtbot)
    assert sentence(page).startswith("The numbers grew without limit in epoch 3.")
    assert visible_faults(page) == ["Try 0.001."]
    assert number(page, "epoch_count").startswith("2 /")
    assert page.takes_fault(service.fault)
    assert not page.takes_fault(cause)


def test_that_start_waits_for_tensorflow_and_says_so(session: Session, service: FakeService, qtbot: QtBot) -> None:
    service.may_wake.clear()
    with qtbot.waitSignals([session.dataset_changed, session.model_changed]):
        session.start()
    page = make_page(session, qtbot)
    spin(page, "epochs").setValue(4)
    click(page, "main_action")
    assert session.training
    assert "waking up" in sentence(page)
    service.may_wake.set()
    wait_for_end(page, qtbot)
    assert history_of(page) == 4


def test_that_every_action_has_a_key(page: TrainingPage, qtbot: QtBot) -> None:
    with qtbot.waitActive(page):
        page.activateWindow()
    assert all(action.shortcut().toString() for action in page.actions())
    choose(page)
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.session.training
    wait_for_end(page, qtbot)
    assert history_of(page) == 3
    QTest.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert button(page, "view_table").isChecked()


def test_that_space_starts_where_no_control_wants_it(page: TrainingPage, qtbot: QtBot) -> None:
    choose(page)
    QTest.keyClick(page, Qt.Key.Key_Space)
    assert page.session.training


def test_that_a_low_window_shows_one_plot_and_no_pictures(page: TrainingPage, qtbot: QtBot) -> None:
    page.resize(911, 459)
    curves = page._card.curves.curves
    assert curves is not None
    assert len(curves.figure.axes) == 1
    assert not page._card.watched.isVisible()
    title = curves.figure.texts[0].get_text()
    click(page, "view_loss")
    assert curves.figure.texts[0].get_text() != title
    qtbot.waitUntil(button(page, "main_action").isVisible)
    page.resize(1366, 613)
    assert len(curves.figure.axes) == 2
    assert page._card.watched.isVisible()


def test_that_a_pause_asked_for_elsewhere_shows_as_one(page: TrainingPage, service: FakeService, qtbot: QtBot) -> None:
    choose(page)
    hold(page, service, qtbot)
    page.session.pause()
    page.session.training_event.emit(PauseChanged(paused=True))
    assert button(page, "main_action").text() == "Continue"
    page.session.resume()
    page.session.training_event.emit(PauseChanged(paused=False))
    assert button(page, "main_action").text() == "Pause"


def test_that_many_reports_are_few_redraws(
    page: TrainingPage, service: FakeService, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(page)
    hold(page, service, qtbot)
    shown: list[int] = []
    original = page._card.show_curves

    def count(points: TrainingPoints, epochs: int, marks: Sequence[Mark]) -> None:
        shown.append(epochs)
        original(points, epochs, marks)

    monkeypatch.setattr(page._card, "show_curves", count)
    for step in range(1, 201):
        page.session.training_event.emit(StepsDone(4, step, 200, 0.1, 0.9, 0.1, 0.9, 1.0, 1.0, (), 10, 0.001))
    qtbot.waitUntil(lambda: bool(shown))
    assert len(shown) == 1


def test_that_the_arrows_double_the_batch_and_step_the_rate(page: TrainingPage) -> None:
    batch = page.findChild(DoublingSpinBox, "batch_size")
    assert isinstance(batch, DoublingSpinBox)
    batch.setValue(32)
    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(batch, key)
        seen.append(batch.value())
    assert seen == [64, 128, 64]
    batch.setValue(100)
    QTest.keyClick(batch, Qt.Key.Key_Down)
    assert batch.value() == 64
    batch.setValue(1)
    QTest.keyClick(batch, Qt.Key.Key_Down)
    assert batch.value() == 1
    rates = []
    rate(page).set_number(0.001)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(rate(page), key)
        rates.append(rate(page).lineEdit().text())
    assert rates == ["0.002", "0.005", "0.01", "0.005"]


def test_that_the_defaults_of_a_network_without_a_preset_are_the_programs(page: TrainingPage) -> None:
    run = untrained_run().model_copy(update={"preset": None})
    assert page._experiment.defaults(run) == TrainingSpec()
    assert isinstance(page.actions()[0], QAction)


def test_that_no_sentence_is_cut_in_a_low_window(page: TrainingPage, qtbot: QtBot) -> None:
    page.resize(880, 364)
    long = "100.0 % right on the pictures it trained on, only 87.0 % on 9,000 new ones. " * 2
    page._card.sentence.show_sentence(Sentence(long, warning=True, action="Test it", page="evaluate"))
    label = page.findChild(QLabel, "sentence")
    assert isinstance(label, QLabel)
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))


def test_that_the_table_ends_with_the_last_epoch(page: TrainingPage, qtbot: QtBot) -> None:
    choose(page, epochs=40)
    click(page, "main_action")
    wait_for_end(page, qtbot)
    click(page, "view_table")
    table = page.findChild(EpochTable)
    assert isinstance(table, EpochTable)
    qtbot.waitUntil(lambda: table.rowAt(table.viewport().height() - 2) in (39, -1))
    assert table.verticalScrollBar().value() == table.verticalScrollBar().maximum()
