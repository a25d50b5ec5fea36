"""The figures of each class as a table and as bars, and the chosen class in words; imports matplotlib."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from typing_extensions import override

from mnist_desktop.evaluation.metrics import ClassReport, Evaluation, Predictions
from mnist_desktop.i18n import _
from mnist_desktop.plots.class_bars import ClassBar, draw_class_bars
from mnist_desktop.ui.evaluation.choice import PictureChoice, choice_of_class
from mnist_desktop.ui.evaluation.patient_figure import PatientFigure
from mnist_desktop.ui.evaluation.report_table import ReportTable
from mnist_desktop.ui.evaluation.segments import Segments
from mnist_desktop.ui.evaluation.view import ResultView
from mnist_desktop.ui.plot_style import plot_style
from mnist_desktop.ui.probability_bars import percentage
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Column, Label, Row, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.data.dataset import Dataset
    from mnist_desktop.service.evaluation import Part
    from mnist_desktop.service.model import Model
    from mnist_desktop.ui.session import Session

_BARS = 240  # logical pixels; where there are as many beside the table, the bars stand there
_LOW = 360  # below this the words are left away


class ReportView(ResultView):
    """The figures of each class; the weakest one is current at first.

    Args:
        session: Not needed; all views are made with it.
    """

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self.setObjectName("report")
        self._found: Predictions | None = None
        self._weakest = 0
        self._table = ReportTable()
        self._table.class_chosen.connect(self._on_class_chosen)
        self.setFocusProxy(self._table)
        self._table.row_changed.connect(self._on_row_changed)
        self._bars = PatientFigure(_("Where it goes wrong, class by class"))
        self._bars.setObjectName("class_bars")
        explain(self._bars, _("What is missing to 100 %: pictures of the class not found, answers with it not right."))
        self._segments = Segments(
            "report_part",
            (
                (_("Table"), _("The figures of each class as a table.")),
                (_("Bars"), _("What goes wrong with each class, as bars.")),
            ),
        )
        self._segments.chosen.connect(self._on_segment_chosen)
        self._words = Label(role=TextRole.CAPTION, name="report_words")
        both = Row(spacing=12)
        both.addWidget(self._table, stretch=2)
        both.addWidget(self._bars, stretch=1)
        layout = Column(spacing=8)
        layout.addWidget(self._segments)
        layout.addLayout(both, stretch=1)
        layout.addWidget(self._words)
        self.setLayout(layout)
        follow_theme(self._on_theme_changed)

    @override
    def show_results(self, model: "Model", evaluation: Predictions, dataset: "Dataset", part: "Part") -> None:
        self._found = evaluation
        self._table.show_results(evaluation)
        if isinstance(evaluation, Evaluation):
            reports = evaluation.class_reports
            self._weakest = min(
                range(len(reports)), key=lambda index: (reports[index].f1 is None, reports[index].f1 or 0.0)
            )
        else:
            self._weakest = 0
        self._table.setCurrentCell(self._weakest, 0)
        self._describe(self._weakest)
        self._show_bars()
        self._arrange()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot(int)
    def _on_row_changed(self, row: int) -> None:
        self._describe(row)

    @Slot(int)
    def _on_class_chosen(self, label: int) -> None:
        if isinstance(self._found, Evaluation):
            self.pictures_asked.emit(choice_of_class(label))
        else:
            self.pictures_asked.emit(PictureChoice(answer=label, order="least_sure_first"))

    @Slot(int)
    def _on_segment_chosen(self, _place: int) -> None:
        self._arrange()

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        self._show_bars()

    def _show_bars(self) -> None:
        if isinstance(self._found, Evaluation):
            bars = [ClassBar(each.name, each.precision, each.recall) for each in self._found.class_reports]
            style = plot_style(current_theme())
            self._bars.show_plot(partial(draw_class_bars, classes=bars, style=style, title=""))

    def _arrange(self) -> None:
        """Table and bars beside each other where there is room, else the one that is chosen."""
        theme = current_theme()
        labelled = isinstance(self._found, Evaluation)
        both = labelled and self.width() >= self._table.least_width + theme.px(_BARS)
        self._table.stretch(not both)
        self._segments.setVisible(labelled and not both)
        self._table.setVisible(both or not labelled or self._segments.place == 0)
        self._bars.setVisible(labelled and (both or self._segments.place == 1))
        self._words.setVisible(self.height() >= theme.px(_LOW))

    def _describe(self, row: int) -> None:
        found = self._found
        if found is None or not 0 <= row < len(found.class_names):
            return
        if not isinstance(found, Evaluation):
            self._words.setText(" ".join(found.notes))
            return
        matrix = found.confusion_matrix
        text = _in_words(found.class_reports[row], int(matrix[row, row]), int(matrix[:, row].sum()))
        self._words.setText(_("The weakest: {words}").format(words=text) if row == self._weakest else text)


def _in_words(report: ClassReport, right: int, answered: int) -> str:
    """One row of the table as two sentences; where there is nothing to take a share of, why."""
    sentences = []
    if report.recall is not None:
        sentences.append(
            _("Of {support} pictures of {name} it found {right}: recall {share}.").format(
                support=f"{report.support:,}", name=report.name, right=f"{right:,}", share=percentage(report.recall)
            )
        )
    if report.precision is not None:
        sentences.append(
            _("Of {answered} answers “{name}”, {right} were right: precision {share}.").format(
                answered=f"{answered:,}", name=report.name, right=f"{right:,}", share=percentage(report.precision)
            )
        )
    return " ".join((*sentences, report.note)).strip()
