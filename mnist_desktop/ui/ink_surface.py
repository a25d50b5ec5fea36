"""What a canvas shows and how it changes: strokes, a picture under them, an eraser; mouse and keys are elsewhere."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.data.eraser import Eraser
from mnist_desktop.data.strokes import CANVAS_SIZE, Stroke, StrokePoint
from mnist_desktop.i18n import _
from mnist_desktop.ui.ink_image import InkImage, ink_size, lines_near
from mnist_desktop.ui.strokes import Drawing, Seen, Underlay

BRUSH_WIDTH = 22.0
"""Usual width of a stroke, in units of the canvas: 2.2 pixels of the network's picture, as in MNIST."""
MINIMUM_SIZE, USUAL_SIZE, MAXIMUM_SIZE = 200, 420, 600

_LEAST_ERASER = 16.0


class InkSurface(QWidget):
    """A black square that shows white ink, and a picture under it.

    The drawing is kept as strokes in units of the canvas, which is 280 units wide at every size. The eraser cuts
    strokes, so that what remains are strokes; of a picture it takes pixels.

    Signals:
        ink_changed(): The drawing looks different; comes with every movement of the pen.
        stroke_finished(): The pen was lifted, or the eraser.
        undo_available(bool), redo_available(bool): There is something to undo or redo, or no longer.
    """

    ink_changed = Signal()
    stroke_finished = Signal()
    undo_available = Signal(bool)
    redo_available = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, accessibleName=_("Canvas"), focusPolicy=Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(MINIMUM_SIZE, MINIMUM_SIZE)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._brush_width = BRUSH_WIDTH
        self._drawing = Drawing()
        self._points: list[StrokePoint] = []  # of the stroke under way
        self._way: list[StrokePoint] = []  # of the eraser, while it is down
        self._eraser: Eraser | None = None
        self._wiped = False  # it has taken pixels of a picture
        self._has_erased = False
        self._ink = InkImage(CANVAS_SIZE)
        self._screen = InkImage(CANVAS_SIZE)

    @property
    def brush_width(self) -> float:
        """Width of the next stroke, in units of the canvas."""
        return self._brush_width

    @property
    def eraser_width(self) -> float:
        """Diameter of the eraser, in units of the canvas: as wide as the brush, and wide enough to be used."""
        return max(self._brush_width, _LEAST_ERASER)

    def set_brush_width(self, width: float) -> None:
        """Sets the width of the next strokes, 4 to 80 units."""
        self._brush_width = min(max(float(width), 4.0), 80.0)

    def ink(self) -> NDArray[np.uint8]:
        """What is to be prepared for the network; the same on every screen.

        Returns:
            uint8, 0 background to 255 ink. Of strokes, and of a picture that was put here as it is: shape (280, 280).
            Of an opened picture its own pixels; with strokes on it, or partly erased, a square in which each of its
            pixels is one pixel or a square of several, of 280 a side at least.
        """
        picture = self._seen.picture
        if picture is not None and not picture.as_it_is and self._is_untouched():
            return picture.pixels.copy()
        return self._ink.pixels()

    def square_ink(self) -> NDArray[np.uint8]:
        """What is seen, as a square: uint8, shape (280, 280), or larger where a larger picture was opened."""
        return self._ink.pixels()

    def picture(self) -> NDArray[np.uint8] | None:
        """The picture of 28 × 28 that was put here as it is, bit for bit.

        Returns:
            None when there is none, it was opened from a file, something was drawn on it, or some of it was erased.
        """
        picture = self._seen.picture
        return picture.pixels.copy() if picture is not None and picture.as_it_is and self._is_untouched() else None

    def strokes(self) -> tuple[Stroke, ...]:
        """The finished strokes that are seen, first to last."""
        return self._seen.strokes

    def strokes_so_far(self) -> tuple[Stroke, ...]:
        """The strokes that are seen, first to last, the one under way included; what is erased is no longer there."""
        return (*self.strokes(), Stroke(tuple(self._points))) if self._points else self.strokes()

    def is_only_strokes(self) -> bool:
        """Whether ``strokes_so_far`` tells all that is seen: no picture lies underneath."""
        return self._seen.picture is None

    def is_empty(self) -> bool:
        """True when neither ink nor a picture is seen."""
        return self._seen.is_empty and not self._points

    def set_picture(self, picture: NDArray[np.uint8]) -> None:
        """Shows a picture of shape (28, 28) in place of the drawing, for the network as it is; can be undone."""
        if picture.shape != (28, 28) or picture.dtype != np.uint8:
            raise ValueError(f"A picture of 28 × 28 uint8 was expected, {picture.shape} {picture.dtype} came.")
        self._show_picture(Underlay(picture.copy(), as_it_is=True))

    def open_ink(self, ink: NDArray[np.uint8]) -> None:
        """Shows the ink of a picture in place of the drawing, as large as it fits; can be undone.

        Args:
            ink: uint8, shape (h, w), 1 to 1,024 pixels a side, 0 background to 255 ink.
        """
        if ink.ndim != 2 or ink.dtype != np.uint8 or not 1 <= min(ink.shape) <= max(ink.shape) <= 1024:
            raise ValueError(f"At most 1,024 × 1,024 uint8 were expected, {ink.shape} {ink.dtype} came.")
        self._show_picture(Underlay(ink.copy(), as_it_is=False))

    def clear(self) -> None:
        """Removes everything; can be undone."""
        self.lift()
        if not self.is_empty():
            self._drawing.do(Seen())
            self._show_all()

    def undo(self) -> None:
        """Takes the last stroke, erasing, clearing or picture back."""
        self.lift()
        if self._drawing.undo():
            self._show_all()

    def redo(self) -> None:
        """Does again what was undone last."""
        self.lift()
        if self._drawing.redo():
            self._show_all()

    @property
    def drawing(self) -> bool:
        """Whether the pen is down."""
        return bool(self._points)

    @property
    def erasing(self) -> bool:
        """Whether the eraser is down."""
        return bool(self._way)

    def draw_to(self, point: StrokePoint) -> None:
        """Sets the pen down, or moves it on; paints what is new of the stroke, nothing else."""
        was_empty = self.is_empty()
        self._points.append(point)
        last = len(self._points) - 1
        self._ink.paint_point(self._points, last)
        self._update(self._screen.paint_point(self._points, last), whole=was_empty)
        self.ink_changed.emit()

    def erase_to(self, x: float, y: float) -> None:
        """Sets the eraser down, or moves it on: what it touches on the straight way there goes."""
        if self._eraser is None:
            self._eraser = Eraser(self._seen.strokes, self.eraser_width)
        point = StrokePoint(x, y, self._eraser.width)
        start = self._way[-1] if self._way else point
        self._way.append(point)
        before = self._eraser.strokes
        cut = self._eraser.move(x, y)
        self._screen.erase_underneath(start, point)
        wiped = self._ink.erase_underneath(start, point)
        self._wiped |= wiped
        if cut or wiped:
            self._has_erased = True
            # Of a line that is cut, ink goes as far from the eraser as the line is wide.
            reach = point.width / 2 + max((_width_of(stroke) for stroke in before), default=0.0) + 1
            area = QRectF(QPointF(start.x, start.y), QPointF(x, y)).normalized().adjusted(-reach, -reach, reach, reach)
            lines = lines_near(self._eraser.strokes, area)
            for image in (self._ink, self._screen):
                image.repaint(lines, area)
            self._update(area, whole=self.is_empty())
            self.ink_changed.emit()

    def lift(self) -> None:
        """Lifts the pen or the eraser: what it did is one step, which can be undone."""
        seen = self._seen
        if self._points:
            for image in (self._ink, self._screen):
                image.paint_end(self._points)
            self._drawing.do(Seen(seen.picture, (*seen.strokes, Stroke(tuple(self._points)))))
            self._points = []
            self.update()
            self._tell()
            self.stroke_finished.emit()
        elif self._way:
            self._way, self._eraser = [], None
            if self._has_erased:
                # A picture of which nothing is left is gone.
                gone = self._wiped and not self._ink.has_ink_underneath()
                self._drawing.do(Seen(None, seen.strokes) if gone else seen)
                self._wiped = self._has_erased = False
                self._show_all()
                self.stroke_finished.emit()

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
        square = self.square()
        painter.drawImage(square, self._screen.image)
        if self.is_empty():
            painter.setPen(QColor(0x9A, 0xA1, 0xAC))  # on black in both themes
            font = self.font()
            font.setPixelSize(max(14, round(square.width() / 20)))
            painter.setFont(font)
            painter.drawText(square, Qt.AlignmentFlag.AlignCenter, _("Draw a digit"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus()
        width = 2.0 if focus else 1.0
        role = QPalette.ColorRole.Highlight if focus else QPalette.ColorRole.Mid
        painter.setPen(QPen(self.palette().color(role), width))
        painter.drawRect(square.adjusted(width / 2, width / 2, -width / 2, -width / 2))
        painter.end()

    def square(self) -> QRectF:
        """Where the drawing shows: the largest square, at most 600 wide, in the middle of the widget."""
        side = float(max(1, min(self.width(), self.height(), MAXIMUM_SIZE)))
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    @property
    def _seen(self) -> Seen:
        """What is seen, the stroke under way left out."""
        seen = self._drawing.seen
        if self._eraser is None:
            return seen
        picture = seen.picture
        if picture is not None and self._wiped:
            picture = replace(picture, erased=(*picture.erased, Stroke(tuple(self._way))))
        return Seen(picture, self._eraser.strokes)

    def _is_untouched(self) -> bool:
        seen = self._seen
        return not seen.strokes and not self._points and (seen.picture is None or not seen.picture.erased)

    def _show_picture(self, picture: Underlay) -> None:
        self.lift()
        self._drawing.do(Seen(picture))
        self._show_all()

    def _show_all(self) -> None:
        seen = self._seen
        self._ink = InkImage(ink_size(seen.picture), seen.picture)
        self._ink.paint_all(seen.strokes)
        self._repaint_screen()
        self._tell()

    def _tell(self) -> None:
        self.ink_changed.emit()
        self.undo_available.emit(self._drawing.can_undo)
        self.redo_available.emit(self._drawing.can_redo)

    def _repaint_screen(self) -> None:
        seen = self._seen
        self._screen = InkImage(self._screen_size(), seen.picture)
        self._screen.paint_all(seen.strokes)
        for index in range(len(self._points)):
            self._screen.paint_point(self._points, index)
        self.update()

    def _update(self, area: QRectF, *, whole: bool) -> None:
        """Has a rectangle, in units of the canvas, painted on the screen; or all of it, where words come or go."""
        square = self.square()
        scale = square.width() / CANVAS_SIZE
        placed = QRectF(square.topLeft() + area.topLeft() * scale, area.size() * scale)
        self.update(self.rect() if whole else placed.toAlignedRect().adjusted(-2, -2, 2, 2))

    def _screen_size(self) -> int:
        return max(1, round(self.square().width() * self.devicePixelRatioF()))


def _width_of(stroke: Stroke) -> float:
    """The width of a stroke where it is widest."""
    return float(stroke.values[:, 2].max())
