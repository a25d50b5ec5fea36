"""A picture of 28 × 28 pixels with what speaks for and against an answer, or what would have to change."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.inference.levels import TOP
from mnist_desktop.ui.picture_sheet import SIDE, PictureSheet
from mnist_desktop.ui.theme import DARK, current_theme

FOR, AGAINST = DARK.training, DARK.validation
"""Blue and orange of Okabe and Ito that are light enough for the black of a digit, in both themes."""
_INK = 128
_MARKED = 40  # level from which a pixel also bears a sign, so that nothing is told by colour alone
_SIGN_FROM = 6.0  # pixels of the screen in one of the picture, below which a sign would be a speck


class EvidenceMap(QWidget):
    """Shows a picture in grey, its ink outlined, and over it levels: blue with + above 0, orange with - below.

    Args:
        name: Its ``objectName``.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._sheet = PictureSheet(np.zeros((1, SIDE, SIDE), np.uint8))
        self._levels = np.zeros((SIDE, SIDE), np.int8)
        self._outline: list[QLineF] = []
        self._grey = 1.0
        self._stale = False

    def show_levels(
        self, picture: NDArray[np.uint8], levels: NDArray[np.int8], outlined: NDArray[np.uint8], *, grey: float
    ) -> None:
        """Shows a picture with levels over it.

        Args:
            picture: uint8, shape (28, 28).
            levels: int8, shape (28, 28), -127 to 127.
            outlined: uint8, shape (28, 28), the picture whose ink is outlined.
            grey: How much of the picture is seen, 0 to 1.
        """
        self._sheet = PictureSheet(picture[None])
        self._levels = np.ascontiguousarray(levels)
        self._outline = _outline(outlined)
        self._grey = grey
        self._stale = False
        self.update()

    def clear(self) -> None:
        """Shows a black square."""
        blank = np.zeros((SIDE, SIDE), np.uint8)
        self.show_levels(blank, blank.view(np.int8), blank, grey=1.0)

    def set_side(self, room: int) -> None:
        """Becomes as large as a room lets it, with whole pixels."""
        side = PictureSheet.whole_side(max(room, 3 * SIDE), self.devicePixelRatioF())
        self.setFixedSize(round(side), round(side))

    def set_stale(self, stale: bool) -> None:
        """Dims what is shown: it is of another drawing than the one on the canvas."""
        if stale != self._stale:
            self._stale = stale
            self.update()

    @override
    def sizeHint(self) -> QSize:
        side = current_theme().px(8 * SIDE)
        return QSize(side, side)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(3 * SIDE, 3 * SIDE)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        side = PictureSheet.whole_side(min(self.width(), self.height()), ratio)
        square = QRectF(0, 0, side, side)
        painter = QPainter(self)
        painter.fillRect(square, Qt.GlobalColor.black)
        fade = 0.4 if self._stale else 1.0
        painter.setOpacity(self._grey * fade)
        self._sheet.paint(painter, 0, square, ratio)
        painter.setOpacity(fade)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawImage(square, _coloured(self._levels))
        unit = side / SIDE
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.scale(unit, unit)
        painter.setPen(QPen(QColor(0xB8, 0xBE, 0xC8), 1.0 / unit))
        painter.drawLines(self._outline)
        painter.restore()
        if unit >= _SIGN_FROM:
            self._paint_signs(painter, unit)
        painter.end()

    def _paint_signs(self, painter: QPainter, unit: float) -> None:
        arm = 0.26 * unit
        painter.setPen(QPen(Qt.GlobalColor.black, max(1.0, 0.12 * unit)))
        lines = []
        for (row, column), level in np.ndenumerate(self._levels):
            if abs(int(level)) >= _MARKED:
                centre = QPointF((column + 0.5) * unit, (row + 0.5) * unit)
                lines.append(QLineF(centre - QPointF(arm, 0), centre + QPointF(arm, 0)))
                if level > 0:
                    lines.append(QLineF(centre - QPointF(0, arm), centre + QPointF(0, arm)))
        painter.drawLines(lines)


@cache
def colour_table() -> tuple[int, ...]:
    """The colours of the levels 0 to 127 and then -128 to -1: black lets through, full blue and orange do not."""
    colours = []
    for index in range(256):
        level = index if index <= TOP else index - 256
        colour = QColor(FOR if level >= 0 else AGAINST)
        colour.setAlphaF(min(abs(level) / TOP, 1.0) ** 0.7)
        colours.append(colour.rgba())
    return tuple(colours)


def _coloured(levels: NDArray[np.int8]) -> QImage:
    rows, columns = levels.shape
    image = QImage(levels.view(np.uint8).data, columns, rows, columns, QImage.Format.Format_Indexed8)
    image.setColorTable(colour_table())
    return image.convertToFormat(QImage.Format.Format_ARGB32)


def _outline(picture: NDArray[np.uint8]) -> list[QLineF]:
    """The edges between ink and no ink, in pixels of the picture."""
    ink = np.pad(picture >= _INK, 1)
    upright = [QLineF(column, row - 1, column, row) for row, column in np.argwhere(ink[:, 1:] != ink[:, :-1]).tolist()]
    level = [QLineF(column - 1, row, column, row) for row, column in np.argwhere(ink[1:] != ink[:-1]).tolist()]
    return upright + level
