"""Nine pictures at a strength that a slider chooses, with what the network answers."""

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QSlider

from mnist_desktop.data.corruption import Corruption
from mnist_desktop.evaluation.metrics import Evaluation
from mnist_desktop.evaluation.selection import random_pictures
from mnist_desktop.i18n import _
from mnist_desktop.ui.evaluation.exploration_strip import PAGE_SIZE, PictureStrip, PictureWords
from mnist_desktop.ui.evaluation.exploration_work import Subject
from mnist_desktop.ui.evaluation.robustness_curves import STEPS, strength_at
from mnist_desktop.ui.evaluation.words import RIGHT, WRONG
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.widgets import explain


class SpoiledStrip(PictureStrip):
    """Nine tested pictures, spoiled.

    Emits ``strength_changed`` when the slider was moved.

    Args:
        session: For the lane in which pictures are spoiled, and for the predictor.
    """

    strength_changed = Signal()

    def __init__(self, session: Session) -> None:
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("robustness_strength")
        self._slider.setAccessibleName(_("Strength"))
        self._slider.setPageStep(STEPS)
        explain(self._slider, _("Strength: how much the nine pictures are spoiled; the arrow keys move it."))
        super().__init__(
            "robustness_strip",
            _("Spoiled pictures"),
            _("Nine of the pictures at this strength; under each, what the network answers."),
            self._slider,
        )
        self._session = session
        self._subject: Subject | None = None
        self._kind: Corruption | None = None
        self._untouched: NDArray[np.uint8] = np.zeros((0, 28, 28), np.uint8)
        self._spoiled = self._untouched
        self._labels: tuple[int, ...] = ()
        self._answers: tuple[int, ...] = ()
        self._spoiling = self._spoil_again = False
        self._slider.valueChanged.connect(self._on_slider_moved)
        session.predictor_changed.connect(self._on_predictor_changed)

    @property
    def strength(self) -> float:
        """Where the slider stands, in the unit of the kind."""
        return 0.0 if self._kind is None else strength_at(self._kind, self._slider.value())

    def show_test(self, subject: Subject) -> None:
        """Shows pictures of another test, drawn by chance."""
        self._subject, evaluation = subject, subject.evaluation
        chosen = random_pictures(evaluation, PAGE_SIZE, seed=1)
        self._untouched = self._spoiled = subject.pictures.images[evaluation.rows[chosen]]
        self._labels = tuple(map(int, evaluation.labels[chosen])) if isinstance(evaluation, Evaluation) else ()
        self._show_strength()

    def show_kind(self, kind: Corruption) -> None:
        """Spoils them in another way, at the strength in the middle."""
        self._kind = kind
        with QSignalBlocker(self._slider):
            self._slider.setMaximum(STEPS * (len(kind.strengths) - 1))
            self._slider.setValue(STEPS * (len(kind.strengths) // 2))
        self._show_strength()

    @Slot()
    def make_stronger(self) -> None:
        """Moves the slider a little to the right."""
        self._slider.setValue(self._slider.value() + 1)

    @Slot()
    def make_weaker(self) -> None:
        """Moves the slider a little to the left."""
        self._slider.setValue(self._slider.value() - 1)

    @Slot(int)
    def _on_slider_moved(self, _value: int) -> None:
        self._show_strength()
        self.strength_changed.emit()

    @Slot(object)
    def _on_predictor_changed(self, _predictor: object) -> None:
        if self.isVisible():
            self._answer()

    @Slot(object)
    def _on_spoiled(self, images: NDArray[np.uint8]) -> None:
        if len(images) == len(self._untouched):  # else of a test before this one
            self._spoiled = images
            self._answer()

    @Slot()
    def _on_spoiling_ended(self) -> None:
        self._spoiling = False
        if self._spoil_again:
            self._spoil()

    def _show_strength(self) -> None:
        if self._kind is not None:
            text = _("{kind}, {strength} {unit}").format(
                kind=self._kind.title, strength=f"{self.strength:g}", unit=self._kind.unit
            )
            self.set_title(text)
            self._slider.setAccessibleDescription(text)
            self._spoil()

    def _spoil(self) -> None:
        """Spoils the nine in the data lane, the last wish only: SciPy takes a moment to be imported."""
        if self._kind is None or not len(self._untouched):
            return
        if self._spoiling:
            self._spoil_again = True
            return
        self._spoiling, self._spoil_again = True, False
        self._session.jobs.run_data(
            partial(self._session.service.corrupt, self._untouched, self._kind.kind, self.strength),
            on_result=self._on_spoiled,
            on_end=self._on_spoiling_ended,
        )

    def _answer(self) -> None:
        """Shows the nine with the answers of the current model, which are there in 3 ms."""
        predictor, model = self._session.predictor, self._session.model
        self._answers = ()
        same = model is not None and self._subject is not None and model.weights is self._subject.model.weights
        if predictor is not None and same:
            # One by one, as Draw asks: the function that answers is compiled for that.
            found = [predictor.probabilities(image[None]) for image in self._spoiled]
            self._answers = tuple(int(each[0].argmax()) for each in found)
        self.show_pictures(self.title, self._spoiled, self._words_of)

    def _words_of(self, place: int) -> PictureWords:
        assert self._subject is not None
        names = self._subject.evaluation.class_names
        label = names[self._labels[place]] if self._labels else ""
        if not self._answers:
            text = _("It was {label}.").format(label=label) if label else ""
            return PictureWords(label, text, wrong=False)
        answer = names[self._answers[place]]
        if not label:
            return PictureWords(answer, _("The network answers {answer}.").format(answer=answer), wrong=False)
        wrong = self._answers[place] != self._labels[place]
        text = (
            _("It was {label}. The network answers {answer}: wrong.")
            if wrong
            else _("It was {label}. The network answers {answer}: right.")
        )
        return PictureWords(
            f"{answer} {WRONG if wrong else RIGHT}", text.format(label=label, answer=answer), wrong=wrong
        )
