"""Thresholds, reliability and temperature, against figures counted by hand and networks whose certainty is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_desktop.evaluation.certainty import (
    Binning,
    calibrate,
    reliability,
    scaled_probabilities,
    threshold_curve,
)
from mnist_desktop.evaluation.metrics import Evaluation, evaluate_answers


def _yes_no(sure: list[float], right: list[bool]) -> Evaluation:
    """A network with one output: it always says yes, this sure."""
    probabilities = np.array([[1 - share, share] for share in sure], np.float32)
    return evaluate_answers(probabilities, np.array(right, np.uint8), ("no", "yes"), 0.1)


def _drawn(temperature: float, count: int = 20_000, classes: int = 10, seed: int = 1) -> Evaluation:
    """A network whose logits are ``temperature`` times those that its pictures were drawn by."""
    random = np.random.default_rng(seed)
    logits = 2.0 * random.standard_normal((count, classes))
    true = _softmax(logits)
    labels = (random.random((count, 1)) > np.cumsum(true, axis=1)).sum(axis=1).clip(max=classes - 1)
    return evaluate_answers(
        _softmax(temperature * logits).astype(np.float32), labels, tuple(map(str, range(classes))), 0.1
    )


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return shares


def test_that_a_threshold_answers_those_that_are_as_sure_and_counts_the_right_ones() -> None:
    curve = threshold_curve(_yes_no([0.6, 0.9, 0.7, 0.9, 0.99], [False, True, True, False, True]))
    assert curve.thresholds.tolist() == pytest.approx([0.6, 0.7, 0.9, 0.99])
    assert curve.answered.tolist() == [5, 4, 3, 1]
    assert curve.right.tolist() == [3, 3, 2, 1]
    assert curve.coverage.tolist() == pytest.approx([1, 0.8, 0.6, 0.2])
    assert curve.accuracy.tolist() == pytest.approx([0.6, 0.75, 2 / 3, 1])


@pytest.mark.parametrize(
    ("threshold", "answered", "right"), [(0.0, 5, 3), (0.65, 4, 3), (0.7, 4, 3), (0.9, 3, 2), (0.95, 1, 1)]
)
def test_that_any_threshold_can_be_asked_for(threshold: float, answered: int, right: int) -> None:
    result = threshold_curve(_yes_no([0.6, 0.9, 0.7, 0.9, 0.99], [False, True, True, False, True])).at(threshold)
    assert (result.answered, result.right, result.count) == (answered, right, 5)
    assert result.coverage == answered / 5
    assert result.accuracy == right / answered
    assert result.interval is not None
    assert result.note == ""


def test_that_a_threshold_that_nothing_reaches_says_so() -> None:
    result = threshold_curve(_yes_no([0.6, 0.9], [True, True])).at(0.95)
    assert (result.coverage, result.accuracy, result.interval) == (0.0, None, None)
    assert "answer nothing" in result.note


def test_that_one_picture_has_one_threshold() -> None:
    curve = threshold_curve(_yes_no([0.8], [True]))
    assert (curve.answered.tolist(), curve.right.tolist()) == ([1], [1])


def test_that_a_thinned_curve_keeps_its_ends_and_holds_no_other_points() -> None:
    curve = threshold_curve(_drawn(1.0))
    thinned = curve.thinned(500)
    assert len(curve.thresholds) > 500 >= len(thinned.thresholds) > 400
    points = set(zip(curve.thresholds.tolist(), curve.right.tolist(), strict=True))
    assert points >= set(zip(thinned.thresholds.tolist(), thinned.right.tolist(), strict=True))
    for whole, thin in ((curve.answered, thinned.answered), (curve.right, thinned.right)):
        assert (whole[0], whole[-1]) == (thin[0], thin[-1])
    assert np.diff(thinned.coverage).min() > -0.01


def test_that_groups_of_equal_width_are_those_counted_by_hand() -> None:
    found = reliability(_yes_no([0.5, 0.55, 0.6, 0.95, 1.0], [True, False, True, True, True]), bins=10)
    # An upper end belongs to its group: 0.5 is in the fifth one, 0.6 in the sixth (as float32 it is a hair more).
    assert [group.count for group in found.bins] == [1, 1, 1, 2]
    assert [(group.low, group.high) for group in found.bins][-1] == pytest.approx((0.9, 1.0))
    assert found.bins[-1].confidence == pytest.approx(0.975)
    assert found.bins[-1].accuracy == 1.0
    assert found.error == pytest.approx((0.5 + 0.55 + 0.4 + 2 * 0.025) / 5)


def test_that_groups_of_equal_mass_hold_as_many_and_part_no_equals() -> None:
    evaluation = _drawn(1.0, count=3000)
    assert {group.count for group in reliability(evaluation, "equal_mass", bins=10).bins} <= {299, 300, 301}
    found = reliability(_yes_no([0.6, 0.7] + [1.0] * 8, [True] * 10), "equal_mass", bins=5)
    assert found.bins[-1].count == 8
    assert sum(group.count for group in found.bins) == 10


@pytest.mark.parametrize("binning", ["equal_width", "equal_mass"])
def test_that_an_honest_network_has_next_to_no_error_and_a_boaster_has_one(binning: Binning) -> None:
    assert reliability(_drawn(1.0), binning).error < 0.015
    boaster = reliability(_drawn(3.0), binning)
    assert boaster.error > 0.1
    assert boaster.bins[-1].confidence > boaster.bins[-1].interval[1]


@pytest.mark.parametrize("binning", ["equal_width", "equal_mass"])
@pytest.mark.parametrize("count", [1, 2])
def test_that_few_pictures_have_a_reliability(binning: Binning, count: int) -> None:
    found = reliability(_yes_no([0.8] * count, [True] * count), binning)
    assert sum(group.count for group in found.bins) == count
    assert found.error == pytest.approx(0.2)


@pytest.mark.parametrize("classes", [2, 10])
@pytest.mark.parametrize("temperature", [0.4, 1.0, 2.5])
def test_that_the_temperature_is_found_by_which_logits_are_too_large(temperature: float, classes: int) -> None:
    validation, test = (_drawn(temperature, classes=classes, seed=seed) for seed in (1, 2))
    found = calibrate(validation, test)
    assert found.temperature == pytest.approx(temperature, rel=0.05)
    assert found.scaled is not None
    assert found.scaled_validation_loss is not None
    assert found.scaled_validation_loss <= found.validation_loss
    assert reliability(found.scaled).error < 0.02
    np.testing.assert_array_equal(found.scaled.answers, test.answers)
    np.testing.assert_array_equal(found.scaled.probabilities.argmax(axis=1), test.answers)
    np.testing.assert_allclose(found.scaled.probabilities.sum(axis=1), 1.0, atol=1e-6)
    assert found.note == ""
    if temperature != 1.0:
        assert found.scaled.loss < test.loss
        assert reliability(found.scaled).error < reliability(test).error


def test_that_scaled_probabilities_are_those_of_scaled_logits() -> None:
    logits = 4.0 * np.random.default_rng(3).standard_normal((50, 4))
    expected = _softmax(logits / 1.7)
    np.testing.assert_allclose(scaled_probabilities(_softmax(logits), 1.7), expected, rtol=1e-9)
    yes = 1 / (1 + np.exp(-logits[:, :1]))
    scaled = scaled_probabilities(np.hstack([1 - yes, yes]), 1.7)
    np.testing.assert_allclose(scaled[:, 1], 1 / (1 + np.exp(-logits[:, 0] / 1.7)), rtol=1e-9)


def test_that_validation_without_a_mistake_has_no_temperature_and_says_why() -> None:
    perfect = _yes_no([0.8, 0.9, 0.7], [True, True, True])
    found = calibrate(perfect, perfect)
    assert (found.temperature, found.scaled, found.scaled_validation_loss) == (None, None, None)
    assert "no mistake" in found.note
    assert found.validation_count == 3


def test_that_a_network_that_is_worse_than_a_guess_has_no_temperature_and_says_why() -> None:
    wrong = _yes_no([0.8, 0.9, 0.7], [False, False, True])
    found = calibrate(wrong, wrong)
    assert found.temperature is None
    assert "no better than a guess" in found.note


def test_that_sure_mistakes_leave_the_loss_finite() -> None:
    evaluation = _yes_no([1.0, 1.0, 1.0, 0.9], [True, True, False, True])
    found = calibrate(evaluation, evaluation)
    assert found.temperature is not None
    assert found.temperature > 5
    assert found.scaled is not None
    assert np.isfinite(found.scaled.loss)
