"""Strokes of a pen as data."""

from dataclasses import dataclass

CANVAS_SIZE = 280
"""Side of a drawing in its own units, and of the image that the network's picture is made from."""


@dataclass(frozen=True)
class StrokePoint:
    """Where the pen was, and how wide its line is there, in units of the canvas."""

    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Stroke:
    """From setting the pen down to lifting it."""

    points: tuple[StrokePoint, ...]
