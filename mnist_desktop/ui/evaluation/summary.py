"""What a test says in few words: accuracy, right answers, loss, and how far chance moves them."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.ui.evaluation.words import part_pictures
from mnist_desktop.ui.probability_bars import percentage
from mnist_desktop.ui.widgets import Column, Label, Row, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.evaluation.metrics import Evaluation
    from mnist_desktop.ui.lane_work import PartResult


class EvaluationSummary(QWidget):
    """A large accuracy; under it, or beside it where height is short, what it rests on."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("summary")
        self._accuracy = Label("–", TextRole.BIG, name="accuracy")
        explain(self._accuracy, _("Accuracy: the share of the pictures that were answered rightly."))
        self._right = Label(role=TextRole.STRONG, name="right_count")
        self._loss = Label(role=TextRole.CAPTION, name="loss")
        explain(
            self._loss,
            _("Loss: the mean cross-entropy. It grows when the network is unsure, and most when it is surely wrong."),
        )
        self._interval = Label(role=TextRole.CAPTION, name="interval")
        explain(
            self._interval,
            _("95 % interval: which pictures the test happens to hold moves the result this far (Wilson's method)."),
        )
        figures: QBoxLayout = Row(spacing=8)
        figures.addWidget(self._right)
        figures.addWidget(self._loss)
        figures.addStretch()
        self._figures = figures
        words = Column(spacing=4)
        words.addLayout(figures)
        words.addWidget(self._interval)
        self._upright = False
        self._labelled = True
        self._loss_value = ""
        layout = Row(spacing=12)
        layout.addWidget(self._accuracy)
        layout.addLayout(words, stretch=1)
        self._layout: QBoxLayout = layout
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_upright(self, upright: bool) -> None:
        """Lays the texts under the number, or beside it."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._layout.setDirection(down if upright else across)
        self._figures.setDirection(down if upright else across)
        for label in (self._right, self._loss, self._interval):
            label.setWordWrap(upright)
        self._upright = upright
        self._show_loss()
        self._interval.setVisible(self._labelled or not upright)

    def show_result(self, result: "PartResult") -> None:
        """Shows what was found on a part of the data."""
        evaluation = result.evaluation
        self._accuracy.setVisible(evaluation is not None)
        self._loss.setVisible(evaluation is not None)
        self._labelled = evaluation is not None
        # Upright it stands over the notes, which say the same.
        self._interval.setVisible(self._labelled or not self._upright)
        if evaluation is None:
            count = f"{result.found.count:,}"
            text = ngettext("{count} picture answered", "{count} pictures answered", result.found.count)
            self._right.setText(text.format(count=count))
            self._interval.setText(_("They have no labels: nobody can say which answers are right."))
            return
        self._accuracy.setText(percentage(evaluation.accuracy))
        self._accuracy.setAccessibleName(_("Accuracy: {share}").format(share=percentage(evaluation.accuracy)))
        if result.part == "test":
            text = _("{right} of {count} right, {wrong} wrong")
        else:  # such a result must not be taken for a test's, even where the list of parts is out of sight
            text = _("{right} of {count} {pictures} right, {wrong} wrong")
        self._right.setText(
            text.format(
                right=f"{evaluation.right_count:,}",
                count=f"{evaluation.count:,}",
                pictures=part_pictures(result.part),
                wrong=f"{evaluation.error_count:,}",
            )
        )
        self._loss_value = f"{evaluation.loss:.4g}"
        self._show_loss()
        self._interval.setText(_interval_words(evaluation))

    def _show_loss(self) -> None:
        text = _("Loss {loss}: how wrong, lower is better") if self._upright else _("Loss {loss}")
        self._loss.setText(text.format(loss=self._loss_value))


def _interval_words(evaluation: "Evaluation") -> str:
    low, high = (f"{100 * share:.1f}" for share in evaluation.interval)
    if evaluation.count == 1:
        return _("One picture says little: of many like it, {low} to {high} % could be right.").format(
            low=low, high=high
        )
    return _("Another {count} pictures could give {low} to {high} %.").format(
        count=f"{evaluation.count:,}", low=low, high=high
    )
