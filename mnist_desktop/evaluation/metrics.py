"""What a test says: accuracy, loss, confusion matrix, and precision, recall and F1 of each class."""

from dataclasses import dataclass

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
