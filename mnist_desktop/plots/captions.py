"""Words between a plot's headline and its axes: a key to its lines, and sentences that wrap."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mnist_desktop.plots.style import SMALL, PlotStyle, add_text, figure_size, text_width


@dataclass(frozen=True)
class KeyEntry:
    """One line's name, where lines meet and cannot be named at their ends.

    Attributes:
        text: Its name.
        color: The line's colour.
        text_color: The same, readable as small text.
        marker: The line's mark, as matplotlib calls it.
        filled: Whether the mark is filled.
    """

    text: str
    color: str
    text_color: str
    marker: str
    filled: bool = True


def add_key(figure: Figure, entries: Sequence[KeyEntry], style: PlotStyle, *, top: float) -> float:
    """Writes names with their marks beside each other, or under each other where the figure is narrow.

    Args:
        figure: Is written on.
        entries: One a line.
        style: Colours and scale.
        top: Where to begin, in logical pixels from the figure's top.

    Returns:
        Where the key ends, in the same unit.
    """
    px = style.px
    width, height = figure_size(figure)
    x, y = 0.0, top + px(_LINE) / 2
    for entry in entries:
        wanted = px(16) + text_width(entry.text, px(SMALL), "bold")
        if x and x + wanted > width:
            x, y = 0.0, y + px(_LINE)
        figure.add_artist(
            Line2D(
                [(x + px(6)) / width],
                [1 - y / height],
                transform=figure.transFigure,
                marker=entry.marker,
                markersize=px(8),
                color=entry.color,
                markerfacecolor=entry.color if entry.filled else style.surface,
                markeredgewidth=px(1.5),
                linestyle="none",
            )
        )
        add_text(
            figure, x + px(16), y, entry.text, size=px(SMALL), color=entry.text_color, weight="bold",
            upright="center_baseline",
        )  # fmt: skip
        x += wanted + px(16)
    return y + px(_LINE) / 2


def add_wrapped(figure: Figure, sentence: str, style: PlotStyle, *, top: float, color: str = "") -> float:
    """Writes a sentence in as many lines as the figure's width makes it.

    Args:
        figure: Is written on.
        sentence: What is written.
        style: Colours and scale.
        top: Where to begin, in logical pixels from the figure's top.
        color: The style's text colour by default.

    Returns:
        Where it ends, in the same unit.
    """
    px = style.px
    width, _height = figure_size(figure)
    lines = [""]
    for word in sentence.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, px(SMALL)) > width - px(4):
            lines.append(word)
        else:
            lines[-1] = longer
    for number, line in enumerate(lines):
        middle = top + px(_LINE) * (number + 0.5)
        add_text(figure, 0, middle, line, size=px(SMALL), color=color or style.text, upright="center_baseline")
    return top + px(_LINE) * len(lines)


_LINE = 18.0
