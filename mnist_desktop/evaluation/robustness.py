"""Robustness: how many answers stay right when pictures get worse, kind by kind and strength by strength."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.corruption import Corruption, corrupt
from mnist_desktop.evaluation.metrics import wilson_interval
from mnist_desktop.i18n import _

Answer = Callable[[NDArray[np.uint8]], NDArray[np.int64]]
"""Gives the answers, shape (n,), to pictures, uint8 of shape (n, 28, 28)."""


@dataclass(frozen=True)
class RobustnessPoint:
    """What came of one strength.

    Attributes:
        strength: In the unit of the corruption.
        right: Pictures that were still answered rightly.
        count: Pictures asked, at least 1.
        low: Lower end of the 95 % Wilson interval of ``accuracy``, 0 to 1.
        high: Its upper end.
    """

    strength: float
    right: int
    count: int
    low: float
    high: float

    @property
    def accuracy(self) -> float:
        """Share of right answers, 0 to 1."""
        return self.right / self.count


@dataclass(frozen=True)
class RobustnessCurve:
    """What came of one kind of corruption.

    Attributes:
        corruption: What was done to the pictures.
        points: One a strength, ascending; the first one is that of untouched pictures.
        labelled: True where "right" means right; without labels it means: the same as for the untouched picture.
    """

    corruption: Corruption
    points: tuple[RobustnessPoint, ...]
    labelled: bool = True

    @property
    def verdict(self) -> str:
        """The curve in one sentence, comparing the untouched pictures with spoiled ones."""
        first, last = self.points[0], self.points[-1]
        halved = next((point for point in self.points if point.accuracy <= first.accuracy / 2), None)
        shown = last if halved is None else halved
        words = {
            "before": f"{100 * first.accuracy:.1f}",
            "after": f"{100 * shown.accuracy:.1f}",
            "strength": f"{shown.strength:g}",
            "unit": self.corruption.unit,
        }
        if not self.labelled:
            return _("At {strength} {unit}, {after} % of the answers are still the same.").format(**words)
        if first.right == 0:
            return _("None of the untouched pictures is answered rightly, so there is nothing to lose.")
        if last.high >= first.low:
            return _("Hardly any harm: {before} % right at first, {after} % at {strength} {unit}.").format(**words)
        if halved is not None:
            return _(
                "At {strength} {unit}, half or more of the right answers are lost: {after} % are left of {before} %."
            ).format(**words)
        return _("{before} % right at first, {after} % at {strength} {unit}.").format(**words)


@dataclass(frozen=True, eq=False)
class Robustness:
    """What a network's answers were to pictures that were spoiled in several ways.

    Attributes:
        name: The model that was asked.
        curves: One a kind that was finished.
        indices: The pictures that were asked, intp, shape (count,), ascending, into the part they were drawn from.
        labelled: True where "right" means right; without labels it means: the same as for the untouched picture.
        finished: False when it was cancelled before the last kind.
        note: What a reader of the numbers must know, in sentences; may be empty.
        seconds: How long it took.
    """

    name: str
    curves: tuple[RobustnessCurve, ...]
    indices: NDArray[np.intp]
    labelled: bool
    finished: bool
    note: str
    seconds: float


def measure_robustness(
    answer: Answer,
    images: NDArray[np.uint8],
    expected: NDArray[np.integer],
    corruption: Corruption,
    seed: int,
    *,
    labelled: bool = True,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> RobustnessCurve | None:
    """Asks for answers to the same pictures at every strength of one kind.

    Args:
        answer: Gives the answers of a network.
        images: uint8, shape (n, 28, 28), n at least 1.
        expected: The right answers, shape (n,).
        corruption: What is done, and how strongly.
        seed: Decides what chance does; two networks asked with one seed see the same pictures.
        labelled: Whether ``expected`` are right answers, and not only those to the untouched pictures.
        progress: Called with the share done, 0 to 1.
        cancelled: Asked before each strength.

    Returns:
        The curve; None when it was cancelled.
    """
    points = []
    for index, strength in enumerate(corruption.strengths):
        if cancelled is not None and cancelled():
            return None
        answers = answer(corrupt(images, corruption.kind, strength, seed))
        right, count = int((answers == expected).sum()), len(expected)
        points.append(RobustnessPoint(strength, right, count, *wilson_interval(right, count)))
        if progress is not None:
            progress((index + 1) / len(corruption.strengths))
    return RobustnessCurve(corruption, tuple(points), labelled)
