"""ROC and precision-recall curves: one class among the others, or a small plot for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mnist_desktop.i18n import _
from mnist_desktop.plots.captions import add_wrapped
from mnist_desktop.plots.style import (
    NORMAL,
    SMALL,
    PlotStyle,
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

RateKind = Literal["roc", "precision_recall"]


@dataclass(frozen=True)
class RateLine:
    """The curve of one class against all others; shares from 0 to 1.

    Attributes:
        name: The class.
        xs: ROC: share of the other pictures taken for it; precision-recall: share of its pictures found. May be empty.
        ys: ROC: share of its pictures found; precision-recall: share of right ones among the answers with it.
        area: That under the curve; None without one.
        share: Share of pictures that are of the class: the precision of guessing.
        note: Why there is no curve, as a sentence; else empty.
    """

    name: str
    xs: Sequence[float]
    ys: Sequence[float]
    area: float | None
    share: float
    note: str = ""


def draw_rates(
    figure: Figure,
    kind: RateKind,
    lines: Sequence[RateLine],
    style: PlotStyle,
    *,
    chosen: int | None = None,
    title: str | None = None,
) -> None:
    """Draws the curves of all classes, each in a plot of its own, or one of them large before the others.

    Good networks leave nothing to see on axes from 0 to 100 %: all plots show the corner in which the curves bend, as
    far as the worst class needs it; the numbers at the axes say which.

    Args:
        figure: Is cleared and drawn on; readable from 300 × 240 pixels on.
        kind: Which curves they are.
        lines: One a class.
        style: Colours and scale.
        chosen: Index of the class drawn large; None for small plots of all. A single class is drawn large.
        title: Another headline than the kind's; "" for none.
    """
    start_anew(figure, style)
    if title is None:
        title = _("Found against false alarms (ROC)") if kind == "roc" else _("Precision against recall")
    px = style.px
    if len(lines) == 1:
        chosen = 0
    with style.applied():
        top = px(4)
        if title:
            add_text(figure, 0, px(18), title, size=px(NORMAL), color=style.text, weight="bold")
            top = px(26)
        limits = _limits(kind, lines)
        if chosen is None:
            _draw_all(figure, kind, lines, style, top, limits)
        else:
            _draw_one(figure, kind, lines, chosen, style, top, limits)


_Limits = tuple[tuple[float, float], tuple[float, float]]
_SPANS = (1, 2, 5, 10, 20, 50, 100)
_LEAST_WIDTH, _LEAST_HEIGHT = 70.0, 84.0


def _limits(kind: RateKind, lines: Sequence[RateLine]) -> _Limits:
    """The ends of both axes in per cent: a corner three times as wide as the worst curve keeps away from it."""
    away = 0.0
    for line in lines:
        pairs = zip(line.xs, line.ys, strict=True)
        gaps = [max(x if kind == "roc" else 1 - x, 1 - y) for x, y in pairs]
        away = max(away, min(gaps, default=0.0))
    span = next((span for span in _SPANS if span >= 300 * away), 100)
    return ((0, span) if kind == "roc" else (100 - span, 100)), (100 - span, 100)


def _draw_one(
    figure: Figure,
    kind: RateKind,
    lines: Sequence[RateLine],
    chosen: int,
    style: PlotStyle,
    top: float,
    limits: _Limits,
) -> None:
    px = style.px
    width, height = figure_size(figure)
    line = lines[chosen]
    words = line.note or _("{name}: area {area}, guessing has {guess}.").format(
        name=line.name, area=_area(line), guess=f"{0.5 if kind == 'roc' else line.share:.2f}"
    )
    top = add_wrapped(figure, words, style, top=top)
    axes = _axes(figure, limits, style)
    top += px(SMALL) + px(18)
    add_text(figure, 0, top - px(9), _upright(kind), size=px(SMALL), color=style.muted)
    add_text(figure, width - px(18), height - px(5), _across(kind), size=px(SMALL), color=style.muted, across="right")
    texts = _number(axes, limits, style, count=5 if width > px(360) else 2)
    indent = max(text_width(text, px(SMALL)) for text in texts) + px(7)
    place(axes, indent, top, width - indent - px(26), height - top - px(42))
    others = [other for index, other in enumerate(lines) if index != chosen]
    for other in others:
        _plot(axes, kind, other, blend(style.control, style.surface, 0.5), px(1))
    _guess(axes, kind, line, style)
    _plot(axes, kind, line, style.training, px(2.5))


def _draw_all(
    figure: Figure, kind: RateKind, lines: Sequence[RateLine], style: PlotStyle, top: float, limits: _Limits
) -> None:
    px = style.px
    width, height = figure_size(figure)
    indent = max(text_width(text, px(SMALL)) for text in percentages(limits[1])) + px(7)
    add_text(figure, 0, top + px(10), _upright(kind), size=px(SMALL), color=style.muted)
    top += px(20)
    foot, gap, head = px(42), px(14), px(20)
    columns = min(len(lines), max(1, int((width - indent) / (px(_LEAST_WIDTH) + gap))))
    most_rows = max(1, int((height - top - foot) / px(_LEAST_HEIGHT)))
    columns = max(columns, ceil(len(lines) / most_rows))
    rows = ceil(len(lines) / columns)
    columns = ceil(len(lines) / rows)  # no row much emptier than the others
    across = (width - indent - px(18) + gap) / columns - gap
    down = (height - top - foot) / rows
    ends = percentages(limits[0])
    numbered = across > sum(text_width(end, px(SMALL)) for end in ends) + px(6)
    words = _across(kind)
    if not numbered:
        words = _("{words}, {low} to {high}").format(words=words, low=ends[0], high=ends[1])
    add_text(figure, width - px(18), height - px(5), words, size=px(SMALL), color=style.muted, across="right")
    for index, line in enumerate(lines):
        row, column = divmod(index, columns)
        axes = _axes(figure, limits, style)
        left = indent + column * (across + gap)
        place(axes, left, top + row * down + head, across, down - head - px(8))
        _number(axes, limits, style, count=1, left=column == 0, below=index + columns >= len(lines))
        words = f"{line.name}  {_area(line)}"
        if text_width(words, px(7)) > across:
            words = line.name
        size = fitting_size(words, across, px(SMALL), px(7))
        add_text(figure, left, top + row * down + head - px(6), words, size=size, color=style.text)
        if not numbered:
            axes.set_xticklabels([])
        _guess(axes, kind, line, style)
        _plot(axes, kind, line, style.training, px(2))


def _axes(figure: Figure, limits: _Limits, style: PlotStyle) -> Axes:
    axes = add_plain_axes(figure, style)
    axes.grid(visible=True, axis="both", color=style.line, linewidth=style.px(1))
    axes.tick_params(axis="x", pad=style.px(9))  # so far that the numbers of both axes do not meet in the corner
    axes.set(xlim=limits[0], ylim=limits[1])
    return axes


def _number(
    axes: Axes, limits: _Limits, style: PlotStyle, *, count: int, left: bool = True, below: bool = True
) -> list[str]:
    """Writes the numbers at the axes, ``count`` steps from end to end; returns the upright ones."""
    written = []
    for (low, high), axis, shown in ((limits[0], axes.xaxis, below), (limits[1], axes.yaxis, left)):
        ticks = [low + (high - low) * step / count for step in range(count + 1)]
        written = percentages(ticks)
        axis.set_ticks(ticks, labels=written if shown else [""] * len(ticks))
    if count == 1:  # the ends of small plots stand close to those of their neighbours
        first, last = axes.get_xticklabels()
        first.set_horizontalalignment("left")
        last.set_horizontalalignment("right")
        first, last = axes.get_yticklabels()
        first.set_verticalalignment("bottom")
        last.set_verticalalignment("top")
    return written


def _plot(axes: Axes, kind: RateKind, line: RateLine, color: str, width: float) -> None:
    if not line.xs:
        return
    xs, ys = [100 * x for x in line.xs], [100 * y for y in line.ys]
    # As average precision is summed: a precision counts for all recall that was won on the way to it; x falls.
    axes.plot(xs, ys, color=color, linewidth=width, drawstyle="default" if kind == "roc" else "steps-post")


def _guess(axes: Axes, kind: RateKind, line: RateLine, style: PlotStyle) -> None:
    """A dashed line for what guessing gives, where the axes show it."""
    if not line.xs:
        return
    ends = ([0, 100], [0, 100]) if kind == "roc" else ([0, 100], [100 * line.share] * 2)
    axes.plot(*ends, color=style.control, linewidth=style.px(1.25), linestyle=(0, (4, 3)))


def _area(line: RateLine) -> str:
    """Cut off after three decimals, or five where three would be nines: 1 is all of it."""
    if line.area is None:
        return "–"
    decimals = 3 if line.area < 0.999 else 5
    return f"{floor(line.area * 10**decimals + 1e-9) / 10**decimals:.{decimals}f}"


def _across(kind: RateKind) -> str:
    return _("other pictures taken for it") if kind == "roc" else _("recall: found of its pictures")


def _upright(kind: RateKind) -> str:
    return _("found of its pictures") if kind == "roc" else _("precision: right of the answers with it")
