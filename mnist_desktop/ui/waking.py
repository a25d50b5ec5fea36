"""Waking: the import of TensorFlow in the model lane, and how long it will still take."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mnist_desktop.ui.jobs import Jobs
from mnist_desktop.ui.progress import waking_progress
from mnist_desktop.ui.settings import WAKING_SECONDS, Settings

if TYPE_CHECKING:
    from mnist_desktop.service import ModelService


class Waking(QObject):
    """Wakes TensorFlow.

    Emits ``progressed`` with a ``Progress``, or with None when it has ended, and ``awoke`` when it is there.

    Args:
        service: Whose ``warm_up`` is called.
        jobs: Where.
        settings: Remember how long it took last time.
        parent: As for any QObject.
    """

    progressed = Signal(object)
    awoke = Signal(object)

    def __init__(self, service: "ModelService", jobs: Jobs, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._service, self._jobs, self._settings = service, jobs, settings
        self._since = 0.0
        self._timer = QTimer(self, interval=250)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        """Queues the import."""
        self._since = time.monotonic()
        self._timer.start()
        self._on_timeout()
        self._jobs.run_model(self._service.warm_up, on_result=self._on_result, on_end=self._on_end)

    @Slot()
    def _on_timeout(self) -> None:
        elapsed = time.monotonic() - self._since
        self.progressed.emit(waking_progress(elapsed, self._settings.get(WAKING_SECONDS)))

    @Slot(object)
    def _on_result(self, _nothing: object) -> None:
        seconds = time.monotonic() - self._since
        self._settings.set(WAKING_SECONDS, min(max(seconds, WAKING_SECONDS.minimum or 0), WAKING_SECONDS.maximum or 60))
        self.awoke.emit(True)

    @Slot()
    def _on_end(self) -> None:
        self._timer.stop()
        self.progressed.emit(None)
