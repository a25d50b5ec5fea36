"""Moving layers with the mouse."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRubberBand
from pytestqt.qtbot import QtBot

from mnist_desktop.networks.presets import preset
from mnist_desktop.ui.network.layers import LayerTable
from mnist_desktop.ui.network_tab import NetworkPage
from mnist_desktop.ui.session import Session

LEFT = Qt.MouseButton.LeftButton
CHOSEN = preset("dense-dropout")


@pytest.fixture
def page(started: Session, qtbot: QtBot) -> NetworkPage:
    page = NetworkPage(started)
    qtbot.addWidget(page)
    page.resize(1366, 613)
    started.choose_network(CHOSEN.network, CHOSEN.training, CHOSEN.title, CHOSEN.name)
    with qtbot.waitExposed(page):
        page.show()
    page._panels.editor.set_editing(True)
    return page


def table(page: NetworkPage) -> LayerTable:
    return page._panels.editor.table


def types(page: NetworkPage) -> list[str]:
    return [layer.type for layer in page._draft.recipe.network.layers]


def place(page: NetworkPage, row: int, share: float) -> QPoint:
    """A point in a row, so far down in it."""
    rows = table(page)
    return QPoint(60, rows.rowViewportPosition(row) + round(share * rows.rowHeight(row)))


def drag(page: NetworkPage, row: int, to: QPoint, *, release: bool = True) -> None:
    viewport = table(page).viewport()
    QTest.mousePress(viewport, LEFT, pos=place(page, row, 0.5))
    QTest.mouseMove(viewport, place(page, row, 0.5) + QPoint(0, 3))
    QTest.mouseMove(viewport, to)
    if release:
        QTest.mouseRelease(viewport, LEFT, pos=to)


def test_that_a_layer_goes_where_it_is_dropped(page: NetworkPage) -> None:
    """The first row is the picture's: Dropout stands in the fourth."""
    assert types(page) == ["Flatten", "Dense", "Dropout", "Dense"]
    drag(page, 3, place(page, 2, 0.2))
    assert types(page) == ["Flatten", "Dropout", "Dense", "Dense"]
    assert table(page).chosen == 1
    drag(page, 2, place(page, 4, 0.9))
    assert types(page) == ["Flatten", "Dense", "Dense", "Dropout"]
    page._draft.history.undo()
    page._draft.history.undo()
    assert types(page) == ["Flatten", "Dense", "Dropout", "Dense"]


def test_that_it_stays_within_the_network(page: NetworkPage) -> None:
    drag(page, 3, place(page, 0, 0.1))
    assert types(page) == ["Dropout", "Flatten", "Dense", "Dense"]
    drag(page, 1, QPoint(60, table(page).viewport().height() - 1))
    assert types(page) == ["Flatten", "Dense", "Dense", "Dropout"]


def test_that_a_layer_dropped_at_its_place_changes_nothing(page: NetworkPage) -> None:
    before = page._draft.history.count()
    drag(page, 3, place(page, 3, 0.9))
    drag(page, 3, place(page, 3, 0.1))
    assert page._draft.history.count() == before


def test_that_a_click_only_chooses(page: NetworkPage) -> None:
    QTest.mouseClick(table(page).viewport(), LEFT, pos=place(page, 3, 0.5))
    assert table(page).chosen == 2
    assert types(page) == ["Flatten", "Dense", "Dropout", "Dense"]


def test_that_escape_gives_up(page: NetworkPage) -> None:
    drag(page, 3, place(page, 1, 0.2), release=False)
    line = table(page).findChild(QRubberBand, "drop_line")
    assert isinstance(line, QRubberBand)
    assert line.isVisible()
    QTest.keyClick(table(page), Qt.Key.Key_Escape)
    assert not line.isVisible()
    QTest.mouseRelease(table(page).viewport(), LEFT, pos=place(page, 1, 0.2))
    assert types(page) == ["Flatten", "Dense", "Dropout", "Dense"]


def test_that_picture_sum_and_locked_layers_stay(page: NetworkPage) -> None:
    drag(page, 0, place(page, 3, 0.9))
    drag(page, 5, place(page, 1, 0.1))
    page._panels.editor.set_locked("It learns.")
    drag(page, 3, place(page, 1, 0.1))
    page._panels.editor.set_locked("")
    page._panels.editor.set_editing(False)
    drag(page, 3, place(page, 1, 0.1))
    assert types(page) == ["Flatten", "Dense", "Dropout", "Dense"]


def test_that_a_layer_is_dragged_over_the_words_of_a_fault(page: NetworkPage) -> None:
    drag(page, 1, place(page, 4, 0.9))
    assert types(page) == ["Dense", "Dropout", "Dense", "Flatten"]
    assert page._workshop.examination.fault is not None
    assert table(page)._fault_row is not None
    drag(page, table(page)._row_of(3), place(page, 0, 0.1))
    assert types(page) == ["Flatten", "Dense", "Dropout", "Dense"]
