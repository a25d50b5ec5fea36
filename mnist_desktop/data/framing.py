"""Cuts the ink out of a picture, so that it can be looked at."""

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.ink import FAINTEST_INK

_MARGIN = 0.15
"""Kept around the ink, as a share of its larger side: about as much as MNIST has around its digits."""


def framed(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Cuts away what lies far from the ink: a digit in the corner of a photo becomes the picture.

    Preparation, which cuts the ink out anyway, makes the same of it.

    Args:
        ink: uint8, shape (h, w), 0 background to 255 ink; pixels below 16 are not ink.

    Returns:
        The ink with a margin, as far as the picture has one; all of it where there is no ink.
    """
    marked = ink >= FAINTEST_INK
    if not marked.any():
        return ink
    rows, columns = (np.flatnonzero(marked.any(axis=axis)) for axis in (1, 0))
    margin = round(_MARGIN * max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1)
    top, left = max(rows[0] - margin, 0), max(columns[0] - margin, 0)
    return ink[top : rows[-1] + margin + 1, left : columns[-1] + margin + 1].copy()
