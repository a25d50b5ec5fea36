"""The mark and colour of a run in lists and tables: the same as in the plot, drawn without matplotlib."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap, QPolygonF

from mnist_desktop.ui.theme import Theme

SIZE = 16
"""Edge in logical pixels."""


def swatch(slot: int, theme: Theme) -> QIcon:
    """The mark of a run.

    Args:
        slot: As in ``plots.overlay.RunCurve``; −1 gives an empty place of the same size.
        theme: For its colours and scale.
    """
    size = theme.px(SIZE)
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    if slot < 0:
        return QIcon(pixmap)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(swatch_colour(slot, theme)))
    painter.scale(size / 2, size / 2)
    painter.translate(1, 1)
    corners = SHAPES[slot % len(SHAPES)]
    if corners:
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    else:
        painter.drawEllipse(QRectF(-0.6, -0.6, 1.2, 1.2))
    painter.end()
    return QIcon(pixmap)


def swatch_colour(slot: int, theme: Theme) -> str:
    """The colour of a run: that of its line in the plot."""
    colours = (*theme.series, theme.text, theme.muted)
    return colours[slot % len(colours)]


_Corners = tuple[tuple[float, float], ...]

_CROSS: _Corners = (
    *((-0.65, -0.3), (-0.3, -0.65), (0, -0.35), (0.3, -0.65), (0.65, -0.3), (0.35, 0)),
    *((0.65, 0.3), (0.3, 0.65), (0, 0.35), (-0.3, 0.65), (-0.65, 0.3), (-0.35, 0)),
)

SHAPES: tuple[_Corners, ...] = (
    (),  # a disc
    ((-0.55, -0.55), (0.55, -0.55), (0.55, 0.55), (-0.55, 0.55)),
    ((0, -0.7), (0.7, 0.6), (-0.7, 0.6)),
    ((0, -0.75), (0.75, 0), (0, 0.75), (-0.75, 0)),
    ((0, 0.7), (0.7, -0.6), (-0.7, -0.6)),
    _CROSS,
)
"""Corners of each mark, from −1 to 1, downwards; in the order of ``plots.overlay.slot_marker``."""
