"""The views of a test's results, in their order: what each is called, and how it is made."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
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
        make: Makes its widget, when it is first shown. The widget has a method
            ``show_results(model, evaluation, dataset, part)``; it stands on a card, and brings none.
        beside_pictures: Whether the tested pictures stand beside it; else it has all the room.
        without_labels: Whether it has something to say about pictures of which nobody knows what they are; its
            ``evaluation`` is then no more than ``Predictions``.
    """

    name: str
    title: str
    key: str
    explanation: str
    everything_only: bool
    make: "Callable[[Session], QWidget]"
    beside_pictures: bool = False
    without_labels: bool = False


def view_kinds() -> tuple[ViewKind, ...]:
    """All views; the first one is shown first."""
    return (
        ViewKind(
            "matrix",
            _("Where it goes wrong"),
            "M",
            _("The confusion matrix: what was taken for what, and how often."),
            False,
            partial(_make, "matrix", "MatrixPane"),
            beside_pictures=True,
        ),
        ViewKind(
            "report",
            _("Digit by digit"),
            "T",
            _("Precision, recall and F1 of each class."),
            False,
            partial(_make, "report", "ReportView"),
            beside_pictures=True,
            without_labels=True,
        ),
        ViewKind(
            "certainty",
            _("Certainty"),
            "U",
            _("How far its certainty can be trusted, and what comes of answering only when sure."),
            False,
            partial(_make, "certainty", "CertaintyView"),
        ),
        ViewKind(
            "rates",
            _("ROC and precision-recall"),
            "R",
            _("How well each class is told from all others, at every threshold."),
            True,
            partial(_make, "rates", "RatesView"),
        ),
        ViewKind(
            "robustness",
            _("Robustness"),
            "B",
            _("How much noise, turning, shifting and more the network bears."),
            False,
            partial(_make, "robustness", "RobustnessView"),
            without_labels=True,
        ),
        ViewKind(
            "map",
            _("Map"),
            "A",
            _("Each picture as a point: what the network takes for alike lies close together."),
            False,
            partial(_make, "map", "MapView"),
            without_labels=True,
        ),
        ViewKind(
            "compare",
            _("Compare"),
            "P",
            _("Several models on the same pictures, and whether their difference could be luck."),
            False,
            partial(_make, "compare", "CompareView"),
        ),
    )


def _make(module: str, view: str, session: "Session") -> QWidget:
    """Makes a view of this folder, whose module imports matplotlib and is therefore not imported before."""
    made = getattr(importlib.import_module(f"mnist_desktop.ui.evaluation.{module}"), view)(session)
    return cast(QWidget, made)
