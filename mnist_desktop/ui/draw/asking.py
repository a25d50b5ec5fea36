"""Asking: questions about a drawing, worked out beside the window once the pen rests."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mnist_desktop.ui.draw.answered import Answered
from mnist_desktop.ui.session import Session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_desktop.data.dataset import Dataset
    from mnist_desktop.data.task import Task
    from mnist_desktop.inference.explain import Explainer
    from mnist_desktop.inference.predictor import Predictor
    from mnist_desktop.service import ModelService

QuestionKind = Literal["attribution", "gaps", "occlusion", "counterfactual", "layers"]

REST_MS = 150
"""How long the pen rests before anything is asked: while it moves, the processor is there for the answer."""
_WHILE_LEARNING_MS = 1000
"""Between two looks at the same drawing while the network learns."""
_SLOW_MS = 300
"""After so long a wait is said."""


@dataclass(frozen=True, eq=False)
class Question:
    """What is to be explained.

    Attributes:
        kind: Which explanation.
        image: uint8, shape (28, 28), what the network received.
        answer: Which of its answers; 0 where the kind needs none.
    """

    kind: QuestionKind
    image: "NDArray[np.uint8]"
    answer: int = 0


class Asking(QObject):
    """Asks one question at a time, in the answers' lane; of those that come meanwhile the last one is asked next.

    The lane works on the predictor's snapshot of the weights, so that it explains what answers now, also while the
    network learns. Which questions are due, ``rested`` says.

    Signals:
        rested(Answered): The pen has come to rest on another picture, or the network answers otherwise than before.
        came(Question, object): The explanation; None where there is none.
        slow(bool): An explanation keeps one waiting, or no longer.

    Args:
        session: Whose predictor is asked about.
        parent: As for any QObject.
    """

    rested = Signal(object)
    came = Signal(object, object)
    slow = Signal(bool)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._answered = Answered(None, None)
        self._seen: bytes | None = None
        self._running: Question | None = None
        self._waiting: Question | None = None
        self._explainer: tuple[Predictor, Explainer] | None = None
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._on_rested)
        self._slow = QTimer(self, singleShot=True, interval=_SLOW_MS)
        self._slow.timeout.connect(self._on_slow)

    def follow(self, answered: Answered) -> None:
        """Takes note of an answer; an empty canvas, or no answer, is told at once."""
        picture = answered.image.tobytes() if answered.image is not None else None
        before, self._answered = self._answered, answered
        if answered.image is None or answered.probabilities is None:
            self._seen = None
            self._rest.stop()
            self._waiting = None
            self.rested.emit(answered)
        elif picture != self._seen:
            self._seen = picture
            self._rest.start(REST_MS)
        elif answered.probabilities != before.probabilities and not self._rest.isActive():
            self._rest.start(_WHILE_LEARNING_MS if self._session.training else REST_MS)

    def ask(self, question: Question) -> None:
        """Asks as soon as what is asked now is done; a question that waits is forgotten."""
        self._waiting = question
        self._next()

    def _next(self) -> None:
        predictor, question = self._session.predictor, self._waiting
        if self._running is not None or question is None or predictor is None:
            return
        self._waiting, self._running = None, question
        if self._explainer is None or self._explainer[0] is not predictor:
            self._explainer = (predictor, self._session.service.explainer(predictor))
        model = self._session.model
        cancel = threading.Event()
        job: Callable[[], object] = partial(
            _explain, self._session.service, self._explainer[1], question,
            self._session.dataset, model.run.training.task if model is not None else None, cancel,
        )  # fmt: skip
        self._slow.start()
        self._session.jobs.run_answer(job, on_result=self._on_result, on_end=self._on_end, cancel=cancel.set)

    @Slot(object)
    def _on_result(self, result: object) -> None:
        question, latest = self._running, self._waiting
        current = self._explainer is not None and self._explainer[0] is self._session.predictor
        if question is not None and current and (latest is None or latest.kind == question.kind):
            self.came.emit(question, result)

    @Slot()
    def _on_end(self) -> None:
        self._running = None
        self._slow.stop()
        self.slow.emit(False)
        self._next()

    @Slot()
    def _on_rested(self) -> None:
        self.rested.emit(self._answered)

    @Slot()
    def _on_slow(self) -> None:
        self.slow.emit(True)


def _explain(
    service: "ModelService",
    explainer: "Explainer",
    question: Question,
    dataset: "Dataset | None",
    task: "Task | None",
    cancel: threading.Event,
) -> object:
    """In the lane: the explanation that was asked for."""
    match question.kind:
        case "attribution":
            return explainer.attribution(question.image, question.answer)
        case "gaps":
            baseline = service.average_picture(dataset) if dataset is not None else None
            return explainer.attribution(question.image, question.answer, baseline)
        case "occlusion":
            return explainer.occlusion(question.image, question.answer)
        case "layers":
            return explainer.layers(question.image)
        case "counterfactual":
            if dataset is None or task is None:
                return None
            return service.counterfactual(explainer, task, dataset, question.image, question.answer, cancel.is_set)
