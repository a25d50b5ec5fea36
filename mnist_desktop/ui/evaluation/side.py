"""The control column of Evaluate: what is known before the test, and what one can do after it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.evaluation.selection import Cell, worst_cells
from mnist_desktop.i18n import _
from mnist_desktop.ui.answers import answer_names
from mnist_desktop.ui.evaluation.words import seconds_text, whole_percent
from mnist_desktop.ui.model_text import learning_state
from mnist_desktop.ui.probability_bars import percentage
from mnist_desktop.ui.widgets import BigNumber, Column, FlatButton, Label, SecondaryButton, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.runs.run import Run
    from mnist_desktop.ui.lane_work import PartResult

_WORST = 3


class SealedSide(QWidget):
    """The model, and what to expect of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sealed_side")
        self._name = Label(role=TextRole.TITLE, name="model_name")
        self._state = Label(role=TextRole.CAPTION, name="model_state")
        self._expected = BigNumber("", name="expected")
        self._hint = Label(role=TextRole.CAPTION, name="expected_hint")
        layout = Column(spacing=4)
        layout.addWidget(self._name)
        layout.addWidget(self._state)
        layout.addSpacing(16)
        layout.addWidget(self._expected)
        layout.addSpacing(4)
        layout.addWidget(self._hint)
        self.setLayout(layout)

    def show_run(self, run: "Run | None", dataset: Dataset | None) -> None:
        """Shows what is known of a model; the data say among how many classes one would guess."""
        self._name.setText(run.name if run is not None else _("No model"))
        self._state.setText(learning_state(run) if run is not None else "")
        value, caption, hint = _expectation(run, dataset)
        self._expected.setVisible(bool(value))
        self._expected.set_value(value)
        self._expected.set_caption(caption)
        self._hint.setText(hint)


class ResultSide(QWidget):
    """The summary, the worst confusions, and what comes next.

    Signals:
        test_asked(): Test again.
        draw_asked(): Go on to Draw.
        cell_asked(Cell): Show the pictures of this cell.

    Args:
        save: What saves the test.
    """

    test_asked = Signal()
    draw_asked = Signal()
    cell_asked = Signal(object)

    def __init__(self, save: QWidget) -> None:
        super().__init__()
        self.setObjectName("result_side")
        self._cells: tuple[Cell, ...] = ()
        self._summary_place = Column(spacing=0)
        self._heading = Label(_("Confused most often"), TextRole.STRONG, name="worst_heading")
        self._buttons = [FlatButton("", name=f"worst_{place}", icon="arrow-right") for place in range(_WORST)]
        worst = Column(spacing=0)
        worst.addWidget(self._heading)
        for place, button in enumerate(self._buttons):
            button.setProperty("kind", "fold")
            button.setProperty("place", place)
            button.clicked.connect(self._on_worst_clicked)
            explain(button, _("Shows these pictures, the surest mistakes first."))
            worst.addWidget(button)
        self._facts = Label(role=TextRole.CAPTION, name="result_facts")
        self._notes = Label(role=TextRole.CAPTION, name="result_notes")
        draw = SecondaryButton(_("Draw a digit at it"), name="go_draw", icon="pencil-simple")
        explain(draw, _("Goes to Draw, where the model answers to your own hand."))
        draw.clicked.connect(self.draw_asked)
        again = self._again = SecondaryButton(_("Test again"), name="test_again", icon="arrow-clockwise")
        explain(again, _("Test again: the same model gives the same answers; a better one deserves its own test."))
        again.clicked.connect(self.test_asked)
        note = self._note = Label(
            _("Once looked at, these pictures are no longer new: each further look makes the result less honest."),
            TextRole.CAPTION,
            name="again_note",
        )
        layout = Column(spacing=8)
        layout.addLayout(self._summary_place)
        layout.addWidget(self._facts)
        layout.addWidget(self._notes)
        layout.addSpacing(8)
        layout.addLayout(worst)
        layout.addSpacing(8)
        layout.addWidget(draw)
        layout.addWidget(save)
        layout.addWidget(again)
        layout.addWidget(note)
        self.setLayout(layout)

    def place_summary(self, summary: QWidget) -> None:
        """Takes the summary to the top of the column."""
        self._summary_place.addWidget(summary)

    def show_result(self, result: "PartResult") -> None:
        """Shows how sure the network was, how long it took, and which classes were confused most."""
        found, evaluation = result.found, result.evaluation
        self._facts.setText(
            _("On average {sure} sure of its answers.\nIt took {seconds}.").format(
                sure=percentage(found.mean_confidence), seconds=seconds_text(found.seconds)
            )
        )
        self._notes.setText("\n".join(found.notes))
        self._notes.setVisible(bool(found.notes))
        sealed = result.part == "test"
        self._again.setVisible(sealed)
        self._note.setVisible(sealed and evaluation is not None)
        self._cells = worst_cells(evaluation, _WORST) if evaluation is not None else ()
        self._heading.setVisible(evaluation is not None)
        self._heading.setText(_("Confused most often") if self._cells else _("Nothing was confused"))
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(self._cells))
            if place < len(self._cells) and evaluation is not None:
                row, column = self._cells[place]
                count = int(evaluation.confusion_matrix[row, column])
                names = evaluation.class_names
                text = _("{label} taken for {answer}: {count}×")
                button.setText(text.format(label=names[row], answer=names[column], count=f"{count:,}"))

    @Slot()
    def _on_worst_clicked(self) -> None:
        place = self.sender().property("place")
        self.cell_asked.emit(self._cells[place])


def _expectation(run: "Run | None", dataset: Dataset | None) -> tuple[str, str, str]:
    """A number, its caption and a sentence about what may come; empty where nothing is known."""
    if run is None or dataset is None:
        return "", "", ""
    if run.test is not None:
        return percentage(run.test.accuracy), _("in the test before"), ""
    if run.state == "untrained":
        classes = len(answer_names(run, dataset))
        return f"≈ {whole_percent(1 / classes)}", _("right by guessing"), _("Nothing is learned yet.")
    validated = [record.val_accuracy for record in run.history if record.val_accuracy is not None]
    if not validated:
        return "", "", ""
    hint = _("The test shows whether that holds for pictures that nobody has chosen by.")
    return percentage(validated[-1]), _("right in validation, last epoch"), hint
