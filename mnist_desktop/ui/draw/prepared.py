"""What the network receives of a canvas."""

from typing import TYPE_CHECKING

from mnist_desktop.data.preparation import Preparation
from mnist_desktop.service import ModelService
from mnist_desktop.ui.digit_canvas import DigitCanvas

if TYPE_CHECKING:
    from mnist_desktop.data.ink import PreparedDrawing


def prepare_canvas(
    service: ModelService, canvas: DigitCanvas, preparation: Preparation | None = None
) -> "PreparedDrawing":
    """Prepares what is on a canvas: from its strokes where it is nothing else, from its ink otherwise.

    Args:
        service: Prepares it.
        canvas: Strokes, or a picture with or without strokes on it.
        preparation: The steps to be taken; None for all.

    Returns:
        The picture for the network, and the steps to it.
    """
    strokes = canvas.strokes_so_far() if canvas.is_only_strokes() else None
    return service.prepare_drawing(canvas.ink(), strokes=strokes, preparation=preparation)
