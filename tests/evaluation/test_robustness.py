import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_desktop.data.corruption import corruption
from mnist_desktop.data.dataset import Dataset
from mnist_desktop.evaluation.metrics import wilson_interval
from mnist_desktop.evaluation.robustness import RobustnessCurve, RobustnessPoint, measure_robustness


def _curve(rights: list[int], count: int = 1000, labelled: bool = True) -> RobustnessCurve:
    kind = corruption("rotation")
    points = [
        RobustnessPoint(strength, right, count, *wilson_interval(right, count))
        for strength, right in zip(kind.strengths, rights, strict=False)
    ]
    return RobustnessCurve(kind, tuple(points), labelled)


def test_that_answers_are_counted_at_every_strength(mnist: Dataset) -> None:
    images = mnist.test.images[:30]
    asked: list[NDArray[np.uint8]] = []
    shares: list[float] = []

    def answer(pictures: NDArray[np.uint8]) -> NDArray[np.int64]:
        asked.append(pictures)
        return (np.arange(30) < 30 - 5 * len(asked)).astype(np.int64)

    curve = measure_robustness(answer, images, np.ones(30, np.int64), corruption("shift"), 1, progress=shares.append)
    assert curve is not None
    assert [point.right for point in curve.points] == [25, 20, 15, 10, 5, 0]
    assert [point.strength for point in curve.points] == list(corruption("shift").strengths)
    assert curve.points[0].accuracy == pytest.approx(25 / 30)
    assert (curve.points[2].low, curve.points[2].high) == wilson_interval(15, 30)
    np.testing.assert_array_equal(asked[0], images)
    assert shares == pytest.approx([1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1])


def test_that_it_ends_between_two_strengths_when_cancelled(mnist: Dataset) -> None:
    calls: list[int] = []

    def answer(pictures: NDArray[np.uint8]) -> NDArray[np.int64]:
        calls.append(len(pictures))
        return np.zeros(len(pictures), np.int64)

    images = mnist.test.images[:3]
    kind = corruption("blur")
    assert measure_robustness(answer, images, np.zeros(3, int), kind, 1, cancelled=lambda: len(calls) == 2) is None
    assert len(calls) == 2


@pytest.mark.parametrize(
    ("rights", "words"),
    [
        ([960, 955, 950, 955, 958, 950], "Hardly any harm: 96.0 % right at first, 95.0 % at 60 degrees."),
        ([960, 900, 800, 470, 300, 100], "At 30 degrees, half or more of the right answers are lost: 47.0 % "),
        ([960, 900, 800, 700, 690, 680], "96.0 % right at first, 68.0 % at 60 degrees."),
        ([0, 0, 0, 0, 0, 0], "nothing to lose"),
    ],
)
def test_that_the_verdict_says_what_is_lost(rights: list[int], words: str) -> None:
    assert words in _curve(rights).verdict


def test_that_one_picture_gives_a_sentence_too() -> None:
    assert _curve([1, 1, 0, 0, 0, 0], count=1).verdict


def test_that_without_labels_nothing_is_called_right() -> None:
    verdict = _curve([1000, 900, 800, 700, 690, 680], labelled=False).verdict
    assert verdict == "At 60 degrees, 68.0 % of the answers are still the same."
