"""LiveAnswer: what is on the canvas, prepared and answered while the pen moves."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mnist_desktop.data.preparation import Preparation
from mnist_desktop.data.targets import task_label
from mnist_desktop.i18n import _
from mnist_desktop.training.events import StepsDone, TrainingEvent
from mnist_desktop.ui.answers import answer_names
from mnist_desktop.ui.draw.answered import Answered
from mnist_desktop.ui.draw.comparison import StepComparison
from mnist_desktop.ui.draw.digitness import LampLight
from mnist_desktop.ui.draw.prepared import prepare_canvas
from mnist_desktop.ui.draw.stage import DrawStage
from mnist_desktop.ui.model_text import SEPARATOR, learning_state
from mnist_desktop.ui.probability_bars import percentage
from mnist_desktop.ui.session import Session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_desktop.data.dataset import LabelledImages

_WHILE_LEARNING_MS = 100
"""Between two answers to the same drawing while the network learns."""
_SURE = 0.5
"""Below this a second class is named."""


class LiveAnswer(QObject):
    """Keeps the answer, the bars and the strip true to what is on the canvas.

    The answer is given here, in the GUI thread, by the predictor's snapshot of the weights; it takes about a
    millisecond. Movements of the pen that wait in the event queue come first and are answered together, so that the
    ink is never late.

    Signals:
        answered(Answered): What the network received and what it answered; comes with every new answer.

    Args:
        session: Whose predictor answers.
        stage: Canvas, answer, bars and strip.
    """

    answered = Signal(object)

    def __init__(self, session: Session, stage: DrawStage) -> None:
        super().__init__(stage)
        self._session, self._stage = session, stage
        self._names: tuple[str, ...] = ()
        self._known: dict[bytes, _Known] = {}
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._on_due)
        self._later = QTimer(self, singleShot=True, interval=_WHILE_LEARNING_MS)
        self._later.timeout.connect(self._on_due)
        self._lamp = LampLight(session, stage.answer)
        self._lamp.changed.connect(self.request)
        self._comparison = StepComparison(self, self._answer_after)
        self._comparison.compared.connect(self._on_compared)
        stage.canvas.ink_changed.connect(self.request)
        stage.canvas.ink_changed.connect(self._on_ink_changed)
        stage.strip.preparation_changed.connect(self.request)
        session.predictor_changed.connect(self.request)
        session.awake_changed.connect(self.request)
        session.progress_changed.connect(self._on_progress_changed)
        session.training_event.connect(self._on_training_event)
        session.training_changed.connect(self._on_model_changed)
        session.model_changed.connect(self._on_model_changed)
        session.dataset_changed.connect(self._on_model_changed)
        self._on_model_changed()

    @property
    def waiting(self) -> bool:
        """Whether an answer is due."""
        return self._soon.isActive() or self._later.isActive()

    @Slot()
    def request(self) -> None:
        """Answers anew as soon as no event of the mouse waits any more."""
        if not self._soon.isActive() and self._stage.isVisible():
            self._soon.start()

    def answer_now(self) -> None:
        """Gives the answer that is due, for whoever needs it before the event queue is empty."""
        if self._soon.isActive():
            self._soon.stop()
            self._on_due()

    def show_picture(self, picture: "NDArray[np.uint8]") -> None:
        """Puts a picture on the canvas as it is, and remembers its label if it is one of the data.

        Args:
            picture: uint8, shape (28, 28).
        """
        dataset = self._session.dataset
        if dataset is not None:
            # The test first: it is the smaller one, and where most pictures that are put here are from.
            for part, text in (
                (dataset.test, _("Test picture {index:,}")),
                (dataset.train, _("Training picture {index:,}")),
            ):
                index = part.index_of(picture)
                if index is not None:
                    self._known[picture.tobytes()] = _Known(text.format(index=index), part[index : index + 1])
                    break
        self._stage.canvas.set_picture(picture)

    @Slot()
    def _on_ink_changed(self) -> None:
        self._comparison.stop()
        self._stage.strip.show_comparison({})  # it was about another drawing

    @Slot()
    def _on_model_changed(self) -> None:
        model, dataset = self._session.model, self._session.dataset
        names = dataset.class_names if dataset is not None else tuple(str(digit) for digit in range(10))
        if model is not None:
            names = answer_names(model.run, dataset)
        if names != self._names:
            self._names = names
            self._stage.bars.set_class_names(names)
        self.request()

    @Slot(object)
    def _on_training_event(self, event: TrainingEvent) -> None:
        if not isinstance(event, StepsDone):
            self._on_model_changed()
        elif not self._later.isActive() and self._stage.isVisible():
            self._later.start()

    @Slot()
    def _on_progress_changed(self) -> None:
        if not self._session.awake:
            self.request()

    @Slot()
    def _on_due(self) -> None:
        if not self._stage.isVisible():
            return
        canvas = self._stage.canvas
        picture = canvas.picture()
        if picture is None:
            strip = self._stage.strip
            prepared = prepare_canvas(self._session.service, canvas, strip.preparation)
            strip.show_steps(prepared.steps)
            image, empty = prepared.image, prepared.empty
        else:
            self._stage.strip.show_picture(picture)
            image, empty = picture, False
        self._show_model()
        probabilities = self._probabilities(image, empty=empty)
        chosen = self._show_answer(probabilities)
        self._lamp.show(None if empty else image, "" if chosen is None else self._names[chosen])
        self._show_truth(picture, chosen)
        self.answered.emit(Answered(None if empty else image, probabilities))
        self._compare(wanted=picture is None and probabilities is not None)

    def _compare(self, *, wanted: bool) -> None:
        """Lets the steps be compared when the pen rests; while the network learns, once and again."""
        strip = self._stage.strip
        if not wanted:
            self._comparison.stop()
            strip.show_comparison({})
        elif strip.wants_comparison and not self._comparison.waiting:
            self._comparison.start(strip.preparation)

    def _answer_after(self, preparation: Preparation) -> tuple[int, float] | None:
        """The likeliest class and its probability after other steps of preparation."""
        canvas = self._stage.canvas
        if not self._stage.isVisible() or canvas.picture() is not None:
            return None
        prepared = prepare_canvas(self._session.service, canvas, preparation)
        values = self._probabilities(prepared.image, empty=prepared.empty)
        if values is None:
            return None
        best = max(range(len(values)), key=values.__getitem__)
        return best, values[best]

    @Slot(object)
    def _on_compared(self, answers: dict[str, tuple[int, float]]) -> None:
        texts = {
            step: _("{answer}, {certainty}").format(answer=self._names[best], certainty=percentage(value))
            for step, (best, value) in answers.items()
            if best < len(self._names)
        }
        shown = self._stage.bars.likeliest()
        self._stage.strip.show_comparison(texts, [step for step, (best, _value) in answers.items() if best != shown])

    def _probabilities(self, image: "NDArray[np.uint8]", *, empty: bool) -> tuple[float, ...] | None:
        predictor = self._session.predictor
        return None if predictor is None or empty else tuple(predictor.probabilities(image[None])[0].tolist())

    def _show_answer(self, values: tuple[float, ...] | None) -> int | None:
        """Shows the answer to a picture, or why there is none; returns its class."""
        stage = self._stage
        stage.bars.set_probabilities(values)
        if values is None:
            stage.answer.show_state(*self._why_no_answer())
            return None
        second, first = sorted(range(len(values)), key=values.__getitem__)[-2:]
        certainty = _("{certainty} sure").format(certainty=percentage(values[first]))
        stage.answer.show_answer(self._names[first], certainty, self._remark(values[first], self._names[second]))
        return first

    def _show_model(self) -> None:
        model = self._session.model
        if model is None:
            self._stage.answer.show_model("")
        else:
            state = learning_state(model.run, self._session.training_position)
            self._stage.answer.show_model(f"{model.run.name}{SEPARATOR}{state}")

    def _why_no_answer(self) -> tuple[str, str]:
        session = self._session
        if not session.awake:
            if session.progress is not None:
                return "⋯", session.progress.text
            return "–", _("The network is not awake. Ink and preparation work without it.")
        if session.model is None:
            return "–", _("There is no model yet: choose a network.")
        if session.predictor is None:
            return "⋯", _("Getting the network ready …")
        return "?", _("Draw a digit: the answer stands here.")

    def _remark(self, certainty: float, second: str) -> str:
        model = self._session.model
        # A model that was made elsewhere has weights, but no history.
        if model is not None and model.weights is None and not self._session.training:
            return _("It has learned nothing yet: it guesses.")
        if certainty < _SURE:
            return _("Not sure: it could also be {second}.").format(second=second)
        return ""

    def _show_truth(self, picture: "NDArray[np.uint8] | None", chosen: int | None) -> None:
        known = self._known.get(picture.tobytes()) if picture is not None else None
        model = self._session.model
        if known is None or model is None:
            self._stage.answer.show_truth("")
            return
        label = task_label(int(known.sample.labels[0]), model.run.training.task)
        if label is None or label >= len(self._names):  # of a class that this model was never asked about
            self._stage.answer.show_truth(_("{picture}: none of its answers").format(picture=known.text))
            return
        text = _("{picture}, label {label}").format(picture=known.text, label=self._names[label])
        if chosen is not None:
            verdict = _("right ✓") if chosen == label else _("wrong ✕")
            text = _("{picture}: {verdict}").format(picture=text, verdict=verdict)
        self._stage.answer.show_truth(text, right=chosen in (None, label))


@dataclass(frozen=True)
class _Known:
    """A picture of the data that is or was on the canvas."""

    text: str
    sample: "LabelledImages"
