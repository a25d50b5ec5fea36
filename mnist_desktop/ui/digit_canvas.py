"""The canvas that digits are drawn on: with mouse, pen, finger or keys, stroke by stroke."""

import enum

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QEventPoint,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from mnist_desktop.data.strokes import CANVAS_SIZE, StrokePoint
from mnist_desktop.i18n import _
from mnist_desktop.ui.ink_surface import BRUSH_WIDTH, MAXIMUM_SIZE, MINIMUM_SIZE, USUAL_SIZE, InkSurface

__all__ = ["BRUSH_WIDTH", "MAXIMUM_SIZE", "MINIMUM_SIZE", "USUAL_SIZE", "DigitCanvas"]


class DigitCanvas(InkSurface):
    """A canvas to draw and erase on.

    The left mouse button, the pen and the first finger draw, or erase while the eraser is chosen; the right mouse
    button, the pen's own button and its other end always erase. Keys: arrows move a pen, with Shift in small steps;
    Space sets it down and lifts it, Escape lifts it.

    Signals, beside those of ``InkSurface``:
        eraser_chosen(bool): The eraser was chosen, or the pen again.
    """

    eraser_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("digit_canvas")
        self.setAccessibleDescription(
            _(
                "Draw a digit here. Arrow keys move the pen, with Shift in small steps; "
                "Space sets it down and lifts it. E changes between pen and eraser."
            )
        )
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)  # the right button erases
        self._eraser_chosen = False
        self._held_by = _Tool.NONE
        self._erases = False  # what is down
        self._button = Qt.MouseButton.NoButton
        self._key_pen: QPointF | None = None
        self._finger = -1
        self._show_cursor()

    @property
    def eraser(self) -> bool:
        """Whether the eraser is chosen."""
        return self._eraser_chosen

    def choose_eraser(self, eraser: bool) -> None:
        """Chooses the eraser, or the pen."""
        if eraser != self._eraser_chosen:
            self.lift()
            self._eraser_chosen = eraser
            self._show_cursor()
            self.update()
            self.eraser_chosen.emit(eraser)

    @override
    def set_brush_width(self, width: float) -> None:
        super().set_brush_width(width)
        self._show_cursor()

    @override
    def clear(self) -> None:
        super().clear()
        self.choose_eraser(False)

    @override
    def lift(self) -> None:
        self._held_by = _Tool.NONE
        erased = self.erasing
        super().lift()
        if erased and self.is_empty():
            self.choose_eraser(False)  # there is nothing left for it, and whoever draws next would wonder

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_cursor()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._key_pen is None:
            return
        square = self.square()
        scale = square.width() / CANVAS_SIZE
        radius = (self.eraser_width if self._eraser_chosen else self.brush_width) / 2 * scale
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        down = self.drawing or self.erasing
        style = Qt.PenStyle.DashLine if self._eraser_chosen else Qt.PenStyle.SolidLine
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 3 if down else 1.5, style))
        painter.drawEllipse(square.topLeft() + self._key_pen * scale, radius, radius)
        painter.end()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        erases = event.button() == Qt.MouseButton.RightButton
        if (erases or event.button() == Qt.MouseButton.LeftButton) and self._held_by is not _Tool.MOUSE:
            self._key_pen = None
            self._button = event.button()
            self._set_down(_Tool.MOUSE, event.position(), erases=erases)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & self._button:
            self._move(_Tool.MOUSE, event.position())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == self._button:
            self._lift(_Tool.MOUSE)

    @override
    def tabletEvent(self, event: QTabletEvent) -> None:
        match event.type():
            case QEvent.Type.TabletPress:
                end = event.pointerType() == QPointingDevice.PointerType.Eraser
                erases = end or bool(event.buttons() & Qt.MouseButton.RightButton)
                self._set_down(_Tool.PEN, event.position(), event.pressure(), erases=erases)
            case QEvent.Type.TabletMove if event.buttons():
                self._move(_Tool.PEN, event.position(), event.pressure())
            case QEvent.Type.TabletRelease if not event.buttons():
                self._lift(_Tool.PEN)
        event.accept()

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._touch(event)
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _ARROWS.get(Qt.Key(event.key()))
        pen = self._key_pen or QPointF(CANVAS_SIZE / 2, CANVAS_SIZE / 2)
        down = self._held_by is _Tool.KEYS
        if step is not None:
            small = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            pen = pen + QPointF(*step) * (2.0 if small else 10.0)
            pen = QPointF(min(max(pen.x(), 0.0), CANVAS_SIZE), min(max(pen.y(), 0.0), CANVAS_SIZE))
            if down:
                self._go_to(pen)
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.lift()
            if not down:
                self._held_by, self._erases = _Tool.KEYS, self._eraser_chosen
                self._go_to(pen)
        elif event.key() == Qt.Key.Key_Escape and down:
            self.lift()
        else:
            super().keyPressEvent(event)
            return
        self._key_pen = pen
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.lift()
        self._key_pen = None
        self.update()

    def _touch(self, event: QTouchEvent) -> None:
        """Draws with the first finger; others do nothing."""
        if event.type() == QEvent.Type.TouchBegin:
            self._finger = event.points()[0].id()
            self._set_down(_Tool.FINGER, event.points()[0].position())
            return
        point = next((point for point in event.points() if point.id() == self._finger), None)
        state = point.state() if point is not None else QEventPoint.State.Unknown
        if point is not None and state == QEventPoint.State.Updated:
            self._move(_Tool.FINGER, point.position())
        if state == QEventPoint.State.Released or event.type() in (QEvent.Type.TouchEnd, QEvent.Type.TouchCancel):
            self._lift(_Tool.FINGER)

    def _set_down(self, tool: "_Tool", position: QPointF, pressure: float = 1.0, *, erases: bool = False) -> None:
        self.lift()
        self._held_by, self._erases = tool, erases or self._eraser_chosen
        if erases:
            self._show_cursor(erases=True)
        self._move(tool, position, pressure)

    def _move(self, tool: "_Tool", position: QPointF, pressure: float = 1.0) -> None:
        if tool is self._held_by:
            square = self.square()
            self._go_to((position - square.topLeft()) * (CANVAS_SIZE / square.width()), pressure)

    def _go_to(self, at: QPointF, pressure: float = 1.0) -> None:
        if self._erases:
            self.erase_to(at.x(), at.y())
        else:
            self.draw_to(StrokePoint(at.x(), at.y(), self.brush_width * (0.35 + 0.65 * pressure)))

    def _lift(self, tool: "_Tool") -> None:
        if tool is self._held_by:
            self.lift()
            self._show_cursor()

    def _show_cursor(self, *, erases: bool = False) -> None:
        """Shows the eraser as large as it is."""
        if erases or self._eraser_chosen:
            self.setCursor(_ring(self.eraser_width * self.square().width() / CANVAS_SIZE, self.devicePixelRatioF()))
        else:
            self.setCursor(Qt.CursorShape.CrossCursor)


class _Tool(enum.Enum):
    """What is down on the canvas; only it can move and lift."""

    NONE = enum.auto()
    MOUSE = enum.auto()
    PEN = enum.auto()
    FINGER = enum.auto()
    KEYS = enum.auto()


def _ring(diameter: float, ratio: float) -> QCursor:
    """A cursor to be seen on black and on white."""
    side = round(diameter) + 4
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width in ((QColor(0, 0, 0), 3.0), (QColor(255, 255, 255), 1.5)):
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(QPointF(side / 2, side / 2), diameter / 2, diameter / 2)
    painter.end()
    return QCursor(pixmap)


_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}
