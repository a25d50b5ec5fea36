"""What was done to a canvas, step by step, to be undone and done again."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.strokes import Stroke

MOST_STEPS = 100
"""So many can be undone; of them all may be pictures, of a megabyte at most each."""


@dataclass(frozen=True, eq=False)
class Underlay:
    """A picture that lies under the strokes.

    Attributes:
        pixels: uint8, shape (h, w), 0 background to 255 ink.
        as_it_is: The network receives it as it is, 28 × 28, as long as nobody draws on it or erases some of it.
        erased: The ways of the eraser over it; the width of their points is the eraser's.
    """

    pixels: NDArray[np.uint8]
    as_it_is: bool
    erased: tuple[Stroke, ...] = ()


@dataclass(frozen=True, eq=False)
class Seen:
    """What is to be seen on a canvas.

    Attributes:
        picture: What lies underneath, if anything.
        strokes: What is drawn on it, first to last.
    """

    picture: Underlay | None = None
    strokes: tuple[Stroke, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Neither a picture nor a stroke."""
        return self.picture is None and not self.strokes


class Drawing:
    """What is seen on a canvas, and was seen before each of the last hundred steps."""

    def __init__(self) -> None:
        self._states: list[Seen] = [Seen()]
        self._now = 0

    @property
    def seen(self) -> Seen:
        """What is to be seen now."""
        return self._states[self._now]

    @property
    def can_undo(self) -> bool:
        """There is something to take back."""
        return self._now > 0

    @property
    def can_redo(self) -> bool:
        """Something was taken back, and nothing done since."""
        return self._now < len(self._states) - 1

    def do(self, seen: Seen) -> None:
        """Shows something else; what was undone before is forgotten."""
        self._states = [*self._states[: self._now + 1], seen][-MOST_STEPS - 1 :]
        self._now = len(self._states) - 1

    def undo(self) -> bool:
        """Takes the last step back; False when there is none."""
        could = self.can_undo
        self._now -= could
        return could

    def redo(self) -> bool:
        """Does the step again that was taken back last; False when there is none."""
        could = self.can_redo
        self._now += could
        return could
