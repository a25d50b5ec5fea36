"""How wide the strokes of some ink are, and ink with strokes as wide as MNIST's."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from mnist_desktop.data.resampling import resample
from mnist_desktop.data.stroke_lines import PEN_REACH, PEN_WIDTH

_WORKING_SIDE = 120
"""Larger side, in pixels, of the ink while its strokes are made thinner or thicker: six for one of the network's."""
_MARGIN = 15
"""Room around it in which thin strokes become thicker."""
_EDGE = 0.8
"""Over how many of the network's pixels an edge fades there; shrinking it by six softens it to MNIST's."""
_THIN = 10
"""Strokes are taken to be as wide as the thinnest tenth of the ink: a pen is never narrower than itself, but where its
strokes run together ink is wider."""
_WIDEST = 0.3
"""Share of its larger side that a stroke is wide at most: three of them lie above each other in an 8."""


def stroke_width(ink: NDArray[np.uint8]) -> float:
    """Estimates the width of strokes: twice the distance from their middle lines to the nearest background.

    Args:
        ink: uint8, shape (h, w), at least one pixel of it not 0.

    Returns:
        In pixels; of thinner and wider strokes that of the thinner ones, 1.0 at least.
    """
    return _width(ndimage.distance_transform_edt(np.pad(ink, 1) >= _half(ink)))


def normalised(ink: NDArray[np.uint8], frame: float, *, cropped: bool) -> NDArray[np.uint8]:
    """Makes strokes thinner or thicker until they are as wide as MNIST's.

    The outline is moved: inwards by as much as the strokes are too wide, which leaves the middle lines where they
    were, or outwards. Where very wide strokes have run together, the inside stays full of ink, as in the closed
    pictures that a network can be trained with (``AugmentationSpec.closing``).

    Args:
        ink: uint8, shape (h, w), not all 0.
        frame: Pixels that its larger side is to have for the network.
        cropped: Its larger side is that of the ink, which changes with the width; else of the drawing area.

    Returns:
        uint8; its larger side is 120 pixels, and 15 more at each side if it was cropped.
    """
    larger = max(ink.shape)
    enlarged = _WORKING_SIDE / larger
    height, width = (max(1, round(side * enlarged)) for side in ink.shape)
    margin = _MARGIN if cropped else 0
    shape = (height + 2 * margin, width + 2 * margin)
    large = resample(ink, enlarged, (margin, margin), shape)
    inked = large >= _half(large)
    if not inked.any():
        return ink
    inside = ndimage.distance_transform_edt(np.pad(inked, 1))[1:-1, 1:-1]
    was = min(_width(inside), _WIDEST * _WORKING_SIDE)
    # How many of the network's pixels one pixel here becomes.
    scale = (frame - 2 * PEN_REACH) / (_WORKING_SIDE - was) if cropped else frame / _WORKING_SIDE
    outside = ndimage.distance_transform_edt(~inked)
    # From the outline, which runs between the pixels: inside it is above 0.
    distance = np.where(inked, inside - 0.5, 0.5 - outside)
    shares = np.clip(((distance - was / 2) * scale + PEN_WIDTH / 2) / _EDGE + 0.5, 0, 1)
    moved: NDArray[np.uint8] = np.rint(shares * 255).astype(np.uint8)
    return moved


def _half(ink: NDArray[np.uint8] | NDArray[np.float32]) -> float:
    """The grey level at which ink ends."""
    return max(float(ink.max()) / 2, 1.0)


def _width(inside: NDArray[np.float64]) -> float:
    """The width of strokes, from each pixel's distance to the background."""
    ridge = (inside > 0) & (inside >= ndimage.maximum_filter(inside, 3))
    return max(2 * float(np.percentile(inside[ridge], _THIN)) - 0.5, 1.0)
