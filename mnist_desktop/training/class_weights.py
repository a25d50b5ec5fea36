"""Class weights that make every answer count the same in all, however often it occurs."""

import numpy as np
from numpy.typing import NDArray


def balanced_weights(labels: NDArray[np.uint8], answer_count: int) -> tuple[float, ...]:
    """One weight for each answer: the rarer it is, the more a picture of it counts.

    The same as "balanced" in scikit-learn, after G. King and L. Zeng: Logistic Regression in Rare Events Data (2001).

    Args:
        labels: Of the training pictures, uint8, shape (n,), below ``answer_count``.
        answer_count: How many answers there are.

    Returns:
        n / (answers × pictures of the answer), with four decimals and at most 1,000; 1 for an answer without pictures.
    """
    counts = np.bincount(labels, minlength=answer_count)
    weights = len(labels) / (answer_count * np.maximum(counts, 1))
    return tuple(
        min(round(float(weight), 4), 1000.0) if count else 1.0 for weight, count in zip(weights, counts, strict=True)
    )
