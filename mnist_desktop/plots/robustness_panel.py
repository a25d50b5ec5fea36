"""A panel of a plot of robustness: its curves, how they look, and the large one with pictures and names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Affine2D, Transform
from numpy.typing import NDArray

from mnist_desktop.i18n import _
from mnist_desktop.plots.style import (
    SMALL,
    PlotStyle,
    add_canvas_axes,
    add_plain_axes,
    add_text,
    blend,
    figure_size,
    place,
    text_width,
)
from mnist_desktop.plots.ticks import percentages


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

    @property
    def most(self) -> float:
        """Where the strengths' axis ends."""
        return max((line.strengths[-1] for line in self.lines if line.strengths), default=1.0) or 1.0


@dataclass(frozen=True)
class PanelArea:
    """Where a panel's curves lie, in logical pixels from the figure's top left corner.

    Attributes:
        left: Strength 0.
        top: 100 % of right answers.
        width: As far as the greatest strength.
        height: As far as 0 %.
        most: The greatest strength.
    """

    left: float
    top: float
    width: float
    height: float
    most: float

    def x(self, strength: float) -> float:
        """Where a strength lies."""
        return self.left + strength / self.most * self.width

    def y(self, share: float) -> float:
        """Where a share of right answers, 0 to 1, lies."""
        return self.top + (1 - share) * self.height


_MARKERS = ("o", "s", "^", "D", "v")
_DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (2, 1.5)), (0, (7, 2, 2, 2)), (0, (1, 1)))


def draw_large(figure: Figure, panel: RobustnessPanel, style: PlotStyle, top: float) -> PanelArea:
    """Draws one panel from a height on down to the figure's lower end."""
    px = style.px
    width, height = figure_size(figure)
    indent = text_width(percent(1.0), px(SMALL)) + px(8)
    names = [line.name for line in panel.lines]
    longest = max((text_width(name, px(SMALL), "bold") for name in names), default=0.0)
    room = min(longest, width * 0.3) + px(14) if len(names) > 1 else px(28)
    count = len(panel.examples)
    plot_width = width - indent - room
    side = min(px(56), plot_width / max(count, 1) - px(6), height * 0.22) if count else 0.0
    bottom = px(46) + (side + px(6) if count else 0.0)
    area = PanelArea(indent, top + px(8), plot_width, height - top - px(8) - bottom, panel.most)
    axes = add_plain_axes(figure, style)
    axes.set_ylim(0, 1)
    ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    axes.set_yticks(ticks, labels=percentages([100 * tick for tick in ticks]))
    axes.set_xlim(0, area.most)
    place(axes, area.left, area.top, area.width, area.height)
    draw_lines(figure, panel, style, area, markersize=6, linewidth=2.5)
    shown = named_strengths(panel, style, area.width)
    axes.set_xticks(shown, labels=[f"{strength:g}" for strength in shown])
    axis_name = _("{title}, {unit}").format(title=panel.title, unit=panel.unit)
    add_text(figure, area.left, height - px(8), axis_name, size=px(SMALL), color=style.muted)
    if count and side >= px(16):
        _draw_examples(figure, panel, area, side, top=area.top + area.height + px(26))
    if len(names) > 1:
        _name_lines(figure, panel, area, style, room - px(14))
    return area


def line_look(style: PlotStyle, index: int) -> tuple[str, str, Any]:
    """Colour, marker and dashes of the line at a place."""
    return (
        style.series[index % len(style.series)],
        _MARKERS[index % len(_MARKERS)],
        _DASHES[index % len(_DASHES)],
    )


def small_text(color: str, style: PlotStyle) -> str:
    """The colour of a line, dark or bright enough for letters."""
    return blend(color, style.text, 0.7)


def from_top_left(figure: Figure) -> Transform:
    """From logical pixels, counted from the figure's top left corner downwards."""
    width, height = figure_size(figure)
    return Affine2D().scale(1 / width, -1 / height).translate(0, 1) + figure.transFigure


def draw_lines(
    figure: Figure, panel: RobustnessPanel, style: PlotStyle, area: PanelArea, *, markersize: float, linewidth: float
) -> None:
    """Draws the models' intervals and lines on the figure itself, where no axes cut them off at 0 and 100 %."""
    transform = from_top_left(figure)
    for index, line in enumerate(panel.lines):
        color, marker, dashes = line_look(style, index)
        xs = [area.x(strength) for strength in line.strengths]
        low, high = ([area.y(share) for share in shares] for shares in (line.low, line.high))
        band = np.array([*zip(xs, low, strict=True), *zip(reversed(xs), reversed(high), strict=True)], float)
        figure.add_artist(PolyCollection([band], facecolors=color, alpha=0.22, transform=transform))
        curve = Line2D(
            xs,
            [area.y(share) for share in line.accuracy],
            color=color,
            linestyle=dashes,
            linewidth=style.px(linewidth),
            marker=marker,
            markersize=style.px(markersize),
            markeredgecolor=style.surface,
            markeredgewidth=style.px(0.75),
            label=line.name,
            zorder=3,
            transform=transform,
        )
        figure.add_artist(curve)


def named_strengths(panel: RobustnessPanel, style: PlotStyle, width: float, *, every: int = 1) -> list[float]:
    """As many of the strengths as have room under the axis, the first and the last one before others; ascending.

    Args:
        panel: Whose strengths.
        style: Decides how large their numbers are.
        width: Of the axis, in pixels.
        every: 2 leaves out every second one between the first and the last.
    """
    if not panel.lines or not panel.lines[0].strengths:
        return []
    px = style.px
    strengths = list(panel.lines[0].strengths)
    taken: list[tuple[float, float]] = []
    shown = []
    for strength in dict.fromkeys([strengths[0], strengths[-1], *strengths[every:-1:every]]):
        half = text_width(f"{strength:g}", px(SMALL)) / 2
        middle = strength / panel.most * width
        if all(middle + half + px(6) <= start or end + px(6) <= middle - half for start, end in taken):
            taken.append((middle - half, middle + half))
            shown.append(strength)
    return sorted(shown)


def _draw_examples(figure: Figure, panel: RobustnessPanel, area: PanelArea, side: float, *, top: float) -> None:
    canvas = add_canvas_axes(figure)
    width, _height = figure_size(figure)
    end = -np.inf
    for strength, picture in zip(panel.lines[0].strengths, panel.examples, strict=False):
        left = min(max(area.x(strength) - side / 2, 0.0), width - side)
        if left < end + 2:  # strengths that lie close together: the next one tells enough
            continue
        end = left + side
        limits = canvas.get_xlim(), canvas.get_ylim()
        canvas.imshow(
            picture, cmap="gray", vmin=0, vmax=255, extent=(left, end, top + side, top), aspect="auto", zorder=2
        )
        canvas.set(xlim=limits[0], ylim=limits[1])


def _name_lines(figure: Figure, panel: RobustnessPanel, area: PanelArea, style: PlotStyle, room: float) -> None:
    px = style.px
    ends = sorted((area.y(line.accuracy[-1]), index) for index, line in enumerate(panel.lines))
    wanted = [y for y, _index in ends]
    for y, (_y, index) in zip(_apart(wanted, px(SMALL + 5), area.top + area.height), ends, strict=True):
        color, _marker, _dashes = line_look(style, index)
        name = shortened(panel.lines[index].name, room, px(SMALL))
        add_text(
            figure, area.left + area.width + px(10), y, name, size=px(SMALL), color=small_text(color, style),
            weight="bold", upright="center_baseline",
        )  # fmt: skip


def shortened(name: str, room: float, size: float) -> str:
    """As much of a bold name as has room."""
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


def percent(share: float) -> str:
    """A share, 0 to 1, as it stands at an axis."""
    return percentages([100 * share])[0]
