"""The drawing of a network: pictures as stacked planes, dense layers as columns, others as tags."""

from collections.abc import Sequence
from math import log, prod
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Polygon, Rectangle
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.plots.columns import Column, LayerDrawing, Shape, grouped, shortened
from mnist_desktop.plots.style import (
    DOTS_PER_INCH,
    SMALL,
    PlotStyle,
    add_canvas_axes,
    blend,
    figure_size,
    fitting_size,
    new_figure,
    text_width,
)

_LEAST_SAVED, _SAVED_STEP, _SAVED_HEIGHT = 960, 96, 300
_MARGIN = 16
"""Least width of a saved drawing, width for each layer, height without tags, and the edge, in logical pixels."""


_OWN_AXES = "network"


def draw_network(
    figure: Figure,
    layers: Sequence[LayerDrawing],
    style: PlotStyle,
    *,
    input_shape: Shape = (28, 28, 1),
    picture: NDArray[np.uint8] | None = None,
) -> None:
    """Draws a network from left to right into the whole figure, readable from 700 × 220 pixels on.

    Planes are in proportion to their pixels. Heights of dense layers grow with the logarithm of their units,
    so that ten units are still seen beside 784. Layers without a shape of their own (dropout, normalisation,
    activation) are tags of the layer before them, and their numbers are counted there. Where there is no room
    for all layers, those in the middle are left out and counted.

    Args:
        figure: Is cleared and drawn on.
        layers: In order, without the input.
        style: Colours and scale.
        input_shape: Shape of one picture.
        picture: A picture for the first plane, 28 × 28, 0 to 255.
    """
    figure.set_facecolor(style.surface)
    with style.applied():
        _Drawing(figure, grouped(layers, input_shape), style, picture).draw()


def save_network(
    file: Path,
    layers: Sequence[LayerDrawing],
    style: PlotStyle,
    *,
    input_shape: Shape = (28, 28, 1),
    picture: NDArray[np.uint8] | None = None,
) -> None:
    """Writes the drawing of a network as a picture, wide enough that no layer is left out.

    Args:
        file: Its suffix decides: ``.png`` at twice the pixels, or ``.svg``, whose texts are outlines.
        layers: In order, without the input.
        style: Colours and scale.
        input_shape: Shape of one picture.
        picture: A picture for the first plane, 28 × 28, 0 to 255.

    Raises:
        UserError: The suffix is another one, or the file cannot be written.
    """
    kind = file.suffix.lower().removeprefix(".")
    if kind not in {"png", "svg"}:
        raise UserError(
            _("The drawing can be saved as .png or .svg, not as {name}.").format(name=repr(file.name)),
            _("End the file's name in .png or .svg."),
        )
    columns = grouped(layers, input_shape)
    width = max(_LEAST_SAVED, len(columns) * _SAVED_STEP)
    tags = max(len(column.tags) for column in columns)
    figure = new_figure(style.px(width), style.px(_SAVED_HEIGHT + 20 * tags), style, pixel_ratio=2)
    draw_network(figure, layers, style, input_shape=input_shape, picture=picture)
    margin = style.px(_MARGIN) / DOTS_PER_INCH
    around = Bbox(figure.bbox_inches.get_points() + np.array([[-margin], [margin]]))
    # No date: the same network gives the same file.
    metadata = {"Date": None} if kind == "svg" else None
    try:
        with mpl.rc_context({"svg.hashsalt": "mnist-desktop"}):
            figure.savefig(file, format=kind, dpi="figure", metadata=metadata, bbox_inches=around)
    except OSError as error:
        raise UserError(
            _("{file} cannot be written: {reason}.").format(file=file, reason=error.strerror or error),
            _("Choose another folder."),
        ) from None


class _Drawing:
    """The geometry of one drawing, in logical pixels from the top left corner."""

    def __init__(
        self, figure: Figure, columns: list[Column], style: PlotStyle, picture: NDArray[np.uint8] | None
    ) -> None:
        self._style = style
        self._picture = picture
        self._axes = _empty_axes(figure)
        width, height = figure_size(figure)
        px = style.px
        self._headings = (_("gives"), _("learns"))
        self._left = max(text_width(heading, px(SMALL)) for heading in self._headings) + px(8)
        self._columns = shortened(columns, int((width - self._left) / px(68)))
        self._step = (width - self._left) / len(self._columns)
        for index, column in enumerate(self._columns):
            column.x = self._left + (index + 0.5) * self._step
        rows = max(len(column.tags) for column in self._columns)
        self._tag_top = height - rows * px(20) - px(2)
        self._text_top = self._tag_top - px(4 + 3 * 17)
        self._room = self._text_top - px(14)
        self._middle = px(4) + self._room / 2
        self._most_units = max((prod(column.shape) for column in self._columns if len(column.shape) == 1), default=2)

    def draw(self) -> None:
        """Draws back to front: what connects, what stands, what is written."""
        for before, after in zip(self._columns, self._columns[1:], strict=False):
            self._connect(before, after)
        for index, column in enumerate(self._columns):
            if column.left_out:
                self._dots(column.x)
            elif len(column.shape) == 3:
                self._planes(column, first=index == 0)
            else:
                self._units(column)
            self._describe(column)
        for before, after in zip(self._columns, self._columns[1:], strict=False):
            if after.window and len(before.shape) == len(after.shape) == 3:
                self._look_through(before, after)
        for row, heading in enumerate(self._headings):
            self._write(
                0,
                self._text_top + self._style.px(17 * (row + 1.5)),
                heading,
                self._style.muted,
                across="left",
            )

    def _side(self, column: Column) -> float:
        """Side of one plane of a column of pictures."""
        room = min(self._room, self._step * 0.88) - self._depth(column)
        return max(room * column.shape[0] / 28, self._style.px(6))

    def _count(self, column: Column) -> int:
        """Planes drawn for a column of pictures."""
        return 1 if column.shape[2] == 1 else min(column.shape[2], 2 + round(log(column.shape[2], 2)))

    def _depth(self, column: Column) -> float:
        """How far the last plane stands behind the first, across and upwards."""
        return (self._count(column) - 1) * self._style.px(3)

    def _tall(self, column: Column) -> float:
        """Height of a column of units."""
        units = prod(column.shape)
        return self._room * (0.25 + 0.75 * log(max(units, 2)) / log(max(self._most_units, 2)))

    def _half(self, column: Column) -> tuple[float, float]:
        """Half the width and half the height that a column takes."""
        if column.left_out:
            return self._style.px(16), self._style.px(3)
        if len(column.shape) == 3:
            half = (self._side(column) + self._depth(column)) / 2
            return half, half
        return self._style.px(7), self._tall(column) / 2

    def _connect(self, before: Column, after: Column) -> None:
        (half_before, tall_before), (half_after, tall_after) = self._half(before), self._half(after)
        gap = self._style.px(3)
        start, end = before.x + half_before + gap, after.x - half_after - gap
        if len(before.shape) == len(after.shape) == 1 and not before.left_out and not after.left_out:
            ends = [
                [
                    (start, self._middle + tall_before * (i / 4 - 1) * 0.94),
                    (end, self._middle + tall_after * (j / 4 - 1) * 0.94),
                ]
                for i in range(9)
                for j in range(9)
            ]
            color = blend(self._style.training, self._style.surface, 0.45)
            self._axes.add_artist(LineCollection(ends, colors=color, linewidths=self._style.px(0.5), zorder=0.9))
            return
        if before.left_out or after.left_out:
            return
        corners = [
            (start, self._middle - tall_before),
            (end, self._middle - tall_after),
            (end, self._middle + tall_after),
            (start, self._middle + tall_before),
        ]
        self._axes.add_artist(Polygon(corners, facecolor=blend(self._style.training, self._style.surface, 0.12)))

    def _look_through(self, before: Column, after: Column) -> None:
        """One place of the sliding window, and the one value that comes of it."""
        color, px = self._style.series[2], self._style.px
        unit = self._side(before) / before.shape[1]
        left, top = self._front(before)
        # Right of the middle, where it covers little of the picture.
        corner = np.array([left, top]) + unit * np.floor(np.array([0.62, 0.3]) * before.shape[1])
        side = unit * after.window
        left, top = self._front(after)
        target = np.array([left, top]) + self._side(after) * np.array([0.62, 0.3])
        rays = [[corner + np.array(edge), target] for edge in ((side, 0), (side, side))]
        self._axes.add_artist(LineCollection(rays, colors=color, linewidths=px(1), zorder=4))
        box = Rectangle((corner[0], corner[1]), side, side, facecolor=color, alpha=0.4, edgecolor="none", zorder=4)
        self._axes.add_artist(box)
        frame = Rectangle((corner[0], corner[1]), side, side, fill=False, edgecolor=color, linewidth=px(1), zorder=5)
        self._axes.add_artist(frame)
        self._axes.add_artist(Circle((target[0], target[1]), px(1.8), facecolor=color, zorder=5))

    def _front(self, column: Column) -> tuple[float, float]:
        """Top left corner of a column's first plane."""
        side, depth = self._side(column), self._depth(column)
        return column.x - (side + depth) / 2, self._middle - (side + depth) / 2 + depth

    def _planes(self, column: Column, *, first: bool) -> None:
        side, depth, count = self._side(column), self._depth(column), self._count(column)
        left, top = column.x - (side + depth) / 2, self._middle - (side + depth) / 2
        for index in range(count):
            shift = depth - index * self._style.px(3)
            corner = (left + shift, top + depth - shift)
            fill = blend(self._style.training, self._style.surface, 0.25 + 0.35 * (index + 1) / count)
            if first:
                fill = "#000000"
            self._axes.add_artist(
                Rectangle(
                    corner,
                    side,
                    side,
                    facecolor=fill,
                    edgecolor=self._style.surface,
                    linewidth=self._style.px(1),
                )
            )
        if first and self._picture is not None:
            box = (left, left + side, top + depth + side, top + depth)
            self._axes.imshow(self._picture, cmap="gray", vmin=0, vmax=255, extent=box, aspect="auto", zorder=2)
        if first:
            self._axes.add_artist(
                Rectangle((left, top + depth), side, side, fill=False, edgecolor=self._style.control, zorder=3)
            )

    def _units(self, column: Column) -> None:
        px = self._style.px
        tall, units = self._tall(column), prod(column.shape)
        top = self._middle - tall / 2
        fill = blend(self._style.training, self._style.surface, 0.2)
        self._axes.add_artist(
            FancyBboxPatch(
                (column.x - px(7), top),
                px(14),
                tall,
                boxstyle=f"round,pad=0,rounding_size={px(7)}",
                facecolor=fill,
                edgecolor="none",
            )
        )
        all_fit = units <= 16
        pitch = tall / (units + 0.5) if all_fit else px(9)
        pitch = min(pitch, px(11))
        shown = units if all_fit else max(4, int(tall / pitch) - 1)
        start = self._middle - (shown - 1) * pitch / 2
        middle = (shown - 1) / 2
        places = [(column.x, start + index * pitch) for index in range(shown)]
        skipped = [not all_fit and abs(index - middle) <= 1.5 for index in range(shown)]
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

    def _dots(self, x: float) -> None:
        for shift in (-10, 0, 10):
            self._axes.add_artist(
                Circle((x + self._style.px(shift), self._middle), self._style.px(3), facecolor=self._style.muted)
            )

    def _describe(self, column: Column) -> None:
        px = self._style.px
        top = self._text_top + px(8)
        if column.left_out:
            words = ngettext("{count} more", "{count} more", column.left_out).format(count=column.left_out)
            self._write(column.x, top, words, self._style.muted)
            return
        self._write(column.x, top, column.type, self._style.text, weight="bold")
        self._write(column.x, top + px(17), " × ".join(f"{size:,}" for size in _seen(column.shape)), self._style.text)
        self._write(column.x, top + px(34), f"{column.parameters:,}" if column.parameters else "–", self._style.text)
        for row, tag in enumerate(column.tags):
            self._tag(column.x, self._tag_top + px(20 * row + 10), tag)

    def _tag(self, x: float, y: float, words: str) -> None:
        px = self._style.px
        size = fitting_size(words, self._step - px(16), px(11), px(7))
        width = text_width(words, size) + px(12)
        fill = blend(self._style.line, self._style.surface, 0.6)
        self._axes.add_artist(
            FancyBboxPatch(
                (x - width / 2, y - px(8)),
                width,
                px(16),
                boxstyle=f"round,pad=0,rounding_size={px(8)}",
                facecolor=fill,
                edgecolor="none",
            )
        )
        self._axes.text(x, y, words, fontsize=size, color=self._style.text, ha="center", va="center_baseline")

    def _write(
        self, x: float, y: float, words: str, color: str, *, weight: str = "normal", across: str = "center"
    ) -> None:
        size = fitting_size(words, self._step - self._style.px(4), self._style.px(SMALL), self._style.px(8), weight)
        self._axes.text(x, y, words, fontsize=size, color=color, fontweight=weight, ha=across, va="center_baseline")


def _empty_axes(figure: Figure) -> Axes:
    """The axes of the drawing before, emptied: making new ones took 30 of 50 ms, which typing would wait for."""
    if len(figure.axes) == 1 and figure.axes[0].get_gid() == _OWN_AXES:
        axes = figure.axes[0]
        for artist in [*axes.patches, *axes.collections, *axes.texts, *axes.images]:
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


def _seen(shape: Shape) -> Shape:
    """A picture's shape without its single channel."""
    return shape[:2] if len(shape) == 3 and shape[2] == 1 else shape
