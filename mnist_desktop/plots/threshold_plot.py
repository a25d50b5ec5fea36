"""Right answers against answers given, on which the chosen threshold moves while the rest stays as it is drawn."""

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mnist_desktop.plots.certainty import ChosenThreshold, draw_threshold
from mnist_desktop.plots.style import PlotStyle


class ThresholdPlot:
    """Keeps what ``draw_threshold`` draws and moves a mark over it, so that a slider can be followed.

    Where a threshold leaves fewer answers than the axes show, an arrow stands at their edge.

    Args:
        figure: Is drawn on by ``lay_out``.
        coverage: As for ``draw_threshold``.
        accuracy: As for ``draw_threshold``.
        intervals: As for ``draw_threshold``.
        style: Colours and scale.
    """

    def __init__(
        self,
        figure: Figure,
        coverage: Sequence[float],
        accuracy: Sequence[float],
        intervals: Sequence[tuple[float, float]],
        style: PlotStyle,
    ) -> None:
        self._figure = figure
        self._curve = coverage, accuracy, intervals
        self._style = style
        self._chosen: ChosenThreshold | None = None
        self._artists: tuple[Line2D, ...] = ()

    def choose(self, chosen: ChosenThreshold) -> None:
        """Marks another threshold."""
        self._chosen = chosen

    def lay_out(self) -> None:
        """Draws the curve for the figure's present size."""
        coverage, accuracy, intervals = self._curve
        draw_threshold(self._figure, coverage, accuracy, intervals, self._style, title="")
        axes, style = self._figure.axes[0], self._style
        line = axes.axvline(0, color=style.text, linewidth=style.px(1.5), animated=True)
        (dot,) = axes.plot(
            [0], [0], marker="o", markersize=style.px(12), color=style.accent, clip_on=False, animated=True,
            markeredgecolor=style.surface, markeredgewidth=style.px(2),
        )  # fmt: skip
        self._artists = line, dot

    def animated_artists(self) -> tuple[Artist, ...]:
        """The mark, where the threshold leaves any answer."""
        chosen = self._chosen
        if chosen is None or chosen.accuracy is None or not self._artists:
            return ()
        axes = self._figure.axes[0]
        (least_x, most_x), (least_y, most_y) = axes.get_xlim(), axes.get_ylim()
        x, y = 100 * chosen.coverage, 100 * chosen.accuracy
        line, dot = self._artists
        dot.set_marker("<" if x < least_x else "o")
        x, y = min(max(x, least_x), most_x), min(max(y, least_y), most_y)
        line.set_xdata([x, x])
        dot.set_data([x], [y])
        return line, dot

    def draw_on(self, figure: Figure, style: PlotStyle) -> None:
        """Draws the same on another figure, with the chosen threshold in words."""
        coverage, accuracy, intervals = self._curve
        draw_threshold(figure, coverage, accuracy, intervals, style, chosen=self._chosen)
