"""The confusion matrix of a test, of whose cells one is chosen by the mouse or the keys; imports matplotlib."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFocusEvent, QResizeEvent, QStatusTipEvent
from PySide6.QtWidgets import QApplication, QBoxLayout
from typing_extensions import override

from mnist_desktop.evaluation.metrics import Evaluation, Predictions
from mnist_desktop.evaluation.selection import worst_cells
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.plots.confusion import Cell, cell_at, share_text
from mnist_desktop.plots.confusion_plot import ConfusionPlot
from mnist_desktop.ui.evaluation.choice import PictureChoice, choice_of_cell
from mnist_desktop.ui.evaluation.patient_figure import PatientFigure
from mnist_desktop.ui.evaluation.segments import Segments
from mnist_desktop.ui.evaluation.view import ResultView
from mnist_desktop.ui.evaluation.words import cell_name
from mnist_desktop.ui.figure_view import FigurePoint
from mnist_desktop.ui.plot_style import plot_style
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Column, explain

if TYPE_CHECKING:
    from mnist_desktop.data.dataset import Dataset
    from mnist_desktop.service.evaluation import Part
    from mnist_desktop.service.model import Model
    from mnist_desktop.ui.session import Session

_LOW = 360  # logical pixels; below this the switch stands beside the matrix, which needs the height


class MatrixPane(ResultView):
    """The matrix, and whether it shows counts or shares.

    Args:
        session: Not needed; all views are made with it.
    """

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self.setObjectName("matrix_pane")
        self.matrix = MatrixView()
        self.matrix.cell_chosen.connect(self._on_cell_chosen)
        self._unit = Segments(
            "matrix_unit",
            (
                (_("Counts"), _("Counts: how many pictures are in each cell.")),
                (_("Shares"), _("Shares: per cent of the row, so that rare and frequent classes can be compared.")),
            ),
        )
        self._unit.chosen.connect(self._on_unit_chosen)
        layout: QBoxLayout = Column(spacing=8)
        layout.addWidget(self.matrix, stretch=1)
        layout.addWidget(self._unit)
        self._layout = layout
        self.setLayout(layout)

    @override
    def show_results(self, model: "Model", evaluation: Predictions, dataset: "Dataset", part: "Part") -> None:
        assert isinstance(evaluation, Evaluation)
        self.matrix.show_evaluation(evaluation)

    @override
    def show_choice(self, choice: PictureChoice) -> None:
        self.matrix.select(choice.cell)

    def toggle_shares(self) -> None:
        """Shows shares, or counts again."""
        self._unit.choose_next()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < current_theme().px(_LOW)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._layout.setDirection(across if low else down)
        self._unit.set_upright(low)

    @Slot(int)
    def _on_unit_chosen(self, place: int) -> None:
        self.matrix.set_shares(place == 1)

    @Slot(object)
    def _on_cell_chosen(self, cell: Cell) -> None:
        self.pictures_asked.emit(choice_of_cell(cell))


class MatrixView(PatientFigure):
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
        self._shares = False
        self._selected: Cell | None = None
        self._cursor: Cell = (0, 0)
        self.clicked.connect(self._on_clicked)
        self.hovered.connect(self._on_hovered)
        self.arrow_pressed.connect(self._on_arrow_pressed)
        self.activated.connect(self._on_activated)
        follow_theme(self._on_theme_changed)

    def set_shares(self, shares: bool) -> None:
        """Shows per cent of each row, or counts."""
        self._shares = shares
        if self._evaluation is not None:
            self._make_plot(current_theme())

    def show_evaluation(self, evaluation: Evaluation) -> None:
        """Shows another test, without a cell chosen."""
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
            self.figure, evaluation.confusion_matrix, evaluation.class_names, plot_style(theme), title="",
            shares=self._shares,
        )  # fmt: skip
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
        total = self._evaluation.class_reports[cell[0]].support
        if total:
            of_them = _("{share} % of its {total}").format(share=share_text(count / total), total=f"{total:,}")
            text = f"{text} ({of_them})"
        self.setAccessibleDescription(text)
        QApplication.sendEvent(self, QStatusTipEvent(text))
