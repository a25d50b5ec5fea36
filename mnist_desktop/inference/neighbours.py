"""Neighbours: the training pictures that the last hidden layer of a network finds most like a given one."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.inference.features import HiddenFeatures, principal_axes

Nearness = Literal["very near", "near", "far"]

_DIRECTIONS = 64
_VERY_NEAR, _NEAR = 0.5, 0.95  # shares of pictures whose own nearest neighbour is that near


@dataclass(frozen=True)
class Neighbour:
    """A training picture that is like another picture.

    Attributes:
        index: Its place among the training pictures of the dataset.
        label: What it is, an index into the dataset's class names.
        distance: Euclidean distance between the two in the last hidden layer, by its main directions.
        nearness: "very near" is as near as the nearest picture is to half of all pictures, "near" as it is to 95 %
            of them, anything else "far".
    """

    index: int
    label: int
    distance: float
    nearness: Nearness


class Neighbours:
    """Finds the nearest training pictures; may be called in any thread.

    Features are kept in the 64 directions in which pictures differ most, 15 MB for 60,000 pictures.

    Args:
        features: Of the network.
        axes: float32, shape (units, d): the directions, see ``fit_axes``.
        placed: float32, shape (n, d): training pictures' features along them.
        indices: intp, shape (n,): where these pictures stand among the dataset's training pictures.
        labels: uint8, shape (n,): what they are.
    """

    def __init__(
        self,
        features: HiddenFeatures,
        axes: NDArray[np.float32],
        placed: NDArray[np.float32],
        indices: NDArray[np.intp],
        labels: NDArray[np.uint8],
    ) -> None:
        self._features, self._axes = features, axes
        self._placed, self._indices, self._labels = placed, indices, labels
        self._squares = np.einsum("nd,nd->n", placed, placed)
        self._very_near, self._near = self._usual_distances()

    def find(self, image: NDArray[np.uint8], count: int = 5) -> tuple[Neighbour, ...]:
        """The nearest training pictures, the nearest first; for 60,000 pictures in some two milliseconds.

        Args:
            image: uint8, shape (28, 28).
            count: How many; fewer where there are fewer.
        """
        features = self._features.of(image[np.newaxis])
        assert features is not None
        rows, distances = self._search(features.last[0] @ self._axes, min(count, len(self._placed)))
        return tuple(
            Neighbour(int(self._indices[row]), int(self._labels[row]), float(distance), self._nearness(float(distance)))
            for row, distance in zip(rows, distances, strict=True)
        )

    def _search(self, place: NDArray[np.float32], count: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        # Without the threads of a matrix product, which on a busy computer waited 60 ms for each other: 1 ms.
        squares = self._squares - 2.0 * np.einsum("nd,d->n", self._placed, place)
        chosen = np.argpartition(squares, count - 1)[:count]
        chosen = chosen[np.argsort(squares[chosen], kind="stable")]
        return chosen, np.sqrt(np.maximum(squares[chosen] + place @ place, 0.0))

    def _nearness(self, distance: float) -> Nearness:
        return "very near" if distance <= self._very_near else "near" if distance <= self._near else "far"

    def _usual_distances(self) -> tuple[float, float]:
        """How far the nearest other picture is from half and from 95 % of the pictures; looked at are 200."""
        if len(self._placed) < 2:
            return 0.0, 0.0
        rows = np.linspace(0, len(self._placed) - 1, min(200, len(self._placed))).astype(np.intp)
        nearest = [self._search(self._placed[row], 2)[1][1] for row in rows]  # the first is the picture itself
        very_near, near = np.quantile(nearest, (_VERY_NEAR, _NEAR))
        return float(very_near), float(near)


def fit_axes(last: NDArray[np.float32]) -> NDArray[np.float32]:
    """The directions of the last hidden layer in which pictures differ most: float32, shape (units, at most 64).

    Args:
        last: float32, shape (n, units), of some thousand pictures.
    """
    return principal_axes(last - last.mean(axis=0), _DIRECTIONS)[0]
