"""Settings that are changed while a network learns, and what the page Train says of a training's end."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.networks.presets import preset
from mnist_desktop.networks.spec import NetworkSpec
from mnist_desktop.runs.run import Run
from mnist_desktop.training.events import EpochRecord, SettingsChanged
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.theme import appearance
from mnist_desktop.ui.training import sentences
from mnist_desktop.ui.training.boxes import PatienceBox, TimeBox
from mnist_desktop.ui.training.table import EpochTable
from mnist_desktop.ui.training_tab import TrainingPage
from mnist_desktop.ui.widgets import Fold
from tests.ui.fake_service import FakeService, epoch_record, untrained_run
from tests.ui.test_training_tab import (
    button,
    choose,
    click,
    hold,
    make_page,
    number,
    rate,
    sentence,
    spin,
    type_rate,
    visible_faults,
    wait_for_end,
)


@pytest.fixture
def page(started: Session, service: FakeService, qtbot: QtBot) -> Iterator[TrainingPage]:
    page = make_page(started, qtbot)
    yield page
    service.go_on.set()
    started.stop()
    qtbot.waitUntil(lambda: not started.training)


def percent(page: TrainingPage, name: str) -> QDoubleSpinBox:
    found = page.findChild(QDoubleSpinBox, name)
    assert isinstance(found, QDoubleSpinBox)
    return found


def choice(page: TrainingPage, name: str, value: str) -> None:
    found = page.findChild(QComboBox, name)
    assert isinstance(found, QComboBox)
    found.setCurrentIndex(found.findData(value))


def patience(page: TrainingPage) -> PatienceBox:
    found = page.findChild(PatienceBox, "stop_after")
    assert isinstance(found, PatienceBox)
    return found


def time_limit(page: TrainingPage) -> TimeBox:
    found = page.findChild(TimeBox, "time_limit")
    assert isinstance(found, TimeBox)
    return found


def dropout_of(network: NetworkSpec, place: int) -> float:
    layer = network.layers[place]
    assert layer.type == "Dropout"
    return layer.rate


def run_of(page: TrainingPage) -> Run:
    assert page.session.model is not None
    return page.session.model.run


def open_fold(page: TrainingPage, name: str) -> Fold:
    fold = page.findChild(Fold, name)
    assert isinstance(fold, Fold)
    fold.set_open(True)
    return fold


def test_that_changes_while_it_learns_are_taken_and_kept(
    page: TrainingPage, service: FakeService, qtbot: QtBot
) -> None:
    choose(page)
    hold(page, service, qtbot)
    type_rate(page, "0.01")
    percent(page, "dropout_1").setValue(40)
    percent(page, "vary_rotation").setValue(10)
    patience(page).setValue(5)
    best = page.findChild(QCheckBox, "use_best_epoch")
    assert isinstance(best, QCheckBox)
    best.setChecked(True)
    qtbot.waitUntil(
        lambda: page.session.settings_now is not None and page.session.settings_now.training.stop_after == 5
    )
    with qtbot.waitSignal(
        page.session.training_event, check_params_cb=lambda event: isinstance(event, SettingsChanged)
    ):
        service.go_on.set()
    wait_for_end(page, qtbot)
    run = run_of(page)
    assert run.training.optimizer.learning_rate == 0.01
    assert run.training.augmentation.rotation == 10
    assert run.training.use_best_epoch
    assert dropout_of(run.network, 2) == 0.4
    assert {change.setting for change in run.changes} == {
        "optimizer.learning_rate", "layers.2.rate", "augmentation.rotation", "stop_after", "use_best_epoch"
    }  # fmt: skip
    assert page._state.marks[0][0] == 2.0
    assert "rate 0.01" in page._state.marks[0][1]
    assert rate(page).lineEdit().text() == "0.01"
    assert button(page, "header").text() == "How it learns · 2 changed"


def test_that_an_impossible_rate_is_said_at_its_field_and_nothing_changes(
    page: TrainingPage, service: FakeService, qtbot: QtBot
) -> None:
    choose(page)
    hold(page, service, qtbot)
    type_rate(page, "-1")
    qtbot.waitUntil(lambda: len(visible_faults(page)) == 1)
    assert page.session.settings_now is not None
    assert page.session.settings_now.training.optimizer.learning_rate == 0.001
    type_rate(page, "0.1")
    qtbot.waitUntil(lambda: page._steering.waiting is False and not visible_faults(page))
    assert page.session.settings_now.training.optimizer.learning_rate == 0.1


def test_that_what_cannot_change_is_locked_and_says_why(page: TrainingPage, service: FakeService, qtbot: QtBot) -> None:
    choose(page)
    hold(page, service, qtbot)
    locked = {"batch_size", "optimizer", "validation_split", "seed", "schedule", "label_smoothing", "time_limit"}
    live = {"epochs", "learning_rate", "dropout_1", "vary_noise", "stop_after", "use_best_epoch"}
    for name in locked | live:
        editor = page.findChild(QWidget, name)
        assert isinstance(editor, QWidget)
        assert editor.isEnabled() == (name in live), name
        assert editor.statusTip().startswith("Locked while it learns") == (name in locked), name


def test_that_one_more_epoch_works_while_it_is_paused(page: TrainingPage, service: FakeService, qtbot: QtBot) -> None:
    choose(page)
    hold(page, service, qtbot)
    click(page, "main_action")
    service.go_on.set()
    qtbot.waitUntil(lambda: button(page, "main_action").text() == "Continue")
    click(page, "one_more_epoch")
    assert spin(page, "epochs").value() == 4
    assert number(page, "epoch_count") == "3 / 4"
    click(page, "main_action")
    wait_for_end(page, qtbot)
    assert len(run_of(page).history) == 4


def test_that_one_more_epoch_has_a_key_that_continues_a_finished_model(page: TrainingPage, qtbot: QtBot) -> None:
    with qtbot.waitActive(page):
        page.activateWindow()
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(page, Qt.Key.Key_M, keys)
    wait_for_end(page, qtbot)
    assert len(run_of(page).history) == 4


def test_that_dropout_changed_at_rest_is_the_new_models(page: TrainingPage, qtbot: QtBot) -> None:
    choose(page)
    percent(page, "dropout_1").setValue(50)
    assert button(page, "header").text() == "How it learns · 1 changed"
    click(page, "main_action")
    wait_for_end(page, qtbot)
    assert dropout_of(run_of(page).network, 2) == 0.5
    assert run_of(page).changes == ()
    assert run_of(page).preset == "dense-dropout"


def test_that_dropout_changed_before_going_on_is_a_change_of_the_same_model(page: TrainingPage, qtbot: QtBot) -> None:
    choose(page)
    click(page, "main_action")
    wait_for_end(page, qtbot)
    known = run_of(page).id
    percent(page, "dropout_1").setValue(50)
    spin(page, "epochs").setValue(4)
    click(page, "main_action")
    wait_for_end(page, qtbot)
    assert run_of(page).id == known
    assert dropout_of(run_of(page).network, 2) == 0.5
    assert any(change.setting == "layers.2.rate" and change.epoch == 3 for change in run_of(page).changes)


def test_that_each_dropout_layer_has_a_field(page: TrainingPage) -> None:
    choose(page, name="dense-batchnorm")
    assert percent(page, "dropout_1").value() == 20
    assert percent(page, "dropout_2").value() == 10
    choose(page, name="dense-relu")
    assert not [field for field in page._settings._all_fields if field.setting.startswith("layers.")]


def test_that_settings_changed_after_a_stop_are_kept_as_changes(
    page: TrainingPage, service: FakeService, qtbot: QtBot
) -> None:
    choose(page)
    hold(page, service, qtbot, events=14)
    click(page, "stop")
    wait_for_end(page, qtbot)
    service.hold_after = None
    type_rate(page, "0.005")
    assert button(page, "main_action").text() == "Continue"
    click(page, "main_action")
    wait_for_end(page, qtbot)
    assert [(change.setting, change.epoch) for change in run_of(page).changes] == [("optimizer.learning_rate", 2.0)]
    assert page._state.marks == ((2.0, "rate 0.005"),)


def test_that_essentials_hides_what_is_for_everything(page: TrainingPage) -> None:
    open_fold(page, "how_it_learns")
    open_fold(page, "watch_inside")
    hidden = ("schedule", "label_smoothing", "class_weights", "seed", "watch_gradients", "watch_weights")
    for level in (Level.ESSENTIALS, Level.EVERYTHING, Level.ESSENTIALS):
        page.session.set_level(level)
        for name in hidden:
            widget = page.findChild(QWidget, name)
            assert isinstance(widget, QWidget)
            assert widget.isVisible() == (level is Level.EVERYTHING), name
    page.session.set_level(Level.EVERYTHING)
    percent(page, "label_smoothing").setValue(10)
    page.session.set_level(Level.ESSENTIALS)
    assert percent(page, "label_smoothing").isVisible()


def test_that_only_what_an_optimizer_has_is_shown(page: TrainingPage) -> None:
    page.session.set_level(Level.EVERYTHING)
    open_fold(page, "how_it_learns")
    shown = {}
    for optimizer in ("adam", "sgd", "rmsprop", "adamw"):
        choice(page, "optimizer", optimizer)
        names = ("momentum", "nesterov", "weight_decay")
        shown[optimizer] = [name for name in names if page.findChild(QWidget, name).isVisible()]  # type: ignore[union-attr]
    assert shown == {"adam": [], "sgd": ["momentum", "nesterov"], "rmsprop": ["momentum"], "adamw": ["weight_decay"]}


def test_that_a_schedule_is_drawn_and_trained_with(page: TrainingPage, qtbot: QtBot) -> None:
    page.session.set_level(Level.EVERYTHING)
    choose(page)
    open_fold(page, "how_it_learns")
    sketch = page.findChild(QWidget, "rate_sketch")
    caption = page.findChild(QLabel, "rate_sketch_caption")
    assert isinstance(sketch, QWidget)
    assert isinstance(caption, QLabel)
    assert not sketch.isVisible()
    words = []
    for schedule in ("cosine", "one_cycle", "reduce_on_plateau"):
        choice(page, "schedule", schedule)
        assert sketch.isVisible()
        words.append(caption.text())
    assert words == [
        "From 0.001 in a curve down to 0.",
        "From 0.00004 up to 0.001, then down to almost 0.",
        "Times 0.5 after 2 epochs without a lower validation loss.",
    ]
    click(page, "main_action")
    wait_for_end(page, qtbot)
    assert run_of(page).training.schedule.name == "reduce_on_plateau"


def test_that_balanced_class_weights_are_those_of_the_training_pictures(page: TrainingPage, qtbot: QtBot) -> None:
    choose(page, name="one-digit")
    choice(page, "class_weights_kind", "balanced")
    click(page, "main_action")
    wait_for_end(page, qtbot)
    assert run_of(page).training.class_weights == (0.5556, 5.0)  # a tenth of the pictures are fives


def test_that_a_time_limit_takes_the_place_of_the_epochs(
    page: TrainingPage, service: FakeService, qtbot: QtBot
) -> None:
    choose(page)
    time_limit(page).setValue(180)
    assert not spin(page, "epochs").isEnabled()
    assert spin(page, "epochs").text() == "as many as fit"
    assert number(page, "epoch_count") == "0 / ?"
    assert sentence(page) == "Press Start: for 3:00 minutes it will look at 340 pictures, again and again."
    hold(page, service, qtbot)
    assert number(page, "epoch_count") == "3 / ~3"
    assert button(page, "one_more_epoch").isHidden()
    service.go_on.set()
    wait_for_end(page, qtbot)
    assert run_of(page).training.time_limit == 180
    assert button(page, "main_action").text() == "Train again"
    assert number(page, "epoch_count") == "3 / 3"
    time_limit(page).setValue(240)
    assert button(page, "main_action").text() == "Continue"
    assert sentence(page) == "Continue goes on after epoch 3, for about 3:57 more."
    time_limit(page).setValue(0)
    assert spin(page, "epochs").isEnabled()
    assert spin(page, "epochs").text() == "3"


def ended(history: tuple[EpochRecord, ...], state: str = "finished", **changes: object) -> str:
    run = untrained_run(epochs=10)
    training = run.training.model_copy(update=changes)
    return sentences.at_rest(
        Run.model_validate(
            run.model_copy(update={"training": training, "history": history, "state": state}).model_dump()
        )
    ).text


def test_that_it_is_said_why_a_training_ended_and_what_answers() -> None:
    better = [epoch_record(epoch) for epoch in range(1, 8)]
    worse = [epoch_record(epoch).model_copy(update={"val_loss": 0.5}) for epoch in (8, 9, 10)]
    history = (*better, *worse)
    stopped = ended(history, stop_after=3, use_best_epoch=True, epochs=20)
    assert stopped.startswith("Stopped by itself: no better since epoch 7; epoch 7 answers.")
    assert "98.7 % right on" in stopped  # of epoch 7
    assert "epoch 10 answers" in ended(history, stop_after=3, epochs=20)
    assert "Epoch 7, the best, answers." in ended(history, use_best_epoch=True)
    cut = better[-1].model_copy(update={"share": 0.4})
    assert ended((*better[:-1], cut), time_limit=180.0).startswith("After 3:00 its time was over, 40 % into epoch 7.")
    assert ended(tuple(better), time_limit=180.0).startswith("After 3:00 its time was over, in epoch 7.")
    assert "Continue uses the rest of its time" in ended(tuple(better), "stopped", time_limit=180.0)


def test_that_a_model_that_stopped_by_itself_is_complete(
    page: TrainingPage, service: FakeService, qtbot: QtBot
) -> None:
    choose(page, epochs=9)
    patience(page).setValue(1)
    records = [epoch_record(1), epoch_record(2).model_copy(update={"val_loss": 2.0})]
    page._state.points.restart(records)
    page._refresh()
    assert button(page, "main_action").text() == "Train again"
    assert button(page, "more_epochs").isHidden()
    patience(page).setValue(0)
    assert button(page, "main_action").text() == "Continue"


def test_that_the_table_shows_rate_and_share_where_they_matter(qtbot: QtBot) -> None:
    table = EpochTable()
    qtbot.addWidget(table)
    table.show_records([epoch_record(1), epoch_record(2)])
    assert table.isColumnHidden(5)
    table.show_records([epoch_record(1), epoch_record(2).model_copy(update={"learning_rate": 0.0005, "share": 0.25})])
    assert not table.isColumnHidden(5)
    texts = [item.text().strip() for column in range(7) if (item := table.item(1, column))]
    assert texts[0] == "2 (25 %)"
    assert texts[5] == "0.0005"


def test_that_the_whole_table_grows_with_the_theme(qtbot: QtBot) -> None:
    table = EpochTable()
    qtbot.addWidget(table)
    table.show_records([epoch_record(1), epoch_record(2)])
    appearance().set_scale(1.5)
    sizes = {item.font().pixelSize() for row in (0, 1) if (item := table.item(row, 4))}
    assert sizes == {table.font().pixelSize()}


def test_that_closed_folds_count_what_differs(page: TrainingPage) -> None:
    choose(page)
    percent(page, "vary_rotation").setValue(5)
    percent(page, "vary_noise").setValue(5)
    patience(page).setValue(4)
    headers = {name: page.findChild(Fold, name) for name in ("vary_the_pictures", "stop_by_itself")}
    texts = {name: fold._header.text() for name, fold in headers.items() if isinstance(fold, Fold)}
    assert texts == {
        "vary_the_pictures": "Vary the pictures · 2 changed",
        "stop_by_itself": "Stop by itself · 1 changed",
    }


def test_that_every_editor_explains_itself(page: TrainingPage) -> None:
    for field in page._settings._all_fields:
        assert field.editor.objectName(), field.setting
        assert field.editor.accessibleName(), field.setting
        assert field.editor.statusTip(), field.setting
    for kind in (QSpinBox, QDoubleSpinBox, QComboBox, QCheckBox):
        for widget in page.findChildren(kind):
            assert widget.accessibleName() or widget.property("text"), widget.objectName()


def test_that_the_fields_offer_what_a_preset_needs(page: TrainingPage) -> None:
    for each in ("dense-stack", "cnn", "one-digit"):
        choose(page, name=each, epochs=preset(each).training.epochs)
        assert page._settings.training() == run_of(page).training
        assert page._settings.network() == run_of(page).network
