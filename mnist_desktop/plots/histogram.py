"""How often each grey value occurs in the pictures."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from mnist_desktop.i18n import _
from mnist_desktop.plots.style import (
    NORMAL,
    SMALL,
    PlotStyle,
    add_plain_axes,
    add_text,
    blend,
    figure_size,
    place,
    start_anew,
    text_width,
)
from mnist_desktop.plots.ticks import percentages, ticks_from_zero

BIN_WIDTH = 8
"""Grey values in one bar; 256 bars would be thinner than a pixel on a small screen."""


def draw_histogram(
    figure: Figure, counts: NDArray[np.integer[Any]], style: PlotStyle, *, title: str | None = None
) -> None:
    """Draws the shares of grey values, black apart from the others.

    Four fifths of MNIST's pixels are black. Black therefore stands as a number above the plot, and the bars
    show how the other pixels are spread. Under each value stands what a network gets: the value divided by 255.

    Args:
        figure: Is cleared and drawn on.
        counts: How many pixels have each value 0 to 255, of shape (256,).
        style: Colours and scale.
        title: Another headline than "Pixel values"; "" for none.
    """
    start_anew(figure, style)
    title = _("Pixel values") if title is None else title
    total = max(int(counts.sum()), 1)
    shares = 100.0 * counts[1:].astype(np.float64) / total
    starts = np.arange(0, 255, BIN_WIDTH)
    bars = np.add.reduceat(shares, starts)
    px = style.px
    width, height = figure_size(figure)
    with style.applied():
        axes = add_plain_axes(figure, style)
        widths = np.minimum(BIN_WIDTH, 255 - starts)
        greys = [
            blend("#FFFFFF", "#000000", (start + size / 2) / 255) for start, size in zip(starts, widths, strict=True)
        ]
        axes.bar(
            starts + 1,
            bars,
            width=widths,
            align="edge",
            color=greys,
            edgecolor=style.control,
            linewidth=px(0.75),
        )
        ticks = ticks_from_zero(float(bars.max(initial=0.01)), most=5)
        texts = percentages(ticks)
        axes.set_yticks(ticks, labels=texts)
        axes.set_ylim(0, ticks[-1])
        axes.set_xlim(0, 256)
        values = [1, 64, 128, 192, 255]
        axes.set_xticks(values, labels=[f"{value}\n{_scaled(value)}" for value in values])
        axes.get_xticklabels()[0].set_horizontalalignment("left")
        indent = max(text_width(text, px(SMALL)) for text in texts) + px(7)
        top = px(56 if title else 32)
        place(axes, indent, top, width - indent - px(12), height - top - px(58))
        if title:
            add_text(figure, 0, px(18), title, size=px(NORMAL), color=style.text, weight="bold")
        black = _("{share} % are black (0); the others:").format(share=f"{100 * int(counts[0]) / total:.1f}")
        add_text(figure, 0, top - px(16), black, size=px(SMALL), color=style.text)
        add_text(figure, indent, height - px(5), _("nearly black"), size=px(SMALL), color=style.muted)
        add_text(
            figure,
            width - px(12),
            height - px(5),
            _("white"),
            size=px(SMALL),
            color=style.muted,
            across="right",
        )


def _scaled(value: int) -> str:
    """A grey value as the network gets it."""
    return "1.00" if value == 255 else f"{value / 255:.2f}".replace("0.00", "0")
