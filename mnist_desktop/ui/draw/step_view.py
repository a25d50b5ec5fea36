"""One step of the preparation: what the drawing looks like after it, its title, and a switch."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy
from typing_extensions import override

from mnist_desktop.ui.picture_sheet import SIDE, PictureSheet
from mnist_desktop.ui.theme import Theme, current_theme, font

_BOX = 14
_GAP = 2
_DIMMED = 0.4
_TITLE_LINES, _WORDS_LINES = 2, 2


class StepView(QAbstractButton):
    """A small picture over its title; the whole of it is the switch, checked while the step is taken.

    Args:
        name: The step's name.
        title: What the step does.
        switch: Whether it can be switched off.
    """

    def __init__(self, name: str, title: str, *, switch: bool) -> None:
        super().__init__(text=title)
        self.setObjectName(f"step_{name}")
        self.setAccessibleName(title)
        self.setCheckable(switch)
        self.setChecked(switch)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if switch else Qt.FocusPolicy.NoFocus)
        if switch:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._switch = switch
        self._pixels: NDArray[np.uint8] | None = None
        self._image = QImage()
        self._words, self._strong = "", False
        self._last = self._aside = False

    @property
    def pixels(self) -> NDArray[np.uint8] | None:
        """The picture that it shows."""
        return self._pixels

    @property
    def words(self) -> str:
        """What stands under the title."""
        return self._words

    def show_pixels(self, pixels: NDArray[np.uint8]) -> None:
        """Shows the drawing after this step: uint8, shape (h, w)."""
        # Kept because the image looks at its memory.
        self._pixels = np.ascontiguousarray(pixels)
        rows, columns = pixels.shape
        self._image = QImage(self._pixels.data, columns, rows, columns, QImage.Format.Format_Grayscale8)
        # While the pen moves the words stay as they are, and painting them would take longer than the picture.
        self.update(self._square().toAlignedRect().adjusted(-1, -1, 1, 1))

    def show_words(self, words: str, *, strong: bool = False) -> None:
        """Says something in small letters under the title; strong when it is worth a look."""
        if (words, strong) != (self._words, self._strong):
            self._words, self._strong = words, strong
            self.update()

    def set_title(self, title: str) -> None:
        """Says something else of the step."""
        if title != self.text():
            self.setText(title)
            self.setAccessibleName(title)

    def set_last(self, last: bool) -> None:
        """Frames it as what the network receives."""
        self._last = last
        self.update()

    def set_aside(self, aside: bool) -> None:
        """Stands alone, with its title beside the picture and without a switch; or under it."""
        self._aside = aside
        switch = self._switch and not aside
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if switch else Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, aside)
        self.update()

    @staticmethod
    def text_height() -> int:
        """What title and words need under a picture."""
        theme = current_theme()
        return round(QFontMetricsF(font(theme, 12)).lineSpacing() * (_TITLE_LINES + _WORDS_LINES)) + theme.px(_GAP)

    @override
    def sizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(3 * SIDE), px(3 * SIDE) + self.text_height())

    @override
    def minimumSizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(SIDE), px(2 * SIDE))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        square = self._square()
        self._paint_picture(painter, square, theme)
        if not square.adjusted(-2, -2, 2, 2).contains(QRectF(event.rect())):  # more than the picture has changed
            if self._aside:
                self._paint_aside(painter, square, theme)
            else:
                self._paint_text(painter, square.bottom() + theme.px(_GAP), theme)
        if self.hasFocus() and not self._aside:
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _square(self) -> QRectF:
        """Where the picture is."""
        room = self.height() - 2 if self._aside else min(self.height() - self.text_height(), self.width()) - 2
        side = PictureSheet.whole_side(max(room, SIDE), self.devicePixelRatioF())
        return QRectF(1, 1, side, side)

    def _paint_picture(self, painter: QPainter, square: QRectF, theme: Theme) -> None:
        painter.fillRect(square, Qt.GlobalColor.black)
        taken = self.isChecked() or not self._switch
        if self._pixels is not None:
            rows, columns = self._pixels.shape
            small = max(rows, columns) <= SIDE
            # What is counted in the network's pixels already keeps their size; the rest fills the square.
            scale = square.width() / (SIDE if small else max(rows, columns))
            target = QRectF(0, 0, columns * scale, rows * scale)
            target.moveCenter(square.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not small)
            painter.setOpacity(1.0 if taken else _DIMMED)
            painter.drawImage(target, self._image)
            painter.setOpacity(1.0)
        painter.setPen(QPen(QColor(theme.accent if self._last else theme.line), 2 if self._last else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(square)

    def _paint_aside(self, painter: QPainter, square: QRectF, theme: Theme) -> None:
        left = square.right() + theme.px(8)
        painter.setFont(font(theme, 12, QFont.Weight.DemiBold))
        painter.setPen(QColor(theme.text))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(QRectF(left, 1, self.width() - left, square.height()), flags, self.text())

    def _paint_text(self, painter: QPainter, top: float, theme: Theme) -> None:
        indent = 0.0
        taken = self.isChecked() or not self._switch
        words = font(theme, 12, QFont.Weight.DemiBold if self._last else QFont.Weight.Normal)
        line = QFontMetricsF(words).lineSpacing()
        if self._switch:
            side = theme.px(_BOX)
            _paint_box(painter, QRectF(1, top + (line - side) / 2, side, side), theme, checked=self.isChecked())
            indent = side + theme.px(5)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.setFont(words)
        painter.setPen(QColor(theme.text if taken else theme.muted))
        room = QRectF(indent, top, self.width() - indent, line * _TITLE_LINES)
        used = painter.boundingRect(room, flags, self.text())
        painter.drawText(room, flags, self.text())
        if self._words:
            painter.setFont(font(theme, 12, QFont.Weight.DemiBold if self._strong else QFont.Weight.Normal))
            painter.setPen(QColor(theme.text if self._strong else theme.muted))
            below = min(used.bottom(), room.bottom())
            painter.drawText(QRectF(0, below, self.width(), self.height() - below), flags, self._words)


def _paint_box(painter: QPainter, box: QRectF, theme: Theme, *, checked: bool) -> None:
    """A check box, as the other ones of the window look."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.accent if checked else theme.control), 1))
    painter.setBrush(QColor(theme.accent if checked else theme.surface))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    if checked:
        painter.setPen(QPen(QColor(theme.on_accent), 1.6 * theme.scale))
        corners = ((0.25, 0.52), (0.43, 0.70), (0.76, 0.32))
        painter.drawPolyline(
            QPolygonF([box.topLeft() + QPointF(x * box.width(), y * box.height()) for x, y in corners])
        )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
