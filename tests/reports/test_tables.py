"""Answers and figures as CSV."""

import csv
import io

import numpy as np
import pytest

from mnist_desktop.evaluation.metrics import evaluate_answers
from mnist_desktop.reports import metrics_csv, predictions_csv
from tests.reports.conftest import DIGITS, answered, unlabelled


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_that_each_picture_has_its_row_with_all_digits() -> None:
    generator = np.random.default_rng(1)
    probabilities = generator.dirichlet(np.ones(10), 50).astype(np.float32)
    labels = generator.integers(0, 10, 50)
    evaluation = evaluate_answers(probabilities, labels, DIGITS, 0.0, rows=np.arange(100, 150))
    rows = _rows(predictions_csv(evaluation))
    assert list(rows[0]) == [
        "index", "label", "answer", "right", "confidence", *(f"probability {digit}" for digit in range(10))
    ]  # fmt: skip
    assert [row["index"] for row in rows] == [str(place) for place in range(100, 150)]
    assert [int(row["label"]) for row in rows] == labels.tolist()
    read = np.array([[row[f"probability {digit}"] for digit in range(10)] for row in rows], np.float32)
    assert np.array_equal(read, probabilities), "a float32 is read as the float32 that it was"
    assert [int(row["answer"]) for row in rows] == probabilities.argmax(axis=1).tolist()
    assert np.array_equal(np.array([row["confidence"] for row in rows], np.float32), probabilities.max(axis=1))
    assert sum(int(row["right"]) for row in rows) == evaluation.right_count


def test_that_without_labels_what_nobody_knows_is_empty() -> None:
    rows = _rows(predictions_csv(unlabelled(answered([1, 2], [1, 3]))))
    assert [(row["label"], row["answer"], row["right"]) for row in rows] == [("", "1", ""), ("", "3", "")]


def test_that_each_class_has_its_figures() -> None:
    rows = _rows(metrics_csv(answered([1, 1, 1, 2], [1, 1, 2, 2])))
    assert [row["class"] for row in rows] == list(DIGITS)
    one, two, three = rows[1:4]
    assert [float(one[name]) for name in ("precision", "recall", "f1")] == pytest.approx([1.0, 2 / 3, 0.8])
    assert (one["support"], one["answered"], one["right"]) == ("3", "2", "2")
    assert (float(two["precision"]), float(two["recall"]), two["answered"], two["right"]) == (0.5, 1.0, "2", "1")
    assert (three["precision"], three["recall"], three["f1"], three["support"]) == ("", "", "", "0")


def test_that_a_name_is_never_a_formula() -> None:
    evaluation = answered([0, 1], [0, 1], ('=HYPERLINK("http://x")', 'a, "b"\nc'))
    for text in (predictions_csv(evaluation), metrics_csv(evaluation)):
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not any(cell.startswith("=") for cell in cells)
        assert '\'=HYPERLINK("http://x")' in cells
        assert 'a, "b"\nc' in cells
