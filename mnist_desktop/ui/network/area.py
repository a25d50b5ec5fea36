"""A scroll area that tells how much of its content can be seen at once."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea
from typing_extensions import override


class MeasuredArea(QScrollArea):
    """Scrolls up and down only.

    Emits ``resized`` with the width and height that can be seen, in pixels.
    """

    resized = Signal(int, int)

    def __init__(self) -> None:
        super().__init__(widgetResizable=True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._on_laid_out)

    def scroll_to_top(self) -> None:
        """Shows the beginning once the content is laid out; a focus that moves on by itself scrolls away from it."""
        self._timer.start()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit(self.viewport().width(), self.viewport().height())

    @Slot()
    def _on_laid_out(self) -> None:
        self.verticalScrollBar().setValue(0)
