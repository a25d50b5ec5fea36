"""Dragging a row of a table to another place with the mouse; a line shows where it would go."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QRubberBand, QTableWidget
from typing_extensions import override

_EDGE = 12
"""So near to its edge, in pixels, the table scrolls on."""


class RowDrag(QObject):
    """Watches the mouse over a table and moves nothing itself; Escape gives up.

    Qt's own dragging would take the row out of the table and put it elsewhere; here the owner of the rows does that.

    Emits ``dropped`` with the row that was dragged and the row before which it was dropped, one past the last
    included.

    Args:
        table: Its rows are dragged while ``enabled``.
        may_move: Says of a row whether it can be dragged.
    """

    dropped = Signal(int, int)

    def __init__(self, table: QTableWidget, may_move: Callable[[int], bool]) -> None:
        super().__init__(table)
        self.enabled = False
        self._table = table
        self._may_move = may_move
        self._row: int | None = None
        self._start = QPoint()
        self._before = 0
        self._dragging = False
        self._line = QRubberBand(QRubberBand.Shape.Line, table.viewport())
        self._line.setObjectName("drop_line")
        table.viewport().installEventFilter(self)
        table.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonPress if isinstance(event, QMouseEvent) and watched is self._table.viewport():
                self._begin(event)
            case QEvent.Type.MouseMove if isinstance(event, QMouseEvent) and self._row is not None:
                return self._move(event)
            case QEvent.Type.MouseButtonRelease if self._row is not None:
                return self._end(drop=True)
            case QEvent.Type.KeyPress if self._dragging and isinstance(event, QKeyEvent):
                if event.key() == Qt.Key.Key_Escape:
                    return self._end(drop=False)
        return super().eventFilter(watched, event)

    def _begin(self, event: QMouseEvent) -> None:
        row = self._table.rowAt(event.position().toPoint().y())
        left = event.button() is Qt.MouseButton.LeftButton
        self._row = row if left and self.enabled and self._may_move(row) else None
        self._start = event.position().toPoint()

    def _move(self, event: QMouseEvent) -> bool:
        """Whether the table is to hear nothing of it: it would choose the rows that the mouse comes over."""
        place = event.position().toPoint()
        far = (place - self._start).manhattanLength() >= QApplication.startDragDistance()
        if not self._dragging and far:
            self._dragging = True
            self._table.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragging:
            self._scroll(place.y())
            self._before = self._target(place.y())
            self._line.setGeometry(self._line_at(self._before))
            self._line.show()
        return True

    def _end(self, *, drop: bool) -> bool:
        row, dragging, self._row, self._dragging = self._row, self._dragging, None, False
        self._line.hide()
        self._table.viewport().unsetCursor()
        if dragging and drop and row is not None:
            self.dropped.emit(row, self._before)
        return dragging

    def _target(self, y: int) -> int:
        """The row before which something dropped at a height goes."""
        row = self._table.rowAt(y)
        if row < 0:
            return 0 if y < 0 else self._table.rowCount()
        middle = self._table.rowViewportPosition(row) + self._table.rowHeight(row) / 2
        return row if y < middle else row + 1

    def _line_at(self, target: int) -> QRect:
        if target < self._table.rowCount():
            y = self._table.rowViewportPosition(target)
        else:
            y = self._table.rowViewportPosition(target - 1) + self._table.rowHeight(target - 1)
        return QRect(0, max(y - 1, 0), self._table.viewport().width(), 3)

    def _scroll(self, y: int) -> None:
        bar = self._table.verticalScrollBar()
        if y < _EDGE:
            bar.triggerAction(bar.SliderAction.SliderSingleStepSub)
        elif y > self._table.viewport().height() - _EDGE:
            bar.triggerAction(bar.SliderAction.SliderSingleStepAdd)
