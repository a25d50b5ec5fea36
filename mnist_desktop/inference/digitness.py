"""Digitness: whether a picture looks like those that a network learned from, which its probabilities cannot tell.

A softmax shares 100 % out between the classes whatever it is shown. So pictures are compared in the network's hidden
layers, in two ways whose results are added up, each counted in its standard deviation over held-out pictures:

- How far are a drawing's features from those of the class that they are nearest to? This is the confidence score of
  Lee, Lee, Lee and Shin (A Simple Unified Framework for Detecting Out-of-Distribution Samples and Adversarial Attacks,
  NeurIPS 2018, arXiv:1807.03888): Mahalanobis distances in several layers. Other than there, each class has a
  covariance of its own, drawn towards the mean of all as in J. Friedman's regularized discriminant analysis (JASA 84,
  1989), and the layers have equal weights.
- Does it resemble pictures that are nothing (``outliers``) more than those that are something? That is what a linear
  discriminant, found by ridge regression, has learned to tell (outlier exposure, ICLR 2019).

The first knows which parts are usual, the second how they may lie to each other: without it a cross, a window or a
triangle, drawn with the same pen as the digits, passes too often.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.inference.features import Features, HiddenFeatures, principal_axes

ACCEPTED = 0.984
"""Share of held-out pictures that the limit lets pass: for 98 % of new ones, a little more, as the held-out are few."""

_LARGEST = 160  # directions of a layer that are kept, those in which pictures differ most
_TOWARDS_ALL = 0.3  # weight of the mean covariance in that of a class
_LEAST_SPREAD = 1e-3  # of a direction, as a share of the mean spread: units that never move say nothing
_LEAST_DEVIATION = 0.05  # of a feature in the discriminant, as a share of the mean deviation
_TOLD_DISTANCES = (-4.0, 8.0)  # standard deviations
_ARRAYS_OF_LAYER = 5
_RIDGE = 0.05  # a feature's penalty, to one picture


@dataclass(frozen=True)
class DigitnessVerdict:
    """Whether a picture looks like one that was learned from.

    Attributes:
        accepted: It does.
        stranger_share: Share of held-out training pictures that look at least as strange as this one, 0 to 1; it is
            accepted above 1 - ``ACCEPTED``.
    """

    accepted: bool
    stranger_share: float


class Digitness:
    """Judges pictures by their features; may be called in any thread.

    Args:
        features: Of the network.
        layers: The distribution of features in each of its describing layers.
        discriminant: Tells pictures from outliers.
        held_out: Scores of held-out pictures, float64, shape (n,), ascending.
    """

    def __init__(
        self,
        features: HiddenFeatures,
        layers: "tuple[_LayerClasses, ...]",
        discriminant: "_Discriminant",
        held_out: NDArray[np.float64],
    ) -> None:
        self._features, self._layers, self._discriminant, self._held_out = features, layers, discriminant, held_out
        self._limit = float(np.quantile(held_out, ACCEPTED))

    @classmethod
    def from_arrays(cls, features: HiddenFeatures, arrays: Sequence[NDArray[Any]]) -> "Digitness":
        """What ``arrays`` of another one gave, with the features of the same network.

        Raises:
            ValueError: The arrays are not those of one, or of another network.
        """
        held_out, direction, numbers, *rest = arrays
        mean, spread, distances = map(float, numbers)
        layers = tuple(
            _LayerClasses(mean, directions, centres, whitening, _pair(usual))
            for mean, directions, centres, whitening, usual in zip(*[iter(rest)] * _ARRAYS_OF_LAYER, strict=True)
        )
        found = cls(features, layers, _Discriminant(direction, (mean, spread), distances), held_out)
        if not np.isfinite(found.strangeness(np.zeros((1, 28, 28), np.uint8))).all():
            raise ValueError("what it learned are not all finite numbers")
        return found

    @property
    def arrays(self) -> tuple[NDArray[Any], ...]:
        """All that it learned, for ``from_arrays``; some megabytes."""
        discriminant = self._discriminant
        layers = (
            array
            for layer in self._layers
            for array in (layer.mean, layer.directions, layer.centres, layer.whitening, np.array(layer.usual))
        )
        return (
            self._held_out,
            discriminant.direction,
            np.array([*discriminant.usual, discriminant.distances]),
            *layers,
        )

    def score(self, image: NDArray[np.uint8]) -> DigitnessVerdict:
        """Judges one picture, in about a millisecond.

        Args:
            image: uint8, shape (28, 28).
        """
        score = self.strangeness(image[np.newaxis])[0]
        below = np.searchsorted(self._held_out, score)
        return DigitnessVerdict(bool(score <= self._limit), 1.0 - float(below) / len(self._held_out))

    def accepts(self, images: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Judges many pictures: bool, shape (n,).

        Args:
            images: uint8, shape (n, 28, 28).
        """
        accepted: NDArray[np.bool_] = self.strangeness(images) <= self._limit
        return accepted

    def strangeness(self, images: NDArray[np.uint8]) -> NDArray[np.float64]:
        """How strange pictures are: float64, shape (n,), 0 for usual ones, more for stranger ones.

        The sum over layers of how far pictures are from the nearest class, each layer's logarithm of the squared
        distance counted in standard deviations over held-out pictures; and the discriminant, as said above.

        Args:
            images: uint8, shape (n, 28, 28).
        """
        features = self._features.of(images)
        assert features is not None
        return _scores(self._layers, self._discriminant, features)


def fit_digitness(
    features: HiddenFeatures,
    reference: Features,
    labels: NDArray[np.uint8],
    held_out: Features,
    resampled: Features,
    outliers: Features,
) -> Digitness:
    """Learns what pictures look like in the hidden layers.

    Args:
        features: Of the network.
        reference: Features of pictures that the network learned from.
        labels: uint8, shape (n,), what these are.
        held_out: Features of other pictures of the same kind, best of ones that it did not learn from: they decide
            what is strange.
        resampled: Features of pictures of the same kind, sampled anew as the outliers are.
        outliers: Features of pictures that are nothing.
    """
    fitted = [
        _fit_layer(values, labels, others) for values, others in zip(reference.layers, held_out.layers, strict=True)
    ]
    layers = tuple(fitted)
    discriminant = _fit_discriminant(layers, (reference, resampled), outliers, held_out)
    return Digitness(features, layers, discriminant, np.sort(_scores(layers, discriminant, held_out)))


def _pair(numbers: NDArray[Any]) -> tuple[float, float]:
    mean, spread = map(float, numbers)
    return mean, spread


@dataclass(frozen=True, eq=False)
class _LayerClasses:
    """Where the classes lie in a layer.

    Attributes:
        mean: float32, shape (features,).
        directions: float32, shape (features, d): of the largest spreads, each divided by its spread.
        centres: float32, shape (classes, d), of each class after that, seen through its own ``whitening``.
        whitening: float32, shape (d, classes * d): makes the covariance of each class the identity.
        usual: Mean and standard deviation of the logarithms of held-out pictures' squared distances.
    """

    mean: NDArray[np.float32]
    directions: NDArray[np.float32]
    centres: NDArray[np.float32]
    whitening: NDArray[np.float32]
    usual: tuple[float, float] = (0.0, 1.0)

    def log_distances(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Logarithms of squared Mahalanobis distances to the nearest class: float64, shape (n,)."""
        classes, size = self.centres.shape
        nearest = np.empty(len(values))
        for start in range(0, len(values), _CHUNK):
            placed = (values[start : start + _CHUNK] - self.mean) @ self.directions @ self.whitening
            offset = placed.reshape(-1, classes, size) - self.centres
            nearest[start : start + _CHUNK] = np.einsum("ncd,ncd->nc", offset, offset).min(axis=1)
        distances: NDArray[np.float64] = np.log(nearest + 1e-12)
        return distances


_CHUNK = 1000


@dataclass(frozen=True, eq=False)
class _Discriminant:
    """A direction from pictures to outliers.

    Attributes:
        direction: float64, shape (features + layers,), of ``Features.quarters`` and the distances in the layers.
        usual: Mean and standard deviation along it of held-out pictures.
        distances: Standard deviation of held-out pictures' distances, summed over the layers.
    """

    direction: NDArray[np.float64]
    usual: tuple[float, float]
    distances: float


def _distances(layers: tuple[_LayerClasses, ...], features: Features) -> NDArray[np.float64]:
    """Of each picture in each layer, in standard deviations: shape (n, layers)."""
    columns = []
    for layer, values in zip(layers, features.layers, strict=True):
        mean, spread = layer.usual
        columns.append((layer.log_distances(values) - mean) / spread)
    return np.stack(columns, axis=1)


def _told_by(features: Features, distances: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the discriminant looks at; very large distances say no more than large ones."""
    return np.concatenate([features.quarters, np.clip(distances, *_TOLD_DISTANCES)], axis=1)


def _scores(layers: tuple[_LayerClasses, ...], discriminant: _Discriminant, features: Features) -> NDArray[np.float64]:
    distances = _distances(layers, features)
    mean, spread = discriminant.usual
    told: NDArray[np.float64] = (_told_by(features, distances) @ discriminant.direction - mean) / spread
    told += distances.sum(axis=1) / discriminant.distances
    return told


def _fit_discriminant(
    layers: tuple[_LayerClasses, ...], pictures: tuple[Features, ...], outliers: Features, held_out: Features
) -> _Discriminant:
    from sklearn.linear_model import Ridge

    parts = [_told_by(part, _distances(layers, part)).astype(np.float32) for part in (*pictures, outliers)]
    values, count = np.concatenate(parts), sum(map(len, parts[:-1]))
    deviations = values[:count].std(axis=0)
    scale = deviations + _LEAST_DEVIATION * deviations.mean() + 1e-9
    # Pictures and outliers weigh the same, and so do the kinds of pictures.
    weights = np.concatenate([np.full(len(part), 0.5 / len(pictures) / len(part)) for part in parts[:-1]])
    weights = np.append(weights, np.full(len(parts[-1]), 0.5 / len(parts[-1]))) * len(values)
    ridge = Ridge(alpha=_RIDGE * len(values), solver="cholesky")
    ridge.fit(values / scale, np.where(np.arange(len(values)) < count, -1.0, 1.0), weights)
    direction = ridge.coef_.astype(np.float64) / scale
    distances = _distances(layers, held_out)
    along = _told_by(held_out, distances) @ direction
    return _Discriminant(
        direction, (float(along.mean()), float(along.std()) + 1e-9), float(distances.sum(axis=1).std()) + 1e-9
    )


def _fit_layer(values: NDArray[np.float32], labels: NDArray[np.uint8], held_out: NDArray[np.float32]) -> _LayerClasses:
    mean = values.mean(axis=0)
    axes, spreads = principal_axes(values - mean, _LARGEST)
    directions = (axes / np.sqrt(spreads + _LEAST_SPREAD * spreads.mean() + 1e-12)).astype(np.float32)
    placed = (values - mean) @ directions
    size = directions.shape[1]
    parts = [placed[labels == label] for label in np.unique(labels)]
    parts = [part for part in parts if len(part) > 1]
    covariances = [np.cov(part, rowvar=False, dtype=np.float64).reshape(size, size) for part in parts]
    common = sum(covariances) / len(covariances)
    centres, whitening = [], []
    for part, covariance in zip(parts, covariances, strict=True):
        mixed = (1.0 - _TOWARDS_ALL) * covariance + _TOWARDS_ALL * common + _LEAST_SPREAD * np.eye(size)
        whiten = np.linalg.inv(np.linalg.cholesky(mixed)).T
        whitening.append(whiten)
        centres.append(part.mean(axis=0) @ whiten)
    layer = _LayerClasses(
        mean, directions, np.array(centres, np.float32), np.concatenate(whitening, axis=1).astype(np.float32)
    )
    usual = layer.log_distances(held_out)
    return _LayerClasses(
        mean, directions, layer.centres, layer.whitening, (float(usual.mean()), float(usual.std()) + 1e-9)
    )
