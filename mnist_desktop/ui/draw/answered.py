"""Answered: what the network received of a drawing, and what it answered."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Answered:
    """One live answer.

    Attributes:
        image: uint8, shape (28, 28), what the network received; None for an empty canvas.
        probabilities: Of each class, 0 to 1; None while no network can answer, and for an empty canvas.
    """

    image: "NDArray[np.uint8] | None"
    probabilities: tuple[float, ...] | None
