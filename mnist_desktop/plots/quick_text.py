"""A text whose picture is kept, for what is drawn many times a second."""

from functools import lru_cache
from math import ceil
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray
from typing_extensions import override


class QuickText(Text):
    """A text that is set once and then copied to wherever it has moved, on whole pixels.

    Setting four short names anew took 4.6 of the 6 ms of a live update; copying them takes 0.2 ms. Arguments as with
    ``matplotlib.text.Text``; rotation and alpha are not for it.
    """

    @override
    def draw(self, renderer: Any) -> None:
        if not isinstance(renderer, RendererAgg) or not self.get_text():
            super().draw(renderer)
            return
        if not self.get_visible():
            return
        font = self.get_fontproperties().copy()
        sides = self.get_horizontalalignment(), self.get_verticalalignment()
        picture, left, bottom = _picture(self.get_text(), str(self.get_color()), font, *sides, renderer.dpi)
        x, y = self.get_transform().transform(self.get_position())
        context = renderer.new_gc()
        renderer.draw_image(context, round(x + left), round(y + bottom), picture)
        context.restore()
        self.stale = False


@lru_cache(maxsize=1024)
def _picture(
    words: str, color: str, font: FontProperties, across: str, upright: str, dpi: float
) -> tuple[NDArray[np.uint8], int, int]:
    """A text as RGBA, from its lowest row upwards, and how far left of its place and above it the picture begins."""
    text = Text(0, 0, words, color=color, fontproperties=font, ha=across, va=upright)
    text.set_figure(_nowhere(dpi))
    text.set_transform(IdentityTransform())
    # Drawn in the middle of more room than it can need, and cut out: to ask it for its size first takes as long again.
    letter = ceil(1.5 * font.get_size_in_points() * dpi / 72)
    middle = (len(words) + 2) * letter, 3 * letter
    text.set_position(middle)
    large: Any = RendererAgg(2 * middle[0], 2 * middle[1], dpi)  # type: ignore[no-untyped-call]
    text.draw(large)
    pixels = np.asarray(large.buffer_rgba())[::-1]
    drawn = pixels[..., 3] > 0
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not len(rows):
        return np.zeros((1, 1, 4), np.uint8), 0, 0
    bottom, left = int(rows[0]), int(columns[0])
    picture = pixels[bottom : rows[-1] + 1, left : columns[-1] + 1].copy()
    return picture, left - middle[0], bottom - middle[1]


@lru_cache(maxsize=8)
def _nowhere(dpi: float) -> Figure:
    """A figure that tells texts its resolution; a new one for each of fifty numbers took longer than the numbers."""
    return Figure(dpi=dpi)
