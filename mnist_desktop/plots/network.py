"""The drawing of a network: pictures as stacked planes, dense layers as columns, others as tags."""

import io
from collections.abc import Sequence
from itertools import pairwise
from math import log, prod
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from mnist_desktop.errors import UserError
from mnist_desktop.files import save_bytes
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.plots.columns import Column, LayerDrawing, Shape, grouped, shortened
from mnist_desktop.plots.network_pen import NetworkPen
from mnist_desktop.plots.style import DOTS_PER_INCH, SMALL, PlotStyle, figure_size, new_figure, text_width

_LEAST_SAVED, _SAVED_STEP, _SAVED_HEIGHT = 960, 96, 300
_MARGIN = 16
"""Least width of a saved drawing, width for each layer, height without tags, and the edge, in logical pixels."""


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
    with io.BytesIO() as stream, mpl.rc_context({"svg.hashsalt": "mnist-desktop"}):
        figure.savefig(stream, format=kind, dpi="figure", metadata=metadata, bbox_inches=around)
        save_bytes(stream.getvalue(), file)


class _Drawing:
    """The geometry of one drawing, in logical pixels from the top left corner."""

    def __init__(
        self, figure: Figure, columns: list[Column], style: PlotStyle, picture: NDArray[np.uint8] | None
    ) -> None:
        self._style = style
        self._picture = picture
        self._pen = NetworkPen(figure, style)
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
        """Draws what connects, what stands and what is written."""
        pen, px = self._pen, self._style.px
        for before, after in pairwise(self._columns):
            self._connect(before, after)
        for index, column in enumerate(self._columns):
            middle = (column.x, self._middle)
            if column.left_out:
                pen.dots(middle)
            elif index == 0:
                pen.picture(self._front(column), self._side(column), self._picture)
            elif len(column.shape) == 3:
                self._stack(column)
            else:
                pen.units(middle, self._tall(column), prod(column.shape))
            self._describe(column)
        for row, heading in enumerate(self._headings):
            place = (0.0, self._text_top + px(17 * (row + 1.5)))
            pen.write(place, heading, self._step, self._style.muted, across="left")
        pen.finish()

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

    def _front(self, column: Column) -> tuple[float, float]:
        """Top left corner of a column's first plane."""
        side, depth = self._side(column), self._depth(column)
        return column.x - (side + depth) / 2, self._middle - (side + depth) / 2 + depth

    def _stack(self, column: Column) -> None:
        left, top = self._front(column)
        self._pen.planes((left, top - self._depth(column)), self._side(column), self._count(column))

    def _connect(self, before: Column, after: Column) -> None:
        if before.left_out or after.left_out:
            return
        (half_before, tall_before), (half_after, tall_after) = self._half(before), self._half(after)
        gap = self._style.px(3)
        start, end = before.x + half_before + gap, after.x - half_after - gap
        both_units = len(before.shape) == len(after.shape) == 1
        connect = self._pen.connect_units if both_units else self._pen.connect_area
        connect((start, self._middle), tall_before, (end, self._middle), tall_after)
        if after.window and len(before.shape) == len(after.shape) == 3:
            self._look_through(before, after)

    def _look_through(self, before: Column, after: Column) -> None:
        unit = self._side(before) / before.shape[1]
        # Right of the middle, where it covers little of the picture.
        across, down = unit * np.floor(np.array([0.62, 0.3]) * before.shape[1])
        (left, top), (front_left, front_top) = self._front(before), self._front(after)
        target = (front_left + 0.62 * self._side(after), front_top + 0.3 * self._side(after))
        self._pen.look_through((left + float(across), top + float(down)), unit * after.window, target)

    def _describe(self, column: Column) -> None:
        px, pen, color = self._style.px, self._pen, self._style.text
        top, room = self._text_top + px(8), self._step - px(4)
        if column.left_out:
            words = ngettext("{count} more", "{count} more", column.left_out).format(count=column.left_out)
            pen.write((column.x, top), words, room, self._style.muted)
            return
        shape = " × ".join(f"{size:,}" for size in _seen(column.shape))
        pen.write((column.x, top), column.type, room, color, weight="bold")
        pen.write((column.x, top + px(17)), shape, room, color)
        pen.write((column.x, top + px(34)), f"{column.parameters:,}" if column.parameters else "–", room, color)
        for row, tag in enumerate(column.tags):
            pen.tag((column.x, self._tag_top + px(20 * row + 10)), tag, self._step - px(4))


def _seen(shape: Shape) -> Shape:
    """A picture's shape without its single channel."""
    return shape[:2] if len(shape) == 3 and shape[2] == 1 else shape
