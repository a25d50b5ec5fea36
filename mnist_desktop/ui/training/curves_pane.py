"""Where the curves stand, from the first moment on: matplotlib comes later, in a lane."""

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from mnist_desktop.training.change_words import Mark
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.training.points import TrainingPoints
from mnist_desktop.ui.widgets import Column

if TYPE_CHECKING:
    from mnist_desktop.ui.training.curves import TrainingCurves


class CurvesPane(QWidget):
    """Holds the curves; empty for the second in which matplotlib is imported.

    Args:
        session: For its lane. Imported in two threads at once, matplotlib fails.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("curves_pane")
        self._curves: TrainingCurves | None = None
        self._points, self._epochs = TrainingPoints(), 10
        self._marks: Sequence[Mark] = ()
        self._note, self._view = "", "curves"
        self._layout = Column(spacing=0)
        self.setLayout(self._layout)
        session.jobs.run_data(_import_curves, on_result=self._on_curves_imported)

    @property
    def curves(self) -> "TrainingCurves | None":
        """The curves, once they are there."""
        return self._curves

    def show_points(self, points: TrainingPoints, epochs: int, marks: Sequence[Mark]) -> None:
        """Shows what is known so far, with what was changed; ``epochs`` is the length of the horizontal axis."""
        self._points, self._epochs, self._marks = points, epochs, marks
        if self._curves is not None:
            self._curves.show_points(points, epochs, marks)

    def set_note(self, note: str) -> None:
        """Writes a few words into the plots; "" removes them."""
        if note != self._note:
            self._note = note
            if self._curves is not None:
                self._curves.set_note(note)

    def show_view(self, view: str) -> None:
        """Shows "curves", both, or one of them: "accuracy" or "loss"."""
        if view != self._view:
            self._view = view
            if self._curves is not None:
                self._curves.show_view(view)

    @Slot(object)
    def _on_curves_imported(self, _nothing: object) -> None:
        from mnist_desktop.ui.training.curves import TrainingCurves

        self._curves = TrainingCurves()
        self._curves.show_view(self._view)
        self._curves.set_note(self._note)
        self._curves.show_points(self._points, self._epochs, self._marks)
        self._layout.addWidget(self._curves)


def _import_curves() -> None:
    importlib.import_module("mnist_desktop.ui.training.curves")
