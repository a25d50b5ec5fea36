"""The list of all keys, under F1."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.ui.widgets.buttons import MainButton
from mnist_desktop.ui.widgets.labels import Label, TextRole
from mnist_desktop.ui.widgets.layouts import Column, Grid


class KeyList(QDialog):
    """Shows each action that has a key, in two columns.

    Args:
        groups: (title, actions) of the window and of the page that shows.
        parent: The window.
    """

    def __init__(self, groups: Iterable[tuple[str, Iterable[QAction]]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("key_list")
        self.setWindowTitle(_("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        grid = Grid(spacing=8)
        grid.setColumnStretch(1, 1)
        row = 0
        for title, actions in groups:
            listed = [action for action in actions if action.isVisible() and action.shortcuts() and action.text()]
            if not listed:
                continue
            grid.addWidget(Label(title, TextRole.STRONG), row, 0, 1, 2)
            for number, action in enumerate(listed, start=row + 1):
                keys = ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
                grid.addWidget(Label(keys), number, 0)
                grid.addWidget(Label(action.text().replace("&", "")), number, 1)
            row += len(listed) + 1
        content = QWidget()
        content.setLayout(grid)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(content)
        close = MainButton(_("Close"), name="keys_close")
        close.clicked.connect(self.accept)
        layout = Column(spacing=16, margins=(24, 24, 24, 24))
        layout.addWidget(area)
        layout.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        self.setLayout(layout)
        self.resize(480, 520)
        close.setFocus()
