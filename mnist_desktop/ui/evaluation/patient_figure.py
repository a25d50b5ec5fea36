"""A plot that lets the window have its turn: imports matplotlib."""

from typing import ClassVar

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from typing_extensions import override

from mnist_desktop.ui.figure_view import FigureView


class PatientFigure(FigureView):
    """Draws itself after the page has appeared, and never in the same turn of the event loop as another one.

    Several plots that appear together would else hold the window up for as long as all of them take.
    """

    _taken: ClassVar[bool] = False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.has_plot and self._is_waiting():
            self._schedule()
        if self._image.isNull():
            painter = QPainter(self)
            painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Base))
        else:
            super().paintEvent(event)

    @Slot()
    @override
    def _on_redraw_due(self) -> None:
        if PatientFigure._taken:
            self._timer.start(0)
            return
        PatientFigure._taken = True
        QTimer.singleShot(0, _give_turn_back)
        super()._on_redraw_due()


def _give_turn_back() -> None:
    PatientFigure._taken = False
