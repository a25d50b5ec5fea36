"""The curves of robustness in the window, with a mark at the strength that is looked at; imports matplotlib."""

from collections.abc import Sequence
from functools import partial

from matplotlib.figure import Figure
from PySide6.QtCore import QLineF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.plots.robustness import draw_robustness
from mnist_desktop.plots.robustness_panel import PanelArea, RobustnessPanel
from mnist_desktop.plots.style import PlotStyle
from mnist_desktop.ui.evaluation.patient_figure import PatientFigure
from mnist_desktop.ui.figure_view import FigurePoint
from mnist_desktop.ui.plot_style import plot_style
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import explain


class RobustnessPlot(PatientFigure):
    """Small plots of all kinds of harm, or a large one of one kind.

    Emits ``panel_chosen`` with the place of a small plot that was clicked or reached by the arrow keys.
    """

    panel_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(_("Right answers as pictures get worse"), takes_keys=True)
        self.setObjectName("robustness_plot")
        explain(
            self,
            _("The bands are 95 % intervals. Click a small plot, or go there with the arrow keys, for its pictures."),
        )
        self._panels: tuple[RobustnessPanel, ...] = ()
        self._areas: list[PanelArea] = []
        self._chosen, self._strength = 0, 0.0
        self.clicked.connect(self._on_clicked)
        self.arrow_pressed.connect(self._on_arrow_pressed)
        follow_theme(self._on_theme_changed)

    def show_panels(self, panels: Sequence[RobustnessPanel]) -> None:
        """Shows these kinds."""
        self._panels = tuple(panels)
        self._show()

    def show_mark(self, chosen: int, strength: float) -> None:
        """Marks a strength.

        Args:
            chosen: The place of the kind among the panels.
            strength: In its unit.
        """
        self._chosen, self._strength = chosen, strength
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not 0 <= self._chosen < len(self._areas):
            return
        area, theme = self._areas[self._chosen], current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = area.x(self._strength)
        painter.setPen(QPen(QColor(theme.text), theme.px(1), Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(x, area.top, x, area.top + area.height))
        if len(self._areas) > 1:
            painter.setPen(QPen(QColor(theme.accent), theme.px(2)))
            # With its name above and its strengths below.
            outline = _rectangle(area).adjusted(-theme.px(7), -theme.px(27), theme.px(9), theme.px(24))
            painter.drawRoundedRect(outline.intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1)), 6, 6)
        painter.end()

    @Slot(object)
    def _on_clicked(self, point: FigurePoint) -> None:
        if len(self._areas) > 1:
            middles = [_rectangle(area).center() for area in self._areas]
            distances = [abs(point.x - each.x()) + abs(point.y - each.y()) for each in middles]
            self.panel_chosen.emit(distances.index(min(distances)))

    @Slot(int, int)
    def _on_arrow_pressed(self, columns: int, rows: int) -> None:
        if len(self._areas) < 2:
            return
        across = len({area.left for area in self._areas})
        chosen = self._chosen + columns + rows * across
        if 0 <= chosen < len(self._areas):
            self.panel_chosen.emit(chosen)

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        if self._panels:
            self._show()

    def _show(self) -> None:
        self.show_plot(partial(self._draw, style=plot_style(current_theme())))

    def _draw(self, figure: Figure, style: PlotStyle) -> None:
        areas = draw_robustness(figure, self._panels, style, title="")
        if figure is self.figure:
            self._areas = areas


def _rectangle(area: PanelArea) -> QRectF:
    return QRectF(area.left, area.top, area.width, area.height)
