import numpy as np
import pytest
from sklearn import metrics

from mnist_desktop.evaluation.curves import MOST_POINTS, class_curves
from mnist_desktop.evaluation.metrics import Evaluation, evaluate_answers


def _drawn(count: int = 20_000, classes: int = 3, sharpness: float = 1.0) -> Evaluation:
    random = np.random.default_rng(7)
    labels = random.integers(0, classes, count)
    logits = random.standard_normal((count, classes))
    logits[np.arange(count), labels] += sharpness
    raised = np.exp(logits)
    probabilities = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return evaluate_answers(probabilities, labels, tuple(map(str, range(classes))), 0.1)


@pytest.mark.parametrize("sharpness", [0.0, 1.0, 5.0])
def test_that_areas_are_those_of_all_points_and_thinning_hardly_moves_them(sharpness: float) -> None:
    evaluation = _drawn(sharpness=sharpness)
    for index, curves in enumerate(class_curves(evaluation)):
        is_it, scores = evaluation.labels == index, evaluation.probabilities[:, index]
        assert curves.roc is not None
        assert curves.precision_recall is not None
        assert curves.roc.area == pytest.approx(metrics.roc_auc_score(is_it, scores), abs=1e-12)
        assert curves.precision_recall.area == pytest.approx(metrics.average_precision_score(is_it, scores), abs=1e-12)
        assert curves.share == pytest.approx(is_it.mean())
        for curve in (curves.roc, curves.precision_recall):
            assert 2 <= len(curve.x) <= MOST_POINTS
            assert abs(np.trapezoid(curve.y, curve.x)) == pytest.approx(curve.area, abs=2e-3)


def test_that_thinned_curves_keep_their_ends_and_go_one_way() -> None:
    for curves in class_curves(_drawn()):
        assert curves.roc is not None
        assert curves.precision_recall is not None
        assert [curves.roc.x[0], curves.roc.y[0], curves.roc.x[-1], curves.roc.y[-1]] == [0, 0, 1, 1]
        assert (curves.precision_recall.x[0], curves.precision_recall.x[-1]) == (1, 0)
        assert np.diff(curves.roc.x).min() >= 0
        assert np.diff(curves.roc.y).min() >= 0
        assert np.diff(curves.precision_recall.x).max() <= 0


def test_that_two_answers_have_mirrored_curves_of_the_same_area() -> None:
    no, yes = class_curves(_drawn(classes=2, count=500))
    assert no.roc is not None
    assert yes.roc is not None
    assert no.roc.area == pytest.approx(yes.roc.area)
    assert no.share + yes.share == pytest.approx(1)


def test_that_a_missing_class_has_no_curves_and_says_why() -> None:
    probabilities = np.array([[0.7, 0.2, 0.1], [0.3, 0.6, 0.1]], np.float32)
    curves = class_curves(evaluate_answers(probabilities, np.array([0, 1]), ("cat", "dog", "hen"), 0.1))
    assert curves[0].roc is not None
    assert (curves[2].roc, curves[2].precision_recall, curves[2].share) == (None, None, 0.0)
    assert "no picture of hen" in curves[2].note


def test_that_one_picture_has_no_curves_and_says_why() -> None:
    curves = class_curves(evaluate_answers(np.array([[0.7, 0.3]], np.float32), np.array([0]), ("no", "yes"), 0.1))
    assert [curve.roc for curve in curves] == [None, None]
    assert "All pictures are of no" in curves[0].note
