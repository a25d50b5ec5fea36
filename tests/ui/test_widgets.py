"""What pages are made of: fields, folds, numbers, and the page in a wide and a narrow window."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.errors import UserError
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.theme import appearance
from mnist_desktop.ui.widgets import BigNumber, Column, Fold, Label, everything_only
from mnist_desktop.ui.widgets.explain import explanation
from tests.ui.pages import PlainPage


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> PlainPage:
    page = PlainPage(session, "train")
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.show()
    return page


def child(page: QWidget, kind: type, name: str) -> QWidget:
    found = page.findChild(kind, name)
    assert isinstance(found, QWidget)
    return found


def test_that_a_wide_page_has_its_column_docked_with_the_main_action_on_top(page: PlainPage) -> None:
    column = child(page, QFrame, "column_frame")
    assert page.wide
    assert column.isVisible()
    assert column.isAncestorOf(page.go)
    assert not page.narrow_bar.isVisible()
    assert page.card.mapTo(page, QPoint()).x() == 16 + 264 + 16


def test_that_a_narrow_page_has_a_drawer_and_its_main_action_over_the_pictures(page: PlainPage, qtbot: QtBot) -> None:
    page.resize(920, 600)
    column = child(page, QFrame, "column_frame")
    assert not page.wide
    assert not column.isVisible()
    assert page.narrow_bar.isAncestorOf(page.go)
    QTest.mouseClick(child(page, QPushButton, "drawer_button"), Qt.MouseButton.LeftButton)
    assert column.isVisible()
    assert page.epochs.isVisible()
    qtbot.waitUntil(page.epochs.hasFocus)
    QTest.keyClick(page.epochs, Qt.Key.Key_Escape)
    assert not column.isVisible()


def test_that_a_click_beside_the_drawer_closes_it(page: PlainPage, qtbot: QtBot) -> None:
    page.resize(920, 600)
    QTest.mouseClick(child(page, QPushButton, "drawer_button"), Qt.MouseButton.LeftButton)
    beside = page.childAt(900, 300)
    assert beside is not None
    QTest.mouseClick(beside, Qt.MouseButton.LeftButton)
    assert not child(page, QFrame, "column_frame").isVisible()


def test_that_the_page_is_told_of_its_room_and_only_of_changes(page: PlainPage) -> None:
    page.resize(1200, 650)
    page.resize(1200, 480)
    page.resize(900, 480)
    assert page.arranged == [(True, False), (True, True), (False, True)]


@pytest.mark.parametrize("width", [1100, 920])
def test_that_tab_comes_to_the_main_action_first(page: PlainPage, width: int) -> None:
    page.resize(width, 600)
    page.go.setFocus()
    page.focusNextChild()
    following = page.focusWidget()
    assert following is (page.epochs if width == 1100 else child(page, QPushButton, "drawer_button"))


def test_that_the_scale_counts_as_less_room(page: PlainPage) -> None:
    appearance().set_scale(1.5)
    assert not page.wide
    assert page.compact
    appearance().set_scale(1.0)
    assert page.wide


def test_that_a_fault_is_shown_at_its_field_unfolded_and_with_the_focus(page: PlainPage, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(page.session.failed):
        page.show_fault(UserError("Seed is wrong.", "Take 1.", "seed"))
    assert page.fold.is_open
    assert page.seed.property("fault") == "true"
    assert [label.text() for label in page.findChildren(QLabel, "fault") if label.isVisible()] == [
        "Seed is wrong. Take 1."
    ]
    qtbot.waitUntil(page.seed.hasFocus)
    page.clear_faults()
    assert not [label for label in page.findChildren(QLabel, "fault") if label.isVisible()]


def test_that_a_fault_without_a_field_goes_to_the_message_bar(page: PlainPage, qtbot: QtBot) -> None:
    error = UserError("Something else.", "Wait.", "layers.2")
    with qtbot.waitSignal(page.session.failed) as failed:
        page.show_fault(error)
    assert failed.args == [error]


def test_that_a_fold_says_what_is_changed_inside_while_closed(page: PlainPage, qtbot: QtBot) -> None:
    header = child(page.fold, QPushButton, "header")
    assert isinstance(header, QPushButton)
    page.fold.set_changed_count(2)
    assert header.text() == "More · 2 changed"
    page.seed.setValue(7)
    QTest.mouseClick(header, Qt.MouseButton.LeftButton)
    assert header.text() == "More"
    assert page.seed.isVisible()
    QTest.mouseClick(header, Qt.MouseButton.LeftButton)
    assert header.text() == "More · 2 changed"
    assert page.seed.value() == 7


def test_that_essentials_hides_and_everything_shows(session: Session, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = Column()
    window.setLayout(layout)
    label = Label("weights")
    everything_only(session, label)
    fold = Fold("Rare", name="rare", everything_only=session)
    changed = Fold("Changed", name="changed", everything_only=session)
    changed.set_changed_count(1)
    for widget in (label, fold, changed):
        assert not widget.isWindow() or not widget.isVisible()
        layout.addWidget(widget)
    window.show()
    assert [widget.isVisible() for widget in (label, fold, changed)] == [False, False, True]
    session.set_level(Level.EVERYTHING)
    assert [widget.isVisible() for widget in (label, fold, changed)] == [True, True, True]
    session.set_level(Level.ESSENTIALS)
    changed.set_changed_count(0)
    assert [widget.isVisible() for widget in (label, fold, changed)] == [False, False, False]


def test_that_a_big_number_tells_a_screen_reader_both_its_parts(qtbot: QtBot) -> None:
    number = BigNumber("training", name="training")
    qtbot.addWidget(number)
    number.set_value("97.7 %")
    assert number.accessibleName() == "training: 97.7 %"
    assert number.value == "97.7 %"


def test_that_an_explanation_is_found_on_the_way_up(page: PlainPage) -> None:
    assert explanation(page.epochs) == "How often."
    assert page.epochs.toolTip() == page.epochs.accessibleDescription() == "How often."
    assert explanation(None) == ""


def test_that_a_key_of_a_page_works_only_while_it_shows(page: PlainPage, qtbot: QtBot) -> None:
    pressed: list[bool] = []

    action = page.add_key("Do it", "Ctrl+Return", page.clear_faults)
    action.triggered.connect(lambda: pressed.append(True))
    with qtbot.waitActive(page):
        page.activateWindow()
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pressed == [True]
    page.hide()
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pressed == [True]
