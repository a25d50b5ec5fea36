"""ROC and precision-recall curves of each class, with the areas under them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.evaluation.metrics import Evaluation
from mnist_desktop.i18n import _

MOST_POINTS = 500
"""More than a plot has pixels to show."""


@dataclass(frozen=True, eq=False)
class RateCurve:
    """One curve; shares from 0 to 1.

    Attributes:
        x: float64, shape (k,), k at most ``MOST_POINTS``.
        y: float64, shape (k,).
        area: That under the curve with all its points.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    area: float


@dataclass(frozen=True, eq=False)
class ClassCurves:
    """The curves of one class against all others.

    Attributes:
        name: The class.
        share: Share of the pictures that are of it, 0 to 1: the precision of guessing.
        roc: x is the share of other pictures taken for this class, y the share of its pictures found; the area is 0.5
            for guessing. None where there are no pictures of the class, or no others.
        precision_recall: x is recall, y precision, x falling; the area is the average precision. None as ``roc``.
        note: Why there are none, as a sentence; else empty.
    """

    name: str
    share: float
    roc: RateCurve | None
    precision_recall: RateCurve | None
    note: str = ""


def class_curves(evaluation: Evaluation) -> tuple[ClassCurves, ...]:
    """The curves of all classes, in their order.

    Of two classes the second one is what a network with one output looks for; the first one's ROC curve is its mirror
    image, with the same area.

    Args:
        evaluation: What a test found.
    """
    return tuple(_curves_of(evaluation, index) for index in range(len(evaluation.class_names)))


def _curves_of(evaluation: Evaluation, index: int) -> ClassCurves:
    from sklearn import metrics

    name = evaluation.class_names[index]
    is_it = evaluation.labels == index
    share = float(is_it.mean())
    if share in {0.0, 1.0}:
        reason = _("There is no picture of {name}.") if share == 0.0 else _("All pictures are of {name}.")
        note = _("{reason} A curve needs pictures of the class and of others.").format(reason=reason.format(name=name))
        return ClassCurves(name, share, None, None, note)
    scores = evaluation.probabilities[:, index]
    false_rate, true_rate, _thresholds = metrics.roc_curve(is_it, scores)
    precision, recall, _thresholds = metrics.precision_recall_curve(is_it, scores, drop_intermediate=True)
    return ClassCurves(
        name,
        share,
        _thinned(false_rate, true_rate, float(metrics.auc(false_rate, true_rate))),
        # Not the trapezoid rule, which is too hopeful here: J. Davis and M. Goadrich, ICML 2006.
        _thinned(recall, precision, float(metrics.average_precision_score(is_it, scores))),
    )


def _thinned(x: NDArray[np.float64], y: NDArray[np.float64], area: float) -> RateCurve:
    """Leaves out points where they lie close together, never the ends."""
    if len(x) > MOST_POINTS:
        way = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(x)) + np.abs(np.diff(y)))])
        kept = np.unique(np.searchsorted(way, np.linspace(0.0, way[-1], MOST_POINTS)).clip(max=len(x) - 1))
        kept[-1] = len(x) - 1
        x, y = x[kept], y[kept]
    return RateCurve(x.astype(np.float64), y.astype(np.float64), area)
