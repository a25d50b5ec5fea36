"""The window: pages, keys, the model's button and menu, explanations, messages and the end."""

from collections import Counter
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QStatusTipEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QInputDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QProgressBar,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from mnist_desktop import app
from mnist_desktop.errors import UserError
from mnist_desktop.ui.crashes import Crash
from mnist_desktop.ui.main_window import PAGES, MainWindow
from mnist_desktop.ui.progress import Progress
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import SCALE, SCHEME, Level, Settings
from mnist_desktop.ui.theme import Scheme, appearance, current_theme
from tests.ui.fake_service import FakeService, untrained_run
from tests.ui.pages import PlainPage


class Factories(dict[str, partial[PlainPage]]):
    """Makes plain pages and remembers which."""

    def __init__(self, session: Session) -> None:
        self.made: list[str] = []
        super().__init__({name: partial(self._make, session, name) for name in PAGES})

    def _make(self, session: Session, name: str) -> PlainPage:
        self.made.append(name)
        return PlainPage(session, name)


@pytest.fixture
def factories(session: Session) -> Factories:
    return Factories(session)


@pytest.fixture
def window(started: Session, factories: Factories, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(started, factories)
    window.resize(1366, 689)
    with qtbot.waitExposed(window):
        window.show()
    appearance().set_limit(2.0)
    yield window
    started.stop()
    qtbot.waitUntil(lambda: not started.training)
    window.close()
    window.deleteLater()


def text(window: MainWindow, name: str) -> str:
    label = window.findChild(QLabel, name)
    assert isinstance(label, QLabel)
    return label.text()


def button(window: MainWindow, name: str) -> QPushButton:
    found = window.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def action(window: MainWindow, name: str) -> QAction:
    found = window.findChild(QAction, name)
    assert isinstance(found, QAction)
    return found


def hold_training(window: MainWindow, service: FakeService, qtbot: QtBot) -> None:
    run = untrained_run()
    window.session.choose_network(run.network, run.training, "With dropout")
    service.hold_after = 8
    window.session.start_training(run.training)
    qtbot.waitUntil(lambda: window.session.training_position == (2, 3))


def test_that_pages_are_made_when_they_are_first_shown(window: MainWindow, factories: Factories, qtbot: QtBot) -> None:
    assert factories.made == ["data"]
    QTest.mouseClick(button(window, "step_train"), Qt.MouseButton.LeftButton)
    assert window.page.objectName() == "train_page"
    QTest.mouseClick(button(window, "step_data"), Qt.MouseButton.LeftButton)
    assert window.page.objectName() == "data_page"
    assert factories.made == ["data", "train"]


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier])
def test_that_each_step_has_its_keys(window: MainWindow, qtbot: QtBot, modifier: Qt.KeyboardModifier) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    for number, name in enumerate(PAGES, start=1):
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_0.value + number), modifier)
        assert window.page.objectName() == f"{name}_page"
        assert button(window, f"step_{name}").isChecked()


def test_that_a_page_can_be_asked_for(window: MainWindow) -> None:
    window.session.page_requested.emit("evaluate")
    assert window.page.objectName() == "evaluate_page"


def test_that_first_painted_comes_once_and_after_the_first_paint(
    session: Session, factories: Factories, qtbot: QtBot
) -> None:
    window = MainWindow(session, factories)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.first_painted):
        window.show()
    with qtbot.assertNotEmitted(window.first_painted, wait=20):
        window.repaint()
    window.close()


def test_that_the_model_button_says_what_is_current(window: MainWindow, service: FakeService, qtbot: QtBot) -> None:
    model_button = button(window, "model_button")
    assert model_button.text() == "Bundled · 3 epochs · tested 97.9 %"
    hold_training(window, service, qtbot)
    qtbot.waitUntil(lambda: model_button.text() == "With dropout · learning, epoch 2 of 3 · not tested")
    with qtbot.waitSignal(window.session.training_changed):
        window.session.stop()
    qtbot.waitUntil(lambda: model_button.text() == "With dropout · epoch 1 of 3 · not tested")


@pytest.mark.parametrize("width", [880, 911, 1000, 1366])
def test_that_the_model_button_fits_and_nothing_overlaps(
    window: MainWindow, service: FakeService, qtbot: QtBot, width: int
) -> None:
    hold_training(window, service, qtbot)
    window.session.stop()
    qtbot.waitUntil(lambda: not window.session.training)
    with qtbot.waitSignal(window.session.model_changed):
        window.session.rename("A network with a name that is far too long for any bar in the world & more")
    window.resize(width, 689)
    model_button = button(window, "model_button")

    def text_fits() -> bool:
        advance = model_button.fontMetrics().horizontalAdvance(model_button.text())
        return "…" in model_button.text() and advance <= model_button.width()

    qtbot.waitUntil(text_fits)
    last_step = button(window, "step_draw")
    assert model_button.x() >= last_step.x() + last_step.width()
    assert window.width() == width


def test_that_the_menu_lists_the_models_and_opens_one(window: MainWindow, service: FakeService, qtbot: QtBot) -> None:
    hold_training(window, service, qtbot)
    window.session.stop()
    qtbot.waitUntil(lambda: len(window.session.runs) == 2)
    menu = window.findChild(QMenu, "model_menu")
    assert isinstance(menu, QMenu)
    listed = [entry for entry in menu.actions() if entry.data()]
    assert [(entry.data(), entry.isChecked()) for entry in listed] == [("bundled", False), ("run-1", True)]
    with qtbot.waitSignal(window.session.model_changed):
        listed[0].trigger()
    assert window.session.model is service.models["bundled"]


def test_that_what_cannot_be_done_with_a_bundled_model_is_grey(window: MainWindow) -> None:
    assert not action(window, "rename_model").isEnabled()
    assert not action(window, "delete_model").isEnabled()
    assert action(window, "save_model").isEnabled()


def test_that_a_model_is_renamed_in_a_dialog(window: MainWindow, service: FakeService, qtbot: QtBot) -> None:
    run = untrained_run()
    window.session.choose_network(run.network, run.training, "With dropout")
    action(window, "rename_model").trigger()
    dialog = window.findChild(QInputDialog, "rename_dialog")
    assert isinstance(dialog, QInputDialog)
    dialog.setTextValue("Mine")
    dialog.accept()
    assert button(window, "model_button").text().startswith("Mine")


def test_that_a_deleted_model_comes_back_with_undo(window: MainWindow, service: FakeService, qtbot: QtBot) -> None:
    hold_training(window, service, qtbot)
    window.session.stop()
    qtbot.waitUntil(lambda: not window.session.training)
    with qtbot.waitSignal(window.session.notified):
        action(window, "delete_model").trigger()
    assert window.message_bar.text == "“With dropout” was deleted."
    with qtbot.waitSignal(window.session.model_changed):
        QTest.mouseClick(button(window, "message_action"), Qt.MouseButton.LeftButton)
    assert button(window, "model_button").text().startswith("With dropout")


def test_that_the_explanation_shows_on_hover_and_on_focus(window: MainWindow) -> None:
    page = window.page
    assert isinstance(page, PlainPage)
    QApplication.sendEvent(window, QStatusTipEvent("hovered"))
    assert text(window, "explanation") == "hovered"
    page.epochs.setFocus()
    QApplication.sendEvent(window, QStatusTipEvent(""))
    assert text(window, "explanation") == "How often."
    page.go.setFocus()
    assert text(window, "explanation") == "Go: does nothing."


def test_that_a_real_hover_shows_the_explanation(window: MainWindow, qtbot: QtBot) -> None:
    page = window.page
    assert isinstance(page, PlainPage)
    QApplication.sendEvent(page.go, QEvent(QEvent.Type.Enter))
    QTest.mouseMove(page.go)
    qtbot.waitUntil(lambda: text(window, "explanation") == "Go: does nothing.")


def test_that_progress_stands_at_the_right(window: MainWindow) -> None:
    bar = window.findChild(QProgressBar, "progress_bar")
    assert isinstance(bar, QProgressBar)
    window.session.progress_changed.emit(Progress(0.3, "30 %, 4 s left"))
    assert (bar.isVisible(), bar.value() / bar.maximum()) == (True, 0.3)
    assert text(window, "progress_text") == "30 %, 4 s left"
    window.session.progress_changed.emit(Progress(None, "Getting ready"))
    assert bar.maximum() == 0
    window.session.progress_changed.emit(None)
    assert not bar.isVisible()


def test_that_a_fault_from_a_lane_shows_in_the_message_bar_and_escape_takes_it_away(
    window: MainWindow, qtbot: QtBot
) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    window.session.failed.emit(UserError("It failed.", "Do this."))
    assert window.message_bar.text == "It failed. Do this."
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.message_bar.text == ""


def test_that_a_crash_opens_a_dialog_and_the_window_lives_on(window: MainWindow) -> None:
    window.show_crash(Crash("report", None))
    dialog = window.findChild(QDialog, "crash_dialog")
    assert isinstance(dialog, QDialog)
    assert dialog.isVisible()
    dialog.accept()
    window.show_page("draw")
    assert window.page.objectName() == "draw_page"


def test_that_the_view_keys_work_and_are_remembered(window: MainWindow, settings: Settings, qtbot: QtBot) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(window, Qt.Key.Key_E, control)
    assert window.session.level is Level.EVERYTHING
    QTest.keyClick(window, Qt.Key.Key_L, control | Qt.KeyboardModifier.ShiftModifier)
    assert current_theme().dark
    assert settings.get(SCHEME) is Scheme.DARK
    QTest.keyClick(window, Qt.Key.Key_Plus, control)
    assert current_theme().scale == 1.1
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert current_theme().scale == 1.5
    assert settings.get(SCALE) == 1.1
    QTest.keyClick(window, Qt.Key.Key_F11)
    QTest.keyClick(window, Qt.Key.Key_Minus, control)
    QTest.keyClick(window, Qt.Key.Key_Minus, control)
    assert current_theme().scale == 0.9
    QTest.keyClick(window, Qt.Key.Key_0, control)
    assert current_theme().scale == 1.0


def test_that_no_key_means_two_things_on_any_page(started: Session, qtbot: QtBot) -> None:
    """Qt does nothing at all for a key that two actions in reach claim."""
    window = MainWindow(started, {name: partial(app._make_page, name, started) for name in PAGES})
    qtbot.addWidget(window)
    window.show()
    for name in PAGES:
        window.show_page(name)
        actions = [*window.actions(), *window.page.actions()]
        keys = Counter(key.toString() for action in actions for key in action.shortcuts())
        assert [key for key, count in keys.items() if count > 1] == [], name
    started.jobs.shutdown()  # pages were loading their plots, as a window that is closed would have them do no more


def test_that_f1_lists_the_keys_of_the_window_and_of_the_page(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_F1)
    dialog = window.findChild(QDialog, "key_list")
    assert isinstance(dialog, QDialog)
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"F9", "F11", "Ctrl+S", "Ctrl+1, Alt+1", "Ctrl+E", "Save …"} <= shown
    dialog.accept()


def test_that_no_two_actions_have_the_same_key(window: MainWindow) -> None:
    keys = [key.toString() for each in {*window.actions(), *window.page.actions()} for key in each.shortcuts()]
    assert len(keys) == len(set(keys))


def test_that_every_control_of_the_bars_has_a_name_and_can_be_reached(window: MainWindow) -> None:
    # Tab reaches the step that is chosen, and the arrow keys go on from there.
    for name in ("step_data", "model_button"):
        each = button(window, name)
        assert each.accessibleName() or each.text()
        assert each.accessibleDescription()
        assert each.focusPolicy() & Qt.FocusPolicy.TabFocus
    button(window, "step_data").setFocus()
    QTest.keyClick(button(window, "step_data"), Qt.Key.Key_Right)
    assert window.page.objectName() == "network_page"


def test_that_nothing_has_the_focus_at_the_start_and_a_step_passes_it_on(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: QApplication.focusWidget() is None)
    button(window, "step_data").setFocus()
    window.show_page("draw")
    assert button(window, "step_draw").hasFocus()


def test_that_closing_remembers_the_place_and_ends_the_lanes(
    window: MainWindow, started: Session, factories: Factories, settings: Settings, qtbot: QtBot
) -> None:
    window.resize(window.minimumWidth(), 500)  # the offscreen screen is but 800 wide
    window.close()
    assert not window.isVisible()
    again = MainWindow(started, factories)
    qtbot.addWidget(again)
    assert again.size() == window.size()
    assert again.height() == 500


def test_that_closing_while_training_asks_and_no_keeps_learning(
    window: MainWindow, service: FakeService, qtbot: QtBot
) -> None:
    hold_training(window, service, qtbot)
    window.close()
    question = window.findChild(QMessageBox, "close_question")
    assert isinstance(question, QMessageBox)
    assert "1 finished epoch" in question.informativeText()
    question.button(QMessageBox.StandardButton.No).click()
    assert window.isVisible()
    assert window.session.training


def test_that_closing_while_training_stops_it_and_keeps_the_finished_epochs(
    window: MainWindow, service: FakeService, qtbot: QtBot
) -> None:
    hold_training(window, service, qtbot)
    window.close()
    question = window.findChild(QMessageBox, "close_question")
    assert isinstance(question, QMessageBox)
    question.button(QMessageBox.StandardButton.Yes).click()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert len(service.models["run-1"].run.history) == 1


def test_that_closing_again_does_not_ask_twice(window: MainWindow, service: FakeService, qtbot: QtBot) -> None:
    hold_training(window, service, qtbot)
    window.close()
    question = window.findChild(QMessageBox, "close_question")
    assert isinstance(question, QMessageBox)
    question.button(QMessageBox.StandardButton.Yes).click()
    window.close()
    assert len([box for box in window.findChildren(QMessageBox) if box.isVisible()]) == 0
    qtbot.waitUntil(lambda: not window.isVisible())


def test_that_the_window_is_never_smaller_than_its_design(window: MainWindow) -> None:
    assert window.minimumWidth() <= 880
    window.resize(100, 100)
    assert window.width() >= min(880, window.screen().availableSize().width())
