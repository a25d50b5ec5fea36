"""Chooses pictures of a test by what they are, what was answered, how sure that was, and their order."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from mnist_desktop.evaluation.metrics import Evaluation, Predictions
from mnist_desktop.i18n import _
from mnist_desktop.ui.evaluation.choice import EVERY_CONFIDENCE, PictureChoice, confidence_words
from mnist_desktop.ui.widgets import Grid, explain

_RANGES = (EVERY_CONFIDENCE, (0.0, 0.5), (0.5, 0.9), (0.9, 0.99), (0.99, 1.0))


class PictureFilter(QWidget):
    """Four lists, each of which says what it stands for.

    Emits ``changed`` with a ``PictureChoice`` when the user chooses something else.
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("picture_filter")
        self._choice = PictureChoice()
        self._label = self._list("filter_label", _("What the picture is"), "")
        self._answer = self._list(
            "filter_answer", _("What the network answered"), _("Answered: only pictures that got this answer.")
        )
        self._sure = self._list(
            "filter_sure", _("How sure the network was"), _("How sure the network was of its answer: from, to.")
        )
        self._order = self._list(
            "filter_order",
            _("Order of the pictures"),
            _("By chance draws nine; any other order shows all of them, nine at a time."),
        )
        for text, order in (
            (_("By chance"), "by_chance"),
            (_("As they come"), "as_they_come"),
            (_("Surest first"), "surest_first"),
            (_("Least sure first"), "least_sure_first"),
        ):
            self._order.addItem(text, order)
        grid = Grid(spacing=8)
        for place, box in enumerate((self._label, self._answer, self._sure, self._order)):
            grid.addWidget(box, *divmod(place, 2))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.setLayout(grid)

    def set_results(self, found: Predictions) -> None:
        """Offers the classes of other answers."""
        labelled = isinstance(found, Evaluation)
        for box, every, one in (
            (self._label, _("It was: any"), _("It was: {name}")),
            (self._answer, _("Answered: any"), _("Answered: {name}")),
        ):
            box.clear()
            box.addItem(every, None)
            for index, name in enumerate(found.class_names):
                box.addItem(one.format(name=name), index)
        self._label.setEnabled(labelled)
        explain(
            self._label,
            _("It was: only pictures of this class.")
            if labelled
            else _("These pictures have no labels: nobody can say what they are."),
        )
        self.set_choice(PictureChoice())

    def set_choice(self, choice: PictureChoice) -> None:
        """Shows what is chosen."""
        self._choice = choice
        self._sure.clear()
        ranges = list(dict.fromkeys((*_RANGES, choice.confidence)))
        for confidence in ranges:
            self._sure.addItem(_range_name(confidence), confidence)
        self._sure.setCurrentIndex(ranges.index(choice.confidence))
        self._label.setCurrentIndex(0 if choice.label is None else choice.label + 1)
        self._answer.setCurrentIndex(0 if choice.answer is None else choice.answer + 1)
        self._order.setCurrentIndex(self._order.findData(choice.order))

    def _list(self, name: str, meaning: str, explanation: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(meaning)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(6)
        explain(box, explanation)
        box.activated.connect(self._on_activated)
        return box

    @Slot()
    def _on_activated(self) -> None:
        low, high = self._sure.currentData()
        choice = replace(
            self._choice,
            label=self._label.currentData(),
            answer=self._answer.currentData(),
            confidence=(low, high),
            order=self._order.currentData(),
        )
        if choice != self._choice:
            self._choice = choice
            self.changed.emit(choice)


def _range_name(confidence: tuple[float, float]) -> str:
    if confidence == EVERY_CONFIDENCE:
        return _("However sure")
    words = confidence_words(confidence)
    return words[0].upper() + words[1:]
