"""What the drawing of a network is made of: planes, columns of units, what connects them, words and tags.

Typing draws a network anew at every pause: the artists are few, and words that stay are kept with their pictures.
"""

from collections import defaultdict

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Polygon, Rectangle
from matplotlib.text import Text
from numpy.typing import NDArray

from mnist_desktop.plots.quick_text import QuickText
from mnist_desktop.plots.style import SMALL, PlotStyle, add_canvas_axes, blend, figure_size, fitting_size, text_width

_OWN_AXES = "network"
_Point = tuple[float, float]
_Words = tuple[str, float, str, str, str]


class NetworkPen:
    """Draws at places in logical pixels from the figure's top left corner; call ``finish`` at the end.

    Args:
        figure: Is emptied; what it keeps of the drawing before is not drawn.
        style: Colours and scale.
    """

    def __init__(self, figure: Figure, style: PlotStyle) -> None:
        self._style = style
        self._axes = _own_axes(figure)
        self._left_over: dict[_Words, list[Text]] = defaultdict(list)
        for text in self._axes.texts:
            self._left_over[_key(text)].append(text)
        self._lines: list[tuple[_Point, _Point]] = []

    def connect_units(self, start: _Point, start_half: float, end: _Point, end_half: float) -> None:
        """Lines between two columns of units: each sees all of the other.

        Args:
            start: Middle of where they begin.
            start_half: How far above and below it they begin.
            end: Middle of where they end.
            end_half: How far above and below it they end.
        """
        shares = np.linspace(-0.94, 0.94, 9)
        self._lines += [
            ((start[0], start[1] + start_half * one), (end[0], end[1] + end_half * other))
            for one in shares
            for other in shares
        ]

    def connect_area(self, start: _Point, start_half: float, end: _Point, end_half: float) -> None:
        """A pale area from one layer to the next; arguments as with ``connect_units``."""
        corners = [
            (start[0], start[1] - start_half),
            (end[0], end[1] - end_half),
            (end[0], end[1] + end_half),
            (start[0], start[1] + start_half),
        ]
        fill = blend(self._style.training, self._style.surface, 0.12)
        self._axes.add_artist(Polygon(corners, facecolor=fill))

    def look_through(self, corner: _Point, side: float, target: _Point) -> None:
        """One place of a sliding window, and the one value that comes of it.

        Args:
            corner: The window's top left corner.
            side: Its side.
            target: Where the value is.
        """
        color, px = self._style.series[2], self._style.px
        x, y = corner
        rays = [[(x + side, y), target], [(x + side, y + side), target]]
        self._axes.add_artist(LineCollection(rays, colors=color, linewidths=px(1), zorder=4))
        box = Rectangle(corner, side, side, facecolor=(color, 0.4), edgecolor=color, linewidth=px(1), zorder=4.5)
        self._axes.add_artist(box)
        self._axes.add_artist(Circle(target, px(1.8), facecolor=color, zorder=5))

    def planes(self, corner: _Point, side: float, count: int) -> None:
        """Planes of a picture, one behind the other.

        Args:
            corner: Top left corner of all of them together.
            side: Of each.
            count: How many there are.
        """
        pitch = self._style.px(3)
        squares, fills = [], []
        for index in range(count):
            left, top = corner[0] + (count - 1 - index) * pitch, corner[1] + index * pitch
            squares.append([(left, top), (left + side, top), (left + side, top + side), (left, top + side)])
            fills.append(blend(self._style.training, self._style.surface, 0.25 + 0.35 * (index + 1) / count))
        edges, width = self._style.surface, self._style.px(1)
        self._axes.add_artist(PolyCollection(squares, facecolors=fills, edgecolors=edges, linewidths=width, zorder=1))

    def picture(self, corner: _Point, side: float, pixels: NDArray[np.uint8] | None) -> None:
        """The picture that the network gets, black without one; arguments as with ``planes``."""
        left, top = corner
        self._axes.add_artist(
            Rectangle(corner, side, side, facecolor="#000000", edgecolor=self._style.control, zorder=1)
        )
        if pixels is not None:
            box = (left, left + side, top + side, top)
            self._axes.imshow(pixels, cmap="gray", vmin=0, vmax=255, extent=box, aspect="auto", zorder=2)
            frame = Rectangle(corner, side, side, fill=False, edgecolor=self._style.control, zorder=3)
            self._axes.add_artist(frame)

    def units(self, middle: _Point, tall: float, count: int) -> None:
        """A column of units, of which the middle is left out where there is no room for all."""
        px, (x, y) = self._style.px, middle
        self._pill(x, y, px(14), tall, blend(self._style.training, self._style.surface, 0.2))
        all_fit = count <= 16
        pitch = min(tall / (count + 0.5) if all_fit else px(9), px(11))
        shown = count if all_fit else max(4, int(tall / pitch) - 1)
        places = [(x, y + (index - (shown - 1) / 2) * pitch) for index in range(shown)]
        skipped = [not all_fit and abs(index - (shown - 1) / 2) <= 1.5 for index in range(shown)]
        sizes = [2 * (px(1.2) if small else pitch * 0.37) for small in skipped]
        self._axes.add_artist(
            EllipseCollection(
                sizes,
                sizes,
                np.zeros(shown),
                units="xy",
                offsets=places,
                offset_transform=self._axes.transData,
                facecolors=self._style.training,
                edgecolors="none",
                zorder=1.5,
            )
        )

    def dots(self, middle: _Point) -> None:
        """Three dots, for what is left out."""
        px = self._style.px
        for shift in (-10, 0, 10):
            place = (middle[0] + px(shift), middle[1])
            self._axes.add_artist(Circle(place, px(3), facecolor=self._style.muted))

    def tag(self, middle: _Point, words: str, room: float) -> None:
        """Words in a pill, no wider than ``room`` where they can be made to fit."""
        px = self._style.px
        size = fitting_size(words, room - px(12), px(11), px(7))
        fill = blend(self._style.line, self._style.surface, 0.6)
        self._pill(*middle, text_width(words, size) + px(12), px(16), fill)
        self._put(middle, (words, size, self._style.text, "normal", "center"))

    def write(
        self, place: _Point, words: str, room: float, color: str, *, weight: str = "normal", across: str = "center"
    ) -> None:
        """Words on a line whose middle is at a height, no wider than ``room`` where they can be made to fit."""
        size = fitting_size(words, room, self._style.px(SMALL), self._style.px(8), weight)
        self._put(place, (words, size, color, weight, across))

    def finish(self) -> None:
        """Draws what was gathered, and takes away the words that are no longer there."""
        if self._lines:
            color = blend(self._style.training, self._style.surface, 0.45)
            width = self._style.px(0.5)
            self._axes.add_artist(LineCollection(self._lines, colors=color, linewidths=width, zorder=0.9))
        for texts in self._left_over.values():
            for text in texts:
                text.remove()

    def _pill(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        shape = f"round,pad=0,rounding_size={min(width, height) / 2}"
        corner = (x - width / 2, y - height / 2)
        self._axes.add_artist(FancyBboxPatch(corner, width, height, boxstyle=shape, facecolor=fill, edgecolor="none"))

    def _put(self, place: _Point, key: _Words) -> None:
        if self._left_over[key]:
            self._left_over[key].pop().set_position(place)
            return
        words, size, color, weight, across = key
        text = QuickText(*place, words, fontsize=size, color=color, fontweight=weight, ha=across, va="center_baseline")
        text.set_transform(self._axes.transData)
        self._axes.add_artist(text)


def _key(text: Text) -> _Words:
    """What makes two texts the same but for their places."""
    words, size, color = text.get_text(), float(text.get_fontsize()), str(text.get_color())
    return words, size, color, str(text.get_fontweight()), text.get_horizontalalignment()


def _own_axes(figure: Figure) -> Axes:
    """The axes of the drawing before without its shapes: making new ones took 30 of 50 ms, for which typing waited."""
    if len(figure.axes) == 1 and figure.axes[0].get_gid() == _OWN_AXES:
        axes = figure.axes[0]
        for artist in [*axes.patches, *axes.collections, *axes.images]:
            artist.remove()
        width, height = figure_size(figure)
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        return axes
    figure.clear()
    axes = add_canvas_axes(figure)
    axes.set_gid(_OWN_AXES)
    axes.set_autoscale_on(False)
    return axes
