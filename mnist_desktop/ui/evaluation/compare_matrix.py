"""A model's confusion matrix, or the difference of two, of whose cells one can be chosen; imports matplotlib."""

from functools import partial
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen, QStatusTipEvent
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.plots.comparison import draw_difference
from mnist_desktop.plots.confusion import Cell, cell_at, draw_confusion
from mnist_desktop.plots.style import PlotStyle
from mnist_desktop.ui.figure_view import FigurePoint, FigureView
from mnist_desktop.ui.plot_style import plot_style
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import explain


class CompareMatrix(FigureView):
    """Shows counts, or how they differ.

    Emits ``cell_chosen`` with a ``Cell`` that was clicked, or entered while the arrow keys were at it.
    """

    cell_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Confusion matrix"), takes_keys=True)
        self.setObjectName("compare_matrix")
        self._matrix: NDArray[np.int64] | None = None
        self._class_names: tuple[str, ...] = ()
        self._difference = False
        self._cursor: Cell = (0, 0)
        self._selected: Cell | None = None
        self.clicked.connect(self._on_clicked)
        self.hovered.connect(self._on_hovered)
        self.arrow_pressed.connect(self._on_arrow_pressed)
        self.activated.connect(self._on_activated)
        follow_theme(self._on_theme_changed)

    def show_matrix(self, matrix: NDArray[np.int64], class_names: tuple[str, ...], *, difference: bool) -> None:
        """Shows another matrix; the chosen cell stays.

        Args:
            matrix: Shape (classes, classes).
            class_names: One a class.
            difference: Whether it is the second model's counts less the first one's.
        """
        self._matrix, self._class_names, self._difference = matrix, class_names, difference
        if self._selected is not None and max(self._selected) >= len(class_names):
            self._selected = None
        self._cursor = min(self._cursor, (len(class_names) - 1, len(class_names) - 1))
        title = _("Difference of two confusion matrices") if difference else _("Confusion matrix")
        self.setAccessibleName(title)
        explain(
            self,
            _("Minus: the second model makes fewer of these mistakes, plus: more. Click a cell for its pictures.")
            if difference
            else _("Confusion matrix: rows are what it was, columns what it answered. Click a cell for its pictures."),
        )
        self._show()

    @property
    def selected(self) -> Cell | None:
        """The chosen cell."""
        return self._selected

    def select(self, cell: Cell | None) -> None:
        """Outlines a cell as the chosen one; None: no cell is."""
        self._selected = cell
        self._cursor = cell or self._cursor
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._selected is not None and (area := self._area(self._selected)) is not None:
            painter.setPen(QPen(QColor(theme.accent), theme.px(3)))
            painter.drawRect(area)
        if self.hasFocus() and (area := self._area(self._cursor)) is not None:
            painter.setPen(QPen(QColor(theme.text), theme.px(2)))
            painter.drawRect(area)
        painter.end()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    @Slot(object)
    def _on_clicked(self, point: FigurePoint) -> None:
        cell = cell_at(self.figure, point.x, point.y)
        if cell is not None:
            self.cell_chosen.emit(cell)

    @Slot(object)
    def _on_hovered(self, point: FigurePoint | None) -> None:
        self._tell(cell_at(self.figure, point.x, point.y) if point is not None else None)

    @Slot(int, int)
    def _on_arrow_pressed(self, columns: int, rows: int) -> None:
        last = len(self._class_names) - 1
        row, column = self._cursor
        self._cursor = (min(max(row + rows, 0), last), min(max(column + columns, 0), last))
        self._tell(self._cursor)
        self.update()

    @Slot()
    def _on_activated(self) -> None:
        if self._matrix is not None:
            self.cell_chosen.emit(self._cursor)

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        if self._matrix is not None:
            self._show()

    def _show(self) -> None:
        assert self._matrix is not None
        draw = _draw_difference if self._difference else _draw_counts
        self.show_plot(
            partial(draw, matrix=self._matrix, class_names=self._class_names, style=plot_style(current_theme()))
        )

    def _area(self, cell: Cell) -> QRectF | None:
        if self._matrix is None or not self.figure.axes:
            return None
        row, column = cell
        box, count = self.figure.axes[0].get_position(), len(self._class_names)
        across, upright = box.width * self.width() / count, box.height * self.height() / count
        return QRectF(
            box.x0 * self.width() + column * across, (1 - box.y1) * self.height() + row * upright, across, upright
        )

    def _tell(self, cell: Cell | None) -> None:
        """Says what a cell holds, in the bottom bar and to screen readers."""
        if cell is None or self._matrix is None:
            QApplication.sendEvent(self, QStatusTipEvent(self.statusTip()))
            return
        label, answer = self._class_names[cell[0]], self._class_names[cell[1]]
        count = int(self._matrix[cell])
        text = _("It was {label}, answered {answer}: {count}").format(
            label=label, answer=answer, count=f"{count:+,}" if self._difference else f"{count:,}"
        )
        self.setAccessibleDescription(text)
        QApplication.sendEvent(self, QStatusTipEvent(text))


def _draw_difference(figure: Figure, *, matrix: NDArray[Any], class_names: tuple[str, ...], style: PlotStyle) -> None:
    draw_difference(figure, matrix, class_names, style, title="")


def _draw_counts(figure: Figure, *, matrix: NDArray[Any], class_names: tuple[str, ...], style: PlotStyle) -> None:
    draw_confusion(figure, matrix, class_names, style, title="")
