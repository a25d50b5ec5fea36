"""What the network would say without each step of the preparation, found out while the pen rests."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mnist_desktop.data.preparation import STEPS, Preparation

if TYPE_CHECKING:
    pass

REST_MS = 150
"""How long the pen rests before the steps are compared."""

Ask = Callable[[Preparation], "tuple[int, float] | None"]
"""The likeliest class and its probability after a preparation; None when there is no answer."""


class StepComparison(QObject):
    """Asks once for each step, with that step left out, or taken if it is switched off.

    One question at a time, and between two of them whatever waits: a movement of the pen comes first, and ends it.

    Signals:
        compared(dict[str, tuple[int, float]]): For each step the likeliest class and its probability.

    Args:
        parent: Keeps it.
        ask: Prepares the drawing anew and asks the network; takes some milliseconds.
    """

    compared = Signal(object)

    def __init__(self, parent: QObject, ask: Ask) -> None:
        super().__init__(parent)
        self._ask = ask
        self._preparation = Preparation()
        self._answers: dict[str, tuple[int, float]] = {}
        self._left: list[str] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_due)

    @property
    def waiting(self) -> bool:
        """Whether a comparison is due or under way."""
        return self._timer.isActive()

    def start(self, preparation: Preparation) -> None:
        """Begins anew when the pen has rested for a while."""
        self._preparation = preparation
        self._answers, self._left = {}, list(STEPS)
        self._timer.start(REST_MS)

    def stop(self) -> None:
        """Forgets about it."""
        self._timer.stop()

    @Slot()
    def _on_due(self) -> None:
        step = self._left.pop(0)
        answer = self._ask(self._preparation.changed(step, not self._preparation.has(step)))
        if answer is None:
            return
        self._answers[step] = answer
        if self._left:
            self._timer.start(0)
        else:
            self.compared.emit(self._answers)
