"""The map in the window: hover a picture, draw a lasso around some; imports matplotlib."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from typing_extensions import override

from mnist_desktop.evaluation.embedding import PictureMap
from mnist_desktop.i18n import _
from mnist_desktop.plots.map import draw_map, point_at, points_within
from mnist_desktop.ui.evaluation.patient_figure import PatientFigure
from mnist_desktop.ui.figure_view import FigurePoint
from mnist_desktop.ui.picture_sheet import SIDE, PictureSheet
from mnist_desktop.ui.plot_style import plot_style
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import explain

_LEAST_LASSO = 6  # logical pixels: less is a click
_ENLARGED = 3 * SIDE
_MARGIN = 8


class MapPlot(PatientFigure):
    """Pictures as points of a plane.

    Signals:
        lassoed(object): Points were chosen by a lasso, or one by a click: intp indices; none by a click beside them.
        pointed(int): The mouse is at a point; -1: at none.
    """

    lassoed = Signal(object)
    pointed = Signal(int)

    def __init__(self) -> None:
        super().__init__(_("Map of the pictures"))
        self.setObjectName("map_plot")
        explain(self, _("Each digit is a picture; alike ones stand together. Draw a ring around some to see them."))
        self._map: PictureMap | None = None
        self._class_names: tuple[str, ...] = ()
        self._selected: NDArray[np.intp] | None = None
        self._note = ""
        self._lasso: list[QPointF] = []
        self._hovered = self._marked = -1
        self._sheet = PictureSheet(np.zeros((0, SIDE, SIDE), np.uint8))
        self._words = ""
        self.hovered.connect(self._on_hovered)
        follow_theme(self._on_theme_changed)

    def show_map(self, found: PictureMap, class_names: Sequence[str], note: str) -> None:
        """Shows another map, with nothing selected.

        Args:
            found: The points.
            class_names: Of the labels.
            note: Stands below it.
        """
        self._map, self._class_names, self._note = found, tuple(class_names), note
        self._selected = None
        self._hovered = self._marked = -1
        self._show()

    def select(self, points: NDArray[np.intp] | None) -> None:
        """Draws all but these points pale; None: no selection."""
        self._selected = points
        self._marked = -1
        self._show()

    def mark(self, point: int) -> None:
        """Marks the point of the picture that the keys are at; -1 for none."""
        self._marked = point
        self.update()

    def show_picture(self, picture: NDArray[np.uint8], words: str) -> None:
        """Shows the picture at the mouse.

        Args:
            picture: uint8, shape (28, 28).
            words: A line under it.
        """
        self._sheet, self._words = PictureSheet(picture[None]), words
        self.update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._lasso = [event.position()]

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._lasso:
            self._lasso.append(event.position())
            self._set_hovered(-1)
            self.update()
        else:
            super().mouseMoveEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self._lasso:
            return
        lasso, self._lasso = self._lasso, []
        self.update()
        if self._map is None:
            return
        points = self._map.embedding.points
        if QPolygonF(lasso).boundingRect().size().toSize().width() + len(lasso) < _LEAST_LASSO:
            place = point_at(self.figure, points, lasso[0].x(), lasso[0].y())
            self.lassoed.emit(np.array([] if place is None else [place], np.intp))
        else:
            self.lassoed.emit(points_within(self.figure, points, [(each.x(), each.y()) for each in lasso]))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = QColor(theme.accent)
        if self._marked >= 0 and (place := self._place(self._marked)) is not None:
            painter.setPen(QPen(accent, theme.px(2.5)))
            painter.drawEllipse(place, theme.px(14), theme.px(14))
        if len(self._lasso) > 1:
            painter.setPen(QPen(accent, theme.px(2), Qt.PenStyle.DashLine))
            accent.setAlphaF(0.12)
            painter.setBrush(accent)
            painter.drawPolygon(QPolygonF(self._lasso))
        if self._hovered >= 0 and self._sheet.count:
            self._paint_picture(painter, theme)
        painter.end()

    @Slot(object)
    def _on_hovered(self, point: FigurePoint | None) -> None:
        place = None
        if point is not None and self._map is not None:
            place = point_at(self.figure, self._map.embedding.points, point.x, point.y)
        self._set_hovered(-1 if place is None else place)

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        if self._map is not None:
            self._show()

    def _set_hovered(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            self.pointed.emit(place)
            self.update()

    def _show(self) -> None:
        assert self._map is not None
        self.show_plot(
            partial(
                draw_map,
                points=self._map.embedding.points,
                labels=self._map.labels,
                class_names=self._class_names,
                wrong=self._map.wrong,
                selected=self._selected,
                style=plot_style(current_theme()),
                title="",
                note=self._note,
            )
        )

    def _place(self, point: int) -> QPointF | None:
        """Where a point is drawn."""
        if self._map is None or not self.figure.axes:
            return None
        figure = self.figure
        axes = figure.axes[0]
        at = axes.transData.transform(self._map.embedding.points[point])
        across, upright = figure.transFigure.inverted().transform(at)
        return QPointF(across * self.width(), (1 - upright) * self.height())

    def _paint_picture(self, painter: QPainter, theme: Theme) -> None:
        """Beside the point, where it covers neither the point nor the window's edge."""
        place = self._place(self._hovered)
        if place is None:
            return
        side, margin = theme.px(_ENLARGED), theme.px(_MARGIN)
        metrics = QFontMetricsF(self.font())
        width = max(side, metrics.horizontalAdvance(self._words)) + 2 * margin
        height = side + metrics.height() + 2.5 * margin
        left = place.x() + 2 * margin if place.x() < self.width() / 2 else place.x() - 2 * margin - width
        top = min(max(place.y() - height / 2, 1.0), self.height() - height - 1)
        card = QRectF(left, top, width, height)
        painter.setPen(QPen(QColor(theme.control), 1))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(card, 6, 6)
        self._sheet.paint(
            painter, 0, QRectF(card.center().x() - side / 2, top + margin, side, side), self.devicePixelRatioF()
        )
        painter.setPen(QColor(theme.text))
        line = QRectF(left, top + 1.5 * margin + side, width, metrics.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._words)
