"""The Network page: cards, drawing, table, compile settings, and what is locked when."""

import subprocess
import sys
from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QSpinBox, QTableWidget, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from mnist_desktop.networks.presets import preset, presets
from mnist_desktop.networks.spec import OptimizerSpec
from mnist_desktop.service.model import Model
from mnist_desktop.ui.network.card import PresetCard
from mnist_desktop.ui.network.chooser import ESSENTIAL_PRESETS
from mnist_desktop.ui.network.facts import epoch_seconds, epoch_time
from mnist_desktop.ui.network_tab import NetworkPage
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.theme import Scheme, appearance
from mnist_desktop.ui.widgets import Fold
from tests.ui.fake_service import FakeService, bundled_model, epoch_record, fake_weights, untrained_run

LEFT = Qt.MouseButton.LeftButton
_Widget = TypeVar("_Widget", bound=QWidget)


@pytest.fixture
def page(started: Session, qtbot: QtBot) -> NetworkPage:
    page = NetworkPage(started)
    qtbot.addWidget(page)
    page.resize(1366, 613)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page


def card(page: NetworkPage, name: str) -> PresetCard:
    return _child(page, PresetCard, f"card_{name}")


def button(page: NetworkPage, name: str) -> QPushButton:
    return _child(page, QPushButton, name)


def combo(page: NetworkPage, name: str) -> QComboBox:
    return _child(page, QComboBox, name)


def text(page: QWidget, name: str) -> str:
    return _child(page, QLabel, name).text()


def table(page: NetworkPage) -> list[list[str]]:
    widget = _child(page, QTableWidget, "layers")
    rows = []
    for row in range(widget.rowCount()):
        items = [widget.item(row, column) for column in range(3)]
        rows.append([item.text() for item in items if item is not None])
    return rows


def click_card(page: NetworkPage, name: str) -> None:
    QTest.mouseClick(card(page, name), LEFT)


def unfold(page: NetworkPage) -> None:
    fold = _child(page, Fold, "compile_fold")
    if not fold.is_open:
        QTest.mouseClick(_child(fold, QPushButton, "header"), LEFT)


def choose(box: QComboBox, value: str) -> None:
    """Goes to an entry with the keys, as a user does."""
    box.setFocus()
    place = box.findData(value)
    while box.currentIndex() != place:
        QTest.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < place else Qt.Key.Key_Up)


def type_rate(page: NetworkPage, rate: str) -> None:
    editor = combo(page, "learning_rate").lineEdit()
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, rate)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def faults(page: NetworkPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel, "fault") if label.isVisible()]


def model(page: NetworkPage) -> Model:
    assert page.session.model is not None
    return page.session.model


def own_run(name: str = "softmax-dense", seconds: float = 1.0) -> Model:
    found = preset(name)
    run = untrained_run("Mine").model_copy(
        update={
            "id": "mine",
            "preset": name,
            "network": found.network,
            "training": found.training,
            "state": "finished",
            "history": tuple(epoch_record(epoch).model_copy(update={"seconds": seconds}) for epoch in (1, 2)),
        }
    )
    return Model(run, fake_weights())


def test_that_the_essentials_show_four_cards_and_a_click_shows_all(page: NetworkPage) -> None:
    def shown() -> list[str]:
        return [each.preset.name for each in page.findChildren(PresetCard) if each.isVisible()]

    assert shown() == list(ESSENTIAL_PRESETS)
    QTest.mouseClick(button(page, "show_all"), LEFT)
    assert shown() == [each.name for each in presets()]
    QTest.mouseClick(button(page, "show_all"), LEFT)
    assert shown() == list(ESSENTIAL_PRESETS)
    page.session.set_level(Level.EVERYTHING)
    assert len(shown()) == len(presets())
    assert not button(page, "show_all").isVisible()


def test_that_a_chosen_card_stays_in_sight_at_the_essentials(page: NetworkPage) -> None:
    page.session.set_level(Level.EVERYTHING)
    click_card(page, "dense-stack")
    page.session.set_level(Level.ESSENTIALS)
    assert card(page, "dense-stack").isVisible()


def test_that_a_card_says_what_it_teaches_reaches_and_costs(page: NetworkPage) -> None:
    shown, accuracy = card(page, "cnn"), preset("cnn").accuracy
    assert accuracy is not None
    assert text(shown, "title") == "Convolutional network"
    assert text(shown, "teaches") == preset("cnn").teaches
    assert text(shown, "accuracy") == f"{100 * accuracy.mean:.1f} % right"
    assert text(shown, "range").startswith(f"{100 * accuracy.lowest:.1f} to {100 * accuracy.highest:.1f} %")
    assert text(shown, "cost") == "34,826 numbers"


def test_that_a_card_without_a_measured_accuracy_claims_none(qtbot: QtBot) -> None:
    shown = PresetCard(replace(preset("cnn"), accuracy=None), 34_826)
    qtbot.addWidget(shown)
    shown.show()
    assert not _child(shown, QLabel, "accuracy").isVisible()
    assert not _child(shown, QLabel, "range").isVisible()
    assert "%" not in shown.statusTip()


def test_that_only_what_was_trained_here_tells_how_long_an_epoch_takes(
    page: NetworkPage, service: FakeService, qtbot: QtBot
) -> None:
    assert "epoch" not in text(card(page, "softmax-dense"), "cost")  # the bundled one was trained elsewhere
    service.models["mine"] = own_run(seconds=2.04)
    with qtbot.waitSignal(page.session.runs_changed):
        page.session.refresh_runs()
    assert text(card(page, "softmax-dense"), "cost") == "101,770 numbers · 2.0 s an epoch here"
    assert "epoch" not in text(card(page, "cnn"), "cost")


def test_that_a_run_of_other_work_says_nothing_of_the_preset() -> None:
    run, wanted = own_run().run, preset("softmax-dense")
    assert epoch_seconds(wanted, [run]) == 1.0
    smaller = run.training.model_copy(update={"training_limit": 500})
    other_batch = run.training.model_copy(update={"batch_size": 512})
    for training in (smaller, other_batch):
        assert epoch_seconds(wanted, [run.model_copy(update={"training": training})]) is None
    assert epoch_seconds(preset("cnn"), [run]) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.02, "0.1 s an epoch here"), (9.94, "9.9 s an epoch here"), (42.4, "42 s an epoch here"), (125, "2 min")],
)
def test_that_times_are_said_in_fitting_units(seconds: float, words: str) -> None:
    assert epoch_time(seconds).startswith(words)


def test_that_the_page_shows_the_current_model_without_replacing_it(page: NetworkPage) -> None:
    assert model(page).run.id == "bundled"
    assert [each.preset.name for each in page.findChildren(PresetCard) if each.isChecked()] == ["softmax-dense"]
    assert text(page, "network_name") == "Bundled"
    assert text(page, "total") == "101,770 numbers to learn"
    assert text(page, "notice_text") == "This model has learned for 3 epochs and keeps its settings."


def test_that_a_click_on_a_card_makes_an_untrained_model_and_says_so(page: NetworkPage) -> None:
    click_card(page, "cnn")
    run = model(page).run
    assert (run.name, run.preset, run.history) == ("Convolutional network", "cnn", ())
    assert run.network == preset("cnn").network
    assert run.training == preset("cnn").training
    assert [each.preset.name for each in page.findChildren(PresetCard) if each.isChecked()] == ["cnn"]
    assert text(page, "notice_text") == ("This model has learned nothing yet. Train it, or draw at it: it guesses.")
    assert text(page, "total") == "34,826 numbers to learn"
    assert not _child(card(page, "cnn"), QLabel, "check").pixmap().isNull()
    assert _child(card(page, "softmax-dense"), QLabel, "check").pixmap().isNull()


def test_that_the_drawing_of_an_ensemble_says_which_of_its_networks_it_is(page: NetworkPage) -> None:
    click_card(page, "cnn")
    assert text(page, "network_name") == preset("cnn").title
    QTest.mouseClick(button(page, "show_all"), LEFT)
    click_card(page, "ensemble")
    assert (
        text(page, "network_name") == f"{preset('ensemble').title} · first of\u00a0{preset('ensemble').network.members}"
    )


def test_that_one_can_draw_at_an_untrained_model(page: NetworkPage, qtbot: QtBot) -> None:
    assert not button(page, "draw_at_it").isVisible()
    click_card(page, "cnn")
    with qtbot.waitSignal(page.session.page_requested) as asked:
        QTest.mouseClick(button(page, "draw_at_it"), LEFT)
    assert asked.args == ["draw"]


def test_that_arrows_go_from_card_to_card_and_enter_or_space_chooses(page: NetworkPage, qtbot: QtBot) -> None:
    first, second = card(page, "softmax-dense"), card(page, "dense-dropout")
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    QTest.keyClick(first, Qt.Key.Key_Left)
    assert first.hasFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert second.hasFocus()
    assert model(page).run.preset == "softmax-dense"  # looking is not choosing
    QTest.keyClick(second, Qt.Key.Key_Return)
    assert model(page).run.preset == "dense-dropout"
    QTest.keyClick(second, Qt.Key.Key_Right)
    QTest.keyClick(card(page, "dense-batchnorm"), Qt.Key.Key_Space)
    assert model(page).run.preset == "dense-batchnorm"


def test_that_down_goes_to_the_card_below(page: NetworkPage) -> None:
    QTest.mouseClick(button(page, "show_all"), LEFT)
    first = card(page, "softmax-dense")
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert card(page, "dense-batchnorm").hasFocus()


def test_that_the_cards_are_one_stop_of_the_tab_key(page: NetworkPage) -> None:
    click_card(page, "cnn")
    button(page, "show_all").setFocus()
    QTest.keyClick(button(page, "show_all"), Qt.Key.Key_Tab)
    assert card(page, "cnn").hasFocus()
    QTest.keyClick(card(page, "cnn"), Qt.Key.Key_Tab)
    assert button(page, "edit_layers").hasFocus()


@pytest.mark.parametrize("width", [1366, 911])
def test_that_tab_goes_through_the_page_in_reading_order(page: NetworkPage, qtbot: QtBot, width: int) -> None:
    click_card(page, "cnn")
    unfold(page)
    page.resize(width, 613)
    column = ["header", "optimizer", "learning_rate", "loss"] if width == 1366 else []
    wanted = ["train_network", "draw_at_it", *column, "own_networks", "show_all", "card_cnn", "edit_layers", "layers"]
    qtbot.waitUntil(button(page, "train_network").isVisible)
    qtbot.waitUntil(button(page, "draw_at_it").isVisible)
    button(page, "train_network").setFocus()
    reached = []
    for _stop in wanted:
        at = QApplication.focusWidget()
        assert at is not None
        reached.append(at.objectName())
        QTest.keyClick(at, Qt.Key.Key_Tab)
    assert reached == wanted


def test_that_training_is_the_next_step(page: NetworkPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.session.page_requested) as asked:
        QTest.mouseClick(button(page, "train_network"), LEFT)
    assert asked.args == ["train"]
    assert model(page).run.id == "bundled"
    with qtbot.waitSignal(page.session.page_requested) as asked:
        QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked.args == ["train"]


def test_that_without_a_model_the_first_network_is_shown_and_trained(session: Session, qtbot: QtBot) -> None:
    page = NetworkPage(session)
    qtbot.addWidget(page)
    page.resize(1366, 613)
    page.show()
    assert card(page, "softmax-dense").isChecked()
    assert text(page, "total") == "101,770 numbers to learn"
    assert session.model is None
    with qtbot.waitSignal(session.page_requested) as asked:
        QTest.mouseClick(button(page, "train_network"), LEFT)
    assert asked.args == ["train"]
    assert model(page).run.preset == "softmax-dense"


def test_that_the_table_gives_shapes_and_numbers_of_each_layer(page: NetworkPage) -> None:
    click_card(page, "cnn")
    rows = table(page)
    assert rows[0] == ["Picture", "28 × 28", "–"]
    assert rows[1] == ["Conv2D relu", "26 × 26 × 32", "320"]
    assert rows[2] == ["MaxPooling2D", "13 × 13 × 32", "–"]
    assert rows[-2] == ["Dense softmax", "10", "16,010"]
    assert rows[-1] == ["Together", "", "34,826"]


def test_that_a_setting_of_an_untrained_model_makes_another_of_the_same_name(page: NetworkPage) -> None:
    click_card(page, "dense-dropout")
    unfold(page)
    before = model(page)
    choose(combo(page, "optimizer"), "sgd")
    assert model(page) is not before
    assert model(page).run.name == before.run.name
    assert model(page).run.training.optimizer.name == "sgd"
    type_rate(page, "0.1")
    assert model(page).run.training.optimizer.learning_rate == 0.1
    choose(combo(page, "loss"), "categorical_crossentropy")
    run = model(page).run
    assert (run.training.optimizer.name, run.training.optimizer.learning_rate) == ("sgd", 0.1)
    assert run.training.loss == "categorical_crossentropy"
    assert (run.training.epochs, run.training.batch_size) == (10, 32)
    assert card(page, "dense-dropout").isChecked()


def test_that_leaving_a_setting_as_it_is_makes_no_other_model(page: NetworkPage, qtbot: QtBot) -> None:
    click_card(page, "dense-dropout")
    unfold(page)
    with qtbot.assertNotEmitted(page.session.model_changed):
        type_rate(page, "1e-3")


@pytest.mark.parametrize(
    ("rate", "sentence"),
    [("abc", "The learning rate is 'abc'; it must be a number."), ("0", "The learning rate is '0'; it must be more")],
)
def test_that_a_wrong_learning_rate_is_refused_in_place_before_anything_starts(
    page: NetworkPage, qtbot: QtBot, rate: str, sentence: str
) -> None:
    click_card(page, "dense-dropout")
    unfold(page)
    before = model(page)
    type_rate(page, rate)
    (fault,) = faults(page)
    assert fault.startswith(sentence)
    assert model(page) is before
    with qtbot.assertNotEmitted(page.session.page_requested):
        QTest.mouseClick(button(page, "train_network"), LEFT)
    assert len(faults(page)) == 1
    type_rate(page, "0.01")
    assert not faults(page)
    with qtbot.waitSignal(page.session.page_requested):
        QTest.mouseClick(button(page, "train_network"), LEFT)
    assert model(page).run.training.optimizer.learning_rate == 0.01


def test_that_a_learning_rate_is_shown_to_its_last_digit(page: NetworkPage, qtbot: QtBot) -> None:
    found = preset("cnn")
    optimizer = found.training.optimizer.model_copy(update={"learning_rate": 0.0012345678912345})
    page.session.choose_network(found.network, found.training.model_copy(update={"optimizer": optimizer}), "Mine")
    before = model(page)
    with qtbot.waitSignal(page.session.page_requested):
        QTest.mouseClick(button(page, "train_network"), LEFT)
    assert model(page) is before


def test_that_training_unfolds_what_is_wrong(page: NetworkPage, qtbot: QtBot) -> None:
    click_card(page, "dense-dropout")
    unfold(page)
    type_rate(page, "-1")
    fold = _child(page, Fold, "compile_fold")
    fold.set_open(False)
    QTest.mouseClick(button(page, "train_network"), LEFT)
    assert fold.is_open
    qtbot.waitUntil(combo(page, "learning_rate").hasFocus)


def test_that_a_loss_that_does_not_fit_says_so_at_the_loss(page: NetworkPage) -> None:
    click_card(page, "dense-dropout")
    unfold(page)
    before = model(page)
    choose(combo(page, "loss"), "binary_crossentropy")
    (fault,) = faults(page)
    assert fault.startswith("The loss binary_crossentropy is for questions with two answers; here there are 10.")
    assert model(page).run.training.loss == "categorical_crossentropy"  # which was passed on the way
    assert model(page) is not before
    choose(combo(page, "loss"), "sparse_categorical_crossentropy")
    assert not faults(page)


def test_that_a_layer_that_does_not_fit_the_loss_is_marked_in_the_table(page: NetworkPage) -> None:
    page.session.set_level(Level.EVERYTHING)
    click_card(page, "one-digit")
    unfold(page)
    choose(combo(page, "loss"), "categorical_crossentropy")
    (fault,) = faults(page)
    assert fault.startswith("The last layer gives 1 with sigmoid")
    assert "✕ Dense sigmoid" in [row[0] for row in table(page)]
    choose(combo(page, "loss"), "binary_crossentropy")
    assert not faults(page)
    assert table(page)[-2][0] == "Dense sigmoid"


def test_that_another_card_takes_a_fault_away(page: NetworkPage) -> None:
    click_card(page, "dense-dropout")
    unfold(page)
    type_rate(page, "abc")
    click_card(page, "cnn")
    assert not faults(page)
    assert combo(page, "learning_rate").currentText() == f"{preset('cnn').training.optimizer.learning_rate:g}"


def test_that_the_essentials_offer_few_optimizers_and_the_preset_its_own(page: NetworkPage) -> None:
    def offered() -> list[str]:
        box = combo(page, "optimizer")
        return [box.itemText(index) for index in range(box.count())]

    click_card(page, "cnn")
    assert offered() == ["Adam", "SGD"]
    page.session.set_level(Level.EVERYTHING)
    assert offered() == ["Adam", "AdamW", "Nadam", "RMSprop", "SGD"]
    click_card(page, "dense-stack")
    page.session.set_level(Level.ESSENTIALS)
    assert offered() == ["Adam", "RMSprop", "SGD"]
    assert combo(page, "optimizer").currentText() == "RMSprop"


def test_that_weight_decay_is_set_where_the_optimizer_has_it(page: NetworkPage) -> None:
    page.session.set_level(Level.EVERYTHING)
    click_card(page, "dense-dropout")
    unfold(page)
    decay = combo(page, "weight_decay")
    assert not decay.isVisible()
    choose(combo(page, "optimizer"), "adamw")
    assert decay.isVisible()
    assert decay.currentText() == "0.004"
    line = decay.lineEdit()
    assert line is not None
    line.setText("0.02")
    line.editingFinished.emit()
    assert page.session.model is not None
    assert page.session.model.run.training.optimizer == OptimizerSpec(name="adamw", weight_decay=0.02)
    line.setText("7")
    line.editingFinished.emit()
    assert "The weight decay is '7'" in faults(page)[0]
    choose(combo(page, "optimizer"), "adam")
    assert not decay.isVisible()
    assert not faults(page)
    assert page.session.model.run.training.optimizer == OptimizerSpec(name="adam")


def test_that_the_fold_says_how_much_was_changed_and_what_holds(page: NetworkPage) -> None:
    click_card(page, "dense-dropout")
    unfold(page)
    choose(combo(page, "optimizer"), "sgd")
    type_rate(page, "0.1")
    fold = _child(page, Fold, "compile_fold")
    assert not _child(page, QLabel, "compile_summary").isVisible()
    fold.set_open(False)
    assert _child(fold, QPushButton, "header").text() == "How it learns (compile) · 2 changed"
    assert text(page, "compile_summary") == "SGD · learning rate 0.1 · sparse_categorical_crossentropy"
    assert _child(page, QLabel, "compile_summary").isVisible()


def test_that_the_digit_of_a_yes_or_no_network_can_be_chosen(page: NetworkPage) -> None:
    digit = _child(page, QSpinBox, "digit")
    assert not digit.isVisible()
    page.session.set_level(Level.EVERYTHING)
    click_card(page, "one-digit")
    assert digit.isVisible()
    assert (digit.value(), digit.minimum(), digit.maximum()) == (5, 0, 9)
    QTest.keyClick(digit, Qt.Key.Key_Down)
    task = model(page).run.training.task
    assert task.type == "one_against_rest"
    assert task.label == 4
    assert digit.value() == 4


def test_that_a_trained_model_keeps_its_settings_until_it_is_duplicated(page: NetworkPage) -> None:
    unfold(page)
    assert not combo(page, "optimizer").isEnabled()
    assert "Duplicate to change" in text(page, "compile_locked")
    QTest.mouseClick(button(page, "duplicate"), LEFT)
    run, source = model(page).run, bundled_model().run
    assert (run.id, run.history, run.network) == ("", (), source.network)
    assert combo(page, "optimizer").isEnabled()
    assert not button(page, "duplicate").isVisible()
    assert "bundled" in [each.id for each in page.session.runs]


def test_that_duplicating_has_a_key(page: NetworkPage) -> None:
    QTest.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert not model(page).run.history
    listed = {action.shortcut().toString(): action.text() for action in page.actions()}
    assert listed["Ctrl+Return"] == "Train this network"
    assert "Ctrl+Shift+D" in listed


def test_that_the_network_is_locked_while_it_trains_and_says_so(
    page: NetworkPage, service: FakeService, qtbot: QtBot
) -> None:
    click_card(page, "dense-dropout")
    unfold(page)
    service.hold_after = 8
    page.session.start_training(model(page).run.training)
    assert text(page, "notice_text").startswith("It is learning. The network is locked")
    assert button(page, "train_network").text() == "Watch it learn"
    chosen = model(page)
    click_card(page, "cnn")
    assert model(page) is chosen
    assert not combo(page, "loss").isEnabled()
    assert not button(page, "duplicate").isVisible()
    with qtbot.waitSignal(page.session.page_requested) as asked:
        QTest.mouseClick(button(page, "train_network"), LEFT)
    assert asked.args == ["train"]
    with qtbot.waitSignal(page.session.training_changed):
        page.session.stop()
    assert card(page, "cnn").isEnabled()
    assert button(page, "train_network").text() == "Train this network"
    assert not combo(page, "loss").isEnabled()  # it has learned for an epoch
    assert button(page, "duplicate").isVisible()


def test_that_scrolling_past_a_setting_does_not_change_it(page: NetworkPage) -> None:
    click_card(page, "dense-dropout")
    unfold(page)
    box = combo(page, "optimizer")
    button(page, "train_network").setFocus()
    place = QPointF(5, 5)
    wheel = QWheelEvent(
        place,
        box.mapToGlobal(place),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, wheel)
    assert box.currentText() == "Adam"


def test_that_the_drawing_comes_after_the_page_and_follows_the_network(page: NetworkPage, qtbot: QtBot) -> None:
    from matplotlib.colors import to_rgb

    from mnist_desktop.ui.figure_view import FigureView

    def words() -> set[str]:
        view = page.findChild(FigureView)
        return {each.get_text() for axes in view.figure.axes for each in axes.texts} if view else set()

    qtbot.waitUntil(lambda: "784" in words(), timeout=20_000)
    view = _child(page, FigureView, "figure_view")
    assert view.isVisible()
    assert view.figure.axes[0].images, "the first picture of the data is the input"
    click_card(page, "cnn")
    qtbot.waitUntil(lambda: "26 × 26 × 32" in words())
    appearance().set_scheme(Scheme.DARK)
    qtbot.waitUntil(lambda: to_rgb(view.figure.get_facecolor())[0] < 0.5)


def test_that_a_low_window_has_shorter_cards_and_keeps_the_main_action(page: NetworkPage, qtbot: QtBot) -> None:
    page.resize(880, 440)
    shown = card(page, "dense-batchnorm")
    qtbot.waitUntil(lambda: not _child(shown, QLabel, "teaches").isVisible())
    assert text(shown, "cost").endswith("% right · 569,226 numbers")
    assert preset("dense-batchnorm").teaches in shown.statusTip()
    qtbot.waitUntil(button(page, "train_network").isVisible)
    assert button(page, "show_all").isVisible()
    page.resize(1366, 613)
    qtbot.waitUntil(_child(shown, QLabel, "teaches").isVisible)


@pytest.mark.parametrize(("width", "height"), [(1366, 613), (1024, 524), (911, 440), (880, 440)])
def test_that_no_text_of_a_card_is_cut(page: NetworkPage, qtbot: QtBot, width: int, height: int) -> None:
    page.session.set_level(Level.EVERYTHING)
    page.resize(width, height)
    qtbot.waitUntil(lambda: page.size().toTuple() == (width, height))
    labels = [label for each in page.findChildren(PresetCard) for label in each.findChildren(QLabel)]
    cut = [
        label.text() for label in labels if label.isVisible() and label.height() < label.heightForWidth(label.width())
    ]
    assert labels
    assert not cut


class _ShownWindows(QObject):
    """Remembers what was shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched.objectName())
        return False


def test_that_building_the_page_shows_no_window_of_its_own(started: Session, qtbot: QtBot, qapp: QApplication) -> None:
    watch = _ShownWindows()
    qapp.installEventFilter(watch)
    page = NetworkPage(started)
    qtbot.addWidget(page)
    started.set_level(Level.EVERYTHING)
    qapp.removeEventFilter(watch)
    assert not watch.shown


def test_that_importing_the_page_imports_neither_matplotlib_nor_tensorflow() -> None:
    code = "import sys, mnist_desktop.ui.network_tab; print({'matplotlib', 'tensorflow', 'keras'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "set()", done.stderr


def _child(page: QWidget, kind: type[_Widget], name: str) -> _Widget:
    found = page.findChild(kind, name)
    assert isinstance(found, kind)
    return found
