"""What does not fit, in words, and a button for each change that would mend it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.networks.examine import Mend
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Column, Label, Row, SecondaryButton, TextRole, explain


class MendList(QWidget):
    """A fault and its mends; empty without a fault.

    Emits ``chosen`` with a ``Mend``.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._mends: tuple[Mend, ...] = ()
        self._words = Label(role=TextRole.ERROR, name="layer_fault")
        self._rows: list[_MendRow] = []
        self._layout = Column(spacing=4)
        self._layout.addWidget(self._words)
        self.setLayout(self._layout)

    def show_mends(self, words: str, mends: tuple[Mend, ...]) -> None:
        """Shows a fault, if any, and what would mend it."""
        self._words.setText(words)
        self._words.setVisible(bool(words))
        if mends == self._mends:
            return
        self._mends = mends
        for row in self._rows:
            row.hide()
            row.deleteLater()  # a click on it may be what led here
        self._rows = []
        for number, mend in enumerate(mends):
            row = _MendRow(mend, number)
            row.chosen.connect(self.chosen)
            self._layout.addWidget(row)
            self._rows.append(row)


class _MendRow(QWidget):
    """One mend: its words on the button, or beside a short one where they do not fit on it."""

    chosen = Signal(object)

    def __init__(self, mend: Mend, number: int) -> None:
        super().__init__()
        self._mend = mend
        self._label = Label(mend.text, name="mend_words")
        self._button = SecondaryButton(mend.text, name=f"mend_{number}")
        self._button.setAccessibleName(mend.text)
        explain(self._button, _("{change}: then it fits.").format(change=mend.text))
        self._button.clicked.connect(self._on_clicked)
        self._full_width = self._button.sizeHint().width()
        layout = Row(spacing=8)
        layout.addWidget(self._label, stretch=1)
        layout.addWidget(self._button)
        layout.addStretch()
        self.setLayout(layout)
        self._arrange(0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.width())

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(self._mend)

    def _arrange(self, width: int) -> None:
        fits = width >= self._full_width + current_theme().px(8)
        self._label.setVisible(not fits)
        self._button.setText(self._mend.text if fits else _("Do it"))
