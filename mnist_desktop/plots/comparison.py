"""Two confusion matrices less each other: what the second model does better, and what worse."""

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from mnist_desktop.i18n import _
from mnist_desktop.plots.confusion import Cell, CellNumber, draw_cells, outline_cell
from mnist_desktop.plots.style import PlotStyle, blend, readable_on


def draw_difference(
    figure: Figure,
    difference: NDArray[np.integer[Any]],
    class_names: Sequence[str],
    style: PlotStyle,
    *,
    selected: Cell | None = None,
    title: str | None = None,
) -> None:
    """Draws the second model's confusion matrix less the first one's, readable from 400 × 400 pixels on.

    Off the diagonal blue cells have fewer mistakes and a minus, orange ones more and a plus: the sign tells the same
    as the colour. Colour grows with the square root. The diagonal is grey, as in the confusion matrix, and counts
    right answers that were won or lost. Cells without a difference are empty.

    Args:
        figure: Is cleared and drawn on; ``plots.confusion.cell_at`` finds its cells.
        difference: Shape (classes, classes); rows are what it was, columns what was answered.
        class_names: One for each class.
        style: Colours and scale.
        selected: A cell to be outlined.
        title: Another headline than "Mistakes: − fewer, + more"; "" for none. The names of the two models belong
            beside the plot, where there is room for them.
    """
    title = _("Mistakes: − fewer, + more") if title is None else title
    count = len(class_names)
    mistakes = [abs(int(difference[row, column])) for row in range(count) for column in range(count) if row != column]
    most = max([*mistakes, 1])
    colors, numbers = [], []
    for row in range(count):
        color_line, number_line = [], []
        for column in range(count):
            value = int(difference[row, column])
            right = row == column
            color = _color(value, most, style, right=right)
            text = f"+{value}" if value > 0 else f"−{-value}" if value else ""
            ink = blend(style.text, style.muted, 0.4) if right else readable_on(color, style.text, style.surface)
            color_line.append(color)
            number_line.append(CellNumber(text, ink, bold=not right and abs(value) >= max(0.3 * most, 2)))
        colors.append(color_line)
        numbers.append(number_line)
    draw_cells(figure, class_names, style, title, colors, numbers)
    if selected is not None:
        outline_cell(figure, selected, style)


def _color(value: int, most: int, style: PlotStyle, *, right: bool) -> str:
    if right:
        return style.line
    if value == 0:
        return style.surface
    return blend(style.error if value > 0 else style.training, style.surface, 0.08 + 0.84 * sqrt(abs(value) / most))
