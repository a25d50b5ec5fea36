"""What a test says: accuracy, loss, confusion matrix, and precision, recall and F1 of each class."""

from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.i18n import _


@dataclass(frozen=True)
class ClassReport:
    """How well one class is recognised; shares from 0 to 1, None where there is nothing to take a share of.

    Attributes:
        name: The class.
        precision: Of the pictures answered with this class, the share that is of it; None if it was never answered.
        recall: Of the pictures of this class, the share that was answered so; None if there is none.
        f1: Harmonic mean of the two, 0 for a class that was never found; None if there is no picture of it.
        support: Pictures of this class.
        note: Why a figure is None, as a sentence; else empty.
    """

    name: str
    precision: float | None
    recall: float | None
    f1: float | None
    support: int
    note: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Predictions:
    """What a network answered to pictures, whether or not anyone knows what they are.

    Attributes:
        seconds: Time for answers and figures.
        class_names: The answers, in the order of the columns.
        probabilities: float32, shape (n, classes), finite.
        answers: int64, shape (n,).
        rows: Which pictures of the data's part these are, intp, shape (n,), ascending: all of them, unless some were
            left out, which ``notes`` then says.
        notes: What has to be known to read the figures rightly, one sentence each.
    """

    seconds: float
    class_names: tuple[str, ...]
    probabilities: NDArray[np.float32]
    answers: NDArray[np.int64]
    rows: NDArray[np.intp]
    notes: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many pictures were answered."""
        return len(self.answers)

    @cached_property
    def confidences(self) -> NDArray[np.float32]:
        """How sure the network was of each of its answers: float32, shape (n,), 0 to 1."""
        chosen: NDArray[np.float32] = self.probabilities[np.arange(self.count), self.answers]
        return chosen

    @property
    def mean_confidence(self) -> float:
        """How sure it was on average, 0 to 1."""
        return float(self.confidences.mean(dtype=np.float64))


@dataclass(frozen=True, eq=False, kw_only=True)
class Evaluation(Predictions):
    """All that a test found.

    Attributes:
        accuracy: Share of right answers, 0 to 1.
        loss: Mean cross-entropy, in nats.
        confusion_matrix: Counts, int64, shape (classes, classes): rows are what it was, columns what was answered.
        class_reports: One a class.
        labels: The right answers, int64, shape (n,).
    """

    accuracy: float
    loss: float
    confusion_matrix: NDArray[np.int64]
    class_reports: tuple[ClassReport, ...]
    labels: NDArray[np.int64]

    @property
    def right_count(self) -> int:
        """Pictures answered rightly."""
        return int(self.confusion_matrix.trace())

    @property
    def error_count(self) -> int:
        """Pictures answered wrongly."""
        return self.count - self.right_count

    @property
    def interval(self) -> tuple[float, float]:
        """Where the accuracy on other pictures of the same kind would lie, 95 % of the time (``wilson_interval``)."""
        return wilson_interval(self.right_count, self.count)

    @property
    def majority_share(self) -> float:
        """The accuracy of always giving the answer that is right most often, 0 to 1: what there is to beat."""
        return float(self.confusion_matrix.sum(axis=1).max() / self.count)


def predictions_of(
    probabilities: NDArray[np.float32],
    class_names: tuple[str, ...],
    seconds: float,
    *,
    rows: NDArray[np.intp] | None = None,
    notes: tuple[str, ...] = (),
) -> Predictions:
    """Takes the answers from the network's probabilities, without knowing the right ones.

    Args:
        probabilities: float32, shape (n, classes), n at least 1.
        class_names: One a column.
        seconds: Time that the answers took.
        rows: Which pictures they are; all by default.
        notes: What has to be known to read them rightly.
    """
    return Predictions(
        seconds=seconds,
        class_names=class_names,
        probabilities=probabilities,
        answers=probabilities.argmax(axis=1),
        rows=np.arange(len(probabilities)) if rows is None else rows,
        notes=notes,
    )


def evaluate_answers(
    probabilities: NDArray[np.float32],
    labels: NDArray[np.integer[Any]],
    class_names: tuple[str, ...],
    seconds: float,
    *,
    rows: NDArray[np.intp] | None = None,
    notes: tuple[str, ...] = (),
) -> Evaluation:
    """Works out all figures of a test from the network's probabilities.

    Args:
        probabilities: float32, shape (n, classes), n at least 1.
        labels: The right answers, shape (n,), 0 to classes - 1.
        class_names: One a column.
        seconds: Time that the answers took.
        rows: Which pictures they are; all by default.
        notes: What has to be known to read the figures rightly.
    """
    from sklearn import metrics  # takes a second to import

    right = labels.astype(np.int64)
    answers = probabilities.argmax(axis=1)
    return Evaluation(
        accuracy=float((answers == right).mean()),
        loss=cross_entropy(probabilities, right),
        seconds=seconds,
        class_names=class_names,
        confusion_matrix=metrics.confusion_matrix(right, answers, labels=np.arange(len(class_names))).astype(np.int64),
        class_reports=_class_reports(right, answers, class_names),
        probabilities=probabilities,
        answers=answers,
        labels=right,
        rows=np.arange(len(right)) if rows is None else rows,
        notes=notes,
    )


def cross_entropy(probabilities: NDArray[np.floating[Any]], labels: NDArray[np.int64]) -> float:
    """The mean cross-entropy, in nats; finite also where a network was surely wrong.

    Args:
        probabilities: Shape (n, classes).
        labels: The right answers, shape (n,).
    """
    chosen = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return float(-np.log(np.maximum(chosen, SMALLEST)).mean())


def matrix_shares(matrix: NDArray[np.int64]) -> NDArray[np.float64]:
    """A confusion matrix as shares of its rows, so that rare and frequent classes can be compared.

    Args:
        matrix: Counts, shape (classes, classes).

    Returns:
        float64 of the same shape, 0 to 1; the row of a class without pictures is 0 throughout.
    """
    totals = matrix.sum(axis=1, keepdims=True)
    shares: NDArray[np.float64] = matrix / np.maximum(totals, 1)
    return shares


def wilson_interval(right: int, count: int) -> tuple[float, float]:
    """The 95 % interval of an accuracy, from a number of right answers.

    E. B. Wilson: Probable inference, the law of succession, and statistical inference, Journal of the American
    Statistical Association 22 (1927) 209-212. Unlike the usual p ± 1.96·s it holds for few pictures and near 0 and 1.

    Args:
        right: Right answers, 0 to ``count``.
        count: Pictures tested, at least 1.

    Returns:
        Lower and upper end, shares from 0 to 1.

    Raises:
        ValueError: The numbers are not of that kind.
    """
    if not 0 <= right <= count or count == 0:
        raise ValueError(f"0 to count right answers of at least one picture were expected, {right} of {count} came.")
    share, spread = right / count, _Z * _Z / count
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


SMALLEST = float(np.finfo(np.float32).tiny)
"""The smallest normal float32: probabilities are raised to it before a logarithm is taken."""
_Z = 1.959964
"""Standard deviations of the normal distribution on either side of its mean within which 95 % lie."""


def _class_reports(
    right: NDArray[np.int64], answers: NDArray[np.int64], class_names: tuple[str, ...]
) -> tuple[ClassReport, ...]:
    from sklearn import metrics

    classes = np.arange(len(class_names))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        right, answers, labels=classes, zero_division=0.0
    )
    answered = np.bincount(answers, minlength=len(class_names))
    return tuple(
        ClassReport(
            name=name,
            precision=float(precision[i]) if answered[i] else None,
            recall=float(recall[i]) if support[i] else None,
            f1=float(f1[i]) if support[i] else None,
            support=int(support[i]),
            note=_note(name, bool(support[i]), bool(answered[i])),
        )
        for i, name in enumerate(class_names)
    )


def _note(name: str, occurs: bool, answered: bool) -> str:
    """Why some of a class's figures are missing."""
    if occurs and answered:
        return ""
    if occurs:
        return _("The network never answered {name}, so there is no precision.").format(name=name)
    if answered:
        return _("There is no picture of {name}, so there is neither recall nor F1.").format(name=name)
    return _("There is no picture of {name}, and the network never answered so.").format(name=name)
