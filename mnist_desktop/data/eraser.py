"""An eraser for strokes: it cuts them where it passes, and what remains are strokes."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.strokes import Stroke, StrokePoint

_STEP = 3.0
"""Units of the canvas, 280 of them a side, between two places of a curve; where it is cut is found exactly."""

_SPARED = 0.1
"""Units by which a line may reach into the eraser's way; the edge of a cut is found more exactly than that."""

_MOST_PIECES = 1000
"""Places on one piece of a curve, however far a broken mouse has jumped."""


class Eraser:
    """Takes away of strokes what a round eraser touches on its way, while it is down.

    A stroke is drawn as a line with round ends along the curve through the middles between its points. All places of
    that curve are taken away at which the line would reach into the eraser's way, so that what remains ends in a round
    end at the edge of the way. A stroke in whose middle something is missing becomes two.

    Args:
        strokes: In units of the canvas; they stay as they are.
        width: Diameter of the eraser, in units of the canvas.
    """

    def __init__(self, strokes: tuple[Stroke, ...], width: float) -> None:
        self.width = width
        self._strokes = strokes
        self._curves = [_curve_of(stroke) for stroke in strokes]
        self._place: NDArray[np.float64] | None = None

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """What remains, in the same order; a stroke that was not touched is the same object."""
        return self._strokes

    def move(self, x: float, y: float) -> bool:
        """Sets the eraser down at a place, or moves it there straight from where it is.

        Returns:
            Whether it touched a stroke.
        """
        end = np.array((x, y))
        start = end if self._place is None else self._place
        self._place = end
        strokes: list[Stroke] = []
        curves: list[NDArray[np.float64]] = []
        touched = False
        for stroke, curve in zip(self._strokes, self._curves, strict=True):
            parts = _cut(curve, start, end, self.width / 2)
            if parts is None:
                strokes.append(stroke)
                curves.append(curve)
            else:
                touched = True
                strokes += [Stroke(tuple(map(StrokePoint._make, part.tolist()))) for part in parts]
                curves += parts
        if touched:
            self._strokes, self._curves = tuple(strokes), curves
        return touched


def _cut(
    curve: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64], radius: float
) -> list[NDArray[np.float64]] | None:
    """What remains of a curve of shape (n, 3); None if it was not touched."""
    reach = radius + curve[:, 2] / 2
    way = end - start
    length = float(way @ way)
    apart = curve[:, :2] - start
    if length:
        apart = apart - np.clip(apart @ way / length, 0.0, 1.0)[:, np.newaxis] * way
    free = np.hypot(apart[:, 0], apart[:, 1]) - reach
    kept = free >= -_SPARED  # an end that was cut there before is not cut again
    if kept.all():
        return None
    edges = np.flatnonzero(np.diff(np.concatenate(([False], kept, [False])).astype(np.int8))).reshape(-1, 2)
    parts = []
    for first, after in edges.tolist():
        part = [curve[first:after]]
        if first:
            part.insert(0, _edge(curve, free, first, first - 1))
        if after < len(curve):
            part.append(_edge(curve, free, after - 1, after))
        parts.append(np.concatenate(part))
    return parts


def _edge(curve: NDArray[np.float64], free: NDArray[np.float64], kept: int, gone: int) -> NDArray[np.float64]:
    """Where the eraser's edge lies between a place that is kept and the next one, which is not: shape (1, 3)."""
    share = max(free[kept], 0.0) / (free[kept] - free[gone])
    edge: NDArray[np.float64] = curve[kept : kept + 1] + share * (curve[gone] - curve[kept])
    return edge


def _curve_of(stroke: Stroke) -> NDArray[np.float64]:
    """Places along a stroke's curve with its width there, close to each other: float64, shape (n, 3).

    Of a stroke whose points are that close already, as after it was cut once, they are its points: however often it is
    cut, what remains does not move.
    """
    points = stroke.values
    if len(points) < 2 or np.hypot(*np.diff(points[:, :2], axis=0).T).max() <= _STEP + 1e-6:
        return points
    middles = (points[:-1] + points[1:]) / 2
    pieces = [points[:1], _line(points[0], middles[0])]
    pieces += [_bent(first, point, last) for (first, last), point in zip(pairwise(middles), points[1:-1], strict=True)]
    pieces.append(_line(middles[-1], points[-1]))
    return np.concatenate(pieces)


def _line(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    return _bent(start, (start + end) / 2, end)


def _bent(start: NDArray[np.float64], control: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places on a quadratic Bézier curve, its start left out: float64, shape (n, 3)."""
    # The curve's speed is twice the longer leg at most, so that no two places are further apart than a step.
    speed = 2 * max(float(np.hypot(*(control - start)[:2])), float(np.hypot(*(end - control)[:2])))
    count = min(max(1, int(np.ceil(speed / _STEP))), _MOST_PIECES)
    share = np.linspace(0.0, 1.0, count + 1)[1:, np.newaxis]
    places: NDArray[np.float64] = (1 - share) ** 2 * start + 2 * share * (1 - share) * control + share**2 * end
    return places
