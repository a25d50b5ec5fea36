"""A list to choose from that a scroll over it leaves alone."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox
from typing_extensions import override


class ComboBox(QComboBox):
    """Turns with the wheel only while it has the focus: scrolling past it must not change it.

    Args:
        name: Its ``objectName``.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())
