"""The confusion matrix of a test, of whose cells one is chosen by the mouse or the keys; imports matplotlib."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QPaintEvent, QStatusTipEvent
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from mnist_desktop.evaluation.selection import worst_cells
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.plots.confusion import Cell, cell_at
from mnist_desktop.plots.confusion_plot import ConfusionPlot
from mnist_desktop.ui.evaluation.words import cell_name
from mnist_desktop.ui.figure_view import FigurePoint, FigureView
from mnist_desktop.ui.plot_style import plot_style
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import explain

if TYPE_CHECKING:
    from mnist_desktop.evaluation.metrics import Evaluation


class MatrixView(FigureView):
    """Shows the confusion matrix.

    Emits ``cell_chosen`` with a ``Cell`` that was clicked, or entered while the arrow keys were at it.
    """

    cell_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Confusion matrix"), takes_keys=True)
        self.setObjectName("matrix")
        explain(
            self,
            _("Confusion matrix: rows are what it was, columns what it answered. Click a cell for its pictures."),
        )
        self._evaluation: Evaluation | None = None
        self._plot: ConfusionPlot | None = None
        self._new = False
        self._selected: Cell | None = None
        self._cursor: Cell = (0, 0)
        self.clicked.connect(self._on_clicked)
        self.hovered.connect(self._on_hovered)
        self.arrow_pressed.connect(self._on_arrow_pressed)
        self.activated.connect(self._on_activated)
        follow_theme(self._on_theme_changed)

    def show_evaluation(self, evaluation: "Evaluation") -> None:
        """Shows another test, without a cell chosen."""
        self._new = self._evaluation is None
        self._evaluation = evaluation
        # The keys begin where there is most to see.
        self._selected, self._cursor = None, next(iter(worst_cells(evaluation, 1)), (0, 0))
        self._make_plot(current_theme())

    @property
    def cursor_cell(self) -> Cell:
        """The cell that the arrow keys are at."""
        return self._cursor

    def select(self, cell: Cell | None) -> None:
        """Outlines a cell as the chosen one."""
        self._selected = cell
        if cell is not None:
            self._cursor = cell
        self._show_outlines()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._new:
            # The page appears first, the matrix in the next turn: together they would hold the window up for 0.1 s.
            self._new = False
            QTimer.singleShot(0, self, self.update_live)
        else:
            super().paintEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_outlines()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_outlines()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        if self._evaluation is not None:
            self._make_plot(theme)

    @Slot(object)
    def _on_clicked(self, point: FigurePoint) -> None:
        cell = cell_at(self.figure, point.x, point.y)
        if cell is not None:
            self._cursor = cell
            self.cell_chosen.emit(cell)

    @Slot(object)
    def _on_hovered(self, point: FigurePoint | None) -> None:
        cell = cell_at(self.figure, point.x, point.y) if point is not None else None
        self._tell(cell)

    @Slot(int, int)
    def _on_arrow_pressed(self, columns: int, rows: int) -> None:
        if self._evaluation is None:
            return
        last = len(self._evaluation.class_names) - 1
        row, column = self._cursor
        self._cursor = (min(max(row + rows, 0), last), min(max(column + columns, 0), last))
        self._show_outlines()
        self._tell(self._cursor)

    @Slot()
    def _on_activated(self) -> None:
        if self._evaluation is not None:
            self.cell_chosen.emit(self._cursor)

    def _make_plot(self, theme: Theme) -> None:
        assert self._evaluation is not None
        evaluation = self._evaluation
        self._plot = ConfusionPlot(
            self.figure, evaluation.confusion_matrix, evaluation.class_names, plot_style(theme), title=""
        )
        self.show_live(self._plot)
        self._show_outlines()

    def _show_outlines(self) -> None:
        if self._plot is not None:
            self._plot.select(self._selected)
            self._plot.point_at(self._cursor if self.hasFocus() else None)
            self.update_live()

    def _tell(self, cell: Cell | None) -> None:
        """Says what a cell holds, in the bottom bar and to screen readers."""
        if cell is None or self._evaluation is None:
            QApplication.sendEvent(self, QStatusTipEvent(self.statusTip()))
            return
        count = int(self._evaluation.confusion_matrix[cell])
        pictures = ngettext("{count} picture", "{count} pictures", count).format(count=f"{count:,}")
        text = f"{cell_name(self._evaluation, cell)}: {pictures}"
        self.setAccessibleDescription(text)
        QApplication.sendEvent(self, QStatusTipEvent(text))
