"""The view Compare: choosing models in the table, matrices and their difference, pictures, and luck in words."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from mnist_desktop.data.task import OneAgainstRest
from mnist_desktop.errors import UserError
from mnist_desktop.plots.confusion import Cell
from mnist_desktop.ui.evaluation.compare import CompareView
from mnist_desktop.ui.evaluation.compare_table import CompareTable
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from tests.ui.exploring import action, choose, find, hosted, keep, overflowing, press, show_test, words
from tests.ui.fake_service import FakeService

CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


@pytest.fixture
def view(started: Session, service: FakeService, qtbot: QtBot) -> CompareView:
    keep(service, "Fives", task=OneAgainstRest(label=5))
    for name in ("One", "Two", "Three", "Four"):
        keep(service, name)
    view = hosted(CompareView(started), qtbot)
    show_test(view)
    qtbot.waitUntil(lambda: table(view).rowCount() == 6)
    return view


@pytest.fixture
def compared(view: CompareView, qtbot: QtBot) -> CompareView:
    press(view, "compare_run")
    qtbot.waitUntil(lambda: not view.busy)
    return view


def table(view: CompareView) -> CompareTable:
    return find(view, CompareTable, "compare_table")


def row(view: CompareView, name: str) -> list[str]:
    for place in range(table(view).rowCount()):
        items = [table(view).item(place, column) for column in range(5)]
        texts = [item.text().replace("\u00a0\u00a0", " ").strip() for item in items if item is not None]
        if texts[0].endswith(name):
            return texts
    raise AssertionError(name)


def check(view: CompareView, place: int, state: Qt.CheckState = CHECKED) -> None:
    item = table(view).item(place, 0)
    assert item is not None
    item.setCheckState(state)


def group(view: CompareView) -> list[str]:
    combo = find(view, QComboBox, "compare_group")
    return [combo.itemText(place) for place in range(combo.count())]


def click_cell(view: CompareView, cell: Cell) -> None:
    view.matrix.draw_now()
    area = view.matrix._area(cell)
    assert area is not None
    middle = area.center()
    QTest.mouseClick(view.matrix, Qt.MouseButton.LeftButton, pos=QPoint(round(middle.x()), round(middle.y())))


def test_that_the_tested_model_and_another_are_checked_at_first(view: CompareView) -> None:
    assert row(view, "Bundled")[:2] == ["A Bundled", "–"]
    assert row(view, "One")[0] == "B One"
    assert words(view) == "Press “Compare”."
    assert not find(view, QPushButton, "compare_show_matrix").isEnabled()
    assert not view.strip.isVisible()


def test_that_a_model_of_another_question_is_last_and_says_so(view: CompareView) -> None:
    assert row(view, "Fives")[1] == "another question"
    item = table(view).item(5, 0)
    assert item is not None
    assert item.text() == "Fives"
    assert not item.flags() & Qt.ItemFlag.ItemIsEnabled


def test_that_two_to_four_can_be_compared(view: CompareView) -> None:
    check(view, 1, UNCHECKED)
    assert not view.run_button.isEnabled()
    assert words(view) == "Check two models or more, up to 4."
    for place in (1, 2, 3):
        check(view, place)
    assert view.run_button.isEnabled()
    item = table(view).item(4, 0)
    assert item is not None
    assert not item.flags() & Qt.ItemFlag.ItemIsEnabled, "four are enough"


def test_that_space_checks_a_model(view: CompareView) -> None:
    table(view).setCurrentCell(2, 0)
    QTest.keyClick(table(view), Qt.Key.Key_Space)
    assert [each.run.name for each in table(view).checked] == ["Bundled", "One", "Two"]
    assert table(view).currentRow() == 2
    QTest.keyClick(table(view), Qt.Key.Key_Space)
    assert len(table(view).checked) == 2


def test_that_the_table_tells_what_came_out(compared: CompareView, service: FakeService) -> None:
    assert service.explored == [{"models": ("Bundled", "One")}]
    assert row(compared, "Bundled") == ["A Bundled", "100.0 % (96.3–100.0)", "0", "1,000", "3 s"]
    assert row(compared, "One")[1] == "60.0 % (50.2–69.1)"
    assert row(compared, "Two")[1] == "–"
    assert not compared.run_button.isEnabled(), "the same would come out"
    check(compared, 2)
    assert compared.run_button.isEnabled()


def test_that_luck_is_told_in_words_and_the_test_by_name_to_those_who_see_everything(compared: CompareView) -> None:
    assert "They answer 40 of 100 pictures differently." in words(compared)
    assert "hardly luck" in words(compared)
    assert "McNemar" not in words(compared)
    compared.session.set_level(Level.EVERYTHING)
    assert words(compared).endswith("McNemar's test: p < 0.0001.")


def test_that_a_small_difference_could_be_luck(view: CompareView, qtbot: QtBot) -> None:
    for place in (2, 3):
        check(view, place)
    press(view, "compare_run")
    qtbot.waitUntil(lambda: not view.busy)
    choose(view, "compare_pair", "A – D")
    assert "could be luck" in words(view)
    assert "6 comparisons" in words(view)


def test_that_the_pictures_say_who_is_right(compared: CompareView) -> None:
    assert group(compared) == [
        "They disagree (40)",
        "Only A is right (40)",
        "Only B is right (0)",
        "Both are wrong (0)",
    ]
    assert compared.strip.grid._captions[0] == "A 0 ✓\nB 1 ✕"
    choose(compared, "compare_group", "Only B is right (0)")
    assert compared.strip.current == -1
    choose(compared, "compare_group", "Only A is right (40)")
    assert compared.strip.current == 0


def test_that_of_three_any_two_can_be_looked_at(view: CompareView, qtbot: QtBot) -> None:
    check(view, 2)
    press(view, "compare_run")
    qtbot.waitUntil(lambda: not view.busy)
    choose(view, "compare_pair", "B – C")
    assert group(view) == ["They disagree (20)", "Only B is right (0)", "Only C is right (20)", "Both are wrong (0)"]
    assert view.strip.grid._captions[0] == "B 1 ✕\nC 0 ✓"


def test_that_a_click_on_a_cell_of_the_difference_shows_its_pictures(compared: CompareView) -> None:
    press(compared, "compare_show_matrix")
    assert compared.matrix.isVisible()
    assert not compared.strip.isVisible(), "the matrix needs the room"
    click_cell(compared, (4, 5))
    assert compared.strip.isVisible()
    assert compared.strip.title == "Was 4, one answered 5: 4"
    assert set(compared.strip.grid._captions) == {"A 4 ✓\nB 5 ✕"}
    click_cell(compared, (4, 5))
    assert compared.matrix.selected is None
    assert not compared.strip.isVisible()


def test_that_each_matrix_shows_and_keys_reach_its_cells(compared: CompareView) -> None:
    action(compared, "Shift+M").trigger()
    choose(compared, "compare_which", "B: One")
    assert compared.matrix._matrix is not None
    assert compared.matrix._matrix[4, 5] == 4
    compared.matrix.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(compared.matrix, key)
    assert compared.matrix.accessibleDescription() == "It was 1, answered 2: 4"
    QTest.keyClick(compared.matrix, Qt.Key.Key_Return)
    assert compared.strip.title == "Was 1, answered 2: 4"
    choose(compared, "compare_which", "A: Bundled")
    assert compared.strip.title == "Was 1, answered 2", "the cell stays, and is empty"


def test_that_the_table_has_its_pictures_back_after_a_cell(compared: CompareView) -> None:
    press(compared, "compare_show_matrix")
    click_cell(compared, (4, 5))
    press(compared, "compare_show_table")
    assert len(compared.strip._images) == 40


def test_that_it_can_be_cancelled_and_the_table_stays(view: CompareView, service: FakeService, qtbot: QtBot) -> None:
    service.may_explore.clear()
    press(view, "compare_run")
    qtbot.waitUntil(lambda: service.explored != [])
    press(view, "compare_run")
    assert words(view) == "Cancelled."
    qtbot.waitUntil(lambda: not view.session.jobs.model_lane_busy)
    assert row(view, "Bundled")[1] == "–"
    assert view.run_button.isEnabled()


def test_that_a_model_that_is_gone_is_told_in_place(view: CompareView, service: FakeService, qtbot: QtBot) -> None:
    del service.models["One"]
    press(view, "compare_run")
    qtbot.waitUntil(lambda: not view.busy)
    assert "There is no run called One." in words(view)


def test_that_a_fault_is_told_in_place(view: CompareView, service: FakeService, qtbot: QtBot) -> None:
    service.exploring_fault = UserError("They cannot be compared.", "Leave one out.")
    press(view, "compare_run")
    qtbot.waitUntil(lambda: not view.busy)
    assert "They cannot be compared." in words(view)


def test_that_a_model_that_is_deleted_leaves_the_table(
    compared: CompareView, service: FakeService, qtbot: QtBot
) -> None:
    del service.models["Two"]
    compared.session.refresh_runs()
    qtbot.waitUntil(lambda: table(compared).rowCount() == 5)
    assert row(compared, "One")[1] == "60.0 % (50.2–69.1)", "what was found stays"


@pytest.mark.parametrize("matrices", [False, True])
@pytest.mark.parametrize(("width", "height"), [(372, 400), (566, 490), (870, 260)])
def test_that_nothing_needs_more_room_than_there_is(
    compared: CompareView, qtbot: QtBot, width: int, height: int, matrices: bool
) -> None:
    if matrices:
        action(compared, "Shift+M").trigger()
    compared.resize(width, height)
    qtbot.waitUntil(lambda: overflowing(compared) == [])
    if matrices:
        assert compared.matrix.height() >= 100
