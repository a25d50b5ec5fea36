"""A confusion matrix in which a cell is pointed at and chosen while the rest stays as it is drawn."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from mnist_desktop.plots.confusion import Cell, draw_confusion, prepare_numbers, share_text
from mnist_desktop.plots.style import NORMAL, SMALL, PlotStyle, text_width


class ConfusionPlot:
    """Keeps what ``draw_confusion`` draws and moves two outlines over it, so that a choice costs little.

    Args:
        figure: Is drawn on by ``lay_out``.
        matrix: As for ``draw_confusion``.
        class_names: One for each class.
        style: Colours and scale.
        title: As for ``draw_confusion``.
        shares: As for ``draw_confusion``.
    """

    def __init__(
        self,
        figure: Figure,
        matrix: NDArray[np.integer[Any]],
        class_names: Sequence[str],
        style: PlotStyle,
        *,
        title: str | None = None,
        shares: bool = False,
    ) -> None:
        self._figure = figure
        self._matrix = matrix
        self._class_names = tuple(class_names)
        self._style = style
        self._title = title
        self._shares = shares
        self._selected: Cell | None = None
        self._cursor: Cell | None = None
        self._selected_outline: tuple[Rectangle, ...] = ()
        self._cursor_outline: tuple[Rectangle, ...] = ()

    def select(self, cell: Cell | None) -> None:
        """Outlines the chosen cell; None for none."""
        self._selected = cell

    def point_at(self, cell: Cell | None) -> None:
        """Outlines, thinner, the cell that the keys or the mouse are at; None for none."""
        self._cursor = cell

    def lay_out(self) -> None:
        """Draws the matrix for the figure's present size."""
        self.draw_on(self._figure, self._style)
        style = self._style
        self._selected_outline = self._outlines(((style.surface, 6.0), (style.accent, 3.0)))
        self._cursor_outline = self._outlines(((style.surface, 4.0), (style.text, 1.5)))

    def animated_artists(self) -> tuple[Artist, ...]:
        """The outlines that show now, the chosen cell's on top."""
        shown: list[Rectangle] = []
        for cell, outline in ((self._cursor, self._cursor_outline), (self._selected, self._selected_outline)):
            if cell is not None:
                for rectangle in outline:
                    rectangle.set_xy((cell[1] - 0.5, cell[0] - 0.5))
                shown += outline
        return tuple(shown)

    def draw_on(self, figure: Figure, style: PlotStyle) -> None:
        """Draws the matrix on another figure, without the outlines."""
        draw_confusion(figure, self._matrix, self._class_names, style, title=self._title, shares=self._shares)

    def _outlines(self, strokes: Sequence[tuple[str, float]]) -> tuple[Rectangle, ...]:
        axes = self._figure.axes[0]
        made = tuple(
            Rectangle(
                (0, 0),
                1,
                1,
                fill=False,
                edgecolor=color,
                linewidth=self._style.px(width),
                joinstyle="round",
                clip_on=False,
                animated=True,
            )
            for color, width in strokes
        )
        for rectangle in made:
            axes.add_patch(rectangle)
        return made


def warm_up(style: PlotStyle) -> None:
    """Loads and keeps what the first drawing in a process needs; half of its time.

    May be called in any thread: it changes no setting of matplotlib's and draws nothing to be seen.
    """
    figure = Figure(figsize=(1, 1))
    figure.add_subplot().pcolormesh(np.zeros((2, 2)))
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    for size in (SMALL, NORMAL):
        text_width("0", style.px(size))
    prepare_numbers(_USUAL_COUNTS)
    prepare_numbers(_USUAL_SHARES)


_USUAL_COUNTS = range(1, 40)
_USUAL_SHARES = tuple(share_text(per_mille / 1000) for per_mille in (*range(1, 31), *range(950, 1001)))
