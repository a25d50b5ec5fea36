"""The view Map: made anew when something is chosen; lasso, classes, hover, and the pictures of a selection."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from mnist_desktop.errors import UserError
from mnist_desktop.ui.evaluation.map import MapView
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from tests.ui.exploring import action, choose, find, hosted, overflowing, press, show_test, words
from tests.ui.fake_service import FakeService


@pytest.fixture
def view(started: Session, qtbot: QtBot) -> MapView:
    view = hosted(MapView(started), qtbot)
    show_test(view)
    qtbot.waitUntil(lambda: not view.busy)
    view.plot.draw_now()
    return view


def place(view: MapView, point: int) -> QPointF:
    view.plot.draw_now()
    found = view.plot._place(point)
    assert found is not None
    return found


def drag(view: MapView, corners: list[QPointF]) -> None:
    """Draws a lasso."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    kinds = [QEvent.Type.MouseButtonPress, *[QEvent.Type.MouseMove] * (len(corners) - 1)]
    for kind, corner in zip(kinds, corners, strict=True):
        button = left if kind is QEvent.Type.MouseButtonPress else none
        QApplication.sendEvent(view.plot, QMouseEvent(kind, corner, corner, button, left, Qt.KeyboardModifier(0)))
    end = QEvent.Type.MouseButtonRelease
    QApplication.sendEvent(view.plot, QMouseEvent(end, corners[-1], corners[-1], left, none, Qt.KeyboardModifier(0)))


def around(view: MapView, points: list[int]) -> list[QPointF]:
    """The corners of a box around points."""
    places = [place(view, point) for point in points]
    left, right = min(each.x() for each in places) - 8, max(each.x() for each in places) + 8
    top, bottom = min(each.y() for each in places) - 8, max(each.y() for each in places) + 8
    return [QPointF(left, top), QPointF(right, top), QPointF(right, bottom), QPointF(left, bottom)]


def test_that_the_first_map_is_made_by_itself(view: MapView, service: FakeService) -> None:
    assert service.explored == [{"method": "pca", "layer": None, "count": 1000}]
    assert words(view) == "These two axes show 30 % of all differences between the 100 pictures (pixels)."
    assert not view.run_button.isVisible()
    assert not view.strip.isVisible()


def test_that_each_choice_makes_another_map(view: MapView, service: FakeService, qtbot: QtBot) -> None:
    source = find(view, QComboBox, "map_source")
    assert source.itemText(0) == "Pixels"
    source.setCurrentIndex(source.count() - 1)
    qtbot.waitUntil(lambda: not view.busy)
    find(view, QComboBox, "map_count").setCurrentIndex(2)
    qtbot.waitUntil(lambda: not view.busy)
    assert service.explored[-1]["count"] == 2000
    assert service.explored[-1]["layer"] == source.currentData() is not None


def test_that_a_lasso_selects_and_shows_the_pictures(view: MapView) -> None:
    chosen = [point for point in range(100) if point % 10 in (2, 3)]
    drag(view, around(view, chosen))
    assert sorted(view._selected) == chosen
    assert view.strip.isVisible()
    assert view.strip.title == "20 pictures selected"
    assert view.strip.grid._captions[0] == "8 ✕", "the wrong answer first"
    assert view.strip.grid._captions[1].endswith("✓")
    assert list(view.strip.grid._wrong) == [0]
    assert view.plot._marked == 3


def test_that_a_click_selects_one_and_a_click_beside_all_none(view: MapView) -> None:
    drag(view, [place(view, 57)])
    assert view._selected == (57,)
    drag(view, [QPointF(1, 1)])
    assert not view._selected
    assert not view.strip.isVisible()


def test_that_a_class_is_selected_without_a_mouse(view: MapView) -> None:
    choose(view, "map_select", "All 7")
    assert view._selected == tuple(range(7, 100, 10))
    choose(view, "map_select", "Wrong answers")
    assert view._selected == (3,)
    choose(view, "map_select", "Select …")
    assert not view._selected
    action(view, "Shift+W").trigger()
    assert view._selected == (3,)


def test_that_a_lasso_takes_the_chosen_class_back(view: MapView) -> None:
    choose(view, "map_select", "All 7")
    drag(view, around(view, [1, 11, 21]))
    assert find(view, QComboBox, "map_select").currentText() == "Select …"


def test_that_the_keys_go_through_the_selection_and_the_map_shows_where(view: MapView, qtbot: QtBot) -> None:
    choose(view, "map_select", "All 7")
    QTest.keyClick(view.strip.grid, Qt.Key.Key_Right)
    assert view.plot._marked == 17
    with qtbot.waitSignal(view.session.digit_for_canvas) as sent:
        action(view, "Shift+C").trigger()
    assert (sent.args[0] == view.session.dataset.test.images[17]).all()  # type: ignore[union-attr]
    action(view, "Shift+N").trigger()
    assert view.plot._marked == 97
    action(view, "Shift+B").trigger()
    assert view.plot._marked == 7


def test_that_the_mouse_sees_the_picture_and_its_answer(view: MapView) -> None:
    QTest.mouseMove(view.plot, place(view, 3).toPoint())
    view.plot.hovered.emit(None)
    view.plot._set_hovered(3)
    assert view.plot._words == "It was 3, it answered 8 ✕"
    assert view.plot._sheet.count == 1
    view.plot.repaint()


def test_that_tsne_is_for_those_who_see_everything(view: MapView) -> None:
    method = find(view, QComboBox, "map_method")
    assert not method.isVisible()
    view.session.set_level(Level.EVERYTHING)
    assert method.isVisible()
    method.setCurrentIndex(1)
    view.session.set_level(Level.ESSENTIALS)
    assert method.isVisible(), "a choice that is not the usual one stays in sight"


def test_that_tsne_shows_its_way_and_can_be_cancelled(view: MapView, service: FakeService, qtbot: QtBot) -> None:
    service.may_explore.clear()
    view.session.set_level(Level.EVERYTHING)
    find(view, QComboBox, "map_method").setCurrentIndex(1)
    qtbot.waitUntil(lambda: view._map is not None and view._map.embedding.method == "tsne")
    qtbot.waitUntil(lambda: view.bar.maximum() > 0)
    assert view.bar.isVisible()
    assert view.run_button.text() == "Cancel"
    choose(view, "map_select", "All 7")
    press(view, "map_run")
    assert words(view) == "Cancelled."
    assert view.run_button.text() == "Make the map"
    service.may_explore.set()
    press(view, "map_run")
    qtbot.waitUntil(lambda: not view.busy)
    assert words(view).startswith("Near means alike.")
    assert view._selected == tuple(range(7, 100, 10)), "the same pictures stay selected"
    assert not view.run_button.isVisible()


def test_that_another_choice_ends_the_map_before_it(view: MapView, service: FakeService, qtbot: QtBot) -> None:
    service.may_explore.clear()
    view.session.set_level(Level.EVERYTHING)
    method = find(view, QComboBox, "map_method")
    method.setCurrentIndex(1)
    qtbot.waitUntil(lambda: len(service.explored) == 2)
    method.setCurrentIndex(0)
    qtbot.waitUntil(lambda: not view.busy)
    assert view._map is not None
    assert view._map.embedding.method == "pca"
    assert words(view).startswith("These two axes")


def test_that_leaving_ends_it(view: MapView, service: FakeService, qtbot: QtBot) -> None:
    service.may_explore.clear()
    find(view, QComboBox, "map_method").setCurrentIndex(1)
    qtbot.waitUntil(lambda: len(service.explored) == 2)
    view.hide()
    assert not view.busy
    assert view.actions() == []
    qtbot.waitUntil(lambda: not view.session.jobs.model_lane_busy)


def test_that_the_window_can_close_while_it_works(view: MapView, service: FakeService, qtbot: QtBot) -> None:
    service.may_explore.clear()
    find(view, QComboBox, "map_method").setCurrentIndex(1)
    qtbot.waitUntil(lambda: len(service.explored) == 2)
    view.session.jobs.shutdown()  # waits: it returns because the work is cancelled


def test_that_a_fault_is_told_in_place(view: MapView, service: FakeService, qtbot: QtBot) -> None:
    service.exploring_fault = UserError("The layer is too large.", "Choose another.")
    find(view, QComboBox, "map_count").setCurrentIndex(0)
    qtbot.waitUntil(lambda: not view.busy)
    assert "The layer is too large." in words(view)
    assert view.run_button.isVisible(), "to try again"


def test_that_nothing_is_selected_on_a_map_of_other_pictures(view: MapView, service: FakeService) -> None:
    choose(view, "map_select", "All 7")
    found = view._map
    assert found is not None
    from dataclasses import replace

    view.take_report(replace(found, indices=found.indices[::-1].copy()))
    assert not view._selected


def test_that_where_it_is_wide_and_low_pictures_stand_beside_the_map(view: MapView) -> None:
    view.resize(870, 200)
    assert view.strip.isVisible()
    assert view.strip.x() > view.plot.geometry().right()
    assert len(view.strip._images) == 1, "the wrong answers, while nothing is selected"
    assert not view._selected


@pytest.mark.parametrize("width", [220, 300, 372, 566, 870])
def test_that_the_strip_counts_the_pictures_that_it_shows(view: MapView, width: int) -> None:
    choose(view, "map_select", "All 7")
    view.resize(width, 490)
    QApplication.processEvents()
    count = view.strip.grid._sheet.count
    position = find(view, QLabel, "map_strip_position")
    assert position.text() == f"1–{count} of 10"
    assert position.isVisible() == (count < 10)
    assert 1 <= count <= 9


@pytest.mark.parametrize(("width", "height"), [(372, 400), (566, 490), (870, 260)])
def test_that_nothing_needs_more_room_than_there_is(view: MapView, qtbot: QtBot, width: int, height: int) -> None:
    view.session.set_level(Level.EVERYTHING)
    choose(view, "map_select", "All 7")
    view.resize(width, height)
    qtbot.waitUntil(lambda: overflowing(view) == [] and view.plot.height() >= 100)
