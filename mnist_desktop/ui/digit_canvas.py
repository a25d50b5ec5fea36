"""The canvas that digits are drawn on: with mouse, pen, finger or keys, stroke by stroke."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEventPoint,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.data.strokes import CANVAS_SIZE, Stroke, StrokePoint
from mnist_desktop.i18n import _
from mnist_desktop.ui.strokes import Drawing, InkImage

BRUSH_WIDTH = 22.0
"""Usual width of a stroke, in units of the canvas: 2.2 pixels of the network's picture, as in MNIST."""
MINIMUM_SIZE, USUAL_SIZE, MAXIMUM_SIZE = 200, 420, 600


class DigitCanvas(QWidget):
    """A black square that takes white ink, or shows a picture of 28 × 28 pixels.

    The drawing is kept as strokes in units of the canvas, which is 280 units wide at every size. Keys: arrows
    move a pen, with Shift in small steps; Space sets it down and lifts it, Escape lifts it.

    Signals:
        ink_changed(): The drawing looks different; comes with every movement of the pen.
        stroke_finished(): The pen was lifted.
        undo_available(bool), redo_available(bool): There is something to undo or redo, or no longer.
    """

    ink_changed = Signal()
    stroke_finished = Signal()
    undo_available = Signal(bool)
    redo_available = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            accessibleName=_("Canvas"),
            accessibleDescription=_(
                "Draw a digit here. Arrow keys move the pen, with Shift in small steps; "
                "Space sets it down and lifts it."
            ),
            focusPolicy=Qt.FocusPolicy.StrongFocus,
        )
        self.setObjectName("digit_canvas")
        self.setMinimumSize(MINIMUM_SIZE, MINIMUM_SIZE)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._brush_width = BRUSH_WIDTH
        self._drawing = Drawing()
        self._points: list[StrokePoint] = []
        self._ink = InkImage(CANVAS_SIZE)
        self._screen = InkImage(CANVAS_SIZE)
        self._key_pen: QPointF | None = None
        self._finger = -1

    @property
    def brush_width(self) -> float:
        """Width of the next stroke, in units of the canvas."""
        return self._brush_width

    def set_brush_width(self, width: float) -> None:
        """Sets the width of the next strokes, 4 to 80 units."""
        self._brush_width = min(max(float(width), 4.0), 80.0)

    def ink(self) -> NDArray[np.uint8]:
        """The drawing, 280 × 280, 0 is black; the same on every screen. A picture is enlarged in it."""
        return self._ink.pixels()

    def picture(self) -> NDArray[np.uint8] | None:
        """The picture that is shown, bit for bit; None when there is none or something was drawn on it."""
        picture, strokes = self._drawing.seen()
        return None if picture is None or strokes or self._points else picture.copy()

    def strokes(self) -> tuple[Stroke, ...]:
        """The finished strokes that are seen, first to last."""
        return tuple(self._drawing.seen()[1])

    def strokes_so_far(self) -> tuple[Stroke, ...]:
        """The strokes that are seen, first to last, the one under way included."""
        return (*self.strokes(), Stroke(tuple(self._points))) if self._points else self.strokes()

    def is_only_strokes(self) -> bool:
        """Whether ``strokes_so_far`` tells all that is seen: no picture lies underneath."""
        return self._drawing.seen()[0] is None

    def is_empty(self) -> bool:
        """True when neither ink nor a picture is seen."""
        picture, strokes = self._drawing.seen()
        return picture is None and not strokes and not self._points

    def set_picture(self, picture: NDArray[np.uint8]) -> None:
        """Shows a picture of shape (28, 28) in place of the drawing; can be undone."""
        if picture.shape != (28, 28) or picture.dtype != np.uint8:
            raise ValueError(f"A picture of 28 × 28 uint8 was expected, {picture.shape} {picture.dtype} came.")
        self._lift()
        self._drawing.do(picture.copy())
        self._show_all()

    def clear(self) -> None:
        """Removes everything; can be undone."""
        self._lift()
        if not self.is_empty():
            self._drawing.do(None)
            self._show_all()

    def undo(self) -> None:
        """Takes the last stroke, clearing or picture back."""
        self._lift()
        if self._drawing.undo():
            self._show_all()

    def redo(self) -> None:
        """Does again what was undone last."""
        self._lift()
        if self._drawing.redo():
            self._show_all()

    @override
    def sizeHint(self) -> QSize:
        return QSize(USUAL_SIZE, USUAL_SIZE)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return min(width, MAXIMUM_SIZE)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._repaint_screen()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._screen.size != self._screen_size():
            self._repaint_screen()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        square = self._square()
        painter.drawImage(square, self._screen.image)
        if self.is_empty():
            painter.setPen(QColor(0x9A, 0xA1, 0xAC))  # on black in both themes
            font = self.font()
            font.setPixelSize(max(14, round(square.width() / 20)))
            painter.setFont(font)
            painter.drawText(square, Qt.AlignmentFlag.AlignCenter, _("Draw a digit"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter, square)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._key_pen = None
            self._set_down(event.position())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move(event.position())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._lift()

    @override
    def tabletEvent(self, event: QTabletEvent) -> None:
        match event.type():
            case QEvent.Type.TabletPress:
                self._set_down(event.position(), event.pressure())
            case QEvent.Type.TabletMove if event.buttons() & Qt.MouseButton.LeftButton:
                self._move(event.position(), event.pressure())
            case QEvent.Type.TabletRelease:
                self._lift()
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
        if step is not None:
            small = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            pen = pen + QPointF(*step) * (2.0 if small else 10.0)
            pen = QPointF(min(max(pen.x(), 0.0), CANVAS_SIZE), min(max(pen.y(), 0.0), CANVAS_SIZE))
            if self._points and self._key_pen is not None:
                self._add(StrokePoint(pen.x(), pen.y(), self._brush_width))
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            if self._points:
                self._lift()
            else:
                self._add(StrokePoint(pen.x(), pen.y(), self._brush_width))
        elif event.key() == Qt.Key.Key_Escape and self._points:
            self._lift()
        else:
            super().keyPressEvent(event)
            return
        self._key_pen = pen
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._lift()
        self._key_pen = None
        self.update()

    def _touch(self, event: QTouchEvent) -> None:
        """Draws with the first finger; others do nothing."""
        if event.type() == QEvent.Type.TouchBegin:
            self._finger = event.points()[0].id()
            self._set_down(event.points()[0].position())
            return
        point = next((point for point in event.points() if point.id() == self._finger), None)
        state = point.state() if point is not None else QEventPoint.State.Unknown
        if point is not None and state == QEventPoint.State.Updated:
            self._move(point.position())
        if state == QEventPoint.State.Released or event.type() in (QEvent.Type.TouchEnd, QEvent.Type.TouchCancel):
            self._lift()

    def _set_down(self, position: QPointF, pressure: float = 1.0) -> None:
        self._lift()
        self._move(position, pressure, first=True)

    def _move(self, position: QPointF, pressure: float = 1.0, *, first: bool = False) -> None:
        if not first and not self._points:
            return
        square = self._square()
        at = (position - square.topLeft()) * (CANVAS_SIZE / square.width())
        self._add(StrokePoint(at.x(), at.y(), self._brush_width * (0.35 + 0.65 * pressure)))

    def _add(self, point: StrokePoint) -> None:
        """Adds a point to the stroke under way, and paints what is new of it, nothing else."""
        was_empty = self.is_empty()
        self._points.append(point)
        last = len(self._points) - 1
        self._ink.paint_point(self._points, last)
        dirty = self._screen.paint_point(self._points, last)
        square = self._square()
        scale = square.width() / CANVAS_SIZE
        corner = square.topLeft() + dirty.topLeft() * scale
        area = QRectF(corner, dirty.size() * scale).toAlignedRect().adjusted(-2, -2, 2, 2)
        self.update(self.rect() if was_empty else area)
        self.ink_changed.emit()

    def _lift(self) -> None:
        if not self._points:
            return
        for image in (self._ink, self._screen):
            image.paint_end(self._points)
        self._drawing.do(Stroke(tuple(self._points)))
        self._points = []
        self.update()
        self._tell()
        self.stroke_finished.emit()

    def _show_all(self) -> None:
        self._ink.paint_all(*self._drawing.seen())
        self._repaint_screen()
        self._tell()

    def _tell(self) -> None:
        self.ink_changed.emit()
        self.undo_available.emit(self._drawing.can_undo)
        self.redo_available.emit(self._drawing.can_redo)

    def _repaint_screen(self) -> None:
        self._screen = InkImage(self._screen_size())
        self._screen.paint_all(*self._drawing.seen())
        for index in range(len(self._points)):
            self._screen.paint_point(self._points, index)
        self.update()

    def _screen_size(self) -> int:
        return max(1, round(self._square().width() * self.devicePixelRatioF()))

    def _square(self) -> QRectF:
        """The largest square, at most 600 wide, in the middle of the widget."""
        side = float(max(1, min(self.width(), self.height(), MAXIMUM_SIZE)))
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def _paint_frame(self, painter: QPainter, square: QRectF) -> None:
        focus = self.hasFocus()
        role = QPalette.ColorRole.Highlight if focus else QPalette.ColorRole.Mid
        width = 2.0 if focus else 1.0
        painter.setPen(QPen(self.palette().color(role), width))
        painter.drawRect(square.adjusted(width / 2, width / 2, -width / 2, -width / 2))
        if self._key_pen is not None:
            scale = square.width() / CANVAS_SIZE
            radius = self._brush_width / 2 * scale
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 3 if self._points else 1.5))
            painter.drawEllipse(square.topLeft() + self._key_pen * scale, radius, radius)


_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}
