"""What can be watched inside a network while it learns, as a plot takes it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class LayerLook:
    """One layer from inside; what is None is not shown.

    Attributes:
        name: "Dense 1".
        units: How many units or channels it has.
        gradient: Norm of its gradient, 0 or more.
        silent: Share of its units that give the same answer to every picture, 0 to 1.
        edges: Edges of the histograms, float64, shape (bins + 1,).
        now: Share of the weights in each bin now, float64, shape (bins,).
        start: The same when the training began.
    """

    name: str
    units: int = 0
    gradient: float | None = None
    silent: float | None = None
    edges: NDArray[np.float64] | None = None
    now: NDArray[np.float64] | None = None
    start: NDArray[np.float64] | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return self.gradient is None and self.silent is None and self.edges is None


@dataclass(frozen=True, eq=False)
class InsideData:
    """All that is shown.

    Attributes:
        rates: Learning rates as (epochs done, rate); empty: not shown.
        epochs: Length of their horizontal axis.
        numbers: Further numbers as (number, what it is): ("48,000", "pictures a second").
        layers: The layers, from the input on.
        first_layer: Weights of the first layer's units, float32, shape (units, height, width); None: not shown.
        note: A sentence where there is nothing to see yet; may be empty.
    """

    rates: Sequence[tuple[float, float]] = ()
    epochs: float = 10
    numbers: Sequence[tuple[str, str]] = ()
    layers: Sequence[LayerLook] = ()
    first_layer: NDArray[np.float32] | None = None
    note: str = ""
