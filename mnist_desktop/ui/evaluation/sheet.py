"""The test pictures face down, a lock on them; they turn over while they are tested."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.picture_sheet import PictureSheet
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme, tint

_MOST = 200
_TILE, _GAP = 42, 6


class SealedSheet(QWidget):
    """Tiles that stand for all test pictures; shows nothing of a picture before it is tested."""

    def __init__(self) -> None:
        super().__init__(accessibleName=_("The test pictures, face down"))
        self.setObjectName("sealed_sheet")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._pictures: PictureSheet | None = None
        self._share = 0.0
        follow_theme(self._on_theme_changed)

    @property
    def sealed(self) -> bool:
        """Whether the lock is on it."""
        return self._pictures is None

    def seal(self) -> None:
        """Turns all pictures face down and locks them."""
        self._pictures = None
        self._share = 0.0
        self.update()

    def open(self, pictures: NDArray[np.uint8]) -> None:
        """Takes the lock away; ``set_share`` then turns pictures over.

        Args:
            pictures: uint8, shape (n, 28, 28); the first are shown.
        """
        self._pictures = PictureSheet(pictures[:_MOST])
        self._share = 0.0
        self.update()

    def set_share(self, share: float) -> None:
        """Turns this share of the tiles over, 0 to 1."""
        self._share = share
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(_TILE * 15, _TILE * 5) * current_theme().scale

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(_TILE * 6, _TILE + _GAP) * current_theme().scale

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, gap = PictureSheet.whole_side(theme.px(_TILE), self.devicePixelRatioF()), theme.px(_GAP)
        columns = max(1, min(20, int((self.width() + gap) // (side + gap))))
        rows = max(1, min(_MOST // columns, 6, int((self.height() + gap) // (side + gap))))
        left = (self.width() - columns * (side + gap) + gap) / 2
        top = (self.height() - rows * (side + gap) + gap) / 2
        turned = round(self._share * rows * columns)
        for index in range(rows * columns):
            row, column = divmod(index, columns)
            rect = QRectF(round(left + column * (side + gap)), round(top + row * (side + gap)), side, side)
            if self._pictures is not None and index < min(turned, self._pictures.count):
                self._pictures.paint(painter, index, rect, self.devicePixelRatioF())
            else:
                self._paint_back(painter, rect, theme)
        if self.sealed:
            self._paint_lock(painter, theme)

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        self.updateGeometry()
        self.update()

    def _paint_back(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.background))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(4), theme.px(4))

    def _paint_lock(self, painter: QPainter, theme: Theme) -> None:
        middle = QPointF(self.width() / 2, self.height() / 2)
        radius = min(theme.px(44), self.height() / 2 - 2)
        painter.setPen(QPen(QColor(theme.accent), theme.px(2)))
        painter.setBrush(QColor(theme.surface))
        painter.drawEllipse(middle, radius, radius)
        size = round(radius)
        corner = middle - QPointF(size / 2, size / 2)
        icon = tint("lock-simple", theme.accent, size)
        icon.paint(painter, QRectF(corner.x(), corner.y(), size, size).toRect(), Qt.AlignmentFlag.AlignCenter)
