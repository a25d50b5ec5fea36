"""Precision, recall and F1 of each class as a table; of pictures without labels, how often each answer was given."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem
from typing_extensions import override

from mnist_desktop.evaluation.metrics import Evaluation, Predictions
from mnist_desktop.i18n import _
from mnist_desktop.ui.evaluation.words import are_digits
from mnist_desktop.ui.probability_bars import percentage
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import explain

_ROW_HEIGHT = 30
_LEAST = QSize(200, 120)  # logical pixels
_SCROLL_BAR = 12
_ROWS = 12  # classes; more may need a scroll bar
_PADDING = 20  # beside a column's title
_UNLIMITED = 16_777_215  # Qt's QWIDGETSIZE_MAX


class ReportTable(QTableWidget):
    """One row a class.

    Signals:
        class_chosen(int): A row was clicked or entered.
        row_changed(int): The keys or the mouse went to another row.
    """

    class_chosen = Signal(int)
    row_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__(0, 0)
        self.setObjectName("report_table")
        self.setProperty("kind", "plain")
        self.setAccessibleName(_("Precision, recall and F1"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(24)
        self.currentCellChanged.connect(self._on_current_changed)
        self.cellClicked.connect(self._on_cell_clicked)
        self.activated.connect(self._on_activated)
        follow_theme(self._on_theme_changed)

    def show_results(self, found: Predictions) -> None:
        """Shows other results."""
        noun = _("Digit") if are_digits(found.class_names) else _("Class")
        if isinstance(found, Evaluation):
            columns = _report_columns()
            rows = [
                (report.name, *map(_shown, (report.precision, report.recall, report.f1)), f"{report.support:,}")
                for report in found.class_reports
            ]
            notes = [report.note for report in found.class_reports]
            explain(self, _("One row a class; click it for the pictures of it that were taken for another."))
        else:
            columns = _answer_columns()
            counts = [int((found.answers == index).sum()) for index in range(len(found.class_names))]
            rows = [
                (name, f"{count:,}", percentage(count / found.count))
                for name, count in zip(found.class_names, counts, strict=True)
            ]
            notes = [""] * len(rows)
            explain(self, _("One row an answer; click it for the pictures that got it."))
        self.setColumnCount(1 + len(columns))
        self.setRowCount(len(rows))
        for column, (title, explanation) in enumerate(((noun, _("The class.")), *columns)):
            header = QTableWidgetItem(title)
            header.setToolTip(explanation)
            header.setStatusTip(explanation)
            self.setHorizontalHeaderItem(column, header)
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                item.setToolTip(notes[row])
                self.setItem(row, column, item)
        self.stretch(True)

    def stretch(self, wide: bool) -> None:
        """Spreads the columns over the table, or makes them and it as narrow as their texts allow."""
        modes = QHeaderView.ResizeMode
        header = self.horizontalHeader()
        header.setSectionResizeMode(modes.Stretch if wide else modes.Fixed)
        widths = self._least_widths()
        for column, width in enumerate(widths):
            header.resizeSection(column, width)
        header.setSectionResizeMode(0, modes.Fixed)
        self.setMaximumWidth(_UNLIMITED if wide else self.least_width)

    @property
    def least_width(self) -> int:
        """What its texts need, in pixels."""
        scroll_bar = current_theme().px(_SCROLL_BAR) if self.rowCount() > _ROWS else 0
        return sum(self._least_widths()) + 2 * self.frameWidth() + scroll_bar

    def _least_widths(self) -> list[int]:
        # Not the header's own hints, which leave room for an arrow that is never there.
        theme = current_theme()
        small = QFont(self.font())
        small.setPixelSize(theme.px(12))
        widths = []
        for column in range(self.columnCount()):
            title = self.horizontalHeaderItem(column)
            words = QFontMetrics(small).horizontalAdvance(title.text() if title is not None else "")
            widths.append(max(self.sizeHintForColumn(column), words + theme.px(_PADDING)))
        return widths

    @override
    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(_LEAST.width()), theme.px(_LEAST.height()))

    @Slot(int, int, int, int)
    def _on_current_changed(self, row: int, _column: int, _old_row: int, _old_column: int) -> None:
        self.row_changed.emit(row)

    @Slot(int, int)
    def _on_cell_clicked(self, row: int, _column: int) -> None:
        self.class_chosen.emit(row)

    @Slot()
    def _on_activated(self) -> None:
        self.class_chosen.emit(self.currentRow())

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(_ROW_HEIGHT))


def _report_columns() -> tuple[tuple[str, str], ...]:
    """Title and explanation of each column after the first."""
    return (
        (_("Precision"), _("Precision: of the pictures that got this answer, the share that it was right for.")),
        (_("Recall"), _("Recall: of the pictures of this class, the share that was found.")),
        ("F1", _("F1: precision and recall in one number; it is low when either is.")),
        (_("Pictures"), _("How many of the pictures are of this class (support).")),
    )


def _answer_columns() -> tuple[tuple[str, str], ...]:
    return (
        (_("Answers"), _("How many of the pictures got this answer.")),
        (_("Share"), _("The share of the pictures that got this answer.")),
    )


def _shown(share: float | None) -> str:
    """A share as it stands in the table; a dash where there is nothing to take a share of."""
    return "–" if share is None else percentage(share)
