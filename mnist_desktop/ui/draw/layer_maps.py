"""The output of one layer: its channels as small pictures in a grid, or its units as a strip of cells."""

from collections.abc import Sequence
from functools import cache
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.ui.draw.evidence_map import colour_table
from mnist_desktop.ui.theme import current_theme

_CELL, _LEAST_MAP, _MOST_MAP, _GAP = 7, 22, 56, 2


class LayerMaps(QWidget):
    """Shows levels, black at 0: white above 0 where none is below, else blue above and orange below."""

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._maps = np.zeros((0, 1, 1), np.int8)
        self._image = QImage()
        self._silent: frozenset[int] = frozenset()

    def show_maps(self, maps: NDArray[np.int8], silent: Sequence[int]) -> None:
        """Shows another output.

        Args:
            maps: int8, shape (channels, height, width), or (units, 1, 1).
            silent: Which of them are 0 everywhere.
        """
        resized = maps.shape != self._maps.shape
        self._maps, self._silent = maps, frozenset(silent)
        count, rows, columns = maps.shape
        # All maps under each other in one picture.
        stacked = QImage(maps.view(np.uint8).data, columns, rows * count, columns, QImage.Format.Format_Indexed8)
        stacked.setColorTable(_colours(signed=bool((maps < 0).any())))
        self._image = stacked.convertToFormat(QImage.Format.Format_RGB32)
        if resized:
            self.updateGeometry()
        self.update()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        columns, pitch = self._grid(width)
        return max(1, ceil(ceil(len(self._maps) / columns) * pitch))

    @override
    def sizeHint(self) -> QSize:
        width = current_theme().px(240)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(120), 1)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        count, rows, _columns = self._maps.shape
        columns, pitch = self._grid(self.width())
        theme = current_theme()
        gap = 1.0 if self._strip else float(theme.px(_GAP))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        frame = QColor(theme.control)
        crosses = []
        for index in range(count):
            row, column = divmod(index, columns)
            cell = QRectF(column * pitch, row * pitch, pitch - gap, pitch - gap)
            if self._strip:  # else a white unit could not be told from a white card
                painter.fillRect(QRectF(column * pitch, row * pitch, pitch, pitch), frame)
                cell.translate(0.5, 0.5)
            painter.drawImage(cell, self._image, QRectF(0, index * rows, self._image.width(), rows))
            if index in self._silent and not self._strip:
                part = cell.adjusted(cell.width() / 3, cell.height() / 3, -cell.width() / 3, -cell.height() / 3)
                crosses += [
                    QLineF(part.topLeft(), part.bottomRight()),
                    QLineF(part.topRight(), part.bottomLeft()),
                ]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(0x9A, 0xA1, 0xAC), 1.2 * theme.scale))
        painter.drawLines(crosses)
        painter.end()

    @property
    def _strip(self) -> bool:
        return self._maps.shape[1:] == (1, 1)

    def _grid(self, width: int) -> tuple[int, float]:
        """How many stand beside each other, and how far apart they begin."""
        theme = current_theme()
        count = max(1, len(self._maps))
        if self._strip:
            least = most = theme.px(_CELL if count > 64 else 2 * _CELL)
        else:
            least, most = theme.px(_LEAST_MAP), theme.px(_MOST_MAP)
            if count > 64:
                least = theme.px(_LEAST_MAP - 8)
        fitting = max(1, width // least)
        if count <= fitting:
            return count, min(width / count, most)
        # As few beside each other as make no more rows than needed, so that they are large.
        columns = ceil(count / ceil(count / fitting))
        return columns, min(width / columns, most)


@cache
def _colours(*, signed: bool) -> tuple[int, ...]:
    if not signed:
        return tuple(QColor(grey, grey, grey).rgb() for grey in (min(255, 2 * index) for index in range(256)))
    colours = []
    for rgba in colour_table():
        over = QColor.fromRgba(rgba)
        share = over.alphaF()
        colours.append(QColor.fromRgbF(over.redF() * share, over.greenF() * share, over.blueF() * share).rgb())
    return tuple(colours)
