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
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image, ImageOps

from mnist_desktop.files import save_bytes
from mnist_desktop.plots.style import DOTS_PER_INCH

PAPER_DPI = 300
SCREEN_DPI = 96
"""What a logical pixel is part of: on paper a plot is as large as on a screen of 96 dots per inch."""

_MARGIN = 12  # logical pixels; in the window the card around a plot has one


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
    """Draws a figure at 300 dots per inch of the size at which it shows, with a margin."""
    ratio = PAPER_DPI / SCREEN_DPI
    canvas: Any = FigureCanvasAgg(figure)
    figure.set_dpi(DOTS_PER_INCH * ratio)
    with io.BytesIO() as stream:
        canvas.print_figure(stream, format="rgba", dpi=figure.dpi)  # which draws what moves as well
        drawn = Image.frombytes("RGBA", canvas.get_width_height(), stream.getvalue())
    red, green, blue = (round(255 * part) for part in to_rgb(figure.get_facecolor()))
    whole = ImageOps.expand(drawn, round(_MARGIN * ratio), (red, green, blue, 255))
    return FigurePixels(whole.width, whole.height, whole.tobytes())


def figure_svg(figure: Figure) -> bytes:
    """Draws a figure as SVG in which texts are texts, in Inter where that is installed, with a margin."""
    canvas: Any = FigureCanvasSVG(figure)
    figure.set_dpi(DOTS_PER_INCH)
    edges = figure.bbox_inches.padded(_MARGIN / DOTS_PER_INCH)
    with io.BytesIO() as stream, mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "mnist-desktop"}):
        canvas.print_figure(stream, format="svg", bbox_inches=edges, metadata={"Date": None})
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
