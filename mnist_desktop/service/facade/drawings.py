"""What can be done with labelled drawings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mnist_desktop.service.facade.base import ServiceBase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_desktop.service.drawings import Drawings, SavedDrawing


class DrawingMethods(ServiceBase):
    """What can be done with labelled drawings, which are kept in the user's folder."""

    def drawings(self) -> Drawings:
        """Counts the drawings that were saved with their labels; their folder opens as data.

        Raises:
            UserError: The folder cannot be read.
        """
        from mnist_desktop.service import drawings

        return drawings.drawings_in(self._drawings_folder)

    def save_drawing(self, picture: NDArray[np.uint8], label: int) -> SavedDrawing:
        """Saves what the network received of a drawing, with its label, whole or not at all.

        Args:
            picture: uint8, shape (28, 28), 0 background to 255 ink.
            label: What it is, 0 to 9.

        Raises:
            UserError: There is no ink in it, or it cannot be written.
        """
        from mnist_desktop.service import drawings

        return drawings.save_drawing(self._drawings_folder, picture, label)

    def remove_drawing(self, file: Path) -> Drawings:
        """Takes a saved drawing back.

        Raises:
            UserError: It cannot be deleted.
        """
        from mnist_desktop.service import drawings

        return drawings.remove_drawing(self._drawings_folder, file)

    @property
    def _drawings_folder(self) -> Path:
        return self._home / "drawings"
