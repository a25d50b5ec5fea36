from math import isfinite

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn import metrics

from mnist_desktop.evaluation.metrics import (
    Evaluation,
    evaluate_answers,
    matrix_shares,
    predictions_of,
    wilson_interval,
)

NAMES = ("cat", "dog", "hen")


def _evaluation(answers: list[int], labels: list[int], names: tuple[str, ...] = NAMES, sure: float = 0.8) -> Evaluation:
    """A test whose answers all have the same certainty."""
    probabilities = np.full((len(answers), len(names)), (1 - sure) / (len(names) - 1), np.float32)
    probabilities[np.arange(len(answers)), answers] = sure
    return evaluate_answers(probabilities, np.array(labels, np.uint8), names, 0.5)


def test_that_accuracy_loss_and_matrix_are_those_counted_by_hand() -> None:
    evaluation = _evaluation([0, 0, 1, 2], [0, 1, 1, 0])
    assert evaluation.accuracy == 0.5
    assert evaluation.loss == pytest.approx(-(2 * np.log(0.8) + 2 * np.log(0.1)) / 4, rel=1e-6)
    assert evaluation.confusion_matrix.tolist() == [[1, 0, 1], [1, 1, 0], [0, 0, 0]]
    assert evaluation.answers.tolist() == [0, 0, 1, 2]
    assert evaluation.labels.tolist() == [0, 1, 1, 0]
    assert evaluation.class_names == NAMES
    assert evaluation.seconds == 0.5


def test_that_precision_recall_and_f1_are_those_counted_by_hand() -> None:
    cat = _evaluation([0, 0, 0, 1], [0, 0, 1, 0]).class_reports[0]
    assert (cat.name, cat.support) == ("cat", 3)
    assert cat.precision == pytest.approx(2 / 3)
    assert cat.recall == pytest.approx(2 / 3)
    assert cat.f1 == pytest.approx(2 / 3)


def test_that_a_class_that_never_occurs_has_a_precision_alone_and_says_why() -> None:
    hen = _evaluation([2, 0, 1], [0, 0, 1]).class_reports[2]
    assert (hen.precision, hen.recall, hen.f1, hen.support) == (0.0, None, None, 0)
    assert "no picture of hen" in hen.note


def test_that_a_class_that_is_never_answered_has_no_precision_and_says_why() -> None:
    hen = _evaluation([0, 1, 1], [0, 1, 2]).class_reports[2]
    assert (hen.precision, hen.recall, hen.f1, hen.support) == (None, 0.0, 0.0, 1)
    assert "never answered hen" in hen.note


def test_that_a_class_that_neither_occurs_nor_is_answered_has_no_figures() -> None:
    hen = _evaluation([0, 1], [0, 1]).class_reports[2]
    assert (hen.precision, hen.recall, hen.f1) == (None, None, None)
    assert "no picture of hen" in hen.note
    assert _evaluation([0, 1], [0, 1]).class_reports[0].note == ""


def test_that_figures_are_those_of_scikit_learn() -> None:
    random = np.random.default_rng(5)
    probabilities = random.dirichlet(np.full(10, 0.4), 2000).astype(np.float32)
    labels = random.integers(0, 10, 2000).astype(np.uint8)
    evaluation = evaluate_answers(probabilities, labels, tuple("0123456789"), 0.1)
    expected = metrics.classification_report(labels, evaluation.answers, output_dict=True)
    assert evaluation.accuracy == pytest.approx(expected["accuracy"])
    for report in evaluation.class_reports:
        row = expected[report.name]
        assert report.precision == pytest.approx(row["precision"])
        assert report.recall == pytest.approx(row["recall"])
        assert report.f1 == pytest.approx(row["f1-score"])
        assert report.support == row["support"]
    np.testing.assert_array_equal(
        evaluation.confusion_matrix, metrics.confusion_matrix(labels, evaluation.answers, labels=range(10))
    )
    doubles = probabilities.astype(float)
    doubles /= doubles.sum(axis=1, keepdims=True)
    assert evaluation.loss == pytest.approx(metrics.log_loss(labels, doubles), rel=1e-5)


def test_that_the_headline_counts_errors_and_certainty() -> None:
    evaluation = _evaluation([0, 0, 1, 2], [0, 1, 1, 1], sure=0.7)
    assert (evaluation.count, evaluation.right_count, evaluation.error_count) == (4, 2, 2)
    assert evaluation.mean_confidence == pytest.approx(0.7)
    assert evaluation.interval == wilson_interval(2, 4)
    assert evaluation.majority_share == 0.75


def test_that_shares_of_the_matrix_are_of_its_rows_and_never_no_number() -> None:
    shares = matrix_shares(_evaluation([0, 0, 1], [0, 1, 1]).confusion_matrix)
    assert shares.tolist() == [[1, 0, 0], [0.5, 0.5, 0], [0, 0, 0]]


def test_that_answers_without_labels_know_how_sure_they_are() -> None:
    predictions = predictions_of(np.array([[0.2, 0.8], [0.9, 0.1]], np.float32), ("no", "yes"), 0.1, notes=("A.",))
    assert predictions.answers.tolist() == [1, 0]
    assert predictions.confidences.tolist() == pytest.approx([0.8, 0.9])
    assert predictions.rows.tolist() == [0, 1]
    assert predictions.notes == ("A.",)


def test_that_matrix_and_reports_name_classes_that_neither_occur_nor_are_answered() -> None:
    evaluation = _evaluation([0, 0], [0, 0])
    assert evaluation.confusion_matrix.shape == (3, 3)
    assert [report.name for report in evaluation.class_reports] == list(NAMES)


@pytest.mark.parametrize(("answer", "accuracy"), [(1, 1.0), (0, 0.0)])
def test_that_one_picture_can_be_tested(answer: int, accuracy: float) -> None:
    evaluation = _evaluation([answer], [1])
    assert evaluation.accuracy == accuracy
    assert evaluation.confusion_matrix.sum() == 1


def test_that_two_classes_can_be_tested() -> None:
    evaluation = _evaluation([0, 1, 1], [0, 1, 0], ("not 5", "5"))
    assert evaluation.confusion_matrix.tolist() == [[1, 1], [0, 1]]


def test_that_the_loss_is_finite_where_the_network_was_surely_wrong() -> None:
    evaluation = _evaluation([0], [1], sure=1.0)
    assert isfinite(evaluation.loss)
    assert evaluation.loss > 50


def test_that_the_loss_is_nothing_where_the_network_was_surely_right() -> None:
    assert _evaluation([0, 1], [0, 1], sure=1.0).loss == 0.0


def test_that_labels_of_eight_bits_do_not_wrap_around() -> None:
    probabilities: NDArray[np.float32] = np.eye(20, dtype=np.float32)
    evaluation = evaluate_answers(probabilities, np.arange(20, dtype=np.uint8), tuple(map(str, range(20))), 0.1)
    assert evaluation.accuracy == 1.0
    assert evaluation.confusion_matrix.dtype == np.int64


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3 (Wilson).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_that_wilsons_interval_is_the_published_one(right: int, count: int, low: float, high: float) -> None:
    assert wilson_interval(right, count) == pytest.approx((low, high), abs=5e-5)


def test_that_wilsons_interval_stays_between_nothing_and_all() -> None:
    for count in (1, 2, 9, 10_000):
        for right in {0, 1, count // 2, count}:
            low, high = wilson_interval(right, count)
            assert 0.0 <= low <= right / count <= high <= 1.0
            assert high > low


@pytest.mark.parametrize(("right", "count"), [(0, 0), (-1, 5), (6, 5)])
def test_that_impossible_counts_are_refused(right: int, count: int) -> None:
    with pytest.raises(ValueError, match="at least one picture"):
        wilson_interval(right, count)
