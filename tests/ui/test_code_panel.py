"""The panel of the code, on its own."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from mnist_desktop.ui.network.code_panel import CodePanel

LEFT = Qt.MouseButton.LeftButton
CODE = "\n".join(f"line_{number} = {number}" for number in range(200))


@pytest.fixture
def panel(qtbot: QtBot) -> CodePanel:
    panel = CodePanel()
    qtbot.addWidget(panel)
    panel.resize(600, 200)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def button(panel: CodePanel, name: str) -> QPushButton:
    found = panel.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def test_that_copy_puts_the_code_on_the_clipboard(panel: CodePanel, qtbot: QtBot) -> None:
    panel.show_code("import keras\n")
    with qtbot.waitSignal(panel.copied):
        QTest.mouseClick(button(panel, "copy_code"), LEFT)
    assert QGuiApplication.clipboard().text() == "import keras\n"


def test_that_saving_is_asked_of_the_owner(panel: CodePanel, qtbot: QtBot) -> None:
    panel.show_code(CODE)
    with qtbot.waitSignal(panel.save_script_requested):
        QTest.mouseClick(button(panel, "save_script"), LEFT)
    with qtbot.waitSignal(panel.save_notebook_requested):
        QTest.mouseClick(button(panel, "save_notebook"), LEFT)


def test_that_without_code_there_is_nothing_to_copy_or_save(panel: CodePanel) -> None:
    names = ("copy_code", "save_script", "save_notebook")
    assert not any(button(panel, name).isEnabled() for name in names)
    panel.show_code(CODE)
    assert all(button(panel, name).isEnabled() for name in names)


def test_that_changed_code_stays_where_it_was_scrolled_to(panel: CodePanel) -> None:
    panel.show_code(CODE)
    text = panel.findChild(QPlainTextEdit)
    assert text is not None
    text.verticalScrollBar().setValue(90)
    panel.show_code(CODE.replace("line_95 = 95", "line_95 = 96"))
    assert text.verticalScrollBar().value() == 90
    assert "line_95 = 96" in panel.code
