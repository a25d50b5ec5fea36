"""For tests of whole lessons: the real window with the real service, and its buttons."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from mnist_desktop import app
from mnist_desktop.service import ModelService
from mnist_desktop.ui.jobs import Jobs
from mnist_desktop.ui.main_window import MainWindow
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Settings

PATIENCE = 60_000
"""Milliseconds, for TensorFlow and for trainings on a machine that does other things as well."""


@pytest.fixture
def window(jobs: Jobs, settings: Settings, user_folder: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    session = Session(ModelService(), jobs, settings)
    window = MainWindow(session, {name: partial(app._make_page, name, session) for name in app._PAGES})
    window.resize(1366, 689)
    with qtbot.waitExposed(window):
        window.show()
    with qtbot.waitSignals([session.description_changed, session.predictor_changed], timeout=PATIENCE):
        session.start()
    yield window
    session.stop()
    qtbot.waitUntil(lambda: not session.training and not session.testing, timeout=PATIENCE)
    window.close()
    window.deleteLater()


def click(window: MainWindow, name: str) -> None:
    """Clicks a button of the page that shows."""
    found = window.page.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton), name
    assert found.isVisible(), f"{name} does not show"
    assert found.isEnabled(), f"{name} is grey"
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)
