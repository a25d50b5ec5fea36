"""The confusion matrix: grey where the network was right, orange where it goes wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor, sqrt
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.plots.style import (
    NORMAL,
    SMALL,
    PlotStyle,
    add_text,
    blend,
    figure_size,
    fitting_size,
    font_families,
    place,
    readable_on,
    start_anew,
    text_width,
)

Cell = tuple[int, int]
"""Row and column: the class it was, the class the network answered."""


def draw_confusion(
    figure: Figure,
    matrix: NDArray[np.integer[Any]],
    class_names: Sequence[str],
    style: PlotStyle,
    *,
    selected: Cell | None = None,
    title: str | None = None,
    shares: bool = False,
) -> None:
    """Draws a confusion matrix into the whole figure, readable from 400 × 400 pixels on.

    Colour grows with the square root of a cell's count, so that rare mistakes are seen beside frequent ones.
    The diagonal has one grey: it counts right answers, and would only show how large the classes are.

    Args:
        figure: Is cleared and drawn on.
        matrix: Counts of shape (classes, classes); rows are what it was, columns what the network answered.
        class_names: One for each class.
        style: Colours and scale.
        selected: A cell to be outlined.
        title: Another headline than "Where it goes wrong"; "" for none.
        shares: Numbers and colours are per cent of a cell's row, so that rare and frequent classes can be compared.
    """
    title = _("Where it goes wrong") if title is None else title
    values = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1) if shares else matrix
    colors = _cell_colors(values, style)
    across = _("The network answered (% of the row)") if shares else _("The network answered")
    draw_cells(figure, class_names, style, title, colors, _numbers(matrix, values, colors, style), across=across)
    if selected is not None:
        outline_cell(figure, selected, style)


@dataclass(frozen=True)
class CellNumber:
    """What is written into a cell; an empty text for nothing.

    Attributes:
        text: The number.
        color: Of its letters.
        bold: Whether it shouts.
    """

    text: str
    color: str
    bold: bool


def draw_cells(
    figure: Figure,
    class_names: Sequence[str],
    style: PlotStyle,
    title: str,
    colors: Sequence[Sequence[str]],
    numbers: Sequence[Sequence[CellNumber]],
    *,
    across: str | None = None,
) -> None:
    """Draws a matrix of answers with given colours and numbers into the whole figure.

    Args:
        figure: Is cleared and drawn on; ``cell_at`` finds its cells.
        class_names: One for each row and column.
        style: Colours and scale.
        title: The headline; "" for none.
        colors: Of each cell, as hex strings.
        numbers: One a cell; left out where cells are too small for them.
        across: What the columns are; "The network answered" by default.
    """
    start_anew(figure, style)
    with style.applied():
        axes = figure.add_subplot(label=_LABEL)
        cell_width, cell_height = _lay_out(
            axes, class_names, style, title, _("The network answered") if across is None else across
        )
        count = len(class_names)
        edges = np.arange(count + 1) - 0.5
        rgb = np.array([[to_rgb(color) for color in row] for row in colors])
        axes.pcolormesh(edges, edges, rgb, edgecolors=style.surface, linewidth=style.px(1.5))
        axes.add_patch(
            Rectangle(
                (-0.5, -0.5),
                count,
                count,
                fill=False,
                edgecolor=style.line,
                linewidth=style.px(1),
                clip_on=False,
            )
        )
        _write_numbers(axes, numbers, style, cell_width, cell_height)
        axes.set(xlim=(-0.5, count - 0.5), ylim=(count - 0.5, -0.5))


def outline_cell(figure: Figure, cell: Cell, style: PlotStyle) -> None:
    """Outlines a cell of a matrix that ``draw_cells`` drew."""
    row, column = cell
    for color, width in ((style.surface, 6.0), (style.accent, 3.0)):
        figure.axes[0].add_patch(
            Rectangle(
                (column - 0.5, row - 0.5),
                1,
                1,
                fill=False,
                edgecolor=color,
                linewidth=style.px(width),
                joinstyle="round",
                clip_on=False,
                zorder=5,
            )
        )


def cell_at(figure: Figure, x: float, y: float) -> Cell | None:
    """The cell at a place of a figure drawn by ``draw_confusion``.

    Args:
        figure: The figure.
        x: Logical pixels from the figure's left edge.
        y: Logical pixels from its top edge.

    Returns:
        Row and column, or None beside the matrix.
    """
    axes = next((axes for axes in figure.axes if axes.get_label() == _LABEL), None)
    if axes is None:
        return None
    width, height = figure_size(figure)
    column, row = axes.transData.inverted().transform(figure.transFigure.transform((x / width, 1 - y / height)))
    count = round(axes.get_xlim()[1] + 0.5)
    cell = floor(row + 0.5), floor(column + 0.5)
    return cell if all(0 <= index < count for index in cell) else None


def prepare_numbers(numbers: Iterable[int | str]) -> None:
    """Makes the outlines of numbers beforehand; may be called in any thread."""
    for number in numbers:
        for weight in ("normal", "bold"):
            _outline_of(str(number), weight)


def share_text(share: float) -> str:
    """A share, 0 to 1, in per cent as it is written into a cell: "0.9", "<0.1", "100"."""
    if 0.0 < share < 0.0005:
        return "<0.1"
    return "100" if share == 1.0 else f"{min(100 * share, 99.9):.1f}"


_LABEL = "confusion matrix"
_LOW_CELL = 34  # logical pixels: so wide may a cell of any height be, for its number


def _lay_out(axes: Axes, class_names: Sequence[str], style: PlotStyle, title: str, across: str) -> tuple[float, float]:
    """Places axes, names and titles; returns a cell's width and height in logical pixels."""
    figure = axes.figure
    assert isinstance(figure, Figure)
    width, height = figure_size(figure)
    px = style.px
    count = len(class_names)
    size = px(NORMAL) if max(map(len, class_names)) <= 2 else px(SMALL)
    widest = max(text_width(name, size) for name in class_names)
    line = size * 1.25
    left = line + px(10) + widest + px(8)  # "It was", a gap, the rows' names
    top = px(30) if title else px(4)
    right = px(4)
    turned = widest > (width - left - right) / count - px(4)
    names_height = widest if turned else line
    foot = px(4)  # room for the ring of the focus
    bottom = px(6) + names_height + px(8) + px(SMALL) * 1.25 + foot
    cell_width = (width - left - right) / count
    cell_height = (height - top - bottom) / count
    cell_width = min(cell_width, max(cell_height * 1.35, px(_LOW_CELL)))
    cell_height = min(cell_height, cell_width * 1.2)
    size = min(size, max(cell_height * 0.85, px(7)))  # twenty names under each other
    place(axes, left, top, cell_width * count, cell_height * count)
    end = top + cell_height * count
    axes.set_axis_off()
    for index, name in enumerate(class_names):
        y = top + (index + 0.5) * cell_height
        add_text(
            figure,
            left - px(8),
            y,
            name,
            size=size,
            color=style.text,
            across="right",
            upright="center_baseline",
        )
        x = left + (index + 0.5) * cell_width
        if turned:
            add_text(
                figure,
                x,
                end + px(6),
                name,
                size=size,
                color=style.text,
                across="right",
                upright="center_baseline",
                rotation=90,
            )
        else:
            add_text(figure, x, end + px(6), name, size=size, color=style.text, across="center", upright="top")
    if title:
        add_text(figure, left, px(18), title, size=px(NORMAL), color=style.text, weight="bold")
    middle_x, middle_y = left + cell_width * count / 2, top + cell_height * count / 2
    add_text(
        figure,
        line / 2,
        middle_y,
        _("It was"),
        size=px(SMALL),
        color=style.text,
        across="center",
        upright="center",
        rotation=90,
    )
    add_text(
        figure,
        middle_x,
        end + bottom - foot,
        across,
        size=px(SMALL),
        color=style.text,
        across="center",
        upright="bottom",
    )
    return cell_width, cell_height


def _cell_colors(matrix: NDArray[Any], style: PlotStyle) -> list[list[str]]:
    count = len(matrix)
    errors = [float(matrix[row, column]) for row in range(count) for column in range(count) if row != column]
    most = max(errors, default=0.0) or 1.0
    colors = []
    for row in range(count):
        line = []
        for column in range(count):
            value = float(matrix[row, column])
            if row == column:
                line.append(style.line)
            elif value == 0:
                line.append(style.surface)
            else:
                line.append(blend(style.error, style.surface, 0.08 + 0.84 * sqrt(value / most)))
        colors.append(line)
    return colors


def _numbers(
    matrix: NDArray[np.integer[Any]], values: NDArray[Any], colors: Sequence[Sequence[str]], style: PlotStyle
) -> list[list[CellNumber]]:
    """What is written into the cells: counts, or shares where ``values`` are some."""
    count = len(matrix)
    most = max(
        (float(values[row, column]) for row in range(count) for column in range(count) if row != column),
        default=0.0,
    )
    muted = blend(style.text, style.muted, 0.4)
    numbers = []
    for row in range(count):
        line = []
        for column in range(count):
            value, counted = values[row, column], int(matrix[row, column])
            right = row == column
            color = muted if right else readable_on(colors[row][column], style.text, style.surface)
            bold = not right and counted >= 2 and value >= 0.3 * most
            text = str(counted) if values is matrix else share_text(float(value))
            line.append(CellNumber(text if counted else "", color, bold))
        numbers.append(line)
    return numbers


def _write_numbers(
    axes: Axes,
    numbers: Sequence[Sequence[CellNumber]],
    style: PlotStyle,
    cell_width: float,
    cell_height: float,
) -> None:
    count = len(numbers)
    # In low cells, which are wider than high, numbers may fill more of the height before they are left out.
    largest = min(max(cell_height * 0.5, min(cell_height * 0.66, style.px(9))), style.px(NORMAL if count > 4 else 24))
    longest = "0" * max(len(number.text) for row in numbers for number in row)
    size = fitting_size(longest, cell_width - style.px(4), largest, style.px(6))
    if size < style.px(8):
        return  # colours still tell; a click shows the pictures
    for row, line in enumerate(numbers):
        for column, number in enumerate(line):
            if number.text:
                axes.add_artist(
                    _Count(
                        column, row, number.text, fontsize=size, color=number.color,
                        fontweight="bold" if number.bold else "normal", ha="center", va="center_baseline",
                    )
                )  # fmt: skip


class _Count(Text):
    """A number whose outline is kept: of a hundred, few differ.

    Laid out anew as usual texts, the numbers of ten classes took two thirds of the time of the whole drawing.
    """

    @override
    def draw(self, renderer: Any) -> None:
        size = float(self.get_fontsize()) * renderer.points_to_pixels(1.0)
        middle, foot = self.get_transform().transform(self.get_position())
        place = Affine2D.from_values(size, 0, 0, size, middle, foot)
        context = renderer.new_gc()
        context.set_linewidth(0)
        path = _outline_of(self.get_text(), str(self.get_fontweight()))
        renderer.draw_path(context, path, place, to_rgba(self.get_color()))
        context.restore()


@lru_cache(maxsize=4096)
def _outline_of(content: str, weight: str) -> Path:
    """The outline of a number one pixel high, its middle in the origin."""
    path = TextPath((0, 0), content, size=1, prop=FontProperties(family=font_families(), weight=weight))
    vertices, codes = np.asarray(path.vertices), np.asarray(path.codes)
    # A typeface has points where its curves turn back: they bound them, and need no solving of curves.
    drawn = vertices[codes != Path.CLOSEPOLY]
    return Path(vertices - (drawn.min(axis=0) + drawn.max(axis=0)) / 2, codes, readonly=True)
