"""What a test found: the matrix or the table at the left, pictures at the right; imports matplotlib."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from mnist_desktop.evaluation.selection import Cell
from mnist_desktop.i18n import _
from mnist_desktop.ui.evaluation.matrix import MatrixView
from mnist_desktop.ui.evaluation.pictures import PicturesCard
from mnist_desktop.ui.evaluation.report import ReportView
from mnist_desktop.ui.evaluation.words import are_digits
from mnist_desktop.ui.widgets import Card, Row, SecondaryButton, explain

if TYPE_CHECKING:
    from mnist_desktop.evaluation.metrics import Evaluation


class ResultsView(QWidget):
    """Matrix, table and pictures of one test, and what they have to do with each other.

    Emits ``canvas_asked`` with a picture for Draw's canvas.
    """

    canvas_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("results")
        self.matrix = MatrixView()
        self.matrix.cell_chosen.connect(self.show_cell)
        self.report = ReportView()
        self.report.class_chosen.connect(self._on_class_chosen)
        self.pictures = PicturesCard()
        self.pictures.canvas_asked.connect(self.canvas_asked)
        self.pictures.by_chance.connect(self._on_by_chance)
        self._matrix_button = SecondaryButton("", name="show_matrix")
        explain(self._matrix_button, _("The confusion matrix: what was taken for what, and how often."))
        self._report_button = SecondaryButton("", name="show_report")
        explain(self._report_button, _("Precision, recall and F1 of each class."))
        self._views = QButtonGroup(self)
        self._stack = QStackedWidget()
        self.switch = QWidget()
        switch = Row(spacing=8)
        for place, (button, view) in enumerate(
            ((self._matrix_button, self.matrix), (self._report_button, self.report))
        ):
            button.setCheckable(True)
            self._views.addButton(button, place)
            self._stack.addWidget(view)
            switch.addWidget(button)
        self.switch.setLayout(switch)
        self._matrix_button.setChecked(True)
        self._views.idClicked.connect(self._on_view_clicked)
        card = Card(name="matrix_card", margin=12)
        self._card_body = card.body
        card.body.addWidget(self._stack, stretch=1)
        self.take_switch_back()
        layout = Row(spacing=16)
        layout.addWidget(card)
        layout.addWidget(self.pictures)
        self._row = layout
        self.setLayout(layout)
        self._digits, self._compact = True, False
        self._name_views()

    def show_evaluation(self, evaluation: "Evaluation", images: NDArray[np.uint8]) -> None:
        """Shows what a test found.

        Args:
            evaluation: All of it.
            images: The test pictures, uint8, shape (n, 28, 28).
        """
        self._digits = are_digits(evaluation.class_names)
        self._name_views()
        self.matrix.show_evaluation(evaluation)
        self.report.show_evaluation(evaluation)
        self.pictures.show_evaluation(evaluation, images)

    def take_switch_back(self) -> None:
        """Puts the switch between matrix and table over them, after it stood elsewhere."""
        self._card_body.insertWidget(0, self.switch, alignment=Qt.AlignmentFlag.AlignLeft)

    @Slot(object)
    def show_cell(self, cell: Cell) -> None:
        """Chooses a cell of the matrix and shows its pictures."""
        self.matrix.select(cell)
        self.pictures.show_cell(cell)

    @Slot()
    def show_matrix(self) -> None:
        """Shows the matrix."""
        self._show_view(0)

    @Slot()
    def show_report(self) -> None:
        """Shows the table."""
        self._show_view(1)

    def set_compact(self, compact: bool) -> None:
        """Leaves away what can be missed where height is short."""
        self._compact = compact
        self._name_views()
        # A low matrix is not wide either: its cells keep their shape.
        for place, share in enumerate((1, 1) if compact else (4, 3)):
            self._row.setStretch(place, share)
        self.report.set_compact(compact)
        self.pictures.set_compact(compact)

    @Slot(int)
    def _on_view_clicked(self, place: int) -> None:
        self._show_view(place)

    @Slot(int)
    def _on_class_chosen(self, label: int) -> None:
        self.matrix.select(None)
        self.pictures.show_class(label)

    @Slot()
    def _on_by_chance(self) -> None:
        self.matrix.select(None)

    def _name_views(self) -> None:
        table = _("Digit by digit") if self._digits else _("Class by class")
        self._matrix_button.setText(_("Matrix") if self._compact else _("Where it goes wrong"))
        self._report_button.setText(_("Table") if self._compact else table)

    def _show_view(self, place: int) -> None:
        self._views.button(place).setChecked(True)
        self._stack.setCurrentIndex(place)
