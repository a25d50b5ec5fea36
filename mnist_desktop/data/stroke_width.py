"""How wide the strokes of some ink are, and ink with strokes as wide as MNIST's."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from mnist_desktop.data.resampling import resample
from mnist_desktop.data.stroke_lines import PEN_REACH, PEN_WIDTH

_WORKING_SIDE = 120
"""Larger side, in pixels, of the ink while its strokes are made thinner or thicker: six for one of the network's."""
_EDGE = 0.8
"""Over how many of the network's pixels an edge fades there; shrinking it by six softens it to MNIST's."""
_THIN = 25
_LOOPS_CLOSE = 4.8
_CROSSING = 0.45
_NO_STROKE = 0.6
"""Ink wider than this share of its larger side is a blob, and stays as it is."""


def stroke_width(ink: NDArray[np.uint8]) -> float:
    """Estimates the usual width of strokes: twice the distance from their middle lines to the nearest background.

    Args:
        ink: uint8, shape (h, w), at least one pixel of it not 0.

    Returns:
        The median over the pixels that are farthest from the background around them, in pixels.
    """
    return _width(ndimage.distance_transform_edt(_padded(ink) >= _half(ink)))


def normalised(ink: NDArray[np.uint8], frame: float, *, cropped: bool) -> NDArray[np.uint8]:
    """Makes strokes thinner or thicker until they are as wide as MNIST's.

    The outline is moved: inwards by as much as the strokes are too wide, which leaves the middle lines where they
    were, or outwards.

    Args:
        ink: uint8, shape (h, w), not all 0.
        frame: Pixels that its larger side is to have for the network.
        cropped: Its larger side is that of the ink, which changes with the width; else of the drawing area.

    Returns:
        uint8; larger or smaller than it was. A blob comes back as it is.
    """
    larger = max(ink.shape)
    enlarged = _WORKING_SIDE / larger
    height, width = (max(1, round(side * enlarged)) for side in ink.shape)
    margin = _WORKING_SIDE // 8 if cropped else 0
    shape = (height + 2 * margin, width + 2 * margin)
    large = resample(ink, enlarged, (margin, margin), shape)
    inked = large >= _half(large)
    if not inked.any():
        return ink
    inside = ndimage.distance_transform_edt(np.pad(inked, 1))[1:-1, 1:-1]
    was = _width(inside)
    if was > _NO_STROKE * _WORKING_SIDE:
        return ink
    # How many of the network's pixels one pixel here becomes.
    scale = (frame - 2 * PEN_REACH) / (_WORKING_SIDE - was) if cropped else frame / _WORKING_SIDE
    outside = ndimage.distance_transform_edt(~inked)
    # From the outline, which runs between the pixels: inside it is above 0.
    distance = np.where(inked, inside - 0.5, 0.5 - outside)
    from_middle = (distance - was / 2) * scale
    to_outline = from_middle + PEN_WIDTH / 2
    if was * scale > _LOOPS_CLOSE:
        # Farther inside than a stroke's middle, and than where two strokes cross: a loop that has run together.
        to_outline = np.minimum(to_outline, max(PEN_WIDTH, _CROSSING * was * scale) / 2 - from_middle)
    moved: NDArray[np.uint8] = np.rint(np.clip(to_outline / _EDGE + 0.5, 0, 1) * 255).astype(np.uint8)
    return moved


def _half(ink: NDArray[np.uint8] | NDArray[np.float32]) -> float:
    """The grey level at which ink ends."""
    return max(float(ink.max()) / 2, 1.0)


def _padded(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """With background around it, so that the picture's border is an edge of the ink, too."""
    return np.pad(ink, 1)


def _width(inside: NDArray[np.float64]) -> float:
    """The usual width of strokes, from each pixel's distance to the background."""
    ridge = (inside > 0) & (inside >= ndimage.maximum_filter(inside, 3))
    return max(2 * float(np.percentile(inside[ridge], _THIN)) - 0.5, 1.0)
