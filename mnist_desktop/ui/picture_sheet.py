"""Many 28 × 28 pictures in one image, painted sharp at any size."""

from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

SIDE = 28
_COLUMNS = 32
_CELL = SIDE + 2  # a border of repeated pixels, so that smoothing does not mix neighbours


class PictureSheet:
    """Pictures side by side in one grey image.

    Args:
        pictures: Of shape (n, 28, 28), uint8; 0 is black.
    """

    def __init__(self, pictures: NDArray[np.uint8]) -> None:
        if pictures.ndim != 3 or pictures.shape[1:] != (SIDE, SIDE) or pictures.dtype != np.uint8:
            raise ValueError(f"Pictures (n, 28, 28) of uint8 were expected, {pictures.shape} {pictures.dtype} came.")
        self.count = len(pictures)
        rows = max(1, -(-self.count // _COLUMNS))
        cells = np.zeros((rows * _COLUMNS, _CELL, _CELL), np.uint8)
        cells[: self.count] = np.pad(pictures, ((0, 0), (1, 1), (1, 1)), mode="edge")
        grid = cells.reshape(rows, _COLUMNS, _CELL, _CELL).swapaxes(1, 2)
        self._pixels = np.ascontiguousarray(grid.reshape(rows * _CELL, _COLUMNS * _CELL))
        height, width = self._pixels.shape
        self._image = QImage(self._pixels.data, width, height, width, QImage.Format.Format_Grayscale8)
        self._enlarged = (1, self._image)

    @staticmethod
    def whole_side(side: float, ratio: float) -> float:
        """A width that gives each pixel a whole number of the screen's, unless a fifth would be lost."""
        whole = floor(side * ratio / SIDE) * SIDE / ratio
        return whole if whole >= 0.8 * side else floor(side * ratio) / ratio

    def paint(self, painter: QPainter, index: int, target: QRectF, ratio: float) -> None:
        """Paints one picture.

        Args:
            painter: Paints on a widget.
            index: Which picture.
            target: Where, in logical pixels.
            ratio: The screen's pixels in a logical one.
        """
        row, column = divmod(index, _COLUMNS)
        factor = target.width() * ratio / SIDE
        whole = abs(factor - round(factor)) < 1e-6
        # Between whole factors: enlarged by the next one without smoothing, then reduced with it.
        scale, image = (1, self._image) if whole else self._at(ceil(factor))
        source = QRectF(column * _CELL + 1, row * _CELL + 1, SIDE, SIDE)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not whole)
        painter.drawImage(target, image, QRectF(source.x() * scale, source.y() * scale, SIDE * scale, SIDE * scale))

    def _at(self, scale: int) -> tuple[int, QImage]:
        if self._enlarged[0] != scale:
            self._enlarged = (scale, self._image.scaled(self._image.size() * scale))
        return self._enlarged
