"""How a drawing becomes the picture that the network receives, step by step, in small pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.data.ink import InkStep
from mnist_desktop.i18n import _
from mnist_desktop.ui.picture_sheet import SIDE, PictureSheet
from mnist_desktop.ui.theme import Theme, current_theme, font

_GAP, _ARROW = 8, 20
_WEIGHTS = (1.0, 1.25, 1.25, 1.6)
"""Shares of the width: the later a step, the longer its title."""


@dataclass(frozen=True, eq=False)
class _Shown:
    title: str
    image: QImage
    pixels: NDArray[np.uint8]
    """Kept because the image looks at its memory."""


class PreparationStrip(QWidget):
    """Shows the steps of a preparation side by side, each with its title, the last one framed.

    Where there is little room, ``set_brief`` leaves the last one, which is what the network receives.
    """

    def __init__(self) -> None:
        super().__init__(accessibleName=_("How the drawing is prepared"))
        self.setObjectName("strip")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._steps: tuple[_Shown, ...] = ()
        self._brief = False

    @property
    def titles(self) -> tuple[str, ...]:
        """What is said of the steps that show."""
        return tuple(step.title for step in self._visible_steps())

    def set_brief(self, brief: bool) -> None:
        """Shows all steps, or the last one alone."""
        self._brief = brief
        self._describe()
        self.update()

    def show_steps(self, steps: Sequence[InkStep]) -> None:
        """Shows the steps of another drawing."""
        self._steps = tuple(_shown(step.title, step.image) for step in steps)
        self._describe()
        self.update()

    def show_picture(self, picture: NDArray[np.uint8]) -> None:
        """Shows a picture that needs no preparation."""
        self._steps = (_shown(_("28 × 28 already: the network receives it as it is"), picture),)
        self._describe()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(560), px(3 * SIDE))

    @override
    def minimumSizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(160), px(2 * SIDE))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        steps = self._visible_steps()
        side = PictureSheet.whole_side(self.height() - 2, self.devicePixelRatioF())
        weights = _WEIGHTS if len(steps) > 1 else (1.0,)
        arrows = theme.px(_ARROW) * (len(steps) - 1)
        words = max(self.width() - arrows - len(steps) * (side + theme.px(_GAP)), 0.0)
        left = 1.0
        for index, step in enumerate(steps):
            square = QRectF(left, 1, side, side)
            self._paint_step(painter, step, square, theme, last=index == len(steps) - 1)
            left = square.right() + theme.px(_GAP)
            room = words * weights[index] / sum(weights[: len(steps)])
            self._paint_title(painter, step.title, QRectF(left, 1, room, side), theme, last=index == len(steps) - 1)
            left += room
            if index < len(steps) - 1:
                _paint_arrow(painter, QPointF(left + theme.px(4), 1 + side / 2), theme)
                left += theme.px(_ARROW)
        painter.end()

    def _visible_steps(self) -> tuple[_Shown, ...]:
        if not self._brief or len(self._steps) < 2:
            return self._steps
        last = self._steps[-1]
        return (_Shown(_("What the network receives: 28 × 28 pixels"), last.image, last.pixels),)

    def _describe(self) -> None:
        self.setAccessibleDescription(" → ".join(self.titles))

    def _paint_step(self, painter: QPainter, step: _Shown, square: QRectF, theme: Theme, *, last: bool) -> None:
        painter.fillRect(square, Qt.GlobalColor.black)
        rows, columns = step.pixels.shape
        small = max(rows, columns) <= SIDE
        # What is counted in the network's pixels already keeps their size; the rest fills the square.
        scale = square.width() / (SIDE if small else max(rows, columns))
        target = QRectF(0, 0, columns * scale, rows * scale)
        target.moveCenter(square.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not small)
        painter.drawImage(target, step.image)
        painter.setPen(QPen(QColor(theme.accent if last else theme.line), 2 if last else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(square)

    def _paint_title(self, painter: QPainter, title: str, room: QRectF, theme: Theme, *, last: bool) -> None:
        words = font(theme, 12, QFont.Weight.DemiBold if last else QFont.Weight.Normal)
        if QFontMetricsF(words).averageCharWidth() * 6 > room.width():
            return
        painter.setFont(words)
        painter.setPen(QColor(theme.text if last else theme.muted))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, flags, title)


def _shown(title: str, pixels: NDArray[np.uint8]) -> _Shown:
    pixels = np.ascontiguousarray(pixels)
    rows, columns = pixels.shape
    return _Shown(title, QImage(pixels.data, columns, rows, columns, QImage.Format.Format_Grayscale8), pixels)


def _paint_arrow(painter: QPainter, tip_left: QPointF, theme: Theme) -> None:
    size = theme.px(5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.control), 1.5 * theme.scale))
    corner = QPointF(size, 0)
    painter.drawPolyline(QPolygonF([tip_left + QPointF(0, -size), tip_left + corner, tip_left + QPointF(0, size)]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
