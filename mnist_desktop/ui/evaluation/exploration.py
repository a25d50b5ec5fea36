"""ExplorationView: what the views that explore a tested model have in common; one job at a time, and a way out."""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.service.model import Model
from mnist_desktop.ui.evaluation.exploration_work import Finished, Subject, Work, do_work
from mnist_desktop.ui.progress import duration
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Label, Page, SecondaryButton, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.evaluation.metrics import Predictions
    from mnist_desktop.service.evaluation import Part

_PARTS = 1000
_LEAST_WIDTH = 350  # logical pixels
_SURE_AFTER = 0.4  # seconds of work from which the time left can be told


class ExplorationView(QWidget):
    """Explores a tested model by a job in the model lane, which ends when the view is left.

    A view lays out ``run_button``, ``bar`` and ``words``, and overrides ``begin``, ``start``, ``take_report`` and
    ``take_result``. Its actions are the page's while it shows, so that the list of keys has them.

    Args:
        session: What all pages share.
        name: The view's ``objectName``.
        title: What a screen reader calls it.
        verb: What its button does: "Try it".
        explanation: One sentence about that.
    """

    def __init__(self, session: Session, *, name: str, title: str, verb: str, explanation: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.session = session
        self.subject: Subject | None = None
        self._verb, self._explanation = verb, explanation
        self._cancel = threading.Event()
        self._number = 0  # of the last job; what comes of an earlier one is nobody's any more
        self._pending = 0
        self._started_at: float | None = None
        self._new = False
        self._page: Page | None = None
        self.run_button = SecondaryButton(verb, name=f"{name}_run", icon="play")
        self.run_button.clicked.connect(self._on_run_clicked)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setObjectName(f"{name}_progress")
        self.bar.setAccessibleName(_("Progress"))
        policy = self.bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(policy)
        self.bar.hide()
        self.words = Label(role=TextRole.BODY, name=f"{name}_words")
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.add_key(verb, "Shift+Return", self._on_run_key)
        self.add_key(_("Cancel"), "Ctrl+Shift+.", self.cancel)
        self._show_button()

    @property
    def busy(self) -> bool:
        """Whether a job that somebody waits for runs or waits."""
        return self._started_at is not None

    def show_results(self, model: Model, evaluation: "Predictions", dataset: Dataset, part: "Part") -> None:
        """Takes another test; the same one again changes nothing.

        Args:
            model: The model that was tested.
            evaluation: What the test found.
            dataset: The data.
            part: Which of its pictures were tested.
        """
        known = self.subject
        if known is not None and known.evaluation is evaluation and known.dataset is dataset and known.part == part:
            return
        self.cancel()
        try:
            pictures = self.session.service.pictures_of(model, dataset, part)
        except UserError as error:
            self.subject = None
            self.show_words(str(error), fault=True)
            return
        self.subject = Subject(model, evaluation, dataset, part, pictures)
        self._new = True
        if self.isVisible():
            self._begin()

    def begin(self) -> None:
        """Override: show the beginning for ``subject``, which is another one; called when there is somebody to see."""
        raise NotImplementedError

    def start(self) -> None:
        """Override: what the button does; calls ``run_work``."""
        raise NotImplementedError

    def take_report(self, report: Any) -> None:
        """Override: takes what a function reports."""

    def take_result(self, result: Any) -> None:
        """Override: takes what a function returned; None where it was cancelled."""
        raise NotImplementedError

    def run_work(self, function: Callable[[Work], object]) -> None:
        """Runs a function in the model lane; one that still runs is cancelled.

        Args:
            function: Made by ``functools.partial`` of a function that knows no widgets.
        """
        self._cancel.set()
        cancel = self._cancel = threading.Event()
        self._number += 1
        number, jobs = self._number, self.session.jobs
        report = jobs.reporter(self._on_reported)
        work = Work(
            report=lambda found: report((number, "found", found)),
            progress=lambda share: report((number, "share", share)),
            cancelled=cancel.is_set,
        )
        self._started_at = time.monotonic()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.show_words(self._waiting_words())
        self._show_button()
        self._pending += 1
        jobs.run_model(
            partial(do_work, function, work, number, report),
            on_result=self._on_finished,
            on_end=self._on_ended,
            cancel=cancel.set,
        )

    @Slot()
    def cancel(self) -> None:
        """Ends the job that runs or waits, if there is one."""
        if self.busy:
            self._cancel.set()
            self._number += 1
            self._end_work()
            self.show_words(_("Cancelled."))
            self.take_result(None)

    def show_words(self, text: str, *, fault: bool = False) -> None:
        """Shows a sentence about what was found, what goes on, or what went wrong."""
        self.words.setText(text)
        self.words.set_colour("wrong" if fault else "")
        self.words.setAccessibleName(_("What went wrong: {text}").format(text=text) if fault else text)

    def set_startable(self, startable: bool) -> None:
        """Whether there is something that the button can do; cancelling always can be done."""
        self._startable = startable
        self._show_button()

    def add_key(self, text: str, keys: str, slot: Callable[[], None]) -> QAction:
        """Gives the view an action with a key, which works while the view shows.

        Args:
            text: What it does.
            keys: Such as "Shift+N".
            slot: Bound method of a QObject.
        """
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(slot)
        self._actions = (*self._actions, action)
        return action

    @override
    def minimumSizeHint(self) -> QSize:
        """Less than its controls would like: they choose shorter words when they have less."""
        return QSize(min(current_theme().px(_LEAST_WIDTH), super().minimumSizeHint().width()), 0)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._page = _page_of(self)
            (self._page or self).addActions(self._actions)
            if self._new:
                self._begin()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            for action in self._actions:
                (self._page or self).removeAction(action)
            self.cancel()

    _actions: tuple[QAction, ...] = ()
    _startable = True

    def _begin(self) -> None:
        self._new = False
        self.begin()

    @Slot()
    def _on_run_clicked(self) -> None:
        if self.busy:
            self.cancel()
        elif self.subject is not None:
            self.start()

    @Slot()
    def _on_run_key(self) -> None:
        if not self.busy and self.run_button.isEnabled():
            self._on_run_clicked()

    @Slot(object)
    def _on_reported(self, reported: tuple[int, str, Any]) -> None:
        number, what, value = reported
        if number != self._number:
            return
        if what == "begun":
            self._started_at = time.monotonic()
            self.show_words(_("Working …"))
        elif what == "found":
            self.take_report(value)
        else:
            self._show_share(value)

    @Slot(object)
    def _on_finished(self, finished: Finished) -> None:
        if finished.number != self._number:
            return
        self._end_work()
        if finished.error is not None:
            self.take_result(None)
            self.show_words(str(finished.error), fault=True)
        else:
            self.take_result(finished.result)

    @Slot()
    def _on_ended(self) -> None:
        self._pending -= 1
        if not self._pending and self.busy:  # it crashed, which the window reports
            self._end_work()
            self.show_words("")
            self.take_result(None)

    def _end_work(self) -> None:
        self._started_at = None
        self.bar.hide()
        self._show_button()

    def _show_share(self, share: float) -> None:
        self.bar.setRange(0, _PARTS)
        self.bar.setValue(round(share * _PARTS))
        elapsed = time.monotonic() - (self._started_at or 0.0)
        percent = _("{percent} %").format(percent=int(100 * share))
        if share > 0 and elapsed >= _SURE_AFTER:
            left = _("{time} left").format(time=duration(elapsed * (1 - share) / share))
            percent = f"{percent}, {left}"
        self.show_words(percent)

    def _waiting_words(self) -> str:
        if self.session.training:
            return _("Begins after the training.")
        if not self.session.awake:
            return _("The network is waking up …")
        return _("Begins after the work before it …") if self.session.jobs.model_lane_busy else _("Working …")

    def _show_button(self) -> None:
        self.run_button.setText(_("Cancel") if self.busy else self._verb)
        self.run_button.set_icon("stop" if self.busy else "play")
        self.run_button.setEnabled(self.busy or (self._startable and self.subject is not None))
        explain(self.run_button, _("Ends it; what was found so far stays.") if self.busy else self._explanation)


def _page_of(widget: QWidget) -> Page | None:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, Page):
        parent = parent.parentWidget()
    return parent
