"""Signed numbers as 255 levels, from which a picture can be painted with a table of colours."""

import numpy as np
from numpy.typing import NDArray

TOP = 127
"""The highest level; the lowest one is -127."""


def levels(values: NDArray[np.float32], top: float | None = None) -> NDArray[np.int8]:
    """Brings numbers to levels; 0 stays 0.

    Args:
        values: Any shape.
        top: What becomes the highest level, and with the other sign the lowest; beyond it all is cut off. None takes
            the greatest absolute value.

    Returns:
        int8 of the same shape, -127 to 127; 0 for what is no number.
    """
    greatest = float(np.abs(values).max(initial=0.0)) if top is None else top
    if not np.isfinite(greatest) or greatest <= 0.0:
        return np.zeros(values.shape, np.int8)
    scaled: NDArray[np.int8] = np.rint(np.clip(values / greatest, -1.0, 1.0) * TOP).astype(np.int8)
    return scaled
