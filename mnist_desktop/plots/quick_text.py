"""A text whose picture is kept, for what is drawn many times a second."""

from math import ceil
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform
from typing_extensions import override

_MARGIN = 2


class QuickText(Text):
    """A text that is set once and then copied to wherever it has moved, on whole pixels.

    Setting four short names anew took 4.6 of the 6 ms of a live update; copying them takes 0.2 ms. Arguments as with
    ``matplotlib.text.Text``; rotation and alpha are not for it.
    """

    def __init__(self, *arguments: Any, **properties: Any) -> None:
        super().__init__(*arguments, **properties)
        self._kept_for: tuple[object, ...] = ()
        self._picture: Any = None
        self._offset = (0.0, 0.0)

    @override
    def draw(self, renderer: Any) -> None:
        if not isinstance(renderer, RendererAgg) or not self.get_text():
            super().draw(renderer)
            return
        if not self.get_visible():
            return
        wanted = (self.get_text(), self.get_color(), hash(self.get_fontproperties()), renderer.dpi)
        if wanted != self._kept_for:
            self._set(renderer)
            self._kept_for = wanted
        x, y = self.get_transform().transform(self.get_position())
        context = renderer.new_gc()
        renderer.draw_image(context, round(x + self._offset[0]), round(y + self._offset[1]), self._picture)
        context.restore()
        self.stale = False

    def _set(self, renderer: RendererAgg) -> None:
        """Draws the text on a small canvas of its own."""
        x, y = self.get_transform().transform(self.get_position())
        box = self.get_window_extent(renderer)
        left, bottom = int(box.x0 - x) - _MARGIN, int(box.y0 - y) - _MARGIN
        width, height = ceil(box.width) + 2 * _MARGIN + 1, ceil(box.height) + 2 * _MARGIN + 1
        alone = Text(
            -left,
            -bottom,
            self.get_text(),
            color=self.get_color(),
            fontproperties=self.get_fontproperties(),
            ha=self.get_horizontalalignment(),
            va=self.get_verticalalignment(),
        )
        figure = self.get_figure(root=True)
        assert figure is not None
        alone.set_figure(figure)
        alone.set_transform(IdentityTransform())
        small: Any = RendererAgg(width, height, renderer.dpi)  # type: ignore[no-untyped-call]
        alone.draw(small)
        self._picture = np.array(small.buffer_rgba())[::-1]
        self._offset = (left, bottom)
