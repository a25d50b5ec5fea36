"""Stray dots: finds them among strokes and in ink, so that they neither shift nor shrink a digit."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from mnist_desktop.data.stroke_lines import Points
from mnist_desktop.data.stroke_width import stroke_width

_SMALL = 0.08
"""A speck's larger side is at most this share of the rest's."""
_ROUND = 1.6
"""In ink a dot is at most this many stroke widths large, whatever the digit's size."""
_APART = 0.5
"""In ink a speck is at least this many stroke widths away from the rest: what is nearer is a broken line."""

_TOUCHING = np.ones((3, 3), np.int8)


def stray_lines(lines: Sequence[Points], touching: float) -> list[int]:
    """Finds the strokes that are specks.

    None of the ten digits has a dot. A stroke is a speck if it is tiny against all larger ones together and stands
    apart from them; a drawing made of dots alone has none.

    Args:
        lines: The strokes' middle lines, in units of the canvas.
        touching: At this share of the drawing's size, strokes that are redrawn touch.

    Returns:
        Indices into ``lines``.
    """
    if len(lines) < 2:
        return []
    sides = [float(np.ptp(line, axis=0).max()) for line in lines]
    # The digit is what is not tiny against the largest stroke.
    small = [index for index, side in enumerate(sides) if side <= _SMALL * max(sides)]
    if not small or len(small) == len(lines):
        return []
    rest = np.concatenate([line for index, line in enumerate(lines) if index not in small])
    apart = touching * float(np.ptp(rest, axis=0).max())
    return [index for index in small if _distance(lines[index], rest) > apart]


def without_specks(ink: NDArray[np.uint8], kept: Points | None = None) -> NDArray[np.uint8]:
    """Removes from ink what stands apart and is tiny.

    Args:
        ink: uint8, shape (h, w), 0 background.
        kept: Points of strokes that are no specks: what they do not touch goes. None: that is told by size.

    Returns:
        The ink itself if it has no specks, a copy otherwise.
    """
    parts, count = ndimage.label(ink, _TOUCHING)
    if count < 2:
        return ink
    if kept is not None:
        rows, columns = (np.clip(kept.T, 0, np.array([ink.shape]).T - 1)).astype(np.intp)
        stays = np.zeros(count + 1, np.bool_)
        stays[parts[rows, columns]] = True
    else:
        stays = _large_parts(ink, parts, count)
    stays[0] = True
    return ink if stays.all() else ink * stays[parts]


def _large_parts(ink: NDArray[np.uint8], parts: NDArray[np.signedinteger[Any]], count: int) -> NDArray[np.bool_]:
    """For each part, and first the background, whether it is no speck: shape (count + 1,)."""
    boxes = ndimage.find_objects(parts)
    sides = np.array([max(box[0].stop - box[0].start, box[1].stop - box[1].start) for box in boxes])
    main = int(sides.argmax())
    width = stroke_width(ink[boxes[main]] * (parts[boxes[main]] == main + 1))
    stays = np.concatenate([[True], sides > max(_SMALL * sides[main], min(_ROUND * width, 0.5 * sides[main]))])
    if not stays.all():
        away = ndimage.distance_transform_edt(~stays[parts] | (parts == 0))
        nearest = ndimage.minimum(away, parts, np.arange(1, count + 1))
        stays[1:] |= nearest < _APART * width
    return stays


def _distance(line: Points, rest: Points) -> float:
    """The least distance between points of two lines."""
    # A speck is tiny: its middle and ends tell.
    ends = line[[0, len(line) // 2, -1]]
    return float(np.sqrt(((ends[:, np.newaxis] - rest) ** 2).sum(axis=-1)).min())
