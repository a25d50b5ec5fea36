"""How many answers stay right as pictures get worse: a small plot for each kind of harm, or a large one for one."""

from collections.abc import Sequence

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from mnist_desktop.i18n import _
from mnist_desktop.plots.quick_text import QuickText
from mnist_desktop.plots.robustness_panel import (
    PanelArea,
    RobustnessPanel,
    draw_large,
    draw_lines,
    from_top_left,
    line_look,
    named_strengths,
    percent,
    shortened,
    small_text,
)
from mnist_desktop.plots.style import (
    NORMAL,
    SMALL,
    PlotStyle,
    add_canvas_axes,
    add_text,
    figure_size,
    fitting_size,
    start_anew,
    text_width,
)


def draw_robustness(
    figure: Figure, panels: Sequence[RobustnessPanel], style: PlotStyle, *, title: str | None = None
) -> list[PanelArea]:
    """Draws the curves with their 95 % intervals into the whole figure.

    Several panels become small plots that share their vertical axis, from 300 × 260 pixels on; one becomes large,
    with the models' names at the ends of their lines and a picture under each strength.

    Args:
        figure: Is cleared and drawn on.
        panels: None draws the headline alone.
        style: Colours and scale.
        title: Another headline than "Right answers as pictures get worse"; "" for none.

    Returns:
        Where the panels' curves lie.
    """
    start_anew(figure, style)
    title = _("Right answers as pictures get worse") if title is None else title
    px = style.px
    width, _height = figure_size(figure)
    with style.applied():
        top = px(8)
        if title:
            size = fitting_size(title, width, px(NORMAL), px(9), "bold")
            add_text(figure, 0, px(18), title, size=size, color=style.text, weight="bold")
            top = px(32)
        if len(panels) == 1:
            return [draw_large(figure, panels[0], style, top)]
        return _draw_all_small(figure, panels, style, top) if panels else []


def _draw_all_small(figure: Figure, panels: Sequence[RobustnessPanel], style: PlotStyle, top: float) -> list[PanelArea]:
    px = style.px
    width, height = figure_size(figure)
    top = _draw_key(figure, panels, style, top)
    columns = _columns(len(panels), width, height - top, style)
    indent = text_width(percent(1.0), px(SMALL)) + px(6)
    gap = px(26)
    across = (width - indent - px(16) - gap * (columns - 1)) / columns
    down = (height - top) / -(-len(panels) // columns)
    areas = []
    for index, panel in enumerate(panels):
        row, column = divmod(index, columns)
        left = indent + column * (across + gap)
        area = PanelArea(left, top + row * down + px(28), across, down - px(28) - px(30), panel.most)
        _draw_small(figure, panel, style, area, named=column == 0)
        areas.append(area)
    return areas


def _draw_small(figure: Figure, panel: RobustnessPanel, style: PlotStyle, area: PanelArea, *, named: bool) -> None:
    """Draws on the figure itself: axes of matplotlib's own take 12 ms a plot, which the window cannot wait for."""
    px = style.px
    y = area.top - px(12)
    heading = fitting_size(panel.title, area.width, px(SMALL), px(8), "bold")
    add_text(figure, area.left, y, panel.title, size=heading, color=style.text, weight="bold")
    used = text_width(panel.title, heading, "bold") + px(6)
    if used + text_width(panel.unit, px(SMALL)) <= area.width:
        add_text(figure, area.left + used, y, panel.unit, size=px(SMALL), color=style.muted)
    shares = (0.0, 0.5, 1.0)
    _draw_grid(figure, shares, area, style)
    draw_lines(figure, panel, style, area, markersize=4, linewidth=2)
    for share in shares if named else ():
        words = percent(share)
        _add_label(figure, area.left - px(6), area.y(share), words, style, across="right", upright="center_baseline")
    for strength in named_strengths(panel, style, area.width, every=2):
        below = area.top + area.height + px(6)
        _add_label(figure, area.x(strength), below, f"{strength:g}", style, across="center", upright="top")


def _add_label(figure: Figure, x: float, y: float, words: str, style: PlotStyle, *, across: str, upright: str) -> None:
    """Writes a number at an axis; there are some fifty of them, and they are drawn anew with every new curve."""
    text = QuickText(x, y, words, color=style.muted, size=style.px(SMALL), ha=across, va=upright)
    text.set_transform(from_top_left(figure))
    figure.add_artist(text)


def _draw_grid(figure: Figure, shares: Sequence[float], area: PanelArea, style: PlotStyle) -> None:
    lines = [((area.left, area.y(share)), (area.left + area.width, area.y(share))) for share in shares]
    transform = from_top_left(figure)
    grid = LineCollection(lines, colors=style.line, linewidths=style.px(1), transform=transform, zorder=-1)
    figure.add_artist(grid)


def _draw_key(figure: Figure, panels: Sequence[RobustnessPanel], style: PlotStyle, top: float) -> float:
    """Names the models in a row, each behind a piece of its line; returns where the plots may begin."""
    names = [line.name for line in max(panels, key=lambda panel: len(panel.lines)).lines]
    if len(names) < 2:
        return top
    px = style.px
    width, _height = figure_size(figure)
    canvas = add_canvas_axes(figure)
    left, y = 0.0, top + px(8)
    for index, full_name in enumerate(names):
        color, marker, dashes = line_look(style, index)
        name = shortened(full_name, min(px(260), width - px(36)), px(SMALL))
        needed = px(34) + text_width(name, px(SMALL), "bold")
        if left and left + needed > width:
            left, y = 0.0, y + px(20)
        canvas.plot(
            [left + px(1), left + px(14), left + px(27)], [y, y, y], color=color, linestyle=dashes,
            linewidth=px(2), marker=marker, markersize=px(5), markevery=[1],
        )  # fmt: skip
        add_text(
            figure, left + px(34), y, name, size=px(SMALL), color=small_text(color, style), weight="bold",
            upright="center_baseline",
        )  # fmt: skip
        left += needed + px(20)
    return y + px(16)


def _columns(count: int, width: float, height: float, style: PlotStyle) -> int:
    """How many small plots beside each other come nearest to a shape that shows curves well."""

    def strangeness(columns: int) -> float:
        rows = -(-count // columns)
        across, down = width / columns, height / rows
        narrow = max(0.0, style.px(135) - across) + max(0.0, style.px(85) - down)
        return abs(float(np.log(across / down / 1.25))) + 0.15 * (rows * columns - count) + narrow

    return min(range(1, count + 1), key=strangeness)
