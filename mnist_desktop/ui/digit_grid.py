"""Many small pictures in rows and columns, with a word under each and one of them current."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.picture_sheet import SIDE, PictureSheet

GAP = 8


class DigitGrid(QWidget):
    """Shows pictures of 28 × 28 pixels, as large as they fit, sharp, white on black.

    Signals:
        clicked(int): A picture was chosen, by the mouse or with Enter.
        current_changed(int): The keys or the mouse went to another picture.
        hovered(int): The mouse is over a picture; -1: over none.

    Args:
        columns: Pictures in a row.
        name: What a screen reader calls it.
        error_color: Colour of captions that are marked as wrong.
        smallest: Least width of a picture in logical pixels.
        largest: Greatest width.
        parent: The widget that holds it.
    """

    clicked = Signal(int)
    current_changed = Signal(int)
    hovered = Signal(int)

    def __init__(
        self,
        columns: int,
        name: str,
        error_color: str = "#B34F00",
        *,
        smallest: int = SIDE,
        largest: int = 4 * SIDE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            parent,
            accessibleName=name,
            mouseTracking=True,
            focusPolicy=Qt.FocusPolicy.StrongFocus,
        )
        self.setObjectName("digit_grid")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._columns = columns
        self._error_color = QColor(error_color)
        self._smallest, self._largest = smallest, largest
        self._sheet = PictureSheet(np.zeros((0, SIDE, SIDE), np.uint8))
        self._captions: tuple[str, ...] = ()
        self._caption_lines = 0
        self._wrong: frozenset[int] = frozenset()
        self._headers: tuple[str, ...] = ()
        self._counts: tuple[int, ...] = ()
        self._current = 0
        self._hovered = -1

    def set_pictures(
        self, pictures: NDArray[np.uint8], captions: Sequence[str] = (), wrong: Collection[int] = ()
    ) -> None:
        """Shows other pictures.

        Args:
            pictures: Of shape (n, 28, 28); 0 is black.
            captions: Nothing, or a word for each picture: "7", "3 ✕"; a line break begins a second line.
            wrong: Places of the captions in the error's colour.
        """
        self._sheet = PictureSheet(pictures)
        self._current = min(self._current, max(self._sheet.count - 1, 0))
        self.set_captions(captions, wrong)

    def set_captions(self, captions: Sequence[str], wrong: Collection[int] = ()) -> None:
        """Shows other words under the same pictures."""
        lines = max((caption.count("\n") + 1 for caption in captions), default=0)
        relaid = lines != self._caption_lines
        self._captions, self._wrong, self._caption_lines = tuple(captions), frozenset(wrong), lines
        if relaid:
            self.updateGeometry()
        self._describe()
        self.update()

    def set_rows(self, headers: Sequence[str] = (), counts: Sequence[int] = ()) -> None:
        """Writes a word before each row, and ends each with a bar and its number."""
        self._headers, self._counts = tuple(headers), tuple(counts)
        self.updateGeometry()
        self.update()

    def set_columns(self, columns: int) -> None:
        """Puts another number of pictures in a row."""
        self._columns = columns
        self.updateGeometry()
        self.update()

    def set_error_color(self, color: str) -> None:
        """Takes another colour for captions that are wrong."""
        self._error_color = QColor(color)
        self.update()

    @property
    def current(self) -> int:
        """The picture that the keys are at."""
        return self._current

    def set_current(self, index: int) -> None:
        """Moves to another picture."""
        if 0 <= index < self._sheet.count and index != self._current:
            self._current = index
            self._describe()
            self.update()
            self.current_changed.emit(index)

    def picture_rect(self, index: int) -> QRectF:
        """Where a picture is painted."""
        row, column = divmod(index, self._columns)
        side = self._side()
        return QRectF(self._header_width() + column * (side + GAP) + 2, row * (side + self._below()) + 2, side, side)

    def index_at(self, position: QPointF) -> int:
        """The picture at a place, its caption included; -1 where there is none."""
        below = self._below()
        for index in range(self._sheet.count):
            if self.picture_rect(index).adjusted(-GAP / 2, 0, GAP / 2, below).contains(position):
                return index
        return -1

    @override
    def sizeHint(self) -> QSize:
        return self._size_for(min(2 * SIDE, self._largest))

    @override
    def minimumSizeHint(self) -> QSize:
        return self._size_for(self._smallest)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        palette = self.palette()
        focus = palette.color(QPalette.ColorRole.Highlight)
        for index in range(self._sheet.count):
            rect = self.picture_rect(index)
            if not rect.adjusted(-4, -4, 4, self._below()).intersects(QRectF(event.rect())):
                continue
            self._sheet.paint(painter, index, rect, ratio)
            if self._captions:
                self._paint_caption(painter, index, rect)
            if index == self._hovered or (index == self._current and self.hasFocus()):
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(focus, 2.5 if index == self._current else 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(-1, -1, 1, 1), 2, 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row in range(self._rows()):
            self._paint_row(painter, row)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.index_at(event.position()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.index_at(event.position())
        if index >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.set_current(index)
            self.clicked.emit(index)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.set_current(self._current + steps[key])
        elif key == Qt.Key.Key_Home:
            self.set_current(0)
        elif key == Qt.Key.Key_End:
            self.set_current(self._sheet.count - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._sheet.count:
            self.clicked.emit(self._current)
        else:
            super().keyPressEvent(event)

    def _rows(self) -> int:
        return -(-self._sheet.count // self._columns)

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self._bold())

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _below(self) -> float:
        """From the lower edge of a picture to the next row."""
        return GAP + (self._caption_lines * self._metrics().height() + 2 if self._captions else 0)

    def _header_width(self) -> float:
        if not self._headers:
            return 0.0
        return max(self._metrics().horizontalAdvance(header) for header in self._headers) + 12

    def _counts_width(self) -> float:
        if not self._counts:
            return 0.0
        return max(self._metrics().horizontalAdvance(f"{count:,}") for count in self._counts) + 12 + 2 * SIDE

    def _side(self) -> float:
        """Width of a picture: what fits, or a little less to give each pixel a whole number of the screen's."""
        across = self.width() - self._header_width() - self._counts_width() - 4
        side = (across + GAP) / self._columns - GAP
        if self._rows():
            side = min(side, (self.height() - 4 + GAP) / self._rows() - self._below())
        side = min(max(side, self._smallest), self._largest)
        return PictureSheet.whole_side(side, self.devicePixelRatioF())

    def _size_for(self, side: int) -> QSize:
        width = self._header_width() + self._counts_width() + self._columns * (side + GAP) - GAP + 4
        rows = max(self._rows(), 1)
        return QSize(round(width), round(rows * (side + self._below()) - GAP + 4))

    def _hover(self, index: int) -> None:
        if index != self._hovered:
            self._hovered = index
            self.hovered.emit(index)
            self.update()

    def _describe(self) -> None:
        if not self._sheet.count:
            self.setAccessibleDescription("")
            return
        words = self._captions[self._current].replace("\n", ", ") if self._captions else ""
        text = _("Picture {number} of {count}: {words}") if words else _("Picture {number} of {count}")
        self.setAccessibleDescription(text.format(number=self._current + 1, count=self._sheet.count, words=words))

    def _paint_caption(self, painter: QPainter, index: int, rect: QRectF) -> None:
        wrong = index in self._wrong
        painter.setFont(self._bold() if wrong else self.font())
        painter.setPen(self._error_color if wrong else self.palette().color(QPalette.ColorRole.Text))
        room = QRectF(rect.left() - GAP / 2, rect.bottom() + 2, rect.width() + GAP, self._metrics().height())
        metrics = QFontMetricsF(painter.font())
        for line in self._captions[index].split("\n"):
            words = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, words)
            room.translate(0, room.height())

    def _paint_row(self, painter: QPainter, row: int) -> None:
        first = self.picture_rect(row * self._columns)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        if row < len(self._headers):
            painter.setFont(self._bold())
            room = QRectF(0, first.top(), self._header_width() - 12, first.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._headers[row])
        if row >= len(self._counts):
            return
        last = self.picture_rect(row * self._columns + self._columns - 1)
        left = last.right() + 12
        number = f"{self._counts[row]:,}"
        painter.setFont(self.font())
        number_width = self._metrics().horizontalAdvance(f"{max(self._counts):,}") + 6
        length = (self.width() - left - number_width) * self._counts[row] / max(max(self._counts), 1)
        bar = QRectF(left, first.center().y() - 5, max(length, 1.0), 10)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(bar, 2, 2)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        beside = QRectF(bar.right() + 6, first.top(), number_width, first.height())
        painter.drawText(beside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, number)
