"""Runs beside each other on the page Train."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QListWidget, QPushButton, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.plots.overlay import MOST_RUNS as PLOTTED
from mnist_desktop.plots.overlay import slot_colour
from mnist_desktop.runs.history import history_csv
from mnist_desktop.runs.run import DataSummary
from mnist_desktop.service.model import Model
from mnist_desktop.ui.plot_style import plot_style
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.training.overlay_list import MOST_RUNS
from mnist_desktop.ui.training.overlay_plot import OverlayPlot
from mnist_desktop.ui.training.swatch import SHAPES, swatch_colour
from mnist_desktop.ui.training_tab import TrainingPage
from tests.ui.fake_service import FakeService, epoch_record, fake_weights, untrained_run


def _keep(service: FakeService, name: str, epochs: int = 3, sha256: str = "", **settings: object) -> None:
    run = untrained_run(name, epochs)
    data = None
    if sha256:
        data = DataSummary(
            name="MNIST", sha256=sha256, class_names=("0",), training_count=1, validation_count=1, test_count=1
        )
    service.models[name] = Model(
        run.model_copy(
            update={
                "id": name,
                "state": "finished",
                "data": data,
                "training": run.training.model_copy(update=settings),
                "history": tuple(epoch_record(epoch) for epoch in range(1, epochs + 1)),
            }
        ),
        fake_weights(),
    )


@pytest.fixture
def page(started: Session, service: FakeService, qtbot: QtBot) -> TrainingPage:
    for number in range(1, 8):
        _keep(service, f"Run {number}", 2 + number, seed=number)
    page = TrainingPage(started)
    qtbot.addWidget(page)
    page.resize(1366, 613)
    with qtbot.waitExposed(page):
        page.show()
    _click(page, "view_compare")
    qtbot.waitUntil(lambda: page.findChild(OverlayPlot) is not None and _list(page).count() == 8)
    return page


def _click(page: QWidget, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _list(page: QWidget) -> QListWidget:
    found = page.findChild(QListWidget, "run_list")
    assert isinstance(found, QListWidget)
    return found


def _check(page: QWidget, row: int, checked: bool = True) -> None:
    _list(page).item(row).setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)


def _checked(page: QWidget) -> list[str]:
    items = [_list(page).item(row) for row in range(_list(page).count())]
    return [item.text() for item in items if item.checkState() is Qt.CheckState.Checked]


def _table(page: QWidget) -> dict[str, list[str]]:
    table = page.findChild(QTableWidget, "difference_table")
    assert isinstance(table, QTableWidget)
    columns = {}
    for column in range(table.columnCount()):
        header = table.horizontalHeaderItem(column)
        items = [table.item(row, column) for row in range(table.rowCount())]
        assert header is not None
        columns[header.text()] = [item.text().strip("\u00a0") for item in items if item is not None]
    return columns


def _note(page: QWidget) -> str:
    note = page.findChild(QLabel, "difference_note")
    assert isinstance(note, QLabel)
    return note.text()


def _curves(page: QWidget) -> list[tuple[str, int]]:
    plot = page.findChild(OverlayPlot)
    assert isinstance(plot, OverlayPlot)
    return [(curve.name, len(curve.epochs)) for curve in plot._curves]


def test_that_the_current_model_is_first_and_one_is_there_to_compare_with(page: TrainingPage) -> None:
    assert _checked(page) == ["Bundled", "Run 1"]
    assert _curves(page) == [("Bundled", 3), ("Run 1", 3)]
    assert _table(page)["Model"] == ["Bundled", "Run 1"]
    assert _table(page)["Test"] == ["97.9 %", "not tested"]


def test_that_only_what_differs_is_in_the_table(page: TrainingPage) -> None:
    _check(page, 0, False)
    _check(page, 3)
    assert _table(page)["Seed"] == ["1", "3"]
    assert _table(page)["Epochs"] == ["3", "5"]
    assert "Batch size" not in _table(page)
    assert _table(page)["Validation, best"] == ["97.0 %, epoch 3", "98.2 %, epoch 5"]
    assert _table(page)["Time"] == ["3.0 s", "5.0 s"]
    assert _note(page) == "They differ in 2 settings; all others are the same."


def test_that_six_can_be_chosen_and_a_seventh_waits_for_a_place(page: TrainingPage) -> None:
    for row in range(8):
        _check(page, row)
    assert len(_checked(page)) == MOST_RUNS == PLOTTED == len(SHAPES)
    assert not _list(page).item(7).flags() & Qt.ItemFlag.ItemIsEnabled
    _check(page, 1, False)
    assert _list(page).item(7).flags() & Qt.ItemFlag.ItemIsEnabled
    _check(page, 7)
    assert "Run 7" in _checked(page)
    assert len({slot for _key, slot in page._card.overlay._list.slots.items()}) == MOST_RUNS


def test_that_the_current_model_can_be_unchecked_until_another_is_current(
    page: TrainingPage, service: FakeService, qtbot: QtBot
) -> None:
    _check(page, 0, False)
    _keep(service, "Later")
    page.session.refresh_runs()
    qtbot.waitUntil(lambda: _list(page).count() == 9)
    assert _checked(page) == ["Run 1"]
    page.session.open_run("Later")
    qtbot.waitUntil(lambda: _checked(page) == ["Later", "Run 1"])


def test_that_where_there_is_less_room_the_time_stands_under_the_epochs(page: TrainingPage, qtbot: QtBot) -> None:
    assert _widget(page, "time_left").isVisible()
    page.resize(1010, 524)
    qtbot.waitUntil(lambda: not _widget(page, "time_left").isVisible())
    caption = _widget(page, "epoch_count").findChild(QLabel, "caption")
    assert isinstance(caption, QLabel)
    assert caption.text() == "epochs in 0:03"


def test_that_list_and_plot_use_the_same_colours(page: TrainingPage) -> None:
    theme = current_theme()
    for slot in range(MOST_RUNS):
        assert swatch_colour(slot, theme) == slot_colour(slot, plot_style(theme))


def test_that_a_chosen_run_keeps_its_colour_while_others_come_and_go(page: TrainingPage) -> None:
    _check(page, 2)
    before = page._card.overlay._list.slots[False, "Run 2"]
    _check(page, 1, False)
    _check(page, 4)
    assert page._card.overlay._list.slots[False, "Run 2"] == before


def test_that_other_data_are_said(page: TrainingPage, service: FakeService, qtbot: QtBot) -> None:
    _keep(service, "Mine", sha256="a" * 64)
    _keep(service, "Theirs", sha256="b" * 64)
    page.session.open_run("Mine")
    qtbot.waitUntil(lambda: _list(page).item(0).text() == "Mine" and _list(page).count() == 10)
    for row in range(1, 10):
        _check(page, row, _list(page).item(row).text() == "Theirs")
    assert _note(page).startswith("“Theirs” learned from other pictures than “Mine”")
    assert [name for name, _epochs in _curves(page)] == ["Mine", "other data: Theirs"]
    assert _table(page)["Data"] == ["MNIST (aaaaaa)", "MNIST (bbbbbb)"]


def test_that_the_running_training_grows_in_the_comparison(
    page: TrainingPage, service: FakeService, qtbot: QtBot
) -> None:
    page.session.choose_network(untrained_run().network, untrained_run(epochs=3).training, "New one")
    assert _curves(page)[0] == ("New one", 0)
    service.hold_after = 8  # in the second epoch
    page.session.start_training(untrained_run(epochs=3).training)
    qtbot.waitUntil(lambda: _curves(page)[0] == ("New one", 1))
    service.go_on.set()
    qtbot.waitUntil(lambda: not page.session.training and _curves(page)[0] == ("New one", 3))
    assert _checked(page)[0] == "New one"
    qtbot.waitUntil(lambda: _list(page).count() == 9)
    assert [_list(page).item(row).text() for row in range(9)].count("New one") == 1


def test_that_seconds_and_training_are_switches(page: TrainingPage) -> None:
    plot = page.findChild(OverlayPlot)
    assert isinstance(plot, OverlayPlot)
    plot.draw_now()
    assert max(plot.figure.axes[0].get_xlim()) == 3
    lines = len(plot.figure.axes[0].get_lines())
    _click(page, "overlay_seconds")
    QTest.keyClick(_widget(page, "overlay_training"), Qt.Key.Key_Space)
    plot.draw_now()
    assert len(plot.figure.axes[0].get_lines()) == 2 * lines
    assert max(plot.figure.axes[0].get_xlim()) == pytest.approx(3.06)


def test_that_a_small_page_shows_one_thing_at_a_time(page: TrainingPage, qtbot: QtBot) -> None:
    page.resize(1000, 520)
    qtbot.waitUntil(lambda: not _widget(page, "difference_table").isVisible())
    plot = _widget(page, "overlay_plot")
    assert isinstance(plot, OverlayPlot)
    plot.draw_now()
    assert len(plot.figure.axes) == 1
    _click(page, "overlay_differences")
    assert _widget(page, "difference_table").isVisible()
    assert not plot.isVisible()
    page.resize(1366, 700)
    qtbot.waitUntil(plot.isVisible)
    assert _widget(page, "difference_table").isVisible()


def test_that_a_run_among_many_is_found_by_its_name(page: TrainingPage, service: FakeService, qtbot: QtBot) -> None:
    find = page.findChild(QLineEdit, "find_run")
    assert isinstance(find, QLineEdit)
    assert not find.isVisible(), "eight are few"
    for number in range(100):
        _keep(service, f"Many {number}")
    page.session.refresh_runs()
    qtbot.waitUntil(find.isVisible)
    QTest.keyClicks(find, "many 42")
    shown = [_list(page).item(row).text() for row in range(108) if not _list(page).isRowHidden(row)]
    assert shown == ["Many 42"]


def test_that_the_comparison_has_a_key_and_room_of_its_own(page: TrainingPage) -> None:
    (action,) = [action for action in page.actions() if action.shortcut().toString() == "Ctrl+L"]
    assert not _widget(page, "watched").isVisible()
    action.trigger()
    assert _widget(page, "watched").isVisible()
    assert not _widget(page, "overlay").isVisible()


def test_that_the_table_of_epochs_is_saved_as_csv(page: TrainingPage, tmp_path: Path, qtbot: QtBot) -> None:
    _click(page, "view_table")
    save = _widget(page, "save_history")
    assert not save.isVisible(), "exports are for those who see everything"
    page.session.set_level(Level.EVERYTHING)
    QTest.mouseClick(save, Qt.MouseButton.LeftButton)
    dialog = page.findChild(QFileDialog, "history_dialog")
    assert isinstance(dialog, QFileDialog)
    file = tmp_path / "history.csv"
    with qtbot.waitSignal(page.session.notified):
        dialog.fileSelected.emit(str(file))
    dialog.reject()
    assert page.session.model is not None
    assert file.read_bytes().decode() == history_csv(page.session.model.run)


def _widget(page: QWidget, name: str) -> QWidget:
    found = page.findChild(QWidget, name)
    assert isinstance(found, QWidget)
    return found
