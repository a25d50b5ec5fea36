"""The pictures of a change: as drawn, changed, and the training picture that the change is from."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.inference.levels import levels
from mnist_desktop.ui.picture_sheet import SIDE, PictureSheet
from mnist_desktop.ui.theme import current_theme, font

if TYPE_CHECKING:
    from mnist_desktop.inference.attribution import Attribution
    from mnist_desktop.inference.counterfactual import Counterfactual
    from mnist_desktop.inference.occlusion import Occlusion

_GAP, _WORDS = 12, 18
_FULL_DROP = 0.25
"""A fall of the probability by so much is shown in the full colour, so that small ones look small."""


def map_levels(found: "Attribution | Occlusion | Counterfactual", *, smooth: bool = False) -> NDArray[np.int8]:
    """What is painted of an explanation, above 0 for its answer: int8, shape (28, 28); shares may be smoothed."""
    from mnist_desktop.inference.attribution import Attribution
    from mnist_desktop.inference.occlusion import Occlusion

    if isinstance(found, Attribution):
        # A single pixel that counts most would leave all others dark.
        values = found.smoothed if smooth else found.values
        return levels(values, float(np.quantile(np.abs(values), 0.99)))
    if isinstance(found, Occlusion):
        fall = found.uncovered - found.values
        return levels(fall, max(_FULL_DROP, float(np.abs(fall).max())))
    return levels(found.change, 0.7)


class WhyPictures(QWidget):
    """Three pictures side by side, each with a word beneath."""

    def __init__(self) -> None:
        super().__init__(accessibleName=_("Drawn, changed, and the training picture that the change is from"))
        self.setObjectName("why_pictures")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._sheet: PictureSheet | None = None

    @property
    def filled(self) -> bool:
        """Whether there is something to show."""
        return self._sheet is not None

    def show_pictures(self, drawn: NDArray[np.uint8], changed: NDArray[np.uint8], known: NDArray[np.uint8]) -> None:
        """Shows three pictures: uint8, shape (28, 28) each."""
        self._sheet = PictureSheet(np.stack([drawn, changed, known]))
        self.update()

    def clear(self) -> None:
        """Shows nothing."""
        self._sheet = None

    @override
    def sizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(3 * 2 * SIDE + 2 * _GAP), px(2 * SIDE + _WORDS))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._sheet is None:
            return
        theme = current_theme()
        side, gap = float(theme.px(2 * SIDE)), theme.px(_GAP)
        column = min((self.width() - 2 * gap) / 3, side * 1.4)
        painter = QPainter(self)
        painter.setFont(font(theme, 12))
        painter.setPen(QColor(theme.muted))
        for place, word in enumerate((_("Drawn"), _("Changed"), _("Example"))):
            left = place * (column + gap)
            self._sheet.paint(painter, place, QRectF(left, 0, side, side), self.devicePixelRatioF())
            room = QRectF(left, side, column + gap, theme.px(_WORDS))
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, word)
        painter.end()
