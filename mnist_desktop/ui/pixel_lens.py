"""One picture enlarged, and the numbers that a part of it is made of."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.picture_sheet import SIDE, PictureSheet

LENS = 7
"""Pixels across the lens."""
_GAP = 16.0


class PixelLens(QWidget):
    """Shows a picture of 28 × 28 pixels, and 7 × 7 of its numbers, 0 to 255, where the mouse or the keys are.

    The two stand side by side where the widget is wide, one above the other where it is high.

    Signals:
        moved(int, int): Row and column of the pixel in the middle of the lens.

    Args:
        parent: The widget that holds it.
    """

    moved = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            accessibleName=_("Pixels of one picture"),
            mouseTracking=True,
            focusPolicy=Qt.FocusPolicy.StrongFocus,
        )
        self.setObjectName("pixel_lens")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._picture = np.zeros((SIDE, SIDE), np.uint8)
        self._sheet = PictureSheet(self._picture[None])
        self._row = self._column = SIDE // 2
        self._cells: dict[int, QPixmap] = {}
        self._look: tuple[float, float, str] | None = None

    def set_picture(self, picture: NDArray[np.uint8]) -> None:
        """Shows another picture of shape (28, 28); the lens stays where it is."""
        self._sheet = PictureSheet(picture[None])
        self._picture = picture.copy()
        self._describe()
        self.update()

    def numbers(self) -> NDArray[np.uint8]:
        """The numbers in the lens, of shape (7, 7)."""
        top, left = self._row - LENS // 2, self._column - LENS // 2
        return self._picture[top : top + LENS, left : left + LENS].copy()

    def move_to(self, row: int, column: int) -> None:
        """Puts the middle of the lens on a pixel, or as near to it as the lens stays on the picture."""
        half = LENS // 2
        place = tuple(min(max(index, half), SIDE - 1 - half) for index in (row, column))
        if place != (self._row, self._column):
            self._row, self._column = place
            self._describe()
            self.update()
            self.moved.emit(*place)

    @override
    def sizeHint(self) -> QSize:
        return QSize(2 * 9 * SIDE + round(_GAP), 9 * SIDE)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(4 * SIDE, 4 * SIDE)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        picture, lens = self._places()
        painter = QPainter(self)
        self._sheet.paint(painter, 0, picture, self.devicePixelRatioF())
        self._paint_numbers(painter, lens)
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        unit = picture.width() / SIDE
        frame = QRectF((self._column - LENS // 2) * unit, (self._row - LENS // 2) * unit, LENS * unit, LENS * unit)
        frame.translate(picture.topLeft())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for rect in (frame, lens):
            painter.setPen(QPen(accent, 3 if self.hasFocus() else 2))
            painter.drawRect(rect)
        accent.setAlphaF(0.6)
        painter.setPen(QPen(accent, 1))
        if lens.left() > picture.right():
            painter.drawLine(frame.topRight(), lens.topLeft())
            painter.drawLine(frame.bottomRight(), lens.bottomLeft())
        else:
            painter.drawLine(frame.bottomLeft(), lens.topLeft())
            painter.drawLine(frame.bottomRight(), lens.topRight())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._follow(event.position())

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._follow(event.position())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left:
                self.move_to(self._row, self._column - 1)
            case Qt.Key.Key_Right:
                self.move_to(self._row, self._column + 1)
            case Qt.Key.Key_Up:
                self.move_to(self._row - 1, self._column)
            case Qt.Key.Key_Down:
                self.move_to(self._row + 1, self._column)
            case _:
                super().keyPressEvent(event)

    def _follow(self, position: QPointF) -> None:
        picture, _lens = self._places()
        if picture.contains(position):
            at = (position - picture.topLeft()) * (SIDE / picture.width())
            self.move_to(int(at.y()), int(at.x()))

    def _places(self) -> tuple[QRectF, QRectF]:
        """Where the picture is, and where the lens."""
        width, height = self.width() - 4, self.height() - 4
        beside = min((width - _GAP) / 2, height)
        beneath = min(width, (height - _GAP) / 2)
        side = max(beside, beneath, float(SIDE))
        ratio = self.devicePixelRatioF()
        side = PictureSheet.whole_side(side, ratio)
        picture = QRectF(2, 2, side, side)
        lens = QRectF(picture)
        if beside >= beneath:
            lens.translate(side + _GAP, 0)
        else:
            lens.translate(0, side + _GAP)
        return picture, lens

    def _paint_numbers(self, painter: QPainter, lens: QRectF) -> None:
        unit = lens.width() / LENS
        look = (unit, self.devicePixelRatioF(), self.font().key())
        if look != self._look:
            self._look, self._cells = look, {}
        for (row, column), value in np.ndenumerate(self.numbers()):
            place = QPointF(lens.left() + column * unit, lens.top() + row * unit)
            painter.drawPixmap(place, self._cell(int(value), unit))

    def _cell(self, grey: int, unit: float) -> QPixmap:
        """One number on its grey; kept, as setting 49 of them took a millisecond of each answer to a moving pen."""
        cell = self._cells.get(grey)
        if cell is None:
            ratio = self.devicePixelRatioF()
            cell = QPixmap(QSizeF(unit * ratio, unit * ratio).toSize())
            cell.setDevicePixelRatio(ratio)
            cell.fill(QColor(grey, grey, grey))
            font = QFont(self.font())
            font.setPixelSize(max(8, round(unit * 0.42)))
            font.setFeature(QFont.Tag("tnum"), 1)
            with QPainter(cell) as painter:
                painter.setFont(font)
                painter.setPen(QColor(0x3A, 0x3A, 0x3A))
                painter.drawLine(QPointF(0, 0), QPointF(unit, 0))
                painter.drawLine(QPointF(0, 0), QPointF(0, unit))
                painter.setPen(QColor(Qt.GlobalColor.black if grey > 115 else Qt.GlobalColor.white))
                painter.drawText(QRectF(0, 0, unit, unit), Qt.AlignmentFlag.AlignCenter, str(grey))
            self._cells[grey] = cell
        return cell

    def _describe(self) -> None:
        self.setAccessibleDescription(
            _("Row {row}, column {column}: {value}. Arrow keys move the lens.").format(
                row=self._row, column=self._column, value=int(self._picture[self._row, self._column])
            )
        )
