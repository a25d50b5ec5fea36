"""TrainingControl: how another thread steers a training while it runs."""

import enum
import threading
import time
from collections.abc import Mapping

from mnist_desktop.training.events import Watched

Setting = float | int | str | bool | None
"""The value of a setting that can change while it runs."""


class Pace(enum.Enum):
    """How fast a training goes; the numbers are the same at every pace."""

    FULL = "full"
    LESSON = "lesson"
    STEP = "step"


LESSON_SECONDS = 10.0
"""About how long one epoch takes at the lesson's pace."""


class TrainingControl:
    """Stop, pause, pace, changes of settings and what is watched, from any thread.

    The training asks between two compiled calls; a call lasts about 50 ms.
    """

    def __init__(self, pace: Pace = Pace.FULL) -> None:
        self._changed = threading.Condition()
        self._pace = pace
        self._paused = False
        self._stopped = False
        self._steps = 0
        self._changes: dict[str, Setting] = {}
        self._watched: frozenset[Watched] = frozenset()

    @property
    def pace(self) -> Pace:
        """The pace in force."""
        return self._pace

    @property
    def stopped(self) -> bool:
        """Whether the training was told to end."""
        return self._stopped

    @property
    def paused(self) -> bool:
        """Whether the training was told to hold."""
        return self._paused

    def set_pace(self, pace: Pace) -> None:
        """Changes the pace, also while the training runs."""
        with self._changed:
            self._pace = pace
            self._steps = 0
            self._changed.notify_all()

    def stop(self) -> None:
        """Ends the training after the running call; finished epochs are kept."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def pause(self) -> None:
        """Holds the training after the running call."""
        with self._changed:
            self._paused = True
            self._changed.notify_all()

    def resume(self) -> None:
        """Lets a held training go on."""
        with self._changed:
            self._paused = False
            self._changed.notify_all()

    def step(self) -> None:
        """Allows one more step at ``Pace.STEP``."""
        with self._changed:
            self._steps += 1
            self._changed.notify_all()

    def change(self, settings: Mapping[str, Setting]) -> None:
        """Asks for other settings from the next step on.

        Args:
            settings: Values by their names, as in ``SettingChange``; one that is impossible is refused by the
                training, with a report.
        """
        with self._changed:
            self._changes.update(settings)

    def take_changes(self) -> dict[str, Setting]:
        """What was asked for since the last call; called by the training."""
        with self._changed:
            changes, self._changes = self._changes, {}
            return changes

    def watch(self, watched: frozenset[Watched]) -> None:
        """Chooses what is reported from inside the network."""
        self._watched = watched

    @property
    def watched(self) -> frozenset[Watched]:
        """What is reported from inside the network; nothing at first."""
        return self._watched

    def wait_while_held(self) -> None:
        """Blocks while paused, or at ``Pace.STEP`` until a step is allowed; returns at once when stopped.

        Called by the training before each call; takes the allowed step.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or not self._held())
            if self._pace is Pace.STEP and self._steps:
                self._steps -= 1

    def wait_until(self, moment: float) -> None:
        """Blocks until ``time.monotonic()`` reaches ``moment``, or until anything is changed."""
        with self._changed:
            self._changed.wait(max(0.0, moment - time.monotonic()))

    @property
    def held(self) -> bool:
        """Whether the training would block now in ``wait_while_held``."""
        return not self._stopped and self._held()

    def _held(self) -> bool:
        return self._paused or (self._pace is Pace.STEP and self._steps == 0)
