"""An eraser for strokes: it cuts them where it passes, and what remains are strokes."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.strokes import Stroke, StrokePoint

_STEP = 1.0
"""Units of the canvas between two places at which a stroke may be cut; a third of a per cent of its side."""

_MOST_PIECES = 2000
"""Places in one piece of a stroke, however far a broken mouse has jumped."""


def erase(
    strokes: tuple[Stroke, ...], start: tuple[float, float], end: tuple[float, float], width: float
) -> tuple[Stroke, ...]:
    """Takes away of strokes what a round eraser touches on its way from one place to another.

    A stroke is drawn as a line with round ends along the curve through the middles between its points. All places of
    that curve are taken away at which the line would reach into the eraser's path, so that what remains ends in a round
    end at the path's edge. A stroke in whose middle something is missing becomes two.

    Args:
        strokes: In units of the canvas; they stay as they are.
        start: Centre of the eraser, x and y, where it was.
        end: Centre of the eraser, x and y, where it is now; the same as ``start`` for a touch.
        width: Diameter of the eraser, in units of the canvas.

    Returns:
        What remains, in the same order; the same tuple where nothing was touched.
    """
    left: list[Stroke] = []
    for stroke in strokes:
        left.extend(_cut(stroke, start, end, width / 2) if _is_near(stroke, start, end, width / 2) else (stroke,))
    untouched = len(left) == len(strokes) and all(one is other for one, other in zip(left, strokes, strict=True))
    return strokes if untouched else tuple(left)


def _is_near(stroke: Stroke, start: tuple[float, float], end: tuple[float, float], radius: float) -> bool:
    """Whether a stroke's rectangle meets the rectangle of the eraser's path: quick, and never wrongly no."""
    points = stroke.points
    reach = radius + max(point.width for point in points) / 2
    (left, right), (top, bottom) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    return (
        min(point.x for point in points) <= right + reach
        and max(point.x for point in points) >= left - reach
        and min(point.y for point in points) <= bottom + reach
        and max(point.y for point in points) >= top - reach
    )


def _cut(stroke: Stroke, start: tuple[float, float], end: tuple[float, float], radius: float) -> Iterator[Stroke]:
    places = _places(stroke)
    distances = _distances(places[:, :2], np.array(start), np.array(end))
    kept = distances >= radius + places[:, 2] / 2
    if kept.all():
        yield stroke
        return
    edges = np.flatnonzero(np.diff(np.concatenate(([False], kept, [False])).astype(np.int8)))
    for first, after in edges.reshape(-1, 2):
        yield Stroke(tuple(StrokePoint(*place) for place in places[first:after].tolist()))


def _distances(
    places: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far places, of shape (n, 2), are from a straight way: float64, shape (n,)."""
    way = end - start
    length = float(way @ way)
    share = np.clip((places - start) @ way / length, 0.0, 1.0) if length else np.zeros(len(places))
    apart: NDArray[np.float64] = np.hypot(*(places - start - share[:, np.newaxis] * way).T)
    return apart


def _places(stroke: Stroke) -> NDArray[np.float64]:
    """Places along a stroke's curve with its width there, close to each other: float64, shape (n, 3).

    Of a stroke whose points are that close already, as after it was cut once, they are its points: however often it is
    cut, what remains does not move.
    """
    points = np.array([(point.x, point.y, point.width) for point in stroke.points])
    if len(points) < 2 or np.hypot(*np.diff(points[:, :2], axis=0).T).max() <= _STEP:
        return points
    middles = (points[:-1] + points[1:]) / 2
    pieces = [points[:1], _line(points[0], middles[0])]
    pieces += [_curve(first, point, last) for (first, last), point in zip(pairwise(middles), points[1:-1], strict=True)]
    pieces.append(_line(middles[-1], points[-1]))
    return np.concatenate(pieces)


def _line(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    return _curve(start, (start + end) / 2, end)


def _curve(start: NDArray[np.float64], control: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places on a quadratic Bézier curve, its start left out: float64, shape (n, 3)."""
    length = np.hypot(*(control - start)[:2]) + np.hypot(*(end - control)[:2])
    count = min(max(1, int(np.ceil(length / _STEP))), _MOST_PIECES)
    share = np.linspace(0.0, 1.0, count + 1)[1:, np.newaxis]
    curve: NDArray[np.float64] = (1 - share) ** 2 * start + 2 * share * (1 - share) * control + share**2 * end
    return curve
