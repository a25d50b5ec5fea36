"""A grid of tested pictures that picks its own number of columns."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from typing_extensions import override

from mnist_desktop.ui.digit_grid import GAP, DigitGrid
from mnist_desktop.ui.picture_sheet import SIDE


class FittingGrid(DigitGrid):
    """A grid with as many pictures in a row as makes them largest: three, or more where the room is low.

    Args:
        name: What a screen reader calls it.
    """

    def __init__(self, name: str) -> None:
        super().__init__(3, name, largest=16 * SIDE)
        self._count, self._lines = 0, 0

    @override
    def set_pictures(
        self, pictures: NDArray[np.uint8], captions: Sequence[str] = (), wrong: Collection[int] = ()
    ) -> None:
        self._count = len(pictures)
        self._lines = max((text.count("\n") + 1 for text in captions), default=0)
        super().set_pictures(pictures, captions, wrong)
        self._choose_columns()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_columns()

    @override
    def minimumSizeHint(self) -> QSize:
        """For the arrangement that needs least height; the number of columns follows the room, not the reverse."""
        below = GAP + self._lines * self.fontMetrics().height()
        return QSize(5 * (SIDE + GAP), 2 * (SIDE + below))

    def _choose_columns(self) -> None:
        below = GAP + self._lines * self.fontMetrics().height()
        count = max(self._count, 1)

        def side(columns: int) -> float:
            return min(self.width() / columns - GAP, self.height() / -(-count // columns) - below)

        self.set_columns(max(sorted({1, 2, 3, 5, count}), key=side))
