"""Exporting the current model from its menu."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from mnist_desktop.errors import UserError
from mnist_desktop.ui.main_window import PAGES, MainWindow
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from tests.ui.fake_service import FakeService
from tests.ui.pages import PlainPage


@pytest.fixture
def window(started: Session, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(started, {name: partial(PlainPage, started, name) for name in PAGES})
    started.set_level(Level.EVERYTHING)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.close()
    window.deleteLater()


def action(window: MainWindow) -> QAction:
    found = window.findChild(QAction, "export_model")
    assert isinstance(found, QAction)
    return found


def dialog(window: MainWindow) -> QFileDialog:
    action(window).trigger()
    found = window.findChild(QFileDialog, "export_dialog")
    assert isinstance(found, QFileDialog)
    return found


def choose(window: MainWindow, ending: str, file: Path) -> None:
    """Picks a kind by how its files end, and a file."""
    opened = dialog(window)
    opened.selectNameFilter(next(text for text in opened.nameFilters() if text.endswith(f"(*{ending})")))
    opened.fileSelected.emit(str(file))
    opened.reject()


def test_that_export_belongs_to_everything(window: MainWindow) -> None:
    assert action(window).isVisible()
    assert action(window).isEnabled()
    window.session.set_level(Level.ESSENTIALS)
    assert not action(window).isVisible()
    assert not action(window).isEnabled()  # not by its key either


@pytest.mark.parametrize(
    ("ending", "kind", "typed", "written", "may_replace"),
    [
        (".keras", "keras", "mine.keras", "mine.keras", True),
        (".tflite", "tflite", "mine.keras", "mine.tflite", False),
        (".weights.h5", "weights", "mine.h5", "mine.weights.h5", False),
        (".weights.h5", "weights", "mine.weights.h5", "mine.weights.h5", True),
        (".py", "script", "mine", "mine.py", False),
        (".ipynb", "notebook", "v1.2", "v1.2.ipynb", False),
        (".csv", "csv", "mine.csv", "mine.csv", True),
    ],
)
def test_that_the_chosen_kind_decides(
    window: MainWindow,
    service: FakeService,
    qtbot: QtBot,
    tmp_path: Path,
    ending: str,
    kind: str,
    typed: str,
    written: str,
    may_replace: bool,
) -> None:
    """A file may be replaced only under the name that the dialog has asked about."""
    with qtbot.waitSignal(window.session.notified):
        choose(window, ending, tmp_path / typed)
    assert service.exported == [(kind, tmp_path / written, may_replace)]
    assert written in window.message_bar.text


def test_that_the_notice_tells_what_was_checked(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(window.session.notified):
        choose(window, ".tflite", tmp_path / "mine.tflite")
    assert "1,000 of 1,000 answers are the same" in window.message_bar.text


def test_that_the_bottom_bar_shows_the_work(
    window: MainWindow, service: FakeService, qtbot: QtBot, tmp_path: Path
) -> None:
    service.may_export.clear()
    choose(window, ".tflite", tmp_path / "mine.tflite")
    text = window.findChild(QLabel, "progress_text")
    assert isinstance(text, QLabel)
    assert text.isVisible()
    assert "mine.tflite" in text.text()
    with qtbot.waitSignal(window.session.notified):
        service.may_export.set()
    qtbot.waitUntil(lambda: not text.isVisible())


def test_that_a_fault_is_a_sentence(window: MainWindow, service: FakeService, qtbot: QtBot, tmp_path: Path) -> None:
    service.export_fault = UserError("The disk is full.", "Make room.")
    with qtbot.waitSignal(window.session.failed):
        choose(window, ".csv", tmp_path / "mine.csv")
    assert "The disk is full." in window.message_bar.text
    qtbot.waitUntil(lambda: window.session.progress is None)


def test_that_a_model_without_an_epoch_has_no_table(window: MainWindow) -> None:
    opened = dialog(window)
    assert len(opened.nameFilters()) == 6
    opened.reject()
    preset = window.session.service.presets()[0]
    window.session.choose_network(preset.network, preset.training, "New")
    again = [each for each in _dialogs(window) if each is not opened]
    assert not any("csv" in text for text in again[-1].nameFilters())
    again[-1].reject()


def _dialogs(window: MainWindow) -> list[QFileDialog]:
    action(window).trigger()
    return window.findChildren(QFileDialog, "export_dialog")
