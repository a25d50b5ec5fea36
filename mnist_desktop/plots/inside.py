"""What is watched inside a network while it learns: learning rate, first layer as pictures, and a row a layer."""

from collections.abc import Sequence
from math import ceil, floor, sqrt

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.plots.inside_data import InsideData, LayerLook
from mnist_desktop.plots.style import (
    NORMAL,
    SMALL,
    PlotStyle,
    add_canvas_axes,
    blend,
    figure_size,
    fitting_size,
    start_anew,
    text_width,
)

_GAP = 32  # between the parts, in logical pixels
_ROW, _LOW_ROW = 64, 30  # heights of a layer's row: the most, and the least
_PART_WIDTH = 220  # below this width a part is not worth its room
_TITLE = 30
_COLUMN_WIDTHS = {"silent": 104, "gradient": 92, "weights": 150}  # the least


def draw_inside(figure: Figure, data: InsideData, style: PlotStyle) -> None:
    """Draws what is watched, side by side as far as there is room.

    Everything lies on one pair of axes in logical pixels: axes with ticks took 12 ms each to draw (two cores of a
    server).

    Args:
        figure: Is cleared and drawn on.
        data: What is to be seen.
        style: Colours and scale.
    """
    for old in list(figure.axes):
        old.remove()  # clear() would first set them up anew, for 3 ms
    start_anew(figure, style)
    with style.applied():
        axes = add_canvas_axes(figure)
        width, height = figure_size(figure)
        page = _Page(axes, style)
        top = page.numbers(data, width)
        if data.note:
            page.text(width / 2, (top + height) / 2, data.note, color=style.muted, size=NORMAL, across="center")
            if not data.rates:
                return
        parts: list[tuple[str, float]] = []
        if data.layers:
            parts.append(("layers", _layers_width(data.layers, style)))
        # What has no room is left out; the rows come first, then the pictures, then the curve.
        fits = width - sum(least + style.px(_GAP) for _name, least in parts) >= style.px(_PART_WIDTH)
        if data.first_layer is not None and len(data.first_layer) and (fits or not parts):
            parts.append(("first", style.px(_PART_WIDTH)))
        used = sum(least + style.px(_GAP) for _name, least in parts)
        # A rate that has never changed is a number, no curve.
        changing = len({rate for _epoch, rate in data.rates}) > 1
        if changing and not data.note and width - used >= style.px(_PART_WIDTH):
            parts.append(("rates", style.px(_PART_WIDTH)))
        parts.reverse()
        room = width - style.px(_GAP) * (len(parts) - 1)
        spare = max(room - sum(least for _name, least in parts), 0.0) / max(len(parts), 1)
        left = 0.0
        for name, least in parts:
            across = min(least + spare, width - left)
            if name == "rates":
                page.rates(data, left, top, across, height)
            elif name == "first":
                assert data.first_layer is not None
                page.first_layer(data.first_layer, left, top, across, height)
            else:
                page.layers(data.layers, left, top, across, height)
            left += across + style.px(_GAP)
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)


class _Page:
    """Draws on axes that cover the figure, in logical pixels from the top left corner."""

    def __init__(self, axes: Axes, style: PlotStyle) -> None:
        self._axes = axes
        self._style = style

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        color: str = "",
        size: float = SMALL,
        weight: str = "normal",
        across: str = "left",
    ) -> None:
        """Writes with the middle of the line at a height."""
        style = self._style
        self._axes.text(
            x,
            y,
            words,
            color=color or style.text,
            fontsize=style.px(size),
            fontweight=weight,
            ha=across,
            va="center_baseline",
        )

    def numbers(self, data: InsideData, width: float) -> float:
        """Writes the numbers in one line; returns where the rest begins."""
        px = self._style.px
        pairs = list(data.numbers)
        if data.rates:
            pairs.insert(0, (f"{data.rates[-1][1]:.4g}", _("learning rate")))
        if not pairs:
            return px(4)
        x = 0.0
        for number, words in pairs:
            wide = text_width(number, px(18), "bold") + px(6)
            needed = wide + text_width(words, px(SMALL))
            if x + needed > width:
                break
            self.text(x, px(14), number, size=18, weight="bold")
            self.text(x + wide, px(14), words, color=self._style.muted)
            x += needed + px(24)
        return px(34)

    def rates(self, data: InsideData, left: float, top: float, width: float, height: float) -> None:
        """The learning rate over the epochs."""
        style, px = self._style, self._style.px
        self._title(_("Learning rate"), left, top, width)
        highest = max(rate for _epoch, rate in data.rates)
        label = f"{highest:.3g}"
        indent = max(text_width(label, px(SMALL)), px(12)) + px(8)
        x0, x1 = left + indent, left + width - px(8)
        y0, y1 = height - px(26), top + px(_TITLE + 10)
        if y0 - y1 < px(20):
            return
        for y, words in ((y0, "0"), (y1, label)):
            self._axes.plot([x0, x1], [y, y], color=style.line, linewidth=px(1))
            self.text(x0 - px(8), y, words, color=style.muted, across="right")
        epochs = max(data.epochs, data.rates[-1][0], 1)
        for epoch, across in ((0.0, "left"), (epochs, "right")):
            words = "0" if not epoch else _("epoch {number}").format(number=f"{epoch:g}")
            self.text(x0 + (x1 - x0) * epoch / epochs, height - px(9), words, color=style.muted, across=across)
        xs = [x0 + (x1 - x0) * epoch / epochs for epoch, _rate in data.rates]
        ys = [y0 - (y0 - y1) * rate / highest for _epoch, rate in data.rates]
        self._axes.plot(xs, ys, color=style.training, linewidth=px(2.5), solid_capstyle="round")

    def first_layer(self, units: NDArray[np.float32], left: float, top: float, width: float, height: float) -> None:
        """Each unit's weights as a picture; grey is 0."""
        px = self._style.px
        self._title(_("What the first layer looks for"), left, top, width)
        y0 = top + px(_TITLE + 2)
        caption = _("bright: for ink, dark: against it")
        below = px(22) if text_width(caption, px(SMALL)) <= width else 0.0
        room = height - y0 - below
        rows, columns, side = _tiles(len(units), width, room, px(4), largest=px(84))
        if side < px(8):
            return
        shown = units[: rows * columns]
        gap = px(4)
        across, down = columns * (side + gap) - gap, rows * (side + gap) - gap
        self._axes.imshow(
            _mosaic(shown, rows, columns, side, gap),
            extent=(left, left + across, y0 + down, y0),
            interpolation="nearest",
            aspect="auto",
        )
        if below:
            bottom = y0 + rows * (side + gap)
            self.text(left, min(bottom + px(10), height - px(9)), caption, color=self._style.muted)

    def layers(self, layers: Sequence[LayerLook], left: float, top: float, width: float, height: float) -> None:
        """A row a layer: silent units, gradient, weights."""
        style, px = self._style, self._style.px
        columns = _columns(layers)
        names = _name_width(layers, style)
        while len(columns) > 1 and names + sum(px(_COLUMN_WIDTHS[column]) for column in columns) > width + 1:
            columns.pop()
        share = (width - names) / len(columns)
        y0 = top + px(_TITLE + 2)
        legend_height = px(22) if "weights" in columns else px(4)
        row = min(px(_ROW), max(px(_LOW_ROW), (height - y0 - legend_height) / len(layers)))
        fitting = max(1, floor((height - y0) / row + 0.01))
        shown = layers if fitting >= len(layers) else layers[: max(1, fitting - 1)]
        titles = {"silent": _("Silent units"), "gradient": _("Gradient"), "weights": _("Weights")}
        for index, column in enumerate(columns):
            self._title(titles[column], left + names + index * share, top, share - px(12))
        strongest = max((layer.gradient or 0.0 for layer in layers), default=0.0) or 1.0
        for number, layer in enumerate(shown):
            y = y0 + number * row
            self._axes.plot([left, left + width], [y, y], color=style.line, linewidth=px(1))
            self.text(left, y + row / 2, layer.name)
            for index, column in enumerate(columns):
                x, across = left + names + index * share, share - px(12)
                if column == "silent" and layer.silent is not None:
                    self._silent(layer, layer.silent, x, y, across, row)
                elif column == "gradient" and layer.gradient is not None:
                    length = sqrt(min(max(layer.gradient / strongest, 0.0), 1.0))
                    self._bar(x, y, across, row, length, f"{layer.gradient:.2g}", style.training)
                elif column == "weights" and layer.edges is not None:
                    self._histogram(layer, x, y, across, row)
        if len(shown) < len(layers) and y0 + (len(shown) + 1) * row <= height + 1:
            more = _("{count} more layers need a larger window").format(count=len(layers) - len(shown))
            self.text(left, y0 + (len(shown) + 0.5) * row, more, color=style.muted)
        elif "weights" in columns and height - y0 - len(layers) * row >= px(22) - 1:
            legend = _("weights: filled at the start, the line now")
            self.text(left, y0 + len(layers) * row + px(12), legend, color=style.muted)

    def _title(self, words: str, left: float, top: float, width: float) -> None:
        px = self._style.px
        size = fitting_size(words, width, px(NORMAL), px(SMALL), "bold") / self._style.scale
        while words and text_width(words, px(size), "bold") > width:
            words = words[:-2].rstrip(" (:") + "…" if len(words) > 2 else ""
        self.text(left, top + px(14), words, size=size, weight="bold")

    def _silent(self, layer: LayerLook, silent: float, x: float, y: float, width: float, row: float) -> None:
        count = round(silent * layer.units)
        words = ngettext("{count} of {units} units is silent", "{count} of {units} units are silent", count)
        words = words.format(count=f"{count:,}", units=f"{layer.units:,}")
        if row < self._style.px(40) or text_width(words, self._style.px(SMALL)) > width:
            words = _("{count} of {units}").format(count=f"{count:,}", units=f"{layer.units:,}")
        self._bar(x, y, width, row, silent, words, self._style.error)

    def _bar(self, x: float, y: float, width: float, row: float, share: float, words: str, color: str) -> None:
        """A number over its bar, or where the row is low beside it."""
        px = self._style.px
        if row >= px(40):
            self.text(x, y + row * 0.34, words)
            self._rectangle(x, y + row * 0.66, width, px(6), self._style.line)
            self._rectangle(x, y + row * 0.66, width * share, px(6), color)
            return
        beside = max(text_width(words, px(SMALL)) + px(8), min(px(74), width / 2))
        self.text(x, y + row / 2, words)
        if beside >= width:
            return
        self._rectangle(x + beside, y + row / 2 - px(3), width - beside, px(6), self._style.line)
        self._rectangle(x + beside, y + row / 2 - px(3), (width - beside) * share, px(6), color)

    def _rectangle(self, x: float, y: float, width: float, height: float, color: str) -> None:
        self._axes.add_patch(Rectangle((x, y), max(width, 0.0), height, facecolor=color, edgecolor="none"))

    def _histogram(self, layer: LayerLook, x: float, y: float, width: float, row: float) -> None:
        style, px = self._style, self._style.px
        if layer.edges is None or layer.now is None or layer.start is None:
            return
        ends = [f"{layer.edges[0]:.2g}", f"{layer.edges[-1]:.2g}"]
        beside = max(text_width(end, px(SMALL)) for end in ends) + px(6)
        if width - 2 * beside < px(50):
            ends, beside = [], 0.0
        for words, place, across in zip(ends, (x, x + width), ("left", "right"), strict=False):
            self.text(place, y + row - px(10), words, color=style.muted, across=across)
        x0, x1, bottom = x + beside, x + width - beside, y + row - px(4)
        places = x0 + (x1 - x0) * (layer.edges - layer.edges[0]) / (layer.edges[-1] - layer.edges[0] or 1.0)
        tallest = max(float(layer.now.max()), float(layer.start.max()), 1e-9)
        steps_x = np.repeat(places, 2)
        for shares, fill in ((layer.start, True), (layer.now, False)):
            # A square root: the few large weights are what has been learned.
            heights = (row - px(10)) * np.sqrt(shares / tallest)
            steps_y = bottom - np.concatenate([[0.0], np.repeat(heights, 2), [0.0]])
            if fill:
                grey = blend(style.control, style.surface, 0.55)
                self._axes.fill(steps_x, steps_y, facecolor=grey, edgecolor="none")
            else:
                self._axes.plot(steps_x, steps_y, color=style.training, linewidth=px(1.5))


def _columns(layers: Sequence[LayerLook]) -> list[str]:
    """What there is to show of at least one layer."""
    found = {
        "silent": any(layer.silent is not None for layer in layers),
        "gradient": any(layer.gradient is not None for layer in layers),
        "weights": any(layer.edges is not None for layer in layers),
    }
    return [name for name, there in found.items() if there]


def _name_width(layers: Sequence[LayerLook], style: PlotStyle) -> float:
    return max(text_width(layer.name, style.px(SMALL)) for layer in layers) + style.px(16)


def _layers_width(layers: Sequence[LayerLook], style: PlotStyle) -> float:
    """The least that the rows need."""
    return _name_width(layers, style) + sum(style.px(_COLUMN_WIDTHS[column]) for column in _columns(layers))


def _tiles(count: int, width: float, height: float, gap: float, largest: float) -> tuple[int, int, float]:
    """Rows, columns and side of the largest square tiles that all fit; fewer where they would be tiny."""
    best = (1, 1, 0.0)
    for columns in range(1, count + 1):
        rows = ceil(count / columns)
        side = min((width + gap) / columns - gap, (height + gap) / rows - gap, largest)
        if side > best[2]:
            best = rows, columns, side
    least = 7 * gap
    if best[2] < least <= min(width, height):
        columns, rows = floor((width + gap) / (least + gap)), floor((height + gap) / (least + gap))
        return max(rows, 1), max(columns, 1), least
    return best


def _mosaic(units: NDArray[np.float32], rows: int, columns: int, side: float, gap: float) -> NDArray[np.uint8]:
    """All units as one picture with nothing between them: uint8, shape (height, width, 4).

    Measured on two cores of a server: an image for each of 36 units took 12 ms to draw, one for all 6 ms.
    """
    fine = 2  # dots in a logical pixel, as on a sharp screen
    size, between = max(round(side * fine), 1), round(gap * fine)
    limit = float(np.percentile(np.abs(units), 99.5)) or 1.0
    greys = np.rint(127.5 + 127.5 * np.clip(units / limit, -1.0, 1.0)).astype(np.uint8)
    vertical, horizontal = (np.arange(size) * length // size for length in units.shape[1:])
    mosaic = np.zeros((rows * (size + between) - between, columns * (size + between) - between, 4), np.uint8)
    for index, unit in enumerate(greys):
        top, left = (place * (size + between) for place in divmod(index, columns))
        tile = mosaic[top : top + size, left : left + size]
        tile[..., :3] = unit[np.ix_(vertical, horizontal)][..., np.newaxis]
        tile[..., 3] = 255
    return mosaic
