"""Precision, recall and F1 of each class as a table, and the chosen row in words."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.ui.evaluation.words import are_digits
from mnist_desktop.ui.probability_bars import percentage
from mnist_desktop.ui.theme import Theme, follow_theme
from mnist_desktop.ui.widgets import Column, Label, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.evaluation.metrics import ClassReport, Evaluation

_ROW_HEIGHT = 30


class ReportView(QWidget):
    """The figures of each class; the weakest one is current at first.

    Emits ``class_chosen`` with the index of a class when its row is clicked or entered.
    """

    class_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("report")
        self._evaluation: Evaluation | None = None
        self._weakest = 0
        self._table = QTableWidget(0, 5)
        self._table.setObjectName("report_table")
        self._table.setAccessibleName(_("Precision, recall and F1"))
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setTabKeyNavigation(False)
        self._table.setShowGrid(False)
        self._table.verticalHeader().hide()
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self._table.horizontalHeader().setHighlightSections(False)
        self._table.currentCellChanged.connect(self._on_current_changed)
        self._table.cellClicked.connect(self._on_cell_chosen)
        self._table.activated.connect(self._on_activated)
        explain(self._table, _("One row a class; click it for the pictures of it that were taken for another."))
        self._words = Label(role=TextRole.CAPTION, name="report_words")
        layout = Column(spacing=8)
        layout.addWidget(self._table, stretch=1)
        layout.addWidget(self._words)
        self.setLayout(layout)
        follow_theme(self._on_theme_changed)

    def show_evaluation(self, evaluation: "Evaluation") -> None:
        """Shows another test."""
        self._evaluation = evaluation
        noun = _("Digit") if are_digits(evaluation.class_names) else _("Class")
        self._table.setHorizontalHeaderLabels([noun, _("Precision"), _("Recall"), "F1", _("Pictures")])
        explanations = (
            _("The class."),
            _("Precision: of the pictures that got this answer, the share that it was right for."),
            _("Recall: of the pictures of this class, the share that was found."),
            _("F1: precision and recall in one number; it is low when either is."),
            _("How many of the test pictures are of this class (support)."),
        )
        for column, text in enumerate(explanations):
            header = self._table.horizontalHeaderItem(column)
            if header is not None:
                header.setToolTip(text)
                header.setStatusTip(text)
        self._table.setRowCount(len(evaluation.class_reports))
        for row, report in enumerate(evaluation.class_reports):
            texts = (report.name, *map(_shown, (report.precision, report.recall, report.f1)), f"{report.support:,}")
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self._table.setItem(row, column, item)
        reports = evaluation.class_reports
        self._weakest = min(
            range(len(reports)), key=lambda index: (reports[index].f1 is None, reports[index].f1 or 0.0)
        )
        self._table.setCurrentCell(self._weakest, 0)
        self._describe(self._weakest)

    def set_compact(self, compact: bool) -> None:
        """Leaves the words away where height is short."""
        self._words.setVisible(not compact)

    @Slot(int, int, int, int)
    def _on_current_changed(self, row: int, _column: int, _old_row: int, _old_column: int) -> None:
        self._describe(row)

    @Slot(int, int)
    def _on_cell_chosen(self, row: int, _column: int) -> None:
        self.class_chosen.emit(row)

    @Slot()
    def _on_activated(self) -> None:
        self.class_chosen.emit(self._table.currentRow())

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._table.verticalHeader().setDefaultSectionSize(theme.px(_ROW_HEIGHT))

    def _describe(self, row: int) -> None:
        if self._evaluation is None or not 0 <= row < len(self._evaluation.class_reports):
            return
        matrix = self._evaluation.confusion_matrix
        text = _in_words(self._evaluation.class_reports[row], int(matrix[row, row]), int(matrix[:, row].sum()))
        self._words.setText(_("The weakest: {words}").format(words=text) if row == self._weakest else text)


def _shown(share: float | None) -> str:
    """A share as it stands in the table; a dash where there is nothing to take a share of."""
    return "–" if share is None else percentage(share)


def _in_words(report: "ClassReport", right: int, answered: int) -> str:
    """One row of the table as two sentences."""
    if report.support:
        recall = _("Of {support} pictures of {name} it found {right}: recall {share}.").format(
            support=f"{report.support:,}", name=report.name, right=f"{right:,}", share=_shown(report.recall)
        )
    else:
        recall = _("The test has no picture of {name}.").format(name=report.name)
    if answered:
        precision = _("Of {answered} answers “{name}”, {right} were right: precision {share}.").format(
            answered=f"{answered:,}", name=report.name, right=f"{right:,}", share=_shown(report.precision)
        )
    else:
        precision = _("It never answered “{name}”.").format(name=report.name)
    return f"{recall} {precision}"
