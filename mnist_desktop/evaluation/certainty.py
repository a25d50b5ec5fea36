"""How far a network's certainty can be trusted: when to say "I don't know", calibration, and temperature scaling."""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.evaluation.metrics import SMALLEST, Evaluation, cross_entropy, wilson_interval
from mnist_desktop.i18n import _

BINS = 15
"""Groups of a reliability diagram, as in Guo et al. (2017)."""

Binning = Literal["equal_width", "equal_mass"]
"""Groups that are as wide as each other, or that hold about as many pictures as each other."""

_COLDEST, _HOTTEST = 0.02, 1000.0  # temperatures tried; usual ones are 0.5 to 5
_NOTHING_WON = 1e-6


@dataclass(frozen=True)
class ThresholdResult:
    """What comes of saying "I don't know" below one threshold.

    Attributes:
        threshold: Least probability at which the network answers, 0 to 1.
        answered: Pictures that it then answers.
        right: Those of them that it answers rightly.
        count: All pictures.
    """

    threshold: float
    answered: int
    right: int
    count: int

    @property
    def coverage(self) -> float:
        """Share of all pictures that is answered, 0 to 1."""
        return self.answered / self.count

    @property
    def accuracy(self) -> float | None:
        """Share of right answers among those given; None where none is given."""
        return self.right / self.answered if self.answered else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The accuracy's 95 % interval; None where no answer is given."""
        return wilson_interval(self.right, self.answered) if self.answered else None

    @property
    def note(self) -> str:
        """Why there is no accuracy, as a sentence; else empty."""
        return "" if self.answered else _("The network is never that sure: it would answer nothing.")


@dataclass(frozen=True, eq=False)
class ThresholdCurve:
    """What comes of every threshold that makes a difference, from the lowest on; the first one answers everything.

    Attributes:
        thresholds: Probabilities, float64, shape (k,), ascending: each that some answer has.
        answered: Pictures answered at each, those exactly at it included: int64, shape (k,), at least 1.
        right: Those of them answered rightly, int64, shape (k,).
    """

    thresholds: NDArray[np.float64]
    answered: NDArray[np.int64]
    right: NDArray[np.int64]

    @property
    def coverage(self) -> NDArray[np.float64]:
        """Share of all pictures that is answered: float64, shape (k,), from 1 down."""
        shares: NDArray[np.float64] = self.answered / self.answered[0]
        return shares

    @property
    def accuracy(self) -> NDArray[np.float64]:
        """Share of right answers among those given: float64, shape (k,), 0 to 1."""
        shares: NDArray[np.float64] = self.right / self.answered
        return shares

    def at(self, threshold: float) -> ThresholdResult:
        """What comes of one threshold, 0 to 1."""
        # As float32, in which probabilities come: 0.9 asked for is not more than 0.9 given.
        index = int(np.searchsorted(self.thresholds, np.float32(threshold)))
        given = index < len(self.thresholds)
        return ThresholdResult(
            threshold,
            int(self.answered[index]) if given else 0,
            int(self.right[index]) if given else 0,
            int(self.answered[0]),
        )

    def thinned(self, points: int = 500) -> "ThresholdCurve":
        """At most so many of the points, for plotting: both ends, and others at even steps of coverage.

        Args:
            points: At least 2.
        """
        steps = np.linspace(self.answered[0], self.answered[-1], points)
        places = np.unique(np.searchsorted(-self.answered, -steps)) if len(self.answered) > points else slice(None)
        return ThresholdCurve(self.thresholds[places], self.answered[places], self.right[places])


@dataclass(frozen=True)
class ReliabilityBin:
    """Answers that were about equally sure; shares from 0 to 1.

    Attributes:
        low: Lower end of the group.
        high: Its upper end.
        count: Pictures in it, at least 1.
        confidence: How sure the network was of them on average.
        accuracy: Share of them that it answered rightly.
        interval: The accuracy's 95 % interval: few pictures tell little.
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class Reliability:
    """Whether a network is as right as it is sure.

    Attributes:
        bins: The groups that hold pictures, from the least sure on.
        error: Expected calibration error, 0 to 1: how far certainty and accuracy are apart, on average over pictures.
    """

    bins: tuple[ReliabilityBin, ...]
    error: float


@dataclass(frozen=True, eq=False)
class Calibration:
    """What temperature scaling found.

    Attributes:
        temperature: What logits are divided by; above 1 where the network was too sure. None where none is best.
        note: Why there is none, as a sentence; else empty.
        validation_count: Pictures that it was fitted on.
        validation_loss: Cross-entropy on them before, in nats.
        scaled_validation_loss: The same after; None without a temperature.
        scaled: The test with the scaled probabilities: the same answers, another certainty; None without a temperature.
    """

    temperature: float | None
    note: str
    validation_count: int
    validation_loss: float
    scaled_validation_loss: float | None
    scaled: Evaluation | None


def threshold_curve(evaluation: Evaluation) -> ThresholdCurve:
    """Works out all thresholds at once: how many pictures each leaves answered, and how many of these rightly.

    C. K. Chow: On optimum recognition error and reject tradeoff, IEEE Transactions on Information Theory 16 (1970)
    41-46.
    """
    order = np.argsort(-evaluation.confidences, kind="stable")
    sure = evaluation.confidences[order].astype(np.float64)
    right = np.cumsum((evaluation.answers == evaluation.labels)[order])
    last = np.flatnonzero(np.diff(sure, append=-1.0))[::-1]  # equally sure answers are given or withheld together
    return ThresholdCurve(sure[last], (last + 1).astype(np.int64), right[last].astype(np.int64))


def reliability(evaluation: Evaluation, binning: Binning = "equal_width", bins: int = BINS) -> Reliability:
    """Groups the answers by how sure they were, and compares each group's certainty with its accuracy.

    The expected calibration error is the mean of the differences, each weighted with its group's pictures: M. P.
    Naeini, G. F. Cooper, M. Hauskrecht: Obtaining well calibrated probabilities using Bayesian binning, AAAI 2015.

    Args:
        evaluation: What a test found, of any number of classes.
        binning: Equal widths from 0 to 1, or ends at quantiles. Equally sure answers are never parted, so that of the
            latter there may be fewer groups.
        bins: Groups wanted, at least 1.
    """
    sure = evaluation.confidences.astype(np.float64)
    right = evaluation.answers == evaluation.labels
    if binning == "equal_width":
        edges = np.linspace(0.0, 1.0, bins + 1)
    else:
        edges = np.unique(np.quantile(sure, np.linspace(0.0, 1.0, bins + 1), method="inverted_cdf"))
    # The upper end belongs to a group, as in the papers: the surest answers are in the last one.
    places = np.searchsorted(edges[1:-1], sure, side="left")
    counts = np.bincount(places, minlength=max(len(edges) - 1, 1))
    sums = np.bincount(places, weights=sure, minlength=len(counts))
    rights = np.bincount(places, weights=right, minlength=len(counts)).astype(np.int64)
    found = []
    for low, high, count, total, hits in zip(edges, [*edges[1:], edges[-1]], counts, sums, rights, strict=False):
        if count:
            found.append(
                ReliabilityBin(
                    low=float(low),
                    high=float(high),
                    count=int(count),
                    confidence=float(total / count),
                    accuracy=float(hits / count),
                    interval=wilson_interval(int(hits), int(count)),
                )
            )
    error = sum(group.count * abs(group.accuracy - group.confidence) for group in found) / evaluation.count
    return Reliability(tuple(found), error)


def calibrate(validation: Evaluation, test: Evaluation) -> Calibration:
    """Fits a temperature on the validation pictures, and says what it makes of a test.

    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger: On calibration of modern neural networks, ICML 2017. One number T
    divides all logits; it is chosen to make the cross-entropy on the validation pictures as small as can be. The
    answers stay as they are.

    Args:
        validation: The same network on pictures that it was not trained on.
        test: The same network on other pictures.
    """
    temperature = _fit(validation)
    if temperature is None:
        if validation.error_count:
            note = _("No temperature is best: on the validation pictures, the network does no better than a guess.")
        else:
            note = _(
                "No temperature is best: among the validation pictures ({count:,}) there is no mistake, so that being "
                "ever surer would pay. It takes more pictures."
            ).format(count=validation.count)
        return Calibration(None, note, validation.count, validation.loss, None, None)
    after = cross_entropy(scaled_probabilities(validation.probabilities, temperature), validation.labels)
    scaled = scaled_probabilities(test.probabilities, temperature).astype(np.float32)
    return Calibration(
        temperature,
        "",
        validation.count,
        validation.loss,
        after,
        replace(test, probabilities=scaled, loss=cross_entropy(scaled, test.labels)),
    )


def scaled_probabilities(probabilities: NDArray[np.floating[Any]], temperature: float) -> NDArray[np.float64]:
    """Probabilities as if all logits had been divided by a temperature.

    The logarithm of a softmax's result is its logits less a number that is the same for all classes, so that the
    logits themselves are not needed; the two columns that stand for one output are the softmax of its logit and 0.

    Args:
        probabilities: Shape (n, classes), rows that sum to 1.
        temperature: Above 0.

    Returns:
        float64 of the same shape, rows that sum to 1.
    """
    return _softmax(_log(probabilities) / temperature)


def _fit(validation: Evaluation) -> float | None:
    """The temperature with the least cross-entropy; None where it would be nothing or without limit."""
    if not validation.error_count:
        return None
    from scipy.optimize import minimize_scalar

    logs = _log(validation.probabilities)
    picture = np.arange(validation.count)

    def loss(log_temperature: float) -> float:
        scaled = logs / np.exp(log_temperature)
        highest = scaled.max(axis=1)
        sums = np.log(np.exp(scaled - highest[:, np.newaxis]).sum(axis=1)) + highest
        return float((sums - scaled[picture, validation.labels]).mean())

    # The loss is convex in 1 / T, so that it has one valley in log T as well.
    found = minimize_scalar(loss, bounds=(np.log(_COLDEST), np.log(_HOTTEST)), method="bounded")
    guess = np.log(len(validation.class_names))  # what all answers being equally likely costs
    return float(np.exp(found.x)) if found.fun < guess * (1 - _NOTHING_WON) else None


def _log(probabilities: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    logs: NDArray[np.float64] = np.log(np.maximum(probabilities.astype(np.float64), SMALLEST))
    return logs


def _softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return shares
