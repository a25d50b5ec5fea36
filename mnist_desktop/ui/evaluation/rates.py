"""ROC and precision-recall curves: a class is chosen in a table of the areas; imports matplotlib."""

from functools import partial
from math import floor
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem
from typing_extensions import override

from mnist_desktop.evaluation.curves import ClassCurves, RateCurve, class_curves
from mnist_desktop.evaluation.metrics import Evaluation, Predictions
from mnist_desktop.i18n import _
from mnist_desktop.plots.rates import RateKind, RateLine, draw_rates
from mnist_desktop.ui.evaluation.patient_figure import PatientFigure
from mnist_desktop.ui.evaluation.segments import Segments
from mnist_desktop.ui.evaluation.view import ResultView
from mnist_desktop.ui.evaluation.words import are_digits
from mnist_desktop.ui.plot_style import plot_style
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Column, Label, Row, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.data.dataset import Dataset
    from mnist_desktop.service.evaluation import Part
    from mnist_desktop.service.model import Model
    from mnist_desktop.ui.session import Session

_BOTH = 860  # logical pixels from which on both plots stand beside the table
_TABLE = 224
_ROW_HEIGHT = 28


class RatesView(ResultView):
    """A table of the classes with both areas; of the chosen one the curves, the others faint behind it.

    Args:
        session: In whose data lane they are worked out.
    """

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self.setObjectName("rates")
        self._session = session
        self._evaluation: Evaluation | None = None
        self._curves: tuple[ClassCurves, ...] = ()
        self._table = _AreaTable()
        self.setFocusProxy(self._table)
        self._table.currentCellChanged.connect(self._on_row_changed)
        self._roc = PatientFigure(_("ROC curve"))
        self._roc.setObjectName("roc_plot")
        explain(
            self._roc,
            _(
                "ROC: the more of its pictures are to be found, the more others are taken for it; the area is the "
                "chance that one of its pictures scores above another."
            ),
        )
        self._precision = PatientFigure(_("Precision-recall curve"))
        self._precision.setObjectName("precision_recall_plot")
        explain(
            self._precision,
            _("Precision and recall: the more of its pictures are to be found, the fewer of the finds are right."),
        )
        self._segments = Segments(
            "rate_kind",
            (
                (_("ROC"), _("Found pictures against false alarms.")),
                (_("Precision-recall"), _("Right finds against found pictures.")),
            ),
        )
        self._segments.chosen.connect(self._on_segment_chosen)
        self._words = Label(_("Working it out …"), TextRole.CAPTION, name="rates_words")
        plots = Column(spacing=8)
        plots.addWidget(self._segments)
        both = Row(spacing=24)
        both.addWidget(self._roc, stretch=1)
        both.addWidget(self._precision, stretch=1)
        plots.addLayout(both, stretch=1)
        row = Row(spacing=16)
        row.addWidget(self._table)
        row.addLayout(plots, stretch=1)
        layout = Column(spacing=8)
        layout.addLayout(row, stretch=1)
        layout.addWidget(self._words)
        self.setLayout(layout)
        follow_theme(self._on_theme_changed)

    @override
    def show_results(self, model: "Model", evaluation: Predictions, dataset: "Dataset", part: "Part") -> None:
        assert isinstance(evaluation, Evaluation)
        self._evaluation = evaluation
        self._words.setText(_("Working it out …"))
        self._session.jobs.run_data(partial(_curves_of, evaluation), on_result=self._on_curves)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot(object)
    def _on_curves(self, found: tuple[Evaluation, tuple[ClassCurves, ...]]) -> None:
        evaluation, curves = found
        if evaluation is not self._evaluation:
            return
        self._curves = curves
        self._table.show_curves(curves)
        self._show_plots()

    @Slot(int, int, int, int)
    def _on_row_changed(self, _row: int, _column: int, _old_row: int, _old_column: int) -> None:
        self._show_plots()

    @Slot(int)
    def _on_segment_chosen(self, _place: int) -> None:
        self._arrange()

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        self._show_plots()

    def _arrange(self) -> None:
        both = self.width() >= current_theme().px(_BOTH)
        self._segments.setVisible(not both)
        self._roc.setVisible(both or self._segments.place == 0)
        self._precision.setVisible(both or self._segments.place == 1)

    def _show_plots(self) -> None:
        chosen = self._table.currentRow()
        if not 0 <= chosen < len(self._curves):
            return
        style = plot_style(current_theme())
        kinds: tuple[tuple[PatientFigure, RateKind], ...] = ((self._roc, "roc"), (self._precision, "precision_recall"))
        for view, kind in kinds:
            lines = [_line(each, kind) for each in self._curves]
            view.show_plot(partial(draw_rates, kind=kind, lines=lines, style=style, chosen=chosen))
        curves = self._curves[chosen]
        words = _("Bold: {name} against all others. Faint: the other classes. Dashed: guessing.")
        self._words.setText(curves.note or words.format(name=curves.name))


class _AreaTable(QTableWidget):
    """One row a class: its name and both areas; the smallest average precision is current at first."""

    def __init__(self) -> None:
        super().__init__(0, 3)
        self.setObjectName("area_table")
        self.setProperty("kind", "plain")
        self.setAccessibleName(_("Areas under the curves"))
        explain(self, _("One row a class; click it for its curves. An area of 1 means: told from all others."))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        follow_theme(self._on_theme_changed)

    def show_curves(self, curves: tuple[ClassCurves, ...]) -> None:
        """Shows the areas of other curves."""
        noun = _("Digit") if are_digits(tuple(each.name for each in curves)) else _("Class")
        self.setRowCount(len(curves))
        for column, (title, explanation) in enumerate(
            (
                (noun, _("The class.")),
                (_("ROC area"), _("Area under the ROC curve: 1 is perfect, 0.5 is guessing.")),
                (_("PR area"), _("Average precision: the area under the precision-recall curve, 1 is perfect.")),
            )
        ):
            header = QTableWidgetItem(title)
            header.setToolTip(explanation)
            header.setStatusTip(explanation)
            self.setHorizontalHeaderItem(column, header)
        for row, each in enumerate(curves):
            for column, text in enumerate((each.name, _area(each.roc), _area(each.precision_recall))):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                item.setToolTip(each.note)
                self.setItem(row, column, item)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        areas = [each.precision_recall.area if each.precision_recall is not None else 2.0 for each in curves]
        self.setCurrentCell(areas.index(min(areas)), 0)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(_TABLE), current_theme().px(80))

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.setFixedWidth(theme.px(_TABLE))
        self.verticalHeader().setDefaultSectionSize(theme.px(_ROW_HEIGHT))


def _curves_of(evaluation: Evaluation) -> tuple[Evaluation, tuple[ClassCurves, ...]]:
    return evaluation, class_curves(evaluation)


def _line(curves: ClassCurves, kind: RateKind) -> RateLine:
    curve = curves.roc if kind == "roc" else curves.precision_recall
    xs, ys, area = ([], [], None) if curve is None else (curve.x.tolist(), curve.y.tolist(), curve.area)
    return RateLine(curves.name, xs, ys, area, curves.share, curves.note)


def _area(curve: RateCurve | None) -> str:
    """Cut off, not rounded: 1 is all of it."""
    return "–" if curve is None else f"{floor(curve.area * 1e4) / 1e4:.4f}"
