"""Digitness: whether a picture looks like those that a network learned from, which its probabilities cannot tell.

A softmax shares 100 % out between the classes whatever it is shown. So pictures are compared in the network's hidden
layers: how far are a drawing's features from those of the class that they are nearest to? This is the confidence score
of Lee, Lee, Lee and Shin (A Simple Unified Framework for Detecting Out-of-Distribution Samples and Adversarial
Attacks, NeurIPS 2018, arXiv:1807.03888): Mahalanobis distances in several layers, added up. Other than there, each
class has a covariance of its own, drawn towards the mean of all as in J. Friedman's regularized discriminant analysis
(JASA 84, 1989), and the layers have equal weights, for the weights of that paper are learned from outliers, and
nothing is learned from outliers here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.inference.features import Features, HiddenFeatures, principal_axes

ACCEPTED = 0.983
"""Share of held-out pictures that the limit lets pass: for 98 % of new ones, a little more, as the held-out are few."""

_LARGEST = 128  # directions of a layer that are kept, those in which pictures differ most
_TOWARDS_ALL = 0.3  # weight of the mean covariance in that of a class
_LEAST_SPREAD = 1e-3  # of a direction, as a share of the mean spread: units that never move say nothing


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
        held_out: Scores of held-out pictures, float64, shape (n,), ascending.
    """

    def __init__(
        self, features: HiddenFeatures, layers: "tuple[_LayerClasses, ...]", held_out: NDArray[np.float64]
    ) -> None:
        self._features, self._layers, self._held_out = features, layers, held_out
        self._limit = float(np.quantile(held_out, ACCEPTED))

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
        """The sum over layers of how far pictures are from the nearest class: float64, shape (n,).

        Each layer's logarithm of the squared distance is counted in standard deviations over held-out pictures.

        Args:
            images: uint8, shape (n, 28, 28).
        """
        features = self._features.of(images)
        assert features is not None
        return _scores(self._layers, features)


def fit_digitness(
    features: HiddenFeatures, reference: Features, labels: NDArray[np.uint8], held_out: Features
) -> Digitness:
    """Learns what pictures look like in the hidden layers.

    Args:
        features: Of the network.
        reference: Features of pictures that the network learned from.
        labels: uint8, shape (n,), what these are.
        held_out: Features of other pictures of the same kind, best of ones that it did not learn from: they decide
            what is strange.
    """
    fitted = [
        _fit_layer(values, labels, others) for values, others in zip(reference.layers, held_out.layers, strict=True)
    ]
    layers = tuple(fitted)
    return Digitness(features, layers, np.sort(_scores(layers, held_out)))


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


def _scores(layers: tuple[_LayerClasses, ...], features: Features) -> NDArray[np.float64]:
    scores = np.zeros(len(features.last))
    for layer, values in zip(layers, features.layers, strict=True):
        mean, spread = layer.usual
        scores += (layer.log_distances(values) - mean) / spread
    return scores


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
