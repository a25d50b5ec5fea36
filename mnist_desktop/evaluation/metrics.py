"""What a test says: accuracy, loss, confusion matrix, and precision, recall and F1 of each class."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ClassReport:
    """How well one class is recognised; shares from 0 to 1.

    Attributes:
        name: The class.
        precision: Of the pictures answered with this class, the share that is of it; 0 if it was never answered.
        recall: Of the pictures of this class, the share that was answered so; 0 if there is none.
        f1: Harmonic mean of the two.
        support: Pictures of this class.
    """

    name: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, eq=False)
class Evaluation:
    """All that a test found.

    Attributes:
        accuracy: Share of right answers, 0 to 1.
        loss: Mean cross-entropy, in nats.
        seconds: Time for answers and figures.
        class_names: The answers, in the order of the columns.
        confusion_matrix: Counts, int64, shape (classes, classes): rows are what it was, columns what was answered.
        class_reports: One a class.
        probabilities: float32, shape (n, classes).
        answers: int64, shape (n,).
        labels: The right answers, int64, shape (n,).
    """

    accuracy: float
    loss: float
    seconds: float
    class_names: tuple[str, ...]
    confusion_matrix: NDArray[np.int64]
    class_reports: tuple[ClassReport, ...]
    probabilities: NDArray[np.float32]
    answers: NDArray[np.int64]
    labels: NDArray[np.int64]


def evaluate_answers(
    probabilities: NDArray[np.float32], labels: NDArray[np.uint8], class_names: tuple[str, ...], seconds: float
) -> Evaluation:
    """Works out all figures of a test from the network's probabilities.

    Args:
        probabilities: float32, shape (n, classes), n at least 1.
        labels: The right answers, shape (n,).
        class_names: One a column.
        seconds: Time that the answers took.
    """
    from sklearn import metrics  # takes a second to import

    right = labels.astype(np.int64)
    answers = probabilities.argmax(axis=1)
    classes = np.arange(len(class_names))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        right, answers, labels=classes, zero_division=0.0
    )
    chosen = probabilities[np.arange(len(right)), right].astype(np.float64)
    return Evaluation(
        accuracy=float((answers == right).mean()),
        # The smallest normal float32 keeps the logarithm finite where a network was surely wrong.
        loss=float(-np.log(np.maximum(chosen, np.finfo(np.float32).tiny)).mean()),
        seconds=seconds,
        class_names=class_names,
        confusion_matrix=metrics.confusion_matrix(right, answers, labels=classes).astype(np.int64),
        class_reports=tuple(
            ClassReport(name, float(precision[i]), float(recall[i]), float(f1[i]), int(support[i]))
            for i, name in enumerate(class_names)
        ),
        probabilities=probabilities,
        answers=answers,
        labels=right,
    )


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


_Z = 1.959964
"""Standard deviations of the normal distribution on either side of its mean within which 95 % lie."""
