"""Strokes of a pen as data."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

CANVAS_SIZE = 280
"""Side of a drawing in its own units, and of the image that the network's picture is made from."""


class StrokePoint(NamedTuple):
    """Where the pen was, and how wide its line is there, in units of the canvas."""

    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Stroke:
    """From setting the pen down to lifting it."""

    points: tuple[StrokePoint, ...]

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """Its points as an array: x, y and width, shape (n, 3); not to be changed."""
        return np.array(self.points, np.float64)
