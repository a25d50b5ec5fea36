"""How many answers stay right as pictures get worse: a small plot for each kind of harm, or a large one for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from mnist_desktop.i18n import _
from mnist_desktop.plots.quick_text import QuickText
from mnist_desktop.plots.style import (
    NORMAL,
    SMALL,
    PlotStyle,
    add_canvas_axes,
    add_plain_axes,
    add_text,
    blend,
    figure_size,
    fitting_size,
    place,
    start_anew,
    text_width,
)
from mnist_desktop.plots.ticks import percentages

PANEL = "panel"
"""The label of the axes of each panel."""


@dataclass(frozen=True)
class RobustnessLine:
    """One model's line; the sequences are of one length.

    Attributes:
        name: The model.
        strengths: Ascending.
        accuracy: Share of right answers at each, 0 to 1.
        low: Lower ends of its interval.
        high: Upper ends.
    """

    name: str
    strengths: Sequence[float]
    accuracy: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True, eq=False)
class RobustnessPanel:
    """One kind of harm.

    Attributes:
        title: What was done to the pictures.
        unit: What the strengths count.
        lines: At most as many as the style has series, in the same order in each panel.
        examples: A picture at each strength of the first line, uint8, shape (28, 28), shown where there is one panel
            only; may be empty.
    """

    title: str
    unit: str
    lines: Sequence[RobustnessLine]
    examples: Sequence[NDArray[np.uint8]] = ()


def draw_robustness(
    figure: Figure, panels: Sequence[RobustnessPanel], style: PlotStyle, *, title: str | None = None
) -> None:
    """Draws the curves with their 95 % intervals into the whole figure.

    Several panels become small plots that share their vertical axis, from 300 × 260 pixels on; one becomes large,
    with the models' names at the ends of their lines and a picture under each strength.

    Args:
        figure: Is cleared and drawn on.
        panels: None draws the headline alone.
        style: Colours and scale.
        title: Another headline than "Right answers as pictures get worse"; "" for none.
    """
    start_anew(figure, style)
    title = _("Right answers as pictures get worse") if title is None else title
    px = style.px
    width, height = figure_size(figure)
    with style.applied():
        top = px(8)
        if title:
            size = fitting_size(title, width, px(NORMAL), px(9), "bold")
            add_text(figure, 0, px(18), title, size=size, color=style.text, weight="bold")
            top = px(32)
        if len(panels) == 1:
            _draw_large(figure, panels[0], style, top)
        elif panels:
            top = _draw_key(figure, panels, style, top)
            columns = _columns(len(panels), width, height - top, style)
            rows = -(-len(panels) // columns)
            indent = text_width(_percent(1.0), px(SMALL)) + px(6)
            gap = px(26)
            panel_width = (width - indent - px(16) - gap * (columns - 1)) / columns
            panel_height = (height - top) / rows
            for index, panel in enumerate(panels):
                row, column = divmod(index, columns)
                left = indent + column * (panel_width + gap)
                box = (left, top + row * panel_height, panel_width, panel_height)
                _draw_small(figure, panel, style, box, named=column == 0)


_MARKERS = ("o", "s", "^", "D", "v")
_DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (2, 1.5)), (0, (7, 2, 2, 2)), (0, (1, 1)))


def _draw_small(
    figure: Figure, panel: RobustnessPanel, style: PlotStyle, box: tuple[float, float, float, float], *, named: bool
) -> None:
    px = style.px
    left, top, width, height = box
    heading = fitting_size(panel.title, width, px(SMALL), px(8), "bold")
    add_text(figure, left, top + px(16), panel.title, size=heading, color=style.text, weight="bold")
    used = text_width(panel.title, heading, "bold") + px(6)
    if used + text_width(panel.unit, px(SMALL)) <= width:
        add_text(figure, left + used, top + px(16), panel.unit, size=px(SMALL), color=style.muted)
    axes = figure.add_subplot(label=PANEL)
    axes.set_axis_off()
    axes.set_ylim(0, 1)
    axes.set_xlim(0, _most(panel))
    _draw_lines(axes, panel, style, markersize=4, linewidth=2)
    plot_top, plot_height = top + px(28), height - px(28) - px(30)
    place(axes, left, plot_top, width, plot_height)
    heights = {share: plot_top + (1 - share) * plot_height for share in (0.0, 0.5, 1.0)}
    _draw_grid(figure, list(heights.values()), left, left + width, style)
    for share, y in heights.items() if named else ():
        _add_label(figure, left - px(6), y, _percent(share), style, across="right", upright="center_baseline")
    for strength in _named_strengths(panel, style, width):
        x, y = left + strength / _most(panel) * width, plot_top + plot_height + px(6)
        _add_label(figure, x, y, f"{strength:g}", style, across="center", upright="top")


def _add_label(figure: Figure, x: float, y: float, words: str, style: PlotStyle, *, across: str, upright: str) -> None:
    """Writes a number at an axis; there are some fifty of them, and they are drawn anew with every new curve."""
    width, height = figure_size(figure)
    text = QuickText(x / width, 1 - y / height, words, color=style.muted, size=style.px(SMALL), ha=across, va=upright)
    text.set_transform(figure.transFigure)
    figure.add_artist(text)


def _draw_grid(figure: Figure, heights: Sequence[float], left: float, right: float, style: PlotStyle) -> None:
    """Draws lines behind a small plot; axes of matplotlib's own take 12 ms a plot, which the window cannot wait for."""
    width, height = figure_size(figure)
    lines = [((left / width, 1 - y / height), (right / width, 1 - y / height)) for y in heights]
    transform = figure.transFigure
    grid = LineCollection(lines, colors=style.line, linewidths=style.px(1), transform=transform, zorder=-1)
    figure.add_artist(grid)


def _draw_large(figure: Figure, panel: RobustnessPanel, style: PlotStyle, top: float) -> None:
    px = style.px
    width, height = figure_size(figure)
    indent = text_width(_percent(1.0), px(SMALL)) + px(8)
    names = [line.name for line in panel.lines]
    longest = max((text_width(name, px(SMALL), "bold") for name in names), default=0.0)
    room = min(longest, width * 0.3) + px(14) if len(names) > 1 else px(28)
    count = len(panel.examples)
    plot_width = width - indent - room
    side = min(px(56), plot_width / max(count, 1) - px(6), height * 0.22) if count else 0.0
    bottom = px(46) + (side + px(6) if count else 0.0)
    axes = _axes(figure, panel, style, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    _draw_lines(axes, panel, style, markersize=6, linewidth=2.5)
    plot_top = top + px(8)
    plot_height = height - plot_top - bottom
    place(axes, indent, plot_top, plot_width, plot_height)
    shown = _named_strengths(panel, style, plot_width)
    axes.set_xticks(shown, labels=[f"{strength:g}" for strength in shown])
    axis_name = _("{title}, {unit}").format(title=panel.title, unit=panel.unit)
    add_text(figure, indent, height - px(8), axis_name, size=px(SMALL), color=style.muted)
    if count and side >= px(16):
        _draw_examples(figure, panel, axes, side, plot_top + plot_height + px(26))
    if len(names) > 1:
        _name_lines(figure, panel, axes, style, indent + plot_width + px(10), room - px(14))


def _axes(figure: Figure, panel: RobustnessPanel, style: PlotStyle, ticks: list[float]) -> Axes:
    axes = add_plain_axes(figure, style)
    axes.set_label(PANEL)
    axes.set_ylim(0, 1)
    axes.set_yticks(ticks, labels=percentages([100 * tick for tick in ticks]))
    axes.set_xlim(0, _most(panel))
    return axes


def _most(panel: RobustnessPanel) -> float:
    """Where the strengths' axis ends."""
    return max((line.strengths[-1] for line in panel.lines if line.strengths), default=1.0) or 1.0


def _draw_lines(axes: Axes, panel: RobustnessPanel, style: PlotStyle, *, markersize: float, linewidth: float) -> None:
    for index, line in enumerate(panel.lines):
        color, marker, dashes = _look(style, index)
        # Not by Axes.plot and fill_between, which look for units and limits anew: half of the time of a small plot.
        band = np.array([*zip(line.strengths, line.low, strict=True), *_backwards(line.strengths, line.high)], float)
        axes.add_collection(PolyCollection([band], facecolors=color, alpha=0.22, clip_on=False), autolim=False)
        curve = Line2D(
            line.strengths,
            line.accuracy,
            color=color,
            linestyle=dashes,
            linewidth=style.px(linewidth),
            marker=marker,
            markersize=style.px(markersize),
            markeredgecolor=style.surface,
            markeredgewidth=style.px(0.75),
            label=line.name,
            zorder=3,
        )
        axes.add_line(curve)
        curve.set_clip_on(False)


def _backwards(xs: Sequence[float], ys: Sequence[float]) -> list[tuple[float, float]]:
    return list(zip(reversed(xs), reversed(ys), strict=True))


def _named_strengths(panel: RobustnessPanel, style: PlotStyle, width: float) -> list[float]:
    """As many of the strengths as have room under the axis, the first and the last one before others; ascending."""
    if not panel.lines or not panel.lines[0].strengths:
        return []
    px = style.px
    strengths = list(panel.lines[0].strengths)
    taken: list[tuple[float, float]] = []
    shown = []
    for strength in dict.fromkeys([strengths[0], strengths[-1], *strengths[1:-1]]):
        half = text_width(f"{strength:g}", px(SMALL)) / 2
        middle = strength / _most(panel) * width
        if all(middle + half + px(6) <= start or end + px(6) <= middle - half for start, end in taken):
            taken.append((middle - half, middle + half))
            shown.append(strength)
    return sorted(shown)


def _draw_examples(figure: Figure, panel: RobustnessPanel, axes: Axes, side: float, top: float) -> None:
    canvas = add_canvas_axes(figure)
    width, _height = figure_size(figure)
    box = axes.get_position()
    most = axes.get_xlim()[1]
    end = -np.inf
    for strength, picture in zip(panel.lines[0].strengths, panel.examples, strict=False):
        left = (box.x0 + strength / most * box.width) * width - side / 2
        left = min(max(left, 0.0), width - side)
        if left < end + 2:  # strengths that lie close together: the next one tells enough
            continue
        end = left + side
        limits = canvas.get_xlim(), canvas.get_ylim()
        canvas.imshow(
            picture, cmap="gray", vmin=0, vmax=255, extent=(left, end, top + side, top), aspect="auto", zorder=2
        )
        canvas.set(xlim=limits[0], ylim=limits[1])


def _name_lines(figure: Figure, panel: RobustnessPanel, axes: Axes, style: PlotStyle, left: float, room: float) -> None:
    px = style.px
    _width, height = figure_size(figure)
    box = axes.get_position()
    ends = sorted((1 - (box.y0 + line.accuracy[-1] * box.height), index) for index, line in enumerate(panel.lines))
    wanted = [share * height for share, _index in ends]
    for y, (_share, index) in zip(_apart(wanted, px(SMALL + 5), (1 - box.y0) * height), ends, strict=True):
        color, _marker, _dashes = _look(style, index)
        name = _shortened(panel.lines[index].name, room, px(SMALL))
        add_text(
            figure, left, y, name, size=px(SMALL), color=_small_text(color, style), weight="bold",
            upright="center_baseline",
        )  # fmt: skip


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
        color, marker, dashes = _look(style, index)
        name = _shortened(full_name, min(px(260), width - px(36)), px(SMALL))
        needed = px(34) + text_width(name, px(SMALL), "bold")
        if left and left + needed > width:
            left, y = 0.0, y + px(20)
        canvas.plot(
            [left + px(1), left + px(14), left + px(27)], [y, y, y], color=color, linestyle=dashes,
            linewidth=px(2), marker=marker, markersize=px(5), markevery=[1],
        )  # fmt: skip
        add_text(
            figure, left + px(34), y, name, size=px(SMALL), color=_small_text(color, style), weight="bold",
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


def _look(style: PlotStyle, index: int) -> tuple[str, str, Any]:
    return (
        style.series[index % len(style.series)],
        _MARKERS[index % len(_MARKERS)],
        _DASHES[index % len(_DASHES)],
    )


def _small_text(color: str, style: PlotStyle) -> str:
    """The colour of a line, dark or bright enough for letters."""
    return blend(color, style.text, 0.7)


def _shortened(name: str, room: float, size: float) -> str:
    if text_width(name, size, "bold") <= room:
        return name
    kept = name
    while len(kept) > 1 and text_width(kept.rstrip() + "…", size, "bold") > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _apart(wanted: Sequence[float], distance: float, lowest: float) -> list[float]:
    """Moves ascending heights apart, downwards from the figure's top, and back up where the last ones fall out."""
    placed: list[float] = []
    for height in wanted:
        placed.append(max(height, placed[-1] + distance) if placed else height)
    for index in range(len(placed) - 1, -1, -1):
        limit = lowest if index == len(placed) - 1 else placed[index + 1] - distance
        placed[index] = min(placed[index], limit)
    return placed


def _percent(share: float) -> str:
    return percentages([100 * share])[0]
