"""How a picture and its label become the numbers that a network gets, drawn step by step."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.picture_sheet import SIDE, PictureSheet
from mnist_desktop.ui.theme import current_theme, font

_WINDOW = 4  # numbers across the corner that is written out before and after scaling
_ROOMY = 80  # logical pixels of the picture from which on so many numbers can be read
_MOST_BOXES = 14  # of the one-hot label; more classes show those around the label
_GAP = 8.0
_ARROW = 18.0  # room between two squares


class PreparationView(QWidget):
    """Three steps: pixels from 0–255 to 0–1, 28 × 28 to 784 in a row, the label to one-hot."""

    def __init__(self) -> None:
        super().__init__(accessibleName=_("Preparation of this picture"))
        self.setObjectName("preparation")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._names: tuple[str, ...] = ()
        self._label: int | None = None
        self._row = self._column = 0
        self.show_picture(np.zeros((SIDE, SIDE), np.uint8), None, ())

    def show_picture(self, picture: NDArray[np.uint8], label: int | None, names: tuple[str, ...]) -> None:
        """Shows the preparation of another picture.

        Args:
            picture: uint8, shape (28, 28).
            label: The right answer, an index into ``names``; None for a picture without one.
            names: The answers that a network chooses from; empty where the data have no labels.
        """
        self._picture = np.ascontiguousarray(picture)
        self._sheet = PictureSheet(self._picture[None])
        self._label, self._names = label, names
        self._row, self._column = _edge(self._picture)
        self._strip = QImage(self._picture.data, SIDE * SIDE, 1, SIDE * SIDE, QImage.Format.Format_Grayscale8)
        self._describe()
        self.update()

    @property
    def one_hot(self) -> tuple[int, ...]:
        """The label as a 1 among zeros; empty where there is none."""
        return tuple(int(place == self._label) for place in range(len(self._names))) if self._label is not None else ()

    @override
    def sizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(360), px(400))

    @override
    def minimumSizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(240), px(200))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QFontMetricsF(self.font()).height() + 4
        room = QRectF(self.rect()).adjusted(1, 0, -1, 0)
        most = 3.0 * line + 2 * _GAP
        body = room.height() - most
        boxes = min(28.0 * current_theme().scale, body * 0.15)
        strip = min(26.0 * current_theme().scale, body * 0.11)
        left = body - 2 * boxes - strip
        # Three squares side by side, or where it is high, two over one.
        beside = min(left, (room.width() - 2 * _ARROW) / 3)
        stacked = min((left - _GAP) / 2, (room.width() - _ARROW) / 2)
        high = stacked > beside
        side = PictureSheet.whole_side(max(beside, stacked), self.devicePixelRatioF())
        first = 2 * side + _GAP if high else side
        top = room.top()
        top = self._paint_title(painter, top, line, _("1  Divide by 255: 0–255 becomes 0–1"))
        self._paint_scaling(painter, QRectF(room.left() + 1, top, side, side), high=high)
        top += first + _GAP
        top = self._paint_title(painter, top, line, _("2  Row after row: 28 × 28 becomes 784 in a row"))
        self._paint_strip(painter, QRectF(room.left(), top, room.width(), strip))
        top += strip + _GAP
        if self._label is None:
            text = _("3  Pictures like this are not asked about.") if self._names else _("3  It has no label.")
            self._paint_title(painter, top, line, text)
            return
        name = self._names[self._label]
        top = self._paint_title(painter, top, line, _("3  The label {name} becomes one-hot").format(name=name))
        self._paint_one_hot(painter, QRectF(room.left(), top, room.width(), 2 * boxes))

    def _paint_title(self, painter: QPainter, top: float, line: float, text: str) -> float:
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        words = QFontMetricsF(bold).elidedText(text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRectF(1, top, self.width(), line), Qt.AlignmentFlag.AlignVCenter, words)
        return top + line

    def _paint_scaling(self, painter: QPainter, picture: QRectF, *, high: bool) -> None:
        """The picture with a frame, the numbers in it as they are kept, and as they are after the division."""
        self._sheet.paint(painter, 0, picture, self.devicePixelRatioF())
        unit = picture.width() / SIDE
        window = _WINDOW if picture.width() >= current_theme().px(_ROOMY) else _WINDOW - 1
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        painter.setPen(QPen(accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        frame = QRectF(self._column * unit, self._row * unit, window * unit, window * unit)
        painter.drawRect(frame.translated(picture.topLeft()))
        values = self._picture[self._row : self._row + window, self._column : self._column + window]
        before = picture.translated(picture.width() + _ARROW, 0)
        after = before.translated(*((0, picture.height() + _GAP) if high else (picture.width() + _ARROW, 0)))
        self._paint_table(painter, before, values, [str(value) for value in values.flat])
        self._paint_table(painter, after, values, [_scaled(int(value)) for value in values.flat])
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.setFont(self.font())
        arrow = QRectF(picture.right(), picture.top(), _ARROW, picture.height())
        painter.drawText(arrow, Qt.AlignmentFlag.AlignCenter, "→")
        if not high:
            painter.drawText(arrow.translated(before.right() - picture.right(), 0), Qt.AlignmentFlag.AlignCenter, "→")
            return
        theme = current_theme()
        beside = QRectF(picture.left(), after.top(), picture.width() + _ARROW - _GAP, after.height())
        painter.setFont(font(theme, 12))
        painter.setPen(QColor(theme.muted))
        flags = Qt.AlignmentFlag.AlignRight.value | Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextWordWrap.value
        painter.drawText(beside, flags, _("divided\nby 255 →"))

    def _paint_table(self, painter: QPainter, room: QRectF, values: NDArray[np.uint8], texts: list[str]) -> None:
        across = len(values)
        unit = room.width() / across
        small = QFont(self.font())
        small.setPixelSize(max(8, round(unit * 0.38)))
        small.setFeature(QFont.Tag("tnum"), 1)
        painter.setFont(small)
        for place, text in enumerate(texts):
            row, column = divmod(place, across)
            grey = int(values[row, column])
            cell = QRectF(room.left() + column * unit, room.top() + row * unit, unit, unit)
            painter.fillRect(cell, QColor(grey, grey, grey))
            painter.setPen(QColor(0x3A, 0x3A, 0x3A))
            painter.drawRect(cell)
            painter.setPen(QColor(Qt.GlobalColor.black if grey > 115 else Qt.GlobalColor.white))
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
        painter.drawRect(room)

    def _paint_strip(self, painter: QPainter, room: QRectF) -> None:
        """All 784 numbers side by side, as wide as there is room."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        painter.drawImage(room, self._strip)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1))
        for row in range(SIDE + 1):
            x = room.left() + room.width() * row / SIDE
            painter.drawLine(round(x), round(room.bottom()) - 4, round(x), round(room.bottom()) + 2)

    def _paint_one_hot(self, painter: QPainter, room: QRectF) -> None:
        """A box for each answer, a 1 in that of the label, its name under it."""
        assert self._label is not None
        count = len(self._names)
        shown = min(count, _MOST_BOXES)
        first = min(max(self._label - shown // 2, 0), count - shown)
        unit = min(room.width() / max(shown, 4), 3 * room.height() / 2)
        height = min(room.height() / 2, unit)
        theme = current_theme()
        words_font = QFont(self.font())
        words_font.setPixelSize(max(9, min(round(height * 0.6), theme.px(14))))
        metrics = QFontMetricsF(words_font)
        for place in range(shown):
            answer = first + place
            hot = answer == self._label
            cell = QRectF(room.left() + place * unit, room.top() + 1, unit, height)
            painter.fillRect(cell, QColor(theme.accent if hot else theme.surface))
            painter.setPen(QPen(QColor(theme.control), 1))
            painter.drawRect(cell)
            words_font.setWeight(QFont.Weight.DemiBold if hot else QFont.Weight.Normal)
            painter.setFont(words_font)
            painter.setPen(QColor(theme.on_accent if hot else theme.text))
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, "1" if hot else "0")
            painter.setPen(QColor(theme.text if hot else theme.muted))
            words = metrics.elidedText(self._names[answer], Qt.TextElideMode.ElideRight, unit - 4)
            painter.drawText(cell.translated(0, height), Qt.AlignmentFlag.AlignCenter, words)

    def _describe(self) -> None:
        if self._label is None:
            self.setAccessibleDescription(_("Divided by 255, laid out in a row of 784; there is no label."))
            return
        self.setAccessibleDescription(
            _("Divided by 255, laid out in a row of 784; the label {name} as one-hot: {numbers}.").format(
                name=self._names[self._label], numbers=" ".join(map(str, self.one_hot))
            )
        )


def _edge(picture: NDArray[np.uint8]) -> tuple[int, int]:
    """Row and column of the window with the most different grey values: where numbers say something."""
    windows = np.lib.stride_tricks.sliding_window_view(picture, (_WINDOW, _WINDOW))
    spread = windows.astype(np.float32).std(axis=(2, 3))
    row, column = np.unravel_index(int(spread.argmax()), spread.shape)
    return int(row), int(column)


def _scaled(value: int) -> str:
    return {0: "0", 255: "1"}.get(value, f"{value / 255:.2f}")
