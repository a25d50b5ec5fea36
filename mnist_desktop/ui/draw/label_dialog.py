"""Asks which digit a drawing is, to save it with that label."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Column, Grid, Label, Row, SecondaryButton, TextRole, explain

_DIGITS = 10
_PICTURE = 112  # logical pixels of a side: four for each of the picture's


class LabelDialog(QDialog):
    """Shows the picture that is saved, and a button for each digit; a digit's key does the same.

    Signals:
        chosen(int): The label; the dialog is closed then.

    Args:
        picture: uint8, shape (28, 28).
        answer: What the model takes it for, which is chosen at first; None if it does not say.
        parent: The window.
    """

    chosen = Signal(int)

    def __init__(self, picture: NDArray[np.uint8], answer: int | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("label_dialog")
        self.setWindowTitle(_("Save with its label"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme = current_theme()
        source = QImage(np.ascontiguousarray(picture).data, 28, 28, 28, QImage.Format.Format_Grayscale8)
        side = round(theme.px(_PICTURE) * self.devicePixelRatioF())
        pixmap = QPixmap.fromImage(source.scaled(QSize(side, side)))
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        shown = QLabel(pixmap=pixmap)
        shown.setAccessibleName(_("The picture that is saved"))
        shown.setFixedSize(theme.px(_PICTURE), theme.px(_PICTURE))

        self._buttons = Grid(spacing=8)
        for digit in range(_DIGITS):
            button = SecondaryButton(str(digit), name=f"label_{digit}")
            explain(button, _("Saves this picture as a {digit}.").format(digit=digit))
            button.setAutoDefault(True)
            button.setFixedWidth(theme.px(48))
            button.clicked.connect(self._on_clicked)
            self._buttons.addWidget(button, digit // 5, digit % 5)
            if digit == answer:
                button.setCheckable(True)
                button.setChecked(True)
                button.setDefault(True)
                button.setFocus()
        question = Label(_("Which digit is it?"), TextRole.TITLE, name="label_question")
        hint = (
            _("Press its key, 0 to 9.")
            if answer is None
            else _("Press its key, 0 to 9; Enter saves it as a {answer}.").format(answer=answer)
        )
        words = Column(spacing=12)
        words.addWidget(question)
        words.addLayout(self._buttons)
        words.addWidget(Label(hint, TextRole.CAPTION, name="label_hint"))
        layout = Row(spacing=24, margins=(24, 24, 24, 24))
        layout.addWidget(shown, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words)
        self.setLayout(layout)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if len(event.text()) == 1 and event.text() in "0123456789":
            self._choose(int(event.text()))
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_clicked(self) -> None:
        button = self.sender()
        assert isinstance(button, SecondaryButton)
        self._choose(int(button.text()))

    def _choose(self, label: int) -> None:
        self.accept()
        self.chosen.emit(label)
