"""Answers and figures as CSV (RFC 4180), for a spreadsheet or pandas.

Numbers have a decimal point and all digits that they have; shares go from 0 to 1; what is not known is empty.
"""

import csv
import io
from collections.abc import Iterable

from mnist_desktop.evaluation.metrics import Evaluation, Predictions


def predictions_csv(predictions: Predictions) -> str:
    """One row a picture: index, label, answer, right (1 or 0), confidence, and the probability of each answer.

    Args:
        predictions: The answers; label and right are empty unless it is an ``Evaluation``. The index counts from 0
            within the part of the data that was tested.
    """
    names = [_safe(name) for name in predictions.class_names]
    header = ["index", "label", "answer", "right", "confidence", *(f"probability {name}" for name in names)]
    answers = predictions.answers.tolist()
    known: list[tuple[str, str]] = [("", "")] * predictions.count
    if isinstance(predictions, Evaluation):
        labels = predictions.labels.tolist()
        known = [(names[label], "1" if label == answer else "0") for label, answer in zip(labels, answers, strict=True)]
    # As text by NumPy, which writes the shortest number that is the same float32.
    confidences = predictions.confidences.astype(str).tolist()
    probabilities = predictions.probabilities.astype(str).tolist()
    rows = (
        (index, label, names[answer], right, confidence, *row)
        for index, (label, right), answer, confidence, row in zip(
            predictions.rows.tolist(), known, answers, confidences, probabilities, strict=True
        )
    )
    return _csv(header, rows)


def metrics_csv(evaluation: Evaluation) -> str:
    """One row a class: precision, recall, F1, pictures of it, how often it was answered, and how often rightly.

    Args:
        evaluation: What a test found.
    """
    matrix = evaluation.confusion_matrix
    header = ["class", "precision", "recall", "f1", "support", "answered", "right"]
    rows = (
        (
            _safe(each.name), each.precision, each.recall, each.f1, each.support, int(matrix[:, place].sum()),
            int(matrix[place, place]),
        )
        for place, each in enumerate(evaluation.class_reports)
    )  # fmt: skip
    return _csv(header, rows)


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _safe(name: str) -> str:
    """A class's name that no spreadsheet takes for a formula: names may come with data from anywhere."""
    return f"'{name}" if name.startswith(_FORMULA) else name


def _csv(header: list[str], rows: Iterable[tuple[object, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
