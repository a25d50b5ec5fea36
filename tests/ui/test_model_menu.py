"""The menu of the current model: what it saves, and the way to all runs."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mnist_desktop.ui.main_window import PAGES, MainWindow
from mnist_desktop.ui.runs.dialog import RunsDialog
from mnist_desktop.ui.session import Session
from tests.ui.fake_service import FakeService
from tests.ui.pages import PlainPage


@pytest.fixture
def window(started: Session, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(started, {name: partial(PlainPage, started, name) for name in PAGES})
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.close()
    window.deleteLater()


def trigger(window: MainWindow, name: str) -> QAction:
    action = window.findChild(QAction, name)
    assert isinstance(action, QAction)
    action.trigger()
    return action


@pytest.mark.parametrize("whole", [False, True])
def test_that_the_model_is_saved_alone_or_with_all_its_epochs(
    window: MainWindow, service: FakeService, qtbot: QtBot, tmp_path: Path, whole: bool
) -> None:
    trigger(window, "save_model")
    dialog = window.findChild(QFileDialog, "file_dialog")
    assert isinstance(dialog, QFileDialog)
    assert Path(dialog.selectedFiles()[0]).name == "Bundled.mnistrun"
    assert "small" in dialog.selectedNameFilter()  # what most want comes first
    if whole:
        dialog.selectNameFilter(dialog.nameFilters()[1])
    with qtbot.waitSignal(window.session.model_saved):
        dialog.fileSelected.emit(str(tmp_path / "mine.mnistrun"))
    dialog.reject()
    assert (service.saved, service.saved_whole) == ([tmp_path / "mine.mnistrun"], whole)
    assert "Saved as" in window.message_bar.text


def test_that_all_runs_open_with_the_current_one_chosen(window: MainWindow, qtbot: QtBot) -> None:
    action = trigger(window, "all_runs")
    assert action.shortcut().toString() == "Ctrl+H"
    dialog = window.findChild(RunsDialog)
    assert isinstance(dialog, RunsDialog)
    qtbot.waitUntil(lambda: dialog.chosen is not None and dialog.chosen.id == "bundled")
    dialog.reject()
