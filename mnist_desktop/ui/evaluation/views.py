"""The views of a test's results, in their order: what each is called, and how it is made."""

import importlib
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QWidget

from mnist_desktop.i18n import _

if TYPE_CHECKING:
    from mnist_desktop.ui.session import Session


@dataclass(frozen=True)
class ViewKind:
    """One view.

    Attributes:
        name: By which it is told from the others; its button is called "show_{name}".
        title: On its button.
        key: That shows it.
        explanation: One sentence.
        everything_only: Whether it is hidden at the level Essentials.
        module: Of this folder, which has its widget. It imports matplotlib.
        widget: The widget's class. It has a method ``show_results(model, evaluation, dataset, part)``; it stands on a
            card, and brings none.
        beside_pictures: Whether the tested pictures stand beside it; else it has all the room.
        without_labels: Whether it has something to say about pictures of which nobody knows what they are; its
            ``evaluation`` is then no more than ``Predictions``.
    """

    name: str
    title: str
    key: str
    explanation: str
    everything_only: bool
    module: str
    widget: str
    beside_pictures: bool = False
    without_labels: bool = False

    def load(self) -> ModuleType:
        """Imports its module; in the data lane, so that the window need not wait for it."""
        return importlib.import_module(f"mnist_desktop.ui.evaluation.{self.module}")

    def make(self, session: "Session") -> QWidget:
        """Makes its widget."""
        return cast(QWidget, getattr(self.load(), self.widget)(session))


def view_kinds() -> tuple[ViewKind, ...]:
    """All views; the first one is shown first."""
    return (
        ViewKind(
            "matrix",
            _("Where it goes wrong"),
            "M",
            _("The confusion matrix: what was taken for what, and how often."),
            False,
            "matrix",
            "MatrixPane",
            beside_pictures=True,
        ),
        ViewKind(
            "report",
            _("Digit by digit"),
            "T",
            _("Precision, recall and F1 of each class."),
            False,
            "report",
            "ReportView",
            beside_pictures=True,
            without_labels=True,
        ),
        ViewKind(
            "certainty",
            _("Certainty"),
            "U",
            _("How far its certainty can be trusted, and what comes of answering only when sure."),
            False,
            "certainty",
            "CertaintyView",
        ),
        ViewKind(
            "rates",
            _("ROC and precision-recall"),
            "R",
            _("How well each class is told from all others, at every threshold."),
            True,
            "rates",
            "RatesView",
        ),
        ViewKind(
            "robustness",
            _("Robustness"),
            "B",
            _("How much noise, turning, shifting and more the network bears."),
            False,
            "robustness",
            "RobustnessView",
            without_labels=True,
        ),
        ViewKind(
            "map",
            _("Map"),
            "A",
            _("Each picture as a point: what the network takes for alike lies close together."),
            False,
            "map",
            "MapView",
            without_labels=True,
        ),
        ViewKind(
            "compare",
            _("Compare"),
            "P",
            _("Several models on the same pictures, and whether their difference could be luck."),
            False,
            "compare",
            "CompareView",
        ),
    )
