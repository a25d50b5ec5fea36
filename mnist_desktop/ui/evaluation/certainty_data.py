"""What the view of certainty shows, worked out in the data lane."""

from dataclasses import dataclass

from mnist_desktop.evaluation.certainty import Reliability, ThresholdCurve, reliability, threshold_curve
from mnist_desktop.evaluation.metrics import Evaluation, wilson_interval


@dataclass(frozen=True, eq=False)
class CertaintyData:
    """How far the certainty of one test's answers goes.

    Attributes:
        evaluation: The test.
        curve: What comes of every threshold.
        coverage: Of a thinned curve, for the plot: shares 0 to 1, falling.
        accuracy: The share of right ones among these answers.
        intervals: Lower and upper end of its 95 % interval.
        reliability: Whether it is as right as it is sure.
    """

    evaluation: Evaluation
    curve: ThresholdCurve
    coverage: list[float]
    accuracy: list[float]
    intervals: list[tuple[float, float]]
    reliability: Reliability


def certainty_data(evaluation: Evaluation) -> CertaintyData:
    """Works it all out; some milliseconds for 10,000 pictures."""
    curve = threshold_curve(evaluation)
    thin = curve.thinned()
    intervals = [
        wilson_interval(right, answered)
        for right, answered in zip(thin.right.tolist(), thin.answered.tolist(), strict=True)
    ]
    return CertaintyData(
        evaluation, curve, thin.coverage.tolist(), thin.accuracy.tolist(), intervals, reliability(evaluation)
    )
