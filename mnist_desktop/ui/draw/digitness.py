"""What is got ready in the background for the current model while somebody draws, and what the lamp says."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.service.model import Model
from mnist_desktop.ui.draw.live_question import LiveQuestion
from mnist_desktop.ui.session import Session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_desktop.inference.digitness import Digitness, DigitnessVerdict
    from mnist_desktop.ui.draw.answer import AnswerView

_GIVE_WAY = 0.25
"""Seconds after a movement of the pen; movements of one stroke come closer to each other."""

_Ready = TypeVar("_Ready")


class Readying(QObject, Generic[_Ready]):
    """Gets something ready for the weights that answer now, in the model lane, once somebody wants it.

    A training or a test goes first: what runs then is cancelled, and begun again when it is wanted after that. The
    answer to a pen that moves goes first too: meanwhile the work waits, which would else take both of a computer's
    processors. What is ready is forgotten when other weights answer, or other data are open.

    Signals:
        changed(): It is ready, or no longer; or it may be worth asking for again.

    Args:
        session: Whose model it is for.
        function: Called in the model lane with model, data and a function that says when to end; returns None then.
        parent: As for any QObject.
    """

    changed = Signal()

    def __init__(
        self,
        session: Session,
        function: Callable[[Model, Dataset, Callable[[], bool]], _Ready | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._function = session, function
        self._ready: _Prepared[_Ready] | None = None
        self._asked: _Subject | None = None
        self._pending = False
        self._cancel = threading.Event()
        self._way = _Way()
        session.training_changed.connect(self._on_busy_changed)
        session.testing_changed.connect(self._on_busy_changed)
        session.model_changed.connect(self._on_subject_changed)
        session.dataset_changed.connect(self._on_subject_changed)

    @property
    def ready(self) -> _Ready | None:
        """What is ready for the weights that answer now; None while there is no such thing."""
        ready, subject = self._ready, self._subject()
        if ready is None or subject is None or self._session.training or not ready.subject.is_same(subject):
            return None
        return ready.value

    @property
    def in_work(self) -> bool:
        """Whether it is being got ready."""
        return self._pending

    def want(self) -> None:
        """Begins to get it ready, if it is not, and if there is a model that it can be got ready for."""
        subject, session = self._subject(), self._session
        busy = session.training or session.testing or not session.awake or session.predictor is None
        if subject is None or busy or self.ready is not None:
            return
        if self._asked is not None and self._asked.is_same(subject):
            return  # being got ready, or refused
        self._cancel.set()
        self._asked, self._pending = subject, True
        cancel = self._cancel = threading.Event()
        session.jobs.run_model(
            partial(_prepare, self._function, subject, cancel, self._way),
            on_result=self._on_prepared,
            cancel=cancel.set,
        )

    def give_way(self) -> None:
        """Lets the work wait for a moment."""
        self._way.clear_at = time.monotonic() + _GIVE_WAY

    def _subject(self) -> "_Subject | None":
        model, dataset = self._session.model, self._session.dataset
        if model is None or dataset is None or model.weights is None:
            return None
        return _Subject(model, dataset)

    @Slot(object)
    def _on_prepared(self, prepared: "_Prepared[_Ready] | None") -> None:
        if prepared is None or prepared.subject is not self._asked:
            return
        self._pending = False
        if prepared.value is not None:
            self._ready = prepared
        self.changed.emit()

    @Slot()
    def _on_subject_changed(self) -> None:
        """Lets the predictor of another model not wait until this is done."""
        subject = self._subject()
        if self._pending and self._asked is not None and (subject is None or not self._asked.is_same(subject)):
            self._give_up()

    @Slot()
    def _on_busy_changed(self) -> None:
        if self._pending and (self._session.training or self._session.testing):
            self._give_up()
        self.changed.emit()

    def _give_up(self) -> None:
        self._cancel.set()
        self._asked, self._pending = None, False


class LampLight(QObject):
    """Lights the lamp of the answer at drawings that are no digits.

    While the pen moves it follows a moment behind: the answer comes first.

    Signals:
        changed(): The lamp has to be looked at again.

    Args:
        session: Whose model answers.
        view: Has the lamp.
    """

    changed = Signal()

    def __init__(self, session: Session, view: "AnswerView") -> None:
        super().__init__(view)
        self._view = view
        self._readying: Readying[Digitness] = Readying(session, partial(_digitness, session), self)
        self._readying.changed.connect(self.changed)
        self._question = LiveQuestion(session, self)
        self._question.came.connect(self._on_judged)
        self._answer = ""
        self._accepted: bool | None = None

    def show(self, image: "NDArray[np.uint8] | None", answer: str) -> None:
        """Has a drawing judged, soon; nothing is shown without one, or while nobody can tell.

        Args:
            image: uint8, shape (28, 28), what the network received; None for an empty canvas.
            answer: The name of the class that it chose; empty while it cannot answer.
        """
        self._readying.want()
        self._readying.give_way()
        self._answer = answer
        digitness = self._readying.ready
        if image is None or not answer or digitness is None:
            self._question.forget()
            self._accepted = None
        else:
            self._question.ask(partial(digitness.score, image))
        self._light()

    @Slot(object)
    def _on_judged(self, verdict: "DigitnessVerdict") -> None:
        self._accepted = verdict.accepted
        self._light()

    def _light(self) -> None:
        if self._accepted is None:
            self._view.hide_lamp()
        elif self._accepted:
            self._view.show_familiar(_("Looks like what it learned"))
        else:
            words = _("This does not look like a digit to me. If I had to choose: {answer}.")
            if not self._answer.isdecimal():
                words = _("This does not look like anything I know. If I had to choose: {answer}.")
            self._view.show_strange(words.format(answer=self._answer))


def _digitness(session: Session, model: Model, dataset: Dataset, cancelled: Callable[[], bool]) -> "Digitness | None":
    return session.service.digitness(model, dataset, cancelled=cancelled)


@dataclass(frozen=True, eq=False)
class _Subject:
    model: Model
    dataset: Dataset

    def is_same(self, other: "_Subject") -> bool:
        """A name or a test makes another model of the same weights."""
        return self.model.weights is other.model.weights and self.dataset is other.dataset


@dataclass(frozen=True, eq=False)
class _Prepared(Generic[_Ready]):
    """What came of a job; its value is None where the model is of other data, so that nothing can be known."""

    subject: _Subject
    value: _Ready | None


@dataclass
class _Way:
    """Until when something else goes first: seconds of the monotonic clock; set in one thread, read in another."""

    clear_at: float = 0.0

    def is_cancelled(self, cancel: threading.Event) -> bool:
        """Whether work was cancelled; where something else goes first, the answer comes after that."""
        while (left := self.clear_at - time.monotonic()) > 0 and not cancel.wait(left):
            pass
        return cancel.is_set()


def _prepare(
    function: Callable[[Model, Dataset, Callable[[], bool]], _Ready | None],
    subject: _Subject,
    cancel: threading.Event,
    way: _Way,
) -> _Prepared[_Ready] | None:
    """Runs in the model lane; returns None where it was cancelled."""
    if cancel.is_set():
        return None
    try:
        value = function(subject.model, subject.dataset, partial(way.is_cancelled, cancel))
    except UserError:  # what cannot be known is not shown
        return _Prepared(subject, None)
    return None if value is None else _Prepared(subject, value)
