"""NeighboursView: the training pictures that the network finds most like the drawing."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.i18n import _
from mnist_desktop.service.model import Model
from mnist_desktop.ui.digit_grid import GAP, DigitGrid
from mnist_desktop.ui.draw.answered import Answered
from mnist_desktop.ui.draw.digitness import Readying
from mnist_desktop.ui.draw.live_question import LiveQuestion
from mnist_desktop.ui.picture_sheet import SIDE
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Column, Label, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.inference.neighbours import Neighbour, Neighbours

COUNT = 5
_WORDS_BELOW = 44  # logical pixels that two lines of words take


class NeighboursView(QWidget):
    """Five training pictures with their labels and a word how near they are; a click puts one on the canvas.

    They are nearest by what the last hidden layer makes of them, and follow the pen a moment behind.

    Args:
        session: Whose model and data they are of.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("neighbours")
        self._session = session
        self._answered = Answered(None, None)
        self._found: tuple[Neighbour, ...] = ()
        self._readying: Readying[Neighbours] = Readying(session, partial(_neighbours, session), self)
        self._readying.changed.connect(self._on_due)
        self._question = LiveQuestion(session, self)
        self._question.came.connect(self._show_found)
        self._words = Label(role=TextRole.CAPTION, name="neighbours_words")
        self.grid = DigitGrid(COUNT, _("The most alike training pictures"), largest=4 * SIDE)
        self.grid.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        explain(
            self.grid,
            _("The training pictures that the last hidden layer finds most like the drawing; a click draws one."),
        )
        self.grid.clicked.connect(self._on_clicked)
        layout = Column(spacing=8)
        layout.addWidget(self._words)
        layout.addWidget(self.grid, stretch=1)
        self.setLayout(layout)
        self._show_none("")

    @Slot(object)
    def show_answered(self, answered: Answered) -> None:
        """Shows the neighbours of another drawing."""
        self._answered = answered
        self._readying.give_way()
        self._on_due()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, height = self.grid.width(), self.grid.height()
        below = current_theme().px(_WORDS_BELOW)

        def side(columns: int) -> float:
            rows = -(-COUNT // columns)
            return min((width + GAP) / columns - GAP, height / rows - below)

        self.grid.set_columns(max((COUNT, 3, 2, 1), key=side))

    @Slot()
    def _on_due(self) -> None:
        if not self.isVisible():
            return
        self._readying.want()
        neighbours, image = self._readying.ready, self._answered.image
        if neighbours is None:
            self._show_none(self._why_none())
        elif image is None:
            self._show_none(_("Draw a digit: the training pictures most like it stand here."))
        else:
            self._question.ask(partial(neighbours.find, image, COUNT))

    @Slot(object)
    def _show_found(self, found: "tuple[Neighbour, ...]") -> None:
        dataset = self._session.dataset
        if dataset is None or self._readying.ready is None:  # other data came meanwhile
            return
        self._found = found
        words = {"very near": _("very near"), "near": _("near"), "far": _("far")}
        captions = [f"{dataset.class_names[each.label]}\n{words[each.nearness]}" for each in found]
        self.grid.set_pictures(dataset.train.images[[each.index for each in found]], captions)
        self.grid.show()
        far = found[0].nearness == "far"
        self._words.setText(
            _("Nothing that it learned from is like this; these are the least unlike.")
            if far
            else _("Of all that it learned from, the network finds these most like the drawing.")
        )

    def _show_none(self, why: str) -> None:
        self._question.forget()
        self._found = ()
        self.grid.set_pictures(np.zeros((0, SIDE, SIDE), np.uint8))
        self._words.setText(why)

    def _why_none(self) -> str:
        session = self._session
        if session.training:
            return _("While the network learns, what it finds alike changes; they come when it is done.")
        if session.model is not None and session.model.weights is None:
            return _("The network has learned nothing yet: it finds nothing alike.")
        if not session.awake or session.predictor is None or self._readying.in_work or session.testing:
            return _("Looking at all training pictures …")
        return _("The pictures that this model learned from are not open.")

    @Slot(int)
    def _on_clicked(self, place: int) -> None:
        dataset = self._session.dataset
        if dataset is not None and place < len(self._found):
            self._session.put_on_canvas(dataset.train.images[self._found[place].index])


def _neighbours(session: Session, model: Model, dataset: Dataset, cancelled: Callable[[], bool]) -> "Neighbours | None":
    return session.service.neighbours(model, dataset, cancelled=cancelled)
