"""Marks on curves: thin vertical lines where something was changed, each with a few words over the plot."""

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mnist_desktop.plots.labels import in_rows, shortened
from mnist_desktop.plots.style import SMALL, PlotStyle, add_text, figure_size, text_width

Mark = tuple[float, str]
"""Where, in epochs (2.0 is the end of the second one), and what: "learning rate 0.01"."""

ROW = 16
"""Height of a row of labels, in logical pixels."""

_ROWS = 2
_WIDEST = 0.6  # of the plot, for one label


class Marks:
    """The marks of one plot; drawn with what does not move.

    Labels stand over the plot in at most two rows, where neither the lines nor their names are, and none covers
    another: one that finds no room is left out, its line stays.

    Args:
        figure: Is drawn on.
        style: Colours and scale.
    """

    def __init__(self, figure: Figure, style: PlotStyle) -> None:
        self._figure = figure
        self._style = style
        self._artists: list[Artist] = []
        self._placed: list[tuple[float, str, int, float]] = []  # x of the line, words, row, x of the words

    def arrange(self, marks: Sequence[Mark], epochs: float, left: float, width: float) -> float:
        """Finds room for the labels.

        Args:
            marks: In any order; those beyond ``epochs`` are left out.
            epochs: Length of the horizontal axis.
            left: Where the plot begins, in logical pixels.
            width: Of the plot, in logical pixels.

        Returns:
            The height that the labels need over the plot, in logical pixels.
        """
        px = self._style.px
        shown = sorted((mark for mark in marks if 0 <= mark[0] <= epochs), key=lambda mark: mark[0])
        words = [shortened(text, _WIDEST * width, px(SMALL)) for _epoch, text in shown]
        xs = [left + epoch / epochs * width for epoch, _text in shown]
        spans = [(x, text_width(text, px(SMALL))) for x, text in zip(xs, words, strict=True)]
        places = in_rows(spans, _ROWS, px(10), left + width)
        self._placed = [(x, text, row, at) for x, text, (row, at) in zip(xs, words, places, strict=True)]
        return px(ROW) * (max((row for row, _at in places), default=-1) + 1)

    def draw(self, top: float, bottom: float) -> None:
        """Draws what ``arrange`` has placed; what was drawn before goes.

        Args:
            top: Where the plot begins, in logical pixels from the figure's top.
            bottom: Where it ends.
        """
        for artist in self._artists:
            artist.remove()
        px, style = self._style.px, self._style
        width, height = figure_size(self._figure)
        self._artists = []
        for x, text, row, at in self._placed:
            upto = top - px(ROW) * row - px(3) if row >= 0 else top
            line = Line2D(
                [x / width] * 2,
                [1 - bottom / height, 1 - upto / height],
                transform=self._figure.transFigure,
                color=style.control,
                linewidth=px(1),
                zorder=-1,  # under the curves
            )
            self._artists.append(self._figure.add_artist(line))
            if row >= 0:
                with style.applied():
                    label = add_text(self._figure, at, upto - px(2), text, size=px(SMALL), color=style.muted)
                # The line of a label in the row above passes behind.
                label.set_bbox({"facecolor": style.surface, "edgecolor": "none", "pad": px(1)})
                self._artists.append(label)
