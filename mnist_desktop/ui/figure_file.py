"""Figures for others: as a picture of many dots or as a drawing, in a file or on the clipboard; imports matplotlib.

A figure is drawn in the window's thread, for matplotlib must not draw in two at once; the picture is packed and written
in a lane.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from PIL import Image

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.plots.style import DOTS_PER_INCH
from mnist_desktop.runs.files import write_whole

PAPER_DPI = 300
SCREEN_DPI = 96
"""What a logical pixel is part of: on paper a plot is as large as on a screen of 96 dots per inch."""


@dataclass(frozen=True)
class FigurePixels:
    """A figure as dots.

    Attributes:
        width: In dots.
        height: In dots.
        content: RGBA, one byte each, row after row.
    """

    width: int
    height: int
    content: bytes


def figure_pixels(figure: Figure) -> FigurePixels:
    """Draws a figure at 300 dots per inch of the size at which it shows."""
    figure.set_dpi(DOTS_PER_INCH * PAPER_DPI / SCREEN_DPI)
    canvas: Any = FigureCanvasAgg(figure)
    with io.BytesIO() as stream:
        canvas.print_figure(stream, format="rgba", dpi=figure.dpi)  # which draws what moves as well
        width, height = canvas.get_width_height()
        return FigurePixels(width, height, stream.getvalue())


def figure_svg(figure: Figure) -> bytes:
    """Draws a figure as SVG in which texts are texts, in Inter where that is installed."""
    figure.set_dpi(DOTS_PER_INCH)
    canvas: Any = FigureCanvasSVG(figure)  # type: ignore[no-untyped-call]
    with io.BytesIO() as stream, mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "mnist-desktop"}):
        canvas.print_figure(stream, format="svg", metadata={"Date": None})
        return stream.getvalue()


def save_pixels(pixels: FigurePixels, file: Path) -> Path:
    """Writes a PNG, whole or not at all, and returns where; in any thread.

    Raises:
        UserError: It cannot be written.
    """
    picture = Image.frombytes("RGBA", (pixels.width, pixels.height), pixels.content).convert("RGB")
    with io.BytesIO() as stream:
        picture.save(stream, "PNG", dpi=(PAPER_DPI, PAPER_DPI))
        return save_bytes(stream.getvalue(), file)


def save_bytes(content: bytes, file: Path) -> Path:
    """Writes a file, whole or not at all, and returns where.

    Raises:
        UserError: It cannot be written.
    """
    try:
        write_whole(file, content)
    except OSError as error:
        raise UserError(
            _("{file} cannot be written: {reason}.").format(file=file, reason=error.strerror or error),
            _("Make room, or choose another folder."),
        ) from error
    return file
