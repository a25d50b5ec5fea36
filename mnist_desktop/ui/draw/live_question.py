"""A question that is asked anew about each drawing while the pen moves."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mnist_desktop.ui.session import Session

_PAUSE = 100
"""Milliseconds between two questions; each takes some of a processor, which it shares with the answers."""


class LiveQuestion(QObject):
    """Asks in the answers' lane, so that the pen never waits: one question at a time, ten a second, the newest last.

    Signals:
        came(object): What was found; nothing comes of what was asked before ``forget``.

    Args:
        session: Whose lane it is.
        parent: As for any QObject.
    """

    came = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = session.jobs
        self._newest: Callable[[], object] | None = None
        self._running = self._wanted = False
        self._pause = QTimer(self, interval=_PAUSE, singleShot=True)
        self._pause.timeout.connect(self._next)

    def ask(self, question: Callable[[], object]) -> None:
        """Asks at once or soon, unless something newer is asked until then.

        Args:
            question: Called in the lane's thread.
        """
        self._newest = question
        self._next()

    def forget(self) -> None:
        """Asks nothing more, and wants no answer to what is being asked."""
        self._newest, self._wanted = None, False

    @Slot()
    def _next(self) -> None:
        question = self._newest
        if question is None or self._running or self._pause.isActive():
            return
        self._newest, self._running, self._wanted = None, True, True
        self._pause.start()
        self._jobs.run_answer(question, on_result=self._on_result, on_end=self._on_end)

    @Slot(object)
    def _on_result(self, result: object) -> None:
        if self._wanted:
            self.came.emit(result)

    @Slot()
    def _on_end(self) -> None:
        self._running = False
        self._next()
