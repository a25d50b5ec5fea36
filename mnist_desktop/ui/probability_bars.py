"""How sure the network is of each class, as bars."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _


class ProbabilityBars(QWidget):
    """A row for each class: its name, a bar, a percentage; the likeliest one in the accent colour and bold.

    Args:
        class_names: One for each row.
        parent: The widget that holds it.
    """

    def __init__(self, class_names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent, accessibleName=_("Certainty for each class"))
        self.setObjectName("probability_bars")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._names = tuple(class_names)
        self._values: tuple[float, ...] = ()

    def set_class_names(self, class_names: Sequence[str]) -> None:
        """Shows other classes, without an answer yet."""
        self._names = tuple(class_names)
        self.set_probabilities(None)
        self.updateGeometry()

    def set_probabilities(self, values: Sequence[float] | None) -> None:
        """Shows an answer: a number 0 to 1 for each class; None where there is none."""
        if values is not None and len(values) != len(self._names):
            raise ValueError(f"{len(self._names)} probabilities were expected, {len(values)} came.")
        self._values = () if values is None else tuple(map(float, values))
        likeliest = self.likeliest()
        self.setAccessibleDescription(
            _("No answer yet")
            if likeliest is None
            else f"{self._names[likeliest]}: {percentage(self._values[likeliest])}"
        )
        self.update()

    def likeliest(self) -> int | None:
        """The row that is highlighted."""
        if not self._values:
            return None
        return max(range(len(self._values)), key=self._values.__getitem__)

    @override
    def sizeHint(self) -> QSize:
        return QSize(260, len(self._names) * self._row_height(24))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(140, len(self._names) * self._row_height(14))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._names:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text_height = self.fontInfo().pixelSize()
        row_height = min(self.height() / len(self._names), 2.6 * text_height)
        font = self._figures(bold=False)
        font.setPixelSize(max(9, min(round(row_height * 0.72), text_height)))
        bold = QFont(font)
        bold.setWeight(QFont.Weight.Bold)
        metrics = QFontMetricsF(bold)
        name_width = max(metrics.horizontalAdvance(name) for name in self._names)
        name_width = ceil(min(name_width, self.width() * 0.4))
        value_width = ceil(metrics.horizontalAdvance(percentage(0.9999)))
        room = max(self.width() - name_width - value_width - 20, 8)
        likeliest = self.likeliest()
        palette = self.palette()
        for index, name in enumerate(self._names):
            top = index * row_height
            value = self._values[index] if self._values else 0.0
            chosen = index == likeliest
            painter.setFont(bold if chosen else font)
            painter.setPen(palette.color(QPalette.ColorRole.Text))
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, name_width)
            painter.drawText(QRectF(0, top, name_width, row_height), align, words)
            thick = min(row_height * 0.6, 1.15 * text_height)
            track = QRectF(name_width + 10, top + (row_height - thick) / 2, room, thick)
            painter.setPen(Qt.PenStyle.NoPen)
            faint = palette.color(QPalette.ColorRole.Mid)
            faint.setAlphaF(0.35)
            painter.setBrush(faint)
            painter.drawRoundedRect(track, 3, 3)
            if value > 0.0005:
                role = QPalette.ColorRole.Highlight if chosen else QPalette.ColorRole.PlaceholderText
                painter.setBrush(palette.color(role))
                track.setWidth(max(room * min(value, 1.0), 2.0))
                painter.drawRoundedRect(track, min(3.0, track.width() / 2), 3)
            painter.setPen(palette.color(QPalette.ColorRole.Text if chosen else QPalette.ColorRole.PlaceholderText))
            place = QRectF(self.width() - value_width, top, value_width, row_height)
            painter.drawText(place, align, percentage(value) if self._values else "–")

    def _row_height(self, least: int) -> int:
        return max(least, round(QFontMetricsF(self.font()).height() * (1.0 if least < 20 else 1.4)))

    def _figures(self, *, bold: bool) -> QFont:
        """The widget's typeface with figures of one width, which do not jump while a digit is drawn."""
        font = QFont(self.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        if bold:
            font.setWeight(QFont.Weight.Bold)
        return font


def percentage(probability: float) -> str:
    """A probability in per cent, never rounded up to certainty."""
    if 0.9995 <= probability < 1.0:
        return _("> 99.9 %")
    return _("{number} %").format(number=f"{100 * probability:.1f}")
